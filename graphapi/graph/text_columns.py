"""Texts in columns, one property of all articles in each: where parts of texts are looked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Final, NamedTuple

import numpy as np

from graphapi.graph.nodes import Article
from graphapi.graph.postings import Integers
from graphapi.interruption import WATCH

__all__ = ["TextColumn"]

_STRETCH: Final = 1_000
"""So many texts are looked at in less than a millisecond: between two looks at the watch."""


class _Stretch(NamedTuple):
    """Some texts without their case, and the indexes of their articles."""

    folded: list[str]
    articles: Integers


class TextColumn:
    """A property with many values. Texts are folded when one is first looked for in them.

    That takes about as much memory as the texts themselves, and looking a third of the time.
    """

    def __init__(self, articles: Sequence[Article], read: Callable[[Article], str | None]) -> None:
        self.read = read
        self._articles = articles
        self._stretches: list[_Stretch | None] = [None] * -(-len(articles) // _STRETCH)

    def holding(self, part: str, found: Callable[[str, str], bool]) -> Integers:
        """The indexes of the articles whose text has a part, whatever its case, ascending.

        `found` says whether a text has it: `operator.contains`, `str.startswith`, `str.endswith`.
        """
        folded = part.casefold()
        holding = [np.array([], dtype=np.int32)]
        for number in range(len(self._stretches)):
            if WATCH.due:
                WATCH.look()
            texts, articles = self._stretch(number)
            mask = np.fromiter(map(found, texts, repeat(folded)), np.bool_, len(texts))
            holding.append(articles[mask])
        return np.concatenate(holding)

    def _stretch(self, number: int) -> _Stretch:
        stretch = self._stretches[number]
        if stretch is None:
            first = number * _STRETCH
            texts = map(self.read, self._articles[first : first + _STRETCH])
            there = [(index, text) for index, text in enumerate(texts, first) if text is not None]
            stretch = self._stretches[number] = _Stretch(
                [text.casefold() for _, text in there],
                np.array([index for index, _ in there], dtype=np.int32),
            )
        return stretch
