"""The end of a server that loses no request.

A request is lost if it reaches a connection that the server has closed without saying so, or one
that no process accepts any more. So a server that drains
- ignores new connections, and accepts those that the system has established (`listening`);
- answers what comes on the connections it has, and says with each answer that it is the last one;
- closes a connection of which it hears nothing for some seconds (`Connection.drain`).
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Collection, Sequence
from typing import Any, Final

from graphapi.server.http_connections import ConnectionRegistry
from graphapi.server.processes.listening import (
    InheritedSocket,
    has_waiting,
    refuse_new_connections,
)

__all__ = ["GRACE_SECONDS", "Drain"]

GRACE_SECONDS: Final = 10.0
"""How long a server waits for the last requests and answers."""
_HANDSHAKE_SECONDS: Final = 0.5
"""How long handshakes may take that had begun. Ignored clients try again later than that."""


class Drain:
    """Drains a server that accepts on `listeners` by `servers`, and has these `connections`."""

    def __init__(
        self,
        listeners: Sequence[socket.socket],
        servers: Sequence[asyncio.Server],
        registry: ConnectionRegistry,
        connections: Collection[Any],
    ) -> None:
        self._listeners, self._servers, self._connections = listeners, servers, connections
        self._own = [one for one in listeners if not isinstance(one, InheritedSocket)]
        waits = [_HANDSHAKE_SECONDS for one in self._own if refuse_new_connections(one)]
        now = time.monotonic()
        self._closes, self._ends = now + max(waits, default=0.0), now + GRACE_SECONDS
        self._is_listening = True
        registry.drain(connections)

    def is_over(self) -> bool:
        """Whether nothing is left to wait for, or the time is over; ask a few times a second."""
        now = time.monotonic()
        if self._is_listening and now >= self._closes and not any(map(has_waiting, self._own)):
            self._is_listening = False
            for server in self._servers:
                server.close()
            for listener in self._listeners:
                listener.close()
        return now >= self._ends or not (self._is_listening or self._connections)
