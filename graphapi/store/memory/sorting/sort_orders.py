"""The orders that articles, providers, topics and stories can have, each computed once.

Titles and names sort ignoring case, domains and URLs by their characters; averages and
dates of providers, topics and stories are over all of their articles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cache, cached_property
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from graphapi.domain import Article
from graphapi.graph import (
    MISSING,
    ArticleGraph,
    ArticleNode,
    Numbers,
    Postings,
    ProviderNode,
    StoryNode,
    TopicNode,
    microseconds,
)
from graphapi.runtime.caches import ResultCache
from graphapi.store.memory.sorting.story_trends import trends
from graphapi.store.memory.sorting.total_orders import Property, SortOrder, SortStep, text_ranks
from graphapi.store.questions.cursors import Value
from graphapi.store.questions.order_keys import (
    ARTICLE_KEYS,
    PROVIDER_KEYS,
    STORY_FOUNDED,
    STORY_FOUNDER,
    STORY_KEYS,
    TOPIC_KEYS,
    KeyPart,
    SortKeys,
)
from graphapi.store.questions.orders import (
    ArticleOrder,
    ArticleOrderField,
    OrderDirection,
    ProviderOrder,
    ProviderOrderField,
    StoryOrder,
    TopicOrder,
    TopicOrderField,
)

__all__ = ["SortOrders"]

NodeT = TypeVar("NodeT")
FieldT = TypeVar("FieldT", bound=Enum)

_NODE_BYTES: Final = 8
"""What an order takes for each node: its place, and the node at its place."""


@dataclass(frozen=True, slots=True)
class _Falling(Generic[FieldT]):
    """The largest of a field first."""

    field: FieldT
    direction: OrderDirection = OrderDirection.DESC


@dataclass(frozen=True, slots=True)
class _Kind(Generic[NodeT, FieldT]):
    """Nodes of a kind as they stand at their indexes, and what their sort keys hold of them.

    `find` gives the index of the node with a value of
    the last part of a key, where it knows one.
    """

    keys: SortKeys[FieldT]
    nodes: Sequence[NodeT]
    properties: Mapping[str, Property[NodeT]]
    find: Callable[[Any], int | None]

    def steps(self, order: Sequence[Any]) -> tuple[SortStep[NodeT], ...]:
        """The steps of an order."""
        return tuple(
            SortStep(self.properties[step.part.code], step.descending)
            for step in self.keys.steps(order)
        )


def _properties(
    *properties: tuple[KeyPart, Callable[[NodeT], Value], Callable[[], NDArray[Any]]],
) -> dict[str, Property[NodeT]]:
    """What keys hold, by the codes of their parts."""
    return {
        part.code: Property(part.code, read, column, part.types)
        for part, read, column in properties
    }


class SortOrders:
    """The orders of one graph. They share a bounded cache: there are many of them."""

    def __init__(self, graph: ArticleGraph, cache: ResultCache) -> None:
        self._graph, self._cache = graph, cache
        self._defaults: dict[str, SortOrder[Any]] = {}
        self._articles = _articles(graph)
        self._providers = _providers(graph)
        self._topics = _topics(graph)

    def prepare(self) -> None:
        """Compute the columns by which articles, providers and topics are sorted."""
        for kind in (self._articles, self._providers, self._topics):
            for each in kind.properties.values():
                if each.types is str:  # the others are there, or wait for the background
                    each.column()

    def of_articles(self, order: Sequence[ArticleOrder] = ()) -> SortOrder[ArticleNode]:
        """The articles in an order, by default newest first; then newest first, then by URL."""
        return self._sorted(self._articles, order)

    def of_providers(self, order: Sequence[ProviderOrder] = ()) -> SortOrder[ProviderNode]:
        """The providers in an order, by default most articles first; then by domain."""
        return self._sorted(self._providers, order)

    def of_topics(self, order: Sequence[TopicOrder] = ()) -> SortOrder[TopicNode]:
        """The topics in an order, by default most articles first; then by name."""
        return self._sorted(self._topics, order)

    @cached_property
    def _stories(self) -> _Kind[StoryNode, StoryOrder]:
        return _stories(self._graph)  # they may come later than the graph

    def of_stories(self, order: StoryOrder, moment: datetime | None = None) -> SortOrder[StoryNode]:
        """The stories in an order; then largest first, then by founder, newest first.

        Trending is measured at a moment, by default that of the newest article.
        """
        kind = self._stories
        if order is StoryOrder.TRENDING:
            kind = _trending(kind, self._graph, moment)
        return self._sorted(kind, (_Falling(order),))

    def _sorted(self, kind: _Kind[NodeT, FieldT], order: Sequence[Any]) -> SortOrder[NodeT]:
        name = kind.keys.name
        if not order and name in self._defaults:
            return self._defaults[name]
        steps = kind.steps(order)
        standing = kind.steps(())
        presorted = len(standing) if steps[-len(standing) :] == standing else 0
        sort_order = self._cache.get(
            ("order of", name, tuple((step.property.code, step.descending) for step in steps)),
            lambda: SortOrder(kind.nodes, steps, presorted=presorted, find=kind.find),
            lambda made: _OBJECT_BYTES + (0 if made.in_place else _NODE_BYTES * len(kind.nodes)),
        )
        if not order:  # the order in which nodes stand anyway: it takes no memory to speak of
            self._defaults[name] = sort_order
        return sort_order


_OBJECT_BYTES: Final = 500


def _articles(graph: ArticleGraph) -> _Kind[ArticleNode, ArticleOrderField]:
    articles, columns, keys = graph.articles, graph.columns, ARTICLE_KEYS.parts
    fields = ArticleOrderField
    properties: dict[str, Property[ArticleNode]] = _properties(
        (keys[fields.PUBLISHED_DATE_TIME], _published, lambda: columns.published_at),
        (keys[fields.QUALITY], lambda article: article.quality, lambda: columns.quality),
        (keys[fields.HEAT], lambda article: article.heat, lambda: columns.heat),
        (
            keys[fields.TITLE],
            lambda article: article.title.casefold(),
            cache(lambda: text_ranks([article.title.casefold() for article in articles])),
        ),
        (
            keys[fields.RANK],
            lambda article: float(graph.ranks[article.index]),
            lambda: graph.ranks,
        ),
        (keys[fields.IN_DEGREE], lambda article: article.in_degree, lambda: columns.in_degree),
        (keys[fields.OUT_DEGREE], lambda article: article.out_degree, lambda: columns.out_degree),
        (
            keys[fields.URL],
            lambda article: article.url,
            cache(lambda: text_ranks([article.url for article in articles])),
        ),
    )
    return _Kind(ARTICLE_KEYS, articles, properties, lambda url: _index(_article(graph, url)))


def _article(graph: ArticleGraph, url: str) -> ArticleNode | None:
    try:
        return graph.article(url)
    except ValueError:
        return None


def _index(node: ArticleNode | ProviderNode | TopicNode | None) -> int | None:
    return None if node is None else node.index


def _published(article: Article) -> int | None:
    date = article.published_date_time
    return None if date is None else microseconds(date)


def _providers(graph: ArticleGraph) -> _Kind[ProviderNode, ProviderOrderField]:
    providers, columns, members = graph.providers, graph.columns, graph.provider_articles
    quality = cache(lambda: _averages(columns.quality, members))
    heat = cache(lambda: _averages(columns.heat, members))
    latest = cache(lambda: _latest(columns.published_at, members))
    keys, fields = PROVIDER_KEYS.parts, ProviderOrderField
    properties: dict[str, Property[ProviderNode]] = _properties(
        (keys[fields.ARTICLE_COUNT], lambda provider: provider.article_count, members.counts),
        (
            keys[fields.AVERAGE_QUALITY],
            lambda provider: _float(quality(), provider.index),
            quality,
        ),
        (keys[fields.AVERAGE_HEAT], lambda provider: _float(heat(), provider.index), heat),
        (
            keys[fields.DOMAIN],
            lambda provider: provider.domain,
            cache(lambda: text_ranks([provider.domain for provider in providers])),
        ),
        (
            keys[fields.NAME],
            lambda provider: provider.name.casefold(),
            cache(lambda: text_ranks([provider.name.casefold() for provider in providers])),
        ),
        (
            keys[fields.LAST_PUBLISHED],
            lambda provider: _integer(latest(), provider.index),
            latest,
        ),
    )
    return _Kind(
        PROVIDER_KEYS, providers, properties, lambda domain: _index(graph.provider(domain))
    )


def _topics(graph: ArticleGraph) -> _Kind[TopicNode, TopicOrderField]:
    topics, columns, members = graph.topics, graph.columns, graph.topic_articles
    latest = cache(lambda: _latest(columns.published_at, members))
    keys, fields = TOPIC_KEYS.parts, TopicOrderField
    properties: dict[str, Property[TopicNode]] = _properties(
        (keys[fields.ARTICLE_COUNT], lambda topic: topic.article_count, members.counts),
        (
            keys[fields.NAME],
            lambda topic: topic.name.casefold(),
            cache(lambda: text_ranks([topic.name.casefold() for topic in topics])),
        ),
        (keys[fields.LAST_PUBLISHED], lambda topic: _integer(latest(), topic.index), latest),
    )
    return _Kind(TOPIC_KEYS, topics, properties, lambda name: _index(graph.topic(name)))


def _stories(graph: ArticleGraph) -> _Kind[StoryNode, StoryOrder]:
    columns, founders, members = graph.columns, graph.stories.founders, graph.stories.articles
    latest = cache(lambda: _latest(columns.published_at, members))
    heat = cache(lambda: _averages(columns.heat, members))
    keys, fields = STORY_KEYS.parts, StoryOrder
    properties: dict[str, Property[StoryNode]] = _properties(
        (keys[fields.SIZE_DESC], lambda story: story.size, members.counts),
        (keys[fields.LATEST_DESC], lambda story: _integer(latest(), story.index), latest),
        (keys[fields.HEAT_DESC], lambda story: _float(heat(), story.index), heat),
        (
            STORY_FOUNDED,
            lambda story: _published(story.founder),
            lambda: columns.published_at[founders],
        ),
        (
            STORY_FOUNDER,
            lambda story: story.founder.url,
            cache(lambda: text_ranks([graph.articles[index].url for index in founders.tolist()])),
        ),
    )
    return _Kind(STORY_KEYS, graph.story_nodes, properties, lambda url: _founded(graph, url))


def _trending(
    kind: _Kind[StoryNode, StoryOrder], graph: ArticleGraph, moment: datetime | None
) -> _Kind[StoryNode, StoryOrder]:
    """Stories that can be sorted by their growth up to a moment."""
    growth = cache(lambda: trends(graph, moment))
    part = STORY_KEYS.parts[StoryOrder.TRENDING]
    if moment is not None:
        part = part._replace(code=f"{part.code}{microseconds(moment)}")
    keys = replace(kind.keys, parts={StoryOrder.TRENDING: part})
    read: dict[str, Property[StoryNode]] = _properties(
        (part, lambda story: float(growth()[story.index]), growth)
    )
    return replace(kind, keys=keys, properties={**kind.properties, **read})


def _founded(graph: ArticleGraph, url: str) -> int | None:
    """The index of the story that an article founded."""
    article = _article(graph, url)
    story = None if article is None else graph.story_of(article)
    return story.index if story is not None and story.founder is article else None


def _averages(column: Numbers, members: Postings) -> NDArray[np.float64]:
    """The average over each owner's articles that have the number; NaN if none has."""
    owners = np.repeat(np.arange(len(members.starts) - 1), members.counts())
    values = column[members.members]
    present = values != MISSING
    count = len(members.starts) - 1
    totals = np.bincount(owners[present], weights=values[present], minlength=count)
    counts = np.bincount(owners[present], minlength=count)
    with np.errstate(invalid="ignore"):
        return np.asarray(totals / counts)


def _latest(column: Numbers, members: Postings) -> Numbers:
    """The greatest value over each owner's articles; `MISSING` if none has one."""
    owners = np.repeat(np.arange(len(members.starts) - 1), members.counts())
    latest = np.full(len(members.starts) - 1, MISSING, dtype=np.int64)
    np.maximum.at(latest, owners, column[members.members])
    return latest


def _float(column: NDArray[np.float64], index: int) -> Value:
    value = float(column[index])
    return None if np.isnan(value) else value


def _integer(column: Numbers, index: int) -> Value:
    value = int(column[index])
    return None if value == MISSING else value
