"""The GraphQL schema: Strawberry types that describe the domain's own objects.

A resolver asks the store and returns what the store returns, a value or an awaitable; nothing is
wrapped or copied. Most fields read the attribute of the same name. HTTP may not enter here.
"""

from graphapi.api.context import Context
from graphapi.api.declarations import (
    DERIVED_TYPES,
    INPUT_TYPES,
    KEYS,
    LASTING_TYPES,
    NODE_CLASSES,
)
from graphapi.api.schema import create_schema, schema_sdl

__all__ = [
    "DERIVED_TYPES",
    "INPUT_TYPES",
    "KEYS",
    "LASTING_TYPES",
    "NODE_CLASSES",
    "Context",
    "create_schema",
    "schema_sdl",
]
