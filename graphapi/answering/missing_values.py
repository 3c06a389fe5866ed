"""Values that an answer needs and that are still being computed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graphql import GraphQLError

from graphapi.errors import NotReadyError

__all__ = ["MAX_WAIT_SECONDS", "missing_value"]

MAX_WAIT_SECONDS: Final = 30.0
"""How long a request waits for a value that is being computed: proxies give up after a minute."""


def missing_value(errors: Iterable[GraphQLError]) -> NotReadyError | None:
    """The first value that errors say is missing; it can be waited for."""
    for error in errors:
        cause: BaseException | None = error
        while isinstance(cause, GraphQLError):
            cause = cause.original_error
        if isinstance(cause, NotReadyError):
            return cause
    return None
