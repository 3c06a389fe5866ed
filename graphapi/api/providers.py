"""Providers: who publishes articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

import strawberry

from graphapi import domain as values  # `domain` is a field of providers
from graphapi import store
from graphapi.api.article_connections import Connection, Edge
from graphapi.api.article_fields import articles_within, stats_within
from graphapi.api.context import Info
from graphapi.api.enums import LinkDirection
from graphapi.api.field_costs import LINKS, LONG, TALLY, Pricing, listed
from graphapi.api.global_ids import Node
from graphapi.api.images import Image
from graphapi.api.resolvers import extra_of, resolver
from graphapi.api.scalars import JSON
from graphapi.api.topics import TopicCount

__all__ = [
    "Provider",
    "ProviderConnection",
    "ProviderCount",
    "ProviderEdge",
    "ProviderLink",
    "ProviderName",
]

FirstTen: TypeAlias = Annotated[
    int, strawberry.argument(description=f"How many at most: 0 to {store.MAX_LIST}, by default 10.")
]
"""The length of a list of the most frequent."""

Among: TypeAlias = Annotated[
    list[str] | None,
    strawberry.argument(
        description="Only providers with one of these domains, in any spelling, at most"
        f" {store.MAX_LIST}; without it, all."
    ),
]
"""Which providers are counted."""


@strawberry.type(description="A name that a provider is printed under.")
class ProviderName:
    """Describes domain.NameCount."""

    name: str = strawberry.field(description="The name.")
    count: int = strawberry.field(description="How many articles print it.")


@strawberry.type(
    description=(
        "A publisher of articles, identified by its domain, whatever names it is printed under."
    )
)
class Provider(Node):
    """Describes domain.Provider."""

    domain: str = strawberry.field(description="Its domain, in lower case.")
    name: str = strawberry.field(description="The name printed most often.")
    names: list[ProviderName] = Pricing(size=10).field(
        description="All names it is printed under, most frequent first."
    )
    images: list[Image] = Pricing(size=10).field(
        description="Its pictures: first those in its own file, then those in articles."
    )
    article_count: int = strawberry.field(description="How many articles it has, stubs included.")
    extra: JSON = LONG.field(
        resolver=extra_of,
        graphql_type=JSON,
        description=(
            "The keys of its file that no other field shows, with their values as written."
        ),
    )

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        """Whether a Node is a provider."""
        return isinstance(value, values.Provider)

    articles = articles_within("Its articles, newest first unless `orderBy` says otherwise.")
    stats = stats_within()

    @resolver(list[TopicCount], listed(10, store.MAX_LIST, weight=TALLY))
    @staticmethod
    def topics(
        root: strawberry.Parent[values.Provider], info: Info, first: FirstTen = 10
    ) -> store.MaybeAwaitable[Sequence[store.Counted[values.Topic]]]:
        """The topics of its articles: most articles first, then by name."""
        return info.context.store.topic_counts(root, first)

    @resolver("list[ProviderLink]", listed(10, store.MAX_LIST, weight=LINKS))
    @staticmethod
    def links_to(
        root: strawberry.Parent[values.Provider],
        info: Info,
        first: FirstTen = 10,
        among: Among = None,
    ) -> store.MaybeAwaitable[Sequence[store.Counted[values.Provider]]]:
        """The providers that its articles link to, itself included: most links first, then by
        domain.
        """
        return info.context.store.linked_providers(root, LinkDirection.OUT, first, among)

    @resolver("list[ProviderLink]", listed(10, store.MAX_LIST, weight=LINKS))
    @staticmethod
    def linked_from(
        root: strawberry.Parent[values.Provider],
        info: Info,
        first: FirstTen = 10,
        among: Among = None,
    ) -> store.MaybeAwaitable[Sequence[store.Counted[values.Provider]]]:
        """The providers whose articles link to its articles, itself included: most links first,
        then by domain.
        """
        return info.context.store.linked_providers(root, LinkDirection.IN, first, among)


@strawberry.type(
    description=(
        "A provider, and the number of links between its articles and those of another one."
    )
)
class ProviderLink:
    """Describes store.Counted of a provider, counted in links."""

    node: Provider = strawberry.field(
        name="provider", description="The provider at the other end of the links."
    )
    count: int = strawberry.field(description="How many links.")


@strawberry.type(description="A provider, and a number of its articles.")
class ProviderCount:
    """Describes store.Counted of a provider, counted in articles."""

    node: Provider = strawberry.field(name="provider", description="The provider.")
    count: int = strawberry.field(description="How many of its articles have the topic.")


@strawberry.type(description="A provider in a list of providers.")
class ProviderEdge(Edge[Provider]):
    """Describes store.Edge of a provider."""


@strawberry.type(description="A list of providers, one page at a time.")
class ProviderConnection(Connection[Provider, ProviderEdge]):
    """Describes store.Connection of providers."""
