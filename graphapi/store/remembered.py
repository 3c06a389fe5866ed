# ruff: noqa: A002 -- `filter` is the word of the public contract.
"""What filters and figures take to work out, worked out once and remembered within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from graphapi.graph import (
    Article,
    ArticleGraph,
    Integers,
    LinkDirection,
    Provider,
    Similar,
    Story,
    Topic,
    similar_articles,
)
from graphapi.store.caches import BoundedCache
from graphapi.store.figures import article_stats
from graphapi.store.filters import ArticleFilter, ProviderFilter
from graphapi.store.interface import ArticleStats, Counted
from graphapi.store.lists import Members, sorted_places
from graphapi.store.predicates import provider_predicate
from graphapi.store.selection import select
from graphapi.store.sorting import Arrangement
from graphapi.store.tallies import linked_providers, provider_counts, topic_counts

__all__ = ["Remembered"]

_ENTRY_BYTES: Final = 200
_FIGURES_BYTES: Final = 1_000
_COUNT_BYTES: Final = 100
_NOBODY: Final[Integers] = np.array([], dtype=np.int32)


class Remembered:
    """Selections, and figures over them. A set of articles is all of them, or those `within` one
    provider, topic or story, of which a filter (None: no filter) lets some through.
    """

    def __init__(self, graph: ArticleGraph, cache: BoundedCache) -> None:
        self._graph, self._cache = graph, cache

    def articles(
        self, filter: ArticleFilter | None, within: Provider | Topic | Story | None = None
    ) -> Members:
        """A set of articles, found when asked for."""
        name, among = _name(within), None if within is None else self._postings(within)

        def find() -> Integers | None:
            if filter is None:
                return among
            return self._cache.get(
                ("selected articles", name, filter),
                lambda: select(self._graph, filter, among),
                lambda found: _weigh_indexes(filter, found),
            )

        def sort(arrangement: Arrangement[Article], indexes: Integers) -> Integers:
            return self._cache.get(
                ("sorted articles", name, filter, arrangement.tag),
                lambda: sorted_places(arrangement, indexes),
                lambda places: _weigh_indexes(filter, places),
            )

        return Members(find, sort)

    def stats(
        self, filter: ArticleFilter | None, within: Provider | Topic | Story | None = None
    ) -> ArticleStats:
        """Figures over a set of articles."""
        return self._cache.get(
            ("stats", _name(within), filter),
            lambda: article_stats(self._graph, self.articles(filter, within).indexes),
            lambda _: _FIGURES_BYTES + len(repr(filter)),
        )

    def providers(self, filter: ProviderFilter | None) -> Members:
        """The providers that a filter lets through, found when asked for."""

        def find() -> Integers | None:
            if filter is None or filter == ProviderFilter():
                return None
            return self._cache.get(
                ("selected providers", filter),
                lambda: self._select_providers(filter),
                lambda found: _weigh_indexes(filter, found),
            )

        return Members(find)

    def stories(self, min_size: int) -> Members:
        """The stories of at least so many articles. They stand largest first: the first ones."""
        sizes = self._graph.stories.articles.counts()
        count = int(np.searchsorted(-sizes, -min_size, side="right"))

        def find() -> Integers | None:
            return None if count == len(sizes) else np.arange(count, dtype=np.int32)

        def sort(arrangement: Arrangement[Story], indexes: Integers) -> Integers:
            return self._cache.get(
                ("sorted stories", count, arrangement.tag),
                lambda: sorted_places(arrangement, indexes),
                lambda places: _weigh_indexes(None, places),
            )

        return Members(find, sort)

    def similar(self, article: Article) -> Similar:
        """The articles that share a neighbour with an article, or its story."""
        return self._cache.get(
            ("similar", article.index),
            lambda: self._find_similar(article),
            lambda similar: _ENTRY_BYTES + similar.nbytes,
        )

    def _find_similar(self, article: Article) -> Similar:
        discovery = self._graph.discovery.get()
        number = discovery.stories.of_articles[article.index]
        companions = _NOBODY if number < 0 else discovery.stories.articles.of(number)
        return similar_articles(
            article.index, discovery.neighbours, self._graph.article_topics, companions
        )

    def topic_counts(self, within: Provider | Topic) -> Sequence[Counted[Topic]]:
        """The topics that most articles of a provider or topic have, itself left out."""
        itself = within if isinstance(within, Topic) else None
        return self._cache.get(
            ("topics of", _name(within)),
            lambda: topic_counts(self._graph, self._postings(within), itself),
            _weigh_counts,
        )

    def provider_counts(self, topic: Topic) -> Sequence[Counted[Provider]]:
        """The providers that have most articles about a topic."""
        return self._cache.get(
            ("providers of", _name(topic)),
            lambda: provider_counts(self._graph, self._postings(topic)),
            _weigh_counts,
        )

    def linked_providers(
        self, provider: Provider, direction: LinkDirection
    ) -> Sequence[Counted[Provider]]:
        """The providers at the other end of most links of a provider's articles."""
        return self._cache.get(
            ("linked providers", direction, provider.index),
            lambda: linked_providers(self._graph, self._postings(provider), direction),
            _weigh_counts,
        )

    def _postings(self, within: Provider | Topic | Story) -> Integers:
        """The articles of a provider, topic or story."""
        if isinstance(within, Provider):
            return self._graph.provider_articles.of(within.index)
        if isinstance(within, Story):
            return self._graph.stories.articles.of(within.index)
        return self._graph.topic_articles.of(within.index)

    def _select_providers(self, filter: ProviderFilter) -> Integers:
        fits = provider_predicate(filter, self._topics_of)
        providers = self._graph.providers
        return np.array([one.index for one in providers if fits(one)], dtype=np.int32)

    def _topics_of(self, provider: Provider) -> list[Topic]:
        """The topics that any article of a provider has."""
        articles = self._graph.provider_articles.of(provider.index)
        topics = np.unique(self._graph.article_topics.of_all(articles))
        return [self._graph.topics[index] for index in topics.tolist()]


def _name(within: Provider | Topic | Story | None) -> tuple[str, int] | None:
    """What tells a provider, topic or story from all others, in a key of the cache."""
    return None if within is None else (type(within).__name__, within.index)


def _weigh_indexes(filter: object, indexes: Integers | None) -> int:
    """What remembering a selection takes; a filter, as part of the key, can be large itself."""
    return _ENTRY_BYTES + len(repr(filter)) + (0 if indexes is None else indexes.nbytes)


def _weigh_counts(counted: Sequence[object]) -> int:
    return _ENTRY_BYTES + _COUNT_BYTES * len(counted)
