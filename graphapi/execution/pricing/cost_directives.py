"""What the schema says of the cost of its fields: `@cost` and `@listSize`.

Both are IBM's cost directives (https://ibm.github.io/graphql-specs/cost-spec.html), declared on
Strawberry fields, arguments and input fields as schema directives of these names, wherever their
classes come from. What they cannot express is in the metadata of a field, under `PRICING`:

- `holds_for`: the size of the data up to which the weight holds; see `argument_weights.py`;
- `largest`: no list of this field has more nodes, whatever a client asks for;
- `assumed`: (argument, {enum value: size}), the assumed size by an enum argument;
- `remedy`: a sentence that says what to ask for instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

from graphapi.execution.planning.field_calls import BACKREF
from graphapi.execution.pricing.argument_weights import (
    PRICING,
    ArgumentWeight,
    InputWeights,
    arguments_of,
    weight_of,
)

__all__ = ["PRICING", "UNSAID_SIZE", "Costs", "FieldCost", "SizeRule"]

UNSAID_SIZE: Final = 10
"""How long a list of objects is taken to be where the schema says nothing of it."""

NODES_PER_ELEMENT: Final = 4
"""Objects that introspection has for a field, an argument or a type: itself and its type, wrapped
twice."""


@dataclass(frozen=True)
class SizeRule:
    """`@listSize` of one field.

    `assumed_by` is an argument and the sizes for its values, as (value in Python, size).
    """

    assumed: int | None
    arguments: tuple[str, ...]
    sized_fields: frozenset[str]
    largest: int | None
    assumed_by: tuple[str, tuple[tuple[str, Any, int], ...]] | None


@dataclass(frozen=True)
class FieldCost:
    """What is known of one field: `weight` is that of one call, objects made left aside."""

    field: GraphQLField
    weight: int
    arguments: Mapping[str, ArgumentWeight]
    """The weights of arguments that have one, or whose values do."""
    rule: SizeRule | None
    is_list: bool
    types: tuple[GraphQLObjectType, ...]
    """The types that its objects can have; none for a leaf."""
    remedy: str


class Costs:
    """The costs of all fields of a schema, for data of a size.

    Raises ValueError for a weight that is no number.
    """

    def __init__(self, schema: GraphQLSchema, size: int = 0) -> None:
        self.schema = schema
        self.inputs = InputWeights(schema, size)
        self._fields: dict[tuple[str, str], FieldCost] = {}
        for type_ in schema.type_map.values():
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                for name, field in type_.fields.items():
                    try:
                        self._fields[type_.name, name] = _cost_of(schema, field, self.inputs, size)
                    except ValueError as error:
                        raise ValueError(f"{type_.name}.{name}: {error}") from error

    def field(self, type_: GraphQLObjectType, name: str) -> FieldCost:
        """The cost of a field that the type has."""
        return self._fields[type_.name, name]

    def weighs(self, type_name: str, name: str) -> bool:
        """Whether calling a field can cost more than the objects that it makes."""
        cost = self._fields.get((type_name, name))
        return cost is not None and bool(cost.weight or cost.arguments)

    @cached_property
    def of_introspection(self) -> int:
        """The price of `__schema` or `__type`: about all that a schema can say of itself."""
        elements = 0
        for type_ in self.schema.type_map.values():
            elements += 1
            if isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType)):
                elements += sum(1 + len(each.args) for each in type_.fields.values())
            elif isinstance(type_, GraphQLInputObjectType):
                elements += len(type_.fields)
            elif isinstance(type_, GraphQLEnumType):
                elements += len(type_.values)
        return NODES_PER_ELEMENT * elements


def _cost_of(
    schema: GraphQLSchema, field: GraphQLField, inputs: InputWeights, size: int
) -> FieldCost:
    definition = field.extensions.get(BACKREF)
    directives = getattr(definition, "directives", ())
    pricing = (getattr(definition, "metadata", None) or {}).get(PRICING) or {}
    named = get_named_type(field.type)
    types: tuple[GraphQLObjectType, ...] = ()
    if isinstance(named, GraphQLObjectType):
        types = (named,)
    elif isinstance(named, (GraphQLInterfaceType, GraphQLUnionType)):
        types = tuple(schema.get_possible_types(named))
    arguments = {
        name: weight
        for name, argument in field.args.items()
        if (weight := inputs.of(argument)).weighs
    }
    type_: Any = field.type.of_type if is_non_null_type(field.type) else field.type
    return FieldCost(
        field,
        weight_of(definition, size),
        arguments,
        _size_rule(field, directives, pricing),
        is_list_type(type_),
        types,
        pricing.get("remedy", ""),
    )


def _size_rule(field: GraphQLField, directives: Any, pricing: Mapping[str, Any]) -> SizeRule | None:
    given = arguments_of("listSize", directives)
    if given is None:
        return None
    assumed_by = None
    if "assumed" in pricing:
        argument, sizes = pricing["assumed"]
        enum: Any = get_named_type(field.args[argument].type)
        assumed_by = (
            argument,
            tuple((name, enum.coerce_input_value(name), size) for name, size in sizes.items()),
        )
    return SizeRule(
        given.get("assumed_size"),
        tuple(given.get("slicing_arguments") or ()),
        frozenset(given.get("sized_fields") or ()),
        pricing.get("largest"),
        assumed_by,
    )
