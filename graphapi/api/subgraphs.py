"""Parts of the graph: links, paths and neighbourhoods."""

from __future__ import annotations

import strawberry

from graphapi.api.articles import Article
from graphapi.api.field_costs import ROOM, Pricing
from graphapi.store import MAX_HOPS

__all__ = ["ArticlePath", "Link", "Subgraph"]


@strawberry.type(description="One related entry: an article that lists, and one that is listed.")
class Link:
    """Describes domain.Link."""

    source: Article = strawberry.field(description="The article that lists the other.")
    target: Article = strawberry.field(description="The article that is listed.")
    position: int = strawberry.field(
        description="The place of the target in the source's related list, counted from 0."
    )


@strawberry.type(description="A way from one article to another that visits no article twice.")
class ArticlePath:
    """Describes store.ArticlePath."""

    hops: int = strawberry.field(description="Its length in links.")
    articles: list[Article] = Pricing(size=MAX_HOPS + 1).field(
        description="The articles on it from start to end, both included: hops + 1 of them."
    )
    links: list[Link] = Pricing(size=MAX_HOPS).field(
        description=(
            "The links between them, in the order they are walked. One walked against its"
            " direction still has the article that lists as its source."
        )
    )


@strawberry.type(description="A part of the graph, ready for drawing.")
class Subgraph:
    """Describes store.Subgraph."""

    articles: list[Article] = strawberry.field(
        description="Its articles, each once: those asked for first, then nearest first."
    )
    # For each article: `neighborhood` sizes both lists.
    links: list[Link] = Pricing(size=32).field(description="All links among these articles.")
    adjacency: list[list[int]] = Pricing(weight=ROOM).field(
        description=(
            "The same links in little room: for each article, the places in `articles`, counted"
            " from 0, of those it lists, in the order of its list."
        )
    )
    truncated: bool = strawberry.field(
        description="Whether the limit left articles out that are within reach."
    )
