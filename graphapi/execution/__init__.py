"""Running GraphQL operations against any Strawberry schema.

Knows GraphQL and Strawberry; articles and HTTP may not enter, so that the package could be lifted
out as a library of its own.
"""

from graphapi.execution.graphql_core import GraphQLCoreExecutor
from graphapi.execution.outcome import Outcome, Phase
from graphapi.execution.request import Execute, GraphQLRequest

__all__ = ["Execute", "GraphQLCoreExecutor", "GraphQLRequest", "Outcome", "Phase"]
