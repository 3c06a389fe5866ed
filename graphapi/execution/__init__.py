"""Running GraphQL operations against any Strawberry schema, compiled to Python.

It knows GraphQL and Strawberry, but nothing of articles and HTTP, so that it could become a library
of its own. docs/compiler.md explains how it works.
"""

from graphapi.execution.code.core_executor import CoreExecutor
from graphapi.execution.compiling_executor import CompilingExecutor
from graphapi.execution.engine import Engine
from graphapi.execution.operations.prepared import Prepared
from graphapi.execution.planning.declared import Declared
from graphapi.execution.requests.answer import Answer
from graphapi.execution.requests.graphql_request import Execute, GraphQLRequest
from graphapi.execution.requests.opening import Opening
from graphapi.execution.requests.operation_limits import Limits
from graphapi.execution.requests.outcome import OperationFacts, Outcome, Phase
from graphapi.execution.running.long_operations import LongRunner
from graphapi.runtime.caches import CacheFigures

__all__ = [
    "Answer",
    "CacheFigures",
    "CompilingExecutor",
    "CoreExecutor",
    "Declared",
    "Engine",
    "Execute",
    "GraphQLRequest",
    "Limits",
    "LongRunner",
    "Opening",
    "OperationFacts",
    "Outcome",
    "Phase",
    "Prepared",
]
