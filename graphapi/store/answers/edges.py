"""What a page of a list consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from graphapi.domain import Article, LinkDirection, Marker, Topic
from graphapi.store.answers.highlights import highlight

__all__ = [
    "Edge",
    "ReachableEdge",
    "RelatedEdge",
    "SearchEdge",
    "SimilarEdge",
]

NodeT_co = TypeVar("NodeT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Edge(Generic[NodeT_co]):
    """A node of a list, and the cursor that stands for its place."""

    node: NodeT_co
    cursor: str


@dataclass(frozen=True, slots=True)
class RelatedEdge:
    """An article one link away.

    `direction` is OUT or IN, `position` the 0-based place in the related list that makes the link,
    `reciprocal` whether both articles list each other.
    """

    node: Article
    cursor: str
    direction: LinkDirection
    position: int
    reciprocal: bool


@dataclass(frozen=True, slots=True)
class ReachableEdge:
    """An article some hops away, and one shortest path to it.

    The path has hops + 1 articles, both ends included.
    """

    node: Article
    cursor: str
    hops: int
    path: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class SimilarEdge:
    """An article about the same thing as another one or as a text, and what both have.

    `score` is from 0 to 1; `shared_topics` are in the order of the first article;
    `days_apart` is None if one of the two has no date. The words are looked for when asked for.
    """

    node: Article
    cursor: str
    score: float
    shared_neighbors: int
    shared_topics: tuple[Topic, ...]
    days_apart: float | None
    find_terms: Callable[[], tuple[str, ...]]

    @property
    def shared_terms(self) -> tuple[str, ...]:
        """The rarest words that both have, rarest first, as the article or text asked has them."""
        return self.find_terms()


@dataclass(frozen=True, slots=True)
class SearchEdge:
    """An article that a search found, and how well it matches: the higher the score, the better.

    `marker` knows the words that were found; the highlights are computed when asked for.
    """

    node: Article
    cursor: str
    score: float
    marker: Marker

    @property
    def title_highlight(self) -> str:
        """The title as HTML, the words found between <mark> and </mark>."""
        return highlight(self.node.title, self.marker)

    @property
    def excerpt_highlight(self) -> str | None:
        """The excerpt as HTML, the words found between <mark> and </mark>."""
        excerpt = self.node.excerpt
        return None if excerpt is None else highlight(excerpt, self.marker)
