"""The fallback of generated code: values it does not expect are completed by graphql-core.

Generated code hands over the value it has got, so no resolver is called twice. graphql-core
completes it as always: it serializes, finds the type, locates and propagates errors. If it comes
to execute the fields of an object or to await a value, `CompiledExecutor` leads it back into
generated code.
"""

from typing import Any

from graphql import GraphQLObjectType, Undefined
from graphql.pyutils import Path, inspect

from graphapi.execution.code.awaiting import Suspended, await_value
from graphapi.execution.code.core_executor import CoreExecutor
from graphapi.execution.planning.plans import NotPlannableError
from graphapi.execution.planning.response_paths import INDEX, Chain, chain_of, path_at
from graphapi.execution.planning.selections import Field
from graphapi.runtime.deadlines import INTERRUPTIONS

__all__ = [
    "CompiledExecutor",
    "check_serialized",
    "complete_awaited_unexpected",
    "complete_unexpected",
    "resolve_wrapped",
]


class CompiledExecutor(CoreExecutor):
    """Strawberry's executor, led back into generated code for objects and awaited values."""

    run: Any
    """The `Run` this executor serves."""

    def execute_field(self, *given: Any) -> Any:
        """Execute a field, behind one that failed for instance; pause before it if that is due."""
        if INTERRUPTIONS.pause_due:
            INTERRUPTIONS.pause()
        return super().execute_field(*given)

    def complete_awaitable_value(self, *given: Any) -> Any:
        """Await and complete the value of a field."""
        return_type, details, _, path, value, _ = given
        field = self.run.plan.field_of.get(id(details))
        if field is None or return_type is not field.type:
            return super().complete_awaitable_value(*given)
        return await_value(field, 0, value, self.run, chain_of(path)).awaitable

    def complete_awaitable_list_item_value(self, *given: Any) -> Any:
        """Await and complete an item of a list."""
        item, item_type, details, _, path, _ = given
        field = self.run.plan.field_of.get(id(details))
        depth, place = 0, path
        while isinstance(place.key, int):
            depth, place = depth + 1, place.prev
        if field is None or item_type is not field.item_type(depth):
            return super().complete_awaitable_list_item_value(*given)
        return await_value(field, depth, item, self.run, chain_of(path)).awaitable

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


def complete_unexpected(field: Field, depth: int, value: Any, run: Any, chain: Chain) -> Any:
    """Complete a field's value, or an item `depth` lists deep, that generated code does not expect.

    `chain` is that of the field's object, with the indexes of the item. The value may be awaitable.
    """
    if run.executor.is_awaitable(value):
        return await_value(field, depth, value, run, chain)
    return complete_awaited_unexpected(field, depth, value, run, chain)


def complete_awaited_unexpected(
    field: Field, depth: int, value: Any, run: Any, chain: Chain
) -> Any:
    """Do the same for a value that was awaited: another awaitable would be no valid value."""
    path = path_at(field.template + (INDEX,) * depth, chain)
    for _ in range(depth):
        assert chain is not None
        chain = chain[0]
    info = field.resolve_info(run, chain)
    field.learn_leaf(type(value))
    completed = run.executor.complete_value(
        field.item_type(depth), field.details, info, path, value, None
    )
    return _suspended(completed, run)


def check_serialized(type_: Any, coerced: Any, value: Any, run: Any) -> Any:
    """Check what a scalar made of `value`, as graphql-core's complete_leaf_value does."""
    if coerced is Undefined or coerced is None:
        raise TypeError(
            f"Expected `{inspect(type_)}.coerce_output_value({inspect(value)})` to return"
            f" non-nullable value, returned: {inspect(coerced)}"
        )
    return _suspended(coerced, run)


def _suspended(completed: Any, run: Any) -> Any:
    """Note a completed value that is still to be awaited, in the form that `suspend` looks for."""
    if type(completed) is Suspended:
        run.pending += 1
    elif run.executor.is_awaitable(completed):
        run.pending += 1
        return Suspended(None, completed, run, None)
    return completed


def resolve_wrapped(field: Field, source: Any, run: Any, chain: Chain) -> Any:
    """Call a resolver that has to be called in graphql-core's way, with Strawberry's wrapper."""
    info = field.resolve_info(run, chain)
    resolver: Any = field.graphql_field.resolve
    return resolver(source, info, **field.raw_arguments(run.values.full))
