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

    node: NodeT = strawberry.field(description="The node itself.")
    cursor: str = strawberry.field(
        description=(
            "Its place in this list and order, to be given as `after` or `before`; it stays valid"
            " when the corpus is loaded anew."
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
        """The nodes of the page with what is to say of their place, in order."""
        return root.edges()

    @resolver(PageInfo)
    @staticmethod
    def page_info(
        root: strawberry.Parent[store.Connection[Any, Any]],
    ) -> store.MaybeAwaitable[store.PageInfo]:
        """Where the page stands in the list."""
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


@strawberry.type(description="A set of articles: a page of it, and figures about the whole of it.")
class ArticleConnection(Connection[Article, ArticleEdge]):
    """Describes store.ArticleConnection."""

    @resolver(ArticleStats, Pricing(weight=FIGURES))
    @staticmethod
    def stats(
        root: strawberry.Parent[store.ArticleConnection],
    ) -> store.MaybeAwaitable[store.ArticleStats]:
        """Figures over the whole set, not the page."""
        return root.stats()

    @resolver(list[ArticleGroup], listed(50, store.MAX_GROUPS, weight=SPLITTING))
    @staticmethod
    def groups(
        root: strawberry.Parent[store.ArticleConnection],
        by: GroupKeysArgument,
        order_by: GroupOrderArgument = GroupOrder.COUNT_DESC,
        first: FirstGroups = 50,
    ) -> store.MaybeAwaitable[Sequence[store.ArticleGroup]]:
        """The whole set, whatever the page, split by one to three keys, largest group first unless
        `orderBy` says otherwise. Split by TOPIC, an article counts once in the group of each of
        its topics, so that the groups together can have more articles than the set. Articles that
        do not say what they are split by make a group in which that is null: none is lost.
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
                    "How long the intervals are. More of them than `limit` are refused: ask for"
                    " longer ones, or filter by date."
                )
            ),
        ],
        time_zone: Annotated[
            str,
            strawberry.argument(
                description=(
                    "The IANA time zone by whose clock the intervals begin, such as"
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
        """The whole set over time, whatever the page: one point an interval, from that of the first
        to that of the last article, empty ones included. Weeks start on Monday; an hour that the
        clock strikes twice is two. Articles without a date are in no point, and without any dated
        article there are no points.
        """
        return root.timeline(interval, time_zone, limit)


@strawberry.type(description="An article one link away, and the link that leads there.")
class RelatedEdge(Edge[Article]):
    """Describes store.RelatedEdge."""

    direction: LinkDirection = strawberry.field(
        description=(
            "OUT where the article asked lists this one, IN where this one lists it; never BOTH."
            " Where each lists the other, OUT unless only IN was asked for."
        )
    )
    position: int = strawberry.field(
        description="The place, counted from 0, in the related list that makes the link."
    )
    reciprocal: bool = strawberry.field(description="Whether both articles list each other.")


@strawberry.type(description="The articles one link away from another, each once.")
class RelatedConnection(Connection[Article, RelatedEdge]):
    """Describes store.Connection of related articles."""


@strawberry.type(description="An article within reach, how far it is and how to get there.")
class ReachableEdge(Edge[Article]):
    """Describes store.ReachableEdge."""

    hops: int = strawberry.field(description="The length of a shortest path to it, in links.")
    path: list[Article] = Pricing(size=store.MAX_HOPS + 1).field(
        description=(
            "One shortest path, from the article asked to this one, both included: hops + 1"
            " articles."
        )
    )


@strawberry.type(
    description="The articles within some links of another, each once and nearest first."
)
class ReachableConnection(Connection[Article, ReachableEdge]):
    """Describes store.Connection of articles within reach."""


@strawberry.type(description="An article about the same thing as another or as a text, and why.")
class SimilarEdge(Edge[Article]):
    """Describes store.SimilarEdge."""

    score: float = strawberry.field(
        description=(
            "From 0 to 1: how far rare words in common, closeness in time, shared neighbours and"
            " shared topics, taken together, say that it is about the same thing. It is comparable"
            " between articles: what links alone say is below 0.4, and above it the texts agree."
        )
    )
    shared_neighbors: int = strawberry.field(
        description=(
            "How many articles are one link away from both, whichever way the links go; 0 for a"
            " text."
        )
    )
    shared_topics: tuple[domain.Topic, ...] = Pricing(size=10).field(
        description=(
            "The topics that both have, in the order of the article asked; none for a text."
        ),
        graphql_type=list[Annotated["Topic", strawberry.lazy("graphapi.api.topics")]],
    )
    shared_terms: tuple[str, ...] = SHARED.field(
        description=(
            "The rarest words that both have, in whatever form, rarest first: at most"
            f" {store.MAX_SHARED_TERMS}, as the article or text asked spells them."
        ),
        graphql_type=list[str],
    )
    days_apart: float | None = strawberry.field(
        description="How many days lie between the two; null where one of them has no date."
    )


@strawberry.type(
    description=(
        "The articles about the same thing as another or as a text, each once and best first."
    )
)
class SimilarConnection(Connection[Article, SimilarEdge]):
    """Describes store.Connection of similar articles."""
