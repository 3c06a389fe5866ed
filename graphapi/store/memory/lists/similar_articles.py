# ruff: noqa: A002 -- `filter` is the word of the public contract.
"""The articles that share the neighbourhood of an article, best first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from graphapi.graph import ArticleGraph, ArticleNode, Similar, newest_first
from graphapi.store.answers.edges import SimilarEdge
from graphapi.store.memory.filtering.selection import select
from graphapi.store.questions.filters import ArticleFilter
from graphapi.store.questions.list_cursors import decode_similar, encode_similar
from graphapi.store.questions.paging import PageInfo, PageRequest, checked_page

__all__ = ["SimilarList"]

_Key = tuple[float, int, str]
"""The score negated, a date that sorts newest first, and the URL: ascending in the list."""


class SimilarList:
    """A connection over the articles that `find` gives, as far as they meet a filter.

    Equal scores come newest first, then by URL. A page goes on after the key in its cursor.
    """

    def __init__(
        self,
        graph: ArticleGraph,
        article: ArticleNode,
        find: Callable[[], Similar],
        filter: ArticleFilter | None,
        request: PageRequest,
    ) -> None:
        self._graph, self._article = graph, article
        self._find, self._filter = find, filter
        self._page = checked_page(request, decode_similar)

    @cached_property
    def _similar(self) -> Similar:
        similar = self._find()
        if self._filter is None:
            return similar
        chosen = select(self._graph, self._filter, np.sort(similar.articles))
        if chosen is None:
            return similar
        fits = np.isin(similar.articles, chosen, assume_unique=True)
        return Similar(
            similar.articles[fits], similar.scores[fits], similar.shared_neighbours[fits]
        )

    @cached_property
    def _between(self) -> tuple[int, int]:
        """The places that the cursors stand for."""
        page, count = self._page, self.total_count()
        low, high = 0, count
        if page.after is not None:
            low = bisect_right(range(count), page.after, key=self._key)
        if page.before is not None:
            high = bisect_left(range(count), page.before, key=self._key)
        return low, high

    @property
    def _page_places(self) -> range:
        return range(*self._page.cut(*self._between))

    def _at(self, place: int) -> ArticleNode:
        return self._graph.articles[int(self._similar.articles[place])]

    def _key(self, place: int) -> _Key:
        node = self._at(place)
        score = float(self._similar.scores[place])
        return -score, newest_first(node.published_date_time), node.url

    def _cursor(self, place: int) -> str:
        node = self._at(place)
        score = float(self._similar.scores[place])
        return encode_similar(score, node.published_date_time, node.url)

    def nodes(self) -> Sequence[ArticleNode]:
        """The articles of the page."""
        return [self._at(place) for place in self._page_places]

    def edges(self) -> Sequence[SimilarEdge]:
        """The articles of the page, and why they are there."""
        similar = self._similar
        return [
            SimilarEdge(
                node=self._at(place),
                cursor=self._cursor(place),
                score=float(similar.scores[place]),
                shared_neighbors=int(similar.shared_neighbours[place]),
                shared_topics=tuple(
                    topic for topic in self._article.topics if topic in self._at(place).topics
                ),
            )
            for place in self._page_places
        ]

    def page_info(self) -> PageInfo:
        """Where the page stands in the list."""
        places = self._page_places
        return self._page.info(
            *self._between,
            lambda place: place < self.total_count(),
            (self._cursor(places[0]), self._cursor(places[-1])) if places else None,
        )

    def total_count(self) -> int:
        """How many articles the whole list has."""
        return len(self._similar.articles)
