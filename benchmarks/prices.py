"""What a unit of price takes: `python -m benchmarks.prices [CORPUS]`.

Runs every shape of operation that the schema has: each operator of each field of each filter, many
conditions at once, orders, groups, timelines, searches, completions, walks through the graph, pages
at both ends. Each runs with a new value and a store that has answered nothing yet, then again as it
was. Prints the ten with the most CPU time a unit, and exits with 1 where one takes more than 10 µs.

The document is parsed and its plan compiled before: that has a price of its own.
"""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median
from time import thread_time
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.samples import RUNS, Shape
from benchmarks.shapes import shapes
from graphapi.answering.article_executor import create_executor
from graphapi.api import Context
from graphapi.execution import Answer, Engine
from graphapi.graph import ArticleGraph
from graphapi.graph.reading import read_corpus
from graphapi.settings import Settings
from graphapi.store.memory import MemoryStore

__all__ = ["main"]

MOST: Final = 10.0
"""Microseconds of CPU a unit."""
SHOWN: Final = 10
COMPILING: Final = 2
"""The first runs of a document, which are not counted."""
BRIEF: Final = 50.0
"""In microseconds: what takes no longer is no burden, whatever its price."""


@dataclass(frozen=True)
class Figure:
    """What one shape takes: its price in units, and CPU times in microseconds."""

    name: str
    price: int
    first: float
    again: float

    @property
    def a_unit(self) -> float:
        """Microseconds of CPU a unit, the first time."""
        return self.first / self.price


def main() -> None:
    """Measure every shape and print the most expensive."""
    graph = read_corpus(*sys.argv[1:])
    graph.discovery.get()
    graph.kin.get()
    graph.findings.get()
    gc.collect()
    gc.freeze()
    measured = [each for each in _measured(graph) if each.first > BRIEF]
    figures = sorted(measured, key=lambda each: each.a_unit, reverse=True)
    table = Table(header_style="bold", box=None)
    table.add_column(f"The most of {len(figures):,} shapes over {BRIEF:.0f} µs")
    for heading in ("µs a unit", "price", "first time, µs", "again, µs"):
        table.add_column(heading, justify="right")
    for each in figures[:SHOWN]:
        table.add_row(
            each.name,
            f"{each.a_unit:.1f}",
            f"{each.price:,}",
            f"{each.first:,.0f}",
            f"{each.again:,.0f}",
        )
    Console(width=120).print(table)
    sys.exit(figures[0].a_unit > MOST)


def _measured(graph: ArticleGraph) -> list[Figure]:
    engine = create_executor(Settings(max_cost=10**9), articles=len(graph.articles)).engine
    forgetful = MemoryStore(graph, datetime.now(UTC), cache_bytes=0)
    forgetful.prepare()  # as the server does before it takes requests
    keeping = MemoryStore(graph, datetime.now(UTC))
    keeping.prepare()
    stores = forgetful, keeping
    smallest = Shape("", "{ articles(first: 0) { __typename } }", [{} for _ in RUNS])
    overhead = _figure(engine, stores, smallest).again
    print(f"Not counted: {overhead:.0f} µs that the smallest operation takes.")
    return [
        replace(figure, first=figure.first - overhead, again=figure.again - overhead)
        for figure in (_figure(engine, stores, shape) for shape in shapes(graph))
    ]


def _figure(engine: Engine, stores: tuple[MemoryStore, ...], shape: Shape) -> Figure:
    """What a shape takes, in the median of some rounds.

    The first time on a store that keeps no answers, then, again, on one that knows this.
    """
    prepared = engine.prepare(shape.query)
    assert not prepared.errors, (shape, prepared.errors)
    firsts, repeats, prices = [], [], []
    for number in RUNS:
        variables = shape.variables[number]
        version = object()  # of which no fragments are kept
        times = []
        forgetful, keeping = map(Context, stores)
        _ = engine.run(prepared, variables, keeping)
        for context in (forgetful, keeping):
            gc.collect(0)
            began = thread_time()
            answer = engine.run(prepared, variables, context, version=version)
            assert isinstance(answer, Answer)
            answer.to_bytes()
            times.append((thread_time() - began) * 1e6)
            assert not answer.errors, (shape.name, variables, answer.errors)
        if number >= COMPILING:
            firsts.append(times[0])
            repeats.append(times[1])
            prices.append(engine.price(prepared, variables) or 0)
    return Figure(shape.name, max(1, round(median(prices))), median(firsts), median(repeats))


if __name__ == "__main__":
    main()
