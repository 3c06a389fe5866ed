"""Progress bars on standard error for reading and writing files, if it is a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from graphapi.corpus import Progress as ReadingProgress
from graphapi.export import Progress as WritingProgress

__all__ = ["reading_progress", "writing_progress"]


@contextmanager
def reading_progress() -> Iterator[ReadingProgress | None]:
    """A progress bar for reading files; None if standard error is not a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("Reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files"),
        TimeElapsedColumn(),
    )
    # No refresh thread: reading can fork only while there is no other thread.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("Reading", total=None)

        def report(done: int, total: int) -> None:
            if done % 16 == 0 or done == total:
                bar.update(task, completed=done, total=total, refresh=True)

        yield report


@contextmanager
def writing_progress() -> Iterator[WritingProgress | None]:
    """A progress bar for each file that is written; None if standard error is not a terminal.

    While a writer does not report its rows, the bar pulses.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("Writing {task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        tasks = {}

        def report(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=None)
            bar.update(tasks[name], completed=done, total=total if done else None)

        yield report
