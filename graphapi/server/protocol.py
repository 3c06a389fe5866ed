"""uvicorn's HTTP protocol, with a short way for GraphQL answers that need not wait.

Of the time that a small answer takes, an ASGI server spends half on what makes waiting possible: a
task, an event, two channels of messages. A query over a corpus in memory never waits. So a POST to
the GraphQL endpoint is answered as soon as its body is there, within the call in which the socket
told of it; an answer that does have to wait goes on in a task, as any request does. The rest of
HTTP (parsing, keep-alive, pipelining, shutdown) is uvicorn's, and so are all other requests.

The methods overridden here are not uvicorn's public interface: pyproject.toml allows one minor
release at a time, and every test of the endpoint runs through them.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from graphapi.server.replies import Reply, send_reply

__all__ = ["AnswerNow", "protocol_for"]

AnswerNow = Callable[[Any, bytes], Reply | Awaitable[Reply] | None]
"""Answers a POST request, given its ASGI scope and body; None: it has to go through ASGI."""

_LONGEST = 65_536
"""Longer bodies go through ASGI, which reads them piece by piece."""


def protocol_for(path: str, answer_now: AnswerNow) -> type[HttpToolsProtocol]:
    """The protocol that gives POST requests to `path` to `answer_now`."""
    return type(
        "GraphQLProtocol", (_ShortWay,), {"path": path, "answer_now": staticmethod(answer_now)}
    )


class _ShortWay(HttpToolsProtocol):
    path: str
    answer_now: AnswerNow

    _waiting: Any = None
    """The application for a request that is to be answered when its body is there."""
    _is_first = True
    """Whether nothing was answered yet of what the socket brought in this call: one client that
    sends many requests at once must not keep all others waiting."""

    def data_received(self, data: bytes) -> None:
        self._is_first = True
        super().data_received(data)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        if (
            self._is_first
            and cycle.scope["path"] == self.path
            and cycle.scope["method"] == "POST"
            and cycle.more_body
            and not cycle.waiting_for_100_continue
            and not self.access_log
            and app is self.app
        ):
            self._waiting = app
        else:
            super()._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        if self._waiting is not None and len(self.cycle.body) > _LONGEST:
            app, self._waiting = self._waiting, None
            super()._start_asgi_task(self.cycle, app)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self._waiting is not None:
            app, self._waiting = self._waiting, None
            self._is_first = False
            self._answer(self.cycle, app)

    def _answer(self, cycle: RequestResponseCycle, app: Any) -> None:
        reply = None
        if not self.flow.write_paused and not self.transport.is_closing():
            reply = self.answer_now(cycle.scope, bytes(cycle.body))
        if reply is None:
            super()._start_asgi_task(cycle, app)
        elif isinstance(reply, Reply):
            self._send(cycle, reply)
        else:
            super()._start_asgi_task(cycle, _send_later(reply))

    def _send(self, cycle: RequestResponseCycle, reply: Reply) -> None:
        """Write a response at once, as the cycle's own `send` does in several steps."""
        content = [STATUS_LINE[reply.status]]
        for name, value in (*cycle.default_headers, *reply.raw_headers):
            content += (name, b": ", value, b"\r\n")
        if reply.headers and reply.headers.get("Connection") == "close":
            cycle.keep_alive = False
        elif not cycle.keep_alive:
            content.append(b"connection: close\r\n")
        content += (b"\r\n", reply.body)
        cycle.response_started = cycle.response_complete = True
        self.transport.write(b"".join(content))
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()


def _send_later(reply: Awaitable[Reply]) -> Any:
    async def application(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send_reply(await reply, send)

    return application
