"""What the index says about words: which articles have them, how often, and in a row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphapi.graph.search.stems import stems
from graphapi.graph.search.word_index import LONGEST_PHRASE, TITLE_WEIGHT, WordIndex
from graphapi.runtime.caches import cached_method

__all__ = ["NO_HITS", "Forms", "Hits", "WordHits", "Words"]

Words = tuple[int, ...]
"""Numbers of words that stand for one another, ascending."""

_DENSE_SHARE: Final = 16
"""Lists are joined in an array over all articles where they have a share so large of it."""

_MOST_COMPARED: Final = 8
_MOST_OFTEN: Final = 255


class Hits(NamedTuple):
    """Articles, ascending, and how often each has what was looked for, titles weighted."""

    articles: NDArray[np.int32]
    counts: NDArray[np.uint8]


NO_HITS: Final = Hits(np.empty(0, np.int32), np.empty(0, np.uint8))


class Forms(NamedTuple):
    """The words with the stem of a word, itself included, and the hits of these together.

    The hits are apart where languages differ.
    """

    words: Words
    hits: tuple[Hits, ...]


class WordHits:
    """Looks words up in an index. May be asked from several threads."""

    def __init__(self, index: WordIndex) -> None:
        self.index = index
        self.articles = len(index.norms)
        self.number = cached_method(WordHits._number, self, 8_192)
        self.forms = cached_method(WordHits._forms, self, 8_192)

    def _number(self, word: str) -> Words:
        """The number of a word, if the corpus has it."""
        found = self.index.vocabulary.number(word)
        return () if found is None else (found,)

    def _forms(self, word: str) -> Forms:
        """The forms of a folded word, whether or not the corpus has itself."""
        itself = self.number(word)
        groups = {itself: self.hits(word)} if itself else {}
        for table in self.index.languages:
            [stem] = stems([word], table.language)
            place = table.stems.number(stem)
            if place is not None:
                group = tuple(table.words[table.starts[place] : table.starts[place + 1]].tolist())
                low, high = table.hit_starts[place], table.hit_starts[place + 1]
                several = Hits(table.articles[low:high], table.counts[low:high])
                groups[group] = several if len(group) > 1 else self._between(*group)
        if not groups:
            return Forms((), ())
        # Languages mostly agree: beside the largest group, there are few other words.
        largest = max(groups, key=lambda group: (len(groups[group].articles), group))
        others = sorted({word for group in groups for word in group} - {*largest})
        lists = (groups[largest], *(self._between(other) for other in others))
        return Forms(tuple(sorted((*largest, *others))), lists)

    def hits(self, word: str) -> Hits:
        """The articles that have a word."""
        itself = self.number(word)
        return self._between(*itself) if itself else NO_HITS

    def frequency(self, word: int) -> int:
        """In how many articles a word stands."""
        return int(self.index.starts[word + 1] - self.index.starts[word])

    def idf(self, frequency: int) -> float:
        """How telling it is to be in so many articles, after BM25."""
        return math.log(1 + (self.articles - frequency + 0.5) / (frequency + 0.5))

    def _between(self, start: int, stop: int | None = None) -> Hits:
        """The hits of the words from one number up to another, one after the other."""
        starts = self.index.starts
        low, high = starts[start], starts[start + 1 if stop is None else stop]
        return Hits(self.index.articles[low:high], self.index.counts[low:high])

    def beginning_with(self, prefix: str) -> Hits:
        """The articles that have a word that begins so."""
        words = self.index.vocabulary.beginning_with(prefix)
        hits = self._between(words.start, words.stop)
        if len(words) < 2:
            return hits
        counts = np.zeros(self.articles, dtype=np.uint8)
        counts[hits.articles] = hits.counts  # of the last of its words that an article has
        found = np.flatnonzero(counts).astype(np.int32)
        return Hits(found, counts[found])

    def joined(self, several: Sequence[Hits]) -> Hits:
        """The articles that are in any of some hits, with their largest count."""
        several = [hits for hits in several if len(hits.articles)]
        if len(several) < 2:
            return several[0] if several else NO_HITS
        return self._joined(several)

    def _joined(self, several: Sequence[Hits]) -> Hits:
        """Several hits as one, each ascending without repetition."""
        if sum(len(hits.articles) for hits in several) * _DENSE_SHARE > self.articles:
            counts = np.zeros(self.articles, dtype=np.uint8)
            longest, *others = sorted(several, key=lambda hits: -len(hits.articles))
            counts[longest.articles] = longest.counts
            for hits in others:
                counts[hits.articles] = np.maximum(counts[hits.articles], hits.counts)
            found = np.flatnonzero(counts).astype(np.int32)
            return Hits(found, counts[found])
        articles = np.concatenate([hits.articles for hits in several])
        together = np.concatenate([hits.counts for hits in several])
        order = np.lexsort((together, articles))
        ordered = articles[order]
        is_last = np.ones(len(ordered), dtype=np.bool_)
        is_last[:-1] = ordered[1:] != ordered[:-1]
        return Hits(ordered[is_last], together[order][is_last])

    def in_a_row(self, slots: Sequence[Words]) -> Hits:
        """The articles in which words follow one another, one for each slot, in one text."""
        slots = slots[:LONGEST_PHRASE]
        if not all(slots):
            return NO_HITS
        found = np.sort(self._rows(slots))
        if not len(found):
            return NO_HITS
        owners = self._owners(found)
        in_title = found < self.index.excerpts[owners]
        is_first = np.ones(len(owners), dtype=np.bool_)
        is_first[1:] = owners[1:] != owners[:-1]
        firsts = np.flatnonzero(is_first)
        weights = np.where(in_title, TITLE_WEIGHT, 1)
        counts = np.minimum(np.add.reduceat(weights, firsts), _MOST_OFTEN)
        return Hits(owners[firsts], counts.astype(np.uint8))

    def titled(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The articles whose title has these words and no others, in this order."""
        slots = [self.number(word) for word in words]
        if not slots or not all(slots):
            return NO_HITS.articles
        rarest = min(slots, key=self.occurrences)
        found = self._between(*rarest).articles
        lengths = self.index.title_lengths
        if len(found) * _DENSE_SHARE > self.articles:
            found = np.flatnonzero(lengths == len(words)).astype(np.int32)
        else:
            found = found[lengths[found] == len(words)]
        starts = self.index.texts[found]
        for place, [word] in enumerate(slots):
            has = self.index.tokens[starts + place] == word
            found, starts = found[has], starts[has]
        return found

    def occurrences(self, words: Words) -> int:
        """How often words stand anywhere."""
        starts = self.index.position_starts
        return sum(int(starts[word + 1] - starts[word]) for word in words)

    def _rows(self, slots: Sequence[Words]) -> NDArray[np.int32]:
        """Where words follow one another: the positions of the first, in no order that counts."""
        by_rarity = sorted(range(len(slots)), key=lambda place: self.occurrences(slots[place]))
        found = self._positions(slots[by_rarity[0]]) - np.int32(by_rarity[0])
        for place in by_rarity[1:]:
            if len(found):
                words = self.index.tokens[found + np.int32(place)]
                found = found[_is_any(words, slots[place])]
        return found

    def _owners(self, positions: NDArray[np.int32]) -> NDArray[np.int32]:
        """The articles that positions are in."""
        return (np.searchsorted(self.index.texts, positions, side="right") - 1).astype(np.int32)

    def _positions(self, words: Words) -> NDArray[np.int32]:
        starts, positions = self.index.position_starts, self.index.positions
        lists = [positions[starts[word] : starts[word + 1]] for word in words]
        return lists[0] if len(lists) == 1 else np.concatenate(lists)


def _is_any(found: NDArray[np.uint32], words: Words) -> NDArray[np.bool_]:
    """Which of the words found are among some."""
    if len(words) > _MOST_COMPARED:
        return np.isin(found, np.array(words, dtype=np.uint32))
    is_any: NDArray[np.bool_] = found == words[0]
    for word in words[1:]:
        is_any |= found == word
    return is_any
