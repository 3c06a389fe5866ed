"""The host names that this server answers to, checked against the Host header of each request.

A web page can point its own host name at the address of a server on the visitor's machine, and then
send requests to it as same-origin requests (DNS rebinding). The browser still sends the page's name
in Host.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

__all__ = ["AllowedHosts", "is_loopback", "names_loopback"]

_KEPT: Final = 1_000
_LONGEST_KEPT: Final = 300


class AllowedHosts:
    """The host names that the server answers to.

    A name in `allowed` that starts with a dot includes all names below it, and `*` allows any name.
    If there are none, `bound`, the address that the server listens on, decides: on a loopback
    address it answers to `localhost`, names below it and loopback addresses, else to every name.
    """

    def __init__(self, allowed: tuple[str, ...], bound: str) -> None:
        self._is_local = not allowed and is_loopback(bound)
        self.allows_all = "*" in allowed or not (allowed or self._is_local)
        names = [_normal(name) for name in allowed]
        self._names = frozenset(name.removeprefix(".") for name in names)
        self._suffixes = tuple(name for name in names if name.startswith("."))
        self.known: set[bytes | None] = {None}
        """Host headers that were allowed before. None: no header, so no browser sent it."""

    def allows(self, host: bytes | None) -> bool:
        """Whether the server answers a request with this Host header."""
        if self.allows_all or host is None or host in self.known:
            return True
        allowed = self._decide(host.decode("latin-1"))
        if allowed and len(self.known) < _KEPT and len(host) <= _LONGEST_KEPT:
            self.known.add(host)
        return allowed

    def _decide(self, host: str) -> bool:
        if self._is_local:
            return names_loopback(host)
        name = _normal(_without_port(host))
        return name in self._names or name.endswith(self._suffixes or "\0")


def is_loopback(host: str) -> bool:
    """Whether a server that listens on `host` can be reached from this machine only."""
    if _normal(host) == "localhost":
        return True
    try:
        return ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return False


def names_loopback(host: str) -> bool:
    """Whether a Host header names the machine itself: localhost, a name below it, an address."""
    name = _normal(_without_port(host))
    return name.endswith(".localhost") or is_loopback(name)


def _normal(name: str) -> str:
    return name.strip().lower().rstrip(".")


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0][1:]
    return host.partition(":")[0]
