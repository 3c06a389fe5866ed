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
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from graphapi.server.http_connections.connection_limits import ConnectionLimits
from graphapi.server.requests.error_codes import ErrorCode, RequestError

if TYPE_CHECKING:
    from graphapi.server.http_connections.lifecycle import Connection

__all__ = ["MOST_SPARE", "ConnectionRegistry", "contained", "end_failed"]

_LOGGER = logging.getLogger(__name__)

MOST_SPARE: Final = 64
"""Connections beyond the limits that are held at once, to answer health checks and say 503."""

_LONGEST_STEP_SECONDS: Final = 1.0
"""So much time passes from one sweep to the next at most, for those who wait."""
_IDLE_SECONDS: Final = 5.0
"""A connection that was idle for so long gives way to a new one where all are in use."""
_RETRY: Final = {"Retry-After": "1"}


def contained(connection: Any, action: Callable[..., None], *arguments: Any) -> None:
    """Do something for a connection. What goes wrong is logged, and ends this connection alone.

    Every call of the event loop into a connection, and of the sweep, passes here, or does the same.
    """
    try:
        action(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this connection alone
        end_failed(connection, error)


def end_failed(connection: Any, error: Exception) -> None:
    """Log an exception, and end the connection that it came from."""
    _LOGGER.error("A connection failed and was closed; the others go on", exc_info=error)
    connection.fail()


class ConnectionRegistry:
    """The connections of one event loop, and what they have in common.

    `holder_of` says to which client a connection from an address counts; None: to nobody, and it
    may have any number.
    """

    def __init__(
        self, limits: ConnectionLimits, holder_of: Callable[[str], str | None] = lambda _: None
    ) -> None:
        self.limits = limits
        self._holder_of = holder_of
        self._held: Counter[str] = Counter()
        """How many connections each client has that may not have any number."""
        self._spare: dict[Connection, None] = {}
        """Those beyond the limits, the oldest first."""
        self._cut_off: WeakSet[Connection] = WeakSet()
        """Those that were cut off, and whose memory is not free yet."""
        self._idle: list[Connection] = []
        """Those that may give way, the one that was idle longest last, as of the last look."""
        self._idle_since = -1.0
        self.unanswered_bytes = 0
        """Bytes of the bodies of requests that are not answered."""
        self._swept = time.monotonic()
        self.now = self._swept
        """The time of the last sweep, in seconds in which this server could look (monotonic)."""

    def enter(self, connection: Connection, all_connections: Collection[Any]) -> None:
        """Count a new connection; one beyond the limits becomes a spare one."""
        address = connection.client[0] if connection.client else None
        holder = self._holder_of(address) if address is not None else None
        most, most_per_client = self.limits.most, self.limits.most_per_client
        if holder is not None:
            if self._held[holder] >= most_per_client:
                message = f"This client has {most_per_client} connections already."
                self._enter_spare(connection, message)
                return
            self._held[holder] += 1
            connection.holder = holder
        # The new one is among them.
        if len(all_connections) - len(self._spare) <= most or self._make_room(all_connections):
            return
        self.release(connection)
        self._enter_spare(connection, f"All {most} connections of this server are in use.")

    def _enter_spare(self, connection: Connection, message: str) -> None:
        connection.refusal = RequestError(ErrorCode.OVERLOADED, message, _RETRY)
        self._spare[connection] = None
        if len(self._spare) > MOST_SPARE:
            oldest = next(iter(self._spare))
            del self._spare[oldest]
            contained(oldest, oldest.dismiss)

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
                contained(oldest, oldest.close)
                return True
        return False

    def release(self, connection: Connection) -> None:
        """Count a connection to nobody any more."""
        holder, connection.holder = connection.holder, None
        if holder is not None:
            self._held[holder] -= 1
            if not self._held[holder]:
                del self._held[holder]
        self._spare.pop(connection, None)

    def sweep(self, connections: Collection[Any]) -> None:
        """End the connections on which nothing has moved for too long; call it twice a second.

        What the server could not look at for want of time does not count against its clients.
        """
        swept = time.monotonic()
        self.now += min(swept - self._swept, _LONGEST_STEP_SECONDS)
        self._swept = swept
        ours = self._ours(connections)
        for connection in ours:
            contained(connection, connection.look, self.now)
        self.cut_off(ours)

    def _ours(self, connections: Collection[Any]) -> list[Connection]:
        """Those that can be looked at; uvicorn's set may hold others."""
        return [each for each in connections if hasattr(each, "unsent_bytes")]

    def cut_off(self, connections: Collection[Any]) -> None:
        """End the connections that leave most of their answers, until it is not too much."""
        sizes = [
            (each.unsent_bytes, each)
            for each in self._ours(connections)
            if each not in self._cut_off
        ]
        total = sum(size for size, _ in sizes)
        if total > self.limits.unsent_bytes:
            sizes.sort(key=lambda entry: entry[0])
        while total > self.limits.unsent_bytes:
            size, connection = sizes.pop()
            self._cut_off.add(connection)
            contained(connection, connection.abort)
            total -= size

    def hold_body(self, connection: Connection, size: int, connections: Collection[Any]) -> None:
        """Count so many bytes of a body, until `forget_body`; refuse the longest if too many."""
        connection.body_bytes += size
        self.unanswered_bytes += size
        while self.unanswered_bytes > self.limits.unanswered_bytes:
            arriving = [each for each in self._ours(connections) if each.is_receiving]
            longest = max(arriving, key=attrgetter("body_bytes"), default=connection)
            if not longest.body_bytes:
                return
            self.forget_body(longest)
            message = "The requests that wait here are too long together; ask again in a moment."
            error = RequestError(ErrorCode.OVERLOADED, message, _RETRY)
            contained(longest, longest.refuse, error)

    def forget_body(self, connection: Connection) -> None:
        """Count the body of a connection's request no more: it is answered, or has ended."""
        self.unanswered_bytes -= connection.body_bytes
        connection.body_bytes = 0
