"""The parts of a plan: selections, and the fields in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final, Protocol

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.schema.schema import Schema

from graphapi.execution.planning.declared import Declared
from graphapi.execution.planning.field_calls import (
    BACKREF,
    Arguments,
    Call,
    Direct,
    Wrapped,
    call_of,
    variables_in,
)
from graphapi.execution.planning.response_paths import INDEX, Chain, PathTemplate, path_at
from graphapi.execution.planning.value_classes import LearnedClasses, type_attributes

__all__ = ["Field", "FieldPlan", "Selection"]

MOST_CLASSES_AT_FIELD: Final = 256


class FieldPlan(Protocol):
    """What fields and selections need of the plan they belong to: see `plans.Plan`."""

    compile: Any
    compile_completion: Any
    declared: Declared
    learned: LearnedClasses
    schema: Schema
    graphql_schema: GraphQLSchema
    root: Selection

    def select(self, field: Field, type_: GraphQLObjectType) -> Selection:
        """Plan the selection for one more run-time type at `field`, and all below it."""
        ...

    def below(self, selection: Selection) -> Iterator[Selection]:
        """Yield the selection and all planned below it."""
        ...


class Field:
    """One response key of one selection: what to get, how to complete it, where it stands."""

    def __init__(
        self,
        plan: FieldPlan,
        selection: Selection,
        key: str,
        details: FieldDetailsList,
        number: int,
    ) -> None:
        self.plan = plan
        self.selection = selection
        self.key = key
        self.number = number
        self.details = details
        self.nodes = [detail.node for detail in details]
        definition = plan.graphql_schema.get_field(selection.type, self.nodes[0].name.value)
        assert definition is not None  # the document is valid
        self.graphql_field: GraphQLField = definition
        self.type = definition.type
        self.named_type: GraphQLNamedType = get_named_type(definition.type)
        self.definition: Any = definition.extensions.get(BACKREF)
        self.template: PathTemplate = (*selection.template, (key, selection.type.name))
        self.call: Call = call_of(
            plan.schema,
            definition,
            self.nodes[0],
            selection.type.name,
            plan.declared.inputs,
        )
        self.selections: dict[str, Selection] = {}
        self.known: dict[type, Any] = {}
        """The generated function for each Python class whose GraphQL type is certain."""
        self.fallback: Any = None
        """Completes an object here on graphql-core, for instances that name their own type."""
        self._completions: dict[int, Any] = {}

    def item_type(self, depth: int) -> GraphQLOutputType:
        """Return the type of the items `depth` lists deep."""
        type_: Any = self.type
        for _ in range(depth):
            type_ = (type_.of_type if is_non_null_type(type_) else type_).of_type
        found: GraphQLOutputType = type_
        return found

    def learn(self, cls: type, runtime_type: GraphQLObjectType) -> None:
        """Note that an instance of `cls` was found here to have the given type."""
        schema = self.plan.graphql_schema
        if runtime_type is self.named_type and self.plan.learned.learn_type(
            cls, runtime_type, schema
        ):
            return
        if cls in self.known or len(self.known) >= MOST_CLASSES_AT_FIELD or self.fallback is None:
            return
        if self.plan.learned.is_decided(cls, self.named_type, runtime_type, schema):
            run = self.generated_for(runtime_type)
            self.known[cls] = _unless_cast(type_attributes(cls), run, self.fallback)

    def learn_leaf(self, cls: type) -> None:
        """Note a class that was found where a scalar or enum is due."""
        if is_leaf_type(self.named_type):
            self.plan.learned.learn_plain(cls)

    @property
    def is_async(self) -> bool:
        """Whether the resolver is a coroutine function, so that its value is always awaited."""
        return bool(getattr(self.definition, "is_async", False))

    @property
    def asks_for_info_below(self) -> bool:
        """Whether a resolver that is called directly for objects of this field takes `info`."""
        return any(
            isinstance(field.call, Direct) and field.call.info_name is not None
            for selection in self.selections.values()
            for below in self.plan.below(selection)
            for field in below.fields
        )

    @property
    def depth_of_lists(self) -> int:
        """How many lists the field's type nests."""
        return str(self.type).count("[")

    @property
    def item_template(self) -> PathTemplate:
        """The template of the innermost items."""
        return self.template + (INDEX,) * self.depth_of_lists

    def selection_for(self, type_: GraphQLObjectType) -> Selection:
        """Return the selection for objects of this run-time type, planning it when it is new."""
        found = self.selections.get(type_.name)
        if found is None:
            found = self.selections[type_.name] = self.plan.select(self, type_)
        return found

    def generated_for(self, type_: GraphQLObjectType) -> Any:
        """Return the generated function for objects of this type here."""
        return self.selection_for(type_).generated

    def completion(self, depth: int) -> Any:
        """Return the generated function `(value, run, chain)` that completes an awaited value.

        It is the value of the field, or of an item `depth` lists deep in it.
        """
        found = self._completions.get(depth)
        if found is None:
            found = self._completions[depth] = self.plan.compile_completion(self, depth)
        return found

    def resolve_info(self, run: Any, chain: Chain) -> GraphQLResolveInfo[Any]:
        """Build graphql-core's record about this field, for the object at `chain`."""
        info: GraphQLResolveInfo[Any] = run.executor.build_resolve_info(
            self.graphql_field, self.nodes, self.selection.type, path_at(self.template, chain)
        )
        return info

    def eager_info(self, run: Any, chain: Chain) -> Any:
        """Build the `info` of a schema whose info class constructs itself in its own way."""
        return self.plan.schema.config.info_class(
            _raw_info=self.resolve_info(run, chain), _field=self.definition
        )

    def raw_arguments(self, variables: VariableValues) -> dict[str, Any]:
        """Coerce the arguments as graphql-core does for every call."""
        if not (self.graphql_field.args or self.nodes[0].arguments):
            return {}
        return get_argument_values(self.graphql_field, self.nodes[0], variables)

    def arguments_of(self, run: Any) -> dict[str, Any]:
        """Return the keyword arguments of a direct call, from this request's variables."""
        assert isinstance(self.call, Direct)
        arguments: Arguments = self.call.arguments
        template = arguments.template or run.templates.get(self.number)
        if template is None:
            template = arguments.make(run.values)
            if arguments.is_cacheable(template):
                run.arguments[self.number] = template
                return template
            if not arguments.is_copyable(template):
                return template
            run.templates[self.number] = template
        return {
            name: value.copy() if type(value) is list else value for name, value in template.items()
        }


class Selection:
    """The fields asked of objects of one type at one place of the operation."""

    def __init__(
        self, plan: FieldPlan, type_: GraphQLObjectType, template: PathTemplate, number: int
    ) -> None:
        self.plan = plan
        self.type = type_
        self.template = template
        self.number = number
        self.fields: list[Field] = []
        self.run: Any = None
        """The generated function `(object, run, chain) -> dict`, set when it is compiled."""

    @cached_property
    def is_cacheable(self) -> bool:
        """Whether what it says of an object depends on object, variables and version alone.

        That is declared for the types; what Strawberry's wrapper adds is not declared.
        """
        return self.type.name in self.plan.declared.immutable and self.is_determined

    @cached_property
    def is_determined(self) -> bool:
        """Whether nothing but the object, the variables and the version decides what it says."""
        return self.plan.declared.holds(self.type.name) and all(
            not isinstance(field.call, Wrapped)
            and (is_leaf_type(field.named_type) or is_object_type(field.named_type))
            and all(below.is_determined for below in field.selections.values())
            for field in self.fields
        )

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of all variables used in arguments here and below."""
        names: set[str] = set()
        for selection in self.plan.below(self):
            for field in selection.fields:
                arguments = field.nodes[0].arguments or ()
                names.update(each.name.value for each in variables_in(arguments))
        return tuple(sorted(names))

    @property
    def generated(self) -> Any:
        """The generated function, compiled now if it was not needed before."""
        if self.run is None:
            self.plan.compile(self)
        return self.run


def _unless_cast(names: tuple[str, ...], run: Any, fallback: Any) -> Any:
    """Return `run`, or a function that first looks whether an instance names its own type."""
    if not names:
        return run

    def run_uncast(value: Any, state: Any, chain: Chain) -> Any:
        attributes = value.__dict__
        for name in names:
            if name in attributes:
                return fallback(value, state, chain)
        return run(value, state, chain)

    return run_uncast
