"""A GraphQL request, and the interface of what answers one."""

from collections.abc import Awaitable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

from strawberry.types.graphql import OperationType

from graphapi.execution.requests.outcome import Outcome

__all__ = ["Execute", "GraphQLRequest"]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class GraphQLRequest(NamedTuple):
    """One request as a client sent it: well-formed, but neither parsed nor validated.

    `operation_name` is None if the client named none; `variables` and `extensions` are empty
    if it sent none.
    """

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = _NOTHING
    extensions: Mapping[str, Any] = _NOTHING


class Execute(Protocol):
    """Answers a request. Errors of the request are part of the outcome, not raised."""

    def __call__(
        self,
        request: GraphQLRequest,
        context: object,
        allowed: frozenset[OperationType],
        sender: Any = None,
    ) -> Outcome | Awaitable[Outcome]:
        """Run `request` with `context` as its `info.context`; an awaitable where it has to wait.

        A mutation or subscription is refused before validation unless it is `allowed`. `sender`
        stands for the client: it is handed on to whatever charges, reports or hides something.
        """
        ...
