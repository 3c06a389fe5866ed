"""What the commands print for people: the progress of reading, problems, a picture of a corpus."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum

import networkx as nx
import orjson
from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from graphapi.corpus import Corpus, Problem, Severity
from graphapi.corpus import Progress as ReadingProgress
from graphapi.graph import ArticleGraph

__all__ = ["ReportFormat", "counted", "print_picture", "print_problems", "reading_progress"]

_TOP = 10
_BAR_WIDTH = 32
_DEGREE_STEPS = (0, 1, 2, 5, 10, 20, 50, 100)


class ReportFormat(StrEnum):
    """How problems are printed."""

    TABLE = "table"
    JSON = "json"


@contextmanager
def reading_progress() -> Iterator[ReadingProgress | None]:
    """A progress bar on the terminal while files are read; None where nobody is watching."""
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
    # Without a thread of its own for refreshing: reading forks only while there is no other thread.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("Reading", total=None)

        def report(done: int, total: int) -> None:
            if done % 16 == 0 or done == total:
                bar.update(task, completed=done, total=total, refresh=True)

        yield report


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
        console.print(_problem_table(problems))
    count = Counter(problem.severity for problem in graph.problems)
    console.print(
        f"{corpus.files:,} files with {len(graph.articles):,} articles: "
        f"{counted(count[Severity.ERROR], 'ERROR')} (file left out), "
        f"{counted(count[Severity.WARNING], 'WARNING')} (field repaired or dropped); "
        f"{counted(corpus.skipped, 'other file')} passed over",
        soft_wrap=True,
    )


def print_picture(graph: ArticleGraph) -> None:
    """Print what a corpus holds, as one screen that a person takes in at a glance."""
    console = Console(highlight=False)
    console.print(_counts(graph))
    degrees = Counter(_degree_step(article.out_degree) for article in graph.articles)
    steps = [(_degree_label(step), degrees[step]) for step in _DEGREE_STEPS]
    providers = [(each.domain, each.article_count) for each in graph.providers[:_TOP]]
    topics = [(each.name, each.article_count) for each in graph.topics[:_TOP]]
    panels = [
        _bars("Articles by number of related articles", steps),
        _bars("Providers with most articles", providers),
        _bars("Topics with most articles", topics),
    ]
    console.print(Group(*panels))


def _problem_table(problems: Sequence[Problem]) -> Table:
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
            escape(place),
            escape(problem.field or ""),
            escape(problem.message),
        )
    return table


def _as_json(graph: ArticleGraph, corpus: Corpus) -> dict[str, object]:
    count = Counter(problem.severity for problem in graph.problems)
    return {
        "files": corpus.files,
        "articles": len(graph.articles),
        "errors": count[Severity.ERROR],
        "warnings": count[Severity.WARNING],
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


def _counts(graph: ArticleGraph) -> Panel:
    parts = sorted(map(len, nx.weakly_connected_components(graph.nx)), reverse=True)
    dates = [a.published_date_time for a in graph.articles if a.published_date_time is not None]
    links = graph.nx.number_of_edges()
    both_ways = sum(graph.nx.has_edge(target, source) for source, target in graph.nx.edges())
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="bold")
    table.add_column()
    rows = [
        (len(graph.articles), f"articles, {sum(a.stub for a in graph.articles):,} of them stubs"),
        (links, f"links, {both_ways:,} of them both ways"),
        (len(parts), f"parts: the largest of {parts[0]:,}, {parts.count(1):,} of a lone article"),
        (len(graph.providers), "providers"),
        (len(graph.topics), "topics"),
        (graph.files, f"files, {counted(len(graph.problems), 'problem')}"),
    ]
    for number, what in rows:
        table.add_row(f"{number:,}", what)
    span = f"{min(dates):%Y-%m-%d} to {max(dates):%Y-%m-%d}" if dates else "undated"
    return Panel(table, title=span, title_align="left", expand=False)


def _bars(title: str, rows: Sequence[tuple[str, int]]) -> Panel:
    table = Table.grid(padding=(0, 1))
    table.add_column(max_width=28, overflow="ellipsis", no_wrap=True)
    table.add_column(justify="right")
    table.add_column(style="cyan")
    most = max((count for _, count in rows), default=0)
    for label, count in rows:
        table.add_row(escape(label), f"{count:,}", _bar(count, most))
    return Panel(table, title=title, title_align="left", expand=False)


def _bar(count: int, most: int) -> str:
    """A bar whose length is exact to an eighth of a character; something shows for one article."""
    eighths = max(1, round(count / most * _BAR_WIDTH * 8)) if count else 0
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def _degree_step(degree: int) -> int:
    return max(step for step in _DEGREE_STEPS if step <= degree)


def _degree_label(step: int) -> str:
    following = [other for other in _DEGREE_STEPS if other > step]
    if not following:
        return f"{step} and more"
    return str(step) if following[0] == step + 1 else f"{step} to {following[0] - 1}"


def counted(number: int, noun: str) -> str:
    """`1 link`, `2 links`, `1,000 links`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
