"""One execution of a prepared operation, compiled or on graphql-core."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    default_field_resolver,
    default_type_resolver,
)
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import Schema
from strawberry.types.execution import ExecutionContext, PreExecutionError

from graphapi.execution.code.core_executor import CoreExecutor
from graphapi.execution.operations.prepared import Prepared
from graphapi.execution.planning.plans import Plan
from graphapi.execution.planning.variables import Values
from graphapi.execution.requests.answer import Answer
from graphapi.execution.running.extension_hooks import InjectedOperation, injected_operation
from graphapi.execution.running.fragments import FragmentStore
from graphapi.execution.running.runs import Run
from graphapi.runtime.deadlines import INTERRUPTIONS

__all__ = ["Execution"]


class _DeadlineExecutor(CoreExecutor):
    """Strawberry's executor, which can pause before each list and field."""

    def complete_list_value(self, *given: Any) -> Any:
        if INTERRUPTIONS.pause_due:
            INTERRUPTIONS.pause()
        return super().complete_list_value(*given)

    def execute_field(self, *given: Any) -> Any:
        if INTERRUPTIONS.pause_due:
            INTERRUPTIONS.pause()
        return super().execute_field(*given)


class _TracingExecutor(_DeadlineExecutor):
    """The same, which also calls `root_field_begins` before each root field."""

    root_field_begins: Callable[[Any, str], None]
    sender: Any

    def execute_field(self, *given: Any) -> Any:
        path = given[3]
        if path.prev is None:
            self.root_field_begins(self.sender, path.key)
        return super().execute_field(*given)


@dataclass(slots=True)
class Execution:
    """One execution of one prepared operation."""

    schema: Schema
    prepared: Prepared
    variables: Mapping[str, Any]
    context: Any
    root: Any
    extensions: dict[str, Any] | None
    version: Hashable
    is_reporting: bool = True
    price: int | None = None
    """Its price, once that is known."""
    sender: Any = None
    root_field_begins: Callable[[Any, str], None] | None = None

    def run(
        self, plan: Plan, values: Values, store: FragmentStore | None
    ) -> Answer | Awaitable[Answer]:
        """Run the compiled plan; with a `store`, for bytes."""
        run = Run(
            plan,
            values,
            self.context,
            self.root,
            self.extensions,
            store,
            self.version,
        )
        if self.root_field_begins is not None:
            run.sender = self.sender
        try:
            data = run.start()
        except BaseException:
            run.end()
            raise
        finally:
            run.sender = None  # not longer than its root fields take to begin
        return self.finish(run, data)

    def finish(self, run: Run, data: Any) -> Answer | Awaitable[Answer]:
        """Return the answer of a run that has started with `data`, which may be awaitable."""
        if type(data) is not dict and data is not None and optimized_is_awaitable(data):
            return self._awaited(run, data)
        return self.finished(data, run.end())

    async def _awaited(self, run: Run, pending: Awaitable[Any]) -> Answer:
        try:
            data = await pending
        except GraphQLError as error:
            run.executor.collected_errors.add(error, None)
            data = None
        finally:
            errors = run.end()
        return self.finished(data, errors)

    def run_uncompiled(self, values: Values) -> Answer | Awaitable[Answer]:
        """Execute with the parsed document and coerced variables, on graphql-core."""
        shared = self.prepared.shared
        assert shared is not None
        make: Any = _DeadlineExecutor if self.root_field_begins is None else _TracingExecutor
        executor: Any = make(
            shared.graphql_schema,
            shared.fragments,
            shared.details,
            self.root,
            self.context,
            shared.node,
            values.full,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            is_awaitable=optimized_is_awaitable,
            operation_extensions=self.extensions,
        )
        if self.root_field_begins is not None:
            executor.root_field_begins, executor.sender = self.root_field_begins, self.sender
        result = executor.execute_operation()
        if isinstance(result, ExecutionResult):
            executor.sender = None  # as in `run`
            return self.finished(result.data, result.errors)
        return self._awaited_result(result, executor)

    async def _awaited_result(self, pending: Awaitable[ExecutionResult], executor: Any) -> Answer:
        try:
            result = await pending
        finally:
            executor.sender = None
        return self.finished(result.data, result.errors)

    async def through_extensions(
        self, schema: Schema, start: Callable[["Execution"], Answer | Awaitable[Answer]]
    ) -> Answer:
        """Run inside Strawberry's life cycle; `schema` comes from `schema_with_injection`."""
        if self.prepared.path == "graphql-core":
            return await self.on_graphql_core()
        assert self.prepared.document.node is not None
        has_data = True

        async def run(context: ExecutionContext) -> ExecutionResult:
            inner = replace(
                self,
                variables=context.variables or {},
                context=context.context,
                root=context.root_value,
                is_reporting=False,  # Strawberry does, when it has the result
            )
            nonlocal has_data
            answer = start(inner)
            if not isinstance(answer, Answer):
                answer = await answer
            has_data = answer.has_data
            return ExecutionResult(answer.data, answer.errors)

        token = injected_operation.set(InjectedOperation(self.prepared.document.node, run))
        try:
            answer = await self.on_graphql_core(schema)
        finally:
            injected_operation.reset(token)
        answer.has_data = answer.has_data and has_data
        return answer

    async def on_graphql_core(self, schema: Schema | None = None) -> Answer:
        """Execute as Strawberry does, from the text on."""
        result = await (schema or self.schema).execute(
            self.prepared.document.text,
            variable_values=dict(self.variables),
            context_value=self.context,
            root_value=self.root,
            operation_name=self.prepared.operation_name,
            operation_extensions=self.extensions,
        )
        if not hasattr(result, "data"):
            raise TypeError(
                "an operation with @defer or @stream has more than one answer;"
                " execute it with `schema.stream`"
            )
        return Answer(
            result.data,
            result.errors,
            has_data=not isinstance(result, PreExecutionError),
            extensions=result.extensions or None,
            price=self.price,
        )

    def refused(self, errors: list[GraphQLError]) -> Answer:
        """Return the answer to a request that was not executed."""
        self._report(errors)
        return Answer(None, errors, has_data=False, price=self.price)

    def finished(self, data: Any, errors: list[GraphQLError] | None) -> Answer:
        """Return the answer of an operation that was executed."""
        if errors:
            self._report(errors)
        return Answer(data, errors or None, price=self.price)

    def _report(self, errors: list[GraphQLError]) -> None:
        """Let the schema log the errors, or whatever its `process_errors` does with them."""
        if not self.is_reporting:
            return
        schema = self.schema
        context = ExecutionContext(
            query=self.prepared.document.text,
            schema=schema,
            allowed_operations=(),
            context=self.context,
            variables=dict(self.variables),
            root_value=self.root,
            provided_operation_name=self.prepared.operation_name,
            graphql_document=self.prepared.document.node,
            pre_execution_errors=errors,
            operation_extensions=self.extensions,
        )
        schema._process_errors(errors, context)  # noqa: SLF001 - as Strawberry does
