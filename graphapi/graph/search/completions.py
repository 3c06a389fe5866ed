"""Completions of a prefix: names that begin with it, then names with words that do."""

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
from graphapi.graph.search.near_words import NearWords
from graphapi.graph.search.word_hits import WordHits, Words

__all__ = ["Completions", "alphabetical"]

_LAST: Final = "\U0010ffff"
_DIFFERENT: Final = 0.25
_NAMES_OF_ONE: Final = 2
"""A provider goes by its name and its domain."""


def alphabetical(folded: Sequence[str]) -> Integers:
    """The numbers of names, given the folded words of each, in the order of these."""
    return np.array(sorted(range(len(folded)), key=folded.__getitem__), dtype=np.int32)


class Completions:
    """Finds names by how they begin: `order` is the alphabetical one, `ranks` go by number."""

    def __init__(
        self, names: Names, ranks: Ranks, order: Integers, words: WordHits, near: NearWords
    ) -> None:
        self._names, self._ranks, self._order = names, ranks, order
        self._words, self._near = words, near

    def find(
        self, prefix: str, count: int
    ) -> list[tuple[str, ArticleNode | TopicNode | ProviderNode]]:
        """At most `count` things, with the name that completes a prefix, best first.

        Names that are the prefix come first, then those that begin with it, then those that have
        its words anywhere, the last one as the beginning of a word; then those that have other
        forms of its words, or words that its own are slips of; in each part, by rank. Without a
        prefix, these are the topics and providers that most articles lead to.
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
        yield from self._first(self._with_words(known, ends), count)
        yield from self._first(self._with_forms(known, ends), count)
        yield from self._first(self._corrected(known, ends), count)

    def _with_words(self, known: Sequence[str], ends: bool) -> Integers:
        """The names that have words anywhere; of the last, a beginning does unless it `ends`."""
        *firsts, last = known
        lists = [self._of(self._words.number(word)) for word in firsts]
        return _in_all([*lists, self._of(self._last(last, ends))])

    def _with_forms(self, known: Sequence[str], ends: bool) -> Integers:
        """The names that have the words in any form."""
        *firsts, last = known
        lists = [self._of(self._words.forms(word).words) for word in firsts]
        beginnings = () if ends else self._last(last, ends)
        return _in_all([*lists, self._of((*self._words.forms(last).words, *beginnings))])

    def _corrected(self, known: Sequence[str], ends: bool) -> Integers:
        """The names that have the words in any form, once those that no name has are corrected."""
        *firsts, last = known
        lists = []
        for word in firsts:
            forms = self._words.forms(word).words
            if not self._count(forms):
                forms = max(map(self._forms_of, self._near.near(word)), key=self._count, default=())
            lists.append(self._of(forms))
        return _in_all([*lists, self._of(self._likely(last, ends))])

    def _likely(self, last: str, ends: bool) -> Sequence[int]:
        """What a last word may be, or become: itself, or else what it is a slip of."""
        forms = self._words.forms(last).words
        typed = (*forms, *self._last(last, ends))
        if self._count(typed):
            return typed
        forms = max(map(self._forms_of, self._near.near(last)), key=self._count, default=())
        if ends:
            return forms
        beginnings = self._near.near_beginnings(last)
        _, chosen = max(
            beginnings,
            key=lambda one: self._count(one[1]) * _weight(one[0], last),
            default=("", range(0)),
        )
        return (*forms, *chosen)

    def _last(self, word: str, ends: bool) -> Sequence[int]:
        """The numbers of the words that a last one may become."""
        if ends:
            return self._words.number(word)
        return self._words.index.vocabulary.beginning_with(word)

    def _forms_of(self, number: int) -> Words:
        return self._words.forms(self._words.index.vocabulary.word(number)).words

    def _count(self, words: Sequence[int]) -> int:
        """How many names have words, those that have several of them counted again."""
        starts = self._words.index.names.starts
        if isinstance(words, range):
            return int(starts[words.stop] - starts[words.start])
        return sum(int(starts[word + 1] - starts[word]) for word in words)

    def _of(self, words: Sequence[int]) -> Integers:
        """The names that have one of some words, ascending."""
        starts, names = self._words.index.names.starts, self._words.index.names.names
        if isinstance(words, range):
            lists = [names[starts[words.start] : starts[words.stop]]]
        else:
            lists = [names[starts[word] : starts[word + 1]] for word in words]
        if len(words) == 1:
            return lists[0]
        if not lists:
            return names[:0]
        has = np.zeros(len(self._names), dtype=np.bool_)
        for one in lists:
            has[one] = True
        return np.flatnonzero(has).astype(np.int32)

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


def _in_all(lists: Sequence[Integers]) -> Integers:
    """What is in each of some ascending lists."""
    fewest, *others = sorted(lists, key=len)
    for one in others:
        places = np.searchsorted(one, fewest)
        places[places == len(one)] = 0
        fewest = fewest[one[places] == fewest] if len(one) else fewest[:0]
    return fewest


def _weight(beginning: str, typed: str) -> float:
    """How likely a beginning is what was meant: the longer, and the same in its first letter."""
    shorter = max(0, len(typed) - len(beginning))
    return _DIFFERENT ** (shorter + (beginning[0] != typed[0]))
