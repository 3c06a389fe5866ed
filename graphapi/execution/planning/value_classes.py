"""What may be concluded from a value's Python class alone.

graphql-core checks every value: is it an exception, is it awaitable, what is its GraphQL type? For
most classes the answer cannot differ between two instances, so one check per class is enough. In
case of doubt every instance is checked: a class is plain only if nothing in it can make the next
instance different.
"""

import datetime as dt
import decimal
import uuid
from collections.abc import Iterable, Mapping
from types import CoroutineType, GeneratorType, MappingProxyType
from typing import Any, Final

from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
)
from strawberry.types.base import get_object_definition, has_object_definition
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE

__all__ = [
    "LearnedClasses",
    "is_plain",
    "type_attributes",
]

ALWAYS_PLAIN = (
    str, int, float, bool, bytes, list, tuple, dict, set, frozenset,
    dt.datetime, dt.date, dt.time, dt.timedelta, decimal.Decimal, uuid.UUID,
)  # fmt: skip
"""They look their attributes up in the ordinary way, which not all built-in classes do."""
NEVER_PLAIN = (BaseException, CoroutineType, GeneratorType, type, type(None), type(Undefined))
MOST_CLASSES = 4096
NO_CLASSES: Final[Mapping[str, type | tuple[type, ...]]] = MappingProxyType({})
CONVERTER = "strawberry.schema.schema_converter"
STRAWBERRY_PREDICATE = (
    "GraphQLCoreConverter.from_object.<locals>._get_is_type_of.<locals>.is_type_of"
)
STRAWBERRY_INTERFACE = (
    "GraphQLCoreConverter.from_interface.<locals>._get_resolve_type.<locals>.resolve_type"
)
STRAWBERRY_UNION = "StrawberryUnion.get_type_resolver.<locals>._resolve_union_type"


def is_plain(cls: type) -> bool:
    """Whether no instance of `cls` is an exception, awaitable, null, or dynamic.

    Dynamic classes compute which attributes they have or what their class is (`__getattr__`,
    `__getattribute__`, `__class__`), so one mock may be awaitable and the next may not.
    """
    if issubclass(cls, NEVER_PLAIN):
        return False
    for base in cls.__mro__[:-1]:
        names = base.__dict__
        if "__await__" in names or "__getattr__" in names or "__class__" in names:
            return False
        if "__getattribute__" in names and base not in ALWAYS_PLAIN:
            return False
    return True


class LearnedClasses:
    """The classes found so far of which something is certain. Generated code looks types up in it.

    Bounded, since classes can be made at run time and would be kept alive here.
    """

    def __init__(self, classes: Mapping[str, type | tuple[type, ...]] = NO_CLASSES) -> None:
        self._classes = classes
        """The classes that `Declared` names, by GraphQL type."""
        self.plain: set[type] = set(ALWAYS_PLAIN)
        """Classes that are plain."""
        self._of_type: dict[str, set[type]] = {}

    def of_type(self, type_: GraphQLObjectType) -> set[type]:
        """The classes whose every instance passes as an object of this type, unasked."""
        if type_.is_type_of is None:
            return self.plain
        return self._of_type.setdefault(type_.name, set())

    def learn_plain(self, cls: type) -> None:
        """Remember `cls` if it is plain."""
        if cls not in self.plain and len(self.plain) < MOST_CLASSES and is_plain(cls):
            self.plain.add(cls)

    def learn_type(self, cls: type, type_: GraphQLObjectType, schema: GraphQLSchema) -> bool:
        """Remember that `cls` passes as `type_`, if that is certain; an instance just did."""
        if type_.is_type_of is None:
            self.learn_plain(cls)
            return True
        known = self.of_type(type_)
        if cls in known:
            return True
        if len(known) >= MOST_CLASSES or type_attributes(cls):
            return False
        if self.is_decided(cls, type_, type_, schema):
            known.add(cls)
            return True
        return False

    def is_decided(
        self,
        cls: type,
        declared: GraphQLNamedType,
        runtime: GraphQLObjectType,
        schema: GraphQLSchema,
    ) -> bool:
        """Whether every instance of `cls` gets the type `runtime` where `declared` is declared.

        To be asked after one instance did get it. True means that all functions graphql-core
        consults on the way look at nothing but the class, apart from what `type_attributes` names.
        """
        if not is_plain(cls) or issubclass(cls, Mapping):
            return False
        asked: Iterable[GraphQLObjectType] = (runtime,)
        if isinstance(declared, GraphQLInterfaceType):
            if _qualified(declared.resolve_type) != (CONVERTER, STRAWBERRY_INTERFACE):
                return False
            asked = schema.get_possible_types(declared)
        elif isinstance(declared, GraphQLUnionType):
            if _qualified(declared.resolve_type) != ("strawberry.types.union", STRAWBERRY_UNION):
                return False
            asked = declared.types
        if declared is not runtime and _is_generic(cls):
            return False
        classes = self._classes.get(runtime.name)
        if classes is not None and not issubclass(cls, classes):
            return False  # not what the declaration says: ask for every object
        return all(self._asks_class_only(type_) for type_ in asked)

    def _asks_class_only(self, type_: GraphQLObjectType) -> bool:
        """Whether `is_type_of` is certain to answer alike for all instances of a class."""
        predicate = type_.is_type_of
        return (
            predicate is None
            or type_.name in self._classes
            or _qualified(predicate) == (CONVERTER, STRAWBERRY_PREDICATE)
        )


def type_attributes(cls: type) -> tuple[str, ...]:
    """Return the names of attributes by which an instance of `cls` may name its own GraphQL type.

    `strawberry.cast` sets one, and graphql-core reads a private `__typename`. Empty if instances
    have no `__dict__`.
    """
    if not cls.__dictoffset__:
        return ()
    return (TYPE_CAST_ATTRIBUTE, *(f"_{base.__name__}__typename" for base in cls.__mro__))


def _is_generic(cls: type) -> bool:
    return has_object_definition(cls) and get_object_definition(cls, strict=True).is_graphql_generic


def _qualified(function: Any) -> tuple[str | None, str | None]:
    return getattr(function, "__module__", None), getattr(function, "__qualname__", None)
