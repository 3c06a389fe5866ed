"""Sets of articles, split by what the articles have in common."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from graphapi import domain, store
from graphapi.api.enums import ArticleGroupKey, GroupOrder
from graphapi.api.field_costs import paged
from graphapi.api.order_inputs import ArticleOrderArgument
from graphapi.api.page_arguments import After, Before, First, Last
from graphapi.api.resolvers import resolver
from graphapi.api.stats import ArticleStats

if TYPE_CHECKING:
    from graphapi.api.article_connections import ArticleConnection
    from graphapi.api.providers import Provider
    from graphapi.api.stories import Story
    from graphapi.api.topics import Topic

__all__ = ["ArticleGroup", "FirstGroups", "GroupKeysArgument", "GroupOrderArgument"]

GroupKeysArgument: TypeAlias = Annotated[
    list[ArticleGroupKey],
    strawberry.argument(
        description=(
            f"What the articles of a group have in common: 1 to {store.MAX_GROUP_KEYS} different"
            " keys."
        )
    ),
]
"""What a set of articles is split by."""

GroupOrderArgument: TypeAlias = Annotated[
    GroupOrder, strawberry.argument(description="Which groups come first; by default COUNT_DESC.")
]
"""Which groups come first."""

FirstGroups: TypeAlias = Annotated[
    int,
    strawberry.argument(
        description=f"How many groups at most: 0 to {store.MAX_GROUPS:,}, by default 50."
    ),
]
"""How many groups are shown."""


@strawberry.type(
    description=(
        "The articles of a set that have the same value of each key that the set was grouped"
        " by. The fields of other keys are null."
    )
)
class ArticleGroup:
    """Describes store.ArticleGroup."""

    provider: domain.Provider | None = strawberry.field(
        description="Their provider; null if they have none.",
        graphql_type=Annotated["Provider", strawberry.lazy("graphapi.api.providers")] | None,
    )
    topic: domain.Topic | None = strawberry.field(
        description="The topic that all of them have; null if they have none.",
        graphql_type=Annotated["Topic", strawberry.lazy("graphapi.api.topics")] | None,
    )
    type: str | None = strawberry.field(description="Their type; null if they have none.")
    category: str | None = strawberry.field(description="Their category; null if they have none.")
    story: domain.Story | None = strawberry.field(
        description="The story that they belong to; null for articles without a story.",
        graphql_type=Annotated["Story", strawberry.lazy("graphapi.api.stories")] | None,
    )
    period: datetime | None = strawberry.field(
        description=(
            "The first instant, in UTC, of the period in which they were published; null if"
            " they have no date. If the set was grouped by several periods, such as MONTH and"
            " WEEK, the first instant that lies in all of them."
        )
    )
    count: int = strawberry.field(description="How many articles, stubs included.")

    @resolver(ArticleStats)
    @staticmethod
    def stats(
        root: strawberry.Parent[store.ArticleGroup],
    ) -> store.MaybeAwaitable[store.ArticleStats]:
        """Statistics about them."""
        return root.stats()

    @resolver(
        Annotated["ArticleConnection", strawberry.lazy("graphapi.api.article_connections")], paged()
    )
    @staticmethod
    def articles(
        root: strawberry.Parent[store.ArticleGroup],
        order_by: ArticleOrderArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> store.ArticleConnection:
        """The articles of the group, newest first unless `orderBy` says otherwise. Like any set of
        articles, they can be grouped further.
        """
        return root.articles(order_by or (), store.PageRequest(first, after, last, before))
