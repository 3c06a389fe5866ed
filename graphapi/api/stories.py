"""Stories: articles about one event or topic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import strawberry

from graphapi import domain, store
from graphapi.api.article_connections import Connection, Edge
from graphapi.api.article_fields import articles_within, stats_within
from graphapi.api.articles import Article
from graphapi.api.context import Info
from graphapi.api.field_costs import TALLY, TERMS, listed
from graphapi.api.global_ids import Node
from graphapi.api.providers import ProviderCount
from graphapi.api.resolvers import resolver

__all__ = ["Story", "StoryConnection", "StoryEdge"]


@strawberry.type(
    description=(
        "Articles about one event, or about one topic that runs for some weeks: they share"
        " rare words and are close in time; links count, too. A story has two articles or"
        " more, and an article is in one story at most. The same files give the same stories."
        " The oldest article identifies a story, so a growing story keeps its `id`."
    )
)
class Story(Node):
    """Describes domain.Story."""

    title: str = strawberry.field(description="The title of its most central article, its `lead`.")
    size: int = strawberry.field(description="How many articles it has, stubs included.")
    lead: Article = strawberry.field(
        description=(
            "Its most central article, which is most similar to the others; the newest one of"
            " several."
        )
    )
    first_published: datetime | None = strawberry.field(
        description="When its oldest article was published; null if none has a date."
    )
    last_published: datetime | None = strawberry.field(
        description="When its newest article was published; null if none has a date."
    )

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        """Whether a Node is a story."""
        return isinstance(value, domain.Story)

    articles = articles_within("Its articles, newest first unless `orderBy` says otherwise.")
    stats = stats_within()

    @resolver(list[str], listed(10, store.MAX_LIST, weight=TERMS))
    @staticmethod
    def terms(
        root: strawberry.Parent[domain.Story],
        info: Info,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many words at most: 0 to {store.MAX_LIST}, by default 10."
            ),
        ] = 10,
    ) -> store.MaybeAwaitable[Sequence[str]]:
        """The words that distinguish it from other stories, most typical first, in the most common
        spelling.
        """
        return info.context.store.story_terms(root, first)

    @resolver(list[Article], listed(10, store.MAX_LIST, weight=TALLY))
    @staticmethod
    def copies(
        root: strawberry.Parent[domain.Story],
        info: Info,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many articles at most: 0 to {store.MAX_LIST}, by default 10."
            ),
        ] = 10,
    ) -> store.MaybeAwaitable[Sequence[domain.Article]]:
        """The reports that several of its articles print in nearly the same words: of each, the
        article that had it first; its `copies` are those that repeated it. Most repeated first,
        ties newest first.
        """
        return info.context.store.story_copies(root, first)

    @resolver(list[ProviderCount], listed(10, store.MAX_LIST, weight=TALLY))
    @staticmethod
    def providers(
        root: strawberry.Parent[domain.Story],
        info: Info,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many providers at most: 0 to {store.MAX_LIST}, by default 10."
            ),
        ] = 10,
    ) -> store.MaybeAwaitable[Sequence[store.Counted[domain.Provider]]]:
        """Who covered it: most articles first, then by domain."""
        return info.context.store.provider_counts(root, first)


@strawberry.type(description="A story in a list of stories.")
class StoryEdge(Edge[Story]):
    """Describes store.Edge of a story."""


@strawberry.type(description="A list of stories, one page at a time.")
class StoryConnection(Connection[Story, StoryEdge]):
    """Describes store.Connection of stories."""
