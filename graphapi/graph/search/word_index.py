"""The words of all articles: where each stands, in flat arrays that any process can map.

Texts are one long row of word numbers, with gaps between them. From it come two orders: the
positions of each word, ascending, for phrases; and the articles that have each word, ascending,
with how often they have it. The layout is that of a compressed sparse column matrix.

A word of the title counts three times: that is BM25F (Robertson, Zaragoza and Taylor: Simple BM25
extension to multiple weighted fields, CIKM 2004).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphapi.domain.words import folded_words
from graphapi.graph.indexes.known_rows import Rows
from graphapi.graph.indexes.known_texts import KnownTexts, KnownValues, Numbering
from graphapi.graph.nodes import ArticleNode
from graphapi.graph.search.languages import text_languages
from graphapi.graph.search.stems import LANGUAGES, stems
from graphapi.graph.search.vocabulary import Vocabulary
from graphapi.runtime.background import Progress

__all__ = ["LONGEST_PHRASE", "TITLE_WEIGHT", "NameWords", "StemTable", "WordIndex", "index_words"]

TITLE_WEIGHT: Final = 3
"""A word of the title counts as much as this many of the excerpt."""

LONGEST_PHRASE: Final = 32
"""Words of a phrase that are looked at."""

_MOST_OFTEN: Final = 255
"""What is counted of one word in one article at most."""

_MOST_TITLE_WORDS: Final = 2**16 - 1
_LOW: Final = 2**32 - 1
_STRETCH: Final = 10_000
"""Articles after which progress is noted."""

_READING_TAKES: Final = 0.8
"""Of the time for an index."""

_CHUNK: Final = 2**21
"""Hits of stems merged together."""

_K1: Final = 1.2
_B: Final = 0.75


@dataclass(frozen=True, slots=True)
class StemTable:
    """The stems of one language, and the words of the corpus that have each of them.

    Stem s has the words `words[starts[s]:starts[s + 1]]`. Where these are several, the articles
    that have any of them are `articles[hit_starts[s]:hit_starts[s + 1]]`, ascending, each with the
    `counts` of all of them together; else there are none, for the index has those of the word.
    """

    language: str
    stems: Vocabulary
    starts: NDArray[np.int64]
    words: NDArray[np.uint32]
    hit_starts: NDArray[np.int64]
    articles: NDArray[np.int32]
    counts: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class NameWords:
    """The names that have each word, ascending: from `starts[word]` up to `starts[word + 1]`."""

    starts: NDArray[np.int64]
    names: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The words of articles and names, by number.

    `tokens` are all texts, title before excerpt, a gap (the number after the last word) after each,
    and gaps at both ends; article i has them from `texts[i]`, its excerpt from `excerpts[i]`.
    Word w stands at `positions[position_starts[w]:position_starts[w + 1]]`, and in the articles
    `articles[starts[w]:starts[w + 1]]`, in each as often as `counts` say, titles weighted.
    `norms` are what BM25 adds to a count, by the length of each article, and `title_lengths` the
    words of each title.
    """

    vocabulary: Vocabulary
    tokens: NDArray[np.uint32]
    texts: NDArray[np.int64]
    excerpts: NDArray[np.int64]
    position_starts: NDArray[np.int64]
    positions: NDArray[np.int32]
    starts: NDArray[np.int64]
    articles: NDArray[np.int32]
    counts: NDArray[np.uint8]
    norms: NDArray[np.float32]
    title_lengths: NDArray[np.uint16]
    languages: tuple[StemTable, ...]
    names: NameWords


def index_words(
    articles: Sequence[ArticleNode],
    names: Sequence[str],
    language: str,
    known: KnownTexts | None,
    progress: Progress,
) -> WordIndex:
    """Take all texts apart.

    `names` are the folded words of each name, in one text: those of the titles first. `language` is
    that of articles whose language cannot be told.
    """
    numbering = Numbering() if known is None else known.numbering
    rows, titled = _numbered(articles, names, numbering, known, progress)
    others, owners = array("I"), array("i")
    for place in range(len(articles), len(names)):
        words = names[place].split()
        others.extend(map(numbering.__getitem__, words))
        owners.extend([place] * len(words))
    other_words = np.frombuffer(others, dtype=np.uint32)
    sorted_words, ranks = _ranked(numbering, rows.columns[0], other_words)
    if known is not None:
        known.forget_unused(len(sorted_words))
    del numbering
    vocabulary = Vocabulary.from_sorted(sorted_words)
    edge = np.full(LONGEST_PHRASE, len(sorted_words), dtype=np.uint32)
    tokens = np.concatenate([edge, ranks[rows.columns[0]], edge])
    texts = rows.starts + LONGEST_PHRASE
    excerpts = texts[:-1] + titled + 1
    del rows
    other_words = ranks[other_words]
    spoken = text_languages(vocabulary, tokens, texts, language)
    others_spoken = {LANGUAGES.index(language): other_words}
    groups = list(_stem_groups(sorted_words, tokens, texts, spoken, others_spoken, known))
    others_owned = other_words, np.frombuffer(owners, dtype=np.int32)
    return _ordered(vocabulary, tokens, texts, excerpts, groups, others_owned)


def _numbered(
    articles: Sequence[ArticleNode],
    names: Sequence[str],
    numbering: Numbering,
    known: KnownTexts | None,
    progress: Progress,
) -> tuple[Rows, NDArray[np.int64]]:
    """The words of each article by number, with the number of no word after title and excerpt; and
    how many words each title has.
    """
    number = numbering.__getitem__
    gap = number("")  # no word is empty

    def make(places: Sequence[int]) -> list[tuple[Rows, ...]]:
        row, starts, titled = array("I"), array("q", [0]), array("I")
        for done, place in enumerate(places):
            title = names[place].split()
            row.extend(map(number, title))
            row.append(gap)
            row.extend(map(number, folded_words(articles[place].excerpt or "")))
            row.append(gap)
            starts.append(len(row))
            titled.append(len(title))
            if not done % _STRETCH:
                progress(_READING_TAKES * done / len(places))
        words = Rows(np.frombuffer(starts, np.int64), (np.frombuffer(row, np.uint32),))
        alone = np.arange(len(places) + 1)
        return [(words, Rows(alone, (np.frombuffer(titled, np.uint32),)))]

    if known is None:
        [(rows, titles)] = make(range(len(articles)))
    else:
        texts = [(name, article.excerpt) for name, article in zip(names, articles, strict=False)]
        rows, titles = known.tokens.tables(texts, make)
    return rows, titles.columns[0].astype(np.int64)


def _ranked(
    numbering: Numbering, *rows: NDArray[np.uint32]
) -> tuple[list[str], NDArray[np.uint32]]:
    """The words in some rows in alphabetical order, and by number the place of each in it."""
    is_used = np.zeros(len(numbering), dtype=np.bool_)
    for row in rows:
        is_used[row] = True
    is_used[numbering[""]] = False
    words = sorted(compress(numbering, is_used.tolist()))
    ranks = np.full(len(numbering), len(words), dtype=np.uint32)
    ranks[np.fromiter(map(numbering.__getitem__, words), np.int64, len(words))] = np.arange(
        len(words)
    )
    return words, ranks


def _ordered(
    vocabulary: Vocabulary,
    tokens: NDArray[np.uint32],
    texts: NDArray[np.int64],
    excerpts: NDArray[np.int64],
    groups: Sequence[_StemGroups],
    others: tuple[NDArray[np.uint32], NDArray[np.int32]],
) -> WordIndex:
    """The index of a row of words: by word and position, and by word and article."""
    count, gap = len(texts) - 1, len(vocabulary)
    starts, positions = _by_word(tokens, gap)
    lengths = np.diff(texts)
    owners = np.zeros(len(tokens), dtype=np.int32)
    owners[LONGEST_PHRASE : len(tokens) - LONGEST_PHRASE] = np.repeat(
        np.arange(count, dtype=np.int32), lengths
    )
    owner = owners[positions]
    in_title = np.zeros(len(tokens), dtype=np.bool_)
    edges = np.zeros(len(tokens) + 1, dtype=np.int8)
    edges[texts[:-1]] += 1
    edges[excerpts] -= 1
    np.cumsum(edges[:-1], out=in_title.view(np.int8))
    of_title = in_title[positions]
    weights = np.where(of_title, np.uint8(TITLE_WEIGHT), np.uint8(1))
    word_starts, articles, firsts = _distinct(starts, owner)
    counts = _added(weights, firsts)
    tables = tuple(_stem_table(one, word_starts, articles, counts) for one in groups)
    titled = excerpts - texts[:-1] - 1
    sizes = (TITLE_WEIGHT * titled + (texts[1:] - excerpts - 1)).astype(np.float64)
    mean = float(sizes.sum()) / max(1, count) or 1.0
    norms = (_K1 * (1 - _B + _B * sizes / mean)).astype(np.float32)
    words_of_names = _name_words(starts, owner, of_title, others, gap)
    return WordIndex(
        vocabulary,
        tokens,
        texts,
        excerpts,
        starts,
        positions,
        word_starts,
        articles,
        counts,
        norms,
        titled.clip(max=_MOST_TITLE_WORDS).astype(np.uint16),
        tables,
        words_of_names,
    )


def _by_word(tokens: NDArray[np.uint32], words: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The positions of each word, ascending; those of gaps left out."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  takes 0.1 s, which answering does without

    every = np.arange(len(tokens) + 1, dtype=np.int32)
    ones = np.ones(len(tokens), dtype=np.int8)
    matrix = csr_matrix((ones, tokens.astype(np.int32), every), shape=(len(tokens), words + 1))
    columns = matrix.tocsc()
    starts = columns.indptr[: words + 1].astype(np.int64)
    return starts, columns.indices[: starts[-1]].astype(np.int32, copy=False)


def _distinct(
    starts: NDArray[np.int64], owners: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Ascending owners of each word without repetition, and the place where each first stood."""
    is_first = np.ones(len(owners), dtype=np.bool_)
    is_first[1:] = owners[1:] != owners[:-1]
    is_first[starts[:-1][starts[:-1] < len(owners)]] = True
    firsts = np.flatnonzero(is_first)
    return np.searchsorted(firsts, starts).astype(np.int64), owners[firsts], firsts


def _name_words(
    starts: NDArray[np.int64],
    owners: NDArray[np.int32],
    of_title: NDArray[np.bool_],
    others: tuple[NDArray[np.uint32], NDArray[np.int32]],
    words: int,
) -> NameWords:
    """Which names have each word: titles of articles, and those that other things go by."""
    kept = np.concatenate(([0], np.cumsum(of_title, dtype=np.int64)))[starts]
    title_starts, titles, _ = _distinct(kept, owners[of_title])
    word, name = others
    order = np.lexsort((name, word))
    word, name = word[order], name[order]
    other_starts, names, _ = _distinct(np.searchsorted(word, np.arange(words + 1)), name)
    both = title_starts + other_starts
    members = np.empty(both[-1], dtype=np.int32)
    # Names of other things have higher numbers than titles: they follow these, word by word.
    titled, named = np.diff(title_starts), np.diff(other_starts)
    members[np.arange(len(titles)) + np.repeat(other_starts[:-1], titled)] = titles
    members[np.arange(len(names)) + np.repeat(title_starts[1:], named)] = names
    return NameWords(both, members)


class _StemGroups(NamedTuple):
    """The words of a language by their stems: those of stem s from `starts[s]` up to the next."""

    language: str
    stems: Vocabulary
    starts: NDArray[np.int64]
    words: NDArray[np.uint32]


def _stem_groups(
    sorted_words: Sequence[str],
    tokens: NDArray[np.uint32],
    texts: NDArray[np.int64],
    spoken: NDArray[np.int8],
    others: Mapping[int, NDArray[np.uint32]],
    known: KnownTexts | None,
) -> Iterator[_StemGroups]:
    """The stems of each language, of the words in its articles, and of `others` by language."""
    owners = np.repeat(spoken, np.diff(texts))
    row = tokens[LONGEST_PHRASE : len(tokens) - LONGEST_PHRASE]
    for place in sorted({*others, *np.unique(spoken).tolist()}):
        has = np.zeros(len(sorted_words) + 1, dtype=np.bool_)
        has[row[owners == place]] = True
        has[others.get(place, row[:0])] = True
        numbers = np.flatnonzero(has[:-1])
        found = _known_stems(
            [sorted_words[number] for number in numbers.tolist()], LANGUAGES[place], known
        )
        order = sorted(range(len(found)), key=found.__getitem__)
        distinct: list[str] = []
        starts: list[int] = []
        for rank, number in enumerate(order):
            if not distinct or found[number] != distinct[-1]:
                distinct.append(found[number])
                starts.append(rank)
        starts.append(len(order))
        words = numbers[np.array(order, dtype=np.int64)].astype(np.uint32)
        vocabulary = Vocabulary.from_sorted(distinct)
        yield _StemGroups(LANGUAGES[place], vocabulary, np.array(starts, dtype=np.int64), words)


def _known_stems(words: Sequence[str], language: str, known: KnownTexts | None) -> list[str]:
    make = partial(stems, language=language)
    if known is None:
        return make(words)
    return known.stems.setdefault(language, KnownValues()).of(words, make)


def _stem_table(
    groups: _StemGroups,
    word_starts: NDArray[np.int64],
    articles: NDArray[np.int32],
    counts: NDArray[np.uint8],
) -> StemTable:
    """The articles of each stem that several words have."""
    sizes = np.diff(groups.starts)
    words = groups.words.astype(np.int64)
    lengths = np.where(np.repeat(sizes, sizes) > 1, word_starts[words + 1] - word_starts[words], 0)
    ends = np.concatenate(([0], np.cumsum(lengths)))[groups.starts]
    starts = np.zeros(len(sizes) + 1, dtype=np.int64)
    merged = []
    low = 0
    while low < len(sizes):  # as many stems at once as have so many hits, one at least
        high = max(low + 1, int(np.searchsorted(ends, ends[low] + _CHUNK, side="right")) - 1)
        part = slice(int(groups.starts[low]), int(groups.starts[high]))
        owners = np.repeat(np.arange(low, high), sizes[low:high])
        lists = (word_starts[words[part]], lengths[part], owners)
        found, counted, owned = _merged(lists, articles, counts)
        starts[low + 1 : high + 1] = np.bincount(owned - low, minlength=high - low)
        merged.append((found, counted))
        low = high
    np.cumsum(starts, out=starts)
    of_articles = np.concatenate([found for found, _ in merged] or [articles[:0]])
    of_counts = np.concatenate([counted for _, counted in merged] or [counts[:0]])
    return StemTable(*groups, starts, of_articles, of_counts)


def _merged(
    lists: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    articles: NDArray[np.int32],
    counts: NDArray[np.uint8],
) -> tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.int64]]:
    """The hits of stems, each article once for a stem, with counts added up; and their stems.

    Each list has its start, its length and the stem that it belongs to, ascending.
    """
    starts, lengths, owners = lists
    places = np.arange(lengths.sum()) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    keys = np.repeat(owners, lengths) << 32 | articles[places]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    is_first = np.ones(len(keys), dtype=np.bool_)
    is_first[1:] = keys[1:] != keys[:-1]
    firsts = np.flatnonzero(is_first)
    together = _added(counts[places[order]], firsts)
    keys = keys[firsts]
    return (keys & _LOW).astype(np.int32), together, keys >> 32


def _added(counts: NDArray[np.uint8], firsts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Counts added up from each of some places up to the next."""
    if not len(firsts):
        return np.empty(0, dtype=np.uint8)
    return np.minimum(np.add.reduceat(counts, firsts, dtype=np.int64), _MOST_OFTEN).astype(np.uint8)
