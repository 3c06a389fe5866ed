"""Operations run by graphql-core, phase by phase.

Not `strawberry.Schema.execute`: that runs the first of several operations where the request names
none, and does not tell a variable that does not fit from an error at the root. Strawberry's schema
extensions keep their meaning.
"""

from inspect import isawaitable
from typing import Any

import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    execute,
    parse,
)
from graphql.execution.middleware import MiddlewareManager
from strawberry.execution import optimized_is_awaitable
from strawberry.extensions import SchemaExtension
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.schema.schema import validate_document
from strawberry.types import ExecutionContext
from strawberry.types.graphql import OperationType

from graphapi.execution.outcome import Outcome, Phase
from graphapi.execution.request import GraphQLRequest

__all__ = ["GraphQLCoreExecutor"]


class GraphQLCoreExecutor:
    """Executes requests against `schema` with graphql-core.

    Documents of more than `max_tokens` tokens, or as many comments, are refused while they are
    read, before they cost time and memory.
    """

    def __init__(self, schema: strawberry.Schema, *, max_tokens: int) -> None:
        self._strawberry_schema = schema
        self._schema = schema._schema  # noqa: SLF001 - Strawberry has no public name for it
        self._max_tokens = max_tokens

    async def __call__(
        self, request: GraphQLRequest, context: object, allowed: frozenset[OperationType]
    ) -> Outcome:
        """Run `request`; see `graphapi.execution.Execute`."""
        state = ExecutionContext(
            query=request.query,
            schema=self._strawberry_schema,
            allowed_operations=allowed,
            context=context,
            variables=request.variables,
            provided_operation_name=request.operation_name,
            operation_extensions=request.extensions,
        )
        extensions = self._strawberry_schema.get_extensions()
        for extension in extensions:
            extension.execution_context = state
        runner = self._strawberry_schema.create_extensions_runner(state, extensions)
        async with runner.operation():
            outcome = await self._refusal(request, state, runner, allowed)
            if outcome is None:
                outcome = await self._execution(request, state, runner, extensions)
            state.result = strawberry.types.ExecutionResult(outcome.data, list(outcome.errors))
        return Outcome(
            outcome.phase,
            state.result.errors or (),
            state.result.data,
            await runner.get_extensions_results(state),
        )

    async def _refusal(
        self,
        request: GraphQLRequest,
        state: ExecutionContext,
        runner: SchemaExtensionsRunner,
        allowed: frozenset[OperationType],
    ) -> Outcome | None:
        """Parse and validate into `state`; the outcome of a request that ends there, or None."""
        async with runner.parsing():
            try:
                document = state.graphql_document = state.graphql_document or self._parse(request)
            except GraphQLError as error:
                state.pre_execution_errors = [error]
                return Outcome(Phase.PARSE, [error])
        try:
            operation = _operation(document, request.operation_name)
        except GraphQLError as error:
            return Outcome(Phase.OPERATION, [error])
        if OperationType(operation.operation.value) not in allowed:
            message = f"A {operation.operation.value} cannot be run by this request."
            return Outcome(Phase.OPERATION_TYPE, [GraphQLError(message, operation)])
        async with runner.validation():
            if state.pre_execution_errors is None:
                state.pre_execution_errors = validate_document(
                    self._schema, document, state.validation_rules
                )
            if state.pre_execution_errors:
                return Outcome(Phase.VALIDATION, state.pre_execution_errors)
        return None

    def _parse(self, request: GraphQLRequest) -> DocumentNode:
        return parse(
            request.query, max_lexical_tokens=self._max_tokens, max_comments=self._max_tokens
        )

    async def _execution(
        self,
        request: GraphQLRequest,
        state: ExecutionContext,
        runner: SchemaExtensionsRunner,
        extensions: list[SchemaExtension],
    ) -> Outcome:
        assert state.graphql_document is not None
        resolving = [one for one in extensions if one._implements_resolve()]  # noqa: SLF001 - the same
        async with runner.executing():
            result: Any = execute(
                self._schema,
                state.graphql_document,
                context_value=state.context,
                variable_values=request.variables,
                operation_name=request.operation_name,
                middleware=MiddlewareManager(*resolving) if resolving else None,
                executor_class=self._strawberry_schema.execution_context_class,
                is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]  # a guard in all but name
                operation_extensions=request.extensions,
            )
            if isawaitable(result):
                result = await result
            assert isinstance(result, ExecutionResult)
            state.result = result
        return _executed(result)


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run. Raises GraphQLError where `name` does not settle it."""
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    named = [node for node in operations if name is None or (node.name and node.name.value == name)]
    if len(named) == 1 or (named and name is not None):  # two of one name: validation says so
        return named[0]
    names = ", ".join(repr(node.name.value) for node in operations if node.name)
    if not operations:
        message = "The document holds no operation: add a query."
    elif name is None:
        message = f"The document holds several operations: name one in operationName ({names})."
    else:
        message = f"Unknown operation named {name!r}; the document holds {names or 'none named'}."
    raise GraphQLError(message)


def _executed(result: ExecutionResult) -> Outcome:
    """The outcome of an execution: a request error of graphql-core's has no path and no data."""
    errors = result.errors or []
    if result.data is None and any(error.path is None for error in errors):
        return Outcome(Phase.VARIABLES, errors)
    return Outcome(Phase.EXECUTION, errors, result.data)
