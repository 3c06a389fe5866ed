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


@strawberry.type(description="An article that a search found, how well it matches, and where.")
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


@strawberry.type(description=("One change to a search text that lets more articles match."))
class SearchRelaxation:
    """Describes domain.Relaxation."""

    kind: RelaxationKind = strawberry.field(description="What was done.")
    text: str = strawberry.field(
        description="The words concerned, in lower case and without accents."
    )
    replacement: str | None = strawberry.field(
        description=("The word of the corpus that was searched for as well; null for other kinds.")
    )


@strawberry.type(description="The articles that a search found, best first.")
class SearchConnection(Connection[Article, SearchEdge]):
    """Describes store.SearchConnection."""

    @resolver(list[SearchRelaxation], Pricing(size=20))
    @staticmethod
    def relaxations(
        root: strawberry.Parent[store.SearchConnection],
    ) -> store.MaybeAwaitable[Sequence[domain.Relaxation]]:
        """What was done to the text because too few articles, or none, have all its words; empty if
        nothing was. It does not depend on the filter or the page.
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
        """Facets: all matching articles, not just the page, grouped by one to three keys, largest
        group first unless `orderBy` says otherwise. By TOPIC, an article counts once in the group
        of each of its topics, so the groups together can have more articles than match. Articles
        without a value form a group in which the key is null.
        """
        return root.groups(by, order_by, first)


@strawberry.type(description="A completion for a search box.")
class Suggestion:
    """Describes store.Suggestion."""

    text: str = strawberry.field(
        description=(
            "The text to show: a title, a name, or the domain of a provider if that"
            " is what matches."
        )
    )
    node: Node = strawberry.field(description="The article, topic or provider that it stands for.")
    article_count: int | None = strawberry.field(
        description="How many articles the topic or provider has; null for an article."
    )
