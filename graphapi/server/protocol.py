"""uvicorn's HTTP protocol, with a short way for GraphQL answers that need not wait.

Of the time that a small answer takes, an ASGI server spends half on what makes waiting possible: a
task, an event, two channels of messages. A query over a corpus in memory never waits. So a POST to
the GraphQL endpoint is answered as soon as its body is there, within the call in which the socket
told of it; an answer that does have to wait goes on in a task, as any request does. The rest of
HTTP (parsing, keep-alive, pipelining, shutdown) is uvicorn's, and so are all other requests.

The methods overridden here are not uvicorn's public interface: pyproject.toml allows one minor
release at a time, and every test of the endpoint runs through them.
"""

import asyncio
import select
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final
from weakref import WeakSet

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from graphapi.server.admission import SECURITY_HEADERS, Admission
from graphapi.server.app import GRAPHQL_PATH, Application
from graphapi.server.codes import ErrorCode, RequestError
from graphapi.server.connections import ConnectionLimits, cut_off
from graphapi.server.guarding import AnswerNow
from graphapi.server.negotiation import MediaType
from graphapi.server.observation import GONE_STATUS, Observer
from graphapi.server.replies import Reply, refusal, send_reply, written

__all__ = ["GuardedProtocol", "protocol_for"]

_LONGEST: Final = 65_536
"""Longer bodies go through ASGI, which reads them piece by piece."""

_HANGS_UP: Final = getattr(select, "POLLRDHUP", 0)
"""The event of a client that has closed its end; where the system has none, nobody is missed."""


def protocol_for(app: Application, limits: ConnectionLimits) -> type["GuardedProtocol"]:
    """The protocol that gives POST requests to the endpoint to `answer_now` of the application.

    Those with longer bodies than it takes are left to ASGI: it refuses them unread. Its observer is
    told of what does not get there.
    """
    members = {
        "path": GRAPHQL_PATH,
        "answer_now": staticmethod(app.answer_now),
        "longest": min(_LONGEST, app.max_body_bytes),
        "limits": limits,
        "now": time.monotonic(),
        "ending": WeakSet(),
        "held": Counter(),
        "holder_of": staticmethod(app.holder),
        "surely_short": limits.surely_short,
        "observer": app.watchers.observer,
        "arrived": staticmethod(app.turns.arrived),
    }
    return type("GraphQLProtocol", (GuardedProtocol,), members)


class GuardedProtocol(HttpToolsProtocol):
    """One connection of a client.

    Timers for each request would cost more than answering it. Instead `sweep` looks at all
    connections once in a while, and a connection only notes at which sweep it began to wait.
    """

    path: str
    answer_now: AnswerNow
    longest: int
    limits: ConnectionLimits
    surely_short: int
    observer: Observer | None
    arrived: Callable[[], None]
    """Is called for each connection."""

    url = b""
    now: float
    """The time of the last sweep of all connections of this server."""

    held: Counter[str]
    """How many connections each client has that may not have all of them."""
    holder_of: Callable[[str], str | None]
    ending: WeakSet[Any]
    """Those that were cut off, and whose memory is not free yet."""

    _common: list[tuple[bytes, bytes]] | None = None
    _written = b""

    _running: RequestResponseCycle | None = None
    """The last request that was given to ASGI."""

    _receiving_since: float | None = None
    """When a request began to arrive that is not complete; None: none did."""
    _head_bytes: int | None = None
    """Bytes of the reads after the first that brought neither the end of a head nor a body."""
    _measures = False
    """Whether heads are measured: once a read was long, or did not end the request."""
    _holder: str | None = None
    _idle_since = 0.0
    """When an answer was complete last."""
    _unsent = 0
    """Bytes that the client had not taken at the last sweep."""
    _unsent_since = 0.0
    _waiting: Any = None
    """The application for a request that is to be answered when its body is there."""
    _is_first = True
    """Whether nothing was answered yet of what the socket brought in this call: one client that
    sends many requests at once must not keep all others waiting."""

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
        self.arrived()
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        self._receiving_since = self.now
        self._holder = self.holder_of(self.client[0]) if self.client else None
        if self._holder is not None:
            self.held[self._holder] += 1
        if len(self.connections) > self.limits.most:
            self._turn_away(f"The {self.limits.most} connections that there may be are all in use.")
        elif self._holder is not None and self.held[self._holder] > self.limits.most_per_client:
            self._turn_away(f"This client has {self.limits.most_per_client} connections already.")

    def _turn_away(self, message: str) -> None:
        self._end_with(RequestError(ErrorCode.OVERLOADED, message, {"Retry-After": "1"}))

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
        elif self.cycle.response_complete and now - self._idle_since > self.limits.idle_seconds:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """End; what is being answered is told, be it the last that arrived or not."""
        self._let_go()
        if self._running is not None:
            self._running.disconnected = not self._running.response_complete
        super().connection_lost(exc)

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
        self._is_first = True
        if self._receiving_since is None:
            self._receiving_since = self.now
        if len(data) > self.surely_short:
            self._measures = True
        super().data_received(data)
        if self._waiting is not None and _announced(self.cycle) > self.longest:
            self._give_to_asgi()
        cycle: RequestResponseCycle | None = self.cycle
        since: float | None = self.__dict__["_receiving_since"]  # the parser may have ended it
        if since is not None or cycle is None or cycle.scope is not self.scope:
            self._watch_unfinished(data)

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
                super()._start_asgi_task(cycle, _answering(reply))
                return
        if (
            self._is_first
            and cycle.scope["path"] == self.path
            and cycle.scope["method"] == "POST"
            and cycle.more_body
            and not cycle.waiting_for_100_continue
            and app is self.app
        ):
            self._waiting = app
        else:
            self._running = cycle
            super()._start_asgi_task(cycle, app)

    def on_chunk_header(self) -> None:
        """Keep trailers, which may follow, out of the headers: no proxy has looked at them."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and cycle.scope is self.scope:
            self.headers = []

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._head_bytes = None
        super().on_body(body)
        if self._waiting is not None and len(self.cycle.body) > self.longest:
            self._give_to_asgi()

    def on_message_complete(self) -> None:
        """Answer, now that the whole request is there."""
        self._receiving_since = self._head_bytes = None
        super().on_message_complete()
        if self._waiting is not None:
            app, self._waiting = self._waiting, None
            self._is_first = False
            self._answer(self.cycle, app)

    def _give_to_asgi(self) -> None:
        app, self._waiting = self._waiting, None
        self._running = self.cycle
        super()._start_asgi_task(self.cycle, app)

    def _answer(self, cycle: RequestResponseCycle, app: Any) -> None:
        reply = None
        if not self.flow.write_paused and not self.transport.is_closing():
            reply = self.answer_now(cycle.scope, bytes(cycle.body))
        if isinstance(reply, Reply):
            self._send(cycle, reply)
            return
        self._running = cycle
        later = app if reply is None else _send_later(reply, self.observer)
        super()._start_asgi_task(cycle, later)

    @classmethod
    def _common_head(cls, headers: list[tuple[bytes, bytes]]) -> bytes:
        """The server's own headers as HTTP/1.1 writes them; they change once a second."""
        if headers is not cls._common:
            cls._common, cls._written = headers, written(headers)
        return cls._written

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
        self.transport.close()

    def _report(self, reply: Reply) -> None:
        """Tell the observer of a refusal to what has not become a request."""
        if self.observer is not None:
            address = self.client[0] if self.client else ""
            self.observer.turned_away(address, reply.status, reply.codes, len(reply.body))

    def _send(self, cycle: RequestResponseCycle, reply: Reply) -> None:
        """Write a response at once, as the cycle's own `send` does in several steps."""
        admission: Admission = cycle.scope["graphapi.admission"]  # type: ignore[typeddict-item]  # ours, not ASGI's
        content = [
            STATUS_LINE[reply.status],
            self._common_head(cycle.default_headers),
            reply.head,
            admission.head,
        ]
        if reply.headers and reply.headers.get("Connection") == "close":
            cycle.keep_alive = False
        elif not cycle.keep_alive:
            content.append(b"connection: close\r\n")
        content += (b"\r\n", reply.body)
        cycle.response_started = cycle.response_complete = True
        self.transport.write(b"".join(content))
        if self.observer is not None:
            if reply.codes:
                admission.codes = reply.codes
            self.observer.finished(admission, cycle.scope, reply.status, len(reply.body))
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()


def _announced(cycle: RequestResponseCycle) -> int:
    """How many bytes the body of a request is said to have; 0 where nothing is said."""
    lengths = [value for name, value in cycle.scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths else 0  # the parser has let digits through alone


def _answering(reply: Reply) -> Any:
    async def application(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send_reply(reply, send, SECURITY_HEADERS)

    return application


def _final(error: RequestError) -> RequestError:
    """The same, as the last on its connection."""
    headers = {**error.headers, "Connection": "close"}
    return RequestError(error.code, str(error), headers, details=error.details)


def _send_later(reply: Awaitable[Reply], observer: Observer | None) -> Any:
    async def application(scope: Scope, _receive: Receive, send: Send) -> None:
        admission: Admission = scope["graphapi.admission"]
        status, size = GONE_STATUS, 0
        try:
            found = await reply
            await send_reply(found, send, admission.headers)
            admission.codes, status, size = found.codes, found.status, len(found.body)
        finally:
            if observer is not None:
                observer.finished(admission, scope, status, size)

    return application
