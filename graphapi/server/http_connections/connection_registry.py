"""All connections of a server: which are held, what they take together, and which have to end.

A timer for each request would cost more than many an answer. Instead `sweep` looks at all
connections twice a second, and a connection only notes when it began to wait.
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
"""Connections beyond the limits that are held at once, to answer health checks and say 503."""

_MAX_STEP_SECONDS: Final = 1.0
"""So much time passes from one sweep to the next at most, for those who wait."""
_IDLE_SECONDS: Final = 5.0
"""A connection that was idle for so long gives way to a new one where all are in use."""
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

    def close(self) -> None:
        """Close after the last answer."""

    def abort(self) -> None:
        """Close at once, and discard what was not sent."""

    def fail(self) -> None:
        """Close at once, whatever state the connection is in."""


def run_isolated(connection: Any, action: Callable[..., None], *arguments: Any) -> None:
    """Do something for a connection. What goes wrong is logged, and ends this connection alone.

    Every call of the event loop into a connection, and of the sweep, passes here, or does the same.
    """
    try:
        action(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this connection alone
        close_failed(connection, error)


def close_failed(connection: Any, error: Exception) -> None:
    """Log an exception, and end the connection that it came from."""
    _LOGGER.error("A connection failed and was closed; the others go on", exc_info=error)
    connection.fail()


class ConnectionRegistry:
    """The connections of one event loop, and what they have in common.

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
        """How many connections each client has that may not have any number."""
        self._spare: dict[RegisteredConnection, None] = {}
        """Those beyond the limits, the oldest first."""
        self._aborted: WeakSet[RegisteredConnection] = WeakSet()
        """Those that were cut off, and whose memory is not free yet."""
        self._idle: list[RegisteredConnection] = []
        """Those that may give way, the one that was idle longest last, as of the last look."""
        self._idle_since = -1.0
        self.unanswered_bytes = 0
        """Bytes of the bodies of requests that are not answered."""
        self._swept = time.monotonic()
        self.now = self._swept
        """The time of the last sweep, in seconds in which this server could look (monotonic)."""

    def enter(self, connection: RegisteredConnection, all_connections: Collection[Any]) -> None:
        """Count a new connection; one beyond the limits becomes a spare one."""
        address = connection.client[0] if connection.client else None
        client = self._counted_client_of(address) if address is not None else None
        most, most_per_client = self.limits.connection_limit, self.limits.connections_per_client
        if client is not None:
            if self._held[client] >= most_per_client:
                message = f"This client has {most_per_client} connections already."
                self._enter_spare(connection, message)
                return
            self._held[client] += 1
            connection.counted_client = client
        # The new one is among them.
        if len(all_connections) - len(self._spare) <= most or self._make_room(all_connections):
            return
        self.release(connection)
        self._enter_spare(connection, f"All {most} connections of this server are in use.")

    def _enter_spare(self, connection: RegisteredConnection, message: str) -> None:
        connection.rejection = RequestError(ErrorCode.OVERLOADED, message, _RETRY)
        self._spare[connection] = None
        if len(self._spare) > MAX_SPARE:
            oldest = next(iter(self._spare))
            del self._spare[oldest]
            run_isolated(oldest, oldest.evict)

    def _make_room(self, all_connections: Collection[Any]) -> bool:
        """End the connection that was idle longest, if one was for long enough; say whether."""
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
        """Count a connection to nobody any more."""
        client, connection.counted_client = connection.counted_client, None
        if client is not None:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]
        self._spare.pop(connection, None)

    def sweep(self, connections: Collection[Any]) -> None:
        """End the connections on which nothing has moved for too long; call it twice a second.

        What the server could not look at for want of time does not count against its clients.
        """
        swept = time.monotonic()
        self.now += min(swept - self._swept, _MAX_STEP_SECONDS)
        self._swept = swept
        own = self._own_connections(connections)
        for connection in own:
            run_isolated(connection, connection.check_timeouts, self.now)
        self.abort_slow_readers(own)

    def _own_connections(self, connections: Collection[Any]) -> list[RegisteredConnection]:
        """Those that can be looked at; uvicorn's set may hold others."""
        return [each for each in connections if hasattr(each, "unsent_bytes")]

    def abort_slow_readers(self, connections: Collection[Any]) -> None:
        """End the connections that leave most of their answers, until it is not too much."""
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
        """Count so many bytes of a body, until `release_body`; refuse the longest if too many."""
        connection.body_bytes += size
        self.unanswered_bytes += size
        while self.unanswered_bytes > self.limits.max_unanswered_bytes:
            arriving = [each for each in self._own_connections(connections) if each.is_receiving]
            longest = max(arriving, key=attrgetter("body_bytes"), default=connection)
            if not longest.body_bytes:
                return
            self.release_body(longest)
            message = "The requests that wait here are too long together; ask again in a moment."
            error = RequestError(ErrorCode.OVERLOADED, message, _RETRY)
            run_isolated(longest, longest.reject, error)

    def release_body(self, connection: RegisteredConnection) -> None:
        """Count the body of a connection's request no more: it is answered, or has ended."""
        self.unanswered_bytes -= connection.body_bytes
        connection.body_bytes = 0
