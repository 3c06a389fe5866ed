"""What clients are not told of the schema, where introspection is not for them.

Documents are validated and kept for everybody alike. So whether one may ask for the schema is
decided anew for each request, before its operation runs.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable
from typing import Final

from graphql import GraphQLError
from strawberry.types.graphql import OperationType

from graphapi.execution import Engine, Execute, GraphQLRequest, Outcome, Phase
from graphapi.server.requests.admission import Admission

__all__ = ["concealing", "sees_schema", "without_suggestion"]

_REFUSAL: Final = "Introspection is switched off here; ask whoever runs this server for its schema."
_SUGGESTION: Final = re.compile(
    r" Did you mean (?:(?! Did you mean ).)*?\?(?=\Z| Found: )", re.DOTALL
)


def sees_schema(admission: Admission | None) -> bool:
    """Whether the schema is shown to a client; to None, who asks without a server, it is."""
    return admission is None or admission.rights.introspection


def concealing(execute: Execute, engine: Engine) -> Execute:
    """`execute`, which ends in `engine`, without answers about the schema, but for `__typename`."""

    def execute_concealing(
        request: GraphQLRequest,
        context: object,
        allowed: frozenset[OperationType],
        sender: Admission | None = None,
    ) -> Outcome | Awaitable[Outcome]:
        if not sees_schema(sender):
            prepared = engine.prepare(request.query, request.operation_name, sender)
            if prepared.schema_fields:
                errors = [GraphQLError(_REFUSAL, field) for field in prepared.schema_fields]
                return Outcome(Phase.VALIDATION, errors, facts=prepared.facts(None))
        return execute(request, context, allowed, sender)

    return execute_concealing


def without_suggestion(message: str) -> str:
    """A message of graphql-core without the names that it offers.

    They stand at its end, or before the value that was found.
    """
    return _SUGGESTION.sub("", message)
