"""What a client may ask of a set of articles or providers, in the domain's own terms.

Every condition that is given must hold; None means: not asked. If a property is missing
(an article without heat, say), only `is_null=True`, `ne` and `not_in` hold for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = [
    "ArticleFilter",
    "DateTimeFilter",
    "IntFilter",
    "ProviderFilter",
    "StringFilter",
]


@dataclass(frozen=True, slots=True)
class StringFilter:
    """Conditions on a text. `contains`, `starts_with` and `ends_with` ignore case."""

    eq: str | None = None
    ne: str | None = None
    in_: tuple[str, ...] | None = None
    not_in: tuple[str, ...] | None = None
    contains: str | None = None
    starts_with: str | None = None
    ends_with: str | None = None
    is_null: bool | None = None


@dataclass(frozen=True, slots=True)
class IntFilter:
    """Conditions on a whole number."""

    eq: int | None = None
    ne: int | None = None
    in_: tuple[int, ...] | None = None
    gt: int | None = None
    gte: int | None = None
    lt: int | None = None
    lte: int | None = None
    is_null: bool | None = None


@dataclass(frozen=True, slots=True)
class DateTimeFilter:
    """Conditions on an instant. All values carry a zone."""

    eq: datetime | None = None
    gt: datetime | None = None
    gte: datetime | None = None
    lt: datetime | None = None
    lte: datetime | None = None
    is_null: bool | None = None


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Conditions on an article.

    `and_` holds when all of its filters hold (an empty one holds), `or_` when one of them does
    (an empty one never holds), `not_` when its filter does not. `url` finds an article by every
    address it is known under (`eq`, `ne`, `in_`, `not_in`); its other conditions look at the
    canonical URL. `provider` looks at the provider's domain. `topic` looks at the names and slugs
    of the article's topics, ignoring case: `eq`, `in_` and the parts hold when one topic fits,
    `ne` and `not_in` when none does.
    """

    and_: tuple[ArticleFilter, ...] | None = None
    or_: tuple[ArticleFilter, ...] | None = None
    not_: ArticleFilter | None = None
    url: StringFilter | None = None
    title: StringFilter | None = None
    excerpt: StringFilter | None = None
    provider: StringFilter | None = None
    topic: StringFilter | None = None
    type: StringFilter | None = None
    category: StringFilter | None = None
    published_date_time: DateTimeFilter | None = None
    quality: IntFilter | None = None
    heat: IntFilter | None = None
    in_degree: IntFilter | None = None
    out_degree: IntFilter | None = None
    published: bool | None = None
    stub: bool | None = None
    has_image: bool | None = None


@dataclass(frozen=True, slots=True)
class ProviderFilter:
    """Conditions on a provider.

    `name` looks at all names it is printed under, `topic` at the names and slugs of its articles'
    topics, ignoring case. `ne` and `not_in` hold when none of them fits, the others when one does.
    """

    domain: StringFilter | None = None
    name: StringFilter | None = None
    article_count: IntFilter | None = None
    topic: StringFilter | None = None
