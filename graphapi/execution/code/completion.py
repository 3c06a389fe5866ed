"""Everything that generated code hands over: errors, awaitables, and values of unexpected types.

The careful path is graphql-core itself. Generated code gives it a value, or a failure and all
that was done so far, and graphql-core completes, locates, propagates and awaits as always. Where it
comes to execute the fields of an object, `CompiledExecutor` leads it back into generated code. No
resolver is called twice: what generated code has already got is what is handed over.
"""

from typing import Any

from graphql import GraphQLObjectType, Undefined
from graphql.pyutils import Path, inspect
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graphapi.execution.planning.plans import NotPlannableError
from graphapi.execution.planning.response_paths import INDEX, Chain, chain_of, path_at
from graphapi.execution.planning.selections import Field
from graphapi.runtime.deadlines import INTERRUPTIONS

__all__ = [
    "CompiledExecutor",
    "Guarded",
    "finish_item",
    "finish_serialized",
    "finish_value",
    "guard",
    "resolve_wrapped",
]


class Guarded:
    """A coroutine that already deals with its own errors, waiting in a dict or list to be awaited.

    A bare coroutine in that place comes from generated code for an object or list and still needs
    the guard that records its failure at its field.
    """

    __slots__ = ("coroutine",)

    def __init__(self, coroutine: Any) -> None:
        self.coroutine = coroutine


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor, led back into generated code where objects have fields to execute."""

    run: Any
    """The `Run` this executor serves."""

    def execute_field(self, *given: Any) -> Any:
        """Execute a field, behind one that failed for instance; pause before it if that is due."""
        if INTERRUPTIONS.pause_due:
            INTERRUPTIONS.pause()
        return super().execute_field(*given)

    def collect_and_execute_subfields(
        self,
        return_type: GraphQLObjectType,
        field_details_list: Any,
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Complete an object: run the selection that was compiled for its type at this field."""
        run = self.run
        field: Field | None = run.plan.field_of.get(id(field_details_list))
        if field is not None:
            try:
                generated = field.generated_for(return_type)
            except NotPlannableError:  # too many selections: go on uncompiled from here
                field = None
        if field is None:
            return super().collect_and_execute_subfields(
                return_type, field_details_list, path, result, position_context
            )
        field.learn(type(result), return_type)
        before, run.pending = run.pending, 0
        try:
            return generated(result, run, chain_of(path))
        finally:
            run.pending += before


def finish_value(field: Field, value: Any, run: Any, chain: Chain) -> Any:
    """Complete what a field resolved to, after generated code found it unusual."""
    executor = run.executor
    path = path_at(field.template, chain)
    info = field.resolve_info(run, chain)
    if executor.is_awaitable(value):
        run.pending += 1
        return Guarded(
            executor.complete_awaitable_value(field.type, field.details, info, path, value, None)
        )
    field.learn_leaf(type(value))
    completed = executor.complete_value(field.type, field.details, info, path, value, None)
    if executor.is_awaitable(completed):
        run.pending += 1
        return Guarded(guard(executor, completed, field.type, field, path))
    return completed


def finish_item(field: Field, depth: int, value: Any, run: Any, chain: Chain) -> Any:
    """Complete one item of a list, `depth` lists deep, after generated code found it unusual."""
    executor = run.executor
    path = path_at(field.template + (INDEX,) * depth, chain)
    for _ in range(depth):
        assert chain is not None
        chain = chain[0]
    info = field.resolve_info(run, chain)
    type_ = field.item_type(depth)
    if executor.is_awaitable(value):
        run.pending += 1
        return Guarded(
            executor.complete_awaitable_list_item_value(
                value, type_, field.details, info, path, None
            )
        )
    field.learn_leaf(type(value))
    completed = executor.complete_value(type_, field.details, info, path, value, None)
    if executor.is_awaitable(completed):
        run.pending += 1
        return Guarded(guard(executor, completed, type_, field, path))
    return completed


def finish_serialized(type_: Any, coerced: Any, value: Any, run: Any) -> Any:
    """Check what a scalar made of `value`, as graphql-core's complete_leaf_value does."""
    if coerced is Undefined or coerced is None:
        raise TypeError(
            f"Expected `{inspect(type_)}.coerce_output_value({inspect(value)})` to return"
            f" non-nullable value, returned: {inspect(coerced)}"
        )
    if run.executor.is_awaitable(coerced):
        run.pending += 1  # as it is: whoever settles the dict or list puts the guard around it
    return coerced


def resolve_wrapped(field: Field, source: Any, run: Any, chain: Chain) -> Any:
    """Call a resolver that has to be called in graphql-core's way, with Strawberry's wrapper."""
    info = field.resolve_info(run, chain)
    resolver: Any = field.graphql_field.resolve
    return resolver(source, info, **field.raw_arguments(run.values.full))


async def guard(executor: Any, completed: Any, type_: Any, field: Field, path: Path) -> Any:
    """Await a value that is being completed; its failure is the failure of this field or item."""
    try:
        return await completed
    except Exception as error:  # noqa: BLE001 - whatever a resolver raised
        executor.handle_field_error(error, type_, field.details, path)
        return None
