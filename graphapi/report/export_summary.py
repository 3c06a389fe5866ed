"""The summary of an export, on standard error: standard output may be the export itself."""

from __future__ import annotations

from rich.console import Console

from graphapi.export import Exported
from graphapi.graph import ArticleGraph
from graphapi.report.terminal import counted

__all__ = ["print_export_summary"]


def print_export_summary(exported: Exported, graph: ArticleGraph) -> None:
    """Print a line for each file, and one for each kind of change to texts."""
    console = Console(stderr=True, highlight=False)
    for output, rows in exported.rows:
        if output.path is None:
            continue
        if output.table is None:
            held = f"{counted(len(graph.articles), 'article')}, {counted(len(graph.links), 'link')}"
        else:
            held = counted(rows, "row")
        size = f"{output.path.stat().st_size:,} bytes"
        console.print(f"wrote {output.path}: {held}, {size}", markup=False, soft_wrap=True)
    if exported.replaced:
        found = counted(exported.replaced, "character")
        console.print(f"{found} that the format cannot hold, written as U+FFFD", soft_wrap=True)
    if exported.guarded:
        found = counted(exported.guarded, "cell")
        console.print(
            f"{found} that a spreadsheet would run, written with a ' in front", soft_wrap=True
        )
