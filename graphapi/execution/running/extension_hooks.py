"""Compiled execution inside Strawberry's life cycle, for schemas with extensions.

Extensions hook into an operation as a whole, its parsing, validation and execution. All of that is
Strawberry's own code here. One more extension, the innermost, injects what the engine has: the
parsed document, the knowledge that it is valid, and the result of running the plan.
"""

import copy
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextvars import ContextVar

from graphql import DocumentNode, ExecutionResult, specified_rules
from strawberry.extensions import SchemaExtension
from strawberry.extensions.directives import DirectivesExtension, DirectivesExtensionSync
from strawberry.schema.schema import Schema
from strawberry.types.execution import ExecutionContext

__all__ = [
    "InjectedOperation",
    "injected_operation",
    "reason_against_extensions",
    "schema_with_injection",
]


class InjectedOperation:
    """What the engine has for one operation: its document, and how to run it."""

    def __init__(
        self,
        document: DocumentNode,
        run: Callable[[ExecutionContext], Awaitable[ExecutionResult]],
    ) -> None:
        self.document = document
        self.run = run


injected_operation: ContextVar[InjectedOperation | None] = ContextVar(
    "injected_operation", default=None
)


class _Compiled(SchemaExtension):
    """Has to be the last extension: what it does before `yield` comes after all others."""

    def on_operation(self) -> Iterator[None]:
        context, here = self.execution_context, injected_operation.get()
        self.is_known_valid = (
            here is not None
            and context.graphql_document is None
            and not context.parse_options
            and context.validation_rules == tuple(specified_rules)
        )
        if here is not None and self.is_known_valid:
            context.graphql_document = here.document
        yield

    def on_validate(self) -> Iterator[None]:
        if self.is_known_valid and self.execution_context.pre_execution_errors is None:
            self.execution_context.pre_execution_errors = []
        yield

    async def on_execute(self) -> AsyncIterator[None]:
        here = injected_operation.get()
        if here is not None and self.execution_context.result is None:
            self.execution_context.result = await here.run(self.execution_context)
        yield


def schema_with_injection(schema: Schema) -> Schema:
    """Return a twin of the schema that runs the injected operation."""
    twin = copy.copy(schema)
    twin.extensions = (*schema.extensions, _Compiled)
    return twin


def reason_against_extensions(schema: Schema) -> str | None:
    """Return why no operation can be compiled because of the schema's extensions, if so.

    An extension that wraps every resolver has to be called for every field, which is what the
    compiler avoids. Strawberry's own, for custom directives, does nothing for operations
    without them; operations with them are not compiled.
    """
    for extension in schema.get_extensions():
        if isinstance(extension, (DirectivesExtension, DirectivesExtensionSync)):
            continue
        if extension._implements_resolve():  # noqa: SLF001 - Strawberry asks the same way
            return f"the extension {type(extension).__name__} resolves fields"
    return None
