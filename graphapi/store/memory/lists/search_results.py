"""The articles that a text was found in: a page of them, best first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from graphapi.domain.search_text import SearchText
from graphapi.graph import ArticleNode, Integers, Matches, SearchIndex
from graphapi.store.answers.edges import SearchEdge
from graphapi.store.memory.figures.article_groups import Group
from graphapi.store.memory.lists.article_sets import ArticleSet, ArticleSets, SortedArticles
from graphapi.store.questions.dimensions import ArticleGroupKey, GroupOrder
from graphapi.store.questions.filters import ArticleFilter
from graphapi.store.questions.list_cursors import decode_found, encode_found, search_tag
from graphapi.store.questions.paging import PageInfo, PageRequest, checked_page

__all__ = ["SearchList"]

_Key = tuple[int, str]
"""The place of an article among the matches, and its URL."""


class SearchList:
    """A connection over the articles that a text was found in and a filter lets through.

    The first page of a text without a filter needs no more than the engine's best, whatever the
    number of matches; everything else needs all matches, which `match` may remember. A page goes
    on after the article that its cursor names, wherever that stands by now: scores change with
    every change of the corpus. Where it matches no more, the page begins where it stood.
    """

    def __init__(
        self,
        sets: ArticleSets,
        text: SearchText,
        filter_: ArticleFilter | None,
        index: Callable[[], SearchIndex],
        match: Callable[[], Matches],
        request: PageRequest,
    ) -> None:
        self._graph, self._text, self._allowed = sets.graph, text, sets.of(filter_)
        self._index, self._match = index, match
        self._found = ArticleSet(sets, ("search", text, filter_), lambda: self.indexes)
        self._tag = search_tag(text)
        self._page = checked_page(request, self._decode)

    def _decode(self, cursor: str, argument: str) -> _Key:
        return decode_found(cursor, argument, self._tag)

    @cached_property
    def _all(self) -> Matches:
        """All matches that the filter lets through, best first."""
        matches, chosen = self._match(), self._allowed.indexes
        if chosen is None:
            return matches
        lets_through = np.zeros(len(self._graph.articles), dtype=np.bool_)
        lets_through[chosen] = True
        kept = lets_through[matches.articles]
        return Matches(matches.articles[kept], matches.scores[kept])

    @cached_property
    def indexes(self) -> Integers:
        """The indexes of all matches, ascending, so in the default order of articles."""
        return np.sort(self._all.articles)

    @cached_property
    def _is_head(self) -> bool:
        """Whether the page is the head of the list, and no filter holds anything back."""
        page = self._page
        is_first = page.first is not None and page.after is None and page.before is None
        return is_first and self._allowed.indexes is None

    @cached_property
    def _shown(self) -> _Shown:
        page = self._page
        if self._is_head:
            assert page.first is not None
            best, total = self._index().best(self._text, max(1, page.first))
            return _Shown(_cut(best, 0, page.first), 0, 0, total)
        total = len(self._all.articles)
        low = 0 if page.after is None else self._standing(page.after, after=True)
        high = total if page.before is None else self._standing(page.before, after=False)
        start, end = page.cut(low, high)
        return _Shown(_cut(self._all, start, end), start, low, high)

    def _standing(self, key: _Key, *, after: bool) -> int:
        """How many matches come before a key, or, with `after`, up to it."""
        place, url = key
        try:
            node = self._graph.article(url)
        except ValueError:
            node = None
        if node is not None:
            found = np.flatnonzero(self._all.articles == node.index)
            if len(found):
                return int(found[0]) + after
        return min(place, len(self._all.articles))

    def nodes(self) -> Sequence[ArticleNode]:
        """The articles of the page."""
        articles = self._graph.articles
        return [articles[index] for index in self._shown.matches.articles.tolist()]

    def edges(self) -> Sequence[SearchEdge]:
        """The articles of the page with their scores and highlights."""
        shown = self._shown
        return [
            SearchEdge(article, self._cursor(place), score, self._text.wanted)
            for place, (article, score) in enumerate(
                zip(self.nodes(), shown.matches.scores.tolist(), strict=True)
            )
        ]

    def _cursor(self, place: int) -> str:
        """The cursor of the article at a place of the page."""
        article = self._graph.articles[self._shown.matches.articles[place]]
        return encode_found(self._tag, self._shown.start + place, article.url)

    def page_info(self) -> PageInfo:
        """Where the page stands in the list."""
        shown = self._shown
        last = len(shown.matches.articles) - 1
        return self._page.info(
            shown.low,
            shown.high,
            lambda place: place < self.total_count(),
            (self._cursor(0), self._cursor(last)) if last >= 0 else None,
        )

    def total_count(self) -> int:
        """How many articles match."""
        return self._shown.high if self._is_head else len(self._all.articles)

    def groups(
        self, by: Sequence[ArticleGroupKey], order: GroupOrder, first: int
    ) -> Sequence[Group[SortedArticles]]:
        """All of them, whatever the page, split by what they have in common."""
        return self._found.groups(by, order, first)


class _Shown(NamedTuple):
    """The matches of a page, the place where it starts, and those that the cursors stand for."""

    matches: Matches
    start: int
    low: int
    high: int


def _cut(matches: Matches, start: int, end: int) -> Matches:
    return Matches(matches.articles[start:end], matches.scores[start:end])
