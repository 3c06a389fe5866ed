"""Running an export: all of its files are written, or none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from graphapi.errors import ExportError
from graphapi.export.targets import Output, Target, temporary_files
from graphapi.export.texts import Texts
from graphapi.export.writing import Writing
from graphapi.graph import ArticleGraph

__all__ = ["Exported", "Progress", "export"]

Progress = Callable[[str, int, int], None]
"""Called with the name of what is being written, the rows done so far, and their total.

Formats whose writer reports no progress stay at 0 until they are done.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """The result of an export: its outputs, each with its number of rows (articles and links).

    `replaced` counts the characters that the format cannot hold, `guarded` the cells that a
    spreadsheet would have taken for formulas.
    """

    rows: tuple[tuple[Output, int], ...]
    replaced: int
    guarded: int


def export(graph: ArticleGraph, target: Target, progress: Progress | None = None) -> Exported:
    """Write a graph to a target. Raises ExportError; incomplete files are removed."""
    texts = Texts(target.format.unfit)
    rows = []
    folder = target.folder
    creates_folder = folder is not None and not folder.exists()
    try:
        if folder is not None and creates_folder:
            with _naming_errors(str(folder)):
                folder.mkdir()
        with (
            _naming_errors(target.name),
            temporary_files(replace=target.replaces) as open_temporary,
        ):
            for output in target.outputs:
                with _naming_errors(output.name):
                    stream = (
                        sys.stdout.buffer if output.path is None else open_temporary(output.path)
                    )
                    rows.append((output, _write(graph, target, output, stream, texts, progress)))
    except BaseException:
        if folder is not None and creates_folder and folder.exists():
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
    """Write one output; return its number of rows."""
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
def _naming_errors(name: str) -> Iterator[None]:
    """Add the file's name to errors of the operating system. A closed pipe is no error."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportError(f"{name}: cannot be written: {error.strerror or error}") from error
