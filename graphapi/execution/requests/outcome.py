"""The outcome of a request, and the phase it reached."""

from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from graphql import GraphQLError

__all__ = ["OperationFacts", "Outcome", "Phase"]

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Phase(Enum):
    """The phase in which a request ended; each of them in the order of the specification."""

    PARSE = "the document is not GraphQL"
    OPERATION = "the document does not say which operation to run"
    OPERATION_TYPE = "operations of this type are not allowed here"
    VALIDATION = "the document does not fit the schema"
    VARIABLES = "the variables do not fit the operation"
    EXECUTION = "the operation was executed, perhaps with field errors"


class OperationFacts(NamedTuple):
    """Facts of an operation for metrics, logs and traces.

    `name` is None if it has none, `type` query, mutation or subscription; `price` is None if
    nothing had to be known of it.
    """

    name: str | None
    type: str
    price: int | None = None


class Outcome(NamedTuple):
    """The answer to a request.

    Before `Phase.EXECUTION` there are errors and no data at all. After it, `data` is None only
    where an error reached the root, and `errors` is empty if all went well. `is_repeatable`
    says that the same request, on the same version of the data, gives the same answer.
    """

    phase: Phase
    errors: Sequence[GraphQLError] = ()
    data: dict[str, Any] | None = None
    extensions: Mapping[str, Any] = _NOTHING
    is_repeatable: bool = False
    facts: OperationFacts | None = None
    """None if the request does not say which operation it is about."""

    @property
    def executed(self) -> bool:
        """Whether resolvers ran, so that the answer has a `data` entry."""
        return self.phase is Phase.EXECUTION
