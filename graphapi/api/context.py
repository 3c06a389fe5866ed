"""What every resolver can reach: the store that answers this request."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import strawberry

from graphapi.domain import ArticleChange
from graphapi.store import ArticleFilter, Store

__all__ = ["Context", "Info", "Live"]


class Live(Protocol):
    """A corpus that changes, for subscriptions."""

    def article_changes(
        self, filter_: ArticleFilter | None, since: str | None
    ) -> AsyncGenerator[tuple[Store, ArticleChange], None]:
        """The changes from a place on, each with the store that answers for its article."""

    def versions(self) -> AsyncGenerator[Store, None]:
        """The store of each version that follows."""


@dataclass(slots=True)
class Context:
    """The context value of one request.

    `store` is the corpus as it was when the request began: a reload makes another store, so one
    answer never mixes two versions. Only a subscription, which has a context of its own, changes it
    with each event. `live` is None where the corpus does not change.
    """

    store: Store
    live: Live | None = None


Info: TypeAlias = strawberry.Info[Context, None]
"""The `info` argument of a resolver, with our context."""
