"""What a reader means by a word: the word itself, and what stands for it as well.

These are its other forms, its other spelling, and where it is made of two words, or makes one with
the next, the other way to write that: `datacenter`, `data centre`, `data-center`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graphapi.domain.search_text import Phrase
from graphapi.graph.search.stop_words import ASKING, STOP_WORDS
from graphapi.graph.search.word_hits import Hits, WordHits, Words

__all__ = ["Run", "Term", "is_stop_word", "literal_term", "terms_of"]

Run = tuple[Words, ...]
"""Words that follow one another: for each place, those that may stand there."""

_STOPPING: Final = STOP_WORDS["english"]
_ENDINGS: Final = frozenset({"s", "t", "ll", "re", "ve", "d"})
_SHORTEST_WITH_ENDING: Final = 3

_ASKING_IMPORTANCE: Final = 0.3
_SHORTEST_JOINED: Final = 4
_SHORTEST_PART: Final = 2
_SHORTEST_AFTER_E: Final = 4
_LONGEST_SPLIT: Final = 24

_MOST_RUN_WORK: Final = 100_000
"""A word is not taken for two that both stand in more places."""

_FEW_WORDS: Final = 8
"""In longer texts, no word is taken for two, and no two for one."""


@dataclass(frozen=True)
class Term:
    """One thing that a text asks for.

    `exact` are the articles that have it as it was written, `parts` those that have anything that
    stands for it. `runs` are what it may be in a text, to be marked there, unless it `is_beginning`
    of a word. `importance` is below 1 for words that a question has and an answer need not.
    """

    text: str
    words: tuple[str, ...]
    found: WordHits
    exact: Hits
    parts: tuple[Hits, ...]
    runs: tuple[Run, ...]
    importance: float = 1.0
    is_beginning: bool = False

    @cached_property
    def is_exact(self) -> bool:
        """Whether nothing stands for it but itself."""
        return len(self.exact.articles) == len(self.hits.articles)

    @cached_property
    def hits(self) -> Hits:
        """The articles that have anything that stands for it."""
        return self.found.joined(self.parts)

    @cached_property
    def frequency(self) -> int:
        """In how many articles it is, those counted again that have it in several ways."""
        return min(sum(len(part.articles) for part in self.parts), self.found.articles)


def is_stop_word(word: str) -> bool:
    """Whether a word says nothing about what a text is about."""
    return word in _STOPPING


def literal_term(found: WordHits, phrase: Phrase) -> Term:
    """What was quoted, or is the beginning of a word: it stands for itself alone."""
    words = phrase.words
    text = " ".join(words)
    if phrase.prefix:
        hits = found.beginning_with(words[0])
        return Term(text, words, found, hits, (hits,), (), is_beginning=True)
    run = tuple(found.number(word) for word in words)
    hits = found.hits(words[0]) if len(words) == 1 else found.in_a_row(run)
    return Term(text, words, found, hits, (hits,), (run,))


def terms_of(found: WordHits, phrases: Sequence[Phrase]) -> list[Term]:
    """What loose words stand for, each in the light of those beside it."""
    is_short = len(phrases) <= _FEW_WORDS
    made = []
    for place, phrase in enumerate(phrases):
        words = phrase.words
        if len(words) == 2 and words[1] in _ENDINGS and len(words[0]) >= _SHORTEST_WITH_ENDING:
            words = words[:1]
        if len(words) > 1:
            made.append(_run_term(found, words))
        elif is_short:
            made.append(
                _word_term(found, words[0], _pairs(phrases, place), _split(found, words[0]))
            )
        else:
            made.append(_word_term(found, words[0], (), ()))
    return made


def _pairs(phrases: Sequence[Phrase], place: int) -> list[str]:
    """A word joined to the one before it, and to the one after it."""
    joined = []
    for start in (place - 1, place):
        pair = phrases[max(start, 0) : start + 2]
        if len(pair) == 2 and all(len(one.words) == 1 for one in pair):
            first, second = pair[0].words[0], pair[1].words[0]
            if _can_join(first, second):
                joined.append(first + second)
    return joined


def _can_join(first: str, second: str) -> bool:
    return (
        min(len(first), len(second)) >= _SHORTEST_PART
        and len(first) + len(second) >= _SHORTEST_JOINED
        and not is_stop_word(first)
        and not is_stop_word(second)
        and (first + second).isalpha()
    )


def _split(found: WordHits, word: str) -> list[tuple[Words, Words]]:
    """The ways to take a word for two that follow one another in the corpus."""
    if len(word) > _LONGEST_SPLIT:
        return []
    runs = []
    for place in range(1, len(word)):
        first, second = word[:place], word[place:]
        if not _can_join(first, second) and (first != "e" or len(second) < _SHORTEST_AFTER_E):
            continue
        if found.number(first):
            run = (found.forms(first).words, found.forms(second).words)
            if run[1] and min(map(found.occurrences, run)) <= _MOST_RUN_WORK:
                runs.append(run)
    return runs


def _word_term(
    found: WordHits, word: str, joined: Sequence[str], split: Sequence[tuple[Words, Words]]
) -> Term:
    forms = found.forms(word)
    words, parts = set(forms.words), list(forms.hits)
    for one in joined:
        other = found.forms(one)
        words.update(other.words)
        parts += other.hits
    parts += [found.in_a_row(run) for run in split]
    importance = _ASKING_IMPORTANCE if word in ASKING else 1.0
    runs = ((tuple(sorted(words)),), *split)
    return Term(word, (word,), found, found.hits(word), tuple(parts), runs, importance)


def _run_term(found: WordHits, words: tuple[str, ...]) -> Term:
    """Words that a sign joins: in a row, or written as one."""
    forms = tuple(found.forms(word).words for word in words)
    exact = found.in_a_row([found.number(word) for word in words])
    one = found.forms("".join(words))
    runs = (forms, (one.words,)) if one.words else (forms,)
    return Term(" ".join(words), words, found, exact, (found.in_a_row(forms), *one.hits), runs)
