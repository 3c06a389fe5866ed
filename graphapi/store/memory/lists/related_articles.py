"""The articles one link away from an article, in link order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from graphapi.domain import LinkDirection
from graphapi.graph import ArticleGraph, ArticleNode, newest_first
from graphapi.store.answers.edges import RelatedEdge
from graphapi.store.memory.filtering.predicates import Predicate
from graphapi.store.questions.list_cursors import (
    RelatedKey,
    decode_related,
    encode_listed,
    encode_listing,
)
from graphapi.store.questions.paging import PageInfo, PageRequest, checked_page

__all__ = ["RelatedList", "related_edge"]


def related_edge(
    graph: ArticleGraph,
    article: ArticleNode,
    node: ArticleNode,
    direction: LinkDirection,
    cursor: str,
) -> RelatedEdge:
    """The edge to an article one link away. BOTH: the article's own list goes first."""
    outward, inward = graph.position(article, node), graph.position(node, article)
    if direction is LinkDirection.IN or outward is None:
        assert inward is not None
        return RelatedEdge(node, cursor, LinkDirection.IN, inward, outward is not None)
    return RelatedEdge(node, cursor, LinkDirection.OUT, outward, inward is not None)


class RelatedList:
    """A connection over the articles one link away, in link order.

    A page goes on after the article that its cursor names; if that is linked no longer, at the
    place where it was.
    """

    def __init__(
        self,
        graph: ArticleGraph,
        article: ArticleNode,
        direction: LinkDirection,
        fits: Predicate | None,
        request: PageRequest,
    ) -> None:
        self._graph, self._article, self._direction = graph, article, direction
        self._fits = fits
        self._page = checked_page(request, self._decode)

    def _decode(self, cursor: str, argument: str) -> RelatedKey:
        return decode_related(cursor, argument, self._direction)

    def _cursor(self, place: int) -> str:
        """The cursor of the article at a place among all."""
        node = self._all[place]
        if place < self._listed:
            return encode_listed(self._direction, place, node.url)
        return encode_listing(self._direction, node.published_date_time, node.url)

    @cached_property
    def _all(self) -> Sequence[ArticleNode]:
        return self._graph.neighbours(self._article, self._direction)

    @property
    def _listed(self) -> int:
        """How many articles the first group has."""
        return 0 if self._direction is LinkDirection.IN else self._article.out_degree

    @cached_property
    def _places(self) -> Sequence[int]:
        """Where the articles that fit stand among all."""
        if self._fits is None:
            return range(len(self._all))
        return [place for place, node in enumerate(self._all) if self._fits(node)]

    @cached_property
    def _between(self) -> tuple[int, int]:
        """The places that the cursors stand for."""
        page = self._page
        low = 0 if page.after is None else self._standing(page.after, after=True)
        high = (
            len(self._places) if page.before is None else self._standing(page.before, after=False)
        )
        return low, high

    def _standing(self, key: RelatedKey, *, after: bool) -> int:
        """How many articles of the list come before a key, or, with `after`, up to it."""
        return bisect_left(self._places, self._place(key, after=after))

    def _place(self, key: RelatedKey, *, after: bool) -> int:
        """The same among all articles, whether or not they fit."""
        place, moment, url = key
        listed = self._listed
        node = _found(self._graph, url)
        if node is not None:
            first_group = self._all[:listed]
            if node in first_group:
                return first_group.index(node) + after
            at = bisect_left(self._all, node.index, lo=listed, key=lambda other: other.index)
            if at < len(self._all) and self._all[at] is node:
                return at + after
        if place is not None:
            return min(place, listed)
        return bisect_right(
            self._all,
            (moment, url),
            lo=listed,
            key=lambda other: (newest_first(other.published_date_time), other.url),
        )

    def nodes(self) -> Sequence[ArticleNode]:
        """The articles of the page."""
        page = self._page
        if self._fits is None and page.last is None and page.after is page.before is None:
            # By far the most frequent question, asked for every article of a page.
            return self._all[: page.first]
        start, end = self._page.cut(*self._between)
        if self._fits is None:
            return self._all[start:end]
        return [self._all[place] for place in self._places[start:end]]

    def edges(self) -> Sequence[RelatedEdge]:
        """The articles of the page with their links."""
        start, end = self._page.cut(*self._between)
        return [
            related_edge(
                self._graph, self._article, self._all[place], self._direction, self._cursor(place)
            )
            for place in self._places[start:end]
        ]

    def page_info(self) -> PageInfo:
        """Where the page stands in the list."""
        start, end = self._page.cut(*self._between)
        places = self._places[start:end]
        return self._page.info(
            *self._between,
            lambda place: place < len(self._places),
            (self._cursor(places[0]), self._cursor(places[-1])) if places else None,
        )

    def total_count(self) -> int:
        """How many articles the whole list has."""
        return len(self._places)


def _found(graph: ArticleGraph, url: str) -> ArticleNode | None:
    """The article with a URL that a cursor holds."""
    try:
        return graph.article(url)
    except ValueError:
        return None
