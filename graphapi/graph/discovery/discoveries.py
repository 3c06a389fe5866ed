"""What takes a look at all links or all texts at once, computed in one go each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphapi.graph.building.links import Links
from graphapi.graph.discovery.copies import copy_sketches, find_copies
from graphapi.graph.discovery.ranking import page_ranks
from graphapi.graph.discovery.story_groups import Stories, find_stories
from graphapi.graph.discovery.story_pairs import find_story_pairs
from graphapi.graph.discovery.term_vectors import TermVectors, term_counts, vectors_of
from graphapi.graph.discovery.word_hashes import word_hashes
from graphapi.graph.indexes.known_rows import KnownRows, Rows, joined_rows
from graphapi.graph.indexes.postings import Floats, Integers, Numbers, Postings
from graphapi.graph.nodes import ArticleNode

__all__ = ["Discovery", "Kin", "discover_kin", "discover_ranks"]


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


def discover_ranks(links: Links) -> Discovery:
    """The ranks of articles. The same links give the same result, whatever the machine."""
    return Discovery(page_ranks(links))


def discover_kin(
    links: Links,
    articles: Sequence[ArticleNode],
    published_at: Numbers,
    known: KnownRows | None = None,
) -> Kin:
    """Vectors, copies and stories of articles.

    The same texts, dates and links give the same result, whatever the machine, and whatever was
    `known` of the texts of an earlier version.
    """

    def make(places: Sequence[int]) -> tuple[Rows, ...]:
        made = [
            (term_counts(words), copy_sketches(words))
            for words in word_hashes([articles[place] for place in places])
        ]
        return tuple(joined_rows(tables) for tables in zip(*made, strict=True))

    if known is None:
        terms, sketches = make(range(len(articles)))
    else:
        texts = [(article.title, article.excerpt, article.body) for article in articles]
        terms, sketches = known.tables(texts, make)
    vectors = vectors_of(terms)
    copies = find_copies(articles, sketches)
    del terms, sketches
    copies_of = np.full(len(articles), -1, dtype=np.int32)
    copies_of[copies.members] = np.repeat(np.arange(len(copies.starts) - 1), copies.counts())
    neighbours = _either_way(links)
    pairs = find_story_pairs(vectors, neighbours, published_at)
    return Kin(neighbours, vectors, copies, copies_of, find_stories(pairs, published_at))


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
