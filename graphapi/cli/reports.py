"""The commands `check` and `stats`: what a corpus holds, and which problems it has."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from graphapi.cli.arguments import Cache, FollowLinks, Paths, Strict
from graphapi.cli.corpus_loading import load_corpus, load_graph
from graphapi.cli.messages import discard_output, print_message
from graphapi.cli.watching_problems import watch_problems
from graphapi.domain import Severity
from graphapi.graph import ArticleGraph
from graphapi.graph.reading import sample_corpus
from graphapi.report import (
    Interval,
    ReportFormat,
    explain_no_articles,
    print_problems,
    print_statistics,
    statistics_as_json,
)
from graphapi.settings import load_settings

__all__ = ["StatisticsFormat", "check", "stats"]


class StatisticsFormat(StrEnum):
    """How to print statistics."""

    TEXT = "text"
    JSON = "json"


def check(
    paths: Paths = None,
    format: Annotated[  # noqa: A002  the flag's name
        ReportFormat,
        typer.Option(
            help="How to print the problems: auto is a table on a terminal, and in a pipe or file"
            " text with one problem per line."
        ),
    ] = ReportFormat.AUTO,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Go on, and tell which problems come and go as files change."),
    ] = False,
    follow_links: FollowLinks = None,
    cache: Cache = None,
) -> None:
    """Report problems in the files, with their lines. Exit code 1 if there are ERRORs."""
    settings = load_settings(follow_links=follow_links, cache=cache)
    corpus = load_corpus(paths, settings)
    graph = ArticleGraph.build(corpus)
    try:
        print_problems(graph, corpus, format)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` or `| grep -q`; the exit code still depends on the corpus
        discard_output()
    if not corpus.articles:
        print_message(f"no articles: {explain_no_articles(corpus)}")
    if watch:
        watch_problems(paths or [sample_corpus()], settings, graph.problems)
    if any(problem.severity is Severity.ERROR for problem in graph.problems):
        raise typer.Exit(1)


def stats(
    paths: Paths = None,
    interval: Annotated[
        Interval | None,
        typer.Option(
            help="The unit of the timeline's columns.", show_default="the finest from day that fits"
        ),
    ] = None,
    format: Annotated[  # noqa: A002  the flag's name
        StatisticsFormat, typer.Option(help="How to print them: text for people, or JSON.")
    ] = StatisticsFormat.TEXT,
    strict: Strict = None,
    follow_links: FollowLinks = None,
    cache: Cache = None,
) -> None:
    """Show what a corpus holds: counts, links, a timeline, the largest providers and topics."""
    settings = load_settings(strict=strict, follow_links=follow_links, cache=cache)
    loaded = load_graph(paths, settings)
    if format is StatisticsFormat.JSON:
        sys.stdout.buffer.write(statistics_as_json(loaded.graph, interval))
    else:
        print_statistics(loaded.graph, interval)
    loaded.save()
