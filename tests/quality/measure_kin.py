"""How good similar articles, copies and stories are."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np

from graphapi.graph import ArticleGraph, Integers, Kinship, Numbers, Postings
from tests.quality.graphs import name_of
from tests.quality.rows import Row

__all__ = ["hidden_links_found", "rows"]

JUDGED: Final = json.loads((Path(__file__).parent / "copies.json").read_text(encoding="utf-8"))
"""By corpus: pairs that a reader took for the same report, and pairs that follow a template."""

ASKED: Final = 400
FIRST: Final = 5
TOP: Final = 10
HIDDEN: Final = 0.3
LONG_DAYS: Final = 90
RARE: Final = 50
"""A word that no more than one article in so many has."""


def rows(graph: ArticleGraph) -> Iterator[Row]:
    """The figures of a corpus, and what they should be."""
    yield from _similar_rows(graph)
    if len(graph.links):
        yield Row("hidden links found among the first ten", hidden_links_found(graph), 0.8)
    yield from _story_rows(graph)
    judged = JUDGED.get(name_of(graph))
    if judged is not None:
        yield from _copy_rows(graph, judged)


def _similar_rows(graph: ArticleGraph) -> Iterator[Row]:
    empty = tied = 0
    asked = _some(len(graph.articles))
    for index in asked:
        scores = graph.kinship.similar(index).scores[:FIRST].tolist()
        empty += not scores
        tied += len(scores) == FIRST and len(set(scores)) == 1
    yield Row("similar is empty", empty / len(asked), 0.05, at_most=True)
    yield Row("the first five similar are tied", tied / len(asked), 0.05, at_most=True)


def _some(count: int) -> list[int]:
    return random.Random(1).sample(range(count), min(ASKED, count))


def hidden_links_found(graph: ArticleGraph) -> float:
    """The mean share of an article's hidden links that its first ten similar articles find again.

    Three of ten linked pairs are hidden, in both directions. Articles with more than ten hidden
    links are left out, because ten places cannot hold them; what is linked still takes no place.
    """
    kin, count = graph.kin.get(), len(graph.articles)
    pairs = _linked_pairs(kin.neighbours)
    hides = np.random.default_rng(1).random(len(pairs)) < HIDDEN
    hidden, left = (_neighbours(pairs[chosen], count) for chosen in (hides, ~hides))
    published_at = graph.columns.published_at
    kinship = Kinship(kin.vectors, left, graph.article_topics, published_at)
    counts = hidden.counts()
    shares = []
    for index in np.flatnonzero((counts > 0) & (counts <= TOP)).tolist()[:ASKED]:
        similar = kinship.similar(index).articles
        unlinked = similar[~np.isin(similar, left.of(index))][:TOP]
        shares.append(np.isin(hidden.of(index), unlinked).mean())
    return float(np.mean(shares))


def _linked_pairs(neighbours: Postings) -> Numbers:
    """Each linked pair once, as two columns."""
    owners = np.repeat(np.arange(len(neighbours.starts) - 1), neighbours.counts())
    pairs = np.column_stack([owners, neighbours.members])
    return pairs[pairs[:, 0] < pairs[:, 1]]


def _neighbours(pairs: Numbers, count: int) -> Postings:
    lists: list[list[int]] = [[] for _ in range(count)]
    for one, other in pairs.tolist():
        lists[one].append(other)
        lists[other].append(one)
    return Postings.from_lists(map(sorted, lists))


def _story_rows(graph: ArticleGraph) -> Iterator[Row]:
    told = long = near = 0
    for story in graph.story_nodes:
        first, last = story.first_published, story.last_published
        told += story.size
        if first is not None and last is not None and (last - first).days > LONG_DAYS:
            long += story.size
        members = graph.articles_of(story)
        lead = _rare_terms(graph, story.lead.index)
        near += sum(bool(lead & _rare_terms(graph, index)) for index in members.tolist())
    yield Row("articles in stories over 90 days", long / max(1, told), 0.1, at_most=True)
    yield Row("articles with a rare word of their story's lead", near / max(1, told), 0.95)
    yield Row("articles in a story", told / len(graph.articles), 0.1)


def _rare_terms(graph: ArticleGraph, article: int) -> set[int]:
    vectors = graph.kinship.vectors
    terms: Integers = vectors.of(article).terms
    frequency = vectors.term_starts[terms + 1] - vectors.term_starts[terms]
    return set(terms[frequency <= max(3, vectors.count // RARE)].tolist())


def _copy_rows(graph: ArticleGraph, judged: dict[str, list[list[str]]]) -> Iterator[Row]:
    def taken(pairs: list[list[str]]) -> list[bool]:
        found = [[graph.article(url) for url in pair] for pair in pairs]
        return [
            other.index in graph.copies_of(one)
            for one, other in found
            if one is not None and other is not None
        ]

    right = taken(
        [pair for group in judged["copies"] for pair in map(list, combinations(group, 2))]
    )
    wrong = taken(judged["templates"])
    yield Row("judged copies that are found", sum(right) / len(right), 0.8)
    yield Row("what is called a copy is one", sum(right) / max(1, sum(right) + sum(wrong)), 0.95)
