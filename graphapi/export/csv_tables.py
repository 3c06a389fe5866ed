"""A table as CSV according to RFC 4180: UTF-8, a header line, CRLF line ends.

A missing value is an empty cell; lists are JSON. Text that a spreadsheet would take for a formula
is escaped: see `graphapi.export.texts`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from graphapi.export.table_columns import Kind, as_json, as_rfc3339
from graphapi.export.texts import Texts
from graphapi.export.writing import Writing

__all__ = ["write_csv"]

_BATCH = 1024


def write_csv(writing: Writing) -> None:
    """Write a table row by row, with constant memory."""
    assert writing.table is not None
    graph, columns = writing.graph, writing.table.columns
    cells = [(column.value, _cell(column.kind, writing.texts)) for column in columns]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in columns)
    for batch in writing.batches(_BATCH):
        for row in batch:
            values = [(value(graph, row), cell) for value, cell in cells]
            writer.writerow(["" if value is None else cell(value) for value, cell in values])
        _drain(text, writing)
    _drain(text, writing)


def _cell(kind: Kind, texts: Texts) -> Callable[[Any], str]:
    match kind:
        case Kind.TEXT:
            return texts.cell
        case Kind.INSTANT:
            return as_rfc3339
        case Kind.BOOLEAN:
            return lambda value: "true" if value else "false"
        case Kind.TEXTS | Kind.JSON:
            return lambda value: texts.cell(as_json(value))
        case Kind.INTEGER | Kind.NUMBER:
            return str


def _drain(text: io.StringIO, writing: Writing) -> None:
    writing.stream.write(text.getvalue().encode())
    text.seek(0)
    text.truncate()
