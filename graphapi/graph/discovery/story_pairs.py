"""Which articles are so near that they may belong to one story: near in words and in time.

Articles are numbered by date, so those within a stretch of time are neighbours in every list.
Each block of articles is compared with those published up to six weeks before its oldest, by a
product of sparse matrices. Terms that very many articles of such a stretch have tell little and
take most of the work: where it is too much, they are left out, the most frequent first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from graphapi.graph.discovery.term_vectors import TermVectors, Weights
from graphapi.graph.indexes.columns import MISSING
from graphapi.graph.indexes.postings import Floats, Integers, Numbers, Postings
from graphapi.runtime.background import Progress

__all__ = ["StoryPairs", "find_story_pairs"]

_DAY: Final = 86_400 * 10**6
"""In microseconds, as dates are."""

_MAX_APART: Final = 45 * _DAY
_HALF_LIFE: Final = 14 * _DAY
"""What happens two weeks later is half as likely to be the same story."""

_LEAST: Final = 0.05
"""Pairs that are less near are taken for strangers."""

_LONE_WEIGH: Final = 0.5

_LINKS_ADD: Final = 0.2
_SOME_WORDS: Final = 0.1
"""Links add up to a fifth to the closeness in words, all of it if that is a tenth or more."""

_LEAST_WORDS: Final = _LEAST / (1 + _LINKS_ADD / _SOME_WORDS)
"""The closeness in words of two articles that links can bring near enough."""

_STRETCH: Final = 50_000
"""Articles whose weights are sharpened at once."""

_BLOCK: Final = 1_000
_SHARE: Final = 8
"""Blocks are at least so large, and at least such a part of all that is near them: each looks at
the terms of all that.
"""

_WORK: Final = 1_200
"""Products for each article, on average: with more, common terms are left out."""

_MOST: Final = 100
"""Pairs of an article with older ones: the nearest."""

_DECIMALS: Final = 4
"""Of closeness: what differs between machines is rounded away."""


@dataclass(frozen=True, slots=True)
class StoryPairs:
    """Pairs of articles, the newer one (with the lower number) in `newer`, each pair once."""

    newer: Integers
    older: Integers
    closeness: Floats


def find_story_pairs(
    vectors: TermVectors, neighbours: Postings, published_at: Numbers, progress: Progress
) -> StoryPairs:
    """All pairs that are near; `neighbours` are those one link away in either direction.

    Articles without a date are compared with one another, as if a half-life apart.
    """
    weights = _sharpened(vectors)
    parts = [StoryPairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))]
    matrix = _matrix(len(vectors.hashes), vectors.starts, vectors.terms, weights)
    links = _matrix(vectors.count, neighbours.starts, neighbours.members)
    for first, last, end in _blocks(published_at):
        parts.append(_pairs_of_block(first, last, end, matrix, links, published_at))
        progress(last / vectors.count)
    return StoryPairs(
        np.concatenate([part.newer for part in parts]),
        np.concatenate([part.older for part in parts]),
        np.concatenate([part.closeness for part in parts]),
    )


def _sharpened(vectors: TermVectors) -> Weights:
    """The weights of terms by the square of their rarity: names tell stories apart, not phrases.

    What terms of one article alone had in a vector's length, they keep half of.
    """
    sharpened = np.empty_like(vectors.weights)
    rarity = vectors.rarity / float(vectors.rarity.max(initial=1))
    for first in range(0, vectors.count, _STRETCH):
        starts = vectors.starts[first : first + _STRETCH + 1]
        some = slice(starts[0], starts[-1])
        owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        before = vectors.weights[some]
        after = before * rarity[vectors.terms[some]]
        had, has = (
            np.bincount(owners, numbers.astype(np.float64) ** 2, len(starts) - 1)
            for numbers in (before, after)
        )
        lengths = np.sqrt(has + _LONE_WEIGH * np.maximum(0, 1 - had))
        lengths[lengths == 0] = 1
        sharpened[some] = after / lengths[owners]
    return sharpened


def _matrix(columns: int, starts: Numbers, members: Integers, weights: Any = None) -> Any:
    from scipy.sparse import csr_array  # noqa: PLC0415  takes 20 MB, mostly in a child process

    if weights is None:
        weights = np.ones(len(members), dtype=np.float32)
    return csr_array((weights, members, starts), shape=(len(starts) - 1, columns))


def _blocks(published_at: Numbers) -> Iterator[tuple[int, int, int]]:
    """Blocks of articles, from the first to before the last, and where what is near ends."""
    dated = int(np.count_nonzero(published_at != MISSING))
    ages = -published_at[:dated]  # ascending: the newest is the first
    first = 0
    while first < dated:
        near = int(np.searchsorted(ages, ages[first] + _MAX_APART, side="right")) - first
        last = min(first + max(_BLOCK, near // _SHARE), dated)
        yield first, last, int(np.searchsorted(ages, ages[last - 1] + _MAX_APART, side="right"))
        first = last
    for first in range(dated, len(published_at), _BLOCK):
        last = min(first + _BLOCK, len(published_at))
        yield first, last, min(last + _BLOCK, len(published_at))


def _pairs_of_block(
    first: int, last: int, end: int, matrix: Any, links: Any, published_at: Numbers
) -> StoryPairs:
    newer, older, words = _near_in_words(_affordable(matrix[first:last], matrix[first:end]))
    newer, older = newer + first, older + first
    apart = np.where(
        published_at[older] == MISSING, _HALF_LIFE, published_at[newer] - published_at[older]
    )
    recency = np.where(apart <= _MAX_APART, 0.5 ** (apart / _HALF_LIFE), 0)
    kept = words * recency * (1 + _LINKS_ADD / _SOME_WORDS) >= _LEAST
    newer, older, words, recency = newer[kept], older[kept], words[kept], recency[kept]
    linked = _link_closeness(links, newer, older)
    closeness = words + _LINKS_ADD * linked * np.minimum(1, words / _SOME_WORDS)
    closeness = np.round(closeness * recency, _DECIMALS)
    order = np.lexsort((older, -closeness, newer))
    newer, older, closeness = newer[order], older[order], closeness[order]
    rank = np.arange(len(newer)) - np.searchsorted(newer, newer)
    kept = (closeness >= _LEAST) & (rank < _MOST)
    return StoryPairs(newer[kept].astype(np.int32), older[kept].astype(np.int32), closeness[kept])


def _near_in_words(products: Any) -> tuple[Numbers, Numbers, Floats]:
    """The pairs that are near enough for links to make up for the rest, the newer one first."""
    # Most products are far too small: they are sorted out by the fastest of comparisons.
    places = np.flatnonzero(products.data >= np.float32(_LEAST_WORDS / 2))
    words = products.data[places].astype(np.float64)
    newer = np.searchsorted(products.indptr, places, side="right") - 1
    older = products.indices[places].astype(np.int64)
    # Links cannot make up for more than they add.
    kept = (older > newer) & (words * (1 + _LINKS_ADD / _SOME_WORDS) >= _LEAST)
    return newer[kept], older[kept], words[kept]


def _affordable(block: Any, near: Any) -> Any:
    """The products of the rows of a block with those near, over the rarest terms.

    Only terms of the block count, so they are numbered anew: a large corpus has millions.
    """
    terms, in_block = np.unique(block.indices, return_counts=True)
    columns = np.full(block.shape[1], -1, dtype=np.int32)
    columns[terms] = np.arange(len(terms), dtype=np.int32)
    in_near = np.bincount(columns[near.indices] + 1, minlength=len(terms) + 1)[1:]
    order = np.argsort(in_near, kind="stable")
    spent = np.cumsum((in_block * in_near)[order])
    columns[terms[order[np.searchsorted(spent, _WORK * block.shape[0], side="right") :]]] = -1
    block, near = (_only(rows, columns, len(terms)) for rows in (block, near))
    return block @ near.T.tocsr()


def _only(rows: Any, columns: Integers, count: int) -> Any:
    """Some columns of a matrix: `columns` has the new number of each, -1 for what is left out."""
    from scipy.sparse import csr_array  # noqa: PLC0415  takes 20 MB, mostly in a child process

    numbers = columns[rows.indices]
    kept = numbers >= 0
    starts = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
    return csr_array((rows.data[kept], numbers[kept], starts), shape=(rows.shape[0], count))


def _link_closeness(links: Any, newer: Numbers, older: Numbers) -> Floats:
    """The cosines of the neighbourhoods of pairs; everyone belongs to its own."""
    if not links.nnz or not len(newer):
        return np.zeros(len(newer))
    degrees = np.diff(links.indptr)
    rows = links[newer]
    shared = np.asarray(rows.multiply(links[older]).sum(axis=1)).ravel()
    owners = np.repeat(np.arange(len(newer)), np.diff(rows.indptr))
    joined = np.bincount(owners[rows.indices == older[owners]], minlength=len(newer))
    both: Floats = (shared + 2 * joined) / np.sqrt((degrees[newer] + 1.0) * (degrees[older] + 1))
    return both
