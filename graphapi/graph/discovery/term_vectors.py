"""The terms of texts as sparse vectors: what two articles have in common, and how rare it is.

A term is the stem of a word, or two stems that follow one another. A text's vector has a weight for
each of its terms: the more often it is in the text, and the fewer articles have it, the more it
weighs (tf-idf: Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988).
Vectors have length 1, so that the product of two is the cosine between them.

Terms go by a hash of 48 bits and are numbered in its order: numbers do not depend on the machine or
the process, and no process keeps a dictionary of them. A term that only one article has joins it to
none: it is left out, and counts little in the length of the vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graphapi.graph.discovery.word_hashes import (
    Hashes,
    WordHashes,
    hash_texts,
    hashes_of,
    keys_of,
    owners_of,
    shortened,
)
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

_SLICES: Final = 16
"""Terms are counted in so many parts, by their first bits: memory for one is enough."""

_DATES: Final = np.unique(
    hash_texts([([], [str(number) for number in (*range(32), *range(1990, 2060))])]).hashes
)
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
        keys, counts = _terms(words)
        hashes = hashes_of(keys)
        places = np.searchsorted(self.hashes, hashes).clip(max=max(0, len(self.hashes) - 1))
        known = self.hashes[places] == hashes if len(self.hashes) else np.zeros(len(hashes), bool)
        rarest = _rarity(self.count, np.ones(1))[0]
        rarity = np.where(known, self.rarity[places] if len(self.hashes) else 0, rarest)
        weights = _damped(counts) * rarity
        parts = weights * weights * np.where(known, 1, _LONE_WEIGH)
        length = float(np.sqrt(parts.sum())) or 1.0
        return Vector(places[known].astype(np.int32), (weights[known] / length).astype(np.float32))


def term_counts(words: WordHashes) -> Rows:
    """The terms of texts, by text: their hashes, ascending, and what each counts."""
    keys, counts = _terms(words)
    starts = np.searchsorted(owners_of(keys), np.arange(words.texts + 1))
    return Rows(starts, (hashes_of(keys), counts))


def vectors_of(stretches: list[Rows]) -> TermVectors:
    """The vectors of articles with these terms. Empties the list: see `term_counts`."""
    count = sum(len(stretch.starts) - 1 for stretch in stretches)
    hashes, frequency = _shared_terms(stretches)
    rarity = _rarity(count, frequency).astype(np.float32)
    rarest = float(_rarity(count, np.ones(1))[0])
    terms = np.empty(int(frequency.sum()), np.int32)
    weights = np.empty(len(terms), np.float32)
    lengths: list[Numbers] = [np.zeros(1, np.int64)]
    filled = 0
    stretches.reverse()
    while stretches:  # each is given back before the next is looked at
        stretch = stretches.pop()
        owners, found, weighed = _weighed(stretch, hashes, rarity, rarest)
        some = slice(filled, filled + len(found))
        terms[some], weights[some] = found, weighed
        filled = some.stop
        lengths.append(np.bincount(owners, minlength=len(stretch.starts) - 1))
    return _vectors(hashes, rarity, np.cumsum(np.concatenate(lengths)), terms, weights)


def _shared_terms(stretches: Sequence[Rows]) -> tuple[Hashes, Numbers]:
    """The hashes of terms that several texts have, ascending, and how many have each."""
    hashes: list[Hashes] = [np.empty(0, np.uint64)]
    frequency: list[Numbers] = [np.empty(0, np.int64)]
    limits = np.arange(_SLICES + 1, dtype=np.uint64) * np.uint64(2**48 // _SLICES)
    for low, high in pairwise(limits):
        parts: list[Hashes] = [np.empty(0, np.uint64)]
        for stretch in stretches:
            part = stretch.columns[0]
            parts.append(part[(part >= low) & (part < high)])
        kinds, counts = _counted(np.concatenate(parts))
        hashes.append(kinds[counts > 1])
        frequency.append(counts[counts > 1])
    return np.concatenate(hashes), np.concatenate(frequency)


def _weighed(
    stretch: Rows, hashes: Hashes, rarity: Weights, rarest: float
) -> tuple[Integers, Integers, Weights]:
    """The terms that others have too, by text: the text, the number of the term, its weight."""
    found, said = stretch.columns
    texts, owners, counts = len(stretch.starts) - 1, stretch.owners(), _damped(said)
    places = np.searchsorted(hashes, found).clip(max=max(0, len(hashes) - 1))
    shared = hashes[places] == found if len(hashes) else np.zeros(len(found), np.bool_)
    lone = (counts[~shared] * rarest).astype(np.float64) ** 2
    squares = np.zeros(texts)
    squares += np.bincount(owners[~shared], _LONE_WEIGH * lone, texts)
    owners, numbers = owners[shared], places[shared].astype(np.int32)
    weights = counts[shared] * rarity[numbers]
    squares += np.bincount(owners, weights.astype(np.float64) ** 2, texts)
    lengths = np.sqrt(squares)
    weights /= np.where(lengths > 0, lengths, 1)[owners].astype(np.float32)
    return owners, numbers, weights


def _vectors(
    hashes: Hashes, rarity: Weights, starts: Numbers, terms: Integers, weights: Weights
) -> TermVectors:
    """The vectors, and the same by term."""
    from scipy.sparse import csr_array  # noqa: PLC0415  takes 20 MB, mostly in a child process

    count = len(starts) - 1
    by_term = csr_array((weights, terms, starts), shape=(count, len(hashes))).tocsc()
    return TermVectors(
        count=count,
        hashes=hashes,
        rarity=rarity,
        starts=starts,
        terms=terms,
        weights=weights,
        term_starts=by_term.indptr.astype(np.int64),
        articles=by_term.indices.astype(np.int32),
        term_weights=by_term.data,
    )


def _counted(numbers: Hashes) -> tuple[Hashes, Numbers]:
    """Each number once, ascending, and how often it is there. Sorts them in place."""
    numbers.sort()
    new = np.flatnonzero(numbers[1:] != numbers[:-1]) + 1
    new = np.concatenate([np.zeros(min(1, len(numbers)), np.int64), new])
    return numbers[new], np.diff(new, append=len(numbers))


def _terms(words: WordHashes) -> tuple[Hashes, NDArray[np.uint16]]:
    """The terms of texts: a key for each term of each text, ascending, and what it counts."""
    places = np.searchsorted(_DATES, words.hashes).clip(max=len(_DATES) - 1)
    telling = _DATES[places] != words.hashes
    hashes, parts = words.hashes[telling], words.parts[telling]
    together = parts[1:] == parts[:-1]
    pairs = shortened(hashes[:-1] * _PAIR + hashes[1:])[together]
    parts = np.concatenate([parts, parts[1:][together]])
    keys = keys_of(parts // 2, np.concatenate([hashes, pairs]))
    of_titles = keys[parts % 2 == 0]
    keys, counts = _counted(np.concatenate([keys, *[of_titles] * (_TITLE_WEIGHT - 1)]))
    return keys, counts.astype(np.uint16)


def _damped(counts: NDArray[np.uint16]) -> Weights:
    """Twice in a text says more than once, but not twice as much."""
    return np.float32(1) + np.log(counts, dtype=np.float32)


def _rarity(count: int, frequency: NDArray[Any]) -> NDArray[np.float64]:
    """The inverse document frequency (BM25's, which is above 0 whatever the frequency)."""
    return np.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
