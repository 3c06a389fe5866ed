"""Paths that cross from article to article over what both have in common, where links do not reach.

Links come first: the best path has the fewest bridges, then the most telling ones, then the fewest
hops, then the smallest groups. A breadth-first search back from the target fills layers: those of
the articles from which it is reached with so many bridges, so telling, in so many hops. It visits
groups as if they were nodes between their members, each once a layer, so a group of thousands costs
thousands of looks, not millions. A best-first search from the source then walks inside the layers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush, nsmallest
from typing import Final, NamedTuple

from graphapi.domain import Bridge
from graphapi.errors import LimitExceededError
from graphapi.graph.nodes import ArticleNode, ProviderNode, StoryNode, TopicNode
from graphapi.graph.walking.paths import MAX_PATH_WORK
from graphapi.graph.walking.traversal import Crossing, Neighbours
from graphapi.runtime.deadlines import INTERRUPTIONS

__all__ = ["BridgedPath", "Group", "GroupsOf", "bridged_paths"]

_RANKS: Final = {kind: rank for rank, kind in enumerate(Bridge)}
_LINK: Final = -1
"""The rank of a step that is a link, before those of all bridges."""

_NO_LAYER: Final[Mapping[ArticleNode, int]] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Articles that have something in common: each is one bridge from every other.

    `node` is what they share, if that is a node. Of several groups the one with the smallest `size`
    says most.
    """

    kind: Bridge
    members: Sequence[ArticleNode]
    size: int
    node: ProviderNode | TopicNode | StoryNode | None = None


GroupsOf = Callable[[ArticleNode], Sequence[Group]]
"""The groups that an article is in, the same objects for each of their members."""


@dataclass(frozen=True, slots=True)
class BridgedPath:
    """A simple path, and for each step the group that both ends are in, None for a link."""

    articles: tuple[ArticleNode, ...]
    groups: tuple[Group | None, ...]


class _Level(NamedTuple):
    """How many bridges a path has, and the sum of their ranks: the lower, the more telling."""

    bridges: int
    ranks: int


class _Partial(NamedTuple):
    """The beginning of a path, ordered by the best that it can become."""

    size: int
    places: tuple[int, ...]
    ranks: tuple[int, ...]
    articles: tuple[ArticleNode, ...]
    groups: tuple[Group | None, ...]
    level: _Level
    spent: int


def bridged_paths(
    source: ArticleNode,
    target: ArticleNode,
    forward: Neighbours,
    backward: Neighbours,
    groups_of: GroupsOf,
    max_hops: int,
    count: int,
    crossing: Crossing | None = None,
) -> list[BridgedPath]:
    """Up to `count` of the best paths of at most `max_hops` links and bridges.

    All have as few bridges as any path, and of those as telling ones, and of those as few hops.
    Those over the smallest groups come first, ties in the order of their articles. A step takes the
    smallest group of its kind. `crossing` is asked about all articles but both ends. Raises
    LimitExceededError after a look at `MAX_PATH_WORK` links and members of groups.
    """
    search = _Search(source, target, forward, backward, groups_of, crossing)
    found = search.find_best(max_hops)
    return [] if found is None else list(search.paths(*found, count))


class _Search:
    """One search. `_layers[level][hops]` maps each article from which the target is reached so to
    the smallest sum of the sizes of groups on the way.

    An article that a better level reaches in as few hops is in no later layer: no best path crosses
    it there. So the walks that are left visit no article twice.
    """

    def __init__(
        self,
        source: ArticleNode,
        target: ArticleNode,
        forward: Neighbours,
        backward: Neighbours,
        groups_of: GroupsOf,
        crossing: Crossing | None,
    ) -> None:
        self._source, self._target = source, target
        self._forward, self._backward, self._groups_of = forward, backward, groups_of
        self._crossing = crossing
        self._layers: dict[_Level, list[Mapping[ArticleNode, int]]] = {}
        self._hops: dict[ArticleNode, int] = {target: 0}
        self._group_hops: dict[Group, int] = {}
        self._work = 0

    def find_best(self, max_hops: int) -> tuple[_Level, int] | None:
        """The level and the hops of the best paths; None if there is no path."""
        for bridges in range(max_hops + 1):
            grown = False
            for ranks in range(bridges * max(_RANKS.values()) + 1):
                level = _Level(bridges, ranks)
                layers = self._layers[level] = [{} if bridges else {self._target: 0}]
                for hops in range(1, max_hops + 1):
                    layers.append(self._layer(level, hops))
                    if self._source in layers[hops]:
                        return level, hops
                grown = grown or any(layers)
            if not grown:
                return None
        return None

    def _layer(self, level: _Level, hops: int) -> Mapping[ArticleNode, int]:
        found: dict[ArticleNode, int] = {}
        for article, size in self._layers[level][hops - 1].items():
            self._offer(found, self._backward(article), size, hops)
        for group, size in self._groups_before(level, hops).items():
            if hops < self._group_hops.get(group, hops + 1):
                self._group_hops[group] = hops
                self._offer(found, group.members, size + group.size, hops)
        self._hops.update(dict.fromkeys(found, hops))
        return found

    def _groups_before(self, level: _Level, hops: int) -> Mapping[Group, int]:
        """The groups over which a layer is reached, with the smallest sum of sizes behind each."""
        found: dict[Group, int] = {}
        for kind, rank in _RANKS.items():
            for article, size in self._next_layer(level, rank, hops - 1).items():
                groups = self._groups_of(article)
                self._spend(len(groups))
                for group in groups:
                    if group.kind is kind:
                        found[group] = min(size, found.get(group, size))
        return found

    def _next_layer(self, level: _Level, rank: int, hops: int) -> Mapping[ArticleNode, int]:
        """The layer in which a step of that rank from a level ends."""
        if rank != _LINK:
            level = _Level(level.bridges - 1, level.ranks - rank)
        layers = self._layers.get(level)
        return _NO_LAYER if layers is None else layers[hops]

    def _offer(
        self,
        found: dict[ArticleNode, int],
        articles: Sequence[ArticleNode],
        size: int,
        hops: int,
    ) -> None:
        """Add to a layer those of some articles that it is good for."""
        self._spend(len(articles))
        known, crossing, source = self._hops, self._crossing, self._source
        for article in articles:
            before = found.get(article)
            if before is not None:
                if size < before:
                    found[article] = size
            elif known.get(article, hops + 1) > hops and (
                crossing is None or article is source or crossing(article)
            ):
                found[article] = size

    def paths(self, level: _Level, hops: int, count: int) -> Iterator[BridgedPath]:
        """Up to `count` paths of a level and length, best first."""
        source = self._source
        size = self._layers[level][hops][source]
        pending = [_Partial(size, (source.index,), (), (source,), (), level, 0)]
        while pending and count:
            partial = heappop(pending)
            if len(partial.groups) == hops:
                yield BridgedPath(partial.articles, partial.groups)
                count -= 1
                continue
            # Each goes on to a path of its own, so no more than `count` of them can matter.
            left = hops - len(partial.groups) - 1
            for longer in nsmallest(count, self._steps_on(partial, left)):
                heappush(pending, longer)

    def _steps_on(self, partial: _Partial, left: int) -> Iterator[_Partial]:
        """The beginnings that are a step longer, with `left` steps to go."""
        steps: dict[tuple[int, ArticleNode], tuple[int, Group | None]] = {}
        article = partial.articles[-1]
        layer = self._next_layer(partial.level, _LINK, left)
        neighbours = self._forward(article)
        self._spend(len(neighbours))
        for after in neighbours:
            if after in layer:
                steps[_LINK, after] = layer[after], None
        for group in sorted(self._groups_of(article), key=_size):
            rank = _RANKS[group.kind]
            layer = self._next_layer(partial.level, rank, left)
            members = group.members if layer else ()
            self._spend(len(members))
            for after in members:
                if after in layer:
                    steps.setdefault((rank, after), (layer[after], group))
        for (rank, after), (size, over) in steps.items():
            spent, level = partial.spent, partial.level
            if over is not None:
                spent += over.size
                level = _Level(level.bridges - 1, level.ranks - rank)
            yield _Partial(
                spent + size,
                (*partial.places, after.index),
                (*partial.ranks, rank),
                (*partial.articles, after),
                (*partial.groups, over),
                level,
                spent,
            )

    def _spend(self, looks: int) -> None:
        if INTERRUPTIONS.due:
            INTERRUPTIONS.check()
        self._work += looks
        if self._work > MAX_PATH_WORK:
            raise LimitExceededError(
                f"paths: more than {MAX_PATH_WORK:,} links and members of groups would have to be "
                "looked at; ask for fewer paths or bridges, a smaller maxHops, or less `through`"
            )


def _size(group: Group) -> int:
    return group.size
