"""Connections: lists of articles of which a page is shown, and their edges.

The store's connections are lazy, and each field asks for one part: a client that wants no total
does not pay for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import strawberry

from graphapi import domain, store
from graphapi.api.articles import Article
from graphapi.api.enums import GroupOrder, LinkDirection, TimeInterval
from graphapi.api.field_costs import FIGURES, SHARED, SPLITTING, Pricing, listed
from graphapi.api.groups import ArticleGroup, FirstGroups, GroupKeysArgument, GroupOrderArgument
from graphapi.api.page_arguments import PageInfo
from graphapi.api.resolvers import resolver
from graphapi.api.stats import ArticleStats
from graphapi.api.timeline import TimelinePoint

if TYPE_CHECKING:
    from graphapi.api.topics import Topic

__all__ = [
    "ArticleConnection",
    "ArticleEdge",
    "Connection",
    "Edge",
    "ReachableConnection",
    "ReachableEdge",
    "RelatedConnection",
    "RelatedEdge",
    "SimilarConnection",
    "SimilarEdge",
]

NodeT = TypeVar("NodeT")
EdgeT = TypeVar("EdgeT")


_USUAL_POINTS = ", ".join(f"{size:,} for {key.value}" for key, size in store.USUAL_POINTS.items())


@strawberry.type(description="A node of a list, and its place in it.")
class Edge(Generic[NodeT]):
    """Describes store.Edge."""

    node: NodeT = strawberry.field(description="The node.")
    cursor: str = strawberry.field(
        description=(
            "The position of the node in this list and order, for `after` or `before`. It"
            " stays valid when the corpus is reloaded."
        )
    )


@strawberry.type(description="A list of which one page is shown.")
class Connection(Generic[NodeT, EdgeT]):
    """Describes store.Connection."""

    @resolver(list[NodeT])
    @staticmethod
    def nodes(
        root: strawberry.Parent[store.Connection[Any, Any]],
    ) -> store.MaybeAwaitable[Sequence[Any]]:
        """The nodes of the page, in order."""
        return root.nodes()

    @resolver(list[EdgeT])
    @staticmethod
    def edges(
        root: strawberry.Parent[store.Connection[Any, Any]],
    ) -> store.MaybeAwaitable[Sequence[Any]]:
        """The edges of the page, in order: each node with its cursor and what joins it."""
        return root.edges()

    @resolver(PageInfo)
    @staticmethod
    def page_info(
        root: strawberry.Parent[store.Connection[Any, Any]],
    ) -> store.MaybeAwaitable[store.PageInfo]:
        """The position of the page in the list."""
        return root.page_info()

    @resolver(int)
    @staticmethod
    def total_count(
        root: strawberry.Parent[store.Connection[Any, Any]],
    ) -> store.MaybeAwaitable[int]:
        """How many nodes the whole list has."""
        return root.total_count()


@strawberry.type(description="An article in a list of articles.")
class ArticleEdge(Edge[Article]):
    """Describes store.Edge of an article."""


@strawberry.type(
    description=("A set of articles: one page of it, and statistics about the whole set.")
)
class ArticleConnection(Connection[Article, ArticleEdge]):
    """Describes store.ArticleConnection."""

    @resolver(ArticleStats, Pricing(weight=FIGURES))
    @staticmethod
    def stats(
        root: strawberry.Parent[store.ArticleConnection],
    ) -> store.MaybeAwaitable[store.ArticleStats]:
        """Statistics about the whole set, not the page."""
        return root.stats()

    @resolver(list[ArticleGroup], listed(50, store.MAX_GROUPS, weight=SPLITTING))
    @staticmethod
    def groups(
        root: strawberry.Parent[store.ArticleConnection],
        by: GroupKeysArgument,
        order_by: GroupOrderArgument = GroupOrder.COUNT_DESC,
        first: FirstGroups = 50,
    ) -> store.MaybeAwaitable[Sequence[store.ArticleGroup]]:
        """The whole set, not just the page, grouped by one to three keys, largest group first
        unless `orderBy` says otherwise. By TOPIC, an article counts once in the group of each of
        its topics, so the groups together can have more articles than the set. Articles without a
        value form a group in which the key is null.
        """
        return root.groups(by, order_by, first)

    @resolver(
        list[TimelinePoint],
        Pricing(
            weight=FIGURES,
            size=max(store.USUAL_POINTS.values()),
            slicing=("limit",),
            largest=store.MAX_POINTS,
            assumed_by=("interval", {key.name: size for key, size in store.USUAL_POINTS.items()}),
        ),
    )
    @staticmethod
    def timeline(
        root: strawberry.Parent[store.ArticleConnection],
        interval: Annotated[
            TimeInterval,
            strawberry.argument(
                description=(
                    "How long the intervals are. More intervals than `limit` are rejected:"
                    " ask for longer ones, or filter by date."
                )
            ),
        ],
        time_zone: Annotated[
            str,
            strawberry.argument(
                description=(
                    "The IANA time zone in which the intervals start, such as"
                    " `Europe/Berlin`; by default UTC."
                )
            ),
        ] = "UTC",
        limit: Annotated[
            int | None,
            strawberry.argument(
                description=(
                    f"How many points there may be: 0 to {store.MAX_POINTS:,}. By default"
                    f" {_USUAL_POINTS}."
                )
            ),
        ] = None,
    ) -> store.MaybeAwaitable[Sequence[store.TimelinePoint]]:
        """The whole set over time, not just the page: one point per interval, from the first
        article to the last, empty intervals included. Weeks start on Monday; an hour that is
        repeated when clocks are set back counts as two. Articles without a date are in no point; if
        no article has a date, there are no points.
        """
        return root.timeline(interval, time_zone, limit)


@strawberry.type(description="An article one link away, and the link that leads there.")
class RelatedEdge(Edge[Article]):
    """Describes store.RelatedEdge."""

    direction: LinkDirection = strawberry.field(
        description=(
            "OUT if the starting article lists this one, IN if this one lists it; never BOTH."
            " If each lists the other, OUT unless only IN was requested."
        )
    )
    position: int = strawberry.field(
        description=(
            "The position of the link in the related list that contains it, counted from 0."
        )
    )
    reciprocal: bool = strawberry.field(description="Whether both articles list each other.")


@strawberry.type(description="The articles one link away from another, each once.")
class RelatedConnection(Connection[Article, RelatedEdge]):
    """Describes store.Connection of related articles."""


@strawberry.type(description="An article within reach, its distance, and a path to it.")
class ReachableEdge(Edge[Article]):
    """Describes store.ReachableEdge."""

    hops: int = strawberry.field(description="The length of a shortest path to it, in links.")
    path: list[Article] = Pricing(size=store.MAX_HOPS + 1).field(
        description=(
            "One shortest path, from the starting article to this one, both included: hops +"
            " 1 articles."
        )
    )


@strawberry.type(
    description=(
        "The articles within a number of links of another one, each once and nearest first."
    )
)
class ReachableConnection(Connection[Article, ReachableEdge]):
    """Describes store.Connection of articles within reach."""


@strawberry.type(description="An article about the same thing as another or as a text, and why.")
class SimilarEdge(Edge[Article]):
    """Describes store.SimilarEdge."""

    score: float = strawberry.field(
        description=(
            "From 0 to 1: how strongly rare words in common, closeness in time, shared"
            " neighbours and shared topics together suggest that it is about the same thing."
            " Scores are comparable between articles: links alone give less than 0.4; above"
            " it, the texts agree."
        )
    )
    shared_neighbors: int = strawberry.field(
        description=(
            "How many articles are one link away from both, in either direction; 0 for a text."
        )
    )
    shared_topics: tuple[domain.Topic, ...] = Pricing(size=10).field(
        description=(
            "The topics that both have, in the order of the first article; none for a text."
        ),
        graphql_type=list[Annotated["Topic", strawberry.lazy("graphapi.api.topics")]],
    )
    shared_terms: tuple[str, ...] = SHARED.field(
        description=(
            "The rarest words that both have, in any form, rarest first: at most"
            f" {store.MAX_SHARED_TERMS}, spelled as in the first article or the text."
        ),
        graphql_type=list[str],
    )
    days_apart: float | None = strawberry.field(
        description="How many days lie between the two; null if one of them has no date."
    )


@strawberry.type(
    description=(
        "The articles about the same thing as another or as a text, each once and best first."
    )
)
class SimilarConnection(Connection[Article, SimilarEdge]):
    """Describes store.Connection of similar articles."""
