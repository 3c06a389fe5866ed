"""Sets of articles: pages of them, and statistics about the whole set, computed once.

A set may be all articles, those of a provider, topic or story, those of either that pass a filter,
those of a group, or the matches of a search. All sets offer the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final
from weakref import ref

import numpy as np

from graphapi.graph import ArticleGraph, ArticleNode, Integers
from graphapi.runtime.caches import ResultCache
from graphapi.store.answers.values import ArticleStats
from graphapi.store.calendar.clocks import clock_of
from graphapi.store.memory.figures.article_groups import Group, Groups, Partition
from graphapi.store.memory.figures.group_keys import GroupKeys
from graphapi.store.memory.figures.statistics import article_stats
from graphapi.store.memory.figures.timelines import Point, Timeline
from graphapi.store.memory.filtering.selection import select
from graphapi.store.memory.lists.ordered_lists import Members, SortedList, sorted_places
from graphapi.store.memory.own_nodes import Owner
from graphapi.store.memory.sorting.sort_orders import SortOrders
from graphapi.store.memory.sorting.total_orders import SortOrder
from graphapi.store.questions.argument_checks import check_groups, check_points
from graphapi.store.questions.dimensions import ArticleGroupKey, GroupOrder, TimeInterval
from graphapi.store.questions.filters import ArticleFilter
from graphapi.store.questions.order_keys import ARTICLE_KEYS
from graphapi.store.questions.orders import ArticleOrder
from graphapi.store.questions.paging import PageRequest

__all__ = ["ArticleSet", "ArticleSets", "SortedArticles", "weigh_indexes"]

_ENTRY_BYTES: Final = 200
_FIGURES_BYTES: Final = 1_000


class ArticleSets:
    """Makes the sets of a graph. Their results share one bounded cache."""

    def __init__(self, graph: ArticleGraph, orders: SortOrders, cache: ResultCache) -> None:
        self.graph, self.orders, self.cache = graph, orders, cache
        self.keys = GroupKeys(graph)

    def of(self, filter_: ArticleFilter | None, within: Owner | None = None) -> ArticleSet:
        """The articles, `within` a provider or topic if given, that pass a filter."""
        owner = None if within is None else (type(within).__name__, within.index)
        among = None if within is None else self.graph.articles_of(within)
        if filter_ is None:
            return ArticleSet(self, owner, lambda: among)
        key = (owner, filter_)
        return ArticleSet(
            self,
            key,
            lambda: self.cache.get(
                ("selected articles", key),
                lambda: select(self.graph, filter_, among),
                lambda found: weigh_indexes(key, found),
            ),
        )


class ArticleSet(Members):
    """Some articles of a graph: their indexes, ascending, found when asked for; None for all.

    `key` says what they are: two sets of one graph that have the same key are the same.
    """

    def __init__(
        self, sets: ArticleSets, key: Hashable, find: Callable[[], Integers | None]
    ) -> None:
        def sort(order: SortOrder[Any], indexes: Integers) -> Integers:
            return sets.cache.get(
                ("sorted articles", key, order.tag),
                lambda: sorted_places(order, indexes),
                lambda places: weigh_indexes(key, places),
            )

        super().__init__(find, sort)
        self._sets, self._key = sets, key

    def _listed(self) -> Integers:
        """The indexes of all of them."""
        indexes = self.indexes
        if indexes is None:
            return np.arange(len(self._sets.graph.articles), dtype=np.int32)
        return indexes

    def without_copies(self) -> ArticleSet:
        """Each report once: of copies that are in the set, the one that was published first.

        Raises NotReadyError when it is asked for its articles.
        """
        sets, key = self._sets, ("without copies", self._key)

        def find() -> Integers:
            earliest_first = self._listed()[::-1]
            return earliest_first[sets.graph.without_copies(earliest_first)][::-1]

        return ArticleSet(
            sets,
            key,
            lambda: sets.cache.get(key, find, lambda found: weigh_indexes(key, found)),
        )

    def page(self, order: Sequence[ArticleOrder], page: PageRequest) -> SortedArticles:
        """A page of them, newest first if no order is given."""
        return SortedArticles(self, self._sets.orders.of_articles(order), page)

    def stats(self) -> ArticleStats:
        """Statistics about them."""
        return self._sets.cache.get(
            ("stats", self._key),
            lambda: article_stats(self._sets.graph, self.indexes),
            lambda _: _FIGURES_BYTES + len(repr(self._key)),
        )

    def groups(
        self, by: Sequence[ArticleGroupKey], order: GroupOrder, first: int
    ) -> Sequence[Group[SortedArticles]]:
        """The articles, grouped by one to three keys. Raises BadUserInputError."""
        check_groups(by, first)
        return self._sets.cache.get(
            ("groups", self._key, tuple(by), order, first),
            lambda: self._split(tuple(by), order, first),
            lambda groups: groups.bytes + len(repr(self._key)),
        ).shown

    def _split(
        self, by: tuple[ArticleGroupKey, ...], order: GroupOrder, first: int
    ) -> Groups[SortedArticles]:
        # This keeps nothing of the set itself, which the cache may drop, and refers weakly to the
        # sets, whose cache refers to it. A request holds the store, which has both.
        weakly, key = ref(self._sets), self._key

        def list_articles(
            group: Group[SortedArticles], order: Sequence[ArticleOrder], page: PageRequest
        ) -> SortedArticles:
            sets = weakly()
            assert sets is not None
            members = ArticleSet(sets, ("group", key, by, group.codes), lambda: group.indexes)
            return members.page(order, page)

        partition = Partition(self._sets.keys, by, self._listed())
        return Groups(self._sets.graph, partition, order, first, list_articles)

    def timeline(
        self, interval: TimeInterval, time_zone: str, limit: int | None = None
    ) -> Sequence[Point]:
        """The dated articles over time. Raises BadUserInputError, LimitExceededError."""
        clock = clock_of("timeZone", time_zone)
        check_points(limit)
        return self._sets.cache.get(
            ("timeline", self._key, interval, clock.name, limit),
            lambda: Timeline(self._sets.graph, self._listed(), interval, clock, limit),
            lambda timeline: timeline.bytes + len(repr(self._key)),
        ).points


class SortedArticles(SortedList[ArticleNode]):
    """A page of a set of articles in an order, and statistics about the whole set.

    Each is computed when first asked for.
    """

    def __init__(
        self, articles: ArticleSet, order: SortOrder[ArticleNode], request: PageRequest
    ) -> None:
        super().__init__(ARTICLE_KEYS.name, articles, order, request)
        self._articles = articles

    def stats(self) -> ArticleStats:
        """Statistics about the whole set."""
        return self._articles.stats()

    def groups(
        self, by: Sequence[ArticleGroupKey], order: GroupOrder, first: int
    ) -> Sequence[Group[SortedArticles]]:
        """The whole set, grouped by what its articles have in common."""
        return self._articles.groups(by, order, first)

    def timeline(
        self, interval: TimeInterval, time_zone: str, limit: int | None = None
    ) -> Sequence[Point]:
        """The whole set over time."""
        return self._articles.timeline(interval, time_zone, limit)


def weigh_indexes(key: Hashable, indexes: Integers | None) -> int:
    """What remembering a selection takes; its key, which may hold a filter, can be large itself."""
    return _ENTRY_BYTES + len(repr(key)) + (0 if indexes is None else indexes.nbytes)
