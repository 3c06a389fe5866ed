"""The plan of an operation: its fields, collected once, with all that is known before it runs.

A plan holds for one set of values of the variables that `@skip` and `@include` look at, so that the
shape of the answer is fixed. Fields are collected by graphql-core's own functions, and merged, and
ordered, as it would do for every object again.

Selections below an interface or union are planned when the first object of a type arrives: a query
on an interface with fifty types seldom meets more than three of them.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import count
from typing import Any, Final

from graphql import (
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import (
    CollectedFields,
    FieldDetailsList,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.schema.schema import Schema

from graphapi.execution.calls import (
    BACKREF,
    Arguments,
    Call,
    Direct,
    Wrapped,
    call_of,
    variables_in,
)
from graphapi.execution.classes import LearnedClasses, instance_answers, type_is_decided_by_class
from graphapi.execution.declared import NOTHING_DECLARED, Declared
from graphapi.execution.documents import core_schema
from graphapi.execution.paths import INDEX, Chain, PathTemplate, path_at

__all__ = [
    "Field",
    "NotPlannableError",
    "Operation",
    "Plan",
    "Selection",
]

MOST_SELECTIONS: Final = 1000
MOST_FIELDS: Final = 5000
"""Fragments can make a small document ask for very much, and planning takes time as well."""
MOST_CLASSES_AT_FIELD: Final = 256
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


class Field:
    """One response key of one selection: what to get, how to complete it, where it stands."""

    def __init__(
        self, plan: "Plan", selection: "Selection", key: str, details: FieldDetailsList, number: int
    ) -> None:
        self.plan = plan
        self.selection = selection
        self.key = key
        self.number = number
        self.details = details
        self.nodes = [detail.node for detail in details]
        definition = plan.operation.graphql_schema.get_field(
            selection.type, self.nodes[0].name.value
        )
        assert definition is not None  # the document is valid
        self.graphql_field: GraphQLField = definition
        self.type = definition.type
        self.named_type: GraphQLNamedType = get_named_type(definition.type)
        self.definition: Any = definition.extensions.get(BACKREF)
        self.template: PathTemplate = (*selection.template, (key, selection.type.name))
        self.call: Call = call_of(
            plan.operation.schema,
            definition,
            self.nodes[0],
            selection.type.name,
            plan.declared.inputs,
        )
        self.selections: dict[str, Selection] = {}
        self.known: dict[type, Any] = {}
        """The generated function for each Python class whose GraphQL type needs no asking."""
        self.careful: Any = None
        """The careful path for an object here, for instances that are marked after all."""

    def item_type(self, depth: int) -> GraphQLOutputType:
        """Return the type of the items `depth` lists deep."""
        type_: Any = self.type
        for _ in range(depth):
            type_ = (type_.of_type if is_non_null_type(type_) else type_).of_type
        found: GraphQLOutputType = type_
        return found

    def learn(self, cls: type, runtime_type: GraphQLObjectType) -> None:
        """Note that an instance of `cls` was found here to have the given type."""
        schema = self.plan.operation.graphql_schema
        if runtime_type is self.named_type and self.plan.learned.learn_type(
            cls, runtime_type, schema
        ):
            return
        if cls in self.known or len(self.known) >= MOST_CLASSES_AT_FIELD or self.careful is None:
            return
        if type_is_decided_by_class(cls, self.named_type, runtime_type, schema):
            run = self.generated_for(runtime_type)
            self.known[cls] = _unless_marked(instance_answers(cls), run, self.careful)

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

    def selection_for(self, type_: GraphQLObjectType) -> "Selection":
        """Return the selection for objects of this run-time type, planning it when it is new."""
        found = self.selections.get(type_.name)
        if found is None:
            found = self.selections[type_.name] = self.plan.select(self, type_)
        return found

    def generated_for(self, type_: GraphQLObjectType) -> Any:
        """Return the generated function for objects of this type here."""
        return self.selection_for(type_).generated

    def resolve_info(self, run: Any, chain: Chain) -> GraphQLResolveInfo[Any]:
        """Build graphql-core's record about this field, for the object at `chain`."""
        info: GraphQLResolveInfo[Any] = run.executor.build_resolve_info(
            self.graphql_field, self.nodes, self.selection.type, path_at(self.template, chain)
        )
        return info

    def eager_info(self, run: Any, chain: Chain) -> Any:
        """Build the `info` of a schema whose info class constructs itself in its own way."""
        return self.plan.operation.schema.config.info_class(
            _raw_info=self.resolve_info(run, chain), _field=self.definition
        )

    def raw_arguments(self, variables: VariableValues) -> dict[str, Any]:
        """Coerce the arguments as graphql-core does for every call."""
        if not (self.graphql_field.args or self.nodes[0].arguments):
            return {}
        return get_argument_values(self.graphql_field, self.nodes[0], variables)

    def arguments_of(self, run: Any) -> dict[str, Any]:
        """Return the keyword arguments of a direct call, from this request's variables."""
        arguments: Arguments = self.call.arguments  # type: ignore[union-attr]
        template = arguments.template or run.templates.get(self.number)
        if template is None:
            template = arguments.make(run.values)
            if arguments.may_be_kept(template):
                run.kept[self.number] = template
                return template
            if not arguments.may_be_copied(template):
                return template
            run.templates[self.number] = template
        return {
            name: value.copy() if type(value) is list else value for name, value in template.items()
        }


class Selection:
    """The fields asked of objects of one type at one place of the operation."""

    def __init__(
        self, plan: "Plan", type_: GraphQLObjectType, template: PathTemplate, number: int
    ) -> None:
        self.plan = plan
        self.type = type_
        self.template = template
        self.number = number
        self.fields: list[Field] = []
        self.run: Any = None
        """The generated function `(object, run, chain) -> dict`, set when it is compiled."""

    @cached_property
    def is_keepable(self) -> bool:
        """Whether what it says of an object depends on object, variables and version alone.

        That is declared for the types; what Strawberry's wrapper may bring in, it is not.
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
        self.learned = learned
        self.declared = declared
        """The types whose selections may be kept encoded; none unless the answer is for bytes."""
        self.serial = next(SERIALS)
        """Tells this plan from all others of this process, also from those long gone."""
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
        """Compiles one selection and what it calls; set by `generation.compile_plan`."""
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
        """Compile now what would be compiled when the operation is run and meets plain objects.

        The root fields of a mutation are executed one after another by graphql-core.
        """
        if not self.is_mutation:
            self.compile(self.root)
        else:
            for field in self.root.fields:
                for selection in field.selections.values():
                    self.compile(selection)

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


def _unless_marked(names: tuple[str, ...], run: Any, careful: Any) -> Any:
    """Return `run`, or a function that first looks for the marks an instance may carry."""
    if not names:
        return run

    def run_unmarked(value: Any, state: Any, chain: Chain) -> Any:
        attributes = value.__dict__
        for name in names:
            if name in attributes:
                return careful(value, state, chain)
        return run(value, state, chain)

    return run_unmarked
