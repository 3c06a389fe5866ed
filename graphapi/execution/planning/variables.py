"""Coercing the variables of one operation, with the usual cases decided in advance.

Only simple values are coerced here (a string for a String). All others are left to graphql-core, so
every error it would report is reported, in its words.
"""

import datetime as dt
import decimal
import uuid
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from graphql import (
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    is_leaf_type,
    is_non_null_type,
    specified_scalar_types,
)
from graphql.execution.get_variable_signature import (
    GraphQLVariableSignature,
    get_variable_signature,
)
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_variable_values,
    input_is_nested_too_deeply,
)
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_value
from strawberry.types.unset import UNSET

__all__ = ["IMMUTABLE", "Values", "Variables"]

IMMUTABLE: Final = frozenset(
    {
        str, int, float, bool, bytes, type(None), type(UNSET), complex,
        dt.datetime, dt.date, dt.time, dt.timedelta, decimal.Decimal,
        uuid.UUID,
    }
)  # fmt: skip
"""Classes of values that several resolvers may be given: none of them can change one."""

MOST_ERRORS: Final = 50
LEAST_INT: Final = -2_147_483_648
MOST_INT: Final = 2_147_483_647
NO_VARIABLES: Final[Mapping[str, Any]] = MappingProxyType({})


class _Declared(NamedTuple):
    """One variable: `exact` is the Python type that a value may have to be taken as it is."""

    name: str
    signature: GraphQLVariableSignature
    input_type: GraphQLInputType
    required: bool
    default: Any
    exact: type | None
    parse: Callable[[Any], Any] | None


class Values:
    """The coerced variables of one request.

    `are_plain` says that every variable of the operation has a value, neither null nor changeable:
    arguments may then be taken from `coerced` as they are.
    """

    __slots__ = ("_declared", "_full", "_given", "are_plain", "coerced")

    def __init__(
        self,
        coerced: dict[str, Any],
        declared: Sequence[_Declared] = (),
        given: Mapping[str, Any] = NO_VARIABLES,
        are_plain: bool = False,
        full: VariableValues | None = None,
    ) -> None:
        self.coerced, self.are_plain = coerced, are_plain
        self._declared, self._given, self._full = declared, given, full

    @property
    def full(self) -> VariableValues:
        """The values with their sources, as graphql-core has them; they are rarely needed."""
        if self._full is None:
            given = self._given
            sources = {
                each.name: VariableValueSource(each.signature, given[each.name])
                if each.name in given
                else VariableValueSource(each.signature)
                for each in self._declared
            }
            self._full = VariableValues(sources, self.coerced)
        return self._full


class Variables:
    """Turns the variables of a request into the values that graphql-core would execute with."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._nodes = operation.variable_definitions or ()
        self._declared: list[_Declared] | None = []
        for node in self._nodes:
            signature = get_variable_signature(schema, node)
            if isinstance(signature, GraphQLError):
                self._declared = None
                return
            self._declared.append(_declare(signature))

    def coerce(self, given: Mapping[str, Any]) -> Values | list[GraphQLError]:
        """Return the coerced values, or the request errors."""
        try:
            if self._declared is not None:
                values = _coerce_usual(given, self._declared)
                if values is not None:
                    return values
            found = get_variable_values(
                self._schema, self._nodes, dict(given), max_errors=MOST_ERRORS
            )
        except Exception as error:  # noqa: BLE001 - Strawberry's one-of types have their own
            return [
                error
                if isinstance(error, GraphQLError)
                else GraphQLError(str(error), original_error=error)
            ]
        return found if isinstance(found, list) else Values(found.coerced, full=found)


def _coerce_usual(given: Mapping[str, Any], declared: list[_Declared]) -> Values | None:
    """Coerce simple values; None if there is any other."""
    coerced: dict[str, Any] = {}
    are_plain = True
    for variable in declared:
        name, signature, _, required, default, exact, _ = variable
        value = given.get(name, Undefined)
        kind = type(value)
        if kind is exact:
            if exact is int and not LEAST_INT <= value <= MOST_INT:
                return None
            coerced[name] = value
        elif value is Undefined:
            if default is not Undefined:
                coerced[name] = default
            elif required or signature.default is not None:
                return None
            are_plain = False
        elif value is None and not required:
            coerced[name] = None
            are_plain = False
        else:
            found = _coerce_one(variable, value)
            if found is Undefined:
                return None
            coerced[name] = found
            if type(found) not in IMMUTABLE or found is None:
                are_plain = False
    return Values(coerced, declared, given, are_plain)


def _declare(signature: GraphQLVariableSignature) -> _Declared:
    required = is_non_null_type(signature.type)
    type_: Any = signature.type.of_type if is_non_null_type(signature.type) else signature.type
    exact: type | None = None
    name = getattr(type_, "name", "")
    if type_ is specified_scalar_types.get(name):
        exact = {"String": str, "ID": str, "Int": int, "Boolean": bool}.get(name)
    default: Any = Undefined
    if signature.default is not None:
        try:
            default = coerce_default_value(signature)
        except TypeError:  # an invalid default; graphql-core reports it
            default = Undefined
        if type(default) not in (str, int, float, bool, type(None)):
            default = Undefined  # not shared between requests: a resolver may modify it
    parse = type_.coerce_input_value if is_leaf_type(type_) else None
    return _Declared(signature.name, signature, signature.type, required, default, exact, parse)


def _coerce_one(variable: _Declared, value: Any) -> Any:
    if value is None:
        return Undefined
    if variable.parse is not None:
        try:
            return variable.parse(value)
        except Exception:  # noqa: BLE001 - graphql-core will report it
            return Undefined
    if input_is_nested_too_deeply(value, variable.input_type):
        return Undefined
    return coerce_input_value(value, variable.input_type)
