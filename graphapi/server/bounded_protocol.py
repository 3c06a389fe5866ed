"""uvicorn's HTTP protocol, with bounds of what a connection may take: of time, length and number.

The methods overridden here are not uvicorn's public interface: pyproject.toml allows one minor
release at a time, and every test of the server runs through them.
"""

import asyncio
import select
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final
from weakref import WeakSet

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from graphapi.server.admission import SECURITY_HEADERS
from graphapi.server.codes import ErrorCode, RequestError
from graphapi.server.connections import MOST_TURNED_AWAY, ConnectionLimits, cut_off
from graphapi.server.lingering import LingeringTransport, linger
from graphapi.server.negotiation import MediaType
from graphapi.server.observation import Observer
from graphapi.server.replies import Reply, refusal, send_reply, written
from graphapi.server.turns import Turns

__all__ = ["BoundedProtocol"]

_HANGS_UP: Final = getattr(select, "POLLRDHUP", 0)
"""The event of a client that has closed its end; where the system has none, nobody is missed."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection of a client.

    Timers for each request would cost more than answering it. Instead `sweep` looks at all
    connections once in a while, and a connection only notes at which sweep it began to wait.
    """

    limits: ConnectionLimits
    surely_short: int
    observer: Observer | None
    turns: Turns

    url = b""
    now: float
    """The time of the last sweep of all connections of this server."""

    held: Counter[str]
    """How many connections each client has that may not have all of them."""
    holder_of: Callable[[str], str | None]
    ending: WeakSet[Any]
    """Those that were cut off, and whose memory is not free yet."""
    turned_away: set[Any]
    """Those beyond the limits that linger."""

    _receiving_since: float | None = None
    """When a request began to arrive that is not complete; None: none did."""
    _head_bytes: int | None = None
    """Bytes of the reads after the first that brought neither the end of a head nor a body."""
    _measures = False
    """Whether heads are measured: once a read was long, or did not end the request."""
    _holder: str | None = None
    _is_lingering = False
    """Whether it had its last answer, and is left to end (`lingering`)."""
    _idle_since = 0.0
    """When an answer was complete last."""
    _unsent = 0
    """Bytes that the client had not taken at the last sweep."""
    _unsent_since = 0.0

    @classmethod
    def sweep(cls, connections: Iterable[Any], now: float) -> None:
        """End the connections on which nothing has moved for too long; call it every second."""
        cls.now = now
        for connection in list(connections):
            if isinstance(connection, cls):
                connection.look(now)
        cut_off(connections, cls.limits.unsent_bytes, cls.ending)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; or end at once, where there are too many already."""
        self.turns.arrived()
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        self._receiving_since = self.now
        self._holder = self.holder_of(self.client[0]) if self.client else None
        if self._holder is not None:
            self.held[self._holder] += 1
        if len(self.connections) - len(self.turned_away) > self.limits.most:
            self._turn_away(f"The {self.limits.most} connections that there may be are all in use.")
        elif self._holder is not None and self.held[self._holder] > self.limits.most_per_client:
            self._turn_away(f"This client has {self.limits.most_per_client} connections already.")

    def _turn_away(self, message: str) -> None:
        self._let_go()
        if len(self.turned_away) < MOST_TURNED_AWAY:
            self.turned_away.add(self)
        else:
            self._receiving_since = None  # so that it does not linger
        self._end_with(RequestError(ErrorCode.OVERLOADED, message, {"Retry-After": "1"}))

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._let_go()
        self.turned_away.discard(self)
        super().connection_lost(exc)
        # These know the connection, too: it would stay until the garbage collector comes.
        self.pipeline.clear()
        self.cycle = self.scope = None  # type: ignore[assignment]  # as uvicorn begins

    def _let_go(self) -> None:
        """Count this connection no more."""
        holder, self._holder = self._holder, None
        if holder is not None:
            self.held[holder] -= 1
            if not self.held[holder]:
                del self.held[holder]

    def look(self, now: float) -> None:
        """End this connection if its client takes too long to send or to take something."""
        since, limit = self._receiving_since, self.limits.receive_seconds
        unsent = self.transport.get_write_buffer_size()
        if unsent != self._unsent or not unsent:
            self._unsent, self._unsent_since = unsent, now
        elif now - self._unsent_since > limit:
            self.transport.abort()
            return
        if since is not None:
            if now - since > limit:
                message = f"The request has not arrived within {limit:g} seconds."
                self._end_with(RequestError(ErrorCode.REQUEST_TIMEOUT, message))
        elif self._is_lingering:
            return  # it has a timer
        elif self.cycle.response_complete and now - self._idle_since > self.limits.idle_seconds:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP, or has a URL too long for the parser."""
        try:
            self.limits.check_head(len(self.url), ())
        except RequestError as error:
            self._end_with(error)
        else:
            self._end_with(RequestError(ErrorCode.BAD_REQUEST, msg))

    def on_response_complete(self) -> None:
        """Go on with the next request, or wait for one."""
        # As uvicorn does it, without a timer for each request: `look` ends idle connections.
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        else:
            self._idle_since = self.now

    def pause_writing(self) -> None:
        """Note that the client has more to take than it takes."""
        super().pause_writing()
        cut_off(self.connections, self.limits.unsent_bytes, self.ending)

    def is_gone(self) -> bool:
        """Whether the client has closed its end of the connection."""
        if self.transport.is_closing():
            return True
        if not _HANGS_UP:
            return False
        poll = select.poll()
        poll.register(self.transport.get_extra_info("socket"), _HANGS_UP)
        return bool(poll.poll(0))

    def data_received(self, data: bytes) -> None:
        """Take what the socket brought."""
        if self._receiving_since is None:
            self._receiving_since = self.now
        if len(data) > self.surely_short:
            self._measures = True
        super().data_received(data)
        if self._is_receiving:
            self._watch_unfinished(data)

    @property
    def _is_receiving(self) -> bool:
        """Whether a part of a request is here, and not yet all of it."""
        return self._receiving_since is not None

    def on_message_begin(self) -> None:
        """Note that a request begins; it may be the second in one read."""
        self._receiving_since = self.now
        super().on_message_begin()

    def _watch_unfinished(self, data: bytes) -> None:
        """End this connection where a head becomes too long, or the trailers of a body.

        The parser would gather any length.
        """
        self._measures = True
        # Of the first read, what came before the head is unknown: it is measured at its end.
        self._head_bytes = 0 if self._head_bytes is None else self._head_bytes + len(data)
        try:
            self.limits.check_head(len(self.url), ())
            self.limits.check_headers(self._head_bytes - len(self.url))
        except RequestError as error:
            self._end_with(error)

    def handle_websocket_upgrade(self) -> None:
        """Give the connection to the WebSocket protocol, unless the head is too long.

        That protocol keeps silent, and keeps the connection, where it can read no handshake.
        """
        try:
            self.limits.check_head(len(self.url), self.headers)
        except RequestError as error:
            self._end_with(error)
            return
        self._let_go()  # WebSockets of one client are counted by themselves
        super().handle_websocket_upgrade()
        protocol: Any = self.transport.get_protocol()
        if not protocol.handshake_initiated:
            message = "This is no handshake of a WebSocket, or its headers are too long for one."
            self._end_with(RequestError(ErrorCode.BAD_REQUEST, message))

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        scope: Any = cycle.scope
        scope["graphapi.is_gone"] = self.is_gone
        if self._measures:
            try:
                path, query = scope["raw_path"], scope["query_string"]
                url_bytes = len(path) + len(query) + bool(query)  # for the question mark
                self.limits.check_head(url_bytes, scope["headers"])
            except RequestError as error:
                reply = refusal(_final(error), MediaType.JSON)
                self._report(reply)
                self._start_task(cycle, _answering(reply))
                return
        self._start(cycle, app)

    def _start(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Begin to answer a request whose head is short enough."""
        self._start_task(cycle, app)

    def _start_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        if cycle.more_body:
            transport: Any = LingeringTransport(self.transport, self._close)
            cycle.transport = transport
        super()._start_asgi_task(cycle, app)

    def _close(self) -> None:
        """Close; linger where a part of the request is on its way, and may cost its answer."""
        if self._is_receiving:
            self._linger()
        else:
            self.transport.close()

    def _linger(self) -> None:
        """Close, but for what the client still sends: nobody reads it, or is answered."""
        self._is_lingering, self._receiving_since = True, None
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None:
            cycle.disconnected = not cycle.response_complete
            cycle.message_event.set()
        linger(self.transport)

    def on_chunk_header(self) -> None:
        """Keep trailers, which may follow, out of the headers: no proxy has looked at them."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and cycle.scope is self.scope:
            self.headers = []

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._head_bytes = None
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the whole request is there."""
        self._receiving_since = self._head_bytes = None
        super().on_message_complete()

    def _end_with(self, error: RequestError) -> None:
        """Say why this connection ends, if no answer is under way that this would garble."""
        if self.transport.is_closing():
            return
        cycle: RequestResponseCycle | None = self.cycle
        # Of the request that arrives, or of the one before it, if the headers are not there yet.
        is_answered = cycle is not None and cycle.response_started and cycle.more_body
        is_answering = cycle is not None and cycle.response_started != cycle.response_complete
        if not (is_answered or is_answering or self.pipeline):
            reply = refusal(_final(error), MediaType.JSON)
            head = written([*self.server_state.default_headers, *SECURITY_HEADERS])
            content = (STATUS_LINE[reply.status], head, reply.head, b"\r\n", reply.body)
            self.transport.write(b"".join(content))
            self._report(reply)
            if self._is_receiving:
                self._linger()
                return
        self.transport.close()

    def _report(self, reply: Reply) -> None:
        """Tell the observer of a refusal to what has not become a request."""
        if self.observer is not None:
            address = self.client[0] if self.client else ""
            self.observer.turned_away(address, reply.status, reply.codes, len(reply.body))


def _final(error: RequestError) -> RequestError:
    """The same, as the last on its connection."""
    headers = {**error.headers, "Connection": "close"}
    return RequestError(error.code, str(error), headers, details=error.details)


def _answering(reply: Reply) -> Any:
    async def application(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send_reply(reply, send, SECURITY_HEADERS)

    return application
