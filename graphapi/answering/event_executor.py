"""Executes events of subscriptions: once for all subscribers that ask the same, and not before what
their answers need is computed.
"""

from __future__ import annotations

import time
from typing import Any, Final
from weakref import WeakKeyDictionary

from graphql import ExecutionResult
from graphql.execution.executor import CollectedErrors

from graphapi.answering.missing_values import MAX_WAIT_SECONDS, missing_value
from graphapi.domain import ArticleChange
from graphapi.errors import NotReadyError
from graphapi.execution import CoreExecutor

__all__ = ["EventExecutor"]

_ANSWERS: Final[WeakKeyDictionary[ArticleChange, dict[str, ExecutionResult]]] = WeakKeyDictionary()
"""The answers about each event, by the question; they go with the event."""


class EventExecutor(CoreExecutor):
    """graphql-core's executor, which knows what it answered about an event.

    Events are equal if they tell of the same article at the same place in the log. Answers are
    shared: nobody may change them.
    """

    question: str | None = None
    """The document and its variables, as text; copies of this executor take it over."""

    def build_per_event_executor(self, payload: Any) -> Any:
        """The executor for an event."""
        if self.question is None:
            where = self.operation.loc
            document = "" if where is None else where.source.body
            name = self.operation.name.value if self.operation.name else ""
            self.question = f"{name}\n{self.variable_values.coerced!r}\n{document}"
        return super().build_per_event_executor(payload)

    def execute_operation(self, serially: bool | None = None) -> Any:
        """The answer: one that was given before, or else a new one."""
        if self.question is None:
            return super().execute_operation(serially)
        event = self.root_value
        answers = _ANSWERS.setdefault(event, {}) if isinstance(event, ArticleChange) else {}
        known = answers.get(self.question)
        if known is not None:
            return known
        result = super().execute_operation(serially)
        if not isinstance(result, ExecutionResult):
            return result
        missing = missing_value(result.errors or ())
        if missing is not None:
            return self._wait(result, missing)
        if not result.errors:
            answers[self.question] = result
        return result

    async def _wait(
        self, result: ExecutionResult, missing: NotReadyError | None
    ) -> ExecutionResult:
        """The answer when what it needs is computed; the one that there is if that takes long."""
        end = time.monotonic() + MAX_WAIT_SECONDS
        while missing is not None and await missing.wait(max(0.0, end - time.monotonic())):
            self.collected_errors = CollectedErrors()
            again: Any = super().execute_operation()
            result = again if isinstance(again, ExecutionResult) else await again
            missing = missing_value(result.errors or ())
        return result
