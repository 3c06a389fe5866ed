"""The articles within some links of an article: a search that goes as far as the page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from graphapi.graph import ArticleGraph, ArticleNode, BreadthFirst
from graphapi.store.answers.edges import ReachableEdge
from graphapi.store.memory.filtering.predicates import Predicate
from graphapi.store.questions.list_cursors import decode_reachable, encode_reachable
from graphapi.store.questions.paging import PageInfo, PageRequest, checked_page

__all__ = ["ReachableList"]

_Key = tuple[int, str]
"""Hops and URL."""


class ReachableList:
    """A connection over the articles that a search finds, the start left out.

    A page goes on after the article that its cursor names, wherever it stands by now; where it is
    no longer within reach, at the nearest article as far away as it was.
    """

    def __init__(
        self,
        graph: ArticleGraph,
        search: BreadthFirst,
        fits: Predicate | None,
        request: PageRequest,
    ) -> None:
        self._graph, self._search, self._fits = graph, search, fits
        self._page = checked_page(request, decode_reachable)
        # The places in `search.found` of the articles that fit, as far as they were looked at.
        self._places: list[int] = []
        self._looked_at = 1

    def _extend(self, count: int) -> bool:
        """Search on until `count` articles fit; False if there are not as many."""
        search, fits, places = self._search, self._fits, self._places
        while len(places) < count:
            found = search.found
            if self._looked_at == len(found):
                missing = count - len(places) if fits is None else 1
                if not search.extend(len(found) + missing) and self._looked_at == len(found):
                    return False
            new = range(self._looked_at, len(found))
            self._looked_at = len(found)
            places.extend(new if fits is None else [at for at in new if fits(found[at])])
        return True

    def _exhaust(self) -> None:
        while self._extend(len(self._places) + 1):
            pass

    def _standing(self, key: _Key, *, after: bool) -> int:
        """How many articles of the list come before a key, or, with `after`, up to it."""
        hops, url = key
        try:
            node = self._graph.article(url)
        except ValueError:
            node = None
        place = None
        if node is not None:
            search = self._search
            while node not in search.parents and search.extend(len(search.found) + 1):
                pass
            if node in search.parents:
                place = search.found.index(node) + after
        if place is None:
            place = max(1, self._search.ring(hops))
        while self._looked_at < place and self._extend(len(self._places) + 1):
            pass
        return bisect_left(self._places, place)

    @cached_property
    def _between(self) -> tuple[int, int]:
        """The places that the cursors stand for, the second as far as the page needs it."""
        page = self._page
        low = 0 if page.after is None else self._standing(page.after, after=True)
        if page.before is not None:
            return low, self._standing(page.before, after=False)
        if page.first is not None:
            # One more than the page, which tells whether there is a next one.
            self._extend(low + page.first + 1)
        else:
            self._exhaust()
        return low, len(self._places)

    @cached_property
    def _page_places(self) -> Sequence[int]:
        start, end = self._page.cut(*self._between)
        return self._places[start:end]

    def _cursor(self, place: int) -> str:
        return encode_reachable(self._search.hops(place), self._search.found[place].url)

    def nodes(self) -> Sequence[ArticleNode]:
        """The articles of the page."""
        found = self._search.found
        return [found[place] for place in self._page_places]

    def edges(self) -> Sequence[ReachableEdge]:
        """The articles of the page with their distances and paths."""
        search = self._search
        return [
            ReachableEdge(
                node=search.found[place],
                cursor=self._cursor(place),
                hops=search.hops(place),
                path=search.path(search.found[place]),
            )
            for place in self._page_places
        ]

    def page_info(self) -> PageInfo:
        """Where the page stands in the list."""
        places = self._page_places
        return self._page.info(
            *self._between,
            lambda place: self._extend(place + 1),
            (self._cursor(places[0]), self._cursor(places[-1])) if places else None,
        )

    def total_count(self) -> int:
        """How many articles are within reach: searches to the end."""
        self._exhaust()
        return len(self._places)
