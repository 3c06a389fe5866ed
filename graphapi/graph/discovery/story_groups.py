"""Stories: which articles are about one event, or one topic that runs for some weeks.

Articles near in words and in time are pairs; links bring them nearer. The pairs are divided into
communities by the Leiden method (Traag, Waltman and van Eck, From Louvain to Leiden, 2019) with the
constant Potts model (the same, Narrow scope for resolution-limit-free community detection, 2011):
in a community, the mean closeness of all pairs is above a threshold, and between two it is below.
So a story that has grown into a mixture of others falls apart, and what is far away in the corpus
has no say in it. Two articles alone have to be nearer than those of a larger story. Many outlets
word one event in several ways, each of which makes a community: stories whose articles are near
one another on the whole are merged (average linkage). Then articles that were left alone join the
story to whose nearest members they are near enough.

graspologic-native was chosen because it takes our arrays as they are, gives the same result for
the same seed, is small, has wheels for every system, and a licence that asks nothing of those who
use it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from graphapi.graph.discovery.story_pairs import StoryPairs
from graphapi.graph.indexes.columns import MISSING
from graphapi.graph.indexes.postings import Floats, Integers, Numbers, Postings

__all__ = ["Stories", "find_stories"]

_THRESHOLD: Final = 0.17
"""The mean closeness of the articles of a story."""

_LEAST_OF_TWO: Final = 0.25
_LEAST_TO_MERGE: Final = 0.12
"""The mean closeness between the articles of two stories, for them to be one."""

_LEAST_TO_JOIN: Final = 0.3
"""The mean closeness of an article to the nearest of a story, for it to join them."""

_NEAREST: Final = 3
_ROUNDS: Final = 2
_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Stories:
    """The stories, largest first, then the one that began last, then by the founder's URL.

    `of_articles` has the number of each article's story, -1 for none; `articles` the members of
    each story, ascending. The `leads` are the most central members, those nearest to all others,
    the newest of equals; the `founders` the oldest members, by URL among equals, those without a
    date last.
    """

    of_articles: Integers
    articles: Postings
    leads: Integers
    founders: Integers

    def __len__(self) -> int:
        return len(self.founders)


def find_stories(pairs: StoryPairs, published_at: Numbers) -> Stories:
    """The stories of all articles."""
    count = len(published_at)
    matrix = _symmetric(pairs, count)
    communities = _merged(_without_weak(_communities(matrix), matrix), matrix)
    communities = _joined_by_lone(communities, matrix)
    members = np.flatnonzero(communities >= 0)
    _, owners, sizes = np.unique(communities[members], return_inverse=True, return_counts=True)
    age = np.where(published_at == MISSING, np.iinfo(np.int64).max, published_at)[members]
    founders = _firsts(members, owners, age)
    order = np.lexsort((founders, -sizes))
    numbers = np.empty(len(order), dtype=np.int32)
    numbers[order] = np.arange(len(order), dtype=np.int32)
    of_articles = np.full(count, -1, dtype=np.int32)
    of_articles[members] = numbers[owners]
    centrality = _inner_closeness(of_articles, matrix)[members]
    return Stories(
        of_articles=of_articles,
        articles=Postings.from_owners(of_articles, len(order)),
        leads=_firsts(members, owners, -centrality)[order],
        founders=founders[order],
    )


def _firsts(members: Numbers, owners: Numbers, keys: Numbers | Floats) -> Integers:
    """The member of each owner with the smallest key, by index among equals."""
    order = np.lexsort((members, keys, owners))
    _, starts = np.unique(owners[order], return_index=True)
    return members[order[starts]].astype(np.int32)


def _symmetric(pairs: StoryPairs, count: int) -> Any:
    from scipy.sparse import csr_array  # noqa: PLC0415  takes 20 MB, mostly in a child process

    ends = np.concatenate([pairs.newer, pairs.older]), np.concatenate([pairs.older, pairs.newer])
    weights = np.concatenate([pairs.closeness, pairs.closeness])
    matrix = csr_array((weights, ends), shape=(count, count))
    matrix.sort_indices()
    return matrix


def _communities(matrix: Any) -> Numbers:
    """The number of each article's community."""
    from graspologic_native import leiden_csr  # noqa: PLC0415  mostly in a child process

    count = matrix.shape[0]
    if not matrix.nnz:
        return np.arange(count)
    _, communities = leiden_csr(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data,
        count,
        resolution=_THRESHOLD,
        use_modularity=False,
        iterations=_ROUNDS,
        seed=_SEED,
    )
    return np.fromiter(map(communities.__getitem__, range(count)), np.int64, count)


def _without_weak(communities: Numbers, matrix: Any) -> Numbers:
    """-1 for the articles of communities of one, and of two that are not near enough."""
    sizes = np.bincount(communities)[communities]
    weak = (sizes == 2) & (_inner_closeness(communities, matrix) < _LEAST_OF_TWO)
    return np.where((sizes > 1) & ~weak, communities, -1)


def _merged(communities: Numbers, matrix: Any) -> Numbers:
    """Merge communities that are near, the nearest first, until none are near enough."""
    entries = matrix.tocoo()
    merged = communities.copy()
    while True:
        one, other = merged[entries.row], merged[entries.col]
        between = (one >= 0) & (other >= 0) & (one != other)
        count = int(merged.max(initial=-1)) + 1
        pairs, places = np.unique(one[between] * count + other[between], return_inverse=True)
        sizes = np.bincount(merged[merged >= 0], minlength=count)
        one, other = pairs // count, pairs % count
        means = np.bincount(places, entries.data[between], len(pairs)) / (sizes[one] * sizes[other])
        means = np.round(means, 6)
        near = means >= _LEAST_TO_MERGE
        one, other, means = one[near], other[near], means[near]
        # Each with the nearest of its own, where that is mutual: the nearest pair of all is one.
        order = np.lexsort((np.minimum(one, other), np.maximum(one, other), -means, one))
        owners, first = np.unique(one[order], return_index=True)
        nearest = np.full(count, -1)
        nearest[owners] = other[order][first]
        mutual = owners[nearest[nearest[owners]] == owners]
        if not len(mutual):
            return merged
        names = np.arange(count)
        names[mutual] = np.minimum(mutual, nearest[mutual])
        merged = np.where(merged >= 0, names[merged], -1)


def _joined_by_lone(communities: Numbers, matrix: Any) -> Numbers:
    """Let each article that is in none join the community whose nearest members are nearest."""
    entries = matrix.tocoo()
    kept = (communities[entries.row] < 0) & (communities[entries.col] >= 0)
    lone, stories, closeness = (
        entries.row[kept],
        communities[entries.col[kept]],
        entries.data[kept],
    )
    order = np.lexsort((-closeness, stories, lone))
    lone, stories, closeness = lone[order], stories[order], closeness[order]
    new = np.ones(len(lone), dtype=np.bool_)
    new[1:] = (lone[1:] != lone[:-1]) | (stories[1:] != stories[:-1])
    starts = np.flatnonzero(new)
    groups = np.cumsum(new) - 1
    near = np.arange(len(lone)) - starts[groups] < _NEAREST
    sums = np.bincount(groups[near], closeness[near], len(starts))
    sizes = np.bincount(communities[communities >= 0], minlength=1)
    means = sums / np.minimum(sizes[stories[starts]], _NEAREST)
    best = np.lexsort((stories[starts], -means, lone[starts]))
    owners, first = np.unique(lone[starts][best], return_index=True)
    chosen = best[first]
    fits = means[chosen] >= _LEAST_TO_JOIN
    joined = communities.copy()
    joined[owners[fits]] = stories[starts][chosen[fits]]
    return joined


def _inner_closeness(communities: Numbers | Integers, matrix: Any) -> Floats:
    """For each article, how near it is to the others of its community, all together."""
    entries = matrix.tocoo()
    inner = communities[entries.row] == communities[entries.col]
    sums = np.bincount(entries.row[inner], entries.data[inner], len(communities))
    return np.asarray(np.round(sums, 6))
