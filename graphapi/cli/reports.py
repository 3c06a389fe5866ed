"""What a corpus holds, and what could not be read of it: for people."""

import sys
from typing import Annotated

import typer

from graphapi.cli.arguments import FollowLinks, Paths, Strict
from graphapi.cli.loading import load, load_graph
from graphapi.cli.messages import discard_output, say
from graphapi.domain import Severity
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
        ReportFormat,
        typer.Option(
            help="How to print the problems: auto is a table on a terminal, and in a pipe or a file"
            " text, a problem a line."
        ),
    ] = ReportFormat.AUTO,
    follow_links: FollowLinks = None,
) -> None:
    """Tell what could not be read as written, and where. Exit code 1 when there are ERRORs."""
    corpus = load(paths, load_settings(follow_links=follow_links))
    graph = ArticleGraph.build(corpus)
    try:
        print_problems(graph, corpus, format)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` and `| grep -q`; the exit code is about the corpus
        discard_output()
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
    follow_links: FollowLinks = None,
) -> None:
    """Show what a corpus holds: counts, links, a timeline, the largest providers and topics."""
    settings = load_settings(strict=strict, follow_links=follow_links)
    print_picture(load_graph(paths, settings), interval)
