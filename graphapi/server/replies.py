"""Responses in one piece, ready to be sent."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from starlette.types import Send

from graphapi.server.codes import ErrorCode, RequestError
from graphapi.server.negotiation import MediaType
from graphapi.server.presentation import encode_json

__all__ = ["Reply", "failure", "refusal", "send_reply"]


class Reply(NamedTuple):
    """A response: `media_type` None for one without a body."""

    status: int
    body: bytes = b""
    media_type: MediaType | None = None
    headers: Mapping[str, str] | None = None

    @property
    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """All headers as ASGI has them."""
        headers: list[tuple[bytes, bytes]] = []
        if self.media_type is not None:
            length = b"%d" % len(self.body)
            headers = [*self.media_type.headers, (b"content-length", length)]
        for name, text in (self.headers or {}).items():
            headers.append((name.lower().encode(), text.encode()))
        return headers


async def send_reply(reply: Reply, send: Send) -> None:
    """Send a response by ASGI."""
    await send(
        {"type": "http.response.start", "status": reply.status, "headers": reply.raw_headers}
    )
    await send({"type": "http.response.body", "body": reply.body})


def refusal(error: RequestError, media_type: MediaType) -> Reply:
    """What a client gets that sent no GraphQL request."""
    return _errors(error.status, error.code, str(error), media_type, error.headers)


def failure(media_type: MediaType) -> Reply:
    """What a client gets when something of ours broke."""
    status, code = HTTPStatus.INTERNAL_SERVER_ERROR, ErrorCode.INTERNAL_SERVER_ERROR
    return _errors(status, code, "Internal server error", media_type)


def _errors(
    status: HTTPStatus,
    code: ErrorCode,
    message: str,
    media_type: MediaType,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    content = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return Reply(status, encode_json(content), media_type, headers)
