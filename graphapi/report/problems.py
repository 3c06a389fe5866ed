"""The problems of a corpus, as a table for people or JSON for programs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

import orjson
from rich.console import Console
from rich.table import Table

from graphapi.corpus import Corpus, Problem, Severity
from graphapi.graph import ArticleGraph
from graphapi.report.passed_over import passed_over
from graphapi.report.terminal import counted, shown

__all__ = ["ReportFormat", "print_problems"]


class ReportFormat(StrEnum):
    """How problems are printed."""

    TABLE = "table"
    JSON = "json"


def print_problems(
    graph: ArticleGraph, corpus: Corpus, report_format: ReportFormat, *, errors_only: bool = False
) -> None:
    """Print the problems of a corpus, those of reading and those of joining its files."""
    problems = [
        problem
        for problem in graph.problems
        if problem.severity is Severity.ERROR or not errors_only
    ]
    if report_format is ReportFormat.JSON:
        sys.stdout.write(orjson.dumps(_as_json(graph, corpus), option=orjson.OPT_INDENT_2).decode())
        sys.stdout.write("\n")
        return
    # Piped into a file or another program, a table must not be cut to 80 columns.
    console = Console(highlight=False) if sys.stdout.isatty() else Console(width=200)
    if problems:
        console.print(_problem_table(problems, console))
    count = Counter(problem.severity for problem in graph.problems)
    console.print(
        f"{corpus.files:,} files with {len(graph.articles):,} articles: "
        f"{counted(count[Severity.ERROR], 'ERROR')} (file left out), "
        f"{counted(count[Severity.WARNING], 'WARNING')} (field repaired or dropped); "
        f"{passed_over(corpus)}",
        soft_wrap=True,
    )


def _problem_table(problems: Sequence[Problem], console: Console) -> Table:
    table = Table(header_style="bold", pad_edge=False, box=None)
    table.add_column("Severity")
    table.add_column("File and line", overflow="fold")
    table.add_column("Field", overflow="fold")
    table.add_column("Problem", overflow="fold")
    for problem in problems:
        colour = "red" if problem.severity is Severity.ERROR else "yellow"
        place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
        table.add_row(
            f"[{colour}]{problem.severity.value}[/]",
            shown(place, console),
            shown(problem.field or "", console),
            shown(problem.message, console),
        )
    return table


def _as_json(graph: ArticleGraph, corpus: Corpus) -> dict[str, object]:
    count = Counter(problem.severity for problem in graph.problems)
    return {
        "files": corpus.files,
        "articles": len(graph.articles),
        "errors": count[Severity.ERROR],
        "warnings": count[Severity.WARNING],
        "passedOver": {one.kind.value: one.files for one in corpus.passed_over},
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "field": problem.field,
                "message": problem.message,
                "severity": problem.severity.value,
            }
            for problem in graph.problems
        ],
    }
