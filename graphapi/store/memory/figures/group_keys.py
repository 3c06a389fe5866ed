"""What articles have in common, in numbers: a code for each article and key, in the key's order.

A key that is a property with one value takes an array of codes; topics, of which an article can
have several, take lists of them. Whatever the key, the code `none` stands for: the article does
not say, and is greater than all others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from graphapi.graph import MISSING, ArticleGraph, Integers, Numbers, Postings, instant
from graphapi.store.calendar.periods import period_numbers, period_starts
from graphapi.store.questions.dimensions import ArticleGroupKey, TimeInterval

__all__ = ["Coding", "GroupKeys"]


@dataclass(frozen=True, slots=True)
class Coding:
    """Some articles by one key.

    `codes` are one for each article; or, where `lengths` says how many each one has, the lists of
    all articles, one after the other, none of them empty. `value` gives what a code stands for.
    """

    codes: Integers
    lengths: Numbers | None
    none: int
    value: Callable[[int], Any]


class GroupKeys:
    """The keys of one graph. What they need beside its columns is computed when first asked."""

    def __init__(self, graph: ArticleGraph) -> None:
        self._graph = graph

    def coding(self, key: ArticleGroupKey, articles: Integers) -> Coding:
        """Articles by a key, in the order in which they are given."""
        if key.interval is not None:
            return _by_period(self._graph.columns.published_at[articles], key.interval)
        match key:
            case ArticleGroupKey.PROVIDER:
                return self._by_provider(articles)
            case ArticleGroupKey.TOPIC:
                return self._by_topic(articles)
            case ArticleGroupKey.STORY:
                story_nodes = self._graph.story_nodes
                return _by_value(self._graph.stories.of_articles[articles], story_nodes)
            case ArticleGroupKey.TYPE:
                column = self._graph.columns.type
            case _:
                column = self._graph.columns.category
        return _by_value(column.of_articles[articles], column.values)

    @cached_property
    def _providers(self) -> _Ranks:
        """The providers by domain."""
        return _Ranks.of([provider.domain for provider in self._graph.providers])

    @cached_property
    def _topics(self) -> _Ranks:
        """The topics by name, ignoring case; no two have the same."""
        return _Ranks.of([topic.name.casefold() for topic in self._graph.topics])

    def _by_provider(self, articles: Integers) -> Coding:
        ranks, providers = self._providers, self._graph.providers
        codes = ranks.codes[self._graph.article_providers[articles]]
        return Coding(codes, None, len(providers), lambda code: providers[ranks.order[code]])

    def _by_topic(self, articles: Integers) -> Coding:
        ranks, topics = self._topics, self._graph.topics
        codes, lengths = _lists(self._graph.article_topics, articles, ranks.codes)
        return Coding(codes, lengths, len(topics), lambda code: topics[ranks.order[code]])


@dataclass(frozen=True, slots=True)
class _Ranks:
    """Things in an order. `order` are their indexes in it; `codes` the place of each in the order,
    and at its end, where index -1 finds it, the code of none.
    """

    order: Integers
    codes: Integers

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Ranks:
        """The order of things by their texts, no two of which are equal."""
        order = np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.int32)
        codes = np.full(len(texts) + 1, len(texts), dtype=np.int32)
        codes[order] = np.arange(len(texts), dtype=np.int32)
        return cls(order, codes)


def _by_value(codes: Integers, values: Sequence[Any]) -> Coding:
    """By a property of which the values are numbered in their order, and -1 stands for none."""
    none = len(values)
    return Coding(np.where(codes < 0, np.int32(none), codes), None, none, values.__getitem__)


def _by_period(published: Numbers, interval: TimeInterval) -> Coding:
    """By the period of publication, counted from the first one of these articles."""
    dated = published != MISSING
    periods = period_numbers(published[dated], interval)
    first = int(periods.min()) if len(periods) else 0
    none = int(periods.max()) - first + 1 if len(periods) else 0
    codes = np.full(len(published), none, dtype=np.int32)
    codes[dated] = periods - first

    def start(code: int) -> Any:
        return instant(int(period_starts(np.array([first + code]), interval)[0]))

    return Coding(codes, None, none, start)


def _lists(postings: Postings, articles: Integers, codes_of: Integers) -> tuple[Integers, Numbers]:
    """The codes of articles that have any number of things, and how many each has: at least one."""
    codes = codes_of[postings.of_all(articles)]
    lengths = postings.starts[articles + 1] - postings.starts[articles]
    without = np.flatnonzero(lengths == 0)
    if len(without):
        none = len(codes_of) - 1
        codes = np.insert(codes, np.cumsum(lengths)[without], none)
        lengths[without] = 1
    return codes, lengths
