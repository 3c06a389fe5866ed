"""Replies: complete responses, ready to be sent."""

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Final, NamedTuple

from starlette.types import Send

from graphapi.server.answers.presentation import encode_json, masked_extensions
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.header_fields import written
from graphapi.server.requests.negotiation import VARY, MediaType

__all__ = [
    "DEADLINE_MESSAGE",
    "Reply",
    "bad_request_reply",
    "deadline_reply",
    "error_reply",
    "internal_error_reply",
    "send_reply",
]


DEADLINE_MESSAGE: Final = (
    "The operation took longer than a request may and was stopped; ask for less in one request."
)


class Reply(NamedTuple):
    """A response. `media_type` is None if it has no body.

    `cache_headers` tell how caches may store it; None: not at all. `codes` are those of its errors,
    each once.
    """

    status: int
    body: bytes = b""
    media_type: MediaType | None = None
    headers: Mapping[str, str] | None = None
    cache_headers: tuple[tuple[bytes, bytes], ...] | None = None
    codes: tuple[str, ...] = ()

    def raw_headers(self, vary: bytes = b"") -> list[tuple[bytes, bytes]]:
        """All headers, for ASGI. `vary` is added to Vary: empty, or a comma followed by names."""
        headers: list[tuple[bytes, bytes]] = []
        if self.media_type is not None:
            if self.cache_headers is None:
                headers = [*self.media_type.passing_headers]
            else:
                headers = [*self.media_type.headers, *self.cache_headers]
            headers.append((b"content-length", b"%d" % len(self.body)))
        elif self.cache_headers is not None:
            headers = [*self.cache_headers]
        if headers:
            headers.append((b"vary", VARY + vary))
        for name, text in (self.headers or {}).items():
            headers.append((name.lower().encode(), text.encode()))
        return headers

    def head(self, vary: bytes = b"") -> bytes:
        """The same headers as HTTP/1.1 writes them."""
        if self.media_type is not None and not self.headers and self.cache_headers is None:
            head = _passing_head(self.media_type, vary)
            return b"%bcontent-length: %d\r\n" % (head, len(self.body))
        return written(self.raw_headers(vary))


@lru_cache(maxsize=64)
def _passing_head(media_type: MediaType, vary: bytes) -> bytes:
    """The headers of an answer in this format that may not be cached, except its length."""
    return written([*media_type.passing_headers, (b"vary", VARY + vary)])


async def send_reply(reply: Reply, send: Send, admission: Admission | None = None) -> None:
    """Send a response over ASGI, with the headers of its admission if there is one."""
    if admission is None:
        headers = reply.raw_headers()
    else:
        headers = [*reply.raw_headers(admission.vary), *admission.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


def error_reply(error: RequestError, media_type: MediaType) -> Reply:
    """The reply to a request that is rejected."""
    status = error.status
    if media_type is MediaType.JSON and error.code in error.WELL_FORMED:
        status = HTTPStatus.OK
    content = encode_json({"errors": [error.shown]})
    return Reply(status, content, media_type, error.headers, codes=(error.code,))


def bad_request_reply(message: str) -> Reply:
    """The reply to a request beside the endpoint whose address cannot be understood."""
    return error_reply(RequestError(ErrorCode.BAD_REQUEST, message), MediaType.GRAPHQL_RESPONSE)


def internal_error_reply(media_type: MediaType, admission: Admission) -> Reply:
    """The reply to a request that caused an internal error."""
    extensions = masked_extensions(admission)
    content = {"errors": [{"message": "Internal server error", "extensions": extensions}]}
    codes = (ErrorCode.INTERNAL_SERVER_ERROR,)
    return Reply(HTTPStatus.INTERNAL_SERVER_ERROR, encode_json(content), media_type, codes=codes)


def deadline_reply(media_type: MediaType) -> Reply:
    """The reply to a request that was stopped at its deadline."""
    return error_reply(RequestError(ErrorCode.DEADLINE_EXCEEDED, DEADLINE_MESSAGE), media_type)
