"""One HTTP connection of a client: reads its requests and answers them one after the other.

For a small answer, an ASGI server spends half of its time on what makes waiting possible: a task,
an event and two message channels. A query over a corpus in memory never waits. So a POST to the
GraphQL endpoint is answered directly, within the call in which the socket delivers the end of its
body. An answer that has to wait continues in a task, and all other requests go through ASGI. A
request head that was seen before is not parsed again (`request_head_cache`).

The connection runs under uvicorn's server and uses the ASGI part of uvicorn's HTTP protocol.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.server import ServerState

from graphapi.server.answers.replies import Reply, send_reply
from graphapi.server.door.guard import OPEN_PATHS
from graphapi.server.http_connections.connection_registry import ConnectionRegistry, run_isolated
from graphapi.server.http_connections.cycle import Cycle
from graphapi.server.http_connections.lifecycle import Connection, State
from graphapi.server.http_connections.request_head_cache import RequestHeadCache
from graphapi.server.http_connections.request_reader import END_OF_REQUEST, RequestHead
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.header_fields import written
from graphapi.server.requests.observation import GONE_STATUS, Observer

if TYPE_CHECKING:
    from graphapi.server.app import Application

__all__ = ["HTTPConnection", "connection_factory"]

_MAX_DIRECT_BYTES: Final = 65_536
"""Longer bodies go through ASGI, which reads them piece by piece."""
_OK: Final = 200
_ASGI: Final = {"version": "3.0", "spec_version": "2.3"}
_LOGGER = logging.getLogger("uvicorn.error")

# Looking up an Enum member takes longer than many of the steps here.
_NEW, _RECEIVING, _ANSWERING = State.NEW, State.RECEIVING, State.ANSWERING
_IDLE, _YIELDING, _LINGERING = State.IDLE, State.YIELDING, State.LINGERING


class HTTPConnection(Connection):
    """One connection that reads and answers requests.

    uvicorn creates it and passes the arguments after the first three.
    """

    _is_direct = False
    """Whether its request is to be answered directly, in the call that delivers its end."""

    _common: list[tuple[bytes, bytes]] | None = None
    _written = b""

    def __init__(
        self,
        app: Application,
        registry: ConnectionRegistry,
        heads: RequestHeadCache,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(app, registry, server_state)
        self._heads, self._config, self._app_state = heads, config, app_state
        self._loop = _loop or asyncio.get_event_loop()
        self._max_direct_bytes = min(_MAX_DIRECT_BYTES, app.max_body_bytes)

    # From bytes to requests.

    def _receive(self, data: bytes) -> None:
        state = self._state
        if state is _LINGERING:
            self._discard(data)
            return
        if not self._app.turns.is_free and self.is_disconnected():
            self.transport.abort()  # no client waits for this answer, but others wait for theirs
            return
        if state is _IDLE or state is _NEW:
            known = self._heads.find(data)
            if known is not None and self.keeps_alive and self._can_write():
                self._answer_known(*known)
                return
            self._state, self.waiting_since = _RECEIVING, self._registry.now
        self._reader.receive(data)
        if self._state is _RECEIVING:
            self._advance()
        else:
            self._flow.pause_reading()  # one request at a time

    def _advance(self) -> None:
        """Parse the received bytes up to the end of one request."""
        try:
            while self._state is _RECEIVING:
                event = self._reader.next_event()
                if event is None:
                    return
                if event is END_OF_REQUEST:
                    self._end_request()
                elif isinstance(event, RequestHead):
                    self._begin_request(event)
                else:
                    self._take_body(event)
        except RequestError as error:
            self.reject(error)

    def _continue(self) -> None:
        """Parse the next request, part of which has arrived already."""
        if self._state is _YIELDING and not self.transport.is_closing():
            self._state, self.waiting_since = _RECEIVING, self._registry.now
            self._advance()
            if self._state is _RECEIVING:
                self._flow.resume_reading()

    def _begin_request(self, head: RequestHead) -> None:
        scope = self._completed(head.scope)
        if self.rejection is not None and (head.opens_websocket or scope["path"] not in OPEN_PATHS):
            raise self.rejection
        if head.opens_websocket:
            self._become_websocket(scope)
            return
        keep_alive = head.keeps_alive and self.keeps_alive
        cycle = self._new_cycle(scope, keep_alive=keep_alive, expects=head.expects_continue)
        self._is_direct = (
            scope["method"] == "POST"
            and scope["path"] in self._app.paths
            and (head.body_bytes is None or 0 < head.body_bytes <= self._max_direct_bytes)
            and not head.expects_continue
        )
        if not self._is_direct:
            self._start(cycle, self._app)

    def _completed(self, scope: dict[str, Any]) -> dict[str, Any]:
        """Add to the scope what depends on the connection."""
        scope["asgi"], scope["root_path"], scope["scheme"] = _ASGI, "", "http"
        scope["client"], scope["server"] = self.client, self._server
        scope["state"] = self._app_state.copy()
        scope["graphapi.is_disconnected"] = self.is_disconnected
        return scope

    def _new_cycle(self, scope: Any, *, keep_alive: bool, expects: bool = False) -> Cycle:
        self._cycle = cycle = Cycle(
            scope=scope,
            transport=self,
            flow=self._flow,
            logger=_LOGGER,
            access_logger=_LOGGER,
            access_log=False,  # it would show the queries of URLs
            default_headers=self._server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=expects,
            keep_alive=keep_alive,
            on_response=self._end_answer,
        )
        return cycle

    def _take_body(self, data: bytes) -> None:
        cycle = self._cycle
        assert cycle is not None
        if cycle.response_complete:
            return  # it was answered without its body
        self._registry.register_body(self, len(data), self._connections)
        if self._state is not _RECEIVING:
            return  # the bodies were too long together, and this request was rejected
        cycle.body += data
        cycle.message_event.set()
        if self._is_direct:
            if len(cycle.body) > self._max_direct_bytes:
                self._is_direct = False
                self._start(cycle, self._app)
        elif len(cycle.body) > HIGH_WATER_LIMIT:
            self._flow.pause_reading()

    def _end_request(self) -> None:
        cycle = self._cycle
        assert cycle is not None
        cycle.more_body = False
        cycle.message_event.set()
        self._state = _ANSWERING
        if cycle.response_complete:
            self._wait_for_request()
        elif self._is_direct:
            self._is_direct = False
            self._answer(cycle)
        if self._state is _ANSWERING and self._reader.has_more:
            self._flow.pause_reading()

    def _end_answer(self) -> None:
        """Continue once the answer is complete."""
        self._server_state.total_requests += 1
        if self.body_bytes:
            self._registry.release_body(self)
        if self.transport.is_closing() or self._state is _LINGERING:
            return
        self._flow.resume_reading()
        if self._state is _ANSWERING:
            self._wait_for_request()

    def _wait_for_request(self) -> None:
        self._state, self.waiting_since = _IDLE, self._registry.now
        if self._reader.has_more:
            self._state = _YIELDING
            # Not at once: a client that pipelines requests must not keep others waiting.
            self._loop.call_soon(run_isolated, self, self._continue)

    def _become_websocket(self, scope: dict[str, Any]) -> None:
        """Hand the connection over to the WebSocket protocol, which parses the head again.

        If that protocol cannot parse a handshake, it stays silent and keeps the connection open.
        """
        websocket: Any = self._config.ws_protocol_class
        protocol = websocket(
            config=self._config,
            server_state=self._server_state,
            app_state=self._app_state,
        )
        query = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        method = scope["method"].encode()
        head = b"%b %b HTTP/1.1\r\n%b\r\n" % (method, target, written(scope["headers"]))
        protocol.registry = self._registry
        if not self.keeps_alive:
            protocol.drain()
        protocol.connection_made(self.transport)
        protocol.data_received(head)
        if not protocol.handshake_initiated:
            self._connections.discard(protocol)
            message = "This is not a valid WebSocket handshake, or its headers are too long."
            raise RequestError(ErrorCode.BAD_REQUEST, message)
        self._connections.discard(self)
        self._registry.release(self)  # WebSockets have a limit per client of their own
        self.transport.set_protocol(protocol)
        unread = self._reader.unread
        self._reader.close()
        if unread and not self.transport.is_closing():
            protocol.data_received(unread)

    # From requests to answers.

    def _can_write(self) -> bool:
        return not self._flow.write_paused and not self.transport.is_closing()

    def _answer(self, cycle: Cycle) -> None:
        """Answer a complete request; continue in a task if the answer has to wait."""
        reply = (
            self._app.answer_directly(cycle.scope, bytes(cycle.body)) if self._can_write() else None
        )
        if not isinstance(reply, Reply):
            self._start_with(cycle, reply)
            return
        cycle.response_started = cycle.response_complete = True
        cycle.keep_alive = self._write(cycle.scope, reply, keep_alive=cycle.keep_alive)
        head = self._reader.complete_head
        if cycle.keep_alive and head is not None:
            self._heads.learn(head, len(cycle.body), cycle.scope)
        self._end_answer()

    def _answer_known(self, scope: Any, body: bytes) -> None:
        """Like `_answer`, for a request that the parser has not seen."""
        scope["client"], scope["server"] = self.client, self._server
        scope["graphapi.is_disconnected"] = self.is_disconnected
        self._state = _ANSWERING
        reply = self._app.answer_directly(scope, body)
        if isinstance(reply, Reply):
            self._write(scope, reply, keep_alive=True)
            # As in `_end_answer`, but there is no body to release and nothing more to read.
            self._server_state.total_requests += 1
            if self._state is _ANSWERING:
                self._state, self.waiting_since = _IDLE, self._registry.now
            return
        scope["headers"], scope["state"] = [*scope["headers"]], self._app_state.copy()
        cycle = self._new_cycle(scope, keep_alive=True)
        cycle.body, cycle.more_body = bytearray(body), False
        self._registry.register_body(self, len(body), self._connections)
        cycle.message_event.set()
        self._start_with(cycle, reply)

    def _start_with(self, cycle: Cycle, reply: Awaitable[Reply] | None) -> None:
        """Answer in a task: with `reply`, or through the application if there is none."""
        self._start(cycle, self._app if reply is None else _sending(reply, self._observer))

    def _start(self, cycle: Cycle, app: Any) -> None:
        task = self._loop.create_task(cycle.run_asgi(app))
        tasks = self._server_state.tasks
        task.add_done_callback(tasks.discard)
        tasks.add(task)

    @classmethod
    def _common_head(cls, headers: list[tuple[bytes, bytes]]) -> bytes:
        """The server's own headers as HTTP/1.1 writes them; they change once a second."""
        if headers is not cls._common:
            cls._common, cls._written = headers, written(headers)
        return cls._written

    def _write(self, scope: Any, reply: Reply, *, keep_alive: bool) -> bool:
        """Write an answer, and close the connection after the last one; return whether it stays."""
        admission: Admission = scope["graphapi.admission"]
        if reply.status == GONE_STATUS:
            self.transport.abort()
            if self._observer is not None:
                self._observer.finished(admission, scope, GONE_STATUS, 0)
            return False
        content = [
            STATUS_LINE[reply.status],
            self._common_head(self._server_state.default_headers),
            reply.head(admission.vary),
            admission.head,
        ]
        if reply.headers and reply.headers.get("Connection") == "close":
            keep_alive = False
        elif not keep_alive:
            content.append(b"connection: close\r\n")
        content += (b"\r\n", reply.body)
        self.transport.write(b"".join(content))
        if self._observer is not None:
            if reply.status == _OK and not reply.codes:
                self._observer.answered(admission, scope, len(reply.body))
            else:
                admission.codes = reply.codes
                self._observer.finished(admission, scope, reply.status, len(reply.body))
        if not keep_alive:
            self.close()
        return keep_alive


def connection_factory(app: Application, registry: ConnectionRegistry) -> Any:
    """The factory of a server's connections, for uvicorn's configuration."""
    return partial(HTTPConnection, app, registry, RequestHeadCache())


def _sending(reply: Awaitable[Reply], observer: Observer | None) -> Any:
    """An ASGI application that awaits a reply and sends it."""

    async def application(scope: Scope, _receive: Receive, send: Send) -> None:
        admission: Admission = scope["graphapi.admission"]
        status, size = GONE_STATUS, 0
        try:
            found = await reply
            await send_reply(found, send, admission)
            admission.codes, status, size = found.codes, found.status, len(found.body)
        finally:
            if observer is not None:
                observer.finished(admission, scope, status, size)

    return application
