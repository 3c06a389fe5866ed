"""The executor for the schema of articles, configured by the settings."""

from __future__ import annotations

from graphapi.answering.event_executor import EventExecutor
from graphapi.answering.missing_values import MAX_WAIT_SECONDS
from graphapi.answering.waiting_executor import WaitingExecutor
from graphapi.api import (
    DERIVED_TYPES,
    INPUT_TYPES,
    KEYS,
    LASTING_TYPES,
    NODE_CLASSES,
    Context,
    create_schema,
)
from graphapi.execution import Declared, Engine, Limits
from graphapi.settings import Settings

__all__ = ["create_executor"]


def create_executor(
    settings: Settings,
    *,
    articles: int = 0,
    caches_fragments: bool = True,
    max_wait_seconds: float = MAX_WAIT_SECONDS,
) -> WaitingExecutor:
    """An executor of requests whose context is a `graphapi.api.Context`.

    Prices are those of a corpus with `articles` articles; with 0, the lowest possible ones. Without
    `caches_fragments`, the data of its outcomes consists of plain Python values. Requests wait at
    most `max_wait_seconds` for values that are still being computed.
    """
    engine = Engine(
        create_schema(),
        declared=Declared(LASTING_TYPES, DERIVED_TYPES, INPUT_TYPES, NODE_CLASSES, KEYS),
        document_cache_bytes=settings.document_cache_bytes,
        plan_cache_bytes=settings.plan_cache_bytes,
        fragment_cache_bytes=settings.fragment_cache_bytes,
        limits=Limits.of(settings),
        size=articles,
        reports_errors=False,  # the endpoint logs what it masks
    )
    engine.schema.execution_context_class = EventExecutor
    version = _version if caches_fragments else lambda _: None
    return WaitingExecutor(
        engine, version, is_debugging=settings.debug, max_wait_seconds=max_wait_seconds
    )


def _version(context: Context) -> str:
    return context.store.version
