"""Events of subscriptions: answered once for all who ask the same, when all of it is computed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from graphapi.answering.article_executor import create_executor
from graphapi.api import Context
from graphapi.changes import ChangeLog, LiveCorpus, compare
from graphapi.corpus import ArticleDocument
from graphapi.errors import NotReadyError
from graphapi.settings import Settings
from graphapi.store.memory import MemoryStore
from tests.corpora import article, graph_of

LOADED_AT = datetime(2026, 1, 1, tzinfo=UTC)
TITLES = "subscription($since: String) { articleChanged(since: $since) { kind article { title } } }"

EXECUTOR = create_executor(Settings())


class Live:
    """A corpus of one article, and then of two."""

    def __init__(self) -> None:
        self.first = graph_of(article("a"))
        self.log = ChangeLog.beginning_with(self.first.version)
        self.corpus = LiveCorpus(MemoryStore(self.first, LOADED_AT), self.log)

    def add(self, *documents: ArticleDocument) -> MemoryStore:
        graph = graph_of(article("a"), *documents)
        store = MemoryStore(graph, LOADED_AT)
        self.corpus.use(store, self.log.with_version(graph.version, compare(self.first, graph)))
        return store

    async def results(self, query: str, **variables: Any) -> AsyncIterator[Any]:
        context = Context(MemoryStore(self.first, LOADED_AT), self.corpus)
        schema = EXECUTOR.engine.schema
        return await schema.subscribe(query, variables, context_value=context)


def test_an_event_is_executed_once_for_all_who_ask_the_same():
    async def scenario() -> None:
        live = Live()
        live.add(article("b", title="Two"))
        since = live.first.version
        asked = [
            (TITLES, since),
            (TITLES, since),
            (TITLES.replace("kind", "kind cursor"), since),
            (TITLES, "unknown"),
        ]
        streams = [await live.results(query, since=start) for query, start in asked]
        one, same, more, unknown = [await anext(stream) for stream in streams]
        assert one.data == {"articleChanged": {"kind": "ADDED", "article": {"title": "Two"}}}
        assert one.data is same.data
        assert more.data["articleChanged"]["cursor"]
        assert unknown.data["articleChanged"]["kind"] == "RESET"

    asyncio.run(scenario())


def test_an_event_waits_for_what_its_answer_needs(monkeypatch: pytest.MonkeyPatch):
    async def scenario() -> None:
        live = Live()
        store = live.add(article("b", title="Two"))
        background = store.graph.kin
        is_waiting, computed = asyncio.Event(), asyncio.Event()

        def not_ready() -> Any:
            raise NotReadyError("stories", wait)

        async def wait(seconds: float) -> bool:
            assert seconds > 0
            is_waiting.set()
            await computed.wait()
            return True

        monkeypatch.setattr(background, "get", not_ready)  # as while a child computes it
        query = TITLES.replace("title", "title story { id }")
        stream = await live.results(query, since=live.first.version)
        waiting = asyncio.ensure_future(anext(stream))
        await is_waiting.wait()
        monkeypatch.undo()
        computed.set()
        result = await waiting
        assert result.errors is None
        assert result.data["articleChanged"]["article"] == {"title": "Two", "story": None}

    asyncio.run(scenario())
