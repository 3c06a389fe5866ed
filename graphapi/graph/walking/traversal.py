"""Breadth-first search, as far as it is asked to go, and the neighbourhood of articles.

Searches are lazy: the first hundred articles of a million cost what finding a hundred costs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from graphapi.graph.nodes import ArticleNode
from graphapi.runtime.deadlines import INTERRUPTIONS

__all__ = ["BreadthFirst", "Crossing", "Neighbours"]

Neighbours = Callable[[ArticleNode], Sequence[ArticleNode]]
"""The articles one link away in some direction, in link order. One may come twice."""

Crossing = Callable[[ArticleNode], bool]
"""Whether an article may be crossed on the way to others."""


class BreadthFirst:
    """A breadth-first search from some articles, each article met once, nearest first.

    `found` starts with the starts themselves and grows as the search goes on; ties come in link
    order. `parents` maps each article found to the one before it on a shortest path, a start to
    None. Starts are always crossed; others only where `crossing` says so (None: all are).
    """

    __slots__ = ("_crossing", "_head", "_max_hops", "_neighbours", "_rings", "found", "parents")

    def __init__(
        self,
        starts: Iterable[ArticleNode],
        neighbours: Neighbours,
        max_hops: int,
        crossing: Crossing | None = None,
    ) -> None:
        self.parents: dict[ArticleNode, ArticleNode | None] = dict.fromkeys(starts)
        self.found: list[ArticleNode] = list(self.parents)
        self._neighbours, self._crossing, self._max_hops = neighbours, crossing, max_hops
        self._head = 0
        # Ring h ends before place _rings[h] of `found`; the last entry ends the ring being crossed.
        self._rings: list[int] = [len(self.found)]

    def extend(self, count: int) -> bool:
        """Search on until `count` articles are found; False if there are not as many."""
        found, parents, rings = self.found, self.parents, self._rings
        while len(found) < count:
            if INTERRUPTIONS.due:
                INTERRUPTIONS.check()
            if self._head == rings[-1]:
                if len(found) == rings[-1]:
                    return False
                rings.append(len(found))
            if len(rings) > self._max_hops:
                return False
            article = found[self._head]
            self._head += 1
            if len(rings) > 1 and self._crossing is not None and not self._crossing(article):
                continue
            for neighbour in self._neighbours(article):
                if neighbour not in parents:
                    parents[neighbour] = article
                    found.append(neighbour)
        return True

    def hops(self, place: int) -> int:
        """How many links the article at a place of `found` is from the nearest start."""
        return bisect_right(self._rings, place)

    def ring(self, hops: int) -> int:
        """The place in `found` where the articles `hops` away begin. Searches on as needed."""
        while len(self._rings) < hops and self.extend(len(self.found) + 1):
            pass
        if hops <= 0:
            return 0
        return self._rings[hops - 1] if hops <= len(self._rings) else len(self.found)

    def path(self, article: ArticleNode) -> tuple[ArticleNode, ...]:
        """A shortest path to an article found, from its start to itself."""
        walked: list[ArticleNode] = []
        before: ArticleNode | None = article
        while before is not None:
            walked.append(before)
            before = self.parents[before]
        return tuple(reversed(walked))
