"""A GraphQL request, and what it takes to answer one."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from strawberry.types.graphql import OperationType

from graphapi.execution.outcome import Outcome

__all__ = ["Execute", "GraphQLRequest"]


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One request as a client sent it: well-formed, but neither parsed nor validated.

    `operation_name` is None where the client named none; `variables` and `extensions` are empty
    where it sent none.
    """

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    extensions: dict[str, Any] = field(default_factory=dict)


class Execute(Protocol):
    """Answers a request. Errors of the request are part of the outcome, not raised."""

    async def __call__(
        self, request: GraphQLRequest, context: object, allowed: frozenset[OperationType]
    ) -> Outcome:
        """Run `request` with `context` as its `info.context`.

        An operation whose type is not in `allowed` is refused before validation.
        """
        ...
