"""All connections of a server: which are open, what they use together, and which must close.

A timer for each request would cost more than many answers do. Instead, `sweep` checks all
connections twice a second, and a connection only records when it began to wait.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection
from operator import attrgetter
from typing import Any, Final, Protocol
from weakref import WeakSet

from graphapi.server.http_connections.connection_limits import ConnectionLimits
from graphapi.server.requests.error_codes import ErrorCode, RequestError

__all__ = [
    "MAX_SPARE",
    "ConnectionRegistry",
    "RegisteredConnection",
    "close_failed",
    "run_isolated",
]

_LOGGER = logging.getLogger(__name__)

MAX_SPARE: Final = 64
"""How many surplus connections are open at once, to answer health checks and send 503."""

_MAX_STEP_SECONDS: Final = 1.0
"""At most this much time passes from one sweep to the next, as far as timeouts are concerned."""
_IDLE_SECONDS: Final = 5.0
"""When all connections are in use, one that was idle for this long gives way to a new one."""
_RETRY: Final = {"Retry-After": "1"}


class RegisteredConnection(Protocol):
    """What the registry knows of a connection; see `lifecycle.Connection`, which has all of it."""

    client: tuple[str, int] | None
    counted_client: str | None
    rejection: RequestError | None
    body_bytes: int
    waiting_since: float

    @property
    def is_idle(self) -> bool:
        """Whether it waits for the next request, and nothing of it has arrived."""

    @property
    def is_receiving(self) -> bool:
        """Whether a request is arriving."""

    @property
    def unsent_bytes(self) -> int:
        """Bytes of answers that the client has not read."""

    def has_unread(self) -> bool:
        """Whether the socket holds bytes that were not read."""

    def check_timeouts(self, now: float) -> None:
        """Close the connection if the client takes too long to send or to read."""

    def evict(self) -> None:
        """Close this surplus connection to make room for a newer one."""

    def reject(self, error: RequestError) -> None:
        """Close, and say why, unless that would garble an answer under way."""

    def drain(self) -> None:
        """Close after the next answer, or when no request comes."""

    def close(self) -> None:
        """Close after the last answer."""

    def abort(self) -> None:
        """Close at once, and discard what was not sent."""

    def fail(self) -> None:
        """Close at once, whatever state the connection is in."""


def run_isolated(connection: Any, action: Callable[..., None], *arguments: Any) -> None:
    """Call `action` for a connection. If it fails, log the error and close this connection only.

    Every call into a connection, by the event loop or by the sweep, goes through this function or
    does the same.
    """
    try:
        action(*arguments)
    except Exception as error:  # noqa: BLE001 - any error costs this connection only
        close_failed(connection, error)


def close_failed(connection: Any, error: Exception) -> None:
    """Log an exception, and close the connection that raised it."""
    _LOGGER.error("A connection failed and was closed; the others are not affected", exc_info=error)
    connection.fail()


class ConnectionRegistry:
    """The connections of one event loop, and what they share.

    `counted_client_of` returns the client that a connection from an address counts towards; None
    means that it may open any number.
    """

    def __init__(
        self,
        limits: ConnectionLimits,
        counted_client_of: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        self.limits = limits
        self._counted_client_of = counted_client_of
        self._held: Counter[str] = Counter()
        """How many connections each client with a limit has."""
        self._spare: dict[RegisteredConnection, None] = {}
        """The surplus connections, oldest first."""
        self._aborted: WeakSet[RegisteredConnection] = WeakSet()
        """Connections that were aborted, and whose memory is not free yet."""
        self._idle: list[RegisteredConnection] = []
        """Connections that may give way, the longest idle last, as of the last check."""
        self._idle_since = -1.0
        self.unanswered_bytes = 0
        """Bytes of the bodies of unanswered requests."""
        self.is_draining = False
        """Whether each connection ends with its next answer, because the server stops."""
        self._swept = time.monotonic()
        self.now = self._swept
        """The time of the last sweep, in seconds during which this server could run (monotonic)."""

    def enter(self, connection: RegisteredConnection, all_connections: Collection[Any]) -> None:
        """Add a new connection; one above a limit becomes a surplus connection."""
        address = connection.client[0] if connection.client else None
        client = self._counted_client_of(address) if address is not None else None
        most, most_per_client = self.limits.connection_limit, self.limits.connections_per_client
        if client is not None:
            if self._held[client] >= most_per_client:
                message = f"This client already has {most_per_client} connections; close one."
                self._enter_spare(connection, message)
                return
            self._held[client] += 1
            connection.counted_client = client
        # `all_connections` includes the new one.
        if len(all_connections) - len(self._spare) <= most or self._make_room(all_connections):
            return
        self.release(connection)
        message = f"All {most} connections of this server are in use; try again in a moment."
        self._enter_spare(connection, message)

    def _enter_spare(self, connection: RegisteredConnection, message: str) -> None:
        connection.rejection = RequestError(ErrorCode.OVERLOADED, message, _RETRY)
        self._spare[connection] = None
        if len(self._spare) > MAX_SPARE:
            oldest = next(iter(self._spare))
            del self._spare[oldest]
            run_isolated(oldest, oldest.evict)

    def _make_room(self, all_connections: Collection[Any]) -> bool:
        """Close the longest idle connection if it was idle long enough; return whether it was."""
        if self._idle_since != self.now:
            self._idle_since = self.now
            idle = [each for each in all_connections if getattr(each, "is_idle", False)]
            idle.sort(key=attrgetter("waiting_since"), reverse=True)
            self._idle = idle
        while self._idle:
            oldest = self._idle.pop()
            if self.now - oldest.waiting_since < min(_IDLE_SECONDS, self.limits.idle_seconds):
                self._idle.clear()
            elif oldest.is_idle and not oldest.has_unread():
                run_isolated(oldest, oldest.close)
                return True
        return False

    def release(self, connection: RegisteredConnection) -> None:
        """Stop counting a connection towards any client."""
        client, connection.counted_client = connection.counted_client, None
        if client is not None:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]
        self._spare.pop(connection, None)

    def sweep(self, connections: Collection[Any]) -> None:
        """Close the connections that exceed a timeout; call this twice a second.

        Time in which the server was too busy to check does not count against its clients.
        """
        swept = time.monotonic()
        self.now += min(swept - self._swept, _MAX_STEP_SECONDS)
        self._swept = swept
        own = self._own_connections(connections)
        for connection in own:
            run_isolated(connection, connection.check_timeouts, self.now)
        self.abort_slow_readers(own)

    def drain(self, connections: Collection[Any]) -> None:
        """Let each connection end with its next answer, those that are yet to come as well."""
        self.is_draining = True
        for connection in self._own_connections(connections):
            run_isolated(connection, connection.drain)

    def _own_connections(self, connections: Collection[Any]) -> list[RegisteredConnection]:
        """The connections that can be checked; uvicorn's set may hold others."""
        return [each for each in connections if hasattr(each, "unsent_bytes")]

    def abort_slow_readers(self, connections: Collection[Any]) -> None:
        """Abort the connections with the most unread bytes, until the total is within the limit."""
        sizes = [
            (each.unsent_bytes, each)
            for each in self._own_connections(connections)
            if each not in self._aborted
        ]
        total = sum(size for size, _ in sizes)
        if total > self.limits.max_unsent_bytes:
            sizes.sort(key=lambda entry: entry[0])
        while total > self.limits.max_unsent_bytes:
            size, connection = sizes.pop()
            self._aborted.add(connection)
            run_isolated(connection, connection.abort)
            total -= size

    def register_body(
        self, connection: RegisteredConnection, size: int, connections: Collection[Any]
    ) -> None:
        """Count `size` more bytes of a body, until `release_body`; reject the longest if needed."""
        connection.body_bytes += size
        self.unanswered_bytes += size
        while self.unanswered_bytes > self.limits.max_unanswered_bytes:
            arriving = [each for each in self._own_connections(connections) if each.is_receiving]
            longest = max(arriving, key=attrgetter("body_bytes"), default=connection)
            if not longest.body_bytes:
                return
            self.release_body(longest)
            message = "The pending requests are too long together; try again in a moment."
            error = RequestError(ErrorCode.OVERLOADED, message, _RETRY)
            run_isolated(longest, longest.reject, error)

    def release_body(self, connection: RegisteredConnection) -> None:
        """Stop counting the body of a connection's request: it is answered, or has ended."""
        self.unanswered_bytes -= connection.body_bytes
        connection.body_bytes = 0
