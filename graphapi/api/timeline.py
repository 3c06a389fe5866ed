"""Sets of articles over time."""

from __future__ import annotations

from datetime import datetime

import strawberry

from graphapi import store
from graphapi.api.resolvers import resolver
from graphapi.api.stats import ArticleStats

__all__ = ["TimelinePoint"]


@strawberry.type(description="The articles of a set that were published in one interval of time.")
class TimelinePoint:
    """Describes store.TimelinePoint."""

    start: datetime = strawberry.field(
        description=(
            "The first instant of the interval in the requested time zone: for a day"
            " midnight, or 1:00 if the clock skips midnight."
        )
    )
    count: int = strawberry.field(description="How many articles, stubs included; possibly 0.")

    @resolver(ArticleStats)
    @staticmethod
    def stats(
        root: strawberry.Parent[store.TimelinePoint],
    ) -> store.MaybeAwaitable[store.ArticleStats]:
        """Statistics about them."""
        return root.stats()
