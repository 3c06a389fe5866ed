"""A store that answers later: what one on another machine may do, without the machine.

It asks a store in memory, but hands out values of its own, made for each answer, of which whatever
may need another look-up is awaitable. What is asked in one turn of the event loop is one batch,
answered in the next turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from graphapi import domain
from graphapi.domain import LinkDirection
from graphapi.errors import BadUserInputError
from graphapi.graph import ArticleNode, ProviderNode, StoryNode, TopicNode
from graphapi.store import (
    ArticleFilter,
    ArticleOrder,
    ArticlePath,
    CorpusSummary,
    Counted,
    Edge,
    PageRequest,
    PathBridge,
    Period,
    ProviderFilter,
    ProviderOrder,
    StoryOrder,
    Suggestion,
    TopicOrder,
    Within,
)
from graphapi.store.answers.edges import ReachableEdge, RelatedEdge, SearchEdge, SimilarEdge
from graphapi.store.memory import MemoryStore

__all__ = ["Batches", "WaitingStore"]

T = TypeVar("T")


class Batches:
    """Answers in the next turn of the loop what was asked in this one; `count` counts the turns."""

    def __init__(self) -> None:
        self.count = 0
        self._asked: list[tuple[asyncio.Future[Any], Callable[[], Any]]] = []

    def later(self, answer: Callable[[], T]) -> Awaitable[T]:
        """What `answer` returns or raises, in the next turn."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        if not self._asked:
            loop.call_soon(self._answer)
        self._asked.append((future, answer))
        return future

    def _answer(self) -> None:
        self.count += 1
        asked, self._asked = self._asked, []
        for future, answer in asked:
            if future.cancelled():
                continue
            try:
                future.set_result(answer())
            except Exception as error:  # noqa: BLE001 - for whoever waits
                future.set_exception(error)


class _Copier:
    """Makes values anew, for each answer, from what a store in memory returned."""

    def __init__(self, batches: Batches) -> None:
        self.batches = batches
        self._kinds: dict[type, Callable[[Any], Any]] = {
            ArticleNode: lambda node: Article(self, node),
            ProviderNode: lambda node: Provider(self, node),
            TopicNode: lambda node: Topic(self, node),
            StoryNode: lambda node: Story(self, node),
            list: lambda values: [self.copy(value) for value in values],
            tuple: lambda values: tuple(self.copy(value) for value in values),
            domain.Link: lambda link: domain.Link(*map(self.copy, link)),
            **dict.fromkeys(
                (
                    ArticlePath, Counted, Edge, PathBridge, ReachableEdge, RelatedEdge, SearchEdge,
                    SimilarEdge, Suggestion,
                ),
                self._fields,
            ),
        }  # fmt: skip

    def copy(self, value: Any) -> Any:
        """The same value, without any object that lives as long as the version."""
        make = self._kinds.get(type(value))
        return value if make is None else make(value)

    def _fields(self, value: Any) -> Any:
        names = [field.name for field in fields(value)]
        return type(value)(**{name: self.copy(getattr(value, name)) for name in names})

    def later(self, answer: Callable[[], Any]) -> Awaitable[Any]:
        """A copy of what is answered, in the next turn."""
        return self.batches.later(lambda: self.copy(answer()))


def _take_over(value: Any, node: Any, kind: type, *, but: Sequence[str] = ()) -> None:
    for field in fields(kind):
        if field.name not in but:
            object.__setattr__(value, field.name, getattr(node, field.name))


class Provider(domain.Provider):
    """A provider whose pictures are looked up."""

    def __init__(self, copier: _Copier, node: ProviderNode) -> None:
        _take_over(self, node, domain.Provider, but=["images"])
        object.__setattr__(self, "_later", lambda: copier.later(lambda: node.images))

    @property
    def images(self) -> Any:
        return self._later()  # type: ignore[attr-defined]  # set above


class Topic(domain.Topic):
    """A topic whose pictures are looked up."""

    def __init__(self, copier: _Copier, node: TopicNode) -> None:
        _take_over(self, node, domain.Topic, but=["images"])
        object.__setattr__(self, "_later", lambda: copier.later(lambda: node.images))

    @property
    def images(self) -> Any:
        return self._later()  # type: ignore[attr-defined]  # set above


class Article(domain.Article):
    """An article whose provider, topics and pictures are looked up."""

    def __init__(self, copier: _Copier, node: ArticleNode) -> None:
        _take_over(self, node, domain.Article, but=["provider", "topics", "images"])
        object.__setattr__(self, "_later", lambda name: copier.later(lambda: getattr(node, name)))

    @property
    def provider(self) -> Any:
        return self._later("provider")  # type: ignore[attr-defined]  # set above

    @property
    def topics(self) -> Any:
        return self._later("topics")  # type: ignore[attr-defined]  # set above

    @property
    def images(self) -> Any:
        return self._later("images")  # type: ignore[attr-defined]  # set above


class Story(domain.Story):
    """A story whose lead is looked up."""

    def __init__(self, copier: _Copier, node: StoryNode) -> None:
        _take_over(self, node, domain.Story, but=["lead"])
        object.__setattr__(self, "_later", lambda: copier.later(lambda: node.lead))

    @property
    def lead(self) -> Any:
        return self._later()  # type: ignore[attr-defined]  # set above


class _Connection:
    """A list of a store in memory, of which every part is looked up."""

    def __init__(self, copier: _Copier, connection: Any) -> None:
        self._copier, self._list = copier, connection

    def nodes(self) -> Any:
        return self._copier.later(self._list.nodes)

    def edges(self) -> Any:
        return self._copier.later(self._list.edges)

    def page_info(self) -> Any:
        return self._copier.later(self._list.page_info)

    def total_count(self) -> Any:
        return self._copier.later(self._list.total_count)

    def stats(self) -> Any:
        return self._copier.later(self._list.stats)

    def relaxations(self) -> Any:
        return self._copier.batches.later(self._list.relaxations)

    def groups(self, by: Any, order: Any, first: int) -> Any:
        groups = _checked(lambda: self._list.groups(by, order, first))
        return self._copier.batches.later(
            lambda: [_Group(self._copier, group) for group in groups()]
        )

    def timeline(self, interval: Any, time_zone: str, limit: int | None = None) -> Any:
        points = _checked(lambda: self._list.timeline(interval, time_zone, limit))
        return self._copier.batches.later(
            lambda: [_Point(self._copier, point) for point in points()]
        )


class _Group:
    """A group whose figures are looked up."""

    def __init__(self, copier: _Copier, group: Any) -> None:
        self._copier, self._group = copier, group
        self.provider = copier.copy(group.provider)
        self.topic = copier.copy(group.topic)
        self.story = copier.copy(group.story)
        self.type, self.category = group.type, group.category
        self.period, self.count = group.period, group.count

    def stats(self) -> Any:
        return self._copier.later(self._group.stats)

    def articles(self, order: Any, page: PageRequest) -> _Connection:
        return _Connection(self._copier, self._group.articles(order, page))


@dataclass(frozen=True)
class _Point:
    """A point whose figures are looked up."""

    _copier: _Copier
    _point: Any

    @property
    def start(self) -> datetime:
        start: datetime = self._point.start
        return start

    @property
    def count(self) -> int:
        count: int = self._point.count
        return count

    def stats(self) -> Any:
        return self._copier.later(self._point.stats)


@dataclass(frozen=True)
class _Subgraph:
    """A part of the graph whose links are looked up."""

    _copier: _Copier
    _part: Any
    articles: Sequence[domain.Article]
    truncated: bool

    @property
    def links(self) -> Any:
        return self._copier.later(lambda: self._part.links)

    @property
    def adjacency(self) -> Any:
        return self._copier.later(lambda: self._part.adjacency)


def _checked(answer: Callable[[], T]) -> Callable[[], T]:
    """Ask at once, so that errors of arguments are raised at the call; others come later."""
    try:
        found = answer()
    except BadUserInputError:
        raise
    except Exception as error:  # noqa: BLE001 - for whoever waits
        failure = error

        def fail() -> T:
            raise failure

        return fail
    return lambda: found


class WaitingStore:
    """Implements `Store` over one in memory; `batches` counts how often that was asked."""

    def __init__(self, memory: MemoryStore) -> None:
        self._memory, self.batches = memory, Batches()
        self.is_open = 0
        self._copier = _Copier(self.batches)

    @property
    def version(self) -> str:
        return self._memory.version

    @property
    def is_pinned(self) -> bool:
        return False

    def open(self) -> Awaitable[WaitingStore]:
        """Itself, in the next turn; `is_open` counts for how many operations."""

        def opened() -> WaitingStore:
            self.is_open += 1
            return self

        return self.batches.later(opened)

    async def close(self) -> None:
        self.is_open -= 1

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Whatever is answered by a value: asked now, for errors of arguments, answered later."""
        method = getattr(self._memory, name)
        return lambda *given: self._copier.later(_checked(lambda: method(*given)))

    def articles(
        self,
        filter: ArticleFilter | None,
        order: Sequence[ArticleOrder],
        page: PageRequest,
        within: Within | None = None,
        *,
        collapse_copies: bool = False,
    ) -> _Connection:
        found = self._memory.articles(filter, order, page, within, collapse_copies=collapse_copies)
        return self._listed(found)

    def search(
        self,
        text: str,
        filter: ArticleFilter | None,
        page: PageRequest,
        *,
        exact: bool = False,
        collapse_copies: bool = False,
    ) -> _Connection:
        return self._listed(
            self._memory.search(text, filter, page, exact=exact, collapse_copies=collapse_copies)
        )

    def related(
        self,
        article: domain.Article,
        direction: LinkDirection,
        filter: ArticleFilter | None,
        order: Sequence[ArticleOrder],
        page: PageRequest,
    ) -> _Connection:
        return self._listed(self._memory.related(article, direction, filter, order, page))

    def reachable(
        self,
        article: domain.Article,
        max_hops: int,
        direction: LinkDirection,
        through: ArticleFilter | None,
        filter: ArticleFilter | None,
        page: PageRequest,
    ) -> _Connection:
        return self._listed(
            self._memory.reachable(article, max_hops, direction, through, filter, page)
        )

    def similar(
        self,
        article: domain.Article,
        filter: ArticleFilter | None,
        page: PageRequest,
        *,
        collapse_copies: bool = False,
    ) -> _Connection:
        found = self._memory.similar(article, filter, page, collapse_copies=collapse_copies)
        return self._listed(found)

    def similar_to(
        self,
        text: str,
        published_at: datetime | None,
        filter: ArticleFilter | None,
        page: PageRequest,
    ) -> _Connection:
        return self._listed(self._memory.similar_to(text, published_at, filter, page))

    def providers(
        self, filter: ProviderFilter | None, order: Sequence[ProviderOrder], page: PageRequest
    ) -> _Connection:
        return self._listed(self._memory.providers(filter, order, page))

    def topics(self, order: Sequence[TopicOrder], page: PageRequest) -> _Connection:
        return self._listed(self._memory.topics(order, page))

    def stories(
        self,
        min_size: int,
        filter: ArticleFilter | None,
        period: Period,
        order: StoryOrder,
        page: PageRequest,
    ) -> _Connection:
        return self._listed(self._memory.stories(min_size, filter, period, order, page))

    def neighborhood(self, *given: Any) -> Awaitable[_Subgraph]:
        found = _checked(lambda: self._memory.neighborhood(*given))

        def part() -> _Subgraph:
            whole = found()
            articles = self._copier.copy(whole.articles)
            return _Subgraph(self._copier, whole, articles, whole.truncated)

        return self.batches.later(part)

    def corpus(self) -> Awaitable[CorpusSummary]:
        return self.batches.later(self._memory.corpus)

    def _listed(self, connection: Any) -> _Connection:
        return _Connection(self._copier, connection)
