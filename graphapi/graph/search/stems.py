"""Stems: what the forms of a word share, by the algorithms of Snowball (https://snowballstem.org).

English words also get one spelling first. The stem of a word is never shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from graphapi.graph.search.spellings import one_spelling
from graphapi.graph.search.stop_words import STOP_WORDS

__all__ = ["LANGUAGES", "stems"]

LANGUAGES: Final = tuple(STOP_WORDS)
"""The languages whose words have stems, by the names that Snowball has for them."""


def stems(words: Sequence[str], language: str) -> list[str]:
    """The stem of each folded word in a language."""
    if language == "english":
        words = list(map(one_spelling, words))
    found = _analyzer(language).analyze(" ".join(words))
    if len(found) == len(words):
        return found
    # A word that the engine takes for two, or none, is its own stem.
    alone = (_analyzer(language).analyze(word) for word in words)
    return [one[0] if len(one) == 1 else word for one, word in zip(alone, words, strict=True)]


@cache
def _analyzer(language: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer(language)).build()
