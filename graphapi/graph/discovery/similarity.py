"""Which articles share the neighbourhood of an article, and how much of it.

Two articles are similar as far as they are linked with the same others (whichever way the links
go) and are about the same topics. Both parts are Jaccard's index: of what either has, the share
that both have. Neighbours count four times as much as topics, which are few and often the same for
a whole corpus. Whether the two link to each other plays no part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graphapi.errors import LimitExceededError
from graphapi.graph.indexes.postings import Bools, Floats, Integers, Numbers, Postings

__all__ = ["MAX_SIMILAR_WORK", "Similar", "similar_articles"]

MAX_SIMILAR_WORK: Final = 10_000_000
"""How many links one search may look at: a tenth of a second."""

_FEW: Final = 8
"""Sorting that share of all articles takes as long as a look at each of them."""

_NEIGHBOURS_WEIGH: Final = 0.8
_TOPICS_WEIGH: Final = 0.2


@dataclass(frozen=True, slots=True)
class Similar:
    """The articles similar to one, best first, equals ascending; the scores are from 0 to 1."""

    articles: Integers
    scores: Floats
    shared_neighbours: Integers

    @property
    def nbytes(self) -> int:
        """What they take in memory."""
        return self.articles.nbytes + self.scores.nbytes + self.shared_neighbours.nbytes


def similar_articles(
    article: int, neighbours: Postings, topics: Postings, companions: Integers
) -> Similar:
    """All articles with which an article shares a neighbour, and its `companions` (ascending).

    `neighbours` are those one link away in either direction, ascending. The article itself is not
    among those found. Raises LimitExceededError where its neighbours have more than
    `MAX_SIMILAR_WORK` links.
    """
    near = neighbours.of(article)
    work = int((neighbours.starts[near + 1] - neighbours.starts[near]).sum())
    if work > MAX_SIMILAR_WORK:
        raise LimitExceededError(
            f"similar: the article's neighbours have {work:,} links, more than the"
            f" {MAX_SIMILAR_WORK:,} that may be looked at; ask for `related` articles, or for"
            " those similar to one of them"
        )
    found, counts = _counted(neighbours.of_all(near), companions, len(neighbours.starts) - 1)
    others = found != article
    found, counts = found[others], counts[others]
    # What either has: the two themselves, each a neighbour of the other, are left aside.
    linked = np.isin(found, near, assume_unique=True)
    degrees = neighbours.starts[found + 1] - neighbours.starts[found]
    either = len(near) + degrees - counts - 2 * linked
    scores = _NEIGHBOURS_WEIGH * _ratio(counts, either)
    scores += _TOPICS_WEIGH * _topic_ratio(article, found, topics)
    order = np.argsort(-scores, kind="stable")
    return Similar(found[order], scores[order], counts[order].astype(np.int32))


def _counted(listed: Integers, more: Integers, count: int) -> tuple[Integers, Numbers]:
    """The articles of a list with repetitions, and more of them, of `count` in all.

    Ascending, each with how often it is in the list.
    """
    if _FEW * (len(listed) + len(more)) < count:
        found, counts = np.unique(np.concatenate([listed, more]), return_counts=True)
        counts[np.searchsorted(found, more)] -= 1
        return found, counts
    counts = np.bincount(listed, minlength=count)
    among = counts > 0
    among[more] = True
    found = np.flatnonzero(among).astype(np.int32)
    return found, counts[found]


def _topic_ratio(article: int, found: Integers, topics: Postings) -> Floats:
    """Of the topics that the article or another one has, the share that both have."""
    own = topics.of(article)
    lengths = topics.starts[found + 1] - topics.starts[found]
    hits: Bools = np.isin(topics.of_all(found), own)
    owners = np.repeat(np.arange(len(found)), lengths)
    both = np.bincount(owners[hits], minlength=len(found))
    return _ratio(both, len(own) + lengths - both)


def _ratio(part: Numbers, whole: Numbers) -> Floats:
    """The quotients; 0 where there is nothing to divide by."""
    return np.divide(part, whole, where=whole > 0, out=np.zeros(len(part)))
