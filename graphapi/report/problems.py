"""The problems of a corpus: a table for people, lines for tools, JSON for programs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import chain
from typing import Final

import orjson
from rich.console import Console
from rich.table import Table

from graphapi.corpus import Corpus
from graphapi.domain import Problem, Severity
from graphapi.graph import ArticleGraph
from graphapi.report.problem_kinds import ProblemKind, kinds_of
from graphapi.report.skipped_files import skipped_summary
from graphapi.report.terminal import counted, display_text, sanitized

__all__ = ["ReportFormat", "print_changed_problems", "print_problems"]

_MAX_UNGROUPED: Final = 50
"""More problems than this are counted and listed by kind."""


class ReportFormat(StrEnum):
    """How to print problems. AUTO is TABLE on a terminal, and TEXT in a pipe or a file."""

    AUTO = "auto"
    TEXT = "text"
    TABLE = "table"
    JSON = "json"


def print_problems(
    graph: ArticleGraph, corpus: Corpus, report_format: ReportFormat, *, errors_only: bool = False
) -> None:
    """Print the problems of a corpus, from reading its files and from joining them.

    TEXT prints one problem per line on standard output, and the counts on standard error; the
    others print everything on standard output.
    """
    problems = [
        problem
        for problem in graph.problems
        if problem.severity is Severity.ERROR or not errors_only
    ]
    kinds = kinds_of(problems, _files_of(corpus))
    if report_format is ReportFormat.AUTO:
        report_format = ReportFormat.TABLE if sys.stdout.isatty() else ReportFormat.TEXT
    if report_format is ReportFormat.JSON:
        _print_json(graph, corpus, problems, kinds)
        return
    is_grouped = len(problems) > _MAX_UNGROUPED
    listed = list(chain.from_iterable(kind.problems for kind in kinds)) if is_grouped else problems
    summary = _summary(graph, corpus)
    if report_format is ReportFormat.TEXT:
        _print_lines(listed, kinds if is_grouped else (), summary)
    else:
        _print_tables(listed, kinds if is_grouped else (), summary)


def _files_of(corpus: Corpus) -> set[str]:
    articles = (article.file for article in corpus.articles)
    topics = (topic.file for topic in corpus.topics)
    organizations = (organization.file for organization in corpus.organizations)
    return {*articles, *topics, *organizations}


def _summary(graph: ArticleGraph, corpus: Corpus) -> Sequence[str]:
    """What was read, as lines."""
    count = Counter(problem.severity for problem in graph.problems)
    read = (
        f"{counted(corpus.files, 'file')} with {counted(len(graph.articles), 'article')}: "
        f"{counted(count[Severity.ERROR], 'ERROR')} (file left out), "
        f"{counted(count[Severity.WARNING], 'WARNING')} (field repaired or dropped); "
        f"{skipped_summary(corpus)}"
    )
    return [read]


def _print_lines(
    problems: Sequence[Problem], kinds: Sequence[ProblemKind], summary: Sequence[str]
) -> None:
    """`file:line: severity: field: message`, without the line or the field if there is none."""
    encoding = sys.stderr.encoding
    for kind in kinds:
        said = sanitized(_line(None, kind.severity.value, kind.field, kind.message), encoding)
        sys.stderr.write(f"{len(kind.problems):>7,} {said}\n")
    sys.stderr.writelines(f"{line}\n" for line in summary)
    sys.stderr.flush()
    encoding = sys.stdout.encoding
    for problem in problems:
        place = _place(problem)
        said = _line(place, problem.severity.value, problem.field, problem.message)
        sys.stdout.write(f"{sanitized(said, encoding)}\n")


def print_changed_problems(before: Sequence[Problem], after: Sequence[Problem]) -> None:
    """Print the problems that are new, as TEXT has them, and those that are gone, as `mended`."""
    gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    lines = [_line(problem.file, "mended", problem.field, problem.message) for problem in gone] + [
        _line(_place(problem), problem.severity.value, problem.field, problem.message)
        for problem in new
    ]
    for line in lines:
        sys.stdout.write(f"{sanitized(line, sys.stdout.encoding)}\n")
    sys.stdout.flush()


def _line(place: str | None, kind: str, field: str | None, message: str) -> str:
    return ": ".join(part for part in (place, kind, field, message) if part)


def _place(problem: Problem) -> str:
    return problem.file if problem.line is None else f"{problem.file}:{problem.line}"


def _print_tables(
    problems: Sequence[Problem], kinds: Sequence[ProblemKind], summary: Sequence[str]
) -> None:
    # In a file or a pipe, a table must not be cut to 80 columns.
    console = Console(highlight=False) if sys.stdout.isatty() else Console(width=200)
    if kinds:
        console.print(_kind_table(kinds, console))
        console.print()
    if problems:
        console.print(_problem_table(problems, console))
    for line in summary:
        console.print(line, markup=False, soft_wrap=True)


def _kind_table(kinds: Sequence[ProblemKind], console: Console) -> Table:
    table = Table(header_style="bold", pad_edge=False, box=None)
    table.add_column("Count", justify="right")
    table.add_column("Severity")
    table.add_column("Field", overflow="fold")
    table.add_column("Problem", overflow="fold")
    for kind in kinds:
        table.add_row(
            f"{len(kind.problems):,}",
            _coloured(kind.severity),
            display_text(kind.field or "", console),
            display_text(kind.message, console),
        )
    return table


def _problem_table(problems: Sequence[Problem], console: Console) -> Table:
    table = Table(header_style="bold", pad_edge=False, box=None)
    table.add_column("Severity")
    table.add_column("File and line", overflow="fold")
    table.add_column("Field", overflow="fold")
    table.add_column("Problem", overflow="fold")
    for problem in problems:
        table.add_row(
            _coloured(problem.severity),
            display_text(_place(problem), console),
            display_text(problem.field or "", console),
            display_text(problem.message, console),
        )
    return table


def _coloured(severity: Severity) -> str:
    colour = "red" if severity is Severity.ERROR else "yellow"
    return f"[{colour}]{severity.value}[/]"


def _print_json(
    graph: ArticleGraph,
    corpus: Corpus,
    problems: Sequence[Problem],
    kinds: Sequence[ProblemKind],
) -> None:
    """One object in UTF-8, whatever the encoding of the terminal."""
    count = Counter(problem.severity for problem in graph.problems)
    report = {
        "files": corpus.files,
        "skipped": corpus.skipped,
        "articles": len(graph.articles),
        "errors": count[Severity.ERROR],
        "warnings": count[Severity.WARNING],
        "passedOver": {one.kind.value: one.files for one in corpus.passed_over},
        "kinds": [
            {
                "count": len(kind.problems),
                "severity": kind.severity.value,
                "field": kind.field,
                "message": kind.message,
            }
            for kind in kinds
        ],
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "field": problem.field,
                "message": problem.message,
                "severity": problem.severity.value,
            }
            for problem in problems
        ],
    }
    sys.stdout.flush()
    sys.stdout.buffer.write(
        orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )
    sys.stdout.buffer.flush()
