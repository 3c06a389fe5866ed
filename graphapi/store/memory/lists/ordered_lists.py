"""Lists in a total order, a page at a time: of articles, providers or topics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np

from graphapi.graph import Integers
from graphapi.store.answers.edges import Edge
from graphapi.store.memory.sorting.total_orders import SortOrder
from graphapi.store.questions.cursors import encode_cursor
from graphapi.store.questions.list_cursors import Key, decode_ordered, ordered_tag
from graphapi.store.questions.paging import PageInfo, PageRequest, checked_page

__all__ = ["Members", "SortedList", "sorted_places"]

NodeT = TypeVar("NodeT")


class Members:
    """The nodes of a list, as indexes, ascending (None: all nodes), computed when asked for.

    `sort` gives their places in an order, ascending; it may cache them.
    """

    def __init__(
        self,
        find: Callable[[], Integers | None],
        sort: Callable[[SortOrder[Any], Integers], Integers] | None = None,
    ) -> None:
        self._find = find
        self._sort: Callable[[SortOrder[Any], Integers], Integers] = sort or sorted_places

    @cached_property
    def indexes(self) -> Integers | None:
        """The indexes of the nodes; None for all."""
        return self._find()

    def places(self, order: SortOrder[NodeT]) -> Integers | None:
        """Where the nodes stand in an order, ascending; None if they are all nodes."""
        indexes = self.indexes
        if indexes is None or order.in_place:
            return indexes
        return self._sort(order, indexes)


def sorted_places(order: SortOrder[NodeT], indexes: Integers) -> Integers:
    """Where some nodes stand in an order, ascending."""
    return np.sort(order.ranks[indexes])


class SortedList(Generic[NodeT]):
    """A connection over some nodes of a kind in a total order.

    Arguments are checked at once; the nodes, the page and the total are each computed when
    first asked for. `kind` tells the cursors of different lists apart.
    """

    def __init__(
        self, kind: str, members: Members, order: SortOrder[NodeT], request: PageRequest
    ) -> None:
        self._members, self._order = members, order
        self._tag = ordered_tag(kind, order.tag)
        self._page = checked_page(request, self._decode)

    def _decode(self, cursor: str, argument: str) -> Key:
        return decode_ordered(cursor, argument, self._tag, self._order.types)

    def _cursor(self, node: NodeT) -> str:
        return encode_cursor(self._tag, self._order.key(node))

    @cached_property
    def _places(self) -> Integers | None:
        return self._members.places(self._order)

    @cached_property
    def _between(self) -> tuple[int, int]:
        """The places that the cursors stand for."""
        page = self._page
        low = 0 if page.after is None else self._standing(page.after, after=True)
        high = (
            self.total_count() if page.before is None else self._standing(page.before, after=False)
        )
        return low, high

    def _standing(self, key: Key, *, after: bool) -> int:
        """How many nodes of the list come before a key, or, with `after`, up to it."""
        place = self._order.place(key, after=after)
        if self._places is None:
            return place
        # Of the array's own type: for a Python int the whole array would be converted first.
        return int(np.searchsorted(self._places, np.int32(place)))

    @cached_property
    def _nodes(self) -> Sequence[NodeT]:
        start, end = self._page.cut(*self._between)
        order, places = self._order, self._places
        if order.in_place and places is None:
            return order.nodes[start:end]
        cut = slice(start, end)
        if order.in_place:
            assert places is not None
            indexes = places[cut]
        else:
            indexes = order.permutation[cut if places is None else places[cut]]
        nodes = order.nodes
        return [nodes[index] for index in indexes.tolist()]

    def nodes(self) -> Sequence[NodeT]:
        """The nodes of the page."""
        return self._nodes

    def edges(self) -> Sequence[Edge[NodeT]]:
        """The nodes of the page with their cursors."""
        return [Edge(node, self._cursor(node)) for node in self._nodes]

    def page_info(self) -> PageInfo:
        """Where the page stands in the list."""
        nodes = self._nodes
        return self._page.info(
            *self._between,
            lambda place: place < self.total_count(),
            (self._cursor(nodes[0]), self._cursor(nodes[-1])) if nodes else None,
        )

    def total_count(self) -> int:
        """How many nodes the whole list has."""
        indexes = self._members.indexes
        return len(self._order.nodes) if indexes is None else len(indexes)
