"""Applies the guard's decisions to ASGI requests and to those that bypass ASGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from http import HTTPStatus
from math import inf
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphapi.runtime.deadlines import current_deadline, limited
from graphapi.server.answers.replies import Reply, error_reply, send_reply
from graphapi.server.door.guard import OPEN_PATHS, Guard
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.header_fields import with_one_vary
from graphapi.server.requests.negotiation import MediaType
from graphapi.server.requests.observation import GONE_STATUS, Observer

__all__ = ["DirectAnswer", "guard_asgi", "guard_direct"]

DirectAnswer = Callable[[Any, bytes], Reply | Awaitable[Reply] | None]
"""Answers a POST request, given its ASGI scope and body; None: it has to go through ASGI."""


def guard_direct(
    guard: Guard, answer_directly: DirectAnswer, scope: Scope, body: bytes
) -> Reply | Awaitable[Reply] | None:
    """What `answer_directly` answers to a request that the guard admits, within its deadline.

    The caller adds the headers of the admission, which is in the scope when this returns.
    """
    admission, refused = guard.admit(scope)
    if refused is not None:
        return refused
    token = current_deadline.set(admission)
    try:
        reply = answer_directly(scope, body)
    finally:
        current_deadline.reset(token)
    if reply is None or isinstance(reply, Reply):
        return reply
    try:
        guard.check_load()
    except RequestError as error:
        return _ready_or_refused(admission, reply, error_reply(error, MediaType.JSON))
    return _answer_admitted(guard, admission, reply)


async def guard_asgi(
    guard: Guard,
    application: ASGIApp,
    observer: Observer | None,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Pass an admitted request or WebSocket to `application`, or answer it here; tell the observer.

    For a WebSocket that is admitted, the observer is told of each operation instead.
    """
    admission, refused = guard.admit(scope)
    if scope["type"] != "http":
        await _admit(guard, application, admission, refused, scope, receive, send)
        if admission.codes and observer is not None:
            observer.finished(admission, scope, HTTPStatus.FORBIDDEN, 0)
        return
    answer = _Answer(admission, scope, observer, send)
    try:
        await _admit(guard, application, admission, refused, scope, receive, answer.send)
    except Exception:
        answer.report(HTTPStatus.INTERNAL_SERVER_ERROR)
        raise
    finally:
        answer.report(GONE_STATUS)


async def _admit(
    guard: Guard,
    application: ASGIApp,
    admission: Admission,
    refused: Reply | None,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    is_socket = scope["type"] == "websocket"
    if refused is None and (is_socket or scope["path"] not in OPEN_PATHS):
        try:
            guard.check_load()
            if is_socket:
                guard.open_socket(admission)
        except RequestError as error:
            refused = error_reply(error, MediaType.JSON)
    if refused is not None:
        admission.codes = refused.codes
        await _refuse(refused, scope, receive, send)
        return
    guard.under_way += 1
    try:
        with limited(admission), ExitStack() as counted:
            if is_socket:
                counted.callback(guard.close_socket, admission)
                try:
                    counted.enter_context(guard.streaming())
                except RequestError as error:
                    admission.add_codes([error.code])
                    await _refuse(error_reply(error, MediaType.JSON), scope, receive, send)
                    return
            await application(scope, receive, send)
    finally:
        guard.under_way -= 1


async def _answer_admitted(guard: Guard, admission: Admission, reply: Awaitable[Reply]) -> Reply:
    guard.under_way += 1
    try:
        with limited(admission):
            return await reply
    finally:
        guard.under_way -= 1


async def _ready_or_refused(admission: Admission, reply: Awaitable[Reply], refused: Reply) -> Reply:
    """The reply if it is ready without waiting, else `refused`.

    It is awaited in either case: Python warns about awaitables that are never awaited.
    """
    admission.end = -inf
    with limited(admission):
        found = await reply
    return refused if found.status == HTTPStatus.SERVICE_UNAVAILABLE else found


async def _refuse(refused: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await send_reply(refused, send)
        return
    message = await receive()
    if message["type"] == "websocket.connect":
        # The server's WebSocket protocol then answers the handshake with 403.
        await send({"type": "websocket.close", "code": 1008})


class _Answer:
    """An answer being sent: it gets the headers that it lacks, and is reported to the observer."""

    def __init__(
        self, admission: Admission, scope: Scope, observer: Observer | None, send: Send
    ) -> None:
        self._admission, self._scope, self._observer = admission, scope, observer
        self._send = send
        self._status, self._size = GONE_STATUS, 0

    async def send(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = list(message["headers"])
            known = {name.lower() for name, _ in headers}
            headers += [header for header in self._admission.headers if header[0] not in known]
            if self._admission.vary:
                headers.append((b"vary", self._admission.vary))
            message = {**message, "headers": with_one_vary(headers)}
        await self._send(message)
        if message["type"] == "http.response.body":
            self._size += len(message.get("body", b""))
            if not message.get("more_body", False):
                self.report(self._status)

    def report(self, status: int) -> None:
        """Tell the observer, once."""
        if self._observer is not None:
            observer, self._observer = self._observer, None
            if status == HTTPStatus.INTERNAL_SERVER_ERROR and not self._admission.codes:
                self._admission.codes = (ErrorCode.INTERNAL_SERVER_ERROR,)
            observer.finished(self._admission, self._scope, status, self._size)
