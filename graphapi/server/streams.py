"""Answers in parts: server-sent events, multipart responses and WebSockets, by Strawberry's view.

The protocols are Strawberry's: graphql-sse in its mode of distinct connections, multipart
subscriptions, and graphql-transport-ws. What they carry is ours: an operation that has one answer
runs as it would anywhere else, errors are shown as they are anywhere else, and each operation
works on the corpus of the moment it began.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from copy import copy
from typing import Any, Final
from urllib.parse import urlencode

import orjson
import strawberry
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketDisconnected as SocketClosed
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.http.websocket_origin import normalize_allowed_origins
from strawberry.subscriptions import (
    GRAPHQL_SSE_PROTOCOL,
    GRAPHQL_TRANSPORT_WS_PROTOCOL,
    MULTIPART_SUBSCRIPTION_PROTOCOL,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import SubscribeMessage
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from graphapi.execution import CompilingExecutor, Execute, GraphQLRequest, Outcome, Phase
from graphapi.execution.limits import limit_error
from graphapi.interruption import Interruption, current_deadline, limited, within_deadline
from graphapi.server.admission import Admission
from graphapi.server.codes import ErrorCode, RequestError
from graphapi.server.known_documents import KnownDocuments, document_name
from graphapi.server.metering import charge
from graphapi.server.observation import GONE_STATUS, NO_STATUS, Observer
from graphapi.server.presentation import encode_json, present_error, too_long
from graphapi.server.replies import STOPPED

__all__ = ["Streams"]

_PROTOCOLS = (
    GRAPHQL_TRANSPORT_WS_PROTOCOL,
    GRAPHQL_SSE_PROTOCOL,
    MULTIPART_SUBSCRIPTION_PROTOCOL,
)
_socket: Final[ContextVar[Scope | None]] = ContextVar("_socket", default=None)
"""The WebSocket that is being served; None in an HTTP request."""


class Streams:
    """An ASGI application for the requests whose answer comes in parts.

    `execute` answers operations that have one answer, in the end by `executor`. `context` makes the
    `info.context` of each operation; `documents` are those that a request may
    name, and where they are trusted alone, those that it may send. Pages of other origins than ours
    may open WebSockets where the origin is among `allowed_origins`: browsers leave that to the
    server. The `observer` is told of each operation on a WebSocket, on which `most_operations` may
    be under way at once.
    """

    def __init__(
        self,
        execute: Execute,
        executor: CompilingExecutor,
        context: Callable[[], object],
        documents: KnownDocuments,
        allowed_origins: Iterable[str] = (),
        observer: Observer | None = None,
        *,
        most_operations: int,
        max_answer_bytes: int,
    ) -> None:
        schema = _StreamingSchema(execute, executor, context, documents, observer, max_answer_bytes)
        self._view = _View(
            schema,  # type: ignore[arg-type]  # it is one in all that the view asks of it
            graphql_ide=None,
            subscription_protocols=_PROTOCOLS,
            max_subscriptions_per_connection=most_operations,
        )
        self._view.allowed_origins = normalize_allowed_origins(allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a WebSocket."""
        _socket.set(scope)
        await self._view(scope, receive, send)

    async def answer(
        self, scope: Scope, request: GraphQLRequest, receive: Receive, send: Send
    ) -> None:
        """Answer an HTTP request that was read and decoded already.

        The view gets it written anew: it knows no documents by name.
        """
        if scope["method"] == "POST":
            body = encode_json(_parameters(request))
        else:
            body, scope = b"", {**scope, "query_string": _query_string(_parameters(request))}
        parts = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive_again() -> Message:
            return next(parts, None) or await receive()

        await self._view(scope, receive_again, send)


_MOST_REASON_BYTES: Final = 123
"""A frame that closes a WebSocket has no room for more (RFC 6455, 5.5)."""


class _Connection(ASGIWebSocketAdapter):
    """Strawberry's view of a WebSocket; the client may go at any time, and send long names."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        try:
            await super().send_json(message)
        except SocketClosed as error:
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        short = reason.encode()[:_MOST_REASON_BYTES].decode(errors="ignore")
        with suppress(SocketClosed, WebSocketDisconnect):
            await super().close(code, short)


class _Socket(BaseGraphQLTransportWSHandler[object, None]):
    """Strawberry's handler of a WebSocket, with our words where too much is asked at once.

    What is no message of the protocol, and would be an error of ours in Strawberry's eyes, ends the
    connection with 4400, as the protocol has it.
    """

    async def handle_message(self, message: Any) -> None:
        if _is_message(message):
            await super().handle_message(message)
        else:
            await self.handle_invalid_message("This is no message of graphql-transport-ws")

    async def handle_task_exception(self, error: Exception) -> None:
        if not isinstance(error, WebSocketDisconnected):  # clients go as they like
            await super().handle_task_exception(error)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        found, allowed = len(self.operations), self.max_subscriptions_per_connection
        is_new = self.connection_acknowledged and message["id"] not in self.operations
        if allowed is None or found < allowed or not is_new:
            await super().handle_subscribe(message)
            return
        text = f"{found} operations are under way on this connection; wait until one is complete."
        error = limit_error("max_socket_operations", None, allowed, text)
        self.schema.turned_away(error)  # type: ignore[attr-defined]  # it is ours
        await self.send_message(
            {"id": message["id"], "type": "error", "payload": [error.formatted]}
        )


class _View(GraphQL[object, None]):
    """Strawberry's view, with our JSON and no context of its own."""

    graphql_transport_ws_handler_class = _Socket
    websocket_adapter_class = _Connection

    async def get_context(
        self,
        request: Request | WebSocket,  # noqa: ARG002 - the schema makes one for each operation
        response: Response | WebSocket,  # noqa: ARG002  the same
    ) -> object:
        return None

    def encode_json(self, data: object) -> str:
        return encode_json(data).decode()

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)  # which has an error, and not a crash, for what is too deep


class _StreamingSchema:
    """What the view asks of a schema; results that come one by one are its main business."""

    def __init__(
        self,
        execute: Execute,
        executor: CompilingExecutor,
        context: Callable[[], object],
        documents: KnownDocuments,
        observer: Observer | None,
        max_answer_bytes: int,
    ) -> None:
        self._execute, self._executor = execute, executor
        self._max_answer_bytes = max_answer_bytes
        self._context, self._documents = context, documents
        self._observer = observer
        self._schema: strawberry.Schema = executor.engine.schema

    def __getattr__(self, name: str) -> Any:
        return getattr(self._schema, name)

    async def stream(
        self,
        query: str | None,
        variable_values: Mapping[str, Any] | None = None,
        context_value: object = None,  # noqa: ARG002 - see the class
        root_value: object = None,  # noqa: ARG002 - there is none
        operation_name: str | None = None,
        operation_extensions: Mapping[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> AsyncIterator[Any]:
        """The results of an operation: one, or those of a subscription as they come."""
        request = GraphQLRequest(
            query or "", operation_name, variable_values or {}, operation_extensions or {}
        )
        allowed = frozenset(allowed_operation_types or OperationType)
        return self._observed(request, allowed)

    def turned_away(self, error: GraphQLError) -> None:
        """Tell the observer of an operation on a WebSocket that nobody looks at."""
        scope, admission = _socket.get(), current_deadline.get()
        if scope is not None and isinstance(admission, Admission) and self._observer is not None:
            admission = admission.of_operation()
            admission.note(_codes_of([error]))
            self._observer.finished(admission, scope, NO_STATUS, 0)

    async def _observed(
        self, request: GraphQLRequest, allowed: frozenset[OperationType]
    ) -> AsyncIterator[Any]:
        """The results, noted on the admission of the request, or of the operation on a socket."""
        scope, admission = _socket.get(), current_deadline.get()
        assert isinstance(admission, Admission)
        if scope is not None:
            admission = admission.of_operation()
        admission.request = request
        status = GONE_STATUS
        try:
            if scope is not None:
                admission.enter()
            async for result in self._results(request, allowed, admission):
                admission.note(_codes_of(getattr(result, "errors", None) or ()))
                status = NO_STATUS  # from now on its client may end it as it likes
                yield result
            status = NO_STATUS
        except RequestError as error:
            admission.note([error.code])
            status = NO_STATUS
            yield _refused(error)
        finally:
            if scope is not None and self._observer is not None:
                self._observer.finished(admission, scope, status, 0)

    async def _results(
        self, request: GraphQLRequest, allowed: frozenset[OperationType], admission: Admission
    ) -> AsyncIterator[Any]:
        # A message of a WebSocket has not been looked at so far.
        name = document_name({"query": request.query, "extensions": request.extensions})
        self._documents.find(request.query, name)
        prepared = self._executor.engine.prepare(request.query, request.operation_name)
        kind = prepared.operation_type
        is_subscription = kind is not None and kind.value == OperationType.SUBSCRIPTION.value
        if (
            prepared.errors
            or not is_subscription
            or OperationType.SUBSCRIPTION not in allowed
            or self._executor.engine.refusal(prepared, request.variables) is not None
        ):
            yield await self._answer(request, allowed, admission)
            return
        price = self._executor.engine.price(prepared, request.variables)
        admission.facts, admission.is_executed = prepared.facts(price), True
        deadline = current_deadline.get()
        if deadline is not None:
            deadline.pause()  # a subscription goes on as long as it likes
        results = await self._schema.stream(
            request.query,
            dict(request.variables),
            self._context(),
            operation_name=request.operation_name,
            operation_extensions=dict(request.extensions),
            allowed_operation_types=allowed,
        )
        async for result in results:
            charge(self._executor.engine, request, admission)
            if isinstance(result, ExecutionResult) and result.errors:
                is_refused = isinstance(result, PreExecutionError)
                phase = Phase.VARIABLES if is_refused else Phase.EXECUTION
                result.errors = _shown(result.errors, phase)
            yield result
            admission.charge(1.0)  # the first unit of the next

    async def _answer(
        self, request: GraphQLRequest, allowed: frozenset[OperationType], admission: Admission
    ) -> ExecutionResult:
        """The one result of an operation that is no subscription, within a deadline of its own."""
        deadline = copy(admission)
        deadline.timeout = None
        deadline.renew()
        try:
            with limited(deadline):
                outcome = self._execute(request, self._context(), allowed)
                if not isinstance(outcome, Outcome):
                    outcome = await within_deadline(outcome)
                admission.facts, admission.is_executed = outcome.facts, outcome.executed
                return _result(outcome, self._max_answer_bytes)
        except Interruption:
            admission.facts, admission.is_executed = self._executor.facts(request), True
            return _refused(RequestError(ErrorCode.DEADLINE_EXCEEDED, STOPPED))
        finally:
            admission.root_fields = deadline.root_fields


def _is_message(message: Any) -> bool:
    """Whether a message has the types of the protocol, as far as somebody relies on them."""
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


def _parameters(request: GraphQLRequest) -> dict[str, object]:
    """A request as JSON has it."""
    return {
        "query": request.query,
        "operationName": request.operation_name,
        "variables": dict(request.variables),
        "extensions": dict(request.extensions),
    }


def _query_string(parameters: Mapping[str, object]) -> bytes:
    """The same as the query of a URL has it."""
    pairs = [
        (name, value if isinstance(value, str) else encode_json(value).decode())
        for name, value in parameters.items()
        if value
    ]
    return urlencode(pairs).encode()


def _codes_of(errors: Iterable[GraphQLError]) -> list[str]:
    """The codes of errors that are ready to be sent."""
    return [str((error.extensions or {}).get("code")) for error in errors]


def _refused(error: RequestError) -> PreExecutionError:
    return PreExecutionError(None, [GraphQLError(str(error), extensions={"code": error.code})])


def _result(outcome: Outcome, max_bytes: int) -> ExecutionResult:
    """The result, encoded as far as that is needed to know how long it is."""
    data = encode_json(outcome.data)
    if len(data) > max_bytes:
        outcome = too_long(len(data), max_bytes)
    errors = _shown(outcome.errors, outcome.phase) or None
    extensions = dict(outcome.extensions) or None
    if outcome.executed:
        shown = None if outcome.data is None else orjson.Fragment(data)
        return ExecutionResult(shown, errors, extensions)  # type: ignore[arg-type]  # it is for our JSON
    return PreExecutionError(None, errors, extensions)


def _shown(errors: Iterable[GraphQLError], phase: Phase) -> list[GraphQLError]:
    """The errors as the client may see them."""
    found = []
    for error in errors:
        shown = present_error(error, phase)
        found.append(
            GraphQLError(
                shown["message"],
                error.nodes,
                error.source,
                error.positions,
                error.path,
                extensions=shown["extensions"],
            )
        )
    return found
