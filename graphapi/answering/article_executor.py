"""The schema of articles and the engine that answers it, as the settings have it."""

from __future__ import annotations

from graphapi.answering.waiting_executor import PATIENCE_SECONDS, PatientExecutor
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
    keeps_fragments: bool = True,
    patience_seconds: float = PATIENCE_SECONDS,
) -> PatientExecutor:
    """An executor of requests whose context is a `graphapi.api.Context`.

    Prices are those of a corpus of so many `articles`; of 0, the least that they can be.
    Without `keeps_fragments` the data of its outcomes is plain, for reading it in Python. Requests
    wait at most `patience_seconds` for what is being worked out.
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
    version = _version if keeps_fragments else lambda _: None
    return PatientExecutor(
        engine, version, is_debugging=settings.debug, patience_seconds=patience_seconds
    )


def _version(context: Context) -> str:
    return context.store.version
