"""The terms of texts as sparse vectors: what two articles have in common, and how rare it is.

A term is the stem of a word, or two stems that follow one another. A text's vector has a weight for
each of its terms: the more often it is in the text, and the fewer articles have it, the more it
weighs (tf-idf: Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988).
Vectors have length 1, so that the product of two is the cosine between them.

Terms go by a hash of 64 bits and are numbered in its order: numbers do not depend on the machine or
the process, and no process keeps a dictionary of them. A term that only one article has joins it to
none: it is left out, and counts little in the length of the vector.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graphapi.graph.discovery.word_hashes import Hashes, WordHashes, hash_texts
from graphapi.graph.indexes.known_rows import Rows
from graphapi.graph.indexes.postings import Integers, Numbers

__all__ = ["TermVectors", "Vector", "Weights", "term_counts", "vectors_of"]

Weights = NDArray[np.float32]

_TITLE_WEIGHT: Final = 2
"""A word of the title counts as much as this many of the rest."""

_PAIR: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number: what the first hash of a pair is multiplied by."""

_LONE_WEIGH: Final = 0.25
"""What the square of a term that no other article has adds to the square of a vector's length.
In a small corpus most terms are such: counted in full, nothing would be near anything.
"""


_DATES: Final = hash_texts(
    [([], [str(number) for number in (*range(32), *range(1990, 2060))])]
).hashes
"""Days of the month and years: texts that name the same date need not be about the same thing."""


@dataclass(frozen=True, slots=True)
class Vector:
    """The terms of one text, ascending, and their weights."""

    terms: Integers
    weights: Weights


@dataclass(frozen=True, slots=True)
class TermVectors:
    """The vectors of articles, by article and by term.

    `hashes` are those of the terms, ascending; `rarity` their inverse document frequencies.
    Article i has the terms `terms[starts[i]:starts[i + 1]]`, ascending, and their `weights`. Term t
    is in the articles `articles[term_starts[t]:term_starts[t + 1]]`, ascending, where its weight is
    that in `term_weights`.
    """

    count: int
    hashes: Hashes
    rarity: Weights
    starts: Numbers
    terms: Integers
    weights: Weights
    term_starts: Numbers
    articles: Integers
    term_weights: Weights

    def of(self, article: int) -> Vector:
        """The vector of an article."""
        span = slice(self.starts[article], self.starts[article + 1])
        return Vector(self.terms[span], self.weights[span])

    def of_words(self, words: WordHashes) -> Vector:
        """The vector of one text that need not be one of the articles'."""
        _, hashes, counts = _counted(*_terms(words))
        places = np.searchsorted(self.hashes, hashes).clip(max=max(0, len(self.hashes) - 1))
        known = self.hashes[places] == hashes if len(self.hashes) else np.zeros(len(hashes), bool)
        rarest = _rarity(self.count, np.ones(1))[0]
        rarity = np.where(known, self.rarity[places] if len(self.hashes) else 0, rarest)
        weights = _damped(counts) * rarity
        parts = weights * weights * np.where(known, 1, _LONE_WEIGH)
        length = float(np.sqrt(parts.sum())) or 1.0
        return Vector(places[known].astype(np.int32), (weights[known] / length).astype(np.float32))


def term_counts(words: WordHashes) -> Rows:
    """The hashes of the terms of each text, ascending, and their counts."""
    owners, hashes, counts = _counted(*_terms(words))
    return Rows(_starts(owners, words.texts), (hashes, counts))


def vectors_of(rows: Rows) -> TermVectors:
    """The vectors of articles with these terms; see `term_counts`."""
    hashes, counts = rows.columns
    count, owners = len(rows.starts) - 1, rows.owners()
    order = np.argsort(hashes, kind="stable")
    kinds, frequency = _counted_kinds(hashes[order])
    numbers = np.empty(len(hashes), dtype=np.int32)
    numbers[order] = np.repeat(np.arange(len(kinds), dtype=np.int32), frequency)
    del order
    rarity = _rarity(count, frequency)
    weights = (_damped(counts) * rarity[numbers]).astype(np.float32)
    parts = weights.astype(np.float64) ** 2
    parts[frequency[numbers] == 1] *= _LONE_WEIGH
    lengths = np.sqrt(np.bincount(owners, parts, count))
    weights /= np.where(lengths > 0, lengths, 1)[owners].astype(np.float32)
    shared = frequency > 1
    kept = shared[numbers]
    renumbered = (np.cumsum(shared) - 1).astype(np.int32)
    numbers, owners, weights = renumbered[numbers[kept]], owners[kept], weights[kept]
    starts = _starts(owners, count)
    by_term = _by_term(starts, numbers, len(kinds[shared]))
    return TermVectors(
        count=count,
        hashes=kinds[shared],
        rarity=rarity[shared].astype(np.float32),
        starts=starts,
        terms=numbers,
        weights=weights,
        term_starts=np.append(0, np.cumsum(frequency[shared])).astype(np.int64),
        articles=owners[by_term],
        term_weights=weights[by_term],
    )


def _by_term(starts: Numbers, terms: Integers, count: int) -> Integers:
    """The places of the entries by term, and by article within a term: a sort in linear time."""
    from scipy.sparse import csr_array  # noqa: PLC0415  takes 20 MB, mostly in a child process

    places = np.arange(len(terms), dtype=np.int32)
    found: Integers = (
        csr_array((places, terms, starts), shape=(len(starts) - 1, count)).tocsc().data
    )
    return found


def _counted_kinds(ascending: Hashes) -> tuple[Hashes, Numbers]:
    """Each hash once, ascending, and how often it is there."""
    new = np.ones(len(ascending), dtype=np.bool_)
    new[1:] = ascending[1:] != ascending[:-1]
    starts = np.flatnonzero(new)
    return ascending[starts], np.diff(np.append(starts, len(ascending)))


def _counted(owners: Integers, hashes: Hashes, counts: Weights) -> tuple[Integers, Hashes, Weights]:
    """Each term of each owner once, by owner and then by hash, with the sum of its counts."""
    order = np.lexsort((hashes, owners))
    owners, hashes, counts = owners[order], hashes[order], counts[order]
    if not len(owners):
        return owners, hashes, counts
    new = np.flatnonzero(
        np.concatenate([[True], (owners[1:] != owners[:-1]) | (hashes[1:] != hashes[:-1])])
    )
    return owners[new], hashes[new], np.add.reduceat(counts, new)


def _terms(words: WordHashes) -> tuple[Integers, Hashes, Weights]:
    """All terms of texts, one after the other: the text of each, its hash, and what it counts."""
    telling = ~np.isin(words.hashes, _DATES)
    hashes, parts = words.hashes[telling], words.parts[telling]
    together = parts[1:] == parts[:-1]
    pairs = (hashes[:-1] * _PAIR + hashes[1:])[together]
    parts = np.concatenate([parts, parts[1:][together]])
    counts = np.where(parts % 2 == 0, np.float32(_TITLE_WEIGHT), np.float32(1))
    return parts // 2, np.concatenate([hashes, pairs]), counts


def _damped(counts: Weights) -> Weights:
    """Twice in a text says more than once, but not twice as much."""
    return (1 + np.log(counts)).astype(np.float32)


def _rarity(count: int, frequency: NDArray[Any]) -> NDArray[np.float64]:
    """The inverse document frequency (BM25's, which is above 0 whatever the frequency)."""
    return np.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def _starts(owners: Integers, count: int) -> Numbers:
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(owners, minlength=count), out=starts[1:])
    return starts
