"""Streamed answers: server-sent events, multipart responses and WebSockets, by Strawberry's view.

Strawberry implements the protocols: graphql-sse in distinct connections mode, multipart
subscriptions, and graphql-transport-ws. `streaming_schema` provides what they carry.
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack, aclosing, nullcontext, suppress
from datetime import timedelta
from json import JSONDecodeError
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from starlette.websockets import WebSocketDisconnected as SocketClosed
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http.exceptions import (
    NonJsonMessageReceived,
    NonTextMessageReceived,
    WebSocketDisconnected,
)
from strawberry.http.streaming import (
    MULTIPART_SUBSCRIPTION_CONTENT_TYPE,
    AsyncTextStream,
    HTTPStreamTransport,
    MultipartSubscriptionTransport,
    SSETransport,
)
from strawberry.http.websocket_origin import normalize_allowed_origins
from strawberry.subscriptions import (
    GRAPHQL_SSE_PROTOCOL,
    GRAPHQL_TRANSPORT_WS_PROTOCOL,
    MULTIPART_SUBSCRIPTION_PROTOCOL,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    SubscribeMessage,
)

from graphapi.execution import CompilingExecutor, Execute, GraphQLRequest
from graphapi.execution.requests.operation_limits import limit_error
from graphapi.server.answers.presentation import encode_json
from graphapi.server.answers.replies import error_reply, send_reply
from graphapi.server.door.metering import charge_decoding, charge_message
from graphapi.server.requests.error_codes import RequestError
from graphapi.server.requests.known_documents import KnownDocuments
from graphapi.server.requests.negotiation import MediaType, parse_content_type
from graphapi.server.requests.observation import Observer
from graphapi.server.requests.request_parsing import load_json
from graphapi.server.streams.streaming_schema import Caller, StreamingSchema
from graphapi.server.turns.turn_queue import TurnQueue

__all__ = ["INIT_SECONDS", "Streams"]

_PROTOCOLS = (
    GRAPHQL_TRANSPORT_WS_PROTOCOL,
    GRAPHQL_SSE_PROTOCOL,
    MULTIPART_SUBSCRIPTION_PROTOCOL,
)


INIT_SECONDS: Final = 10.0
"""How long a WebSocket may take to send `connection_init`; Strawberry waits for a minute."""
_TOO_MANY_MESSAGES: Final = 1008


class Streams:
    """An ASGI application for requests with streamed answers.

    `execute` runs operations that have a single answer, and ends in `executor`; new documents are
    read in `turns`. `context` creates the `info.context` of each operation. `documents` are those
    that a request may name; if only trusted documents are allowed, no others may be sent. Pages
    from `allowed_origins` may open WebSockets, besides our own: browsers leave this check to the
    server. The `observer` is told of each operation on a WebSocket. A WebSocket may have
    `most_operations` under way at once; if it does not send `connection_init` within
    `init_seconds`, it is closed with 4408. `count` counts a streamed answer while it is open; it
    raises RequestError if there are too many.
    """

    def __init__(
        self,
        execute: Execute,
        executor: CompilingExecutor,
        context: Callable[[], object],
        documents: KnownDocuments,
        turns: TurnQueue,
        observer: Observer | None = None,
        *,
        allowed_origins: Iterable[str] = (),
        most_operations: int,
        max_answer_bytes: int,
        init_seconds: float = INIT_SECONDS,
        count: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._count = count
        schema = StreamingSchema(
            execute, executor, context, documents, turns, observer, max_answer_bytes
        )
        self._view = _View(
            schema,  # type: ignore[arg-type]  # it has all that the view uses
            graphql_ide=None,
            subscription_protocols=_PROTOCOLS,
            max_subscriptions_per_connection=most_operations,
            connection_init_wait_timeout=timedelta(seconds=init_seconds),
        )
        self._view.allowed_origins = normalize_allowed_origins(allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a WebSocket."""
        await self._view(scope, receive, send)

    async def answer(
        self, scope: Scope, request: GraphQLRequest, receive: Receive, send: Send
    ) -> None:
        """Answer an HTTP request that was read and decoded before.

        The view gets the request encoded again: it knows no documents by name, and it would run
        without limits whatever it does not take for a stream.
        """
        with ExitStack() as counted:
            try:
                counted.enter_context(self._count())
            except RequestError as error:
                scope["graphapi.admission"].add_codes([error.code])
                await send_reply(error_reply(error, MediaType.JSON), send)
                return
            await self._answer(scope, request, receive, send)

    async def _answer(
        self, scope: Scope, request: GraphQLRequest, receive: Receive, send: Send
    ) -> None:
        body = b""
        scope = {**scope, "headers": _headers(scope)}
        written = encode_json(_parameters(request))
        charge_decoding(scope["graphapi.admission"], len(written), in_advance=False)
        if scope["method"] == "POST":
            body = written
        else:
            scope["query_string"] = _query_string(_parameters(request))
        parts = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive_again() -> Message:
            return next(parts, None) or await receive()

        await self._view(scope, receive_again, send)


_MOST_REASON_BYTES: Final = 123
"""The longest reason in a frame that closes a WebSocket (RFC 6455, 5.5)."""


class _Connection(ASGIWebSocketAdapter):
    """Strawberry's view of a WebSocket; the client may disconnect at any time."""

    async def iter_json(
        self, *, ignore_parsing_errors: bool = False
    ) -> AsyncGenerator[object, None]:
        """The messages as they come; the client pays for decoding each."""
        admission = self.ws.scope["graphapi.admission"]
        try:
            while self.ws.application_state != WebSocketState.DISCONNECTED:
                text = await self.ws.receive_text()
                charge_decoding(admission, len(text), in_advance=False)
                try:
                    message = self.view.decode_json(text)
                except JSONDecodeError as error:
                    if not ignore_parsing_errors:
                        raise NonJsonMessageReceived from error
                else:
                    yield message
        except KeyError as error:
            raise NonTextMessageReceived from error
        except WebSocketDisconnect:
            return

    async def send_json(self, message: Mapping[str, object]) -> None:
        try:
            await super().send_json(message)
        except SocketClosed as error:
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        short = reason.encode()[:_MOST_REASON_BYTES].decode(errors="ignore")
        with suppress(SocketClosed, WebSocketDisconnect):
            await super().close(code, short)


class _Socket(BaseGraphQLTransportWSHandler[Caller, None]):
    """Strawberry's handler of a WebSocket, with our own errors and limits.

    Messages that are not part of the protocol, which Strawberry would treat as internal errors,
    close the connection with 4400, as the protocol demands.
    """

    async def handle_message(self, message: Any) -> None:
        admission = self.context.admission
        if admission.exceeds_debt_limit:
            await self.websocket.close(_TOO_MANY_MESSAGES, "This client has used up its units")
            return
        if not _charged_elsewhere(message):
            charge_message(admission)
        if _is_message(message):
            await super().handle_message(message)
        else:
            await self.handle_invalid_message("This is not a message of graphql-transport-ws")

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        if message.get("payload") is None:  # clients without a payload may send null
            message = {"type": "connection_init"}
        await super().handle_connection_init(message)

    async def handle_task_exception(self, error: Exception) -> None:
        if not isinstance(error, WebSocketDisconnected):  # clients may disconnect at any time
            await super().handle_task_exception(error)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        found, allowed = len(self.operations), self.max_subscriptions_per_connection
        is_new = self.connection_acknowledged and message["id"] not in self.operations
        if allowed is None or found < allowed or not is_new:
            await super().handle_subscribe(message)
            return
        text = f"{found} operations are under way on this connection; wait until one is complete."
        error = limit_error("max_socket_operations", None, allowed, text)
        self.schema.rejected(error, self.context)  # type: ignore[attr-defined]  # it is a StreamingSchema
        await self.send_message(
            {"id": message["id"], "type": "error", "payload": [error.formatted]}
        )


class _Multipart(MultipartSubscriptionTransport):
    """Strawberry's multipart responses, corrected to follow RFC 2046.

    A delimiter ends each part, so that the client can process it at once. The view writes the first
    delimiter.
    """

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Content-Type": f"multipart/mixed;boundary={self.separator};subscriptionSpec=1.0"}

    def encode_complete(self) -> str:
        return "--\r\n"


class _View(GraphQL[Caller, None]):
    """Strawberry's view, with our JSON encoder; its context says which client asks."""

    graphql_transport_ws_handler_class = _Socket
    websocket_adapter_class = _Connection
    stream_transport_classes_by_protocol: Mapping[str, type[HTTPStreamTransport]] = {
        GRAPHQL_SSE_PROTOCOL: SSETransport,
        MULTIPART_SUBSCRIPTION_PROTOCOL: _Multipart,
    }

    def _stream_result(
        self, request: Request, result: Any, transport: HTTPStreamTransport
    ) -> AsyncTextStream:
        stream = super()._stream_result(request, result, transport)
        if not isinstance(transport, _Multipart):
            return stream

        async def between_delimiters() -> AsyncGenerator[str, None]:
            yield f"--{transport.separator}"
            async with aclosing(stream()) as parts:
                async for part in parts:
                    yield part
                    if part == transport.encode_complete():
                        return  # a heartbeat may be due at the same moment

        return between_delimiters

    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002 - the response does not identify the client
    ) -> Caller:
        scope = request.scope
        is_socket = scope["type"] == "websocket"
        return Caller(scope["graphapi.admission"], scope if is_socket else None)

    def encode_json(self, data: object) -> str:
        return encode_json(data).decode()

    def decode_json(self, data: str | bytes) -> object:
        return load_json(data)


def _charged_elsewhere(message: Any) -> bool:
    """Whether a message starts an operation or opens the WebSocket: these are charged elsewhere."""
    return isinstance(message, dict) and message.get("type") in ("subscribe", "connection_init")


def _is_message(message: Any) -> bool:
    """Whether the parts of a message that the handler relies on have the protocol's types."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return False
    if message["type"] == "complete":
        return isinstance(message.get("id"), str)
    if message["type"] != "subscribe":
        return True
    payload = message.get("payload")
    return (
        isinstance(message.get("id"), str)
        and isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("operationName"), str | None)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("extensions"), dict | None)
    )


def _headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The headers of a request for a stream, with Accept reduced to the format that it gets."""
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept")
    is_sse = any(
        parse_content_type(part)[0] == MediaType.STREAM.value
        for part in accepted.decode("latin-1").split(",")
    )
    accept = MediaType.STREAM.value if is_sse else MULTIPART_SUBSCRIPTION_CONTENT_TYPE
    others = [header for header in scope["headers"] if header[0] != b"accept"]
    return [*others, (b"accept", accept.encode())]


def _parameters(request: GraphQLRequest) -> dict[str, object]:
    """The parameters of a request, for JSON."""
    return {
        "query": request.query,
        "operationName": request.operation_name,
        "variables": dict(request.variables),
        "extensions": dict(request.extensions),
    }


def _query_string(parameters: Mapping[str, object]) -> bytes:
    """The same parameters as the query of a URL."""
    pairs = [
        (name, value if isinstance(value, str) else encode_json(value).decode())
        for name, value in parameters.items()
        if value
    ]
    return urlencode(pairs).encode()
