"""Carrying an export out: every file of it, or none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from graphapi.errors import ExportError
from graphapi.export.targets import Output, Target, drafts
from graphapi.export.texts import Texts
from graphapi.export.writing import Writing
from graphapi.graph import ArticleGraph

__all__ = ["Exported", "Progress", "export"]

Progress = Callable[[str, int, int], None]
"""Told the name of what is being written, how many rows of it are done, and how many there are.

Formats whose writer tells nothing on the way stay at 0 until they are done.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export has written: its outputs with the number of rows (articles and links) each.

    `replaced` counts the characters that the format cannot hold, `guarded` the cells that a
    spreadsheet would have taken for formulas.
    """

    rows: tuple[tuple[Output, int], ...]
    replaced: int
    guarded: int


def export(graph: ArticleGraph, target: Target, progress: Progress | None = None) -> Exported:
    """Write a graph to a target. Raises ExportError, and leaves nothing half-written."""
    texts = Texts(target.format.unfit)
    rows = []
    folder = target.folder
    makes_folder = folder is not None and not folder.exists()
    try:
        if folder is not None and makes_folder:
            with _failures_told(str(folder)):
                folder.mkdir()
        with _failures_told(target.name), drafts(replace=target.replaces) as open_draft:
            for output in target.outputs:
                with _failures_told(output.name):
                    stream = sys.stdout.buffer if output.path is None else open_draft(output.path)
                    rows.append((output, _write(graph, target, output, stream, texts, progress)))
    except BaseException:
        if folder is not None and makes_folder and folder.exists():
            folder.rmdir()
        raise
    return Exported(tuple(rows), texts.replaced, texts.guarded)


def _write(
    graph: ArticleGraph,
    target: Target,
    output: Output,
    stream: BinaryIO,
    texts: Texts,
    progress: Progress | None,
) -> int:
    """Write one output; return how many rows it has."""
    table = output.table
    total = table.count(graph) if table else len(graph.articles) + len(graph.links)
    name = output.path.name if output.path else output.name
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(name, done, total)

    advance(0)
    target.format.write(Writing(graph, table, stream, texts, advance))
    stream.flush()
    return total


@contextmanager
def _failures_told(name: str) -> Iterator[None]:
    """Name the file in errors of the operating system. A reader that went away is no error."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportError(f"{name}: cannot be written: {error.strerror or error}") from error
