"""Words of a corpus that one slip of the finger makes of another.

A slip leaves a letter out, doubles or adds one, takes another, or swaps two that stand together.
All words that are one slip away are made and looked for (Norvig: How to write a spelling corrector,
https://norvig.com/spell-correct.html): the work goes by the length of the word alone.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphapi.domain.words import fold
from graphapi.graph.search.vocabulary import Vocabulary

__all__ = ["SHORTEST_CORRECTED", "NearWords", "made_by_slips"]

SHORTEST_CORRECTED: Final = 5
"""Letters of a word that is corrected, at least."""

_WIDTH: Final = 24
"""Bytes of the longest word that is corrected, and of what it is corrected to."""

_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_MOST_LETTERS: Final = 64
_BLOCK: Final = 8
"""Letters of one script share the code point without so many bits, or nearly so."""


class NearWords:
    """Finds words one slip away, among those that are made of letters and not too long.

    `words` are these, in order, and `numbers` their numbers.
    """

    __slots__ = ("numbers", "words")

    def __init__(self, numbers: NDArray[np.uint32], words: NDArray[np.bytes_]) -> None:
        self.numbers, self.words = numbers, words

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> NearWords:
        """Those of a vocabulary."""
        lengths = np.diff(vocabulary.starts)
        fits = (lengths >= SHORTEST_CORRECTED - 1) & (lengths <= _WIDTH)
        numbers = np.flatnonzero(fits).astype(np.uint32)
        return cls(numbers, _as_fixed_width(vocabulary, numbers))

    def near(self, word: str) -> list[int]:
        """The numbers of the words one slip away from a folded word, ascending."""
        asked = _made(word)
        if not len(asked) or not len(self.words):
            return []
        places = np.searchsorted(self.words, asked)
        places[places == len(self.words)] = 0
        found: list[int] = self.numbers[places[self.words[places] == asked]].tolist()
        return found

    def near_beginnings(self, beginning: str) -> list[tuple[str, range]]:
        """What words begin with that is one slip away from a beginning, and their numbers.

        Words between them that are too short or too long to be here are among the numbers.
        """
        asked = _made(beginning)
        if not len(asked) or not len(self.words):
            return []
        lows = np.searchsorted(self.words, asked)
        highs = np.searchsorted(self.words, np.char.add(asked, b"\xff"))
        return [
            (
                asked[place].decode(),
                range(int(self.numbers[lows[place]]), int(self.numbers[highs[place] - 1]) + 1),
            )
            for place in np.flatnonzero(lows < highs).tolist()
        ]


def _made(word: str) -> NDArray[np.bytes_]:
    """What one slip makes of a word, in order; nothing of one that is not corrected."""
    if len(word) < SHORTEST_CORRECTED or len(word.encode()) >= _WIDTH or not word.isalpha():
        return np.empty(0, dtype=f"S{_WIDTH}")
    made = sorted(one.encode() for one in made_by_slips(word, _letters_of(word)))
    return np.array(made, dtype=f"S{_WIDTH}")


def _letters_of(word: str) -> str:
    """The letters of the script that a word is written in, as far as it can be told."""
    if word.isascii():
        return _LATIN
    first = max(map(ord, word)) >> _BLOCK << _BLOCK
    letters = (chr(code) for code in range(first, first + 2**_BLOCK))
    return "".join(one for one in letters if one.isalpha() and one == fold(one))[:_MOST_LETTERS]


def made_by_slips(word: str, letters: str) -> set[str]:
    """What one slip makes of a word: a letter less, another, one more, or two swapped."""
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    made = {head + tail[1:] for head, tail in parts if tail}
    made |= {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    made |= {head + letter + tail[1:] for head, tail in parts if tail for letter in letters}
    made |= {head + letter + tail for head, tail in parts for letter in letters}
    made.discard(word)
    return made


def _as_fixed_width(vocabulary: Vocabulary, numbers: NDArray[np.uint32]) -> NDArray[np.bytes_]:
    """Words as an array of strings, which sorts as they do."""
    starts = vocabulary.starts[numbers]
    lengths = vocabulary.starts[numbers.astype(np.int64) + 1] - starts
    rows = np.zeros((len(numbers), _WIDTH), dtype=np.uint8)
    owner = np.repeat(np.arange(len(numbers)), lengths)
    column = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    rows[owner, column] = vocabulary.characters[np.repeat(starts, lengths) + column]
    return rows.reshape(-1).view(f"S{_WIDTH}")
