"""The filters a client can write: every condition given must hold."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from graphapi import store
from graphapi.api.field_costs import condition, each_value, nested, part
from graphapi.api.inputs import MAX_CONDITIONS, MAX_VALUES, builds

__all__ = [
    "ArticleFilterArgument",
    "ArticleFilterInput",
    "DateTimeFilterInput",
    "IntFilterInput",
    "ProviderFilterArgument",
    "ProviderFilterInput",
    "StringFilterInput",
    "ThroughArgument",
]

_NULL_IS_ABSENT = "A condition that is null is ignored."
_IS_NULL = "True: the property is missing. False: it is there."
_MISSING = "If the property is missing, only `isNull: true`{others} holds."


@builds(store.StringFilter)
@strawberry.input(
    name="StringFilter",
    description=(
        "Conditions on a text; all of them must hold. `contains`, `startsWith` and"
        f" `endsWith` ignore case. {_MISSING.format(others=', `ne` or `notIn`')} {_NULL_IS_ABSENT}"
    ),
)
class StringFilterInput:
    """Describes store.StringFilter."""

    eq: str | None = strawberry.field(description="Exactly this text.")
    ne: str | None = strawberry.field(description="Any other text.")
    in_: list[str] | None = each_value(
        name="in",
        description=f"One of these texts, at most {MAX_VALUES}; an empty list never holds.",
    )
    not_in: list[str] | None = each_value(description=f"None of these texts, at most {MAX_VALUES}.")
    contains: str | None = part(description="Contains this text, ignoring case.")
    starts_with: str | None = part(description="Starts with this text, ignoring case.")
    ends_with: str | None = part(description="Ends with this text, ignoring case.")
    is_null: bool | None = strawberry.field(description=_IS_NULL)


@builds(store.IntFilter)
@strawberry.input(
    name="IntFilter",
    description=(
        "Conditions on a whole number; all of them must hold."
        f" {_MISSING.format(others=' or `ne`')} {_NULL_IS_ABSENT}"
    ),
)
class IntFilterInput:
    """Describes store.IntFilter."""

    eq: int | None = strawberry.field(description="Equal to this number.")
    ne: int | None = strawberry.field(description="Not equal to this number.")
    in_: list[int] | None = each_value(
        name="in",
        description=f"One of these numbers, at most {MAX_VALUES}; an empty list never holds.",
    )
    gt: int | None = strawberry.field(description="Greater than this number.")
    gte: int | None = strawberry.field(description="Greater than or equal to this number.")
    lt: int | None = strawberry.field(description="Less than this number.")
    lte: int | None = strawberry.field(description="Less than or equal to this number.")
    is_null: bool | None = strawberry.field(description=_IS_NULL)


@builds(store.DateTimeFilter)
@strawberry.input(
    name="DateTimeFilter",
    description=(
        "Conditions on an instant; all of them must hold. A date means the first instant of"
        " that day in UTC, so the days from `a` to `b` are `gte: a` with `lt:` the day after `b`."
        f" {_MISSING.format(others='')} {_NULL_IS_ABSENT}"
    ),
)
class DateTimeFilterInput:
    """Describes store.DateTimeFilter."""

    eq: datetime | None = strawberry.field(description="At exactly this instant.")
    gt: datetime | None = strawberry.field(description="After this instant.")
    gte: datetime | None = strawberry.field(description="At or after this instant.")
    lt: datetime | None = strawberry.field(description="Before this instant.")
    lte: datetime | None = strawberry.field(description="At or before this instant.")
    is_null: bool | None = strawberry.field(description=_IS_NULL)


@builds(store.ArticleFilter)
@strawberry.input(
    name="ArticleFilter",
    description=(
        "Conditions on an article; all of them must hold. `and`, `or` and `not` can be"
        f" nested up to {store.MAX_FILTER_DEPTH} levels deep, with up to {MAX_CONDITIONS}"
        f" conditions in total. {_NULL_IS_ABSENT}"
    ),
)
class ArticleFilterInput:
    """Describes store.ArticleFilter."""

    and_: list[ArticleFilterInput] | None = nested(
        name="and", description="All of these filters must hold; an empty list holds."
    )
    or_: list[ArticleFilterInput] | None = nested(
        name="or",
        description=("At least one of these filters must hold; an empty list never holds."),
    )
    not_: ArticleFilterInput | None = nested(name="not", description=("This filter must not hold."))
    url: StringFilterInput | None = condition(
        "On its addresses: `eq`, `ne`, `in` and `notIn` compare with all of them, the other"
        " conditions with the canonical URL."
    )
    title: StringFilterInput | None = condition("On the title.")
    excerpt: StringFilterInput | None = condition("On the excerpt.")
    provider: StringFilterInput | None = condition(
        "On the provider's domain, such as `guardian.example`."
    )
    topic: StringFilterInput | None = condition(
        "On the names and slugs of its topics, ignoring case: holds if one topic matches;"
        " `ne` and `notIn` hold if none does."
    )
    type: StringFilterInput | None = condition("On the type, such as `article` or `video`.")
    category: StringFilterInput | None = condition("On the category, such as `news`.")
    published_date_time: DateTimeFilterInput | None = condition("On the instant of publication.")
    quality: IntFilterInput | None = condition("On the quality score.")
    heat: IntFilterInput | None = condition(
        "On the heat score; articles without a measured one have none."
    )
    in_degree: IntFilterInput | None = condition(
        "On the number of articles that list it as related."
    )
    out_degree: IntFilterInput | None = condition("On the number of articles it lists as related.")
    published: bool | None = condition("Marked as published (true) or as not published (false).")
    stub: bool | None = condition(
        "Known only from related lists (true), or from a file about it (false)."
    )
    has_image: bool | None = condition("With at least one image (true) or without any (false).")


@builds(store.ProviderFilter)
@strawberry.input(
    name="ProviderFilter",
    description=f"Conditions on a provider; all of them must hold. {_NULL_IS_ABSENT}",
)
class ProviderFilterInput:
    """Describes store.ProviderFilter."""

    domain: StringFilterInput | None = condition("On the domain.")
    name: StringFilterInput | None = condition(
        "On the names it is printed under: holds if one name matches; `ne` and `notIn` hold"
        " if none does."
    )
    article_count: IntFilterInput | None = condition(
        "On the number of its articles, stubs included."
    )
    topic: StringFilterInput | None = condition(
        "On the names and slugs of its articles' topics, ignoring case: holds if one topic"
        " matches; `ne` and `notIn` hold if none does."
    )


ArticleFilterArgument: TypeAlias = Annotated[
    store.ArticleFilter | None,
    strawberry.argument(
        name="filter",
        description="Which articles to return; without it, all.",
        graphql_type=ArticleFilterInput | None,
    ),
]
"""Which articles are in a list."""

ThroughArgument: TypeAlias = Annotated[
    store.ArticleFilter | None,
    strawberry.argument(
        name="through",
        description=(
            "Which articles paths may cross; without it, all. The first and the last article"
            " of a path need not match."
        ),
        graphql_type=ArticleFilterInput | None,
    ),
]
"""Which articles a traversal may cross."""

ProviderFilterArgument: TypeAlias = Annotated[
    store.ProviderFilter | None,
    strawberry.argument(
        name="filter",
        description="Which providers to return; without it, all.",
        graphql_type=ProviderFilterInput | None,
    ),
]
"""Which providers are in a list."""
