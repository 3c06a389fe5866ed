"""The articles one link away from an article, in an order asked for."""

from __future__ import annotations

from collections.abc import Sequence

from graphapi.domain import LinkDirection
from graphapi.graph import ArticleGraph, ArticleNode
from graphapi.store.answers.edges import RelatedEdge
from graphapi.store.memory.lists.ordered_lists import Members, SortedList
from graphapi.store.memory.lists.related_articles import related_edge
from graphapi.store.memory.sorting.total_orders import SortOrder
from graphapi.store.questions.list_cursors import related_list
from graphapi.store.questions.paging import PageInfo, PageRequest

__all__ = ["SortedRelatedList"]


class SortedRelatedList:
    """A connection over articles one link away: a sorted list, its edges telling the links."""

    def __init__(
        self,
        graph: ArticleGraph,
        article: ArticleNode,
        direction: LinkDirection,
        members: Members,
        order: SortOrder[ArticleNode],
        request: PageRequest,
    ) -> None:
        self._graph, self._article, self._direction = graph, article, direction
        self._list = SortedList(related_list(direction), members, order, request)

    def nodes(self) -> Sequence[ArticleNode]:
        """The articles of the page."""
        return self._list.nodes()

    def edges(self) -> Sequence[RelatedEdge]:
        """The articles of the page with their links."""
        return [
            related_edge(self._graph, self._article, edge.node, self._direction, edge.cursor)
            for edge in self._list.edges()
        ]

    def page_info(self) -> PageInfo:
        """Where the page stands in the list."""
        return self._list.page_info()

    def total_count(self) -> int:
        """How many articles the whole list has."""
        return self._list.total_count()
