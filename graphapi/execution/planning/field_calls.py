"""How the value of a field is obtained: by attribute, by a direct call, or by Strawberry's wrapper.

Strawberry wraps every resolver in functions that convert arguments, build `info`, and run field
extensions and permission classes. A field with none of these can be read or called directly, with
the same arguments. Every other field keeps its wrapper and is called as graphql-core calls it.
"""

import enum
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any, Final

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLField,
    Undefined,
    VariableNode,
    specified_scalar_types,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.language import ListValueNode, ObjectValueNode, ValueNode
from graphql.type import GraphQLEnumType, get_named_type, is_nullable_type
from strawberry.relay.types import GlobalID
from strawberry.schema.schema import Schema
from strawberry.types.arguments import StrawberryArgument, convert_arguments
from strawberry.types.base import StrawberryContainer, StrawberryMaybe, StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver
from strawberry.types.lazy_type import LazyType

from graphapi.execution.planning.variables import IMMUTABLE, Values

__all__ = [
    "BACKREF",
    "Arguments",
    "Attribute",
    "Call",
    "Direct",
    "Typename",
    "Wrapped",
    "call_of",
    "variables_in",
]

BACKREF: Final = "strawberry-definition"


@dataclass(frozen=True)
class Typename:
    """`__typename`: the name is known when the plan is made."""

    name: str


@dataclass(frozen=True)
class Attribute:
    """A field without a resolver: `read(source, name)`, or plain attribute access if it is None."""

    name: str
    read: Any = None

    @property
    def is_plain(self) -> bool:
        """Whether `source.name` may be written: a name that means itself in source code."""
        return (
            self.read is None
            and self.name.isidentifier()
            and self.name.isascii()
            and not iskeyword(self.name)
        )


@dataclass(frozen=True)
class Direct:
    """A resolver without extensions. The names say under which parameter it takes what it asks."""

    function: Any
    takes_self: bool
    source_names: tuple[str, ...]
    info_name: str | None
    arguments: "Arguments"


@dataclass(frozen=True)
class Wrapped:
    """A resolver behind extensions, permissions or anything unknown: called through its wrapper."""

    reason: str


Call = Typename | Attribute | Direct | Wrapped


class Arguments:
    """The keyword arguments of one field of one operation.

    `constant` holds them when they can't change from one request to the next; `template` does so
    when there are lists among them, of which each call gets its own: a resolver that appends to a
    list it was given must not affect the next call. Otherwise `make` makes them.
    """

    def __init__(
        self,
        schema: Schema,
        field: StrawberryField,
        definition: GraphQLField,
        node: FieldNode,
        inputs: frozenset[str],
    ) -> None:
        self._schema = schema
        self._field = field
        self._definition = definition
        self._node = node
        self._inputs = inputs
        self.possible = _possible(schema, field, definition, node)
        """The arguments that can have a value here: they are given, or have a default."""
        self._declared = frozenset(
            argument.python_name
            for name, argument in self.possible.items()
            if get_named_type(definition.args[name].type).name in inputs
        )
        self.constant: dict[str, Any] | None = None
        self.template: dict[str, Any] | None = None
        self.plain = self._plain_variables()
        """The parameters that are variables of leaf types, where all others are always the same."""
        self.fixed = self._fixed_arguments() if self.plain else None
        """Those others; None if there are no plain ones, or where they can't be shared."""
        if self._is_pure() and not any(variables_in(node.arguments or ())):
            try:
                made = self.make(None)
            except Exception:  # noqa: BLE001 - reported where the field is executed
                return
            if self.is_cacheable(made):
                self.constant = made
            elif self.is_copyable(made):
                self.template = made

    def make(self, values: Values | None) -> dict[str, Any]:
        """Coerce and convert the arguments. Raises what graphql-core and Strawberry raise."""
        if self.fixed is not None and values is not None:
            made = dict(self.fixed)
            coerced = values.coerced
            for name, variable, allows_null in self.plain:
                value = coerced.get(variable, Undefined)
                if type(value) not in IMMUTABLE or (value is None and not allows_null):
                    break
                made[name] = value
            else:
                return made
        return self._make(None if values is None else values.full)

    def _plain_variables(self) -> tuple[tuple[str, str, bool], ...]:
        """The parameters that are variables of leaf types: name, variable, whether null may stand.

        Empty unless all other arguments are the same in every request. Strawberry hands the
        values of such variables on as they were coerced.
        """
        found = []
        for node in self._node.arguments or ():
            argument = self.possible.get(node.name.value)
            if argument is None:
                return ()
            if isinstance(node.value, VariableNode):
                if isinstance(_optional(argument.type), StrawberryContainer):
                    return ()
                if not _is_leaf(argument.type):
                    return ()
                definition = self._definition.args[node.name.value]
                allows_null = is_nullable_type(definition.type)
                found.append((argument.python_name, node.value.name.value, allows_null))
            elif any(variables_in([node])) or not self._is_pure_argument(node.name.value):
                return ()
        return tuple(found)

    def _fixed_arguments(self) -> dict[str, Any] | None:
        """The arguments beside the plain variables, which stand in with a text meanwhile."""
        stand_in = VariableValues({}, {variable: "" for _, variable, _ in self.plain})
        try:
            made = self._make(stand_in)
        except Exception:  # noqa: BLE001 - reported where the field is executed
            return None
        for name, _, _ in self.plain:
            made.pop(name, None)
        return made if self.is_cacheable(made) else None

    def _make(self, variables: VariableValues | None) -> dict[str, Any]:
        return convert_arguments(
            get_argument_values(self._definition, self._node, variables),
            self._field.arguments,
            scalar_registry=self._schema.schema_converter.scalar_registry,
            config=self._schema.config,
            info=None,
        )

    def is_cacheable(self, made: dict[str, Any]) -> bool:
        """Whether the same arguments may be given to every call of one request."""
        return all(map(self._may_be_shared, made, made.values()))

    def is_copyable(self, made: dict[str, Any]) -> bool:
        """Whether each call may be given the same arguments, except for lists, which are copied."""
        return all(
            all(self._may_be_shared(name, item) for item in value)
            if type(value) is list
            else self._may_be_shared(name, value)
            for name, value in made.items()
        )

    def _may_be_shared(self, name: str, value: Any) -> bool:
        return (
            type(value) in IMMUTABLE
            or isinstance(value, enum.Enum)
            or (name in self._declared and type(value) is not list)
        )

    @property
    def may_fail_late(self) -> bool:
        """Whether Strawberry's own conversion, which comes after graphql-core's, can raise."""
        return not all(_is_leaf(argument.type) for argument in self.possible.values())

    def _is_pure(self) -> bool:
        return all(map(self._is_pure_argument, self.possible))

    def _is_pure_argument(self, name: str) -> bool:
        """Whether the same text for an argument always means the same value."""
        type_ = get_named_type(self._definition.args[name].type)
        return (
            isinstance(type_, GraphQLEnumType)
            or type_ is specified_scalar_types.get(type_.name)
            or type_.name in self._inputs
        )


def _possible(
    schema: Schema, field: StrawberryField, definition: GraphQLField, node: FieldNode
) -> dict[str, StrawberryArgument]:
    given = {argument.name.value for argument in node.arguments or ()}
    named = {schema.config.name_converter.from_argument(each): each for each in field.arguments}
    return {
        name: argument
        for name, argument in named.items()
        if name in given
        or definition.args[name].default is not None
        or definition.args[name].default_value is not Undefined
    }


def call_of(
    schema: Schema, definition: GraphQLField, node: FieldNode, parent: str, inputs: frozenset[str]
) -> Call:
    """Decide how the value of this field is obtained. `inputs` are the declared input types."""
    if node.name.value == "__typename":
        return Typename(parent)
    field = definition.extensions.get(BACKREF)
    resolve: Any = definition.resolve
    if not isinstance(field, StrawberryField) or not _is_strawberrys(resolve):
        return Wrapped("not a resolver made by Strawberry")
    if type(field).get_result is not StrawberryField.get_result:
        return Wrapped(f"{type(field).__name__} gets its results in its own way")
    if field.extensions:
        return Wrapped("field extensions or permission classes")
    if schema.exception_handlers:
        return Wrapped("the schema has exception handlers")
    if field.base_resolver is None:
        read = field.default_resolver
        return Attribute(field.python_name, None if read is getattr else read)
    return _resolver_call(schema, field, definition, node, inputs)


def _resolver_call(
    schema: Schema,
    field: StrawberryField,
    definition: GraphQLField,
    node: FieldNode,
    inputs: frozenset[str],
) -> Call:
    resolver = field.base_resolver
    assert resolver is not None
    function: Any = resolver.wrapped_func
    if type(resolver).__call__ is not StrawberryResolver.__call__ or not callable(function):
        return Wrapped("the resolver is not a plain function")
    if inspect.isasyncgenfunction(function):
        return Wrapped("the resolver is an asynchronous generator")
    arguments = Arguments(schema, field, definition, node, inputs)
    if arguments.constant is None and arguments.may_fail_late:
        if field.is_async:
            # Strawberry converts inside the coroutine; a failure must come from there.
            return Wrapped("an asynchronous resolver with input objects")
        if _builds_itself(arguments.possible.values(), inputs):
            return Wrapped("an input type builds its own value from `info`")
    # A parameter called `root` may be annotated as the parent as well; it is then one and the same.
    sources = dict.fromkeys(
        parameter.name
        for parameter in (resolver.parent_parameter, resolver.root_parameter)
        if parameter is not None
    )
    info = resolver.info_parameter
    return Direct(
        function,
        resolver.self_parameter is not None,
        tuple(sources),
        None if info is None else info.name,
        arguments,
    )


def _is_strawberrys(resolve: Any) -> bool:
    return getattr(resolve, "__module__", "") == "strawberry.schema.schema_converter" and getattr(
        resolve, "__qualname__", ""
    ).startswith("GraphQLCoreConverter.from_resolver.")


def variables_in(arguments: Iterable[ArgumentNode]) -> Iterator[VariableNode]:
    """Yield the variables used in these arguments, however deep."""
    pending: list[ValueNode] = [argument.value for argument in arguments]
    while pending:
        value = pending.pop()
        if isinstance(value, VariableNode):
            yield value
        elif isinstance(value, ListValueNode):
            pending.extend(value.values)
        elif isinstance(value, ObjectValueNode):
            pending.extend(field.value for field in value.fields)


def _optional(type_: Any) -> Any:
    """The type inside, where null is allowed."""
    while isinstance(type_, (StrawberryOptional, LazyType)):
        type_ = type_.resolve_type() if isinstance(type_, LazyType) else type_.of_type
    return type_


def _is_leaf(type_: Any) -> bool:
    """Whether Strawberry hands values of this type on as graphql-core made them."""
    while isinstance(type_, (StrawberryContainer, LazyType)):
        if isinstance(type_, StrawberryMaybe):
            return False
        type_ = type_.resolve_type() if isinstance(type_, LazyType) else type_.of_type
    if type_ is GlobalID:
        return False
    return not hasattr(getattr(type_, "__strawberry_definition__", None), "fields")


def _builds_itself(arguments: Iterable[StrawberryArgument], inputs: frozenset[str]) -> bool:
    """Whether some input type among the arguments, however deep, has a `from_input` hook that may
    look at more than what the client wrote.
    """
    pending: list[Any] = [argument.type for argument in arguments]
    seen: set[int] = set()
    while pending:
        type_ = pending.pop()
        while isinstance(type_, (StrawberryContainer, LazyType)):
            type_ = type_.resolve_type() if isinstance(type_, LazyType) else type_.of_type
        definition = getattr(type_, "__strawberry_definition__", None)
        if definition is None or id(definition) in seen or not hasattr(definition, "fields"):
            continue
        seen.add(id(definition))
        if definition.name in inputs:
            continue
        if getattr(definition, "from_input", None) is not None:
            return True
        pending.extend(
            inner.resolve_type(type_definition=definition) for inner in definition.fields
        )
    return False
