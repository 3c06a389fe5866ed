"""The filters a client can write: every condition given must hold."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from graphapi import store
from graphapi.api.field_costs import condition, each_value, nested, part
from graphapi.api.inputs import MAX_CONDITIONS, MAX_DEPTH, MAX_VALUES, builds

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

_NULL_IS_ABSENT = "A condition that is null counts as not given."
_IS_NULL = "True: the property is missing. False: it is there."
_MISSING = "Where the property is missing, only `isNull: true`{others} holds."


@builds(store.StringFilter)
@strawberry.input(
    name="StringFilter",
    description=(
        "Conditions on a text; all that are given must hold. `contains`, `startsWith` and"
        f" `endsWith` ignore case. {_MISSING.format(others=', `ne` or `notIn`')} {_NULL_IS_ABSENT}"
    ),
)
class StringFilterInput:
    """Describes store.StringFilter."""

    eq: str | None = strawberry.field(description="Exactly this text.")
    ne: str | None = strawberry.field(description="Anything but exactly this text.")
    in_: list[str] | None = each_value(
        name="in",
        description=f"One of these texts, at most {MAX_VALUES}; an empty list never holds.",
    )
    not_in: list[str] | None = each_value(description=f"None of these texts, at most {MAX_VALUES}.")
    contains: str | None = part(description="Has this text in it, whatever its case.")
    starts_with: str | None = part(description="Begins with this text, whatever its case.")
    ends_with: str | None = part(description="Ends with this text, whatever its case.")
    is_null: bool | None = strawberry.field(description=_IS_NULL)


@builds(store.IntFilter)
@strawberry.input(
    name="IntFilter",
    description=(
        "Conditions on a whole number; all that are given must hold."
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
        "Conditions on an instant; all that are given must hold. A date alone is the first instant"
        " of its day in UTC, so the days from `a` to `b` are `gte: a` with `lt:` the day after `b`."
        f" {_MISSING.format(others='')} {_NULL_IS_ABSENT}"
    ),
)
class DateTimeFilterInput:
    """Describes store.DateTimeFilter."""

    eq: datetime | None = strawberry.field(description="At this very instant.")
    gt: datetime | None = strawberry.field(description="After this instant.")
    gte: datetime | None = strawberry.field(description="At or after this instant.")
    lt: datetime | None = strawberry.field(description="Before this instant.")
    lte: datetime | None = strawberry.field(description="At or before this instant.")
    is_null: bool | None = strawberry.field(description=_IS_NULL)


@builds(store.ArticleFilter)
@strawberry.input(
    name="ArticleFilter",
    description=(
        "Conditions on an article; all that are given must hold. `and`, `or` and `not` nest, at"
        f" most {MAX_DEPTH} levels deep and with at most {MAX_CONDITIONS} conditions in all."
        f" {_NULL_IS_ABSENT}"
    ),
)
class ArticleFilterInput:
    """Describes store.ArticleFilter."""

    and_: list[ArticleFilterInput] | None = nested(
        name="and", description="All of these filters hold; an empty list holds."
    )
    or_: list[ArticleFilterInput] | None = nested(
        name="or", description="At least one of these filters holds; an empty list never holds."
    )
    not_: ArticleFilterInput | None = nested(name="not", description="This filter does not hold.")
    url: StringFilterInput | None = condition(
        "On its addresses: `eq`, `ne`, `in` and `notIn` know every one of them, the other"
        " conditions look at the canonical URL."
    )
    title: StringFilterInput | None = condition("On the title.")
    excerpt: StringFilterInput | None = condition("On the excerpt.")
    provider: StringFilterInput | None = condition(
        "On the provider's domain, such as `guardian.example`."
    )
    topic: StringFilterInput | None = condition(
        "On the names and slugs of its topics, ignoring case: holds where one topic fits;"
        " `ne` and `notIn` hold where none does."
    )
    type: StringFilterInput | None = condition("On the type, such as `article` or `video`.")
    category: StringFilterInput | None = condition("On the category, such as `news`.")
    published_date_time: DateTimeFilterInput | None = condition("On the instant of publication.")
    quality: IntFilterInput | None = condition("On the quality score.")
    heat: IntFilterInput | None = condition(
        "On the heat score; one that was not measured is missing."
    )
    in_degree: IntFilterInput | None = condition(
        "On the number of articles that list it as related."
    )
    out_degree: IntFilterInput | None = condition("On the number of articles it lists as related.")
    published: bool | None = condition("Marked as published (true) or as not published (false).")
    stub: bool | None = condition(
        "Known from related lists alone (true) or from a file about it (false)."
    )
    has_image: bool | None = condition("With at least one image (true) or without any (false).")


@builds(store.ProviderFilter)
@strawberry.input(
    name="ProviderFilter",
    description=f"Conditions on a provider; all that are given must hold. {_NULL_IS_ABSENT}",
)
class ProviderFilterInput:
    """Describes store.ProviderFilter."""

    domain: StringFilterInput | None = condition("On the domain.")
    name: StringFilterInput | None = condition(
        "On the names it is printed under: holds where one name fits; `ne` and `notIn` hold"
        " where none does."
    )
    article_count: IntFilterInput | None = condition(
        "On the number of its articles, stubs included."
    )
    topic: StringFilterInput | None = condition(
        "On the names and slugs of its articles' topics, ignoring case: holds where one topic"
        " fits; `ne` and `notIn` hold where none does."
    )


ArticleFilterArgument: TypeAlias = Annotated[
    store.ArticleFilter | None,
    strawberry.argument(
        name="filter",
        description="Which articles to return; all where it is left out.",
        graphql_type=ArticleFilterInput | None,
    ),
]
"""Which articles are in a list."""

ThroughArgument: TypeAlias = Annotated[
    store.ArticleFilter | None,
    strawberry.argument(
        name="through",
        description=(
            "Which articles may be crossed on the way; all where it is left out. The articles"
            " where the search begins and ends need not fit."
        ),
        graphql_type=ArticleFilterInput | None,
    ),
]
"""Which articles a traversal may cross."""

ProviderFilterArgument: TypeAlias = Annotated[
    store.ProviderFilter | None,
    strawberry.argument(
        name="filter",
        description="Which providers to return; all where it is left out.",
        graphql_type=ProviderFilterInput | None,
    ),
]
"""Which providers are in a list."""
