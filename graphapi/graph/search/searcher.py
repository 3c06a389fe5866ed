"""What a text finds: what has all of its words, and if that is too little, what comes nearest.

An article with every word as it was written comes before one that has other forms of them, and that
before one with what a word was corrected to. Of texts with more than a few words, which no other
article has all of, how well an article fits decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphapi.domain import Relaxation
from graphapi.domain.search_text import SearchText
from graphapi.graph.search.matching import (
    Scored,
    counts_among,
    highest,
    scored,
    with_all,
    without,
)
from graphapi.graph.search.near_words import NearWords
from graphapi.graph.search.relaxations import (
    corrected,
    ignored_words,
    most_of,
    omitted_terms,
    parts_of,
)
from graphapi.graph.search.terms import Run, Term, is_stop_word, literal_term, terms_of
from graphapi.graph.search.word_hits import NO_HITS, Hits, WordHits

__all__ = ["Found", "Searcher"]

_FEW: Final = {0: 0, 1: 1, 2: 1, 3: 3}
_FEW_OF_MANY: Final = 10
"""Articles with all terms that are enough, by how many terms there are."""

_FEW_TO_CORRECT: Final = 3
_WORDS_OF_TITLE: Final = 4
_WORDS_OF_PASSAGE: Final = 8
_MOST_SCORED: Final = 24
_MOST_RANKED: Final = 3
"""Terms of a text whose exact matches come first, whatever their scores."""


@dataclass(frozen=True, slots=True)
class Found:
    """Articles that match, ascending, and how well each matches: the higher, the better.

    `runs` and `beginnings` are the words that match, to be marked in texts.
    """

    articles: NDArray[np.int32]
    scores: NDArray[np.float32]
    relaxations: tuple[Relaxation, ...] = ()
    runs: tuple[Run, ...] = ()
    beginnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Asked:
    """What a text asks for. `literal` terms are never relaxed, `loose` ones may be."""

    literal: list[Term]
    loose: list[Term]
    unwanted: list[Hits]
    relaxations: list[Relaxation] = field(default_factory=list)

    @property
    def terms(self) -> list[Term]:
        return [*self.literal, *self.loose]


class Searcher:
    """Finds articles by text in an index. May be asked from several threads."""

    def __init__(self, words: WordHits, near: NearWords) -> None:
        self.words, self.near = words, near

    def find(self, text: SearchText, *, exact: bool = False) -> Found:
        """All articles that a text finds. With `exact`, these have all of its words as written."""
        title = np.empty(0, np.int32) if exact else self._pasted(text)
        if len(title) and len(text.words) >= _WORDS_OF_TITLE:
            # A headline that somebody has pasted: its quotes are not meant for the search.
            text = replace(text, wanted=text.plain, unwanted=())
        asked = self._understood(text, exact)
        if not asked.terms:
            return Found(np.empty(0, np.int32), np.empty(0, np.float32))
        strict = self._strict(asked)
        few = _FEW.get(len(asked.loose), _FEW_OF_MANY)
        if not asked.loose or len(strict.articles) >= max(few, _FEW_TO_CORRECT):
            stages = [strict]
        else:
            stages = self._relaxed(asked, strict, few)
        return self._combined(asked, stages, title)

    def _understood(self, text: SearchText, exact: bool) -> _Asked:
        quoted = [one for one in text.wanted if exact or one.literal or one.prefix]
        loose = [one for one in text.wanted if one not in quoted]
        kept = [one for one in loose if not (len(one.words) == 1 and is_stop_word(one.words[0]))]
        if not kept and not quoted:
            kept = loose  # a text of stop words alone asks for them
        terms = terms_of(self.words, loose)
        return _Asked(
            [literal_term(self.words, one) for one in quoted],
            [term for one, term in zip(loose, terms, strict=True) if one in kept],
            [literal_term(self.words, one).hits for one in text.unwanted],
            list(ignored_words(loose, kept)),
        )

    def _strict(self, asked: _Asked) -> Scored:
        """The articles that have all terms."""
        return with_all(self.words, asked.terms, asked.unwanted)

    def _relaxed(self, asked: _Asked, strict: Scored, few: int) -> list[Scored]:
        """What was found strictly, then what is found by less."""
        stages = [strict]
        asked.loose = [part for term in asked.loose for part in parts_of(self.words, term)]
        changes = [corrected(self.words, self.near, term) for term in asked.loose]
        if any(changes):
            loose = asked.loose
            asked.loose = [
                term if change is None else change[0]
                for term, change in zip(loose, changes, strict=True)
            ]
            by_correction = self._strict(asked)
            is_better = len(by_correction.articles) > len(strict.articles)
            if is_better:
                stages.append(by_correction)
            for place, change in enumerate(changes):
                if change is None:
                    continue
                # A word that the corpus has is taken for a slip only if that finds more.
                if is_better or not loose[place].frequency:
                    asked.relaxations.append(change[1])
                else:
                    asked.loose[place] = loose[place]
        if asked.loose and len(stages[-1].articles) < few:
            most = self._most(asked)
            if len(most.articles) > len(stages[-1].articles):
                stages.append(most)
        return stages

    def _most(self, asked: _Asked) -> Scored:
        """The articles with most of the loose terms, and all of the others."""
        known = [term for term in asked.loose if term.frequency]
        if not known:
            if not asked.literal:
                return Scored(NO_HITS.articles, np.empty(0, dtype=np.float32))
            result = with_all(self.words, asked.literal, asked.unwanted)
        else:
            articles = most_of(self.words, known)
            for term in asked.literal:
                articles = articles[counts_among(self.words, articles, term.hits) > 0]
            telling = [*asked.literal, *sorted(known, key=lambda term: term.frequency)]
            result = scored(self.words, articles, telling[:_MOST_SCORED])
            result = without(self.words, result, asked.unwanted)
        if len(result.articles):
            asked.relaxations += omitted_terms(self.words, result.articles, asked.loose)
        return result

    def _pasted(self, text: SearchText) -> NDArray[np.int32]:
        """The articles that a text may have been copied from: its title, or a passage of them."""
        titled = self.words.titled(text.words)
        if len(titled) or len(text.words) < _WORDS_OF_PASSAGE:
            return titled
        return self.words.in_a_row([self.words.number(word) for word in text.words]).articles

    def _combined(self, asked: _Asked, stages: Sequence[Scored], title: NDArray[np.int32]) -> Found:
        """One list of all stages; each article by the strictest that has it."""
        step = highest(self.words, asked.terms)
        is_ranked = len(asked.loose) <= _MOST_RANKED
        articles, scores = stages[-1]
        for level, stage in enumerate(reversed(stages[:-1]), start=1):
            places = np.searchsorted(articles, stage.articles)
            bonus = step * np.float32(level) if is_ranked else np.float32(0)
            scores[places] = np.maximum(scores[places], stage.scores) + bonus
        if is_ranked:
            scores += self._exactness(asked, articles) * step
        if len(title) and len(articles):
            scores[np.isin(articles, title, assume_unique=True)] += step
        runs = tuple(run for term in asked.terms for run in term.runs)
        beginnings = tuple(term.text for term in asked.terms if term.is_beginning)
        return Found(articles, scores, tuple(asked.relaxations), runs, beginnings)

    def _exactness(self, asked: _Asked, articles: NDArray[np.int32]) -> NDArray[np.float32]:
        """1 for articles that have every loose term as it was written, else 0."""
        exact = np.ones(len(articles), dtype=np.bool_)
        for term in asked.loose:
            if not term.is_exact:
                exact &= counts_among(self.words, articles, term.exact) > 0
        if exact.all():
            return np.zeros(len(articles), dtype=np.float32)
        return exact.astype(np.float32)
