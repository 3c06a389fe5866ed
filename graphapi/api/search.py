"""What a search finds, and what a search box suggests."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from graphapi import domain, store
from graphapi.api.article_connections import Connection, Edge
from graphapi.api.articles import Article
from graphapi.api.enums import GroupOrder, RelaxationKind
from graphapi.api.field_costs import HIGHLIGHT, SPLITTING, Pricing, listed
from graphapi.api.global_ids import Node
from graphapi.api.groups import ArticleGroup, FirstGroups, GroupKeysArgument, GroupOrderArgument
from graphapi.api.resolvers import resolver

__all__ = ["SearchConnection", "SearchEdge", "SearchRelaxation", "Suggestion"]

_SAFE = (
    " the words that were found between `<mark>` and `</mark>`, in whatever form they stand there,"
    " and all else escaped, so that it is safe to put into a page"
)


@strawberry.type(description="An article that a text was found in, how well it fits and where.")
class SearchEdge(Edge[Article]):
    """Describes store.SearchEdge."""

    score: float = strawberry.field(
        description=(
            "How well the article fits: the higher, the better. BM25, and more for articles that"
            " have every word as it was written. Comparable within one search of one version of the"
            " corpus."
        )
    )
    title_highlight: str = HIGHLIGHT.field(description=f"The title as HTML,{_SAFE}.")
    excerpt_highlight: str | None = HIGHLIGHT.field(
        description=f"The excerpt as HTML,{_SAFE}; null where the article has no excerpt."
    )


@strawberry.type(
    description=(
        "One thing that was done to a search text, because articles need not have all of its words."
    )
)
class SearchRelaxation:
    """Describes domain.Relaxation."""

    kind: RelaxationKind = strawberry.field(description="What was done.")
    text: str = strawberry.field(
        description="The words that it was done to, in lower case and without accents."
    )
    replacement: str | None = strawberry.field(
        description="The word of the corpus that stands for a corrected one; null for other kinds."
    )


@strawberry.type(description="The articles that a text was found in, best first.")
class SearchConnection(Connection[Article, SearchEdge]):
    """Describes store.SearchConnection."""

    @resolver(list[SearchRelaxation], Pricing(size=20))
    @staticmethod
    def relaxations(
        root: strawberry.Parent[store.SearchConnection],
    ) -> store.MaybeAwaitable[Sequence[domain.Relaxation]]:
        """What was done to the text because its words were in no, or in too few, articles; empty
        where nothing was. The same whatever the filter and the page.
        """
        return root.relaxations()

    @resolver(list[ArticleGroup], listed(50, store.MAX_GROUPS, weight=SPLITTING))
    @staticmethod
    def groups(
        root: strawberry.Parent[store.SearchConnection],
        by: GroupKeysArgument,
        order_by: GroupOrderArgument = GroupOrder.COUNT_DESC,
        first: FirstGroups = 50,
    ) -> store.MaybeAwaitable[Sequence[store.ArticleGroup]]:
        """Facets: all articles that match, whatever the page, split by one to three keys, largest
        group first unless `orderBy` says otherwise. Split by TOPIC, an article counts once in the
        group of each of its topics, so that the groups together can have more articles than match.
        Articles that do not say what they are split by make a group in which that is null: none is
        lost.
        """
        return root.groups(by, order_by, first)


@strawberry.type(description="What somebody who types may have in mind.")
class Suggestion:
    """Describes store.Suggestion."""

    text: str = strawberry.field(
        description="What to show: a title, a name, or a provider's domain where that is what fits."
    )
    node: Node = strawberry.field(description="The article, topic or provider that it stands for.")
    article_count: int | None = strawberry.field(
        description="How many articles the topic or provider has; null for an article."
    )
