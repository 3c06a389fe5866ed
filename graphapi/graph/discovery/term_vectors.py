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
from graphapi.graph.indexes.postings import Integers, Numbers

__all__ = ["TermCounts", "TermVectors", "Vector", "Weights"]

Weights = NDArray[np.float32]

_TITLE_WEIGHT: Final = 2
"""A word of the title counts as much as this many of the rest."""

_PAIR: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number: what the first hash of a pair is multiplied by."""

_LONE_WEIGH: Final = 0.25
"""What the square of a term that no other article has adds to the square of a vector's length.
In a small corpus most terms are such: counted in full, nothing would be near anything.
"""

_NOTHING: Final = (np.empty(0, np.int32), np.empty(0, np.uint64), np.empty(0, np.float32))


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


class TermCounts:
    """The terms of articles, gathered stretch by stretch."""

    def __init__(self) -> None:
        self._parts: list[tuple[Integers, Hashes, Weights]] = []
        self._articles = 0

    def add(self, words: WordHashes) -> None:
        """Count the terms of the next articles."""
        owners, hashes, counts = _counted(*_terms(words))
        self._parts.append((owners + np.int32(self._articles), hashes, counts))
        self._articles += words.texts

    def vectors(self) -> TermVectors:
        """The vectors of all articles that were added. May be asked for once."""
        owners, hashes, counts = (
            np.concatenate(column) for column in zip(_NOTHING, *self._parts, strict=True)
        )
        self._parts.clear()
        return _vectors(self._articles, owners, hashes, counts)


def _vectors(count: int, owners: Integers, hashes: Hashes, counts: Weights) -> TermVectors:
    order = np.argsort(hashes, kind="stable")
    kinds, frequency = np.unique(hashes, return_counts=True)
    numbers = np.empty(len(hashes), dtype=np.int32)
    numbers[order] = np.repeat(np.arange(len(kinds), dtype=np.int32), frequency)
    del order, hashes
    rarity = _rarity(count, frequency)
    weights = (_damped(counts) * rarity[numbers]).astype(np.float32)
    del counts
    parts = weights.astype(np.float64) ** 2
    parts[frequency[numbers] == 1] *= _LONE_WEIGH
    lengths = np.sqrt(np.bincount(owners, parts, count))
    weights /= np.where(lengths > 0, lengths, 1)[owners].astype(np.float32)
    shared = frequency > 1
    kept = shared[numbers]
    renumbered = (np.cumsum(shared) - 1).astype(np.int32)
    numbers, owners, weights = renumbered[numbers[kept]], owners[kept], weights[kept]
    by_term = np.argsort(numbers, kind="stable")
    return TermVectors(
        count=count,
        hashes=kinds[shared],
        rarity=rarity[shared].astype(np.float32),
        starts=_starts(owners, count),
        terms=numbers,
        weights=weights,
        term_starts=np.append(0, np.cumsum(frequency[shared])).astype(np.int64),
        articles=owners[by_term],
        term_weights=weights[by_term],
    )


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
