"""Subscribers: whatever happens, what they are told adds up to what there is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.changes import ChangeLog, LiveCorpus, compare
from graphapi.corpus import ArticleDocument
from graphapi.domain import Article, ArticleChange, ChangeKind, LinkDirection
from graphapi.errors import BadUserInputError
from graphapi.graph import ArticleGraph
from graphapi.store import ArticleFilter, StringFilter
from graphapi.store.memory import MemoryStore
from tests.corpora import address, article, found, graph_of

LOADED_AT = datetime(2026, 1, 1, tzinfo=UTC)


class Writing:
    """A corpus that is written anew, and those who are told."""

    def __init__(self, *documents: ArticleDocument) -> None:
        self.graph = graph_of(*documents)
        self.graphs = {self.graph.version: self.graph}
        self.log = ChangeLog.beginning_with(self.graph.version)
        self.live = LiveCorpus(MemoryStore(self.graph, LOADED_AT), self.log)

    def write(self, *documents: ArticleDocument) -> None:
        """Change to other documents, unless they say the same."""
        graph = graph_of(*documents)
        if graph.version != self.graph.version:
            self.log = self.log.with_version(graph.version, compare(self.graph, graph))
            self.graph = self.graphs[graph.version] = graph
            self.live.use(MemoryStore(graph, LOADED_AT), self.log)


class Listening:
    """One who listens, and can be asked what came so far."""

    def __init__(self, events: AsyncGenerator[Any, None]) -> None:
        self._events = events
        self._next: asyncio.Task[Any] | None = None

    async def one(self) -> Any:
        """The next event; None if there is none now."""
        if self._next is None:
            self._next = asyncio.ensure_future(anext(self._events))
        for _ in range(12):  # as many rounds of the loop as it may take
            await asyncio.sleep(0)
        if not self._next.done():
            return None
        event, self._next = self._next.result(), None
        return event

    async def all(self) -> list[Any]:
        """All events that are there now."""
        found = []
        while (event := await self.one()) is not None:
            found.append(event)
        return found

    async def close(self) -> None:
        if self._next is not None:
            self._next.cancel()
            await asyncio.gather(self._next, return_exceptions=True)
        await self._events.aclose()


def listening(
    writing: Writing, filter_: ArticleFilter | None = None, since: str | None = None
) -> Listening:
    return Listening(writing.live.article_changes(filter_, since))


def check_answers(writing: Writing, event: tuple[MemoryStore, ArticleChange]) -> None:
    """What is told of an article, and what its store answers, is of one version: that of the event,
    or the state of the article alone.
    """
    store, change = event
    one = change.article
    if one is None:
        return
    if change.kind is not ChangeKind.REMOVED:
        assert _said(one) == _said(found(writing.graphs[change.version], one.url))
    own = found(store.graph, one.url)
    assert (own.title, own.urls) == (one.title, one.urls)
    assert store.body(one) == own.body
    out = [each.url for each in store.graph.neighbours(own, LinkDirection.OUT)]
    answering = writing.graphs.get(store.version)
    if answering is None:
        assert out == []
    elif change.kind is not ChangeKind.REMOVED:
        assert store.version == change.version


def told(event: tuple[MemoryStore, ArticleChange]) -> str:
    change = event[1]
    name = "" if change.article is None else f" {change.article.url.rpartition('/')[2]}"
    return f"{change.kind.value}{name}"


@dataclass
class Replica:
    """What a client knows that has read a version and listens from there on."""

    articles: dict[str, str] = field(default_factory=dict)
    cursor: str = ""

    @classmethod
    def of(cls, graph: ArticleGraph) -> Replica:
        return cls({one.url: _said(one) for one in graph.articles}, graph.version)

    def follow(self, change: ArticleChange) -> None:
        self.cursor = change.cursor
        one = change.article
        assert one is not None
        known = one.url in self.articles
        assert known == (change.kind is not ChangeKind.ADDED)
        if change.kind is ChangeKind.REMOVED:
            del self.articles[one.url]
        else:
            self.articles[one.url] = _said(one)


def _said(article: Article) -> str:
    return f"{article.title} {article.urls} {article.stub}"


NAMES = "abcd"

documents = st.dictionaries(
    st.sampled_from(NAMES),
    st.tuples(st.sampled_from(["One", "Two"]), st.lists(st.sampled_from(NAMES), max_size=2)),
    min_size=1,
).map(
    lambda written: [
        article(name, title=title, related=related) for name, (title, related) in written.items()
    ]
)


@given(
    st.lists(documents, min_size=2, max_size=8),
    st.lists(st.sampled_from(["write", "one", "all", "again"]), max_size=24),
)
def test_what_is_told_adds_up_to_what_there_is_whenever_one_listens(
    versions: list[list[ArticleDocument]], steps: list[str]
):
    async def scenario() -> None:
        writing = Writing(*versions[0])
        replica = Replica.of(writing.graph)
        client = listening(writing, since=replica.cursor)
        coming = iter(versions[1:])
        for step in [*steps, "all"]:
            if step == "write":
                writing.write(*next(coming, versions[0]))
            elif step == "again":
                await client.close()
                client = listening(writing, since=replica.cursor)
            else:
                events = [await client.one()] if step == "one" else await client.all()
                for event in filter(None, events):
                    check_answers(writing, event)
                    replica.follow(event[1])
        assert replica.articles == Replica.of(writing.graph).articles
        place = writing.log.place(replica.cursor)
        assert place is not None
        assert writing.log.between(place.known, writing.log.last) == []
        await client.close()
        assert writing.live.subscribers == 0

    asyncio.run(scenario())


@given(st.lists(documents, min_size=2, max_size=6))
def test_one_who_comes_late_is_told_of_each_article_once(versions: list[list[ArticleDocument]]):
    async def scenario() -> None:
        writing = Writing(*versions[0])
        replica = Replica.of(writing.graph)
        for written in versions[1:]:
            writing.write(*written)
        client = listening(writing, since=replica.cursor)
        events = await client.all()
        urls = [event[1].article.url for event in events]
        assert urls == sorted(set(urls))
        assert {event[1].version for event in events} <= {writing.graph.version}
        for event in events:
            check_answers(writing, event)
            replica.follow(event[1])
        assert replica.articles == Replica.of(writing.graph).articles
        await client.close()

    asyncio.run(scenario())


def test_an_event_is_told_if_the_article_met_the_filter_before_or_after():
    async def scenario() -> None:
        writing = Writing(article("a", title="Red"), article("b", title="Blue"))
        red = ArticleFilter(title=StringFilter(eq="Red"))
        client = listening(writing, red)
        assert await client.all() == []
        writing.write(article("a", title="Green"), article("b", title="Red"))
        assert [told(event) for event in await client.all()] == ["UPDATED a", "UPDATED b"]
        writing.write(article("a", title="Grey"))
        assert [told(event) for event in await client.all()] == ["REMOVED b"]
        await client.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("since", ["nothing known", "0123456789abcdef-0-0-0"])
def test_a_place_that_is_unknown_gives_one_reset_and_then_what_follows(since: str):
    async def scenario() -> None:
        writing = Writing(article("a"))
        client = listening(writing, since=since)
        events = await client.all()
        assert [told(event) for event in events] == ["RESET"]
        assert (events[0][1].article, events[0][1].version) == (None, writing.graph.version)
        writing.write(article("a"), article("b"))
        assert [told(event) for event in await client.all()] == ["ADDED b"]
        await client.close()
        again = listening(writing, since=events[0][1].cursor)
        assert [told(event) for event in await again.all()] == ["ADDED b"]
        await again.close()

    asyncio.run(scenario())


def test_a_place_of_too_many_characters_is_refused():
    async def scenario() -> None:
        client = listening(Writing(article("a")), since="v" * 201)
        with pytest.raises(BadUserInputError, match="at most 200"):
            await client.one()
        await client.close()

    asyncio.run(scenario())


def test_what_is_gone_is_answered_for_by_a_store_that_has_it_however_late():
    async def scenario() -> None:
        writing = Writing(article("a", related=["b"]), article("b", title="Gone", topics=("T",)))
        version = writing.graph.version
        client = listening(writing)
        assert await client.all() == []
        writing.write(article("a"))
        writing.write(article("a"), article("c"))
        late = listening(writing, since=version)
        for reader, expected in (
            (client, ["UPDATED a", "REMOVED b", "ADDED c"]),
            (late, ["UPDATED a", "REMOVED b", "ADDED c"]),
        ):
            events = await reader.all()
            assert [told(event) for event in events] == expected
            store, change = events[1]
            assert change.article is not None
            assert change.article.title == "Gone"
            assert store.copies(change.article, 5) == []
            found = store.graph.article(change.article.url)
            assert found is not None
            assert [topic.name for topic in found.topics] == ["T"]
            await reader.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("versions", [1, 2])
@pytest.mark.parametrize("becomes_of_it", [None, "Newer"])
def test_one_who_stopped_among_the_changes_of_a_version_is_told_the_rest_of_it(
    versions: int, becomes_of_it: str | None
):
    """`b` changes again, or goes, when a subscriber has been told of `a` alone."""

    async def scenario() -> None:
        writing = Writing(article("a"), article("b"), article("c"))
        client = listening(writing, since=writing.graph.version)
        new = [article("a", title="New"), article("b", title="New", related=["a"])]
        writing.write(*new, article("c", title="New"))
        version = writing.graph.version
        assert told(await client.one()) == "UPDATED a"
        for number in range(versions):
            rest = [article("b", title=becomes_of_it)] if becomes_of_it else []
            writing.write(new[0], article("c", title="New"), article(f"d{number}"), *rest)
        events = await client.all()
        last = "UPDATED b" if becomes_of_it else "REMOVED b"
        assert [told(event) for event in events[:3]] == ["UPDATED b", "UPDATED c", last]
        for event in events:
            check_answers(writing, event)
        assert (events[0][1].article.title, events[0][1].version) == ("New", version)
        await client.close()

    asyncio.run(scenario())


def test_of_one_who_comes_late_what_is_gone_is_told_as_it_was_last():
    async def scenario() -> None:
        writing = Writing(article("a"), article("b", title="One"))
        version = writing.graph.version
        writing.write(article("a"), article("b", title="Two"))
        writing.write(article("a"))
        client = listening(writing, ArticleFilter(title=StringFilter(eq="One")), since=version)
        [(store, change)] = await client.all()
        assert (change.kind, change.article.title) == (ChangeKind.REMOVED, "Two")
        assert found(store.graph, change.article.url).title == "Two"
        await client.close()

    asyncio.run(scenario())


def test_what_is_gone_keeps_apart_where_one_took_the_address_of_another():
    async def scenario() -> None:
        writing = Writing(article("z"), article("a", original="x"), article("b"))
        version = writing.graph.version
        writing.write(article("z"), article("b", original="x"))
        writing.write(article("z"))
        client = listening(writing, since=version)
        events = await client.all()
        assert [told(event) for event in events] == ["REMOVED a", "REMOVED b"]
        for event in events:
            check_answers(writing, event)
        await client.close()

    asyncio.run(scenario())


def test_of_versions_that_follow_one_another_quickly_the_newest_alone_is_told():
    async def scenario() -> None:
        writing = Writing(article("a"))
        client = Listening(writing.live.versions())
        assert await client.all() == []
        writing.write(article("b"))
        writing.write(article("c"))
        [store] = await client.all()
        assert store.version == writing.graph.version
        assert store.graph.article(address("c")) is not None
        await client.close()

    asyncio.run(scenario())
