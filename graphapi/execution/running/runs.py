"""The state of one running operation."""

from collections.abc import Hashable
from typing import Any

from graphql import GraphQLError
from strawberry.execution import optimized_is_awaitable

from graphapi.execution.code.completion import CompiledExecutor
from graphapi.execution.planning.plans import Plan
from graphapi.execution.planning.response_paths import Chain
from graphapi.execution.planning.selections import Selection
from graphapi.execution.planning.variables import Values
from graphapi.execution.running.fragments import FragmentStore, FragmentTable

__all__ = ["Run", "freeze"]


class Run:
    """What generated functions and their fallback share while one operation runs.

    `pending` counts the awaitables found since the current synchronous section began; while it is
    0, no finished dict or list can contain one, and none is looked for.
    """

    __slots__ = (
        "_executor",
        "are_plain",
        "arguments",
        "coerced",
        "context",
        "extensions",
        "finds",
        "pending",
        "plan",
        "root",
        "sender",
        "store",
        "tables",
        "templates",
        "values",
        "version",
    )  # fmt: skip

    def __init__(
        self,
        plan: Plan,
        values: Values,
        context: Any,
        root: Any,
        extensions: dict[str, Any] | None,
        store: FragmentStore | None = None,
        version: Hashable = None,
    ) -> None:
        self.plan = plan
        self.values = values
        self.coerced = values.coerced
        self.are_plain = values.are_plain
        self.context = context
        self.root = root
        self.extensions = extensions
        self.arguments: dict[int, dict[str, Any]] = {}
        """Arguments that every call of a field may be given, by the number of the field."""
        self.templates: dict[int, dict[str, Any]] = {}
        """Arguments of which every call needs a copy of the lists."""
        self.pending = 0
        self.store = store
        self.version = version
        self.sender: Any = None
        """Who is named where the root fields are told; None once they have begun."""
        self.tables: dict[int, FragmentTable] = {}
        self.finds: dict[int, Any] = {}
        """How to find cached fragments, by the number of the selection; see `find`."""
        self._executor: Any = None

    def start(self) -> Any:
        """Run the plan: the data, or an awaitable of it. The root fields of a mutation are executed
        serially by graphql-core; below them generated code takes over.
        """
        plan = self.plan
        try:
            if plan.is_mutation:
                fields = {field.key: field.details for field in plan.root.fields}
                return self.executor.execute_fields_serially(
                    plan.root.type, self.root, None, fields, None
                )
            return plan.root.generated(self.root, self, None)
        except GraphQLError as error:
            self.executor.collected_errors.add(error, None)
            return None

    @property
    def executor(self) -> Any:
        """graphql-core's executor for this operation, made when first needed.

        An operation whose fields are all plain, and do not fail, never needs it.
        """
        executor = self._executor
        if executor is None:
            operation = self.plan.operation
            executor = self._executor = CompiledExecutor(
                operation.graphql_schema,
                operation.fragments,
                operation.details,
                self.root,
                self.context,
                operation.node,
                self.values.full,
                None,
                None,
                None,
                is_awaitable=optimized_is_awaitable,
                operation_extensions=self.extensions,
            )
            executor.run = self
        return executor

    def find(self, selection: Selection) -> Any:
        """Return `find` of the table for this selection in this request, and note it in `finds`."""
        assert self.store is not None
        given: tuple[Any, ...] = ()
        if selection.variables:
            coerced = self.coerced
            names = [name for name in selection.variables if name in coerced]
            given = tuple([(name, freeze(coerced[name])) for name in names])
        key = (self.plan.serial, selection.number, self.version, given)
        table = self.store.table(key, selection.key)
        self.tables[selection.number] = table
        found = self.finds[selection.number] = table.find
        return found

    def cached(self, selection: Selection, value: Any, chain: Chain) -> Any:
        """Execute a selection on an immutable object; cache it if nothing failed or waits."""
        before, self.pending = self.pending, 0
        errors = len(self.errors or ())
        try:
            data = selection.generated(value, self, chain)
            if type(data) is not dict or self.pending or len(self.errors or ()) != errors:
                return data
        finally:
            self.pending += before
        return self.tables[selection.number].cache(value, data)

    @property
    def errors(self) -> list[GraphQLError] | None:
        """The errors collected so far, None if there are none."""
        return None if self._executor is None else self._executor.collected_errors.errors or None

    def end(self) -> list[GraphQLError] | None:
        """Let go of the executor, which refers to this run; return the errors collected."""
        errors, self._executor = self.errors, None
        return errors


def freeze(value: Any) -> Hashable:
    """Return a hashable stand-in for a variable's value: equal only for values that print alike.

    1, 1.0 and True are equal in Python and different in an answer, hence the type.
    """
    return (type(value), repr(value))
