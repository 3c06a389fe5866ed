"""The address of a client: that of the connection, or the one reported by a trusted proxy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from graphapi.errors import ConfigurationError

__all__ = ["ClientAddresses"]

_KEPT: Final = 4_096
"""How many addresses are cached: parsing one takes as long as a small answer."""
_LONGEST_KEPT: Final = 100
_IPV6_BITS: Final = 64
"""A client with one IPv6 address usually has the 2**64 others with the same first half too."""


class ClientAddresses:
    """Finds the addresses of clients behind trusted proxies.

    `proxies` are addresses and networks (`10.0.0.0/8`). Raises ConfigurationError for other text.
    """

    def __init__(self, proxies: tuple[str, ...] = ()) -> None:
        self._networks = [_network(proxy) for proxy in proxies]
        self._is_known_proxy = lru_cache(_KEPT)(self._is_proxy)
        self._find_known = lru_cache(_KEPT)(self._find)

    def is_proxy(self, address: str) -> bool:
        """Whether a connection from this address comes from a trusted proxy."""
        return bool(self._networks) and self._is_known_proxy(address)

    def _is_proxy(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._networks)

    def client(self, address: str, headers: Mapping[bytes, bytes]) -> str:
        """The client of a request on a connection from `address`.

        A trusted proxy appends the address of its own client to X-Forwarded-For. The last address
        that is not a trusted proxy's is the client's; anyone could have made up the ones before it.
        """
        forwarded = headers.get(b"x-forwarded-for") if self.is_proxy(address) else None
        if forwarded is None or len(forwarded) <= _LONGEST_KEPT:
            return self._find_known(address, forwarded)
        return self._find(address, forwarded)

    def _find(self, address: str, forwarded: bytes | None) -> str:
        if forwarded is not None:
            for hop in reversed(forwarded.decode("latin-1").split(",")):
                named = _parsed(hop)
                if named is None:
                    break
                address = str(named)
                if not self.is_proxy(address):
                    break
        return _shared(address)


def _shared(address: str) -> str:
    """The address; for IPv6 the network, which belongs to one client."""
    if ":" not in address:
        return address
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address) and not parsed.is_loopback:
        return str(ip_network((parsed, _IPV6_BITS), strict=False))
    return address if parsed is None else str(parsed)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text.partition("]")[0][1:]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        message = f"--trusted-proxies: {text!r} is not valid; use an IP address or a network"
        raise ConfigurationError(message) from error
