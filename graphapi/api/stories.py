"""Stories: articles that hang together by their links."""

from __future__ import annotations

from typing import Any

import strawberry

from graphapi import domain
from graphapi.api.article_connections import Connection, Edge
from graphapi.api.article_fields import articles_within, stats_within
from graphapi.api.articles import Article
from graphapi.api.global_ids import Node

__all__ = ["Story", "StoryConnection", "StoryEdge"]


@strawberry.type(
    description=(
        "Articles that hang together: a community of the graph of links, whichever way they go."
        " Articles that are joined by links, directly or over others, are one story; where some"
        " groups of them hang together much more than others (modularity of 0.3 or more, Leiden"
        " method), each group is one. A story has two articles or more: a lone article has none."
        " Stories depend on the links alone, so the same files give the same stories; a story is"
        " known by its oldest article, so one that new articles join keeps its `id`."
    )
)
class Story(Node):
    """Describes domain.Story."""

    title: str = strawberry.field(
        description="The title of its highest-ranked article, its `lead`."
    )
    size: int = strawberry.field(description="How many articles it has, stubs included.")
    lead: Article = strawberry.field(
        description="Its highest-ranked article; the newest of several with the same rank."
    )

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        """Whether a Node is a story."""
        return isinstance(value, domain.Story)

    articles = articles_within("Its articles, newest first unless `orderBy` says otherwise.")
    stats = stats_within()


@strawberry.type(description="A story in a list of stories.")
class StoryEdge(Edge[Story]):
    """Describes store.Edge of a story."""


@strawberry.type(description="A list of stories of which one page is shown.")
class StoryConnection(Connection[Story, StoryEdge]):
    """Describes store.Connection of stories."""
