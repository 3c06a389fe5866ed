"""An operation of a document, analysed once: how it will run, and why."""

from dataclasses import dataclass, field
from typing import Final, Literal

from graphql import (
    DirectiveNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
)
from strawberry.schema.schema import Schema

from graphapi.execution.documents.documents import Document, core_schema, fields_and_directives
from graphapi.execution.planning.plans import Operation
from graphapi.execution.planning.variables import Variables
from graphapi.execution.pricing.cost_directives import Costs
from graphapi.execution.pricing.prices import Price, price_operation
from graphapi.execution.requests.outcome import OperationFacts

__all__ = ["Prepared", "prepare_operation"]

FEW_FIELDS: Final = 12
META_FIELDS: Final = ("__schema", "__type")
_BESIDE: Final = "introspection beside other fields"


@dataclass(eq=False)
class Prepared:
    """An operation ready to be executed any number of times.

    If `errors` is not empty, the request must be rejected with them; `operation` is known even then
    if the document was parsed, so that its type can be checked. `path` says how the operation
    runs: "compiled"; "introspection", on graphql-core with a cached answer; or "graphql-core", for
    the given `reason`.
    """

    document: Document
    operation: OperationDefinitionNode | None
    operation_name: str | None
    errors: tuple[GraphQLError, ...] = ()
    refused_at: Literal["parsing", "operation", "validation"] | None = None
    """Where it failed, if it did: in this order."""
    path: Literal["compiled", "introspection", "graphql-core"] = "compiled"
    reason: str | None = None
    is_slow: bool = False
    """Whether it runs on graphql-core for a reason of its own, where others are compiled."""
    conditions: tuple[str, ...] = ()
    """The variables that `@skip` and `@include` look at: each choice of them has its own plan."""
    is_small: bool = False
    """Whether it has so few fields that it is executed sooner than planned."""
    shared: Operation | None = field(default=None, repr=False)
    """What is executed without Strawberry's life cycle; None: all of it is left to Strawberry."""
    variables: Variables | None = field(default=None, repr=False)
    price: Price = field(default=0, repr=False)
    """A number, or a formula that takes the coerced variables."""
    may_exceed: bool = False
    """Whether the price has to be looked at, because it is or can be above the budget."""
    constant_refusal: GraphQLError | None = field(default=None, repr=False)
    """Why it costs too much whatever its variables are, once that was asked."""
    schema_fields: tuple[FieldNode, ...] = field(default=(), repr=False)
    """The fields that ask for the schema itself."""
    last_facts: OperationFacts | None = field(default=None, repr=False)

    @property
    def operation_type(self) -> OperationType | None:
        """Query, mutation or subscription; None if the request is refused."""
        return None if self.operation is None else self.operation.operation

    def facts(self, price: int | None) -> OperationFacts | None:
        """Name, type and price; None if the request does not say which operation it is."""
        facts = self.last_facts
        if facts is None or facts.price != price:  # it rarely differs between runs
            if self.operation is None:
                return None
            name = self.operation.name
            facts = self.last_facts = OperationFacts(
                None if name is None else name.value, self.operation.operation.value, price
            )
        return facts


def prepare_operation(
    schema: Schema,
    document: Document,
    operation_name: str | None,
    reason: str | None,
    costs: Costs,
) -> Prepared:
    """Decide how an operation runs; `reason` is why nothing of this schema is compiled, if so."""
    if document.node is None:
        return Prepared(document, None, operation_name, document.errors, "parsing")
    operation = document.operation(operation_name)
    if isinstance(operation, GraphQLError):
        return Prepared(document, None, operation_name, (operation,), "operation")
    if document.errors:
        return Prepared(document, operation, operation_name, document.errors, "validation")
    graphql_schema = core_schema(schema)
    prepared = Prepared(document, operation, operation_name)
    prepared.variables = Variables(graphql_schema, operation)
    fields, directives = fields_and_directives([operation, *document.fragments.values()])
    prepared.schema_fields = tuple(each for each in fields if each.name.value in META_FIELDS)
    root_type = graphql_schema.get_root_type(operation.operation)
    if root_type is not None:
        prepared.price = price_operation(costs, operation, document.fragments, root_type)
    if reason is None:
        reason = _reason_against(prepared, operation, directives)
        prepared.is_slow = reason is not None
    if reason is not None or root_type is None:
        prepared.path = "graphql-core"
        prepared.reason = reason or "the schema has no such root type"
        if reason == _BESIDE and root_type is not None:
            prepared.shared = Operation(schema, operation, document.fragments, root_type)
    elif _is_introspection(operation):
        prepared.path = "introspection"
    else:
        prepared.conditions = _conditions(operation, directives)
        prepared.is_small = len(fields) < FEW_FIELDS
        prepared.shared = Operation(schema, operation, document.fragments, root_type)
    return prepared


def _reason_against(
    prepared: Prepared, operation: OperationDefinitionNode, directives: list[DirectiveNode]
) -> str | None:
    """Return why this operation can't be compiled, if so."""
    if operation.operation is OperationType.SUBSCRIPTION:
        return "subscription"
    for directive in directives:
        if directive.name.value not in ("skip", "include"):
            return f"@{directive.name.value}"
    if prepared.schema_fields:
        return None if _is_introspection(operation) else _BESIDE
    return None


def _is_introspection(operation: OperationDefinitionNode) -> bool:
    """Whether it asks only for the schema."""
    selections = operation.selection_set.selections
    names = {each.name.value for each in selections if isinstance(each, FieldNode)}
    only_fields = all(isinstance(each, FieldNode) for each in selections)
    return (
        only_fields and not names.isdisjoint(META_FIELDS) and names <= {*META_FIELDS, "__typename"}
    )


def _conditions(
    operation: OperationDefinitionNode, directives: list[DirectiveNode]
) -> tuple[str, ...]:
    """Return the names of this operation's variables that decide what is selected."""
    defined = {each.variable.name.value for each in operation.variable_definitions or ()}
    deciding = {
        argument.value.name.value
        for directive in directives
        for argument in directive.arguments or ()
        if isinstance(argument.value, VariableNode)
    }
    return tuple(sorted(deciding & defined))
