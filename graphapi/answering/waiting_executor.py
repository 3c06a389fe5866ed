"""Requests that wait for what is being worked out, instead of failing because they came early."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final

import graphql
from graphql import GraphQLError
from strawberry.types.graphql import OperationType

from graphapi.errors import NotReadyError
from graphapi.execution import CompilingExecutor, Engine, GraphQLRequest, Outcome, Prepared
from graphapi.runtime.deadlines import current_deadline

__all__ = ["PATIENCE_SECONDS", "PatientExecutor"]

PATIENCE_SECONDS: Final = 30.0
"""How long a request waits for what is being worked out: proxies give up after a minute."""


class PatientExecutor(CompilingExecutor):
    """Waits for what is being worked out, and then runs a query again.

    A resolver that asks for it raises NotReadyError, which knows how to wait. Other requests are
    answered meanwhile. After `patience_seconds` altogether the client sees the error.
    """

    def __init__(
        self,
        engine: Engine,
        version: Callable[[Any], Hashable] = lambda _: None,
        *,
        is_debugging: bool = False,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        super().__init__(engine, version, is_debugging=is_debugging)
        self.patience_seconds = patience_seconds

    def __call__(
        self,
        request: GraphQLRequest,
        context: object,
        allowed: frozenset[OperationType],
        sender: Any = None,
    ) -> Outcome | Awaitable[Outcome]:
        """Run `request`; see `graphapi.execution.Execute`."""
        outcome = super().__call__(request, context, allowed, sender)
        if isinstance(outcome, Outcome) and not (outcome.errors and _not_ready(outcome)):
            return outcome
        # Held to the end: what is too large to keep is forgotten with the last that holds it.
        prepared = self.engine.known(request.query, request.operation_name)
        return self._patiently(
            outcome,
            prepared,
            lambda: super(PatientExecutor, self).__call__(request, context, allowed, sender),
        )

    async def _patiently(
        self,
        pending: Outcome | Awaitable[Outcome],
        prepared: Prepared | None,
        run_again: Callable[[], Outcome | Awaitable[Outcome]],
    ) -> Outcome:
        end = time.monotonic() + self.patience_seconds
        while True:
            outcome = pending if isinstance(pending, Outcome) else await pending
            missing = _not_ready(outcome)
            if missing is None or not _is_query(prepared):
                return outcome
            if not await self._waits(missing, max(0.0, end - time.monotonic())):
                return outcome
            pending = run_again()

    @staticmethod
    async def _waits(missing: NotReadyError, seconds: float) -> bool:
        """Wait for what is missing, on nobody's time: it is the work of others."""
        deadline = current_deadline.get()
        if deadline is None:
            return await missing.wait(seconds)
        deadline.pause()
        try:
            return await missing.wait(seconds)
        finally:
            deadline.renew()


def _is_query(prepared: Prepared | None) -> bool:
    """Whether it may run twice."""
    return prepared is not None and prepared.operation_type is graphql.OperationType.QUERY


def _not_ready(outcome: Outcome) -> NotReadyError | None:
    """The first error of an outcome that can be waited for."""
    for error in outcome.errors:
        cause: BaseException | None = error
        while isinstance(cause, GraphQLError):
            cause = cause.original_error
        if isinstance(cause, NotReadyError):
            return cause
    return None
