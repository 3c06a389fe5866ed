# ruff: noqa: A002 -- `filter` is the word of the public contract.
"""Results that take long, computed once and cached: selections, similar articles, counts."""

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
    microseconds,
    story_terms,
)
from graphapi.runtime.caches import ResultCache
from graphapi.store.answers.values import Counted
from graphapi.store.memory.figures.counts import linked_providers, provider_counts, topic_counts
from graphapi.store.memory.filtering.predicates import provider_predicate
from graphapi.store.memory.filtering.provider_topics import fits_topics
from graphapi.store.memory.lists.article_sets import ArticleSet, weigh_indexes
from graphapi.store.memory.lists.ordered_lists import Members, sorted_places
from graphapi.store.memory.lists.text_questions import TextQuestion, find_text
from graphapi.store.memory.sorting.total_orders import SortOrder
from graphapi.store.questions.bounds import MAX_LIST
from graphapi.store.questions.filters import ProviderFilter
from graphapi.store.questions.orders import Period

__all__ = ["ListCache"]

_ENTRY_BYTES: Final = 200
_COUNT_BYTES: Final = 100


class ListCache:
    """Selections of providers and stories, what is similar to an article, and what goes together
    with a provider or topic how often.
    """

    def __init__(self, graph: ArticleGraph, cache: ResultCache) -> None:
        self._graph, self._cache = graph, cache

    def found(self, question: TextQuestion) -> Found:
        """All articles that a search finds."""
        return self._cache.get(
            ("found", question),
            lambda: find_text(self._graph, question),
            lambda found: weigh_indexes(question, found.articles) + found.scores.nbytes,
        )

    def providers(self, filter: ProviderFilter | None) -> Members:
        """The providers that pass a filter, found when asked for."""

        def find() -> Integers | None:
            if filter is None or filter == ProviderFilter():
                return None
            return self._cache.get(
                ("selected providers", filter),
                lambda: self._select_providers(filter),
                lambda found: weigh_indexes(filter, found),
            )

        return Members(find)

    def stories(self, min_size: int, chosen: ArticleSet | None, period: Period) -> Members:
        """The stories of at least so many articles, with one of those chosen, and one published in
        a period. They stand largest first, so what a size lets through is the first ones.
        """
        stories = self._graph.stories
        sizes = stories.articles.counts()
        count = int(np.searchsorted(-sizes, -min_size, side="right"))
        if chosen is not None or period != Period():
            return Members(lambda: self._narrowed(count, chosen, period))

        def find() -> Integers | None:
            return None if count == len(sizes) else np.arange(count, dtype=np.int32)

        def sort(order: SortOrder[StoryNode], indexes: Integers) -> Integers:
            return self._cache.get(
                ("sorted stories", count, order.tag),
                lambda: sorted_places(order, indexes),
                lambda places: weigh_indexes(None, places),
            )

        return Members(find, sort)

    def _narrowed(self, count: int, chosen: ArticleSet | None, period: Period) -> Integers:
        """The first `count` stories, as far as an article of theirs is chosen, and in a period."""
        of_articles = self._graph.stories.of_articles
        kept = np.ones(count, dtype=np.bool_)
        wanted = [] if chosen is None or chosen.indexes is None else [of_articles[chosen.indexes]]
        if period != Period():
            ends = (
                None if end is None else microseconds(end) for end in (period.first, period.last)
            )
            first, last = self._graph.columns.between(*ends)
            wanted.append(of_articles[first:last])
        for stories in wanted:
            there = np.zeros(count, dtype=np.bool_)
            there[stories[(stories >= 0) & (stories < count)]] = True
            kept &= there
        return np.flatnonzero(kept).astype(np.int32)

    def story_terms(self, story: StoryNode) -> Sequence[str]:
        """The words that tell a story from others, most telling first; at most `MAX_LIST`."""
        graph = self._graph
        members = (graph.articles[index] for index in graph.articles_of(story).tolist())
        return self._cache.get(
            ("story terms", story.index),
            lambda: story_terms(graph.kinship.vectors, tuple(members), MAX_LIST),
            _weigh_counts,
        )

    def similar(self, article: ArticleNode) -> Similar:
        """The articles that are about the same thing as an article, whatever a filter says."""
        return self._cache.get(
            ("similar", article.index),
            lambda: self._graph.kinship.similar(article.index),
            lambda similar: _ENTRY_BYTES + similar.nbytes,
        )

    def topic_counts(self, within: ProviderNode | TopicNode) -> Sequence[Counted[TopicNode]]:
        """The topics that most articles of a provider or topic have, itself left out."""
        itself = within if isinstance(within, TopicNode) else None
        return self._cache.get(
            ("topics of", type(within), within.index),
            lambda: topic_counts(self._graph, self._graph.articles_of(within), itself),
            _weigh_counts,
        )

    def provider_counts(self, within: TopicNode | StoryNode) -> Sequence[Counted[ProviderNode]]:
        """The providers that have most articles of a topic or story."""
        return self._cache.get(
            ("providers of", type(within), within.index),
            lambda: provider_counts(self._graph, self._graph.articles_of(within)),
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
