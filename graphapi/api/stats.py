"""Statistics about a set of articles."""

from __future__ import annotations

from datetime import datetime

import strawberry

__all__ = ["ArticleStats", "NumberStats"]


@strawberry.type(
    description=(
        "Statistics about a number, over the articles that have it; all except `count` are"
        " null if none has it."
    )
)
class NumberStats:
    """Describes store.NumberStats."""

    count: int = strawberry.field(description="How many articles have the number.")
    min: float | None = strawberry.field(description="The smallest.")
    max: float | None = strawberry.field(description="The largest.")
    average: float | None = strawberry.field(description="The arithmetic mean.")
    median: float | None = strawberry.field(
        description="The median, interpolated if two numbers are in the middle."
    )
    p90: float | None = strawberry.field(
        description=(
            "The 90th percentile: nine tenths of the numbers are at most this one, interpolated"
            " linearly between the two nearest ranks."
        )
    )
    sum: float | None = strawberry.field(description="Their sum.")


@strawberry.type(description=("Statistics about a whole set of articles, not just one page of it."))
class ArticleStats:
    """Describes store.ArticleStats."""

    count: int = strawberry.field(description="How many articles, stubs included.")
    stubs: int = strawberry.field(
        description="How many of them are known only from the related lists of other articles."
    )
    providers: int = strawberry.field(description="How many different providers they have.")
    topics: int = strawberry.field(description="How many different topics they have.")
    first_published: datetime | None = strawberry.field(
        description="When the oldest one was published; null if none has a date."
    )
    last_published: datetime | None = strawberry.field(
        description="When the newest one was published; null if none has a date."
    )
    quality: NumberStats = strawberry.field(description="Statistics about their quality scores.")
    heat: NumberStats = strawberry.field(
        description="Statistics about their heat scores, without those that were not measured."
    )
