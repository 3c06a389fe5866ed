"""What a corpus holds, and what could not be read of it: for people."""

from typing import Annotated

import typer

from graphapi.cli.arguments import Paths, Strict
from graphapi.cli.loading import load, load_graph
from graphapi.cli.messages import say
from graphapi.corpus import Severity
from graphapi.graph import ArticleGraph
from graphapi.report import (
    Interval,
    ReportFormat,
    print_picture,
    print_problems,
    why_no_articles,
)
from graphapi.settings import load_settings

__all__ = ["check", "stats"]


def check(
    paths: Paths = None,
    format: Annotated[  # noqa: A002  the flag's name
        ReportFormat, typer.Option(help="How to print the problems.")
    ] = ReportFormat.TABLE,
) -> None:
    """Tell what could not be read as written, file by file. Exit code 1 when there are ERRORs."""
    corpus = load(paths)
    graph = ArticleGraph.build(corpus)
    print_problems(graph, corpus, format)
    if not corpus.articles:
        say(f"no articles: {why_no_articles(corpus)}")
    if any(problem.severity is Severity.ERROR for problem in graph.problems):
        raise typer.Exit(1)


def stats(
    paths: Paths = None,
    interval: Annotated[
        Interval | None,
        typer.Option(
            help="What a column of the timeline is.", show_default="the finest from day that fits"
        ),
    ] = None,
    strict: Strict = None,
) -> None:
    """Show what a corpus holds: counts, links, a timeline, the largest providers and topics."""
    print_picture(load_graph(paths, strict=load_settings(strict=strict).strict), interval)
