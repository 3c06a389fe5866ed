"""The protocol of the server, with a short way for GraphQL answers that need not wait.

Of the time that a small answer takes, an ASGI server spends half on what makes waiting possible: a
task, an event, two channels of messages. A query over a corpus in memory never waits. So a POST to
the GraphQL endpoint is answered as soon as its body is there, within the call in which the socket
told of it; an answer that does have to wait goes on in a task, as any request does. A request with
a head that was parsed before (`known_heads`) is not parsed again. The rest of HTTP (parsing,
keep-alive, pipelining, shutdown) is uvicorn's, and so are all other requests.

What is said of uvicorn's interface in `bounded_protocol` holds here, too.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable
from typing import Any, Final
from weakref import WeakSet

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from graphapi.server.admission import Admission
from graphapi.server.app import GRAPHQL_PATHS, Application
from graphapi.server.bounded_protocol import BoundedProtocol
from graphapi.server.connections import ConnectionLimits
from graphapi.server.guarding import AnswerNow
from graphapi.server.known_heads import KnownHeads
from graphapi.server.observation import GONE_STATUS, Observer
from graphapi.server.replies import Reply, send_reply, written

__all__ = ["GuardedProtocol", "protocol_for"]

_LONGEST: Final = 65_536
"""Longer bodies go through ASGI, which reads them piece by piece."""

_OK: Final = 200


def protocol_for(app: Application, limits: ConnectionLimits) -> type["GuardedProtocol"]:
    """The protocol that gives POST requests to the endpoint to `answer_now` of the application.

    Those with longer bodies than it takes are left to ASGI: it refuses them unread. Its observer is
    told of what does not get there.
    """
    members = {
        "paths": GRAPHQL_PATHS,
        "answer_now": staticmethod(app.answer_now),
        "longest": min(_LONGEST, app.max_body_bytes),
        "limits": limits,
        "heads": KnownHeads(),
        "now": time.monotonic(),
        "ending": WeakSet(),
        "turned_away": set(),
        "held": Counter(),
        "holder_of": staticmethod(app.holder),
        "surely_short": limits.surely_short,
        "observer": app.watchers.observer,
        "turns": app.turns,
    }
    return type("GraphQLProtocol", (GuardedProtocol,), members)


class GuardedProtocol(BoundedProtocol):
    """One connection of a client, on which short answers are given at once."""

    paths: frozenset[str]
    answer_now: AnswerNow
    longest: int
    heads: KnownHeads

    _common: list[tuple[bytes, bytes]] | None = None
    _written = b""

    _running: RequestResponseCycle | None = None
    """The last request that was given to ASGI."""
    _waiting: Any = None
    """The application for a request that is to be answered when its body is there."""
    _is_first = True
    """Whether nothing was answered yet of what the socket brought in this call: one client that
    sends many requests at once must not keep all others waiting."""

    def connection_lost(self, exc: Exception | None) -> None:
        """End; what is being answered is told, be it the last that arrived or not."""
        if self._running is not None:
            self._running.disconnected = not self._running.response_complete
            self._running = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what the socket brought."""
        if not self.turns.are_free and self.is_gone():
            self.transport.abort()  # nobody waits for an answer, and others do for theirs
            return
        is_between = not self._is_receiving and self.cycle.response_complete
        if is_between:
            known = self.heads.find(data)
            if known and not self.flow.write_paused and not self.transport.is_closing():
                self._answer_known(*known)
                return
        self._is_first = True
        super().data_received(data)
        if self._waiting is not None and _announced(self.cycle) > self.longest:
            self._give_to_asgi()
        elif is_between and not self._is_first and self.cycle.keep_alive:
            self.heads.learn(data, self.cycle.scope)

    def _start(self, cycle: RequestResponseCycle, app: Any) -> None:
        if (
            self._is_first
            and cycle.scope["path"] in self.paths
            and cycle.scope["method"] == "POST"
            and cycle.more_body
            and not cycle.waiting_for_100_continue
            and app is self.app
        ):
            self._waiting = app
        else:
            self._running = cycle
            super()._start(cycle, app)

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        super().on_body(body)
        if self._waiting is not None and len(self.cycle.body) > self.longest:
            self._give_to_asgi()

    def on_message_complete(self) -> None:
        """Answer, now that the whole request is there."""
        super().on_message_complete()
        if self._waiting is not None:
            app, self._waiting = self._waiting, None
            self._is_first = False
            self._answer(self.cycle, app)

    def _give_to_asgi(self) -> None:
        app, self._waiting = self._waiting, None
        self._start_later(self.cycle, app, None)

    def _answer(self, cycle: RequestResponseCycle, app: Any) -> None:
        reply = None
        if not self.flow.write_paused and not self.transport.is_closing():
            reply = self.answer_now(cycle.scope, bytes(cycle.body))
        if isinstance(reply, Reply):
            self._send(cycle, reply)
        else:
            self._start_later(cycle, app, reply)

    def _answer_known(self, scope: Any, body: bytes) -> None:
        """Do as `_answer` does, for a request that the parser has not seen."""
        scope["client"], scope["server"], scope["scheme"] = self.client, self.server, self.scheme
        scope["graphapi.is_gone"] = self.is_gone
        reply = self.answer_now(scope, body)
        if isinstance(reply, Reply):
            self._write(scope, reply, keep_alive=True)
            self.on_response_complete()
            return
        scope["headers"], scope["state"] = [*scope["headers"]], self.app_state.copy()
        self.scope, self.headers = scope, scope["headers"]
        self.cycle = RequestResponseCycle(
            scope=scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=True,
            on_response=self.on_response_complete,
        )
        self.cycle.body, self.cycle.more_body = bytearray(body), False
        self.cycle.message_event.set()
        self._start_later(self.cycle, self.app, reply)

    def _start_later(
        self, cycle: RequestResponseCycle, app: Any, reply: Awaitable[Reply] | None
    ) -> None:
        """Answer in a task: by the application, or with a reply that has to be waited for."""
        self._running = cycle
        later = app if reply is None else _send_later(reply, self.observer)
        super()._start(cycle, later)

    @classmethod
    def _common_head(cls, headers: list[tuple[bytes, bytes]]) -> bytes:
        """The server's own headers as HTTP/1.1 writes them; they change once a second."""
        if headers is not cls._common:
            cls._common, cls._written = headers, written(headers)
        return cls._written

    def _send(self, cycle: RequestResponseCycle, reply: Reply) -> None:
        """Write a response at once, as the cycle's own `send` does in several steps."""
        cycle.response_started = cycle.response_complete = True
        cycle.keep_alive = self._write(cycle.scope, reply, keep_alive=cycle.keep_alive)
        cycle.on_response()

    def _write(self, scope: Any, reply: Reply, *, keep_alive: bool) -> bool:
        """Write a response, and close the connection if it is the last: whether it is not."""
        admission: Admission = scope["graphapi.admission"]
        content = [
            STATUS_LINE[reply.status],
            self._common_head(self.server_state.default_headers),
            reply.head,
            admission.head,
        ]
        if reply.headers and reply.headers.get("Connection") == "close":
            keep_alive = False
        elif not keep_alive:
            content.append(b"connection: close\r\n")
        content += (b"\r\n", reply.body)
        self.transport.write(b"".join(content))
        if self.observer is not None:
            if reply.status == _OK and not reply.codes:
                self.observer.answered(admission, scope, len(reply.body))
            else:
                admission.codes = reply.codes
                self.observer.finished(admission, scope, reply.status, len(reply.body))
        if not keep_alive:
            self.transport.close()
        return keep_alive


def _announced(cycle: RequestResponseCycle) -> int:
    """How many bytes the body of a request is said to have; 0 where nothing is said."""
    lengths = [value for name, value in cycle.scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths else 0  # the parser has let digits through alone


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
