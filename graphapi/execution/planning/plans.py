"""The plan of an operation: its fields, collected once, with all that is known before it runs.

A plan holds for one set of values of the variables that `@skip` and `@include` look at, so that the
shape of the answer is fixed. Fields are collected by graphql-core's own functions, and merged, and
ordered, as it would do for every object again.

Selections below an interface or union are planned when the first object of a type arrives: a query
on an interface with fifty types rarely finds more than three of them.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import count
from typing import Any, Final

from graphql import (
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    is_object_type,
)
from graphql.execution.collect_fields import (
    CollectedFields,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from strawberry.schema.schema import Schema

from graphapi.execution.documents.documents import core_schema
from graphapi.execution.planning.declared import NOTHING_DECLARED, Declared
from graphapi.execution.planning.response_paths import PathTemplate
from graphapi.execution.planning.selections import Field, Selection
from graphapi.execution.planning.value_classes import LearnedClasses

__all__ = ["NotPlannableError", "Operation", "Plan"]

MOST_SELECTIONS: Final = 1000
MOST_FIELDS: Final = 5000
"""Fragments can make a small document ask for very much, and planning takes time as well."""
MANY_FIELDS: Final = 4
SERIALS: Final = count()


class NotPlannableError(Exception):
    """The operation has to run on graphql-core; the message says why."""


class Operation:
    """What all plans of one operation of one document share."""

    def __init__(
        self,
        schema: Schema,
        node: OperationDefinitionNode,
        fragments: dict[str, FragmentDefinitionNode],
        root_type: GraphQLObjectType,
    ) -> None:
        self.schema = schema
        self.graphql_schema = core_schema(schema)
        self.node = node
        self.fragments = fragments
        self.root_type = root_type
        self.details = {name: FragmentDetails(node) for name, node in fragments.items()}


class Plan:
    """All selections of one operation for one choice of its `@skip` and `@include` variables."""

    def __init__(
        self,
        operation: Operation,
        conditions: VariableValues,
        learned: LearnedClasses,
        declared: Declared = NOTHING_DECLARED,
    ) -> None:
        self.operation = operation
        self.schema = operation.schema
        self.graphql_schema = operation.graphql_schema
        self.learned = learned
        self.declared = declared
        """The types whose selections may be kept encoded; none unless the answer is for bytes."""
        self.serial = next(SERIALS)
        """Identifies this plan among all of this process, also those that were evicted."""
        self.is_mutation = operation.node.operation is OperationType.MUTATION
        self.is_cold = True
        """Whether the operation was never run with this plan."""
        self.sources: list[str] = []
        """The generated source, one text for each time something was compiled."""
        self.bytes = 0
        self.on_growth: Callable[[int], None] | None = None
        self.conditions = conditions
        self.selections: list[Selection] = []
        self.fields: list[Field] = []
        self.field_of: dict[int, Field] = {}
        """Fields by the identity of their list of details, which graphql-core hands around."""
        self.compile: Any = None
        """Compiles one selection and what it calls; set by `compilation.compile_plan`."""
        self.compile_completion: Any = None
        """Compiles and returns the completion of (field, depth of lists); set there, too."""
        collected = collect_fields(
            operation.graphql_schema,
            operation.details,
            conditions,
            operation.root_type,
            operation.node,
        )
        self.root = self._new_selection(operation.root_type, (), collected)
        self._plan_below(self.root)

    def select(self, field: Field, type_: GraphQLObjectType) -> Selection:
        """Plan the selection for one more run-time type at `field`, and all below it."""
        selection = self._collect(field, type_)
        field.selections[type_.name] = selection
        self._plan_below(selection)
        return selection

    def _plan_below(self, selection: Selection) -> None:
        pending = list(selection.fields)
        while pending:
            field = pending.pop(0)
            if is_object_type(field.named_type):
                below = self._collect(field, field.named_type)
                field.selections[field.named_type.name] = below
                pending.extend(below.fields)

    def _collect(self, field: Field, type_: GraphQLObjectType) -> Selection:
        operation = self.operation
        collected = collect_subfields(
            operation.graphql_schema,
            operation.details,
            self.conditions,
            operation.node,
            type_,
            field.details,
        )
        return self._new_selection(type_, field.item_template, collected)

    def _new_selection(
        self, type_: GraphQLObjectType, template: PathTemplate, collected: CollectedFields
    ) -> Selection:
        if collected.new_defer_usages:
            raise NotPlannableError("@defer")
        if len(self.selections) >= MOST_SELECTIONS:
            raise NotPlannableError(f"more than {MOST_SELECTIONS} selections")
        selection = Selection(self, type_, template, len(self.selections))
        self.selections.append(selection)
        for key, details in collected.grouped_field_set.items():
            if details[0].node.name.value in ("__schema", "__type"):
                raise NotPlannableError("introspection")
            if len(self.fields) >= MOST_FIELDS:
                raise NotPlannableError(f"more than {MOST_FIELDS} fields")
            field = Field(self, selection, key, details, len(self.fields))
            self.fields.append(field)
            self.field_of[id(details)] = field
            selection.fields.append(field)
        return selection

    @cached_property
    def is_worth_compiling(self) -> bool:
        """Whether one execution on graphql-core may well take longer than compiling.

        So it is if enough is asked of the objects in a list, since there may be many of them.
        """
        return any(
            sum(len(selection.fields) for selection in self.below(listed)) >= MANY_FIELDS
            for field in self.fields
            if field.depth_of_lists
            for listed in field.selections.values()
        )

    def compile_known(self) -> None:
        """Compile now what would be compiled when the operation is run and finds plain objects.

        The root fields of a mutation are executed one after another by graphql-core.
        """
        if not self.is_mutation:
            self.compile(self.root)
        else:
            for field in self.root.fields:
                for selection in field.selections.values():
                    self.compile(selection)
        for field in self.fields:
            if field.is_async and field.selections:
                field.completion(0)

    def note_growth(self, extra: int) -> None:
        """Note that the plan now takes `extra` bytes more."""
        self.bytes += extra
        if self.on_growth is not None:
            self.on_growth(extra)

    def below(self, selection: Selection) -> Iterator[Selection]:
        """Yield the selection and all planned below it."""
        pending = [selection]
        while pending:
            current = pending.pop(0)
            yield current
            for field in current.fields:
                pending.extend(field.selections.values())
