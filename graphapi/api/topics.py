"""Topics: what articles are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from graphapi import domain, store
from graphapi.api.article_connections import Connection, Edge
from graphapi.api.article_fields import articles_within, stats_within
from graphapi.api.context import Info
from graphapi.api.field_costs import LONG, TALLY, Pricing, listed
from graphapi.api.global_ids import Node
from graphapi.api.images import Image
from graphapi.api.resolvers import extra_of, resolver
from graphapi.api.scalars import JSON

if TYPE_CHECKING:
    from graphapi.api.providers import ProviderCount

__all__ = ["Topic", "TopicConnection", "TopicCount", "TopicEdge"]


@strawberry.type(description="A subject of articles. Topics form trees by their `parent`.")
class Topic(Node):
    """Describes domain.Topic."""

    name: str = strawberry.field(description="Its name, as articles give it.")
    slug: str = strawberry.field(
        description=(
            "Its name in lower case with hyphens, for use in addresses; `topic` finds"
            " it by its slug, too."
        )
    )
    short_name: str | None = strawberry.field(
        description="A shorter name; null if its file has none."
    )
    keywords: list[str] = strawberry.field(description="Words that belong to it.")
    hashtags: list[str] = strawberry.field(description="The hashtags it has on social networks.")
    images: list[Image] = Pricing(size=10).field(description="Its pictures.")
    article_count: int = strawberry.field(
        description="How many articles it has, stubs included; those of its children do not count."
    )
    extra: JSON = LONG.field(
        resolver=extra_of,
        graphql_type=JSON,
        description=(
            "The keys of its file that no other field shows, with their values as written."
        ),
    )

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        """Whether a Node is a topic."""
        return isinstance(value, domain.Topic)

    @resolver("Topic | None")
    @staticmethod
    def parent(
        root: strawberry.Parent[domain.Topic], info: Info
    ) -> store.MaybeAwaitable[domain.Topic | None]:
        """The topic above it; null at the root of a tree."""
        return info.context.store.topic_parent(root)

    @resolver("list[Topic]", Pricing(size=20))
    @staticmethod
    def children(
        root: strawberry.Parent[domain.Topic], info: Info
    ) -> store.MaybeAwaitable[Sequence[domain.Topic]]:
        """The topics directly below it, by name."""
        return info.context.store.topic_children(root)

    articles = articles_within(
        "The articles that name it, newest first unless `orderBy` says otherwise."
    )
    stats = stats_within()

    @resolver("list[TopicCount]", listed(10, store.MAX_LIST, weight=TALLY))
    @staticmethod
    def related_topics(
        root: strawberry.Parent[domain.Topic],
        info: Info,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many topics at most: 0 to {store.MAX_LIST}, by default 10."
            ),
        ] = 10,
    ) -> store.MaybeAwaitable[Sequence[store.Counted[domain.Topic]]]:
        """The topics that share articles with it: most shared first, then by name."""
        return info.context.store.topic_counts(root, first)

    @resolver(
        list[Annotated["ProviderCount", strawberry.lazy("graphapi.api.providers")]],
        listed(10, store.MAX_LIST, weight=TALLY),
    )
    @staticmethod
    def providers(
        root: strawberry.Parent[domain.Topic],
        info: Info,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many providers at most: 0 to {store.MAX_LIST}, by default 10."
            ),
        ] = 10,
    ) -> store.MaybeAwaitable[Sequence[store.Counted[domain.Provider]]]:
        """The providers of its articles: most articles first, then by domain."""
        return info.context.store.provider_counts(root, first)


@strawberry.type(description="A topic, and a number of its articles.")
class TopicCount:
    """Describes store.Counted of a topic."""

    node: Topic = strawberry.field(name="topic", description="The topic.")
    count: int = strawberry.field(
        description=(
            "How many of its articles belong to the provider, or also have the other topic."
        )
    )


@strawberry.type(description="A topic in a list of topics.")
class TopicEdge(Edge[Topic]):
    """Describes store.Edge of a topic."""


@strawberry.type(description="A list of topics, one page at a time.")
class TopicConnection(Connection[Topic, TopicEdge]):
    """Describes store.Connection of topics."""
