"""The two fields of everything that has articles: a provider, a topic, a story."""

from __future__ import annotations

from typing import Any

import strawberry

from graphapi import store
from graphapi.api.article_connections import ArticleConnection
from graphapi.api.context import Info
from graphapi.api.field_costs import TALLY, Pricing, paged
from graphapi.api.filter_inputs import ArticleFilterArgument
from graphapi.api.order_inputs import ArticleOrderArgument
from graphapi.api.page_arguments import After, Before, CollapseCopiesArgument, First, Last
from graphapi.api.resolvers import resolver
from graphapi.api.stats import ArticleStats

__all__ = ["articles_within", "stats_within"]


def articles_within(description: str) -> Any:
    """The field of its articles, described to clients in these words."""
    return paged().field(
        resolver=_articles, description=description, graphql_type=ArticleConnection
    )


def stats_within() -> Any:
    """The field of figures over all of its articles."""
    return resolver(ArticleStats, Pricing(weight=TALLY))(_stats)


def _articles(
    root: strawberry.Parent[store.Within],
    info: Info,
    filter: ArticleFilterArgument = None,
    order_by: ArticleOrderArgument = None,
    collapse_copies: CollapseCopiesArgument = False,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> store.ArticleConnection:
    page = store.PageRequest(first, after, last, before)
    return info.context.store.articles(
        filter, order_by or (), page, within=root, collapse_copies=collapse_copies
    )


def _stats(
    root: strawberry.Parent[store.Within], info: Info
) -> store.MaybeAwaitable[store.ArticleStats]:
    """Statistics about all of its articles."""
    return info.context.store.stats(root)
