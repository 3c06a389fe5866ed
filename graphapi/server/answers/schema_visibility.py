"""Hiding the schema from clients without the right to introspection.

Validated documents are cached for all clients. So each request is checked before its operation
runs, whether it may see the schema.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable
from typing import Final

from graphql import GraphQLError
from strawberry.types.graphql import OperationType

from graphapi.execution import Engine, Execute, GraphQLRequest, Outcome, Phase
from graphapi.server.requests.admission import Admission

__all__ = ["hiding_schema", "may_see_schema", "without_suggestions"]

_REFUSAL: Final = "Introspection is switched off; ask the operator of this server for its schema."
_SUGGESTION: Final = re.compile(
    r" Did you mean (?:(?! Did you mean ).)*?\?(?=\Z| Found: )", re.DOTALL
)


def may_see_schema(admission: Admission | None) -> bool:
    """Whether the client of a request may see the schema; None, which no client sent, may."""
    return admission is None or admission.rights.introspection


def hiding_schema(execute: Execute, engine: Engine) -> Execute:
    """`execute`, which ends in `engine`, without answers about the schema except `__typename`."""

    def execute_hiding_schema(
        request: GraphQLRequest,
        context: object,
        allowed: frozenset[OperationType],
        sender: Admission | None = None,
    ) -> Outcome | Awaitable[Outcome]:
        if not may_see_schema(sender):
            prepared = engine.prepare(request.query, request.operation_name, sender)
            if prepared.schema_fields:
                errors = [GraphQLError(_REFUSAL, field) for field in prepared.schema_fields]
                return Outcome(Phase.VALIDATION, errors, facts=prepared.facts(None))
        return execute(request, context, allowed, sender)

    return execute_hiding_schema


def without_suggestions(message: str) -> str:
    """A message of graphql-core without its suggestions of names.

    They stand at its end, or before the value that was found.
    """
    return _SUGGESTION.sub("", message)
