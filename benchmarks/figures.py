"""Figures over groups, against DuckDB: `python -m benchmarks.figures [ARTICLES]`.

Builds a synthetic corpus (a million articles if nothing else is asked), copies its columns into an
in-memory table of DuckDB, and asks both for the same: the articles that a filter on quality lets
through, half of them, split by two keys, with every figure of `ArticleStats` for each group. Prints
the best time of several, in turn, and how many times as long graphapi takes. Nothing is remembered
from one time to the next.

DuckDB uses all cores and is asked in two ways, of which the faster counts: with the topics of an
article in a list, and in a table of their own. Its answer comes as numpy arrays, as ours does; for
the fifty largest groups, both give Python objects.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import Any, TypeAlias

import duckdb
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.synthetic import synthetic_corpus
from graphapi.graph import MISSING, ArticleGraph, microseconds
from graphapi.store import (
    ArticleFilter,
    ArticleGroupKey,
    ArticleStats,
    GroupOrder,
    IntFilter,
    NumberStats,
    PageRequest,
)
from graphapi.store.memory import MemoryStore
from graphapi.store.memory.figures.article_groups import Membership, Partition
from graphapi.store.memory.figures.group_keys import GroupKeys
from graphapi.store.memory.figures.statistics import GroupFigures, NumberColumns
from graphapi.store.memory.filtering.selection import select

__all__ = ["main"]

_BEST_OF = 7
_LARGEST = 50
_HALF = ArticleFilter(quality=IntFilter(gte=50))

_KEYS = {
    (ArticleGroupKey.PROVIDER, ArticleGroupKey.MONTH): ("provider", "month"),
    (ArticleGroupKey.TOPIC, ArticleGroupKey.YEAR): ("topic", "year"),
}
"""The keys of the groups, as both sides call them."""

Figures: TypeAlias = NDArray[np.float64]
"""A row for each group, a column for each figure, NaN where there is none."""

Question: TypeAlias = Callable[[], Callable[[], Figures]]
"""Asks for figures, which is measured; what that gives turns them into an array to compare."""


def main() -> None:
    """Measure both sides over the same articles and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=1_000_000)
    graph = ArticleGraph.build(synthetic_corpus(parser.parse_args().articles))
    gc.collect()
    gc.freeze()
    store = MemoryStore(graph, datetime.now(UTC), cache_bytes=0)
    connection = _copied(graph)
    table = Table(header_style="bold", box=None)
    table.add_column(f"{len(graph.articles):,} articles, half of them, by")
    for heading in ("groups", "DuckDB, ms", "graphapi, ms", "ratio"):
        table.add_column(heading, justify="right")
    for by, names in _KEYS.items():
        queries = _queries(*names)
        every = _compared(
            [
                partial(_columns_of, connection, f"{query} order by key, period")
                for query in queries
            ],
            partial(_every_group, graph, by),
        )
        largest = _compared(
            [
                partial(
                    _rows_of, connection, f"{query} order by n desc, key, period limit {_LARGEST}"
                )
                for query in queries
            ],
            partial(_largest_groups, store, by),
        )
        named = " and ".join(key.value for key in by)
        table.add_row(named, *every)
        table.add_row(f"{named}, largest", *largest)
    Console(width=120).print(table)


def _compared(theirs: Sequence[Question], ours: Question) -> tuple[str, str, str, str]:
    """The groups, the best times of both sides in ms, and the ratio; their answers are the same."""
    ways = [*theirs, ours]
    answers = [way()() for way in ways]
    for answer in answers:
        np.testing.assert_allclose(answer, answers[0], rtol=1e-12)
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(_BEST_OF):
        for way, taken in zip(ways, times, strict=True):
            began = perf_counter()
            way()
            taken.append((perf_counter() - began) * 1000)
    *duck, own = map(min, times)
    return f"{len(answers[0]):,}", f"{min(duck):,.0f}", f"{own:,.0f}", f"{own / min(duck):.2f}"


# ---------------------------------------------------------------- graphapi


def _every_group(graph: ArticleGraph, by: Sequence[ArticleGroupKey]) -> Callable[[], Figures]:
    articles = select(graph, _HALF)
    assert articles is not None
    partition = Partition(GroupKeys(graph), by, articles)
    figures = Membership(graph, partition, np.arange(len(partition.counts))).figures
    return lambda: _array_of_columns(figures)


def _array_of_columns(figures: GroupFigures) -> Figures:
    columns = [figures.count, figures.stubs, figures.providers, figures.topics]
    columns += [figures.first_published, figures.last_published]
    return np.column_stack(
        [*columns, *_number_columns(figures.quality), *_number_columns(figures.heat)]
    ).astype(np.float64)


def _number_columns(numbers: NumberColumns) -> list[Figures]:
    some = numbers.count > 0
    average = numbers.sum / np.maximum(numbers.count, 1)
    columns = (numbers.min, numbers.max, average, numbers.median, numbers.p90, numbers.sum)
    return [numbers.count.astype(np.float64), *(np.where(some, one, np.nan) for one in columns)]


def _largest_groups(store: MemoryStore, by: Sequence[ArticleGroupKey]) -> Callable[[], Figures]:
    connection = store.articles(_HALF, (), PageRequest())
    groups = connection.groups(by, GroupOrder.COUNT_DESC, _LARGEST)
    stats = [group.stats() for group in groups]
    return lambda: np.array([_row(one) for one in stats], dtype=np.float64)


def _row(stats: ArticleStats) -> list[Any]:
    assert stats.first_published is not None
    assert stats.last_published is not None
    row: list[Any] = [stats.count, stats.stubs, stats.providers, stats.topics]
    row += [microseconds(stats.first_published), microseconds(stats.last_published)]
    return [*row, *_number_row(stats.quality), *_number_row(stats.heat)]


def _number_row(numbers: NumberStats) -> list[Any]:
    figures = (numbers.min, numbers.max, numbers.average, numbers.median, numbers.p90, numbers.sum)
    return [numbers.count, *(np.nan if figure is None else figure for figure in figures)]


# ---------------------------------------------------------------- DuckDB


def _copied(graph: ArticleGraph) -> duckdb.DuckDBPyConnection:
    """The columns of a graph in tables: an article's topics in a list, and in a table beside it.

    Providers and topics are numbered in the order of their keys, so that equals come alike.
    """
    keys, everyone = GroupKeys(graph), np.arange(len(graph.articles), dtype=np.int32)
    topics = keys.coding(ArticleGroupKey.TOPIC, everyone)
    assert topics.lengths is not None
    columns = graph.columns
    articles = {
        "id": everyone,
        "provider": keys.coding(ArticleGroupKey.PROVIDER, everyone).codes,
        "published": columns.published_at,
        "quality": columns.quality,
        "heat": columns.heat,
        "stub": columns.stub,
    }
    article_topics = {
        "article": np.repeat(everyone, topics.lengths),
        "topic": topics.codes,
    }
    connection = duckdb.connect()
    connection.register("columns", articles)
    connection.register("pairs", article_topics)
    connection.execute("create table article_topics as select * from pairs")
    connection.execute(
        "create table articles as"
        " select id, provider, make_timestamp(published) as published, quality, stub,"
        f" nullif(heat, {MISSING}) as heat, topics"
        " from columns join (select article, list(topic) as topics from article_topics group by 1)"
        " on article = id order by id"
    )
    return connection


def _queries(key: str, period: str) -> list[str]:
    """The question, without an order, in two ways: topics counted in lists, and apart."""
    half = "select * from articles where quality >= 50"
    if key == "topic":
        half = f"select *, unnest(topics) as topic from ({half})"
    keyed = f"select *, {key} as key, date_trunc('{period}', published) as period from ({half})"
    numbers = ", ".join(_FIGURES.format(column) for column in ("quality", "heat"))
    counts = "count(*) as n, count(*) filter (stub) as stubs, count(distinct provider) as providers"
    dates = "epoch_us(min(published)) as first, epoch_us(max(published)) as last"
    lists = "len(list_distinct(flatten(list(topics)))) as topics"
    in_lists = (
        f"select key, period, {counts}, {lists}, {dates}, {numbers} from ({keyed}) group by all"
    )
    apart = (
        f"with keyed as ({keyed}),"
        f" figures as (select key, period, {counts}, {dates}, {numbers} from keyed group by all),"
        " apart as (select key, period, count(distinct other.topic) as topics"
        " from keyed join article_topics as other on other.article = id group by all)"
        " select key, period, n, stubs, providers, topics, first, last,"
        " figures.* exclude (key, period, n, stubs, providers, first, last)"
        " from figures join apart using (key, period)"
    )
    return [in_lists, apart]


_FIGURES = (
    "count({0}) as {0}_count, min({0}) as {0}_min, max({0}) as {0}_max, avg({0}) as {0}_average,"
    " median({0}) as {0}_median, quantile_cont({0}, 0.9) as {0}_p90, sum({0}) as {0}_sum"
)


def _columns_of(connection: duckdb.DuckDBPyConnection, query: str) -> Callable[[], Figures]:
    """All groups, as numpy arrays."""
    columns = connection.execute(query).fetchnumpy()
    figures = [columns[name] for name in list(columns)[2:]]
    return lambda: np.column_stack(
        [np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan) for column in figures]
    )


def _rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> Callable[[], Figures]:
    """Some groups, as Python objects."""
    rows = connection.execute(query).fetchall()
    return lambda: np.array([row[2:] for row in rows], dtype=np.float64)


if __name__ == "__main__":
    main()
