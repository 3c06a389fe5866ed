"""Words: where they stand in a text, and the one form that all their spellings share.

A word is found in the text as it was written and folded by itself, so that its place is exact
whatever folding does to it: the index, queries and highlights all see the same words. Letters and
digits make words. Scripts that put no spaces between words give one for each character. Signs that
belong to a name (C#, C++, .NET, #hashtag) and emoji are words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple
from unicodedata import normalize

import regex

__all__ = ["MAX_WORD", "Word", "fold", "folded_words", "words"]

MAX_WORD: Final = 255
"""Characters of a folded word; what a longer one has beyond them is not looked at."""

_MARKS: Final = r"\p{M}\u00AD\u200C\u200D\uFF9E\uFF9F"
"""What may stand in a word but never begins one; the last two are half-width kana's voicing."""

_UNSPACED: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"

_WORD: Final = regex.compile(
    rf"""(?xV1)
      [[\p{{L}}\p{{N}}]--[{_UNSPACED}]] [[\p{{L}}\p{{N}}{_MARKS}]--[[{_UNSPACED}]--\p{{M}}]]*
    | [[\p{{L}}\p{{N}}]&&[{_UNSPACED}]] [{_MARKS}]*
    | (?<=[\p{{L}}\p{{N}}\p{{M}}]) [\#+]+ (?![\p{{L}}\p{{N}}])
    | (?<![\p{{L}}\p{{N}}\p{{M}}\#.]) [\#.] (?=\p{{L}})
    | \p{{RI}} \p{{RI}}?
    | [\p{{Extended_Pictographic}}--[©®™]]
    """
)

_ASCII_WORD: Final = re.compile(
    r"[a-zA-Z0-9]+|(?<=[a-zA-Z0-9])[#+]+(?![a-zA-Z0-9])|(?<![a-zA-Z0-9#.])[#.](?=[a-zA-Z])"
)
"""The same for a text of ASCII alone, as most are: five times as fast."""

_UNSEEN: Final = regex.compile(
    r"[\p{P}\p{S}\p{Z}\p{C}"
    r"\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F"  # accents
    r"\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7"  # Hebrew points
    r"\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06ED"  # Arabic vowel signs and stretching
    r"\uFE00-\uFE0F\U000E0100-\U000E01EF]"  # variants of a character
)
"""What a decomposed word loses: accents and what else readers do without."""

_LETTERS: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "þ": "th"}
)
"""Letters that Unicode does not take apart, though keyboards without them write these instead."""


class Word(NamedTuple):
    """A folded word, and where it stands in the text: from `start` up to `end`."""

    text: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    pattern: Any = _ASCII_WORD if text.isascii() else _WORD
    for match in pattern.finditer(text):
        folded = fold(match[0])
        if folded:
            yield Word(folded, *match.span())


def folded_words(text: str) -> list[str]:
    """The words of a text, folded, in order: those of `words`."""
    if text.isascii():
        return [word[:MAX_WORD] for word in _ASCII_WORD.findall(text.lower())]
    return list(filter(None, map(fold, _WORD.findall(text))))


@lru_cache(maxsize=65_536)  # a few thousand words make up most texts
def fold(word: str) -> str:
    """The form that the spellings of a word share: no case, no accents, no compatibility forms.

    Unicode's caseless matching (https://www.unicode.org/versions/latest/core-spec/chapter-3/, D146)
    without the marks that readers do without. Empty if nothing is left.
    """
    if word.isascii():
        return word.lower()[:MAX_WORD]
    plain = normalize("NFKD", normalize("NFKD", word).casefold())
    if word[0].isalnum():
        plain = _UNSEEN.sub("", plain).translate(_LETTERS)
    return normalize("NFC", plain)[:MAX_WORD]
