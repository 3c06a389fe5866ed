"""Coercing the variables of one operation, with the usual cases decided beforehand.

Only values that need no thought are taken here (a string for a String). Everything else is given to
graphql-core as a whole, so every error it would report is reported, in its words.
"""

from collections.abc import Callable, Mapping
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

__all__ = ["Variables"]

MOST_ERRORS: Final = 50
LEAST_INT: Final = -2_147_483_648
MOST_INT: Final = 2_147_483_647


class _Declared(NamedTuple):
    """One variable: `exact` is the Python type that a value may have to be taken as it is."""

    name: str
    signature: GraphQLVariableSignature
    input_type: GraphQLInputType
    required: bool
    default: Any
    exact: type | None
    parse: Callable[[Any], Any] | None


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

    def coerce(self, given: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """Return the coerced values with their sources, or the request errors."""
        try:
            if self._declared is not None:
                values = self._coerce_usual(given, self._declared)
                if values is not None:
                    return values
            return get_variable_values(
                self._schema, self._nodes, dict(given), max_errors=MOST_ERRORS
            )
        except Exception as error:  # noqa: BLE001 - Strawberry's one-of types have their own
            return [
                error
                if isinstance(error, GraphQLError)
                else GraphQLError(str(error), original_error=error)
            ]

    def _coerce_usual(
        self, given: Mapping[str, Any], declared: list[_Declared]
    ) -> VariableValues | None:
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for variable in declared:
            name = variable.name
            if name not in given:
                if variable.default is not Undefined:
                    coerced[name] = variable.default
                elif variable.required or variable.signature.default is not None:
                    return None
                sources[name] = VariableValueSource(variable.signature)
                continue
            value = given[name]
            sources[name] = VariableValueSource(variable.signature, value)
            if value is None and not variable.required:
                coerced[name] = None
            elif type(value) is variable.exact:
                if type(value) is int and not LEAST_INT <= value <= MOST_INT:
                    return None
                coerced[name] = value
            else:
                found = _coerce_one(variable, value)
                if found is Undefined:
                    return None
                coerced[name] = found
        return VariableValues(sources, coerced)


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
        except TypeError:  # an invalid default; graphql-core finds the words for it
            default = Undefined
        if type(default) not in (str, int, float, bool, type(None)):
            default = Undefined  # not shared between requests: somebody may change it
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
