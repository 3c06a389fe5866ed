"""Requests on their way through the door: the guard's verdict carried out on every way in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from math import inf
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphapi.interruption import current_deadline, limited
from graphapi.server.admission import Admission
from graphapi.server.codes import RequestError
from graphapi.server.guard import OPEN_PATHS, Guard
from graphapi.server.negotiation import MediaType
from graphapi.server.replies import Reply, refusal, send_reply

__all__ = ["AnswerNow", "guarded", "guarded_now"]

AnswerNow = Callable[[Any, bytes], Reply | Awaitable[Reply] | None]
"""Answers a POST request, given its ASGI scope and body; None: it has to go through ASGI."""


def guarded_now(
    guard: Guard, answer_now: AnswerNow, scope: Scope, body: bytes
) -> Reply | Awaitable[Reply] | None:
    """What `answer_now` answers to a request that the guard lets in, within its deadline.

    The headers that its admission calls for are left to the caller: the scope holds it by then.
    """
    admission, refused = guard.admit(scope)
    if refused is not None:
        return refused
    token = current_deadline.set(admission)
    try:
        reply = answer_now(scope, body)
    finally:
        current_deadline.reset(token)
    if reply is None or isinstance(reply, Reply):
        return reply
    try:
        guard.check_load()
    except RequestError as error:
        return _turned_away(admission, reply, refusal(error, MediaType.JSON))
    return _later(guard, admission, reply)


async def guarded(
    guard: Guard, application: ASGIApp, scope: Scope, receive: Receive, send: Send
) -> None:
    """Let a request or WebSocket into `application`, or answer it here."""
    admission, refused = guard.admit(scope)
    send = _with_headers(admission, send) if scope["type"] == "http" else send
    if refused is None and scope["path"] not in OPEN_PATHS:
        try:
            guard.check_load()
        except RequestError as error:
            refused = refusal(error, MediaType.JSON)
    if refused is not None:
        await _refuse(refused, scope, receive, send)
        return
    guard.under_way += 1
    try:
        with limited(admission):
            await application(scope, receive, send)
    finally:
        guard.under_way -= 1


async def _later(guard: Guard, admission: Admission, reply: Awaitable[Reply]) -> Reply:
    guard.under_way += 1
    try:
        with limited(admission):
            return await reply
    finally:
        guard.under_way -= 1


async def _turned_away(admission: Admission, reply: Awaitable[Reply], refused: Reply) -> Reply:
    """`refused`, unless the reply is there before anything has to be waited for.

    Awaitables that nobody awaits at all would be complained of by Python.
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
        # The protocol of the server answers the handshake with 403.
        await send({"type": "websocket.close", "code": 1008})


def _with_headers(admission: Admission, send: Send) -> Send:
    """`send`, with the headers that the answer does not have yet."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            known = {name.lower() for name, _ in headers} - {b"vary"}
            headers += [header for header in admission.headers if header[0] not in known]
            message = {**message, "headers": headers}
        await send(message)

    return send_with_headers
