"""Completions of what somebody begins to type: by how names begin, then by the words in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from graphapi.domain.search_text import MAX_PREFIX
from graphapi.domain.words import folded_words
from graphapi.graph.indexes.postings import Integers
from graphapi.graph.nodes import ArticleNode, ProviderNode, TopicNode
from graphapi.graph.search.names import Names, Ranks
from graphapi.graph.search.search_index import SearchIndex

__all__ = ["Completions", "alphabetical"]

_LAST: Final = "\U0010ffff"
_NAMES_OF_ONE: Final = 2
"""A provider goes by its name and its domain."""


def alphabetical(folded: Sequence[str]) -> Integers:
    """The numbers of names, given the folded words of each, in the order of these."""
    return np.array(sorted(range(len(folded)), key=folded.__getitem__), dtype=np.int32)


class Completions:
    """Finds names by how they begin: `order` is the alphabetical one, `ranks` go by number."""

    def __init__(self, names: Names, ranks: Ranks, order: Integers, index: SearchIndex) -> None:
        self._names, self._ranks, self._order, self._index = names, ranks, order, index

    def find(
        self, prefix: str, count: int
    ) -> list[tuple[str, ArticleNode | TopicNode | ProviderNode]]:
        """At most `count` things, with the name that completes a prefix, best first.

        Names that are the prefix come first, then those that begin with it, then those that have
        its words anywhere, the last one as the beginning of a word; in each part, by rank. Without
        a prefix, these are the topics and providers that most articles lead to.
        """
        found: dict[ArticleNode | TopicNode | ProviderNode, str] = {}
        if count > 0:
            # As many of each part as are enough even where all that came before come again.
            for number in self._found(prefix[:MAX_PREFIX], 2 * _NAMES_OF_ONE * count):
                found.setdefault(self._names.node(number), self._names.text(number))
                if len(found) == count:
                    break
        return [(text, node) for node, text in found.items()]

    def _found(self, prefix: str, count: int) -> Iterator[int]:
        if not prefix.strip():
            others = np.arange(self._names.articles, len(self._names), dtype=np.int32)
            yield from self._first(others, count)
            return
        known = folded_words(prefix)
        if not known:
            return
        text, ends = " ".join(known), prefix[-1].isspace()
        start = self._place(text)
        same = bisect_right(self._order, text, lo=start, key=self._folded)
        yield from self._first(self._order[start:same], count)
        beginning = f"{text} " if ends else text
        start = max(same, self._place(beginning))
        yield from self._first(self._order[start : self._place(beginning + _LAST)], count)
        yield from self._index.names(known, whole=ends, count=count)

    def _folded(self, number: int) -> str:
        return " ".join(folded_words(self._names.text(number)))

    def _place(self, text: str) -> int:
        return bisect_left(self._order, text, key=self._folded)

    def _first(self, numbers: Integers, count: int) -> list[int]:
        """The highest ranked of some names."""
        ranks = self._ranks[numbers]
        if len(numbers) > count:
            chosen = np.argpartition(ranks, len(ranks) - count)[-count:]
            numbers, ranks = numbers[chosen], ranks[chosen]
        ordered: list[int] = numbers[np.argsort(ranks)[::-1]].tolist()
        return ordered
