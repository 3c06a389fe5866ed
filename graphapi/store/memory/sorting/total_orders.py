"""Total orders over all nodes of a kind, and where in them a sort key stands.

An order is computed once for all nodes, as a permutation. A part of them, in that order, is
then its sorted places, and a cursor finds its place by bisection over keys, whether or not the
node that had the key is still there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from graphapi.graph import MISSING, Integers
from graphapi.store.questions.cursors import Value
from graphapi.store.questions.order_keys import order_tag

__all__ = ["Property", "SortOrder", "SortStep", "text_ranks"]

NodeT = TypeVar("NodeT")

Key = tuple[Value, ...]

_LAST: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Property(Generic[NodeT]):
    """Something to sort by. `code` stands for it in cursors; `read` gives a node's value.

    `column` gives the values of all nodes: whole numbers with `MISSING`, floats with NaN where a
    node has none, or the ranks of texts. `types` are the types of its values.
    """

    code: str
    read: Callable[[NodeT], Value]
    column: Callable[[], NDArray[Any]]
    types: type | tuple[type, ...] = int


@dataclass(frozen=True, slots=True)
class SortStep(Generic[NodeT]):
    """A property, smallest first or largest first. Nodes without it come last either way."""

    property: Property[NodeT]
    descending: bool


class SortOrder(Generic[NodeT]):
    """All nodes of a kind in one total order: the last steps tell any two nodes apart.

    `presorted` of the last steps are those by which the nodes stand anyway: they need no sorting.
    If that is all steps, `in_place` is true and nothing is computed.
    `tag` says the order in cursors, `types` what the values of a key may be. `find` gives the index
    of the node with the last value of a key, which each node has for itself, where it knows one.
    """

    def __init__(
        self,
        nodes: Sequence[NodeT],
        steps: Sequence[SortStep[NodeT]],
        *,
        presorted: int = 0,
        find: Callable[[Any], int | None] = lambda _: None,
    ) -> None:
        self.nodes, self._find = nodes, find
        self._steps = tuple(steps)
        self._sorted_by = self._steps[: len(self._steps) - presorted]
        self.in_place = not self._sorted_by
        self._readers = tuple(step.property.read for step in steps)
        self.types = tuple(step.property.types for step in steps)
        self.tag = order_tag((step.property.code, step.descending) for step in steps)

    @cached_property
    def permutation(self) -> Integers:
        """The index of the node at each place."""
        if self.in_place:
            return np.arange(len(self.nodes), dtype=np.int32)
        columns = [_ascending(step.property.column(), step.descending) for step in self._sorted_by]
        # Equals stay as they stand.
        return np.lexsort(tuple(reversed(columns))).astype(np.int32)

    @cached_property
    def ranks(self) -> Integers:
        """The place of each node."""
        places = np.empty(len(self.nodes), dtype=np.int32)
        places[self.permutation] = np.arange(len(self.nodes), dtype=np.int32)
        return places

    def at(self, place: int) -> NodeT:
        """The node at a place."""
        return self.nodes[place if self.in_place else self.permutation[place]]

    def key(self, node: NodeT) -> Key:
        """The sort key of a node."""
        return tuple(read(node) for read in self._readers)

    def place(self, key: Key, *, after: bool) -> int:
        """How many of all nodes come before a key, or, with `after`, up to it."""
        index = self._find(key[-1])
        if index is not None and self.key(self.nodes[index]) == key:
            return (index if self.in_place else int(self.ranks[index])) + after
        low, high = 0, len(self.nodes)
        while low < high:
            middle = (low + high) // 2
            compared = self._compare(self.key(self.at(middle)), key)
            if compared < 0 or (after and compared == 0):
                low = middle + 1
            else:
                high = middle
        return low

    def _compare(self, one: Key, other: Key) -> int:
        """Negative, zero or positive as the first key comes before, with or after the second."""
        for step, left, right in zip(self._steps, one, other, strict=True):
            if left == right:
                continue
            if left is None or right is None:
                return 1 if left is None else -1
            smaller: bool = left < right  # type: ignore[operator]  # decode() checked the types
            return -1 if smaller is not step.descending else 1
        return 0


def text_ranks(texts: Sequence[str]) -> NDArray[np.int64]:
    """The place of each text among the distinct ones, sorted by code points."""
    ranks = {text: rank for rank, text in enumerate(sorted(set(texts)))}
    return np.array([ranks[text] for text in texts], dtype=np.int64)


def _ascending(column: NDArray[Any], descending: bool) -> NDArray[Any]:
    """A column that sorts as wanted from small to large, with missing values at the end."""
    if column.dtype.kind == "f":
        return np.where(np.isnan(column), np.inf, -column if descending else column)
    return np.where(column == MISSING, _LAST, -column if descending else column)
