"""Sets of articles over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

import numpy as np

from graphapi.graph import MISSING, ArticleGraph, Integers, Numbers, Postings, instant, microseconds
from graphapi.store.answers.values import ArticleStats
from graphapi.store.calendar.clocks import Clock
from graphapi.store.calendar.intervals import Intervals, intervals_between
from graphapi.store.memory.figures.statistics import GroupFigures
from graphapi.store.questions.dimensions import TimeInterval

__all__ = ["Point", "Timeline"]

_EARLIEST: Final = microseconds(datetime.min.replace(tzinfo=UTC))
"""The first instant that a `datetime` can be. By some clocks, its year began before it."""

_ARTICLE_BYTES: Final = 4 + 4
_POINT_BYTES: Final = 500


@dataclass(slots=True, eq=False)  # not frozen: a hundred thousand are made in half the time
class Point:
    """Implements `TimelinePoint`. `place` counts back from the last point."""

    start: datetime
    count: int
    place: int
    _division: _Division

    def stats(self) -> ArticleStats:
        """Statistics about the articles of the interval."""
        return self._division.figures.at(self.place)


class Timeline:
    """The articles of a set that have a date, in intervals from the first to the last of them.

    `articles` are the indexes of the set, ascending: newest first, those without a date last.
    Raises LimitExceededError if the intervals are too many.
    """

    def __init__(
        self,
        graph: ArticleGraph,
        articles: Integers,
        interval: TimeInterval,
        clock: Clock,
        limit: int | None = None,
    ) -> None:
        dates = graph.columns.published_at[articles]
        dates = dates[: np.count_nonzero(dates != MISSING)]
        self._dated = len(dates)
        self.points: tuple[Point, ...] = ()
        if len(dates):
            ends = int(dates[-1]), int(dates[0])
            intervals = intervals_between(*ends, interval, clock, limit)
            self.points = _points(graph, articles[: len(dates)], dates, intervals)

    @property
    def bytes(self) -> int:
        """What the timeline takes, with all that may yet be computed of it."""
        return _ARTICLE_BYTES * self._dated + _POINT_BYTES * len(self.points)


def _points(
    graph: ArticleGraph, articles: Integers, dates: Numbers, intervals: Intervals
) -> tuple[Point, ...]:
    """Count the articles, and leave out empty intervals ahead of the first and after the last.

    Stretches of time and points are numbered back from the last one, as articles are.
    """
    until = np.searchsorted(dates[::-1], intervals.edges)
    sizes = np.diff(until, append=len(dates))
    counts = np.zeros(len(intervals.starts), dtype=np.int64)
    np.add.at(counts, intervals.owners, sizes)
    first, last = np.flatnonzero(counts)[[0, -1]].tolist()
    division = _Division(
        graph, articles, last - intervals.owners[::-1], sizes[::-1], 1 + last - first
    )
    shown = slice(first, last + 1)
    starts = np.maximum(intervals.starts[shown], _EARLIEST).tolist()
    return tuple(
        Point(instant(start), count, last - first - number, division)
        for number, (start, count) in enumerate(zip(starts, counts[shown].tolist(), strict=True))
    )


@dataclass(frozen=True, eq=False)
class _Division:
    """Which articles each of some points has: `sizes` of them, in turn, belong to `owners`."""

    graph: ArticleGraph
    articles: Integers
    owners: Numbers
    sizes: Numbers
    points: int

    @cached_property
    def figures(self) -> GroupFigures:
        """Statistics about each point."""
        owners = np.repeat(self.owners.astype(np.int32), self.sizes)
        places = Postings.from_owners(owners, self.points)
        return GroupFigures.of(self.graph, Postings(places.starts, self.articles[places.members]))
