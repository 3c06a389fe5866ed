"""The root of subscriptions: what changes while a client listens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated, Any

import strawberry

from graphapi import domain
from graphapi.api.articles import Article
from graphapi.api.context import Info, Live
from graphapi.api.corpus import Corpus
from graphapi.api.enums import ChangeKind
from graphapi.api.filter_inputs import ArticleFilterArgument
from graphapi.errors import NotOfferedError

__all__ = ["ArticleChange", "Subscription"]


@strawberry.type(description="An article that a change of the files has added, altered or removed.")
class ArticleChange:
    """Describes domain.ArticleChange."""

    kind: ChangeKind = strawberry.field(description="What became of the article.")
    version: str = strawberry.field(
        description="The version of the corpus that the change led to, as in `Corpus.version`."
    )
    cursor: str = strawberry.field(
        description=(
            "The place behind this change, for `since`. One version may change many articles, so"
            " its name does not say how far a client has come in it."
        )
    )
    article: Article | None = strawberry.field(
        description=(
            "The article as it is in that version, or as it was last if it was removed; null in a"
            " `RESET`."
        )
    )


@strawberry.type(description="What is told to clients while they listen.")
class Subscription:
    """Describes graphapi.api.context.Live."""

    @strawberry.subscription(
        graphql_type=ArticleChange,
        description=(
            "One event for each article that a change of the files adds, alters or removes, if it"
            " met the filter before or after, so that a client also learns that an article no"
            " longer meets it. An article changes when what the files say of it does: its fields,"
            " its addresses or its related list. The events of a version come in the order of URLs."
            " With `since`, those that were missed come first, each article once in its newest"
            " state. If that place is unknown or too long ago, there is one event of the kind"
            " `RESET`: read what you need again."
        ),
    )
    async def article_changed(
        self,
        info: Info,
        filter: ArticleFilterArgument = None,
        since: Annotated[
            str | None,
            strawberry.argument(
                description=(
                    "Where to go on: the `cursor` of an event, or a version of the corpus; at most"
                    " 200 characters. Without it, from now on."
                )
            ),
        ] = None,
    ) -> AsyncGenerator[domain.ArticleChange, None]:
        """The changes of articles."""
        events = _live(info).article_changes(filter, since)
        try:
            async for answering, change in events:
                info.context.store = answering
                yield change
                # Whoever waits for the next change keeps no version alive.
                info.context.store = _NO_STORE
                del answering
        finally:
            await events.aclose()

    @strawberry.subscription(
        graphql_type=Corpus,
        description=(
            "The corpus, whenever there is another version; the newest alone if several came"
            " at once."
        ),
    )
    async def corpus_changed(self, info: Info) -> AsyncGenerator[Any, None]:
        """The versions of the corpus."""
        versions = _live(info).versions()
        try:
            async for answering in versions:
                info.context.store = answering
                yield answering.corpus()
                info.context.store = _NO_STORE
                del answering
        finally:
            await versions.aclose()


_NO_STORE: Any = None


def _live(info: Info) -> Live:
    live = info.context.live
    if live is None:
        raise NotOfferedError("subscriptions", "ask again from time to time")
    return live
