"""A timeline of publication dates: articles counted by interval, and drawn as columns.

Columns start at zero and are linear. If there are more intervals than the terminal is wide, each
column stands for several of them, and the title says how many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np

from graphapi.graph import MISSING, Numbers
from graphapi.report.terminal import counted
from graphapi.store.calendar.periods import period_numbers, period_starts
from graphapi.store.questions.dimensions import TimeInterval

__all__ = ["Interval", "Timeline", "count_by_interval", "draw", "summary"]


class Interval(StrEnum):
    """A unit of time, in UTC. Weeks start on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_FINEST_FIRST: Final = tuple(each for each in Interval if each is not Interval.HOUR)
"""The intervals to choose from by default: hours say more about machines than about news."""

_BEFORE_1970: Final = {Interval.MONTH: 12 * 1970, Interval.QUARTER: 4 * 1970, Interval.YEAR: 1970}
"""How many intervals to count before 1970: with them, a column of twenty years starts in 2020 and
not in 2010."""

_PRECISION: Final = {
    Interval.HOUR: "h",
    Interval.MONTH: "M",
    Interval.QUARTER: "M",
    Interval.YEAR: "Y",
}
"""numpy's unit in which the start of an interval is written; days if not given."""

_CALENDAR: Final[dict[Interval | None, tuple[int, ...]]] = {
    Interval.HOUR: (1, 2, 3, 6, 12, 24),
    Interval.MONTH: (1, 2, 3, 6, 12),
    Interval.QUARTER: (1, 2, 4),
}
"""Sensible numbers of intervals per column: up to a day or a year, then multiples of those."""

_HEIGHT: Final = 6
_WIDEST_COLUMN: Final = 6
_LABEL_GAP: Final = 2


class _Marks(NamedTuple):
    """The characters of a chart. `levels` fill a cell from empty to full."""

    levels: str
    side: str
    top: str
    corner: str
    floor: str
    labelled: str


_DRAWN: Final = _Marks(" ▁▂▃▄▅▆▇█", "│", "┤", "└", "─", "┴")
_PLAIN: Final = _Marks(" ...::###", "|", "+", "+", "-", "+")


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """`counts` of articles, one per `step` intervals, starting with the interval numbered `first`.

    Intervals have consecutive numbers; those without articles count 0. `undated` is the number of
    articles without a date. `counts` is empty if no article has one.
    """

    interval: Interval
    step: int
    first: int
    counts: Numbers
    undated: int

    @property
    def unit(self) -> str:
        """The unit of a column: `month`, `20 years`."""
        return self.interval.value if self.step == 1 else counted(self.step, self.interval.value)

    def label(self, column: int) -> str:
        """The start of a column: `2024-01-15T20`, `2024-01-15`, `2024-01`, `2024-Q1` or `2024`."""
        number = self.first + column * self.step - _BEFORE_1970.get(self.interval, 0)
        times = period_starts(np.array([number]), TimeInterval[self.interval.name])
        unit = _PRECISION.get(self.interval, "D")
        start = str(times.astype("datetime64[us]").astype(f"datetime64[{unit}]")[0])
        if self.interval is Interval.QUARTER:
            year, _, month = start.rpartition("-")
            return f"{year}-Q{int(month) // 3 + 1}"
        return start


def count_by_interval(published_at: Numbers, interval: Interval | None, most: int) -> Timeline:
    """Count articles by their publication times, in at least two and at most `most` columns.

    Without an interval, the finest one from day to year that fits is used. If the given interval
    needs more columns, each column stands for a round number of intervals.
    """
    most = max(2, most)  # intervals of any length have a boundary at 1970, so two are needed
    dated = published_at[published_at != MISSING]
    undated = len(published_at) - len(dated)
    chosen = interval or Interval.YEAR
    if not len(dated):
        return Timeline(chosen, 1, 0, dated, undated)
    span = np.array([dated.min(), dated.max()])
    for finest in _FINEST_FIRST if interval is None else ():
        first, last = _periods(span, finest).tolist()
        if last - first < most:
            chosen = finest
            break
    first, last = _periods(span, chosen).tolist()
    step = next(step for step in _steps(chosen) if last // step - first // step < most)
    start = first // step
    counts = np.bincount(_periods(dated, chosen) // step - start)
    return Timeline(chosen, step, start * step, counts, undated)


def draw(timeline: Timeline, width: int, *, plain: bool) -> list[str]:
    """The lines of a chart at most `width` cells wide, with labels. `counts` must not be empty."""
    marks = _PLAIN if plain else _DRAWN
    counts = timeline.counts.tolist()
    peak = max(counts)
    gutter = len(f"{peak:,} {marks.top}")
    room = max(1, width - gutter)
    cells = max(1, min(_WIDEST_COLUMN, room // len(counts)))
    filled = cells - cells // 3  # the rest is the gap to the next column
    heights = [max(1, round(each / peak * _HEIGHT * 8)) if each else 0 for each in counts]
    lines = []
    for row in reversed(range(_HEIGHT)):
        scale = f"{peak:,} {marks.top}" if row == _HEIGHT - 1 else marks.side
        levels = [marks.levels[max(0, min(8, height - row * 8))] for height in heights]
        columns = "".join((level * filled).ljust(cells) for level in levels)
        lines.append(f"{scale:>{gutter}}{columns}".rstrip())
    labels = _labels(timeline, cells, room)
    floor = [marks.floor] * (cells * len(counts))
    names = ""
    for place, label in labels:
        floor[place] = marks.labelled
        names = names.ljust(place) + label
    lines.append(f"{f'0 {marks.corner}':>{gutter}}{''.join(floor)}")
    lines.append(f"{'':>{gutter}}{names}")
    return lines


def summary(timeline: Timeline) -> str:
    """The busiest column, the number of empty columns, and the articles without a date."""
    parts = []
    counts = timeline.counts
    if len(counts):
        busiest = int(counts.argmax())
        parts.append(f"most in {timeline.label(busiest)}: {int(counts[busiest]):,}")
        empty = int(np.count_nonzero(counts == 0))
        if empty:
            what = timeline.interval.value if timeline.step == 1 else "column"
            parts.append(f"none in {empty:,} of {counted(len(counts), what)}")
    if timeline.undated:
        parts.append(f"{counted(timeline.undated, 'article')} undated")
    return "; ".join(parts)


def _periods(instants: Numbers, interval: Interval) -> Numbers:
    """The number of the interval of each time, given in microseconds since 1970."""
    periods = period_numbers(instants, TimeInterval[interval.name])
    return periods + _BEFORE_1970.get(interval, 0)


def _steps(interval: Interval | None) -> Iterator[int]:
    """Sensible numbers of intervals per column, increasing; for None 1, 2, 5, 10, 20 and so on."""
    *calendar, unit = _CALENDAR.get(interval, (1,))
    yield from calendar
    while True:
        yield from (unit, 2 * unit, 5 * unit)
        unit *= 10


def _labels(timeline: Timeline, cells: int, room: int) -> list[tuple[int, str]]:
    """The labels that fit below a chart, each with the first cell of its column."""
    start = timeline.first // timeline.step
    length = len(timeline.label(0)) + _LABEL_GAP
    steps = _steps(timeline.interval if timeline.step == 1 else None)
    stride = next(each for each in steps if each * cells >= length)
    columns = range(-start % stride, len(timeline.counts), stride)
    labels = [(column * cells, timeline.label(column)) for column in columns or (0,)]
    return [each for each in labels if each[0] + len(each[1]) <= room]
