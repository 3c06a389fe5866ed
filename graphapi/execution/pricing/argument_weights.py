"""What arguments weigh: as such, and by the input fields that a client gives.

An input object weighs what its given fields weigh together, with the objects inside them, as IBM's
specification has it. A field that is null counts as not given; the weight of a list counts for each
of its items.

A weight may hold for data of some size only, as `HOLDS_FOR` in the metadata of a field says. Of
twice as much data it is twice as high, and so on: that is rounded up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLSchema,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from graphapi.execution.planning.field_calls import BACKREF

__all__ = [
    "HOLDS_FOR",
    "PRICING",
    "ArgumentWeight",
    "GivenWeight",
    "InputWeights",
    "arguments_of",
    "weight_of",
]

PRICING: Final = "pricing"
"""The key of `strawberry.field(metadata=…)` for what the directives have no words for."""

HOLDS_FOR: Final = "holds_for"
"""The key in that for the size of the data up to which the weight holds."""


def arguments_of(name: str, directives: Any) -> dict[str, Any] | None:
    """Return what a directive is given, by the names that its class has for it; None without it."""
    for each in directives:
        definition = type(each).__strawberry_directive__
        if definition.graphql_name == name:
            return {
                field.python_name: getattr(each, field.python_name) for field in definition.fields
            }
    return None


def weight_of(definition: Any, size: int) -> int:
    """Return what `@cost` on a Strawberry field or argument weighs for data of a size.

    0 without it. Raises ValueError if it is no number.
    """
    given = arguments_of("cost", getattr(definition, "directives", ()))
    if given is None:
        return 0
    weight = str(given["weight"])
    if not weight.isdecimal():
        raise ValueError(f'@cost(weight: "{weight}") cannot be used; give a whole number')
    pricing = (getattr(definition, "metadata", None) or {}).get(PRICING) or {}
    held = pricing.get(HOLDS_FOR)
    return int(weight) * (max(1, -(-size // held)) if held else 1)


class ArgumentWeight(NamedTuple):
    """What an argument or input field weighs where it is given, or each of its items, as a list.

    `below` is the input type whose fields weigh more, if any do.
    """

    own: int
    below: str | None
    is_list: bool = False

    @property
    def weighs(self) -> bool:
        """Whether it, or something inside it, does."""
        return bool(self.own) or self.below is not None

    @property
    def depends(self) -> bool:
        """Whether the value has a say in it."""
        return self.below is not None or (self.is_list and bool(self.own))

    @property
    def when_given(self) -> int:
        """What it weighs whatever the value."""
        return 0 if self.is_list else self.own


_Variable: TypeAlias = tuple[str, ArgumentWeight]
"""A variable, and the weight of what it stands for."""


class InputWeights:
    """The weights of a schema's arguments. Raises ValueError if one is no number."""

    def __init__(self, schema: GraphQLSchema, size: int) -> None:
        self._size = size
        types = {
            name: type_
            for name, type_ in schema.type_map.items()
            if isinstance(type_, GraphQLInputObjectType)
        }
        _check(types)
        weighty = _weighty(types, size)
        self._types = {
            name: {
                field: weight
                for field, input_field in types[name].fields.items()
                if (weight := _weight(input_field, weighty, size)).weighs
            }
            for name in weighty
        }

    def of(self, argument: GraphQLArgument) -> ArgumentWeight:
        """The weight of an argument."""
        return _weight(argument, self._types, self._size)

    def inside(self, weight: ArgumentWeight, value: Any) -> tuple[int, list[_Variable]]:
        """What a value weighs beside what it does `when_given`.

        The value is a coerced one or a node of a document. Returns the variables in it, too, with
        what they stand for.
        """
        total = 0
        variables: list[_Variable] = []
        pending = [(weight, value)]
        while pending:
            known, each = pending.pop()
            if isinstance(each, VariableNode):
                variables.append((each.name.value, known))
            elif isinstance(each, (list, ListValueNode)):
                one = known._replace(is_list=False)
                items = each if isinstance(each, list) else each.values
                total += known.own * len(items) if known.is_list else 0
                pending += [(one, item) for item in items] if known.below is not None else ()
            elif each is not None and not isinstance(each, NullValueNode):
                total += known.own if known.is_list else 0  # stands for a list of itself
                if known.below is not None:
                    total += self._enter(known.below, each, pending)
        return total, variables

    def _enter(self, type_name: str, value: Any, pending: list[tuple[ArgumentWeight, Any]]) -> int:
        """What the fields of an input object weigh when given; what is in them is pending."""
        total, weights = 0, self._types[type_name]
        for field, inside in _fields(value):
            weight = weights.get(field)
            if weight is None or inside is None or isinstance(inside, NullValueNode):
                continue
            total += weight.when_given
            if weight.depends:
                pending.append((weight, inside))
        return total


class GivenWeight(NamedTuple):
    """The weight of values that variables give: each a name and what its value stands for."""

    weights: InputWeights
    variables: tuple[_Variable, ...]

    def of(self, coerced: Mapping[str, Any]) -> int:
        """Return the weight for these variables."""
        return sum(
            self.weights.inside(weight, coerced.get(name))[0] for name, weight in self.variables
        )


def _fields(value: Any) -> Any:
    if isinstance(value, ObjectValueNode):
        return [(each.name.value, each.value) for each in value.fields]
    return value.items()


def _weight(
    argument: GraphQLArgument | GraphQLInputField, among: Collection[str], size: int
) -> ArgumentWeight:
    below = get_named_type(argument.type).name
    own = weight_of(argument.extensions.get(BACKREF), size)
    is_list = is_list_type(get_nullable_type(argument.type))
    return ArgumentWeight(own, below if below in among else None, is_list)


def _check(types: Mapping[str, GraphQLInputObjectType]) -> None:
    for name, type_ in types.items():
        for field, input_field in type_.fields.items():
            try:
                _weight(input_field, (), 0)
            except ValueError as error:
                raise ValueError(f"{name}.{field}: {error}") from error


def _weighty(types: Mapping[str, GraphQLInputObjectType], size: int) -> set[str]:
    """The input types with a field that weighs, or that has such a type."""
    found: set[str] = set()
    while True:
        more = {
            name
            for name, type_ in types.items()
            if name not in found
            and any(_weight(field, found, size).weighs for field in type_.fields.values())
        }
        if not more:
            return found
        found |= more
