"""The articles that a search found: a page of them, best first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphapi.domain import Relaxation
from graphapi.graph import ArticleGraph, ArticleNode, Bools, Found, Integers, Numbers
from graphapi.store.answers.edges import SearchEdge
from graphapi.store.memory.figures.article_groups import Group
from graphapi.store.memory.lists.article_sets import ArticleSet, ArticleSets, SortedArticles
from graphapi.store.memory.lists.text_questions import TextQuestion
from graphapi.store.questions.dimensions import ArticleGroupKey, GroupOrder
from graphapi.store.questions.filters import ArticleFilter
from graphapi.store.questions.list_cursors import decode_found, encode_found, search_tag
from graphapi.store.questions.paging import PageInfo, PageRequest, checked_page

__all__ = ["SearchList"]

Scores = NDArray[np.float32]

_Key = tuple[int, str]
"""The place of an article among the matches, and its URL."""


class SearchList:
    """A connection over the articles that a search found and pass a filter.

    `find` gives all articles that match, and may cache them. A page goes on after the article
    that its cursor names, wherever that stands by now: scores change with every change of the
    corpus. If it matches no more, the page begins where it stood. With `collapse_copies`, each
    report is there once, as the copy that matches best.
    """

    def __init__(
        self,
        sets: ArticleSets,
        question: TextQuestion,
        filter_: ArticleFilter | None,
        find: Callable[[], Found],
        request: PageRequest,
        *,
        collapse_copies: bool = False,
    ) -> None:
        self._graph = sets.graph
        search = self._search = _Search(sets.graph, sets.of(filter_), find, collapse_copies)
        key = ("search", question, filter_, collapse_copies)
        self._set = ArticleSet(sets, key, lambda: search.matches.articles)
        self._tag = search_tag(
            question.text,
            exact=question.exact,
            url=question.url,
            collapse_copies=collapse_copies,
        )
        self._page = checked_page(request, self._decode)

    def _decode(self, cursor: str, argument: str) -> _Key:
        return decode_found(cursor, argument, self._tag)

    @property
    def indexes(self) -> Integers:
        """The indexes of all matches, ascending, so in the default order of articles."""
        return self._search.matches.articles

    @cached_property
    def _shown(self) -> _Shown:
        page, matches = self._page, self._search.matches
        total = len(matches.articles)
        low = 0 if page.after is None else self._standing(page.after, after=True)
        high = total if page.before is None else self._standing(page.before, after=False)
        start, end = page.cut(low, high)
        places = _ranked(matches.scores, start, end)
        best = _Matches(matches.articles[places], matches.scores[places])
        return _Shown(best, start, low, high)

    def _standing(self, key: _Key, *, after: bool) -> int:
        """How many matches come before a key, or, with `after`, up to it."""
        place, url = key
        articles, scores = self._search.matches
        try:
            node = self._graph.article(url)
        except ValueError:
            node = None
        if node is not None:
            at = int(np.searchsorted(articles, node.index))
            if at < len(articles) and articles[at] == node.index:
                score = scores[at]
                better = np.count_nonzero(scores > score)
                return int(better + np.count_nonzero(scores[:at] == score)) + after
        return min(place, len(articles))

    def relaxations(self) -> Sequence[Relaxation]:
        """What was done to the text because its words were in too few articles."""
        return self._search.found.relaxations

    def nodes(self) -> Sequence[ArticleNode]:
        """The articles of the page."""
        articles = self._graph.articles
        return [articles[index] for index in self._shown.matches.articles.tolist()]

    def edges(self) -> Sequence[SearchEdge]:
        """The articles of the page with their scores and highlights."""
        shown = self._shown
        marker = self._graph.finder.marker(self._search.found)
        return [
            SearchEdge(article, self._cursor(place), score, marker)
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
        return len(self._search.matches.articles)

    def groups(
        self, by: Sequence[ArticleGroupKey], order: GroupOrder, first: int
    ) -> Sequence[Group[SortedArticles]]:
        """All of them, not just the page, grouped by what they have in common."""
        return self._set.groups(by, order, first)


class _Matches(NamedTuple):
    """Articles that match, and how well each matches: the higher, the better."""

    articles: Integers
    scores: Scores

    def only(self, kept: Bools) -> _Matches:
        """Those of them that are kept."""
        return _Matches(self.articles[kept], self.scores[kept])


class _Search:
    """What a search found, and of that what is to be shown."""

    def __init__(
        self,
        graph: ArticleGraph,
        allowed: ArticleSet,
        find: Callable[[], Found],
        collapse_copies: bool,
    ) -> None:
        self._graph, self._allowed, self._find = graph, allowed, find
        self._collapse_copies = collapse_copies

    @cached_property
    def found(self) -> Found:
        """All that has the words."""
        return self._find()

    @cached_property
    def matches(self) -> _Matches:
        """All matches to show, in the default order of articles."""
        matches, chosen = _Matches(self.found.articles, self.found.scores), self._allowed.indexes
        if chosen is not None:
            lets_through = np.zeros(len(self._graph.articles), dtype=np.bool_)
            lets_through[chosen] = True
            matches = matches.only(lets_through[matches.articles])
        if self._collapse_copies:
            matches = matches.only(self._graph.without_copies(matches.articles, matches.scores))
        return matches


class _Shown(NamedTuple):
    """The matches of a page, the place where it starts, and those that the cursors stand for."""

    matches: _Matches
    start: int
    low: int
    high: int


def _ranked(scores: Scores, start: int, end: int) -> Numbers:
    """The places of the scores from a rank up to another, the highest first, ties by place.

    Takes a pass or two over all scores, whatever the rank: they are not sorted.
    """
    if start >= end:
        return np.empty(0, dtype=np.int64)
    descending = -scores
    marks = np.partition(descending, (start, end - 1))
    first, last = marks[start], marks[end - 1]
    between = np.flatnonzero((descending >= first) & (descending <= last))
    order = between[np.argsort(descending[between], kind="stable")]
    skipped = start - int(np.count_nonzero(descending < first))
    return order[skipped : skipped + end - start]
