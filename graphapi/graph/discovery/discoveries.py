"""What takes a look at all links or all texts at once, computed in one go each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graphapi.graph.building.links import Links
from graphapi.graph.discovery.copies import copy_sketches, find_copies
from graphapi.graph.discovery.ranking import page_ranks
from graphapi.graph.discovery.story_groups import Stories, find_stories
from graphapi.graph.discovery.story_pairs import find_story_pairs
from graphapi.graph.discovery.term_vectors import TermVectors, term_counts, vectors_of
from graphapi.graph.discovery.word_hashes import STRETCH, word_hashes
from graphapi.graph.indexes.known_rows import Rows, joined_rows
from graphapi.graph.indexes.known_texts import KnownTexts
from graphapi.graph.indexes.postings import Floats, Integers, Numbers, Postings
from graphapi.graph.nodes import ArticleNode
from graphapi.runtime.background import Progress

__all__ = ["Discovery", "Kin", "discover_kin", "discover_ranks"]

_WORDS_TAKE: Final = 0.55
_VECTORS_TAKE: Final = 0.2
"""Of the time for kin, in a large corpus; pairs of stories take most of the rest."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """`ranks` has an entry for each article."""

    ranks: Floats


@dataclass(frozen=True, slots=True)
class Kin:
    """What articles have to do with each other by their texts, dates and links.

    `neighbours` are those one link away in either direction, ascending, each once; `copies` are
    groups of articles that are the same report, `copies_of` the number of each article's group, -1
    for none.
    """

    neighbours: Postings
    vectors: TermVectors
    copies: Postings
    copies_of: Integers
    stories: Stories


def discover_ranks(links: Links, _: Progress) -> Discovery:
    """The ranks of articles. The same links give the same result, whatever the machine."""
    return Discovery(page_ranks(links))


def discover_kin(
    links: Links,
    articles: Sequence[ArticleNode],
    published_at: Numbers,
    known: KnownTexts | None,
    progress: Progress,
) -> Kin:
    """Vectors, copies and stories of articles.

    The same texts, dates and links give the same result, whatever the machine, and whatever is
    `known` of the texts of an earlier version.
    """
    terms, sketches = _terms_and_sketches(articles, known, progress)
    vectors = vectors_of(terms)
    progress(_WORDS_TAKE + _VECTORS_TAKE)
    copies = find_copies(articles, sketches, known)
    del sketches
    copies_of = np.full(len(articles), -1, dtype=np.int32)
    copies_of[copies.members] = np.repeat(np.arange(len(copies.starts) - 1), copies.counts())
    neighbours = _either_way(links)
    before = _WORDS_TAKE + _VECTORS_TAKE
    pairs = find_story_pairs(
        vectors,
        neighbours,
        published_at,
        lambda share: progress(before + (1 - before) * share),
    )
    return Kin(neighbours, vectors, copies, copies_of, find_stories(pairs, published_at))


def _terms_and_sketches(
    articles: Sequence[ArticleNode], known: KnownTexts | None, progress: Progress
) -> tuple[list[Rows], Rows]:
    """The terms of articles, in stretches, and what copies are found by."""

    def make(places: Sequence[int]) -> list[tuple[Rows, ...]]:
        made: list[tuple[Rows, ...]] = []
        done = 0
        for words in word_hashes([articles[place] for place in places]):
            made.append((term_counts(words), copy_sketches(words)))
            done += words.texts
            progress(_WORDS_TAKE * done / max(1, len(places)))
        return made

    if known is None:
        terms, sketches = map(list, zip(*make(range(len(articles))), strict=True))
        return terms, joined_rows(sketches)
    texts = [(article.title, article.excerpt, article.body) for article in articles]
    rows, sketched = known.terms.tables(texts, make)
    return rows.stretches(STRETCH), sketched


def _either_way(links: Links) -> Postings:
    """The articles one link away from each, ascending, each once."""
    from scipy.sparse import csr_array  # noqa: PLC0415  takes 20 MB, mostly in a child process

    count = len(links.outward.starts) - 1
    ones = np.ones(len(links), dtype=np.int8)
    outward, inward = (
        csr_array((ones, there.members, there.starts), shape=(count, count))
        for there in (links.outward, links.inward)
    )
    either = outward + inward
    either.sort_indices()
    members: Integers = either.indices.astype(np.int32)
    return Postings(either.indptr.astype(np.int64), members)
