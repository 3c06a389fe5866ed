"""Stories: articles that hang together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graphapi.domain.article import Article
from graphapi.domain.awaitables import MaybeAwaitable

__all__ = ["Story"]


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """Articles about one event or topic.

    `key` is the URL of its founder, its oldest article: new articles seldom are the oldest, so a
    story that grows keeps its key. `lead` is its most central article, `title` the lead's title.
    The dates are those of its oldest and its newest article that have one.
    """

    key: str
    title: str
    lead: MaybeAwaitable[Article]
    size: int
    first_published: datetime | None
    last_published: datetime | None
