"""The input of a writer: the graph, the output stream, how to fit texts, and progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from graphapi.export.tables import Table
from graphapi.export.texts import Texts
from graphapi.graph import ArticleGraph

__all__ = ["Writing"]


@dataclass(frozen=True, slots=True)
class Writing:
    """One file being written. `table` is None for formats that hold the graph.

    Call `advance` with the number of rows just written.
    """

    graph: ArticleGraph
    table: Table | None
    stream: BinaryIO
    texts: Texts
    advance: Callable[[int], None]

    def batches(self, size: int) -> Iterator[list[Any]]:
        """The rows of the table, at most `size` at a time; reports each batch when it is done."""
        assert self.table is not None
        rows = iter(self.table.rows(self.graph))
        while batch := list(islice(rows, size)):
            yield batch
            self.advance(len(batch))
