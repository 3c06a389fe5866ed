"""The guard: it decides which requests are admitted, before any work is done for them.

Every request is checked here once, however it arrives, as soon as its headers and the needed part
of its body are there. /healthz and /readyz are for monitoring: they are always admitted and reveal
nothing that needs protection. /metrics does, and checks its readers itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from graphapi.server.answers.replies import Reply, error_reply
from graphapi.server.door.allowed_hosts import AllowedHosts, is_loopback, names_loopback
from graphapi.server.door.api_keys import VARY_BY_KEY, ApiKeys, key_in, load_keys
from graphapi.server.door.client_addresses import ClientAddresses
from graphapi.server.door.origins import AllowedOrigins
from graphapi.server.requests.admission import Admission, RequestIds
from graphapi.server.requests.client_rates import RateLimiter
from graphapi.server.requests.client_rights import ALL_RIGHTS, Rights
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.header_fields import fields_of
from graphapi.server.requests.negotiation import MediaType
from graphapi.settings import Settings

__all__ = ["OPEN_PATHS", "Guard"]

OPEN_PATHS: Final = frozenset({"/healthz", "/readyz", "/metrics"})

_RETRY_SECONDS: Final = 1
_LOCAL: Final = frozenset({"", "127.0.0.1", "::1"})
"""Addresses of clients on this machine; "" stands for a Unix domain socket."""
_NO_ADDRESS: Final = ("", 0)
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="graphapi"'}
_FORWARDING: Final = (
    b"forwarded",
    b"via",
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-forwarded-proto",
    b"x-real-ip",
)
"""Headers that show that a proxy has forwarded the request."""


class Guard:
    """Decides on each request. `under_way` counts those that are waiting for something, `streams`
    the open WebSockets and streamed answers.

    Raises ConfigurationError if the keys, proxies or origins in the settings are not valid.
    """

    def __init__(self, settings: Settings) -> None:
        self.keys: ApiKeys = load_keys(settings.api_keys_file, settings.api_keys)
        self._hosts = AllowedHosts(_listed(settings.allowed_hosts), settings.host)
        self.origins = AllowedOrigins(_listed(settings.cors_origins))
        self._clients = ClientAddresses(_listed(settings.trusted_proxies))
        self._rates = (
            RateLimiter(settings.rate_units, settings.rate_burst_units)
            if settings.rate_units
            else None
        )
        self._is_public = settings.public
        self._rights = Rights.without_key(settings)
        self._seconds = settings.deadline_ms / 1000
        self._most_under_way = settings.waiting_limit
        self._most_sockets = settings.sockets_per_client
        self._sockets: dict[str, int] = {}
        self._most_streams = settings.stream_limit
        self.under_way = self.streams = 0
        # Clients on these addresses need no check except that of Host.
        is_simple = not (self.keys or self.origins or settings.trusted_proxies)
        self._simple_addresses = _LOCAL if is_simple else frozenset()
        self.request_ids = RequestIds()
        depends_on = [self.origins.vary, VARY_BY_KEY if self.keys and settings.public else b""]
        self._vary = b"".join(b", " + names for names in depends_on if names)

    @property
    def is_open(self) -> bool:
        """Whether other machines may reach the server: it is public, or clients have API keys."""
        return self._is_public or bool(self.keys)

    def admit(self, scope: Any) -> tuple[Admission, Reply | None]:
        """Check an HTTP request or a WebSocket: its admission, and the answer if it is rejected.

        CORS preflight requests are answered here too. The admission is stored in the scope, and a
        request that has one is not checked again.
        """
        known: Admission | None = scope.get("graphapi.admission")
        if known is not None:
            return known, None
        admission = scope["graphapi.admission"] = Admission(
            self.request_ids, self._seconds, scope.get("graphapi.is_disconnected")
        )
        admission.rights, admission.vary = self._rights, self._vary
        headers: Mapping[bytes, bytes] | None = scope.get("graphapi.headers")
        if headers is None:
            try:
                headers = fields_of(scope)
            except RequestError as error:
                scope["graphapi.headers"] = {}
                return admission, error_reply(error, MediaType.JSON)
        address = (scope["client"] or _NO_ADDRESS)[0]
        if (
            address in self._simple_addresses
            and headers.get(b"host") in self._hosts.known
            and scope["type"] == "http"
        ):
            return admission, None  # a shortcut: the full check would decide the same
        if b"x-request-id" in headers and self._clients.is_proxy(address):
            admission.given_id = RequestIds.given(headers[b"x-request-id"])
        try:
            return admission, self._decide(scope, headers, address, admission)
        except RequestError as error:
            return admission, error_reply(error, MediaType.JSON)

    def _decide(
        self, scope: Any, headers: Mapping[bytes, bytes], address: str, admission: Admission
    ) -> Reply | None:
        """The answer to a preflight; None if the request is admitted. Else raises RequestError."""
        if self.origins:
            admission.more_headers = self.origins.headers(headers.get(b"origin"))
        if self.keys:
            self._identify_owner(headers, admission)
        if scope["path"] in OPEN_PATHS:
            return None
        self._check_host(headers)
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            allowed = self.origins.preflight(headers)
            if allowed is not None:
                admission.more_headers, admission.vary = allowed, b""
                return Reply(HTTPStatus.NO_CONTENT)
        if self._rates is not None:
            self._check_rate(self._rates, headers, address, admission)
        if self.keys and admission.owner is None:
            self._check_without_key(headers)
        return None

    def _identify_owner(self, headers: Mapping[bytes, bytes], admission: Admission) -> None:
        admission.owner = self.keys.owner(headers)
        if admission.owner is not None:
            admission.rights = ALL_RIGHTS

    def _check_without_key(self, headers: Mapping[bytes, bytes]) -> None:
        """Reject a client without a key unless the server is public, and any unknown key."""
        if not self._is_public:
            raise self.unauthenticated()
        if key_in(headers):
            message = "This API key is not valid; send another, or send the request without a key."
            raise RequestError(ErrorCode.UNAUTHENTICATED, message, _CHALLENGE)

    @staticmethod
    def unauthenticated() -> RequestError:
        """The error for a request without a known key."""
        return RequestError(
            ErrorCode.UNAUTHENTICATED,
            "This server requires an API key; send it as Authorization: Bearer KEY.",
            _CHALLENGE,
        )

    def is_local(self, scope: Any) -> bool:
        """Whether a program on this machine sent the request for itself, to a local host name.

        A proxy on this machine sends requests for others: it adds forwarding headers, or passes on
        the host name that its clients used.
        """
        headers = scope["graphapi.headers"]
        address = (scope["client"] or _NO_ADDRESS)[0]
        return (
            (address in _LOCAL or is_loopback(address))
            and not any(name in headers for name in _FORWARDING)
            and names_loopback(headers.get(b"host", b"localhost").decode("latin-1"))
        )

    def client(self, scope: Any) -> str:
        """The address of a request's client; for IPv6 its network."""
        address = (scope["client"] or _NO_ADDRESS)[0]
        return self._clients.client(address, scope["graphapi.headers"])

    def counted_client(self, address: str) -> str | None:
        """The client that a connection from this address counts towards; None: no limit."""
        if _is_local(address) or self._clients.is_proxy(address):
            return None
        return self._clients.client(address, {})

    def is_from_trusted_proxy(self, scope: Any) -> bool:
        """Whether a trusted proxy forwarded this request."""
        return self._clients.is_proxy((scope["client"] or _NO_ADDRESS)[0])

    def check_rate(self, scope: Any, admission: Admission) -> None:
        """Charge one unit for this request; raise RequestError if the client has none left."""
        if self._rates is not None:
            address = (scope["client"] or _NO_ADDRESS)[0]
            self._check_rate(self._rates, scope["graphapi.headers"], address, admission)

    def _check_host(self, headers: Mapping[bytes, bytes]) -> None:
        if not self._hosts.allows(headers.get(b"host")):
            raise RequestError(
                ErrorCode.MISDIRECTED_REQUEST,
                "This server does not answer to the name in the Host header; its operator can "
                "allow the name with --allowed-hosts.",
            )

    def _check_rate(
        self,
        rates: RateLimiter,
        headers: Mapping[bytes, bytes],
        address: str,
        admission: Admission,
    ) -> None:
        """Charge one unit for this request; raise RequestError if the client has none left."""
        owner = admission.owner
        client = f"key {owner}" if owner is not None else self._clients.client(address, headers)
        if owner is None and _is_local(client):
            return  # a program on this machine has more effective ways to do harm
        admission.client, admission.rates = client, rates
        admission.charge_first_unit()

    def open_socket(self, admission: Admission) -> None:
        """Count a WebSocket towards its client, if clients are counted; see `close_socket`.

        Raises RequestError if the client has as many open as it may. A client with many WebSockets
        could use up the limit of waiting requests, at the price of one unit each.
        """
        client = admission.client
        if client is None:
            return
        found = self._sockets.get(client, 0)
        if found >= self._most_sockets:
            message = f"This client has {found} open WebSockets; close one, or reuse them."
            retry = {"Retry-After": str(_RETRY_SECONDS)}
            raise RequestError(ErrorCode.RATE_LIMITED, message, retry)
        self._sockets[client] = found + 1

    def close_socket(self, admission: Admission) -> None:
        """Stop counting a WebSocket."""
        client = admission.client
        if client is not None:
            self._sockets[client] -= 1
            if not self._sockets[client]:
                del self._sockets[client]

    @contextmanager
    def streaming(self) -> Iterator[None]:
        """Count a request that is under way as a stream instead: most of the time it is idle.

        Raises RequestError if too many are open.
        """
        if self.streams >= self._most_streams:
            raise RequestError(
                ErrorCode.OVERLOADED,
                f"{self.streams} streams are already open; try again in a moment.",
                {"Retry-After": str(_RETRY_SECONDS)},
            )
        self.streams += 1
        self.under_way -= 1
        try:
            yield
        finally:
            self.streams -= 1
            self.under_way += 1

    def check_load(self) -> None:
        """Raise RequestError if too many requests are waiting."""
        if self.under_way >= self._most_under_way:
            raise RequestError(
                ErrorCode.OVERLOADED,
                f"{self._most_under_way} requests are already waiting; try again in a moment.",
                {"Retry-After": str(_RETRY_SECONDS)},
            )


@lru_cache(maxsize=4_096)
def _is_local(client: str) -> bool:
    return client in _LOCAL or is_loopback(client)


def _listed(text: str) -> tuple[str, ...]:
    """The entries of a setting with several values, separated by commas or spaces."""
    return tuple(text.replace(",", " ").split())
