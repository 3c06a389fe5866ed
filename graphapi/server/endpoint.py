"""The GraphQL endpoint: GET and POST as the GraphQL-over-HTTP specification has them."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.types.graphql import OperationType

from graphapi.execution import Execute, Outcome, Phase
from graphapi.server.codes import ErrorCode, RequestError
from graphapi.server.decoding import decode_body, decode_query_string, read_body
from graphapi.server.negotiation import MediaType, negotiate
from graphapi.server.presentation import encode_json, present, status_of

__all__ = ["GraphQLEndpoint"]

_LOGGER = logging.getLogger(__name__)

_METHODS = "GET, HEAD, POST, OPTIONS"
# A GET must be safe to repeat and to prefetch; a subscription needs a transport that streams.
_ALLOWED = {
    "GET": frozenset({OperationType.QUERY}),
    "HEAD": frozenset({OperationType.QUERY}),
    "POST": frozenset({OperationType.QUERY, OperationType.MUTATION}),
}


class GraphQLEndpoint:
    """An ASGI application that answers GraphQL requests.

    `context` makes the `info.context` of one request; `page` is what browsers get, None for
    nothing; a body, or a query of a URL, of more than `max_body_bytes` bytes is refused.
    """

    def __init__(
        self,
        execute: Execute,
        context: Callable[[], object],
        *,
        page: str | None,
        max_body_bytes: int,
    ) -> None:
        self._execute, self._context = execute, context
        self._page, self._max_body_bytes = page, max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request. A client that goes away gets nothing, and no log entry."""
        try:
            response = await self._response(Request(scope, receive))
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        media_type = MediaType.JSON  # until the client's wish is known
        try:
            if request.method == "OPTIONS":
                return _options()
            allowed = _allowed_types(request.method)
            media_type = negotiate(request.headers.get("accept"), html=self._offers_page(request))
            if media_type is MediaType.HTML:
                return HTMLResponse(self._page, headers={"Vary": "Accept"})
            if request.method == "POST":
                graphql_request = decode_body(await read_body(request, self._max_body_bytes))
            else:
                graphql_request = decode_query_string(
                    request.scope["query_string"], self._max_body_bytes
                )
            outcome = await self._execute(graphql_request, self._context(), allowed)
            _check_operation_type(outcome, request.method)
            return _json_response(status_of(outcome, media_type), present(outcome), media_type)
        except RequestError as error:
            return _error(error.status, error.code, str(error), media_type, dict(error.headers))
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

    def _offers_page(self, request: Request) -> bool:
        """A browser gets the page, unless its address holds a query to run."""
        parameters = request.scope["query_string"].split(b"&")
        return (
            self._page is not None
            and request.method != "POST"
            and not any(parameter.startswith(b"query=") for parameter in parameters)
        )


def _options() -> Response:
    headers = {"Allow": _METHODS, "Accept-Post": MediaType.JSON.value}
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


def _allowed_types(method: str) -> frozenset[OperationType]:
    try:
        return _ALLOWED[method]
    except KeyError:
        message = f"{method} cannot be used here."
        raise RequestError(ErrorCode.METHOD_NOT_ALLOWED, message, {"Allow": _METHODS}) from None


def _check_operation_type(outcome: Outcome, method: str) -> None:
    """Raise RequestError where the method must not run an operation of this type."""
    if outcome.phase is not Phase.OPERATION_TYPE:
        return
    message = outcome.errors[0].message
    if method == "POST":
        raise RequestError(ErrorCode.BAD_REQUEST, f"{message} It needs a transport that streams.")
    raise RequestError(
        ErrorCode.METHOD_NOT_ALLOWED, f"{message} Send it by POST.", {"Allow": "POST"}
    )


def _error(
    status: HTTPStatus,
    code: ErrorCode,
    message: str,
    media_type: MediaType,
    headers: dict[str, str] | None = None,
) -> Response:
    content = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return _json_response(status, content, media_type, headers)


def _json_response(
    status: HTTPStatus,
    content: object,
    media_type: MediaType,
    headers: dict[str, str] | None = None,
) -> Response:
    content_type = f"{media_type.value}; charset=utf-8"
    return Response(
        encode_json(content),
        status,
        headers={"Content-Type": content_type, "Vary": "Accept", **(headers or {})},
    )
