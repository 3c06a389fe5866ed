"""Parts of the graph: links, paths and neighbourhoods."""

from __future__ import annotations

import strawberry

from graphapi.api.articles import Article
from graphapi.api.enums import Bridge
from graphapi.api.field_costs import ROOM, Pricing
from graphapi.api.global_ids import Node
from graphapi.store import MAX_HOPS

__all__ = ["ArticlePath", "Link", "PathBridge", "Subgraph"]


@strawberry.type(
    description=("One related entry: an article that lists another one, and the listed article.")
)
class Link:
    """Describes domain.Link."""

    source: Article = strawberry.field(description="The article that lists the other.")
    target: Article = strawberry.field(description="The article that is listed.")
    position: int = strawberry.field(
        description=(
            "The position of the target in the related list of the source, counted from 0."
        )
    )


@strawberry.type(description="A step of a path that is no link.")
class PathBridge:
    """Describes store.PathBridge."""

    step: int = strawberry.field(
        description="The place of the step on the path: 0 for the one from the first article."
    )
    kind: Bridge = strawberry.field(description="What joins the two articles.")
    source: Article = strawberry.field(description="The article before the step.")
    target: Article = strawberry.field(description="The article after the step.")
    node: Node | None = strawberry.field(
        description="The story, topic or provider that both share; null for SIMILAR."
    )


@strawberry.type(description="A path from one article to another that visits no article twice.")
class ArticlePath:
    """Describes store.ArticlePath."""

    hops: int = strawberry.field(description="Its length in steps, which are links or bridges.")
    articles: list[Article] = Pricing(size=MAX_HOPS + 1).field(
        description="The articles on it from start to end, both included: hops + 1 of them."
    )
    links: list[Link] = Pricing(size=MAX_HOPS).field(
        description=(
            "The steps that are links, in the order of the path. The source of a link is the"
            " article that lists the other, even if the path follows it backwards."
        )
    )
    bridges: list[PathBridge] = Pricing(size=MAX_HOPS).field(
        description="The steps that are no links, in the order of the path."
    )


@strawberry.type(description="A part of the graph, for drawing.")
class Subgraph:
    """Describes store.Subgraph."""

    articles: list[Article] = strawberry.field(
        description="Its articles, each once: those asked for first, then nearest first."
    )
    # For each article: `neighborhood` sizes both lists.
    links: list[Link] = Pricing(size=32).field(description="All links among these articles.")
    adjacency: list[list[int]] = Pricing(weight=ROOM).field(
        description=(
            "The same links in compact form: for each article, the positions in `articles`,"
            " counted from 0, of the articles that it lists, in the order of its list."
        )
    )
    truncated: bool = strawberry.field(
        description="Whether the limit left out articles that are within reach."
    )
