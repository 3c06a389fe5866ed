"""Which articles match a text, and how well: BM25 over sets of articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphapi.graph.search.terms import Term
from graphapi.graph.search.word_hits import NO_HITS, Hits, WordHits

__all__ = ["Scored", "counts_among", "counts_of", "highest", "scored", "with_all", "without"]

_K1: Final = 1.2
_SEARCHED_SHARE: Final = 16
"""A list is searched for articles one by one where they are so many times fewer."""


class Scored(NamedTuple):
    """Articles, ascending, and how well each matches."""

    articles: NDArray[np.int32]
    scores: NDArray[np.float32]


def counts_among(found: WordHits, articles: NDArray[np.int32], hits: Hits) -> NDArray[np.uint8]:
    """How often each of some articles, ascending, has what was looked for."""
    if not len(hits.articles):
        return np.zeros(len(articles), dtype=np.uint8)
    if articles is hits.articles:
        return hits.counts
    if len(articles) * _SEARCHED_SHARE < len(hits.articles):
        places = np.searchsorted(hits.articles, articles)
        places[places == len(hits.articles)] = 0
        return np.where(hits.articles[places] == articles, hits.counts[places], np.uint8(0))
    every = np.zeros(found.articles, dtype=np.uint8)
    every[hits.articles] = hits.counts
    return every[articles]


def counts_of(found: WordHits, articles: NDArray[np.int32], term: Term) -> NDArray[np.uint8]:
    """How often each of some articles, ascending, has a term."""
    if len(term.parts) < 2 or len(articles) * _SEARCHED_SHARE >= term.frequency:
        return counts_among(found, articles, term.hits)
    first, *others = (counts_among(found, articles, part) for part in term.parts)
    for counts in others:
        first = np.maximum(first, counts)
    return first


def with_all(found: WordHits, terms: Sequence[Term], unwanted: Sequence[Hits]) -> Scored:
    """The articles that have all of some terms, one at least, and nothing unwanted."""
    fewest, *others = sorted(terms, key=lambda term: term.frequency)
    articles, counts = fewest.hits
    counted = [counts]
    for term in others:
        if not len(articles):
            return Scored(NO_HITS.articles, np.empty(0, dtype=np.float32))
        counts = counts_of(found, articles, term)
        has = counts > 0
        if not has.all():
            articles = articles[has]
            counted = [one[has] for one in counted]
            counts = counts[has]
        counted.append(counts)
    result = _scored(found, articles, [fewest, *others], counted)
    return without(found, result, unwanted)


def without(found: WordHits, result: Scored, unwanted: Sequence[Hits]) -> Scored:
    """What is found, less the articles that have something unwanted."""
    for hits in unwanted:
        kept = counts_among(found, result.articles, hits) == 0
        result = Scored(result.articles[kept], result.scores[kept])
    return result


def scored(found: WordHits, articles: NDArray[np.int32], terms: Sequence[Term]) -> Scored:
    """Articles with the BM25 of some terms, which they need not have."""
    counted = [counts_of(found, articles, term) for term in terms]
    return _scored(found, articles, terms, counted)


def _scored(
    found: WordHits,
    articles: NDArray[np.int32],
    terms: Sequence[Term],
    counted: Sequence[NDArray[np.uint8]],
) -> Scored:
    norms = found.index.norms[articles]
    scores = np.zeros(len(articles), dtype=np.float32)
    for term, counts in zip(terms, counted, strict=True):
        often = counts.astype(np.float32)
        weights = often + norms
        np.divide(often, weights, out=weights)
        weights *= np.float32(found.idf(term.frequency) * (_K1 + 1))
        scores += weights
    return Scored(articles, scores)


def highest(found: WordHits, terms: Sequence[Term]) -> np.float32:
    """What no score of some terms reaches."""
    known = (term.frequency for term in terms if term.frequency)
    return np.float32(sum(map(found.idf, known)) * (_K1 + 1))
