"""What compressing answers saves on the wire, and what time it takes.

    python -m benchmarks.encodings [FOLDER]

Answers the example operations of `schema/operations/` over a corpus (the sample corpus without
FOLDER), and prints for each answer of 1,024 bytes or more its size, plain and in each encoding,
with the median time of compressing it once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from graphapi.answering.article_executor import create_executor
from graphapi.api import Context
from graphapi.graph.reading import read_corpus
from graphapi.server.requests.content_encodings import Encoding
from graphapi.settings import Settings
from graphapi.store.memory import MemoryStore

__all__ = ["main"]

_OPERATIONS = Path(__file__).parents[1] / "schema" / "operations"
_ROUNDS = 9


def main() -> None:
    """Measure every example operation and print a table."""
    context = Context(MemoryStore(read_corpus(*sys.argv[1:]), datetime.now(UTC)))
    table = Table(header_style="bold", box=None)
    table.add_column("Operation")
    table.add_column("plain, bytes", justify="right")
    for encoding in Encoding:
        table.add_column(f"{encoding.token}, bytes", justify="right")
        table.add_column("µs", justify="right")
    for name, content in asyncio.run(_answers(context)).items():
        cells = []
        for encoding in Encoding:
            times = []
            for _ in range(_ROUNDS):
                began = perf_counter()
                packed = encoding.compress(content)
                times.append((perf_counter() - began) * 1e6)
            cells += [f"{len(packed):,}", f"{median(times):,.0f}"]
        table.add_row(name, f"{len(content):,}", *cells)
    Console(width=130).print(table)


async def _answers(context: Context) -> dict[str, bytes]:
    engine = create_executor(Settings()).engine
    answers = {}
    for path in sorted(_OPERATIONS.glob("*.graphql")):
        variables = json.loads(path.with_suffix(".variables.json").read_text(encoding="utf-8"))
        prepared = engine.prepare(path.read_text(encoding="utf-8"))
        content = (await engine.execute(prepared, variables, context)).to_bytes()
        if len(content) >= 1_024:
            answers[path.stem] = content
    return answers


if __name__ == "__main__":
    main()
