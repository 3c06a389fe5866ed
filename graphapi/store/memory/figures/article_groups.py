"""Sets of articles grouped by what the articles have in common.

To know the groups and their sizes is to count. Statistics about the groups, and which articles they
have, are computed for all groups that are shown together, when first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from graphapi.graph import (
    MISSING,
    ArticleGraph,
    Integers,
    Numbers,
    Postings,
    ProviderNode,
    StoryNode,
    TopicNode,
)
from graphapi.store.answers.connections import ArticleConnection
from graphapi.store.answers.values import ArticleStats
from graphapi.store.memory.figures.group_keys import Coding, GroupKeys
from graphapi.store.memory.figures.statistics import GroupFigures
from graphapi.store.questions.dimensions import ArticleGroupKey, GroupOrder
from graphapi.store.questions.orders import ArticleOrder
from graphapi.store.questions.paging import PageRequest

__all__ = ["Group", "Groups", "Membership", "Partition"]

ListT_co = TypeVar("ListT_co", bound=ArticleConnection, covariant=True)
ListArticles: TypeAlias = Callable[
    ["Group[ListT_co]", Sequence[ArticleOrder], PageRequest], ListT_co
]
"""How the articles of a group are listed."""

_TABLE_PER_MEMBER: Final = 8
"""A table of all numbers, of up to so many entries for each member, beats sorting them."""

_ARTICLE_BITS: Final = 32

_MEMBER_BYTES: Final = 8 + 4
_GROUP_BYTES: Final = 800


class Partition:
    """Some articles (indexes, ascending) in groups, numbered in ascending order of the keys.

    An article is a member of as many groups as it has combinations of values: `articles` and
    `groups` say who is in which. `codes` are what the members of each group have in common, for
    each key.
    """

    def __init__(self, keys: GroupKeys, by: Sequence[ArticleGroupKey], articles: Integers) -> None:
        self._by = by
        self._codings = [keys.coding(key, articles) for key in by]
        places = np.arange(len(articles), dtype=np.int32)
        groups, codes = np.zeros(len(articles), dtype=np.int64), list[Numbers]()
        for coding in self._codings:
            own, places, groups = _joined(coding, places, groups)
            values = coding.none + 1
            found, groups = _numbered(groups * values + own, _count(codes) * values)
            codes = [*(column[found // values] for column in codes), found % values]
        self.articles, self.groups, self.codes = articles[places], groups, codes

    @cached_property
    def counts(self) -> Numbers:
        """How many members each group has."""
        return np.bincount(self.groups, minlength=_count(self.codes))

    def ordered(self, order: GroupOrder, graph: ArticleGraph, first: int) -> Numbers:
        """The `first` groups in an order."""
        if order is GroupOrder.KEY_ASC:
            return np.arange(min(first, len(self.counts)))
        if order is GroupOrder.KEY_DESC:
            columns = [
                np.where(codes == coding.none, 1, -codes)
                for codes, coding in zip(self.codes, self._codings, strict=True)
            ]
            return np.lexsort(tuple(reversed(columns)))[:first]
        return np.argsort(self._rank(order, graph), kind="stable")[:first]

    def _rank(self, order: GroupOrder, graph: ArticleGraph) -> NDArray[Any]:
        """What comes first has the smallest number."""
        if order is GroupOrder.COUNT_ASC:
            return self.counts
        if order is GroupOrder.COUNT_DESC:
            return -self.counts
        column = graph.columns.quality if order is GroupOrder.QUALITY_DESC else graph.columns.heat
        values = column[self.articles]
        present, count = values != MISSING, len(self.counts)
        counts = np.bincount(self.groups[present], minlength=count)
        sums = np.bincount(self.groups[present], weights=values[present], minlength=count)
        return np.where(counts, -sums / np.maximum(counts, 1), np.inf)

    def common(self, group: int) -> dict[ArticleGroupKey, Any]:
        """What the articles of a group have in common, by key: None if they do not say."""
        return {
            key: None if codes[group] == coding.none else coding.value(int(codes[group]))
            for key, coding, codes in zip(self._by, self._codings, self.codes, strict=True)
        }


def _count(codes: Sequence[Numbers]) -> int:
    """How many groups there are: all are one before the first key."""
    return len(codes[0]) if codes else 1


def _joined(
    coding: Coding, places: Integers, groups: Numbers
) -> tuple[Integers, Integers, Numbers]:
    """The members' codes by one more key; where articles have several, members are repeated."""
    if coding.lengths is None:
        return coding.codes[places], places, groups
    lists = Postings(np.append(0, np.cumsum(coding.lengths)), coding.codes)
    repeats = coding.lengths[places]
    codes = lists.members[lists.places_of_all(places)]
    return codes, np.repeat(places, repeats), np.repeat(groups, repeats)


def _numbered(numbers: Numbers, below: int) -> tuple[Numbers, Numbers]:
    """The different ones of some numbers, ascending, and the place of each number in these."""
    if below > _TABLE_PER_MEMBER * len(numbers):
        found, places = np.unique(numbers, return_inverse=True)
        return found, places
    occurs = np.zeros(below, dtype=np.bool_)
    occurs[numbers] = True
    places = np.cumsum(occurs) - 1
    return np.flatnonzero(occurs), places[numbers]


class Membership:
    """Who is in some groups of a partition, in the order in which these are `chosen`.

    Sorting the members into their groups, and statistics about them, wait until they are asked for.
    """

    def __init__(self, graph: ArticleGraph, partition: Partition, chosen: Numbers) -> None:
        self._graph = graph
        self._starts = np.append(0, np.cumsum(partition.counts[chosen]))
        places = np.full(len(partition.counts), -1, dtype=np.int64)
        places[chosen] = np.arange(len(chosen))
        owners = places[partition.groups]
        kept = owners >= 0
        # A place and an article in one number: sorted many times as fast as two.
        self._pairs = owners[kept] << _ARTICLE_BITS | partition.articles[kept]

    @property
    def bytes(self) -> int:
        """What this takes, with all that may yet be computed."""
        return _MEMBER_BYTES * len(self._pairs) + _GROUP_BYTES * len(self._starts)

    @cached_property
    def members(self) -> Postings:
        """The articles of each group, ascending."""
        articles = np.sort(self._pairs) & ((1 << _ARTICLE_BITS) - 1)
        return Postings(self._starts, articles.astype(np.int32))

    @cached_property
    def figures(self) -> GroupFigures:
        """Statistics about each group."""
        return GroupFigures.of(self._graph, self.members)


@dataclass(frozen=True, slots=True, eq=False)
class Group(Generic[ListT_co]):
    """Implements `ArticleGroup`. `codes` tell it from all other groups by the same keys."""

    codes: tuple[int, ...]
    count: int
    provider: ProviderNode | None
    topic: TopicNode | None
    type: str | None
    category: str | None
    story: StoryNode | None
    period: datetime | None
    _place: int
    _membership: Membership
    _list: ListArticles[ListT_co]

    @property
    def indexes(self) -> Integers:
        """Its articles, ascending."""
        return self._membership.members.of(self._place)

    def stats(self) -> ArticleStats:
        """Statistics about its articles."""
        return self._membership.figures.at(self._place)

    def articles(self, order: Sequence[ArticleOrder], page: PageRequest) -> ListT_co:
        """Its articles, newest first if no order is given."""
        return self._list(self, order, page)


class Groups(Generic[ListT_co]):
    """The first groups of a partition in an order: those that are `shown`."""

    def __init__(
        self,
        graph: ArticleGraph,
        partition: Partition,
        order: GroupOrder,
        first: int,
        list_articles: ListArticles[ListT_co],
    ) -> None:
        chosen = partition.ordered(order, graph, first)
        self._membership, self._list = Membership(graph, partition, chosen), list_articles
        self.shown = tuple(
            self._group(partition, place, group) for place, group in enumerate(chosen.tolist())
        )

    def _group(self, partition: Partition, place: int, group: int) -> Group[ListT_co]:
        common = partition.common(group)
        periods = [start for key, start in common.items() if key.interval is not None and start]
        return Group(
            codes=tuple(int(codes[group]) for codes in partition.codes),
            count=int(partition.counts[group]),
            provider=common.get(ArticleGroupKey.PROVIDER),
            topic=common.get(ArticleGroupKey.TOPIC),
            type=common.get(ArticleGroupKey.TYPE),
            category=common.get(ArticleGroupKey.CATEGORY),
            story=common.get(ArticleGroupKey.STORY),
            period=max(periods, default=None),  # the first instant that lies in all of them
            _place=place,
            _membership=self._membership,
            _list=self._list,
        )

    @property
    def bytes(self) -> int:
        """What the groups take, with all that may yet be computed of them."""
        return self._membership.bytes
