"""The GraphQL endpoint: GET and POST as the GraphQL-over-HTTP specification has them.

It speaks ASGI itself: an answer can take less time than Starlette's request and response objects.
"""

import logging
from collections.abc import Callable, Hashable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send
from strawberry.types.graphql import OperationType

from graphapi.execution import Execute, Outcome, Phase
from graphapi.execution.caches import ByteCache
from graphapi.server.codes import ErrorCode, RequestError
from graphapi.server.decoding import decode_body, decode_query_string, read_body
from graphapi.server.negotiation import MediaType, negotiate
from graphapi.server.presentation import encode_json, encode_outcome, status_of

__all__ = ["GraphQLEndpoint"]

_LOGGER = logging.getLogger(__name__)

_METHODS = "GET, HEAD, POST, OPTIONS"
# A GET must be safe to repeat and to prefetch; a subscription needs a transport that streams.
_ALLOWED = {
    "GET": frozenset({OperationType.QUERY}),
    "HEAD": frozenset({OperationType.QUERY}),
    "POST": frozenset({OperationType.QUERY, OperationType.MUTATION}),
}


_BYTES_PER_ANSWER = 600
"""What a kept answer takes beside its text and that of the request."""


class _Reply(NamedTuple):
    """A response: `media_type` None for one without a body."""

    status: int
    body: bytes = b""
    media_type: MediaType | None = None
    headers: Mapping[str, str] | None = None


class GraphQLEndpoint:
    """An ASGI application that answers GraphQL requests.

    `context` makes the `info.context` of one request; `page` is what browsers get, None for
    nothing; a body, or a query of a URL, of more than `max_body_bytes` bytes is refused.

    Where `version` tells which version of the data a context holds, answers without errors are
    kept, in `cache_bytes` of memory: by that version and by the request to the letter, so that
    document, operation, variables and extensions are all the same.
    """

    def __init__(
        self,
        execute: Execute,
        context: Callable[[], object],
        *,
        page: str | None,
        max_body_bytes: int,
        version: Callable[[Any], Hashable] | None = None,
        cache_bytes: int = 0,
    ) -> None:
        self._execute, self._context = execute, context
        self._version = version
        self._answers: ByteCache[bytes] = ByteCache(cache_bytes if version is not None else 0)
        self._page = None if page is None else page.encode()
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request. A client that goes away gets nothing, and no log entry."""
        try:
            reply = await self._reply(scope, receive)
        except ClientDisconnect:
            return
        await send(
            {"type": "http.response.start", "status": reply.status, "headers": _headers(reply)}
        )
        await send({"type": "http.response.body", "body": reply.body})

    async def _reply(self, scope: Scope, receive: Receive) -> _Reply:
        media_type = MediaType.JSON  # until the client's wish is known
        method = scope["method"]
        try:
            if method == "OPTIONS":
                return _options()
            _check_method(method)
            headers = dict(scope["headers"])
            accept = headers.get(b"accept")
            offers_page = self._offers_page(scope)
            media_type = negotiate(accept and accept.decode("latin-1"), html=offers_page)
            if media_type is MediaType.HTML:
                assert self._page is not None
                return _Reply(HTTPStatus.OK, self._page, MediaType.HTML)
            if method == "POST":
                given = await read_body(headers, receive, self._max_body_bytes)
            else:
                given = scope["query_string"]
            return await self._answer(method, given, media_type)
        except RequestError as error:
            return _error(error.status, error.code, str(error), media_type, error.headers)
        except ClientDisconnect:
            raise
        except Exception:  # the last line of defence: nothing of ours reaches the client
            _LOGGER.exception("The request failed")
            return _error(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                ErrorCode.INTERNAL_SERVER_ERROR,
                "Internal server error",
                media_type,
            )

    async def _answer(self, method: str, given: bytes, media_type: MediaType) -> _Reply:
        context = self._context()
        key: Hashable = None
        if self._version is not None and self._answers.limit:
            key = (self._version(context), method == "POST", given)
            known = self._answers.get(key)
            if known is not None:
                return _Reply(HTTPStatus.OK, known, media_type)
        if method == "POST":
            request = decode_body(given)
        else:
            request = decode_query_string(given, self._max_body_bytes)
        outcome = await self._execute(request, context, _ALLOWED[method])
        _check_operation_type(outcome, method)
        content = encode_outcome(outcome)
        if key is not None and outcome.is_repeatable:
            self._answers.put(key, content, len(given) + len(content) + _BYTES_PER_ANSWER)
        return _Reply(status_of(outcome, media_type), content, media_type)

    def _offers_page(self, scope: Scope) -> bool:
        """A browser gets the page, unless its address holds a query to run."""
        if self._page is None or scope["method"] == "POST":
            return False
        parameters = scope["query_string"].split(b"&")
        return not any(parameter.startswith(b"query=") for parameter in parameters)


def _headers(reply: _Reply) -> list[tuple[bytes, bytes]]:
    headers = []
    if reply.media_type is not None:
        headers = [
            *_CONTENT_HEADERS[reply.media_type],
            (b"content-length", b"%d" % len(reply.body)),
        ]
    for name, value in (reply.headers or {}).items():
        headers.append((name.lower().encode(), value.encode()))
    return headers


_CONTENT_HEADERS = {
    media_type: [
        (b"content-type", f"{media_type.value}; charset=utf-8".encode()),
        (b"vary", b"Accept"),
    ]
    for media_type in MediaType
}


def _options() -> _Reply:
    headers = {"Allow": _METHODS, "Accept-Post": MediaType.JSON.value}
    return _Reply(HTTPStatus.NO_CONTENT, headers=headers)


def _check_method(method: str) -> None:
    if method not in _ALLOWED:
        raise _method_not_allowed(f"{method} cannot be used here.", _METHODS)


def _method_not_allowed(message: str, allowed: str) -> RequestError:
    return RequestError(ErrorCode.METHOD_NOT_ALLOWED, message, {"Allow": allowed})


def _check_operation_type(outcome: Outcome, method: str) -> None:
    """Raise RequestError where the method must not run an operation of this type."""
    if outcome.phase is not Phase.OPERATION_TYPE:
        return
    message = outcome.errors[0].message
    if method == "POST":
        raise RequestError(ErrorCode.BAD_REQUEST, f"{message} It needs a transport that streams.")
    raise _method_not_allowed(f"{message} Send it by POST.", "POST")


def _error(
    status: HTTPStatus,
    code: ErrorCode,
    message: str,
    media_type: MediaType,
    headers: Mapping[str, str] | None = None,
) -> _Reply:
    content = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return _Reply(status, encode_json(content), media_type, headers)
