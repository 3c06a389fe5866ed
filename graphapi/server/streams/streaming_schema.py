"""A schema for Strawberry's streaming view: it returns the results of an operation one by one.

An operation with a single answer runs and shows its errors as it would without streaming. Each
operation works on the corpus that was current when it started.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
from contextlib import aclosing
from copy import copy
from typing import Any, NamedTuple

import orjson
import strawberry
from graphql import GraphQLError
from starlette.types import Scope
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from graphapi.execution import (
    CompilingExecutor,
    Execute,
    GraphQLRequest,
    Outcome,
    Phase,
    Prepared,
)
from graphapi.runtime.deadlines import Interruption, current_deadline, limited, within_deadline
from graphapi.server.answers.presentation import answer_too_long, encode_json, present_error
from graphapi.server.answers.replies import DEADLINE_MESSAGE
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.known_documents import KnownDocuments, document_name
from graphapi.server.requests.observation import GONE_STATUS, NO_STATUS, Observer
from graphapi.server.requests.opened_contexts import opened
from graphapi.server.turns.turn_queue import TurnQueue, prepare_in_turn

__all__ = ["Caller", "StreamingSchema"]


class Caller(NamedTuple):
    """Who asks, and by which WebSocket; None in an HTTP request."""

    admission: Admission
    socket: Scope | None


class StreamingSchema:
    """What the view uses of a schema; see `Streams` for the arguments."""

    def __init__(
        self,
        execute: Execute,
        executor: CompilingExecutor,
        context: Callable[[], object],
        documents: KnownDocuments,
        turns: TurnQueue,
        observer: Observer | None,
        max_answer_bytes: int,
    ) -> None:
        self._execute, self._executor = execute, executor
        self._max_answer_bytes = max_answer_bytes
        self._context, self._documents, self._turns = context, documents, turns
        self._observer = observer
        self._schema: strawberry.Schema = executor.engine.schema

    def __getattr__(self, name: str) -> Any:
        return getattr(self._schema, name)

    async def stream(
        self,
        query: str | None,
        variable_values: Mapping[str, Any] | None = None,
        context_value: Caller | None = None,
        root_value: object = None,  # noqa: ARG002 - there is none
        operation_name: str | None = None,
        operation_extensions: Mapping[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> AsyncIterator[Any]:
        """The results of an operation: one, or those of a subscription as they come.

        `context_value` is what the view has for a context: the caller. What resolvers see as
        `info.context` is made for each operation.
        """
        assert context_value is not None
        request = GraphQLRequest(
            query or "", operation_name or None, variable_values or {}, operation_extensions or {}
        )
        allowed = frozenset(allowed_operation_types or OperationType)
        return self._observed(request, allowed, context_value)

    def rejected(self, error: GraphQLError, caller: Caller) -> None:
        """Report an operation on a WebSocket that was rejected before it was parsed."""
        admission, scope = caller
        if scope is not None and self._observer is not None:
            operation = admission.for_operation()
            operation.add_codes(_codes_of([error]))
            self._observer.finished(operation, scope, NO_STATUS, 0)
        admission.charge(1.0)

    async def _observed(
        self, request: GraphQLRequest, allowed: frozenset[OperationType], caller: Caller
    ) -> AsyncIterator[Any]:
        """The results, recorded on the admission of the request or of the operation on a socket."""
        admission, scope = caller
        if scope is not None:
            admission = admission.for_operation()
        admission.request = request
        status = GONE_STATUS
        try:
            if scope is not None:
                admission.charge_first_unit()
            # Closed at once when a stream is abandoned: its store must not stay open.
            async with aclosing(self._results(request, allowed, admission)) as results:
                async for result in results:
                    admission.add_codes(_codes_of(getattr(result, "errors", None) or ()))
                    status = NO_STATUS  # from now on the client may end it at any time
                    yield result
            status = NO_STATUS
        except RequestError as error:
            if scope is not None and error.code is ErrorCode.RATE_LIMITED:
                admission.charge(1.0)  # rejecting takes work too, and the guard does not charge it
            admission.add_codes([error.code])
            status = NO_STATUS
            yield _refused(error)
        finally:
            if scope is not None and self._observer is not None:
                self._observer.finished(admission, scope, status, 0)

    async def _results(
        self, request: GraphQLRequest, allowed: frozenset[OperationType], admission: Admission
    ) -> AsyncGenerator[Any, None]:
        # A WebSocket message has not been checked so far.
        name = document_name({"query": request.query, "extensions": request.extensions})
        self._documents.find(request.query, name)
        prepared = await self._prepared(request, admission)
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
            deadline.pause()  # a subscription has no time limit
        async with opened(self._context()) as context:
            results = await self._schema.stream(
                request.query,
                dict(request.variables),
                copy(context),  # resolvers may change it with each event
                operation_name=request.operation_name,
                operation_extensions=dict(request.extensions),
                allowed_operation_types=allowed,
            )
            async for result in results:
                admission.charge(max(1.0, price or 0.0))
                if isinstance(result, ExecutionResult) and result.errors:
                    is_refused = isinstance(result, PreExecutionError)
                    phase = Phase.VARIABLES if is_refused else Phase.EXECUTION
                    result.errors = _shown(result.errors, phase, admission)
                yield result
                # Beyond its units a client is told later, and of each article once.
                await asyncio.sleep(admission.seconds_in_debt)

    async def _prepared(self, request: GraphQLRequest, admission: Admission) -> Prepared:
        """Prepare the operation, in turn and within a deadline of its own."""
        try:
            with limited(_with_new_deadline(admission)):
                return await prepare_in_turn(self._executor.engine, request, self._turns, admission)
        except Interruption:
            raise RequestError(ErrorCode.DEADLINE_EXCEEDED, DEADLINE_MESSAGE) from None

    async def _answer(
        self, request: GraphQLRequest, allowed: frozenset[OperationType], admission: Admission
    ) -> ExecutionResult:
        """The single result of an operation that is no subscription, within its own deadline."""
        deadline = _with_new_deadline(admission)
        try:
            with limited(deadline):
                async with opened(self._context()) as context:
                    outcome = self._execute(request, context, allowed, deadline)
                    if not isinstance(outcome, Outcome):
                        outcome = await within_deadline(outcome)
                admission.facts, admission.is_executed = outcome.facts, outcome.executed
                return _result(outcome, self._max_answer_bytes, admission)
        except Interruption:
            admission.facts, admission.is_executed = self._executor.facts(request), True
            return _refused(RequestError(ErrorCode.DEADLINE_EXCEEDED, DEADLINE_MESSAGE))
        finally:
            admission.root_fields = deadline.root_fields


def _with_new_deadline(admission: Admission) -> Admission:
    """A copy whose time starts now: the time of a WebSocket may have passed long ago."""
    deadline = copy(admission)
    deadline.timeout = None
    deadline.renew()
    return deadline


def _codes_of(errors: Iterable[GraphQLError]) -> list[str]:
    """The codes of errors that are ready to be sent."""
    return [str((error.extensions or {}).get("code")) for error in errors]


def _refused(error: RequestError) -> PreExecutionError:
    return PreExecutionError(None, [GraphQLError(str(error), extensions={"code": error.code})])


def _result(outcome: Outcome, max_bytes: int, admission: Admission) -> ExecutionResult:
    """The result; its data is encoded already, which was needed to know its length."""
    data = encode_json(outcome.data)
    if len(data) > max_bytes:
        outcome = answer_too_long(len(data), max_bytes)
    errors = _shown(outcome.errors, outcome.phase, admission) or None
    extensions = dict(outcome.extensions) or None
    if outcome.executed:
        shown = None if outcome.data is None else orjson.Fragment(data)
        return ExecutionResult(shown, errors, extensions)  # type: ignore[arg-type]  # for our own encoder
    return PreExecutionError(None, errors, extensions)


def _shown(
    errors: Iterable[GraphQLError], phase: Phase, admission: Admission
) -> list[GraphQLError]:
    """The errors as the client may see them."""
    found = []
    for error in errors:
        shown = present_error(error, phase, admission)
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
