"""Executes events of subscriptions: once for all subscribers that ask the same, and not before what
their answers need is computed.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from typing import Any, Final

import orjson
from graphql import ExecutionResult
from graphql.execution.executor import CollectedErrors

from graphapi.answering.missing_values import MAX_WAIT_SECONDS, missing_value
from graphapi.domain import ArticleChange
from graphapi.errors import NotReadyError
from graphapi.execution import CoreExecutor
from graphapi.runtime.caches import ByteCache

__all__ = ["EventExecutor"]

_CACHE_BYTES: Final = 32 * 2**20
_BYTES_PER_CHARACTER: Final = 8
"""What an answer takes in memory, for each character of its JSON."""

_ANSWERS: Final[ByteCache[ExecutionResult]] = ByteCache(_CACHE_BYTES)
"""The last answers, by event and question."""


class EventExecutor(CoreExecutor):
    """graphql-core's executor, which knows what it answered about an event.

    Events are the same if they tell of the same article at the same place in the log. Answers are
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
        key = self._key()
        known = None if key is None else _ANSWERS.get(key)
        if known is not None:
            return known
        result = super().execute_operation(serially)
        if not isinstance(result, ExecutionResult):
            return result
        missing = missing_value(result.errors or ())
        if missing is not None:
            return self._wait(result, missing)
        if key is not None and not result.errors:
            _ANSWERS.put(key, result, _weight(result))
        return result

    def _key(self) -> Hashable:
        """What the answer depends on; None for events that are not kept."""
        event = self.root_value
        if not isinstance(event, ArticleChange):
            return None
        url = None if event.article is None else event.article.url
        return self.question, event.cursor, event.version, event.kind, url

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


def _weight(result: ExecutionResult) -> int:
    """About what an answer takes; more than may be kept if JSON cannot hold it."""
    try:
        return _BYTES_PER_CHARACTER * len(orjson.dumps(result.data))
    except orjson.JSONEncodeError:
        return _CACHE_BYTES
