"""Quick checks whether a leaf value can go into the answer as it is.

For exact built-in types the scalar's own function returns the value it is given; checking the type
costs a tenth of calling it. Any other value goes to the scalar's function.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Flag
from functools import lru_cache
from typing import Any

from graphql import GraphQLNamedType, GraphQLScalarType, specified_scalar_types
from strawberry.schema.schema_converter import CustomGraphQLEnumType
from strawberry.types.scalar import identity

__all__ = ["EnumLeaf", "ExactLeaf", "OtherLeaf", "SerializedLeaf", "leaf_of"]

EXACT = {
    "String": "type({v}) is not str",
    "ID": "type({v}) is not str",
    "Boolean": "type({v}) is not bool",
    "Int": "(type({v}) is not int or not -2147483648 <= {v} <= 2147483647)",
    # The comparison also refuses NaN and the infinities.
    "Float": "(type({v}) is not float or not -1.7976931348623157e308 <= {v}"
    " <= 1.7976931348623157e308)",
}


@dataclass(frozen=True)
class ExactLeaf:
    """A value is its own result unless the `unlike` expression, with `{v}` filled in, is true."""

    unlike: str


@dataclass(frozen=True)
class EnumLeaf:
    """A member of `cls` has the GraphQL name found under its Python name."""

    cls: type
    names: dict[str, str]


@dataclass(frozen=True)
class SerializedLeaf:
    """A scalar with a function of its own. Its result is looked at again unless it is a str."""

    serialize: Callable[[Any], Any]


@dataclass(frozen=True)
class OtherLeaf:
    """Nothing is known: graphql-core completes every value."""


@lru_cache(maxsize=512)
def leaf_of(type_: GraphQLNamedType) -> ExactLeaf | EnumLeaf | SerializedLeaf | OtherLeaf:
    """Return how values of this scalar or enum are recognised."""
    if type_ is specified_scalar_types.get(type_.name):
        return ExactLeaf(EXACT[type_.name])
    if isinstance(type_, GraphQLScalarType):
        serialize: Any = type_.coerce_output_value
        if serialize in (identity, str):
            return ExactLeaf(EXACT["String"])
        return SerializedLeaf(serialize)
    if type(type_) is CustomGraphQLEnumType and not issubclass(type_.wrapped_cls, Flag):
        cls: Any = type_.wrapped_cls
        try:
            names = {member.name: type_.coerce_output_value(member) for member in cls}
        except Exception:  # noqa: BLE001 - some members are not in the schema
            return OtherLeaf()
        return EnumLeaf(cls, names)
    return OtherLeaf()
