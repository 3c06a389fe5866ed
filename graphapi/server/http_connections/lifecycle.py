"""The life cycle of a connection: how it opens, waits and closes.

It runs under uvicorn's server. Parsing and answering requests is left to `HTTPConnection`.
"""

from __future__ import annotations

import asyncio
import select
from abc import ABC, abstractmethod
from contextlib import suppress
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.protocols.utils import get_local_addr, get_remote_addr
from uvicorn.server import ServerState

from graphapi.server.answers.replies import error_reply
from graphapi.server.http_connections.connection_registry import (
    ConnectionRegistry,
    close_failed,
    run_isolated,
)
from graphapi.server.http_connections.cycle import Cycle
from graphapi.server.http_connections.flow import StallDetector, SteppedFlowControl
from graphapi.server.http_connections.request_reader import RequestReader
from graphapi.server.requests.admission import SECURITY_HEADERS
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.header_fields import written
from graphapi.server.requests.negotiation import MediaType

if TYPE_CHECKING:
    from graphapi.server.app import Application

__all__ = ["LINGER_BYTES", "Connection", "State"]

LINGER_SECONDS: Final = 2.0
"""How long a client may take to read the last answer and close the connection."""
LINGER_BYTES: Final = 1_048_576
"""How many bytes it may still send in that time."""

_SHORT_SECONDS: Final = 2.0
"""How long a request may take to arrive on a surplus connection, and during shutdown."""
_QUIET_SECONDS: Final = 5.0
"""How long a server that drains waits for a request to begin, or to arrive."""
_HANGS_UP: Final = getattr(select, "POLLRDHUP", 0)
"""The event of a client that has closed its end; 0 on systems without one."""


class State(Enum):
    """What a connection waits for."""

    NEW = auto()
    """The first byte."""
    RECEIVING = auto()
    """The rest of a request; some are answered before."""
    ANSWERING = auto()
    """The answer to a request that is whole. Nothing is parsed until it is complete."""
    IDLE = auto()
    """The next request, of which nothing has arrived."""
    YIELDING = auto()
    """Other connections have their turn; then the next request, which has arrived already."""
    LINGERING = auto()
    """The client's close, after its last answer; what it still sends is discarded."""


# Looking up an Enum member takes longer than many of the steps here.
_NEW, _RECEIVING, _ANSWERING = State.NEW, State.RECEIVING, State.ANSWERING
_IDLE, _YIELDING, _LINGERING = State.IDLE, State.YIELDING, State.LINGERING


class Connection(ABC, asyncio.Protocol):
    """One connection of a client, as the event loop, uvicorn's server and the registry see it."""

    transport: asyncio.Transport
    client: tuple[str, int] | None = None
    counted_client: str | None = None
    """The client whose limit it counts towards; None if that client has no limit."""
    rejection: RequestError | None = None
    """Why it is a surplus connection: it may answer one health check and nothing else."""
    keeps_alive = True
    """Whether it may answer more than one request from now on."""
    body_bytes = 0
    """Bytes of the body of its request, until the request is answered."""
    waiting_since = 0.0
    """When it began to wait for what its state says, as `ConnectionRegistry.now`."""

    _state = _NEW
    _cycle: Cycle | None = None
    """The latest request and its answer."""
    _linger_left = LINGER_BYTES

    def __init__(self, app: Application, registry: ConnectionRegistry, server: ServerState) -> None:
        self._app, self._registry, self._server_state = app, registry, server
        self._connections: Any = server.connections
        self._observer = app.monitors.observer
        self._reader = RequestReader(registry.limits)
        self._stall = StallDetector()
        self._receive_seconds = registry.limits.receive_seconds

    @abstractmethod
    def _receive(self, data: bytes) -> None:
        """Process the bytes that the socket delivered."""

    # What the event loop and the server call.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open the connection."""
        self.transport = transport  # type: ignore[assignment]  # those of sockets are
        run_isolated(self, self._begin)

    def _begin(self) -> None:
        self._app.turns.note_arrival()
        self._flow = SteppedFlowControl(self.transport, self._reader)
        self._server = get_local_addr(self.transport)
        self.client = get_remote_addr(self.transport)
        self.waiting_since = self._registry.now
        self._connections.add(self)
        self._registry.enter(self, self._connections)
        if self.rejection is not None:
            self.keeps_alive = False
            self._shorten_timeouts(_SHORT_SECONDS)
        elif self._registry.is_draining:
            self.drain()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio gives it
        """Close the connection, and tell the application if it is still answering."""
        self._connections.discard(self)
        run_isolated(self, self._end)

    def _end(self) -> None:
        self._registry.release(self)
        self._registry.release_body(self)
        if self._cycle is not None:
            self._disconnect(self._cycle)
        self._flow.resume_writing()
        # They refer to the connection too, which would otherwise wait for the garbage collector.
        self._reader.close()
        self._cycle = None

    def data_received(self, data: bytes) -> None:
        """Process the bytes that the socket delivered."""
        try:
            self._receive(data)
        except Exception as error:  # noqa: BLE001 - see `run_isolated`
            close_failed(self, error)

    def pause_writing(self) -> None:
        """Pause writing: the client reads more slowly than the server writes."""
        self._flow.pause_writing()
        run_isolated(self, self._registry.abort_slow_readers, self._connections)

    def resume_writing(self) -> None:
        """Resume writing: the client has read most of it."""
        self._flow.resume_writing()

    def shutdown(self) -> None:
        """Finish the request under way: the server shuts down."""
        run_isolated(self, self._shut_down)

    def _shut_down(self) -> None:
        cycle = self._cycle
        if cycle is not None and not cycle.response_complete:
            cycle.keep_alive = False
            self._shorten_timeouts(_SHORT_SECONDS)
        elif self._state is _RECEIVING and (cycle is None or not cycle.more_body):
            self.transport.close()  # half a head: there is nothing to answer
        else:
            self.close()

    def _shorten_timeouts(self, seconds: float) -> None:
        """Wait only so long for the rest of a request."""
        self._receive_seconds = min(seconds, self._receive_seconds)
        self.waiting_since = self._registry.now

    # What the registry calls.

    @property
    def is_idle(self) -> bool:
        """Whether it waits for the next request, and nothing of it has arrived."""
        return self._state is _IDLE

    @property
    def is_receiving(self) -> bool:
        """Whether a request is arriving."""
        return self._state is _RECEIVING

    @property
    def unsent_bytes(self) -> int:
        """Bytes of answers that the client has not read."""
        return self.transport.get_write_buffer_size()

    def has_unread(self) -> bool:
        """Whether the socket holds bytes that were not read."""
        return self._polls(select.POLLIN)

    def is_disconnected(self) -> bool:
        """Whether the client has closed its end of the connection."""
        return self.transport.is_closing() or self._polls(_HANGS_UP)

    def _polls(self, event: int) -> bool:
        if not event:
            return False
        poll = select.poll()
        poll.register(self.transport.get_extra_info("socket"), event)
        return bool(poll.poll(0))

    def drain(self) -> None:
        """Close after the next answer, which says so, or when no request begins for some seconds.

        Closing at once would lose a request that the client sends at the same moment. An answer
        that has begun cannot say any more that it is the last one, so one more may follow.
        """
        self.keeps_alive = False
        self._shorten_timeouts(_QUIET_SECONDS)
        if self._cycle is not None and not self._cycle.response_started:
            self._cycle.end_keep_alive()

    def check_timeouts(self, now: float) -> None:
        """Close the connection if the client takes too long to send or to read."""
        limits, state = self._registry.limits, self._state
        if self._stall.has_stalled(self.unsent_bytes, now, limits.receive_seconds):
            self.transport.abort()
            return
        waited = now - self.waiting_since
        if state is _IDLE:
            seconds = limits.idle_seconds if self.keeps_alive else _QUIET_SECONDS
            if waited > seconds and not self.has_unread():
                self.transport.close()
        elif state is _LINGERING:
            if waited > LINGER_SECONDS:
                self.transport.close()
        elif (state is _NEW or state is _RECEIVING) and waited > self._receive_seconds:
            message = f"The request did not arrive within {self._receive_seconds:g} seconds."
            self.reject(self.rejection or RequestError(ErrorCode.REQUEST_TIMEOUT, message))

    def evict(self) -> None:
        """Close this surplus connection to make room for a newer one."""
        if self._state is _ANSWERING:
            return  # it closes in a moment anyway
        if self.rejection is not None:
            self.reject(self.rejection)
        self.transport.close()

    def abort(self) -> None:
        """Close at once, and discard what was not sent."""
        self.transport.abort()

    def fail(self) -> None:
        """Close at once, whatever state the connection is in."""
        with suppress(Exception):
            self.transport.abort()

    # What a cycle calls on its transport.

    def write(self, data: bytes) -> None:
        """Write a part of an answer."""
        if self._state is not _LINGERING:
            self.transport.write(data)

    def is_closing(self) -> bool:
        """Whether nothing can be written any more."""
        return self._state is _LINGERING or self.transport.is_closing()

    def close(self) -> None:
        """Close after the last answer; linger if the client may still be sending."""
        may_receive = self._state is _RECEIVING or self._reader.has_more or self._flow.read_paused
        if may_receive or (not self.keeps_alive and self.has_unread()):
            self._linger()
        else:
            self.transport.close()

    # Rejecting what has not become a request.

    def reject(self, error: RequestError) -> None:
        """Close, and say why, unless that would garble an answer under way."""
        if self.is_closing():
            return
        cycle = self._cycle
        if cycle is not None and cycle.more_body and cycle.response_started:
            # It is answered at least in part; the error is in the rest of its body.
            self._disconnect(cycle)
            self._linger()
            return
        if cycle is not None:
            self._disconnect(cycle)
        headers = {**error.headers, "Connection": "close"}
        final = RequestError(error.code, str(error), headers, details=error.details)
        reply = error_reply(final, MediaType.JSON)
        fields = [*self._server_state.default_headers, *SECURITY_HEADERS]
        content = (STATUS_LINE[reply.status], written(fields), reply.head(), b"\r\n", reply.body)
        self.transport.write(b"".join(content))
        if self._observer is not None:
            address = self.client[0] if self.client else ""
            self._observer.rejected(address, reply.status, reply.codes, len(reply.body))
        self._linger()

    @staticmethod
    def _disconnect(cycle: Cycle) -> None:
        """Tell the application that its client has gone, unless the answer is complete."""
        if not cycle.response_complete:
            cycle.disconnected, cycle.waiting_for_100_continue = True, False
            cycle.body.clear()
        cycle.message_event.set()

    def _linger(self) -> None:
        """Close the server's end only, and discard what still arrives for a while.

        If bytes arrive for a closed connection, the system resets it, and the client may lose an
        answer that it has not read yet (RFC 9112, 9.6).
        """
        if self.transport.is_closing() or not self.transport.can_write_eof():
            self.transport.close()
            return
        self._registry.release_body(self)
        self._reader.close()
        self._state, self.waiting_since = _LINGERING, self._registry.now
        self._flow.resume_reading()
        self.transport.write_eof()

    def _discard(self, data: bytes) -> None:
        self._linger_left -= len(data)
        if self._linger_left < 0:
            self.transport.close()
