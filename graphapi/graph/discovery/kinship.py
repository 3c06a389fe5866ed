"""Which articles are about the same thing: by rare words, closeness in time, links and topics.

Each kind of evidence is a number from 0 to 1, and they are joined as independent hints are: the
score is 1 less the product of what each leaves open (noisy-or; Pearl, Probabilistic Reasoning in
Intelligent Systems, 1988).

Words: the cosine of the term vectors. What is as near in words weighs less the further apart in
time it is, down to three tenths; half of that is gone after two weeks.
Links: the cosine of the neighbourhoods (of each article, itself and all one link away, whichever
way the links go). Most links are made by machines, so they count half, and time counts a little.
Topics: of the topics that either has, weighed by rarity, the share that both have. They count a
twentieth: there are few of them, and all of a corpus may have the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np

from graphapi.graph.discovery.term_vectors import TermVectors, Vector
from graphapi.graph.discovery.word_hashes import hash_texts, text_words
from graphapi.graph.indexes.columns import MISSING
from graphapi.graph.indexes.postings import Bools, Floats, Integers, Numbers, Postings

__all__ = ["MAX_SIMILAR", "Kinship", "Similar"]

MAX_SIMILAR: Final = 1_000
"""Articles that are similar to one: so many at most, the best."""

_MAX_WORD_WORK: Final = 30_000
_MAX_LINK_WORK: Final = 50_000
"""Entries of postings that one search looks at: those of the rarest terms, and of the neighbours
with the fewest links, say most and take least.
"""

_COMPARED: Final = 1_000
"""Of all that has something in common, so many are compared term by term."""

_HALF_LIFE: Final = 14 * 86_400e6
"""In microseconds."""

_LASTING_WORDS: Final = 0.3
_LASTING_LINKS: Final = 0.7
"""What closeness in words and in links counts at any distance in time."""

_LINKS_WEIGH: Final = 0.5
_TOPICS_WEIGH: Final = 0.05
_BARE_LINKS: Final = 0.6
"""What links count between texts that have nothing in common, of what they count otherwise."""

_SOME_WORDS: Final = 0.03
"""So much closeness in words is enough for links to count in full."""

_DECIMALS: Final = 6
"""Of scores: what differs between machines is rounded away."""


@dataclass(frozen=True, slots=True)
class Similar:
    """The articles similar to one, best first, ties ascending; the scores are from 0 to 1."""

    articles: Integers
    scores: Floats
    shared_neighbours: Integers

    @property
    def nbytes(self) -> int:
        """What they take in memory."""
        return self.articles.nbytes + self.scores.nbytes + self.shared_neighbours.nbytes


@dataclass(frozen=True, eq=False)
class Kinship:
    """Finds what is similar to an article or to a text.

    `neighbours` are those one link away in either direction, ascending; `published_at` is in
    microseconds, or MISSING.
    """

    vectors: TermVectors
    neighbours: Postings
    article_topics: Postings
    published_at: Numbers

    def similar(self, article: int, chosen: Integers | None = None) -> Similar:
        """The articles most similar to one, itself left out; only those of `chosen`, if given."""
        near = self.neighbours.of(article)
        return self._find(
            self.vectors.of(article),
            near,
            self.article_topics.of(article),
            int(self.published_at[article]),
            article,
            chosen,
        )

    def similar_to(
        self, text: str, published_at: int | None = None, chosen: Integers | None = None
    ) -> Similar:
        """The articles most similar to a text, as if published at a moment (in microseconds)."""
        vector = self.vectors.of_words(hash_texts([([], text_words(text))]))
        none = np.empty(0, dtype=np.int32)
        moment = MISSING if published_at is None else published_at
        return self._find(vector, none, none, moment, -1, chosen)

    def _find(
        self,
        vector: Vector,
        near: Integers,
        topics: Integers,
        moment: int,
        itself: int,
        chosen: Integers | None,
    ) -> Similar:
        closeness = np.zeros(self.vectors.count)
        shared = np.zeros(self.vectors.count, dtype=np.int32)
        met = np.zeros(self.vectors.count, dtype=np.bool_)
        met[near] = True
        for articles in chain(self._add_words(closeness, vector), self._add_links(shared, near)):
            met[articles] = True
        found = np.flatnonzero(met).astype(np.int32)
        if chosen is not None:
            found = np.intersect1d(found, chosen, assume_unique=True)
        found = found[found != itself]
        recency = self._recency(moment, found)
        links = self._link_closeness(near, shared, found)
        if len(found) > _COMPARED:
            rough = _joined(closeness[found], links, np.zeros(len(found)), recency)
            best = np.sort(np.argsort(-rough, kind="stable")[:_COMPARED])
            found, links, recency = found[best], links[best], recency[best]
        words = self._cosines(vector, found)
        scores = _joined(words, links, self._topic_closeness(topics, found), recency)
        scores = np.round(scores, _DECIMALS)
        order = np.argsort(-scores, kind="stable")[:MAX_SIMILAR]
        return Similar(found[order], scores[order], shared[found[order]])

    def _add_words(self, closeness: Floats, vector: Vector) -> Iterator[Integers]:
        """Add the products of the rarest terms, as far as there is time to look at them.

        Yields the articles that have each of them.
        """
        starts = self.vectors.term_starts
        frequency = starts[vector.terms + 1] - starts[vector.terms]
        for place in _within(frequency, _MAX_WORD_WORK):
            term = vector.terms[place]
            span = slice(starts[term], starts[term + 1])
            articles = self.vectors.articles[span]
            closeness[articles] += self.vectors.term_weights[span] * float(vector.weights[place])
            yield articles

    def _add_links(self, shared: Integers, near: Integers) -> Iterator[Integers]:
        """Count the neighbours that others have in common with an article, or are.

        Yields the articles that have each of them.
        """
        starts = self.neighbours.starts
        for place in _within(starts[near + 1] - starts[near], _MAX_LINK_WORK):
            articles = self.neighbours.of(int(near[place]))
            shared[articles] += 1
            yield articles

    def _link_closeness(self, near: Integers, shared: Integers, found: Integers) -> Floats:
        """The cosines of neighbourhoods, to which everyone belongs itself."""
        if not len(near):
            return np.zeros(len(found))
        degrees = self.neighbours.starts[found + 1] - self.neighbours.starts[found]
        both = shared[found] + 2.0 * np.isin(found, near, assume_unique=True)
        cosines: Floats = both / np.sqrt((degrees + 1.0) * (len(near) + 1))
        return cosines

    def _recency(self, moment: int, found: Integers) -> Floats:
        """1 for what was published at the same time, halved every two weeks; a half if unknown."""
        moments = self.published_at[found]
        if moment == MISSING:
            return np.full(len(found), 0.5)
        apart = np.abs(moments.astype(np.float64) - moment)
        return np.where(moments == MISSING, 0.5, 0.5 ** (apart / _HALF_LIFE))

    def _cosines(self, vector: Vector, found: Integers) -> Floats:
        """The products of a vector with those of articles, over all terms."""
        vectors = self.vectors
        wanted = np.zeros(len(vectors.hashes))
        wanted[vector.terms] = vector.weights
        lengths = vectors.starts[found + 1] - vectors.starts[found]
        places = Postings(vectors.starts, vectors.terms).places_of_all(found)
        products = wanted[vectors.terms[places]] * vectors.weights[places]
        owners = np.repeat(np.arange(len(found)), lengths)
        return np.minimum(np.bincount(owners, products, len(found)), 1.0)

    def _topic_closeness(self, topics: Integers, found: Integers) -> Floats:
        """Of the topics that either has, weighed by rarity, the share that both have."""
        if not len(topics):
            return np.zeros(len(found))
        rarity = self._topic_rarity
        listed = self.article_topics.of_all(found)
        lengths = self.article_topics.starts[found + 1] - self.article_topics.starts[found]
        owners = np.repeat(np.arange(len(found)), lengths)
        hits: Bools = np.isin(listed, topics)
        weights = rarity[listed]
        both = np.bincount(owners[hits], weights[hits], len(found))
        either = np.bincount(owners, weights, len(found)) + rarity[topics].sum() - both
        shares: Floats = np.divide(both, either, where=either > 0, out=np.zeros(len(found)))
        return shares

    @cached_property
    def _topic_rarity(self) -> Floats:
        topics = int(self.article_topics.members.max(initial=-1)) + 1
        frequency = np.bincount(self.article_topics.members, minlength=topics)
        return np.log((self.vectors.count + 1) / (frequency + 1))


def _within(costs: Numbers, budget: int) -> list[int]:
    """The places of the smallest costs that a budget covers, one at least if there is any."""
    order = np.argsort(costs, kind="stable")
    spent = np.cumsum(costs[order])
    count = max(1, int(np.searchsorted(spent, budget, side="right")))
    places: list[int] = order[:count].tolist()
    return places


def _joined(words: Floats, links: Floats, topics: Floats, recency: Floats) -> Floats:
    words = words * (_LASTING_WORDS + (1 - _LASTING_WORDS) * recency)
    links = _LINKS_WEIGH * links * (_LASTING_LINKS + (1 - _LASTING_LINKS) * recency)
    links *= _BARE_LINKS + (1 - _BARE_LINKS) * np.minimum(words / _SOME_WORDS, 1)
    return 1 - (1 - words) * (1 - links) * (1 - _TOPICS_WEIGH * topics)
