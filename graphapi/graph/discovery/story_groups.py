"""Stories: which articles hang together, by the links between them whichever way they go.

The articles that links join, directly or over others, form a part of the graph. A part in which
some groups hang together much more than others is divided into communities, by the Leiden method
for modularity (Traag, Waltman and van Eck, From Louvain to Leiden, 2019); a part in which they do
not is one story. The line is a modularity of 0.3, above which divisions are significant in
practice (Newman and Girvan, Finding and evaluating community structure in networks, 2004). A lone
article has no story.

Each part is divided by itself, its articles in the order of their URLs and with a seed that is
always the same: what stories a part has depends on its own addresses and links, and on nothing
else in the corpus.

igraph, networkit and scikit-network divide as well and about as fast; graspologic-native was chosen
because it takes our arrays as they are, gives the same result for the same seed, is small, has
wheels for every system, and a licence that asks nothing of those who use it. networkx's Louvain
takes six times as long on the largest part of a real corpus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graphapi.graph.indexes.columns import MISSING
from graphapi.graph.indexes.postings import Floats, Integers, Numbers, Postings
from graphapi.graph.nodes import ArticleNode

__all__ = ["Stories", "find_stories"]

_LEAST_MODULARITY: Final = 0.3
_SMALLEST_DIVIDED: Final = 4
"""Three articles that hang together have no division with a modularity above 0."""
_ROUNDS: Final = 2
_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Stories:
    """The stories, largest first, then the one that began last, then by the founder's URL.

    `of_articles` has the number of each article's story, -1 for none; `articles` the members of
    each story, ascending. The `leads` are the members of highest rank, the newest of equals;
    the `founders` the oldest members, by URL among equals, those without a date last.
    """

    of_articles: Integers
    articles: Postings
    leads: Integers
    founders: Integers

    def __len__(self) -> int:
        return len(self.founders)


def find_stories(
    neighbours: Postings, articles: Sequence[ArticleNode], published_at: Numbers, ranks: Floats
) -> Stories:
    """The stories of articles; `neighbours` are those one link away in either direction."""
    communities = _communities(neighbours, articles)
    members = np.flatnonzero(communities >= 0)
    _, owners, sizes = np.unique(communities[members], return_inverse=True, return_counts=True)
    age = np.where(published_at == MISSING, np.iinfo(np.int64).max, published_at)[members]
    founders = _firsts(members, owners, age)
    order = np.lexsort((founders, -sizes))
    numbers = np.empty(len(order), dtype=np.int32)
    numbers[order] = np.arange(len(order), dtype=np.int32)
    of_articles = np.full(len(communities), -1, dtype=np.int32)
    of_articles[members] = numbers[owners]
    return Stories(
        of_articles=of_articles,
        articles=Postings.from_owners(of_articles, len(order)),
        leads=_firsts(members, owners, -ranks[members])[order],
        founders=founders[order],
    )


def _firsts(members: Numbers, owners: Numbers, keys: Numbers | Floats) -> Integers:
    """The member of each owner with the smallest key, by index among equals."""
    order = np.lexsort((members, keys, owners))
    _, starts = np.unique(owners[order], return_index=True)
    return members[order[starts]].astype(np.int32)


def _communities(neighbours: Postings, articles: Sequence[ArticleNode]) -> Numbers:
    """A number for each article that it shares with its story, -1 where it has no neighbours."""
    from scipy.sparse import csr_array  # noqa: PLC0415  takes 20 MB, mostly in a child process
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  the same

    count = len(neighbours.starts) - 1
    degrees = neighbours.counts()
    ones = np.ones(len(neighbours.members), dtype=np.int8)
    matrix = csr_array((ones, neighbours.members, neighbours.starts), shape=(count, count))
    found, parts = connected_components(matrix, directed=False)
    communities = np.where(degrees > 0, parts, -1).astype(np.int64)
    in_parts = Postings.from_owners(parts.astype(np.int32), found)
    sizes = in_parts.counts()
    links = np.bincount(parts, weights=degrees, minlength=found)
    divisible = (sizes >= _SMALLEST_DIVIDED) & (links < sizes * (sizes - 1))
    places = np.zeros(count, dtype=np.int32)
    for part in np.flatnonzero(divisible).tolist():
        urls = [(articles[member].url, member) for member in in_parts.of(part).tolist()]
        members = np.array([member for _, member in sorted(urls)], dtype=np.int32)
        places[members] = np.arange(len(members), dtype=np.int32)
        starts = np.append(0, np.cumsum(degrees[members]))
        divided = _divide(starts, places[neighbours.of_all(members)])
        if divided is not None:
            communities[members] = found + divided
            found += len(members)
    return communities


def _divide(starts: Numbers, neighbours: Integers) -> Numbers | None:
    """The community of each member of a part; None where it is better left whole."""
    from graspologic_native import leiden_csr  # noqa: PLC0415  mostly in a child process
    from scipy.sparse import csr_array  # noqa: PLC0415  the same

    count = len(starts) - 1
    matrix = csr_array((np.ones(len(neighbours)), neighbours, starts), shape=(count, count))
    matrix.sort_indices()
    modularity, communities = leiden_csr(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data,
        count,
        iterations=_ROUNDS,
        seed=_SEED,
    )
    if modularity < _LEAST_MODULARITY:
        return None
    return np.fromiter(map(communities.__getitem__, range(count)), np.int64, count)
