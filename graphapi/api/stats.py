"""Figures over a set of articles."""

from __future__ import annotations

from datetime import datetime

import strawberry

__all__ = ["ArticleStats", "NumberStats"]


@strawberry.type(
    description=(
        "Figures over the articles of a set that have a number; all but `count` are null where"
        " none has it."
    )
)
class NumberStats:
    """Describes store.NumberStats."""

    count: int = strawberry.field(description="How many articles have the number.")
    min: float | None = strawberry.field(description="The smallest.")
    max: float | None = strawberry.field(description="The largest.")
    average: float | None = strawberry.field(description="The arithmetic mean.")
    median: float | None = strawberry.field(
        description="Half of the numbers are at most this one, interpolated where two are nearest."
    )
    p90: float | None = strawberry.field(
        description=(
            "The 90th percentile: nine tenths of the numbers are at most this one, interpolated"
            " linearly between the two nearest ranks."
        )
    )
    sum: float | None = strawberry.field(description="All of them added up.")


@strawberry.type(description="Figures over a whole set of articles, whatever page of it is shown.")
class ArticleStats:
    """Describes store.ArticleStats."""

    count: int = strawberry.field(description="How many articles, stubs included.")
    stubs: int = strawberry.field(
        description="How many of them are known from other articles' related lists alone."
    )
    providers: int = strawberry.field(description="How many different providers they have.")
    topics: int = strawberry.field(description="How many different topics they have.")
    first_published: datetime | None = strawberry.field(
        description="When the oldest was published; null where none has a date."
    )
    last_published: datetime | None = strawberry.field(
        description="When the newest was published; null where none has a date."
    )
    quality: NumberStats = strawberry.field(description="Figures over their quality scores.")
    heat: NumberStats = strawberry.field(
        description="Figures over their heat scores, those not measured left out."
    )
