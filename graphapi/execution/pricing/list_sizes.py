"""How many objects a field can have in its list, as far as its arguments say."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    EnumValueNode,
    FieldNode,
    GraphQLField,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    Undefined,
    VariableNode,
    is_list_type,
    is_non_null_type,
)

from graphapi.execution.pricing.cost_directives import UNSAID_SIZE, SizeRule

__all__ = ["Size", "size_of"]


class Size(NamedTuple):
    """A size that variables decide.

    The largest of `given`, a literal, and of the `variables` that have a value; each comes with
    the size that its argument has without it. `assumed` if nothing is given, unless `choice`, a
    variable with an enum value, knows better.
    """

    given: int | None
    variables: tuple[tuple[str, int | None], ...]
    assumed: int
    largest: int | None
    choice: tuple[str, tuple[tuple[Any, int], ...]] | None = None
    factor: int = 1

    def of(self, coerced: Mapping[str, Any]) -> int:
        """Return the size for these variables."""
        size = self.given
        for name, without in self.variables:
            value = coerced.get(name, Undefined)
            if type(value) is int:
                found: int | None = value
            else:
                found = without if value is Undefined else _length(value)
            if found is not None and (size is None or found > size):
                size = found
        if size is None:
            size = self.assumed
            if self.choice is not None:
                name, sizes = self.choice
                chosen = coerced.get(name)
                size = next((each for value, each in sizes if value == chosen), size)
        if self.largest is not None and size > self.largest:
            size = self.largest
        return size * self.factor if size > 0 else 0


def size_of(rule: SizeRule, field: GraphQLField, node: FieldNode) -> int | Size:
    """Return how long a list can be that a field with this rule, written like this, gives."""
    written = {each.name.value: each.value for each in node.arguments or ()}
    given: int | None = None
    variables = []
    for name in rule.arguments:
        value = written.get(name)
        argument = field.args[name]
        without = None if argument.default_value is Undefined else _length(argument.default_value)
        if isinstance(value, VariableNode):
            variables.append((value.name.value, without))
            continue
        found = without if value is None else _written_length(value, _takes_list(argument.type))
        if found is not None and (given is None or found > given):
            given = found
    assumed = UNSAID_SIZE if rule.assumed is None else rule.assumed
    choice = None
    if rule.assumed_by is not None:
        name, sizes = rule.assumed_by
        value = written.get(name)
        if isinstance(value, EnumValueNode):
            assumed = next((size for each, _, size in sizes if each == value.value), assumed)
        elif isinstance(value, VariableNode):
            choice = (value.name.value, tuple((each, size) for _, each, size in sizes))
    size = Size(given, tuple(variables), assumed, rule.largest, choice)
    return size if variables or (choice is not None and given is None) else size.of({})


def _takes_list(type_: Any) -> bool:
    return is_list_type(type_.of_type if is_non_null_type(type_) else type_)


def _length(value: Any) -> int | None:
    """Return the size that a coerced value stands for: a number itself, a list its length."""
    if value is None or isinstance(value, int):
        return value
    return len(value) if isinstance(value, (list, tuple)) else 1


def _written_length(value: Any, takes_list: bool) -> int | None:
    if isinstance(value, NullValueNode):
        return None
    if isinstance(value, ListValueNode):
        return len(value.values)
    if takes_list or not isinstance(value, IntValueNode):
        return 1
    return int(value.value)
