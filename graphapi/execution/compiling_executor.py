"""Requests answered by the engine: each phase of a request, up to its outcome."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import asdict
from typing import Any, Final

import graphql
from graphql import GraphQLError
from strawberry.types.graphql import OperationType

from graphapi.execution.engine import Engine
from graphapi.execution.operations.prepared import Prepared
from graphapi.execution.requests.answer import Answer
from graphapi.execution.requests.graphql_request import GraphQLRequest
from graphapi.execution.requests.outcome import OperationFacts, Outcome, Phase

__all__ = ["CompilingExecutor"]

# Looking a member up in its Enum takes longer than many a step on the way of a small answer.
_QUERY: Final = graphql.OperationType.QUERY
_EXECUTION: Final = Phase.EXECUTION
_REFUSED_AT: Final = {
    "parsing": Phase.PARSE,
    "operation": Phase.OPERATION,
    "validation": Phase.VALIDATION,
}


class CompilingExecutor:
    """Executes requests with an engine.

    `version` returns, for the context of a request, the version of the immutable objects it sees.
    The data of outcomes may then contain encoded fragments, which orjson writes. If it returns
    None, nothing is cached between requests. With `is_debugging`, `extensions.execution` of every
    outcome explains how it was executed.
    """

    def __init__(
        self,
        engine: Engine,
        version: Callable[[Any], Hashable] = lambda _: None,
        *,
        is_debugging: bool = False,
    ) -> None:
        self.engine, self.version = engine, version
        self._is_debugging = is_debugging

    def __call__(
        self,
        request: GraphQLRequest,
        context: object,
        allowed: frozenset[OperationType],
        sender: Any = None,
    ) -> Outcome | Awaitable[Outcome]:
        """Run `request`; see `graphapi.execution.Execute`."""
        prepared = self.engine.prepare(request.query, request.operation_name, sender)
        kind = prepared.operation_type
        if not (kind is None or kind is _QUERY or OperationType(kind.value) in allowed):
            message = f"A {kind.value} cannot be run by this request."
            refusal = GraphQLError(message, prepared.operation)
            return Outcome(Phase.OPERATION_TYPE, [refusal], facts=prepared.facts(None))
        answer = self.engine.run(
            prepared,
            request.variables,
            context,
            extensions=dict(request.extensions) if request.extensions else None,
            version=self.version(context),
            sender=sender,
        )
        if request.extensions and request.extensions.get("cost") is True:
            return self._with_cost(prepared, request, answer)
        if isinstance(answer, Answer):
            return self._outcome(prepared, answer)
        return self._awaited(prepared, answer)

    async def answer(
        self, request: GraphQLRequest, context: object, allowed: frozenset[OperationType]
    ) -> Outcome:
        """Run `request` and wait for its outcome."""
        outcome = self(request, context, allowed)
        return outcome if isinstance(outcome, Outcome) else await outcome

    def facts(self, request: GraphQLRequest) -> OperationFacts | None:
        """Return what is known of an operation that was stopped; None for a new document."""
        prepared = self.engine.known(request.query, request.operation_name)
        if prepared is None:
            return None
        return prepared.facts(self.engine.price(prepared, request.variables))

    def _with_cost(
        self, prepared: Prepared, request: GraphQLRequest, answer: Answer | Awaitable[Answer]
    ) -> Outcome | Awaitable[Outcome]:
        """Return the outcome with the price under `extensions.cost`."""
        price = self.engine.price(prepared, request.variables)
        cost = None
        if price is not None:
            cost = {"cost": {"price": price, "budget": self.engine.limits.max_cost}}
        if isinstance(answer, Answer):
            return self._outcome(prepared, answer, cost)
        return self._awaited(prepared, answer, cost)

    async def _awaited(
        self,
        prepared: Prepared,
        answer: Awaitable[Answer],
        more: Mapping[str, Any] | None = None,
    ) -> Outcome:
        return self._outcome(prepared, await answer, more)

    def _outcome(
        self, prepared: Prepared, answer: Answer, more: Mapping[str, Any] | None = None
    ) -> Outcome:
        """Return the outcome of a request; `more` is added to the extensions of its answer."""
        is_query = prepared.operation_type is _QUERY
        if answer.is_plain and is_query and not self._is_debugging and more is None:
            return Outcome(_EXECUTION, (), answer.data, {}, True, prepared.facts(answer.price))
        extensions = {**(answer.extensions or {}), **(more or {})}
        if self._is_debugging:
            extensions = {**extensions, "execution": self._explanation(prepared)}
        errors, facts = answer.errors or (), prepared.facts(answer.price)
        if answer.has_data:
            is_repeatable = is_query and not errors and not extensions
            return Outcome(Phase.EXECUTION, errors, answer.data, extensions, is_repeatable, facts)
        phase = Phase.VARIABLES if prepared.refused_at is None else _REFUSED_AT[prepared.refused_at]
        return Outcome(phase, errors, None, extensions, facts=facts)

    def _explanation(self, prepared: Prepared) -> dict[str, Any]:
        caches = {name: asdict(figures) for name, figures in self.engine.figures.items()}
        return {"path": prepared.path, "reason": prepared.reason, "caches": caches}
