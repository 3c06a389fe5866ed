"""What is done to a text because no article, or too few, have all of its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphapi.domain import Relaxation, RelaxationKind
from graphapi.domain.search_text import Phrase
from graphapi.graph.search.matching import counts_among, counts_of
from graphapi.graph.search.near_words import NearWords
from graphapi.graph.search.terms import Term, terms_of
from graphapi.graph.search.word_hits import Hits, WordHits

__all__ = ["corrected", "ignored_words", "most_of", "omitted_terms", "parts_of"]


_SAME_FIRST_LETTER: Final = 4
"""Slips are that much rarer in the first letter."""

_RARE: Final = 2
_MUCH_MORE_FREQUENT: Final = 25
"""A word that a few articles have is corrected where so many times more have another."""

_MOST_TERMS: Final = 24
"""The rarest terms of a long text are looked at: so many."""

_SHARE_OF_FEW: Final = 0.5
_SHARES_OF_MANY: Final = ((0.33, 10), (0.25, 10), (0.18, 3), (0.12, 0))
"""Of the weight of a long text; and how many articles have to be found, or the next share goes."""

_FEW_TERMS: Final = 3
_COMMON_SHARE: Final = 0.25
_COMMON: Final = 10_000
"""What so many articles have, and such a share of all, tells little and is long work."""

_MOST_CANDIDATES: Final = 10_000
_ROUNDING: Final = 0.999


def ignored_words(phrases: Sequence[Phrase], kept: Sequence[Phrase]) -> Iterator[Relaxation]:
    """The stop words of a text, those together that stand together."""
    run: list[str] = []
    for phrase in phrases:
        if phrase not in kept:
            run += phrase.words
        elif run:
            yield Relaxation(RelaxationKind.IGNORED, " ".join(run))
            run = []
    if run:
        yield Relaxation(RelaxationKind.IGNORED, " ".join(run))


def corrected(found: WordHits, near: NearWords, term: Term) -> tuple[Term, Relaxation] | None:
    """A term with the word that it may be a slip of, the most frequent one; None without any.

    Words that several articles have are left alone.
    """
    if len(term.words) != 1 or term.frequency > _RARE:
        return None
    [word] = term.words
    vocabulary = found.index.vocabulary
    least = max(1, _MUCH_MORE_FREQUENT * term.frequency)
    near_by = ((vocabulary.word(number), found.frequency(number)) for number in near.near(word))
    choices = [
        (-frequency * (_SAME_FIRST_LETTER if other[0] == word[0] else 1), other)
        for other, frequency in near_by
        if frequency >= least
    ]
    if not choices:
        return None
    _, chosen = min(choices)
    forms = found.forms(chosen)
    made = replace(term, parts=(*term.parts, *forms.hits), runs=(*term.runs, (forms.words,)))
    return made, Relaxation(RelaxationKind.CORRECTED, term.text, chosen)


def parts_of(found: WordHits, term: Term) -> list[Term]:
    """The words of a term that no article has as it is; the term itself where one has."""
    if term.frequency or len(term.words) < 2:
        return [term]
    return terms_of(found, [Phrase((word,)) for word in term.words])


def most_of(found: WordHits, terms: Sequence[Term]) -> NDArray[np.int32]:
    """The articles with most of some terms, a rare one counting more than a common one.

    Of up to three terms they have half; of more at least a third, or less where that finds few. If
    none has so much, they are those that have the most.
    """
    weighed = sorted(
        ((found.idf(term.frequency) * term.importance, -place) for place, term in enumerate(terms)),
        reverse=True,
    )[:_MOST_TERMS]
    telling = [
        one
        for one in weighed
        if terms[-one[1]].frequency <= max(_COMMON, _COMMON_SHARE * found.articles)
    ]
    weights = [weight for weight, _ in telling or weighed]
    lists = [terms[-place].hits for _, place in telling or weighed]
    shares = ((_SHARE_OF_FEW, 0),) if len(weights) <= _FEW_TERMS else _SHARES_OF_MANY
    least = shares[-1][0] * sum(weights) * _ROUNDING
    mass = _mass(found, lists, weights, least)
    candidates = np.flatnonzero(mass >= least)
    weight = mass[candidates]
    for share, enough in shares:
        chosen = candidates[weight >= share * sum(weights) * _ROUNDING]
        if len(chosen) >= enough:
            break
    if not len(chosen):
        most = float(mass.max(initial=0))
        chosen = np.flatnonzero((mass >= most * _ROUNDING) & (mass > 0))
    elif len(chosen) > _MOST_CANDIDATES:
        weight = mass[chosen]
        chosen = chosen[weight >= np.partition(weight, -_MOST_CANDIDATES)[-_MOST_CANDIDATES]]
    return chosen.astype(np.int32)


def _mass(
    found: WordHits, lists: Sequence[Hits], weights: Sequence[float], least: float
) -> NDArray[np.float32]:
    """The weight of what each article has; of those that cannot reach the least, a part of it.

    Lists are from the rarest on. If an article has none of the rare ones, the common ones at the
    end are not enough, so that these are only looked up for articles that have a rare one.
    """
    mass = np.zeros(found.articles, dtype=np.float32)
    rest = sum(weights)
    candidates: NDArray[np.int32] | None = None
    for hits, weight in zip(lists, weights, strict=True):
        if rest >= least:
            mass[hits.articles] += np.float32(weight)
        else:
            if candidates is None:
                candidates = np.flatnonzero(mass).astype(np.int32)
            candidates = candidates[mass[candidates] + np.float32(rest) >= least]
            has = counts_among(found, candidates, hits) > 0
            mass[candidates] += np.float32(weight) * has
        rest -= weight
    return mass


def omitted_terms(
    found: WordHits, articles: NDArray[np.int32], terms: Iterable[Term]
) -> Iterator[Relaxation]:
    """The terms that not every one of some articles has."""
    for term in terms:
        if not counts_of(found, articles, term).all():
            yield Relaxation(RelaxationKind.OMITTED, term.text)
