"""Sort orders: entries of an `orderBy`, most important first."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from graphapi import store
from graphapi.api.enums import (
    ArticleOrderField,
    OrderDirection,
    ProviderOrderField,
    TopicOrderField,
)
from graphapi.api.field_costs import sorting
from graphapi.api.inputs import MAX_ORDERS, builds

__all__ = [
    "ArticleOrderArgument",
    "ArticleOrderInput",
    "ProviderOrderArgument",
    "ProviderOrderInput",
    "RelatedOrderArgument",
    "TopicOrderArgument",
    "TopicOrderInput",
]

_DIRECTION = "Which end comes first; by default the largest, latest or alphabetically last."


@builds(store.ArticleOrder)
@strawberry.input(name="ArticleOrder", description="One entry of a sort order of articles.")
class ArticleOrderInput:
    """Describes store.ArticleOrder."""

    field: ArticleOrderField = sorting()
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.DESC, description=_DIRECTION
    )


@builds(store.ProviderOrder)
@strawberry.input(name="ProviderOrder", description="One entry of a sort order of providers.")
class ProviderOrderInput:
    """Describes store.ProviderOrder."""

    field: ProviderOrderField = sorting()
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.DESC, description=_DIRECTION
    )


@builds(store.TopicOrder)
@strawberry.input(name="TopicOrder", description="One entry of a sort order of topics.")
class TopicOrderInput:
    """Describes store.TopicOrder."""

    field: TopicOrderField = sorting()
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.DESC, description=_DIRECTION
    )


def _described(default: str) -> str:
    entries = f"What to sort by, most important first: at most {MAX_ORDERS} entries."
    return f"{entries} Without it: {default}"


ArticleOrderArgument: TypeAlias = Annotated[
    list[store.ArticleOrder] | None,
    strawberry.argument(
        name="orderBy",
        description=_described("newest first. Ties come newest first, then by URL."),
        graphql_type=list[ArticleOrderInput] | None,
    ),
]
"""The order of a list of articles."""

RelatedOrderArgument: TypeAlias = Annotated[
    list[store.ArticleOrder] | None,
    strawberry.argument(
        name="orderBy",
        description=_described(
            "OUT as the article lists them; IN newest first, then by URL; BOTH first those it"
            " lists, then the others."
        ),
        graphql_type=list[ArticleOrderInput] | None,
    ),
]
"""The order of the articles one link away."""

ProviderOrderArgument: TypeAlias = Annotated[
    list[store.ProviderOrder] | None,
    strawberry.argument(
        name="orderBy",
        description=_described("most articles first. Ties come by domain."),
        graphql_type=list[ProviderOrderInput] | None,
    ),
]
"""The order of a list of providers."""

TopicOrderArgument: TypeAlias = Annotated[
    list[store.TopicOrder] | None,
    strawberry.argument(
        name="orderBy",
        description=_described("most articles first. Ties come by name."),
        graphql_type=list[TopicOrderInput] | None,
    ),
]
"""The order of a list of topics."""
