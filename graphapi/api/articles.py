"""Articles, and the files they are known from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from graphapi import domain, store
from graphapi.api.context import Info
from graphapi.api.enums import LinkDirection, SourceRole
from graphapi.api.field_costs import DIFFERENCES, KINSHIP, LONG, TALLY, WALK, Pricing, listed, paged
from graphapi.api.filter_inputs import ArticleFilterArgument, ThroughArgument
from graphapi.api.global_ids import Node
from graphapi.api.images import Image
from graphapi.api.order_inputs import RelatedOrderArgument
from graphapi.api.page_arguments import After, Before, First, Last
from graphapi.api.resolvers import extra_of, resolver
from graphapi.api.scalars import JSON, URL

if TYPE_CHECKING:
    from graphapi.api.article_connections import (
        ReachableConnection,
        RelatedConnection,
        SimilarConnection,
    )
    from graphapi.api.corpus import Problem
    from graphapi.api.providers import Provider
    from graphapi.api.stories import Story
    from graphapi.api.topics import Topic

__all__ = ["Article", "ArticleSource"]

_EACH_ONCE = (
    "Nested lists repeat articles: `reachable(maxHops:)` returns each article once, nearest first."
)


def _featured_content(
    root: strawberry.Parent[domain.Article], info: Info
) -> store.MaybeAwaitable[str | None]:
    return info.context.store.featured_content(root)


def _body(root: strawberry.Parent[domain.Article], info: Info) -> store.MaybeAwaitable[str]:
    return info.context.store.body(root)


@strawberry.type(description="A file that mentions an article.")
class ArticleSource:
    """Describes store.ArticleSource."""

    file: str = strawberry.field(description="Its path, relative to the corpus.")
    role: SourceRole = strawberry.field(
        description="Whether the file is about the article or lists it as related."
    )
    differences: JSON = DIFFERENCES.field(
        description=(
            "The front matter keys in which this file disagrees with the article as shown,"
            " with the values in this file. Empty if nothing differs."
        )
    )


@strawberry.type(
    description=(
        "A news article: one node of the graph. If several files describe it, a file about it"
        " wins over a related entry, and among equals the later publication; `sources` has"
        " what the others say."
    )
)
class Article(Node):
    """Describes domain.Article."""

    url: URL = strawberry.field(
        description="Its canonical URL, which identifies it.",
    )
    urls: list[URL] = strawberry.field(
        description=(
            "All its addresses, the canonical one first; `article(url:)` finds it by any of them."
        )
    )
    web_url: URL | None = strawberry.field(description="The address of its web page, as written.")
    original_url: URL | None = strawberry.field(
        description="The address it was collected from, as written, tracking parameters included."
    )
    amp_web_url: URL | None = strawberry.field(
        description="The address of its AMP page, as written."
    )
    cdn_amp_web_url: URL | None = strawberry.field(
        description="The address of its AMP page in the AMP cache, as written."
    )
    title: str = strawberry.field(description="Its title.")
    excerpt: str | None = strawberry.field(description="Its opening or a summary, as plain text.")
    published_date_time: datetime | None = strawberry.field(
        description="When it was published; null if the corpus does not say."
    )
    category: str | None = strawberry.field(description="Its category, such as `news`.")
    type: str | None = strawberry.field(description="Its kind, such as `article` or `video`.")
    quality: int | None = strawberry.field(description="A quality score: higher is better.")
    heat: int | None = strawberry.field(
        description=(
            "How much attention it got: higher is more. Null if it was not measured (-1 in"
            " the front matter)."
        )
    )
    published: bool | None = strawberry.field(
        description="Whether the source collection marks it as published."
    )
    removed: bool | None = strawberry.field(
        description="Whether the source collection marks it as removed."
    )
    stub: bool = strawberry.field(
        description="True if it is known only from the related lists of other articles."
    )
    provider: domain.Provider | None = strawberry.field(
        description="Who published it; null if the corpus names no domain.",
        graphql_type=Annotated["Provider", strawberry.lazy("graphapi.api.providers")] | None,
    )
    provider_name: str | None = strawberry.field(
        description=(
            "The provider's name as printed on this article: one domain can carry several names."
        )
    )
    topics: tuple[domain.Topic, ...] = Pricing(size=10).field(
        description="What it is about, in the order of its file.",
        graphql_type=list[Annotated["Topic", strawberry.lazy("graphapi.api.topics")]],
    )
    images: list[Image] = Pricing(size=10).field(
        description="Its pictures, in the order of its file."
    )
    featured_content: str | None = LONG.field(
        resolver=_featured_content,
        graphql_type=str | None,
        description=(
            "HTML from the front matter. It is untrusted: sanitize it before you show it."
        ),
    )
    body: str = LONG.field(
        resolver=_body,
        graphql_type=str,
        description="The Markdown below the front matter; empty if there is none.",
    )
    extra: JSON = LONG.field(
        resolver=extra_of,
        graphql_type=JSON,
        description=(
            "The front matter keys that no other field shows, with their values as written."
        ),
    )
    source_count: int = strawberry.field(description="How many files mention it.")
    in_degree: int = strawberry.field(description="How many articles list it as related.")
    out_degree: int = strawberry.field(description="How many articles it lists as related.")

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        """Whether a Node is an article."""
        return isinstance(value, domain.Article)

    @resolver(list[ArticleSource], listed(20, store.MAX_REPORT))
    @staticmethod
    def sources(
        root: strawberry.Parent[domain.Article],
        info: Info,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many files at most: 0 to {store.MAX_REPORT:,}, by default 20."
            ),
        ] = 20,
    ) -> store.MaybeAwaitable[Sequence[store.ArticleSource]]:
        """The files that mention it: first the one that is shown, then others about it, then those
        that list it as related, by name.
        """
        return info.context.store.sources(root, first)

    @resolver(
        list[Annotated["Problem", strawberry.lazy("graphapi.api.corpus")]],
        listed(20, store.MAX_REPORT, weight=TALLY),
    )
    @staticmethod
    def problems(
        root: strawberry.Parent[domain.Article],
        info: Info,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many problems at most: 0 to {store.MAX_REPORT:,}, by default 20."
            ),
        ] = 20,
    ) -> store.MaybeAwaitable[Sequence[domain.Problem]]:
        """What could not be read as written: in the files about this article, then in the entries
        that list it.
        """
        return info.context.store.problems_of(root, first)

    @resolver(float)
    @staticmethod
    def rank(root: strawberry.Parent[domain.Article], info: Info) -> store.MaybeAwaitable[float]:
        """Its PageRank: how much the links lead to it, as the share of time of a reader who follows
        links 85 % of the time and otherwise restarts at a random article. The ranks of all articles
        add up to 1. If nearly all links are mutual, ranks say little.
        """
        return info.context.store.rank(root)

    @resolver(Annotated["Story", strawberry.lazy("graphapi.api.stories")] | None)
    @staticmethod
    def story(
        root: strawberry.Parent[domain.Article], info: Info
    ) -> store.MaybeAwaitable[domain.Story | None]:
        """The story that it belongs to; null for a lone article, one without any link."""
        return info.context.store.story_of(root)

    @resolver(
        Annotated["RelatedConnection", strawberry.lazy("graphapi.api.article_connections")],
        paged(remedy=_EACH_ONCE),
    )
    @staticmethod
    def related(
        root: strawberry.Parent[domain.Article],
        info: Info,
        direction: Annotated[
            LinkDirection,
            strawberry.argument(
                description=(
                    "OUT: the articles it lists, in its own order. IN: those that list it. BOTH:"
                    " either."
                )
            ),
        ] = LinkDirection.OUT,
        filter: ArticleFilterArgument = None,
        order_by: RelatedOrderArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> store.Connection[domain.Article, store.RelatedEdge]:
        """The articles one link away, each once."""
        page = store.PageRequest(first, after, last, before)
        return info.context.store.related(root, direction, filter, order_by or (), page)

    @resolver(
        Annotated["ReachableConnection", strawberry.lazy("graphapi.api.article_connections")],
        paged(WALK),
    )
    @staticmethod
    def reachable(
        root: strawberry.Parent[domain.Article],
        info: Info,
        max_hops: Annotated[
            int,
            strawberry.argument(
                description=f"How many links away at most: 1 to {store.MAX_HOPS}, by default 2."
            ),
        ] = 2,
        direction: Annotated[
            LinkDirection, strawberry.argument(description="Which links to follow; by default OUT.")
        ] = LinkDirection.OUT,
        through: ThroughArgument = None,
        filter: ArticleFilterArgument = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> store.Connection[domain.Article, store.ReachableEdge]:
        """The other articles within `maxHops` links: nearest first, each once, with its distance
        and one shortest path. `through` selects the articles that paths may cross, `filter` those
        that are returned.
        """
        page = store.PageRequest(first, after, last, before)
        return info.context.store.reachable(root, max_hops, direction, through, filter, page)

    @resolver(
        Annotated["SimilarConnection", strawberry.lazy("graphapi.api.article_connections")],
        paged(KINSHIP),
    )
    @staticmethod
    def similar(
        root: strawberry.Parent[domain.Article],
        info: Info,
        filter: ArticleFilterArgument = None,
        collapse_copies: Annotated[
            bool,
            strawberry.argument(
                description=(
                    "Show each report once, as the copy that is most similar, and leave out"
                    " copies of this article; by default false."
                )
            ),
        ] = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> store.Connection[domain.Article, store.SimilarEdge]:
        """Other articles about the same thing, linked or not: by rare words in common, closeness in
        time, links and topics. Best `score` first, ties newest first, then by URL; at most the best
        1,000. Filters apply before that limit.
        """
        page = store.PageRequest(first, after, last, before)
        return info.context.store.similar(root, filter, page, collapse_copies=collapse_copies)

    @resolver("list[Article]", listed(20, store.MAX_LIST))
    @staticmethod
    def copies(
        root: strawberry.Parent[domain.Article],
        info: Info,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many articles at most: 0 to {store.MAX_LIST}, by default 20."
            ),
        ] = 20,
    ) -> store.MaybeAwaitable[Sequence[domain.Article]]:
        """The other articles that are the same report in nearly the same words, earliest first.
        Empty for most articles. Articles that only follow the same template are not copies.
        """
        return info.context.store.copies(root, first)

    @resolver(int)
    @staticmethod
    def copy_count(
        root: strawberry.Parent[domain.Article], info: Info
    ) -> store.MaybeAwaitable[int]:
        """How many other articles are the same report."""
        return info.context.store.copy_count(root)
