# ruff: noqa: A002 -- `filter` is the word of the public contract.
"""What lists of providers and counts take to work out, worked out once and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from graphapi.domain import LinkDirection
from graphapi.graph import (
    ArticleGraph,
    ArticleNode,
    Found,
    Integers,
    ProviderNode,
    Similar,
    StoryNode,
    TopicNode,
    similar_articles,
)
from graphapi.store.answers.values import Counted
from graphapi.store.memory.caches import BoundedCache
from graphapi.store.memory.figures.tallies import linked_providers, provider_counts, topic_counts
from graphapi.store.memory.filtering.predicates import provider_predicate
from graphapi.store.memory.filtering.provider_topics import fits_topics
from graphapi.store.memory.lists.article_sets import weigh_indexes
from graphapi.store.memory.lists.ordered_lists import Members, sorted_places
from graphapi.store.memory.lists.text_questions import TextQuestion, find_text
from graphapi.store.memory.sorting.total_orders import Arrangement
from graphapi.store.questions.filters import ProviderFilter

__all__ = ["Remembered"]

_ENTRY_BYTES: Final = 200
_COUNT_BYTES: Final = 100
_NOBODY: Final[Integers] = np.array([], dtype=np.int32)


class Remembered:
    """Selections of providers and stories, what is similar to an article, and what goes together
    with a provider or topic how often.
    """

    def __init__(self, graph: ArticleGraph, cache: BoundedCache) -> None:
        self._graph, self._cache = graph, cache

    def found(self, question: TextQuestion) -> Found:
        """All articles that a text is found in."""
        return self._cache.get(
            ("found", question),
            lambda: find_text(self._graph, question),
            lambda found: weigh_indexes(question, found.articles) + found.scores.nbytes,
        )

    def providers(self, filter: ProviderFilter | None) -> Members:
        """The providers that a filter lets through, found when asked for."""

        def find() -> Integers | None:
            if filter is None or filter == ProviderFilter():
                return None
            return self._cache.get(
                ("selected providers", filter),
                lambda: self._select_providers(filter),
                lambda found: weigh_indexes(filter, found),
            )

        return Members(find)

    def stories(self, min_size: int) -> Members:
        """The stories of at least so many articles. They stand largest first: the first ones."""
        sizes = self._graph.stories.articles.counts()
        count = int(np.searchsorted(-sizes, -min_size, side="right"))

        def find() -> Integers | None:
            return None if count == len(sizes) else np.arange(count, dtype=np.int32)

        def sort(arrangement: Arrangement[StoryNode], indexes: Integers) -> Integers:
            return self._cache.get(
                ("sorted stories", count, arrangement.tag),
                lambda: sorted_places(arrangement, indexes),
                lambda places: weigh_indexes(None, places),
            )

        return Members(find, sort)

    def similar(self, article: ArticleNode) -> Similar:
        """The articles that share a neighbour with an article, or its story."""
        return self._cache.get(
            ("similar", article.index),
            lambda: self._find_similar(article),
            lambda similar: _ENTRY_BYTES + similar.nbytes,
        )

    def _find_similar(self, article: ArticleNode) -> Similar:
        discovery = self._graph.discovery.get()
        number = discovery.stories.of_articles[article.index]
        companions = _NOBODY if number < 0 else discovery.stories.articles.of(number)
        return similar_articles(
            article.index, discovery.neighbours, self._graph.article_topics, companions
        )

    def topic_counts(self, within: ProviderNode | TopicNode) -> Sequence[Counted[TopicNode]]:
        """The topics that most articles of a provider or topic have, itself left out."""
        itself = within if isinstance(within, TopicNode) else None
        return self._cache.get(
            ("topics of", type(within), within.index),
            lambda: topic_counts(self._graph, self._graph.articles_of(within), itself),
            _weigh_counts,
        )

    def provider_counts(self, topic: TopicNode) -> Sequence[Counted[ProviderNode]]:
        """The providers that have most articles about a topic."""
        return self._cache.get(
            ("providers of", topic.index),
            lambda: provider_counts(self._graph, self._graph.articles_of(topic)),
            _weigh_counts,
        )

    def linked_providers(
        self, provider: ProviderNode, direction: LinkDirection
    ) -> Sequence[Counted[ProviderNode]]:
        """The providers at the other end of most links of a provider's articles."""
        return self._cache.get(
            ("linked providers", direction, provider.index),
            lambda: linked_providers(self._graph, self._graph.articles_of(provider), direction),
            _weigh_counts,
        )

    def _select_providers(self, filter: ProviderFilter) -> Integers:
        fits = provider_predicate(self._graph, filter)
        found = np.array([one.index for one in self._graph.providers if fits(one)], dtype=np.int32)
        if filter.topic is not None:
            found = found[fits_topics(self._graph, filter.topic)[found]]
        return found


def _weigh_counts(counted: Sequence[object]) -> int:
    return _ENTRY_BYTES + _COUNT_BYTES * len(counted)
