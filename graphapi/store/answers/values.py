"""What a store answers with beside lists: figures, paths, parts of the graph, and the like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from graphapi.domain import Article, Bridge, Link, MaybeAwaitable, Provider, Story, Topic

__all__ = [
    "ArticlePath",
    "ArticleSource",
    "ArticleStats",
    "CorpusSummary",
    "Counted",
    "NumberStats",
    "PathBridge",
    "SourceRole",
    "Subgraph",
    "Suggestion",
]

NodeT_co = TypeVar("NodeT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a prefix may become: a title, a name or a domain, and what goes by it.

    `article_count` says how many articles a topic or provider has; None for an article.
    """

    text: str
    node: Article | Topic | Provider
    article_count: int | None


@dataclass(frozen=True, slots=True)
class NumberStats:
    """Statistics about the articles of a set that have a number; None if none has.

    `p90` is interpolated linearly between the two nearest ranks, as `median` is.
    """

    count: int
    min: float | None
    max: float | None
    average: float | None
    median: float | None
    p90: float | None
    sum: float | None


@dataclass(frozen=True, slots=True)
class ArticleStats:
    """Statistics about a set of articles. `providers` and `topics` count distinct ones."""

    count: int
    stubs: int
    providers: int
    topics: int
    first_published: datetime | None
    last_published: datetime | None
    quality: NumberStats
    heat: NumberStats


@dataclass(frozen=True, slots=True)
class Counted(Generic[NodeT_co]):
    """A provider or topic, and how many articles (or links) it is counted with."""

    node: NodeT_co
    count: int


class SourceRole(Enum):
    """FULL: the file is about the article. RELATED: the file lists it as related."""

    FULL = "FULL"
    RELATED = "RELATED"


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """A file that mentions an article, and where the two disagree, as the file has it (JSON)."""

    file: str
    role: SourceRole
    differences: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PathBridge:
    """A step of a path that is no link, from `source` to `target`; `step` counts from 0.

    `node` is what both have in common; None where they are similar.
    """

    step: int
    kind: Bridge
    source: Article
    target: Article
    node: Story | Topic | Provider | None


@dataclass(frozen=True, slots=True)
class ArticlePath:
    """A simple path: hops + 1 articles and the steps between them, in walking order.

    Steps are links, except those that `bridges` has. A link runs from the article that lists to the
    listed one, even if the path follows it backwards (direction IN or BOTH).
    """

    articles: tuple[Article, ...]
    links: tuple[Link, ...]
    bridges: tuple[PathBridge, ...] = ()

    @property
    def hops(self) -> int:
        """How many steps the path has."""
        return len(self.articles) - 1


class Subgraph(Protocol):
    """A part of a graph: articles nearest first, and every link among them.

    `truncated` is true where the limit left articles out.
    """

    @property
    def articles(self) -> MaybeAwaitable[Sequence[Article]]:
        """The articles, nearest first."""

    @property
    def truncated(self) -> MaybeAwaitable[bool]:
        """Whether the limit left articles out."""

    @property
    def links(self) -> MaybeAwaitable[Sequence[Link]]:
        """The links: by source in the order of `articles`, then in link order."""

    @property
    def adjacency(self) -> MaybeAwaitable[Sequence[Sequence[int]]]:
        """For each article the places in `articles` of those it lists, in link order."""


@dataclass(frozen=True, slots=True)
class CorpusSummary:
    """What is loaded. `articles` includes the stubs."""

    version: str
    loaded_at: datetime
    articles: int
    stubs: int
    links: int
    providers: int
    topics: int
    files: int
    problem_count: int
