"""What arguments weigh: as such, and by the input fields that a client gives.

An input object weighs what its given fields weigh together, with the objects inside them, as IBM's
specification has it. A field that is null counts as not given.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

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
)

from graphapi.execution.calls import BACKREF

__all__ = ["ArgumentWeight", "GivenWeight", "InputWeights", "arguments_of", "weight_in"]


def arguments_of(name: str, directives: Any) -> dict[str, Any] | None:
    """Return what a directive is given, by the names that its class has for it; None without it."""
    for each in directives:
        definition = type(each).__strawberry_directive__
        if definition.graphql_name == name:
            return {
                field.python_name: getattr(each, field.python_name) for field in definition.fields
            }
    return None


def weight_in(directives: Any) -> int:
    """Return the weight that `@cost` gives; 0 without it. Raises ValueError if it is no number."""
    given = arguments_of("cost", directives)
    if given is None:
        return 0
    weight = str(given["weight"])
    if not weight.isdecimal():
        raise ValueError(f'@cost(weight: "{weight}") cannot be used; give a whole number')
    return int(weight)


class ArgumentWeight(NamedTuple):
    """What an argument or input field weighs where it is given.

    `below` is the input type whose fields weigh more, if any do.
    """

    own: int
    below: str | None


class InputWeights:
    """The weights of a schema's arguments. Raises ValueError where one is no number."""

    def __init__(self, schema: GraphQLSchema) -> None:
        types = {
            name: type_
            for name, type_ in schema.type_map.items()
            if isinstance(type_, GraphQLInputObjectType)
        }
        _check(types)
        weighty = _weighty(types)
        self._types = {
            name: {
                field: weight
                for field, input_field in types[name].fields.items()
                if any(weight := _weight(input_field, weighty))
            }
            for name in weighty
        }

    def of(self, argument: GraphQLArgument) -> ArgumentWeight:
        """The weight of an argument."""
        return _weight(argument, self._types)

    def sum(self, type_name: str, value: Any) -> tuple[int, list[tuple[str, str]]]:
        """The weight of a value of an input type, or of a list of such values.

        The value is a coerced one or a node of a document. Returns the variables in it, too, with
        their input types.
        """
        total = 0
        variables: list[tuple[str, str]] = []
        pending = [(type_name, value)]
        while pending:
            name, each = pending.pop()
            if isinstance(each, VariableNode):
                variables.append((each.name.value, name))
            elif isinstance(each, (list, ListValueNode)):
                items = each if isinstance(each, list) else each.values
                pending += [(name, item) for item in items]
            elif isinstance(each, (Mapping, ObjectValueNode)):
                weights = self._types[name]
                for field, inside in _fields(each):
                    weight = weights.get(field)
                    if weight is None or inside is None or isinstance(inside, NullValueNode):
                        continue
                    total += weight.own
                    if weight.below is not None:
                        pending.append((weight.below, inside))
        return total, variables


class GivenWeight(NamedTuple):
    """The weight of values that variables give: each a name and the input type of its value."""

    weights: InputWeights
    variables: tuple[tuple[str, str], ...]

    def of(self, coerced: Mapping[str, Any]) -> int:
        """Return the weight for these variables."""
        return sum(self.weights.sum(type_, coerced.get(name))[0] for name, type_ in self.variables)


def _fields(value: Any) -> Any:
    if isinstance(value, ObjectValueNode):
        return [(each.name.value, each.value) for each in value.fields]
    return value.items()


def _weight(
    argument: GraphQLArgument | GraphQLInputField, among: Collection[str]
) -> ArgumentWeight:
    below = get_named_type(argument.type).name
    own = weight_in(getattr(argument.extensions.get(BACKREF), "directives", ()))
    return ArgumentWeight(own, below if below in among else None)


def _check(types: Mapping[str, GraphQLInputObjectType]) -> None:
    for name, type_ in types.items():
        for field, input_field in type_.fields.items():
            try:
                _weight(input_field, ())
            except ValueError as error:
                raise ValueError(f"{name}.{field}: {error}") from error


def _weighty(types: Mapping[str, GraphQLInputObjectType]) -> set[str]:
    """The input types with a field that weighs, or that has such a type."""
    found: set[str] = set()
    while True:
        more = {
            name
            for name, type_ in types.items()
            if name not in found
            and any(any(_weight(field, found)) for field in type_.fields.values())
        }
        if not more:
            return found
        found |= more
