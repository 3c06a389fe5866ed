"""Running GraphQL operations against any Strawberry schema, compiled to Python.

Knows GraphQL and Strawberry; articles and HTTP may not enter, so that the package could be lifted
out as a library of its own. docs/compiler.md tells how it works.
"""

from graphapi.execution.answers import Answer
from graphapi.execution.caches import CacheFigures
from graphapi.execution.compiling import CompilingExecutor
from graphapi.execution.declared import Declared
from graphapi.execution.engine import Engine
from graphapi.execution.limits import Limits
from graphapi.execution.long_runs import RunLong
from graphapi.execution.outcome import OperationFacts, Outcome, Phase
from graphapi.execution.prepared import Prepared
from graphapi.execution.request import Execute, GraphQLRequest

__all__ = [
    "Answer",
    "CacheFigures",
    "CompilingExecutor",
    "Declared",
    "Engine",
    "Execute",
    "GraphQLRequest",
    "Limits",
    "OperationFacts",
    "Outcome",
    "Phase",
    "Prepared",
    "RunLong",
]
