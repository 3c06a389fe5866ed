"""The part of the graph around some articles."""

from __future__ import annotations

from dataclasses import dataclass

from graphapi.domain import Link
from graphapi.graph import ArticleGraph, ArticleNode

__all__ = ["Neighborhood"]


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """A `Subgraph` whose links are looked up when asked for: many clients ask for one form only."""

    graph: ArticleGraph
    articles: tuple[ArticleNode, ...]
    truncated: bool

    @property
    def links(self) -> list[Link]:
        """The links: by source in the order of `articles`, then in link order."""
        return self.graph.links_among(self.articles)

    @property
    def adjacency(self) -> list[list[int]]:
        """For each article the places in `articles` of those it lists, in link order."""
        return self.graph.adjacency_among(self.articles)
