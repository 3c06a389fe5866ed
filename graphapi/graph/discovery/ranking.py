"""How much the links make of each article: PageRank.

Brin and Page, The Anatomy of a Large-Scale Hypertextual Web Search Engine (1998), as networkx
defines it: a reader follows a link of the current article with probability 0.85, each with the same
probability, and otherwise, or if there is none, restarts at a random article. The rank of an
article is the share of time spent on it. This is networkx's power iteration over our own arrays:
sixteen times as fast on 160,000 links, because no matrix has to be made from dicts.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graphapi.graph.building.links import Links
from graphapi.graph.indexes.postings import Floats

__all__ = ["page_ranks"]

_FOLLOWED: Final = 0.85
_TOLERANCE: Final = 1e-12
"""The last step may move so much of the whole."""
_MAX_STEPS: Final = 1_000
"""Never reached: each step shrinks the error to 0.85 of itself, and 170 do for the tolerance."""
_DECIMALS: Final = 10
"""Of a rank as a multiple of the mean. What is mathematically equal, such as the ranks of articles
that all list each other, differs in the sixteenth, and not in the same way on all machines."""


def page_ranks(links: Links) -> Floats:
    """The rank of each article; together they are 1, except for rounding (1e-10)."""
    from scipy.sparse import csr_array  # noqa: PLC0415  takes 20 MB, mostly in a child process

    count = len(links.outward.starts) - 1
    if not count:
        return np.zeros(0)
    ones = np.ones(len(links))
    listing = csr_array((ones, links.inward.members, links.inward.starts), shape=(count, count))
    degrees = links.outward.counts()
    shares = np.divide(_FOLLOWED, degrees, where=degrees > 0, out=np.zeros(count))
    endings = np.flatnonzero(degrees == 0)
    ranks = np.full(count, 1 / count)
    for _ in range(_MAX_STEPS):
        before = ranks
        restarting = _FOLLOWED * before[endings].sum() + (1 - _FOLLOWED)
        ranks = listing @ (before * shares)
        ranks += restarting / count
        if np.abs(ranks - before).sum() < _TOLERANCE:
            break
    ranks *= count / ranks.sum()
    return np.asarray(np.round(ranks, _DECIMALS) / count)
