"""The names that things go by: titles of articles, names of topics, names and domains of providers.

They are numbered, so that an index can keep them as numbers: articles come first, each at its own
index, then topics, then providers by name, then providers by domain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphapi.graph.indexes.columns import Columns
from graphapi.graph.indexes.postings import Integers
from graphapi.graph.nodes import ArticleNode, ProviderNode, TopicNode

__all__ = ["Names", "Ranks"]

Ranks = NDArray[np.uint64]
"""How far ahead a name comes; no two are the same."""

_LOW: Final = np.uint64(2**32 - 1)


class Names:
    """All names of a graph, by number."""

    def __init__(
        self,
        articles: Sequence[ArticleNode],
        topics: Sequence[TopicNode],
        providers: Sequence[ProviderNode],
        columns: Columns,
    ) -> None:
        self._articles, self._topics, self._providers = articles, topics, providers
        self._in_degree = columns.in_degree
        self._topics_end = len(articles) + len(topics)
        self._names_end = self._topics_end + len(providers)

    def __len__(self) -> int:
        return self._names_end + len(self._providers)

    @property
    def articles(self) -> int:
        """How many of the names, at the head, are titles of articles."""
        return len(self._articles)

    def text(self, number: int) -> str:
        """A name as it is shown."""
        node = self.node(number)
        if isinstance(node, ArticleNode):
            return node.title
        if isinstance(node, ProviderNode) and number >= self._names_end:
            return node.domain
        return node.name

    def node(self, number: int) -> ArticleNode | TopicNode | ProviderNode:
        """What goes by a name."""
        if number < len(self._articles):
            return self._articles[number]
        if number < self._topics_end:
            return self._topics[number - len(self._articles)]
        return self._providers[(number - self._topics_end) % len(self._providers)]

    def ranks(self) -> Ranks:
        """The rank of each name: first by how many articles lead to what goes by it.

        Those are the articles of a topic or provider, and those that list an article as related.
        Among equals topics come first, then providers, then articles, each in their default order.
        """
        articles_of_providers = [provider.article_count for provider in self._providers]
        counts = np.concatenate(
            (
                self._in_degree,
                [topic.article_count for topic in self._topics],
                articles_of_providers,
                articles_of_providers,
            )
        ).astype(np.uint64)
        places = (np.arange(len(self)) - self.articles) % len(self)
        ranks: Ranks = counts << np.uint64(32) | (_LOW - places.astype(np.uint64))
        return ranks

    def number(self, rank: int) -> int:
        """The name that has a rank: the inverse of `ranks`."""
        return (int(_LOW) - rank % 2**32 + self.articles) % len(self)

    def numbers(self, ranks: Ranks) -> Integers:
        """The names that have these ranks."""
        places = (_LOW - (ranks & _LOW)).astype(np.int64)
        return ((places + self.articles) % len(self)).astype(np.int32)
