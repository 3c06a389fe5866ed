"""Stories: articles that hang together."""

from __future__ import annotations

from dataclasses import dataclass

from graphapi.domain.article import Article
from graphapi.domain.awaitables import MaybeAwaitable

__all__ = ["Story"]


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """Articles that hang together.

    `key` is the URL of its founder, its oldest article: new articles seldom are the oldest, so a
    story that grows keeps its key. `lead` is its article of highest rank, `title` the lead's title.
    """

    key: str
    title: str
    lead: MaybeAwaitable[Article]
    size: int
