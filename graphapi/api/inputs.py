"""How input objects become the store's frozen values.

A Strawberry input class only describes what a client may write; resolvers get the value that the
store knows, with the same field names. A null in an input object means: not given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from strawberry.types.arguments import InputContext
from strawberry.types.base import get_object_definition

from graphapi.errors import BadUserInputError
from graphapi.store import MAX_FILTER_DEPTH

__all__ = ["MAX_CONDITIONS", "MAX_ORDERS", "MAX_VALUES", "builds"]


MAX_CONDITIONS = 200
"""How many conditions and nested filters one filter may hold."""

MAX_VALUES = 1000
"""How many values one `in` or `notIn` may list."""

MAX_ORDERS = 10
"""How many entries an `orderBy` may have."""

T = TypeVar("T")


def builds(target: type[Any]) -> Callable[[type[T]], type[T]]:
    """Make a Strawberry input class yield `target`, a dataclass with the same field names.

    Converting raises BadUserInputError for an argument beyond the bounds above.
    """

    def decorate(cls: type[T]) -> type[T]:
        definition = get_object_definition(cls, strict=True)
        fields: dict[str, tuple[str, Any]] = {}  # known once all types are

        def from_input(_: type, value: Mapping[str, Any], context: InputContext) -> Any:
            _check(value, context.path)
            if not fields:
                named = context.config.name_converter.from_field
                fields.update(
                    (named(field), (field.python_name, field.resolve_type()))
                    for field in definition.fields
                )
            given = {}
            for name, each in value.items():
                if each is not None:
                    python_name, type_ = fields[name]
                    part = context.convert(each, type_, name)
                    given[python_name] = tuple(part) if isinstance(part, list) else part
            return target(**given)

        definition.from_input = from_input
        return cls

    return decorate


def _check(value: Mapping[str, Any], path: tuple[str | int, ...]) -> None:
    """Hold an argument to the bounds: once for a whole filter, and for each entry of a list."""
    match path:
        case (str(argument),):
            _check_filter(argument, value)
        case (str(argument), int(index)) if index >= MAX_ORDERS:
            raise BadUserInputError(
                argument, f"entry {index + 1}", f"give at most {MAX_ORDERS} entries"
            )


def _check_filter(argument: str, value: Mapping[str, Any]) -> None:
    """Count before converting, without recursion: the value is as deep as a client made it."""
    conditions = 0
    rest = [(value, 0)]
    while rest:
        part, depth = rest.pop()
        if depth > MAX_FILTER_DEPTH:
            raise BadUserInputError(
                argument,
                f"a filter nested {depth} levels deep",
                f"nest and, or and not at most {MAX_FILTER_DEPTH} levels deep",
            )
        for name, condition in part.items():
            nested = _nested(name, condition)
            rest.extend((inner, depth + 1) for inner in nested)
            conditions += len(nested) or _count(f"{argument}.{name}", condition)
        if conditions > MAX_CONDITIONS:
            raise BadUserInputError(
                argument,
                f"a filter of more than {MAX_CONDITIONS} conditions",
                f"give at most {MAX_CONDITIONS} conditions, nested filters included",
            )


def _nested(name: str, condition: Any) -> list[Mapping[str, Any]]:
    """The filters inside an `and`, `or` or `not`."""
    if condition is None or name not in {"and", "or", "not"}:
        return []
    return condition if isinstance(condition, list) else [condition]


def _count(place: str, condition: Any) -> int:
    """How many conditions a field of a filter holds. Raises where a list of values is too long."""
    if not isinstance(condition, Mapping):
        return 1
    for name, values in condition.items():
        if isinstance(values, list) and len(values) > MAX_VALUES:
            raise BadUserInputError(
                f"{place}.{name}", f"{len(values)} values", f"list at most {MAX_VALUES} values"
            )
    return len(condition)
