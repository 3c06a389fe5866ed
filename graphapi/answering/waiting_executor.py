"""Requests that wait for values still being computed instead of failing."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

import graphql
from strawberry.types.graphql import OperationType

from graphapi.answering.missing_values import MAX_WAIT_SECONDS, missing_value
from graphapi.errors import NotReadyError
from graphapi.execution import CompilingExecutor, Engine, GraphQLRequest, Outcome, Prepared
from graphapi.runtime.deadlines import current_deadline

__all__ = ["WaitingExecutor"]


class WaitingExecutor(CompilingExecutor):
    """An executor that waits for values that are being computed, and then runs a query again.

    A resolver that needs such a value raises NotReadyError, which can be waited for. Other requests
    are answered meanwhile. After `max_wait_seconds` in total, the client gets the error.
    """

    def __init__(
        self,
        engine: Engine,
        version: Callable[[Any], Hashable] = lambda _: None,
        *,
        is_debugging: bool = False,
        max_wait_seconds: float = MAX_WAIT_SECONDS,
    ) -> None:
        super().__init__(engine, version, is_debugging=is_debugging)
        self.max_wait_seconds = max_wait_seconds

    def __call__(
        self,
        request: GraphQLRequest,
        context: object,
        allowed: frozenset[OperationType],
        sender: Any = None,
    ) -> Outcome | Awaitable[Outcome]:
        """Run `request`; see `graphapi.execution.Execute`."""
        outcome = super().__call__(request, context, allowed, sender)
        if isinstance(outcome, Outcome) and not (outcome.errors and missing_value(outcome.errors)):
            return outcome
        # Kept alive to the end: a document that is too large for the cache has no other owner.
        prepared = self.engine.known(request.query, request.operation_name)
        return self._run_until_ready(
            outcome,
            prepared,
            lambda: super(WaitingExecutor, self).__call__(request, context, allowed, sender),
        )

    async def _run_until_ready(
        self,
        pending: Outcome | Awaitable[Outcome],
        prepared: Prepared | None,
        run_again: Callable[[], Outcome | Awaitable[Outcome]],
    ) -> Outcome:
        end = time.monotonic() + self.max_wait_seconds
        while True:
            outcome = pending if isinstance(pending, Outcome) else await pending
            missing = missing_value(outcome.errors)
            if missing is None or not _is_query(prepared):
                return outcome
            if not await self._wait_for(missing, max(0.0, end - time.monotonic())):
                return outcome
            pending = run_again()

    @staticmethod
    async def _wait_for(missing: NotReadyError, seconds: float) -> bool:
        """Wait for the missing value; the deadline is paused, since others do the work."""
        deadline = current_deadline.get()
        if deadline is None:
            return await missing.wait(seconds)
        deadline.pause()
        try:
            return await missing.wait(seconds)
        finally:
            deadline.renew()


def _is_query(prepared: Prepared | None) -> bool:
    """Whether the operation is a query, which may run twice."""
    return prepared is not None and prepared.operation_type is graphql.OperationType.QUERY
