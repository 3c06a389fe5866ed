"""The articles that are about the same thing as an article or a text, best first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Final

import numpy as np

from graphapi.domain import Topic
from graphapi.graph import ArticleGraph, ArticleNode, SharedTerms, Similar, newest_first
from graphapi.store.answers.edges import SimilarEdge
from graphapi.store.questions.bounds import MAX_SHARED_TERMS
from graphapi.store.questions.list_cursors import decode_similar, encode_similar
from graphapi.store.questions.paging import PageInfo, PageRequest, checked_page

__all__ = ["Asked", "SimilarList"]

_DAY: Final = 86_400
"""Seconds."""

_Key = tuple[float, int, str]
"""The score negated, a date that sorts newest first, and the URL: ascending in the list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What others are similar to: texts with a date and topics, of an article or of a text."""

    texts: tuple[str, ...]
    published_at: datetime | None
    topics: tuple[Topic, ...] = ()


class SimilarList:
    """A connection over the articles that `find` gives: once, whatever is asked of them.

    Equal scores come newest first, then by URL. A page goes on after the key in its cursor. With
    `collapse_copies`, each report is there once, and that of the article in question is not.
    """

    def __init__(
        self,
        graph: ArticleGraph,
        asked: Asked,
        find: Callable[[], Similar],
        request: PageRequest,
        *,
        collapse_copies: bool = False,
        itself: ArticleNode | None = None,
    ) -> None:
        self._graph, self._asked, self._find = graph, asked, find
        self._collapse_copies, self._itself = collapse_copies, itself
        self._page = checked_page(request, decode_similar)

    @cached_property
    def _similar(self) -> Similar:
        similar = self._find()
        if not self._collapse_copies:
            return similar
        fits = self._graph.without_copies(similar.articles)
        if self._itself is not None:
            fits &= ~np.isin(similar.articles, self._graph.copies_of(self._itself))
        return Similar(
            similar.articles[fits], similar.scores[fits], similar.shared_neighbours[fits]
        )

    @cached_property
    def _terms(self) -> SharedTerms:
        return SharedTerms(self._graph.kinship.vectors, self._asked.texts)

    def _shared_terms(self, article: ArticleNode) -> tuple[str, ...]:
        return self._terms.with_article(article, MAX_SHARED_TERMS)

    def _days_apart(self, article: ArticleNode) -> float | None:
        one, other = self._asked.published_at, article.published_date_time
        if one is None or other is None:
            return None
        seconds: float = abs((one - other).total_seconds())
        return round(seconds / _DAY, 3)

    @cached_property
    def _between(self) -> tuple[int, int]:
        """The places that the cursors stand for."""
        page, count = self._page, self.total_count()
        low = 0 if page.after is None else self._standing(page.after, after=True)
        high = count if page.before is None else self._standing(page.before, after=False)
        return low, high

    def _standing(self, key: _Key, *, after: bool) -> int:
        """How many articles come before a key, or, with `after`, up to it.

        Scores change a little with every change of the corpus: an article that is still there
        stands where it is now.
        """
        try:
            known = self._graph.article(key[-1])
        except ValueError:
            known = None
        if known is not None:
            [places] = np.nonzero(self._similar.articles == known.index)
            if len(places):
                return int(places[0]) + after
        bisect = bisect_right if after else bisect_left
        return bisect(range(self.total_count()), key, key=self._key)

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
                node=node,
                cursor=self._cursor(place),
                score=float(similar.scores[place]),
                shared_neighbors=int(similar.shared_neighbours[place]),
                shared_topics=tuple(topic for topic in self._asked.topics if topic in node.topics),
                days_apart=self._days_apart(node),
                find_terms=partial(self._shared_terms, node),
            )
            for place in self._page_places
            for node in (self._at(place),)
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
