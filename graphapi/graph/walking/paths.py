"""The shortest simple paths between two articles, within bounded work.

For each length in turn, sets of articles say from where the target can be reached in exactly so
many links; a depth-first search in link order, kept inside these sets, then walks to nothing that
cannot reach the target in time. Paths so come shortest first, ties in link order. (Eppstein's and
Yen's algorithms find k shortest paths too, but promise no order among equals.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from graphapi.errors import LimitExceededError
from graphapi.graph.nodes import ArticleNode
from graphapi.graph.walking.traversal import Crossing, Neighbours
from graphapi.runtime.deadlines import INTERRUPTIONS

__all__ = ["MAX_PATH_WORK", "shortest_paths"]

MAX_PATH_WORK: Final = 2_000_000
"""How many links one search may look at: a fraction of a second."""


def shortest_paths(
    source: ArticleNode,
    target: ArticleNode,
    forward: Neighbours,
    backward: Neighbours,
    max_hops: int,
    count: int,
    crossing: Crossing | None = None,
) -> list[tuple[ArticleNode, ...]]:
    """Up to `count` shortest simple paths, each from source to target, both included.

    `forward` follows links away from the source, `backward` the same links the other way. Both
    ends may always be crossed, others only where `crossing` says so. From an article to itself
    there is one path, of no links. Raises LimitExceededError after `MAX_PATH_WORK` links.
    """
    if count <= 0:
        return []
    if source is target:
        return [(source,)]
    search = _Search(source, target, forward, backward, crossing)
    found: list[tuple[ArticleNode, ...]] = []
    for length in range(1, max_hops + 1):
        if not search.widen():
            break
        for path in search.paths(length):
            found.append(path)
            if len(found) == count:
                return found
    return found


class _Search:
    """One search. `_layers[n]` holds the articles from which n links lead to the target."""

    def __init__(
        self,
        source: ArticleNode,
        target: ArticleNode,
        forward: Neighbours,
        backward: Neighbours,
        crossing: Crossing | None,
    ) -> None:
        self._source, self._target = source, target
        self._forward, self._backward, self._crossing = forward, backward, crossing
        self._layers: list[set[ArticleNode]] = [{target}]
        self._seen = {target}
        self._work = 0

    def widen(self) -> bool:
        """Add the next layer; False if no further length can lead from the source."""
        layer: set[ArticleNode] = set()
        for article in self._layers[-1]:
            if article is not self._source:
                before = self._backward(article)
                self._spend(len(before))
                layer.update(before)
        layer.discard(self._target)
        if self._crossing is not None:
            layer = {
                article for article in layer if article is self._source or self._crossing(article)
            }
        self._layers.append(layer)
        # Each ring of a breadth-first search is new in its layer: none new, and none will be.
        grown = not layer <= self._seen
        self._seen |= layer
        return grown or self._source in self._seen

    def paths(self, length: int) -> Iterator[tuple[ArticleNode, ...]]:
        """The simple paths of exactly that many links, in link order."""
        if self._source not in self._layers[length]:
            return
        path = [self._source]
        on_path = {self._source}
        choices = [iter(self._next(self._source, length - 1))]
        while choices:
            if INTERRUPTIONS.due:
                INTERRUPTIONS.check()
            article = next(choices[-1], None)
            if article is None:
                choices.pop()
                on_path.discard(path.pop())
            elif article not in on_path:
                if len(path) == length:
                    yield (*path, article)
                else:
                    path.append(article)
                    on_path.add(article)
                    choices.append(iter(self._next(article, length - len(path))))

    def _next(self, article: ArticleNode, left: int) -> Sequence[ArticleNode]:
        """The articles one link on from which the target is exactly `left` links away."""
        neighbours = self._forward(article)
        self._spend(len(neighbours))
        layer = self._layers[left]
        return [neighbour for neighbour in neighbours if neighbour in layer]

    def _spend(self, links: int) -> None:
        if INTERRUPTIONS.due:
            INTERRUPTIONS.check()
        self._work += links
        if self._work > MAX_PATH_WORK:
            raise LimitExceededError(
                f"paths: more than {MAX_PATH_WORK:,} links would have to be looked at; "
                "ask for fewer paths, a smaller maxHops, or restrict `through`"
            )
