"""Statistics of a corpus at a glance: counts, a timeline, degrees, providers and topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import orjson
from rich.cells import cell_len
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from graphapi.graph import MISSING, ArticleGraph, ProviderNode, instant
from graphapi.report.terminal import bar, counted, display_text, is_plain
from graphapi.report.timeline_chart import Interval, count_by_interval, draw, summary

__all__ = ["print_statistics", "statistics_as_json"]

_TOP = 10
_ALL = 1_000_000
_LONGEST_LABEL = 28
_LONGEST_BAR = 32
_FRAME = 4  # cells that a panel uses for its lines and margins
_DEGREE_STEPS = (0, 1, 2, 5, 10, 20, 50, 100)


class _Row(NamedTuple):
    """One bar: its label, the number that it shows, and the text after it."""

    label: str
    number: int
    beyond: str = ""


def print_statistics(graph: ArticleGraph, interval: Interval | None = None) -> None:
    """Print the statistics of a corpus. Without an interval, the timeline uses one that fits."""
    console = Console(highlight=False)
    degrees = Counter(_degree_step(article.out_degree) for article in graph.articles)
    steps = [_Row(_degree_label(step), degrees[step]) for step in _DEGREE_STEPS]
    topics = [_Row(each.name, each.article_count) for each in graph.topics[:_TOP]]
    console.print(_counts(graph))
    if graph.articles:
        console.print(_timeline(graph, interval, console))
    for title, rows in (
        ("Articles by number of related articles", steps),
        ("Providers with most articles, and average quality", _providers(graph)),
        ("Topics with most articles", topics),
    ):
        if rows:
            console.print(_bars(title, rows, console))


def statistics_as_json(graph: ArticleGraph, interval: Interval | None = None) -> bytes:
    """The same statistics as JSON, for programs: all intervals (by default months), providers and
    topics.
    """
    timeline = count_by_interval(graph.columns.published_at, interval or Interval.MONTH, _ALL)
    steps = Counter(_degree_step(article.out_degree) for article in graph.articles)
    figures = {
        **_figures(graph),
        "timeline": [
            {"start": timeline.label(column), "articles": count}
            for column, count in enumerate(timeline.counts.tolist())
        ],
        "articlesByRelated": [{"atLeast": step, "articles": steps[step]} for step in _DEGREE_STEPS],
        "providers": [
            {"domain": one.domain, "name": one.name, "articles": one.article_count}
            for one in graph.providers
        ],
        "topics": [
            {"slug": one.slug, "name": one.name, "articles": one.article_count}
            for one in graph.topics
        ],
    }
    return orjson.dumps(figures, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _figures(graph: ArticleGraph) -> dict[str, object]:
    parts = _part_sizes(graph)
    dates = graph.columns.published_at[graph.columns.published_at != MISSING]
    ends = [instant(int(end)) for end in (dates.min(), dates.max())] if len(dates) else []
    return {
        "version": graph.version,
        "articles": len(graph.articles),
        "stubs": sum(article.stub for article in graph.articles),
        "links": len(graph.links),
        "linksBothWays": int(np.count_nonzero(graph.links.reciprocal)),
        "components": len(parts),
        "largestComponent": max(parts, default=0),
        "loneArticles": parts.count(1),
        "files": graph.files,
        "problems": len(graph.problems),
        "firstPublished": ends[0] if ends else None,
        "lastPublished": ends[1] if ends else None,
    }


def _part_sizes(graph: ArticleGraph) -> list[int]:
    """How many articles each part of the graph has that no link joins to the others."""
    import networkx as nx  # noqa: PLC0415  takes 0.1 s, and `serve` reports no statistics

    return [len(part) for part in nx.weakly_connected_components(graph.nx)]


def _counts(graph: ArticleGraph) -> Panel:
    parts = _part_sizes(graph)
    largest, lone = max(parts, default=0), parts.count(1)
    dates = graph.columns.published_at[graph.columns.published_at != MISSING]
    both_ways = int(np.count_nonzero(graph.links.reciprocal))
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="bold")
    table.add_column()
    rows = [
        (len(graph.articles), f"articles, {sum(a.stub for a in graph.articles):,} of them stubs"),
        (len(graph.links), f"links, {both_ways:,} of them both ways"),
        (len(parts), f"components: largest {largest:,}, {lone:,} with a single article"),
        (len(graph.providers), "providers"),
        (len(graph.topics), "topics"),
        (graph.files, f"files, {counted(len(graph.problems), 'problem')}"),
    ]
    for number, what in rows:
        table.add_row(f"{number:,}", what)
    span = "undated"
    if len(dates):
        first, last = (instant(int(each)).date() for each in (dates.min(), dates.max()))
        span = f"{first.isoformat()} to {last.isoformat()}"
    return Panel(table, title=span, title_align="left", expand=False)


def _timeline(graph: ArticleGraph, interval: Interval | None, console: Console) -> Panel:
    room = console.width - _FRAME
    scale = len(f"{len(graph.articles):,} |")
    timeline = count_by_interval(graph.columns.published_at, interval, max(1, room - scale))
    text = Text()
    if len(timeline.counts):
        text.append("\n".join(draw(timeline, room, plain=is_plain(console))), style="cyan")
        text.append("\n")
    text.append(summary(timeline))
    return Panel(text, title=f"Articles by {timeline.unit}", title_align="left", expand=False)


def _providers(graph: ArticleGraph) -> list[_Row]:
    """The largest providers by name, or by domain if two of them have the same name."""
    largest = graph.providers[:_TOP]
    names = Counter(provider.name for provider in largest)
    return [
        _Row(
            provider.name if names[provider.name] == 1 else provider.domain,
            provider.article_count,
            _average_quality(graph, provider),
        )
        for provider in largest
    ]


def _average_quality(graph: ArticleGraph, provider: ProviderNode) -> str:
    values = graph.columns.quality[graph.provider_articles.of(provider.index)]
    known = values[values != MISSING]
    return f"{known.mean():.1f}" if len(known) else "-"


def _bars(title: str, rows: Sequence[_Row], console: Console) -> Panel:
    labels = [display_text(row.label, console, _LONGEST_LABEL) for row in rows]
    widths = [
        max(map(cell_len, labels)),
        max(len(f"{row.number:,}") for row in rows),
        max(len(row.beyond) for row in rows),
    ]
    width = max(1, min(_LONGEST_BAR, console.width - _FRAME - sum(widths) - len(widths)))
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="cyan", no_wrap=True)
    if any(row.beyond for row in rows):
        table.add_column(justify="right", no_wrap=True)
    most = max(row.number for row in rows)
    for row, label in zip(rows, labels, strict=True):
        length = bar(row.number / most if most else 0, width, plain=is_plain(console))
        table.add_row(label, f"{row.number:,}", length, *([row.beyond] if row.beyond else []))
    return Panel(table, title=title, title_align="left", expand=False)


def _degree_step(degree: int) -> int:
    return max(step for step in _DEGREE_STEPS if step <= degree)


def _degree_label(step: int) -> str:
    following = [other for other in _DEGREE_STEPS if other > step]
    if not following:
        return f"{step} and more"
    return str(step) if following[0] == step + 1 else f"{step} to {following[0] - 1}"
