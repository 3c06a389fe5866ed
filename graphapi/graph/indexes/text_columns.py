"""Texts in columns, one property of all articles in each: where texts are looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import repeat
from typing import Final, NamedTuple

import numpy as np

from graphapi.graph.indexes.postings import Bools, Integers, Numbers
from graphapi.graph.nodes import ArticleNode
from graphapi.runtime.deadlines import INTERRUPTIONS

__all__ = ["TextColumn"]

_STRETCH: Final = 1_000
"""So many texts are looked at in less than a millisecond: between two looks at the watch."""


class _Stretch(NamedTuple):
    """Some texts without their case, and the indexes of their articles."""

    folded: list[str]
    articles: Integers


class TextColumn:
    """A property with many values, to be searched for whole texts and for parts of them.

    Texts are folded when a part is first looked for. That takes about as much memory as the texts
    themselves, and makes each search three times as fast. Whole texts are found by their hashes,
    which take 9 bytes an article. `prepare` does both at once.
    """

    def __init__(
        self, articles: Sequence[ArticleNode], read: Callable[[ArticleNode], str | None]
    ) -> None:
        self.read = read
        self._articles = articles
        self._stretches: list[_Stretch | None] = [None] * -(-len(articles) // _STRETCH)

    def prepare(self) -> None:
        """Fold and hash all texts now, so that no request has to."""
        for number in range(len(self._stretches)):
            self._stretch(number)
        _ = self._hashes, self.present

    @cached_property
    def present(self) -> Bools:
        """Whether each article has a text."""
        texts = map(self.read, self._articles)
        return np.fromiter((text is not None for text in texts), np.bool_, len(self._articles))

    @cached_property
    def _hashes(self) -> Numbers:
        """The hash of the text of each article; that of no text means nothing."""
        return np.fromiter(map(hash, map(self.read, self._articles)), np.int64, len(self._articles))

    def equal_to(self, wanted: Iterable[str]) -> Integers:
        """The indexes of the articles whose text is one of these, ascending."""
        texts = frozenset(wanted)
        hashes = np.fromiter(map(hash, texts), np.int64, len(texts))
        if len(hashes) == 1:
            found = np.flatnonzero(self._hashes == hashes[0])
        else:
            found = np.flatnonzero(np.isin(self._hashes, hashes))
        articles = self._articles
        fitting = [index for index in found.tolist() if self.read(articles[index]) in texts]
        return np.array(fitting, dtype=np.int32)

    def holding(self, part: str, found: Callable[[str, str], bool]) -> Integers:
        """The indexes of the articles whose text has a part, ignoring case, ascending.

        `found` says whether a text has it: `operator.contains`, `str.startswith`, `str.endswith`.
        """
        folded = part.casefold()
        holding = [np.array([], dtype=np.int32)]
        for number in range(len(self._stretches)):
            if INTERRUPTIONS.due:
                INTERRUPTIONS.check()
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
