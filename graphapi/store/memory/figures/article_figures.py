"""Figures over sets of articles: counts, dates and numbers, each in one pass over a column."""

from __future__ import annotations

import numpy as np

from graphapi.graph import MISSING, ArticleGraph, Integers, Numbers, instant
from graphapi.store.answers.values import ArticleStats, NumberStats

__all__ = ["article_stats", "number_stats"]


def article_stats(graph: ArticleGraph, articles: Integers | None) -> ArticleStats:
    """Figures over the articles with these indexes, each given once; over all for None."""
    columns = graph.columns
    dates = _present(columns.published_at, articles)
    stubs = columns.stub if articles is None else columns.stub[articles]
    providers = graph.article_providers if articles is None else graph.article_providers[articles]
    return ArticleStats(
        count=len(graph.articles) if articles is None else len(articles),
        stubs=int(np.count_nonzero(stubs)),
        providers=_distinct(providers[providers >= 0], len(graph.providers)),
        topics=_distinct(graph.article_topics.of_all(articles), len(graph.topics)),
        first_published=instant(int(dates.min())) if len(dates) else None,
        last_published=instant(int(dates.max())) if len(dates) else None,
        quality=number_stats(_present(columns.quality, articles)),
        heat=number_stats(_present(columns.heat, articles)),
    )


def _present(column: Numbers, articles: Integers | None) -> Numbers:
    values = column if articles is None else column[articles]
    present: Numbers = values[values != MISSING]
    return present


def _distinct(indexes: Integers, count: int) -> int:
    if len(indexes) < count:
        return len(np.unique(indexes))
    return int(np.count_nonzero(np.bincount(indexes, minlength=count)))


def number_stats(values: Numbers) -> NumberStats:
    """Figures over some numbers."""
    if not len(values):
        return NumberStats(0, None, None, None, None, None, None)
    total = int(values.sum())  # exact: whole numbers
    last = len(values) - 1
    ninths, tenths = divmod(9 * last, 10)
    ranks = (last // 2, (last + 1) // 2, ninths, min(ninths + 1, last))
    low, high, below, above = np.partition(values, sorted(set(ranks)))[list(ranks)].tolist()
    return NumberStats(
        count=len(values),
        min=float(values.min()),
        max=float(values.max()),
        average=total / len(values),
        median=(low + high) / 2,
        p90=(below * (10 - tenths) + above * tenths) / 10,
        sum=float(total),
    )
