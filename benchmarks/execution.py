"""How much faster compiled operations are than the same on graphql-core.

    python -m benchmarks.execution [FOLDER]

Runs the example operations of `schema/operations/` over a corpus (the sample corpus without
FOLDER), each to the bytes of its answer, in turn on plain Strawberry and compiled, with and
without kept fragments. Prints the median time of each, and how many times as fast it is.

A second table has an asynchronous level: 50 objects, each with an object of three leaves and a list
of five objects that have to be awaited. Its resolvers return futures of a loader that answers in
batches, or are `async def`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import orjson
import strawberry
from rich.console import Console
from rich.table import Table

from benchmarks.waiting_schema import WAITING_QUERIES, Loader, waiting_schema
from graphapi.answering.article_executor import create_executor
from graphapi.api import Context
from graphapi.execution import Answer, Engine, Prepared
from graphapi.graph.reading import read_corpus
from graphapi.settings import Settings
from graphapi.store.memory import MemoryStore

__all__ = ["main"]

_OPERATIONS = Path(__file__).parents[1] / "schema" / "operations"
_ROUNDS = 7
_SECONDS = 0.05


def main() -> None:
    """Measure every example operation and print a table."""
    store = MemoryStore(read_corpus(*sys.argv[1:]), datetime.now(UTC))
    asyncio.run(_measure(Context(store)))
    asyncio.run(_measure_waiting())


async def _measure(context: Context) -> None:
    plain = create_executor(Settings(fragment_cache_bytes=0)).engine
    keeping = create_executor(Settings()).engine
    version = context.store.version
    table = Table(header_style="bold", box=None)
    table.add_column("Operation")
    for heading in ("Strawberry, µs", "compiled, µs", "times", "fragments kept, µs", "times"):
        table.add_column(heading, justify="right")
    for path in sorted(_OPERATIONS.glob("*.graphql")):
        query = path.read_text(encoding="utf-8")
        variables = json.loads(path.with_suffix(".variables.json").read_text(encoding="utf-8"))
        ways = [
            _by_strawberry(plain.schema, query, variables, context),
            _by_engine(plain, plain.prepare(query), variables, context, version),
            _by_engine(keeping, keeping.prepare(query), variables, context, version),
        ]
        slow, compiled, kept = await _in_turn(ways)
        table.add_row(
            path.stem,
            f"{slow:,.0f}",
            f"{compiled:,.0f}",
            f"{slow / compiled:.1f}",
            f"{kept:,.0f}",
            f"{slow / kept:.1f}",
        )
    Console(width=120).print(table)


async def _measure_waiting() -> None:
    schema = waiting_schema()
    engine = Engine(schema, compile_immediately=True)
    table = Table(header_style="bold", box=None)
    table.add_column("Asynchronous level")
    for heading in ("Strawberry, µs", "compiled, µs", "times"):
        table.add_column(heading, justify="right")
    for name, query in WAITING_QUERIES.items():
        prepared = engine.prepare(query)
        slow, compiled = await _in_turn(
            [
                _by_strawberry(schema, query, {}, Loader()),
                _by_engine(engine, prepared, {}, Loader(), None),
            ]
        )
        table.add_row(name, f"{slow:,.0f}", f"{compiled:,.0f}", f"{slow / compiled:.1f}")
    Console(width=120).print(table)


Way = Callable[[], Coroutine[Any, Any, bytes]]


def _by_strawberry(
    schema: strawberry.Schema, query: str, variables: dict[str, Any], context: Any
) -> Way:
    async def answer() -> bytes:
        result = await schema.execute(query, variables, context_value=context)
        assert isinstance(result, strawberry.types.ExecutionResult)
        return orjson.dumps({"data": result.data})

    return answer


def _by_engine(
    engine: Engine,
    prepared: Prepared,
    variables: dict[str, Any],
    context: Any,
    version: str | None,
) -> Way:
    async def answer() -> bytes:
        found = engine.run(prepared, variables, context, version=version)
        return (found if isinstance(found, Answer) else await found).to_bytes()

    return answer


async def _in_turn(ways: list[Way]) -> list[float]:
    """The median time of one answer in each way, in µs; rounds of all ways alternate."""
    times: list[list[float]] = [[] for _ in ways]
    for way in ways:
        await way()
        await way()
    for _ in range(_ROUNDS):
        for way, found in zip(ways, times, strict=True):
            count, began = 0, perf_counter()
            while (elapsed := perf_counter() - began) < _SECONDS:
                await way()
                count += 1
            found.append(elapsed / count * 1e6)
    return [median(found) for found in times]


if __name__ == "__main__":
    main()
