"""The intervals of a timeline, by the clock of a time zone.

An hour begins when the clock strikes it, which it does twice where it is set back by an hour, or
when it leaps into it. A day, week, month, quarter or year is all that has such dates on the clock.
So a day can have 23 hours, or 25, or 24 and a half, and hours and days that the clock leaps over
are no intervals. If it is set back across midnight, the end of a day comes again after the next
one has begun; it belongs to its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graphapi.errors import LimitExceededError
from graphapi.store.calendar.clocks import Clock
from graphapi.store.calendar.periods import Numbers, period_numbers, period_starts
from graphapi.store.questions.dimensions import USUAL_POINTS, TimeInterval

__all__ = ["Intervals", "intervals_between"]


@dataclass(frozen=True, slots=True)
class Intervals:
    """`starts` are the first instants of intervals, ascending. `edges`, ascending, divide time into
    stretches, each from an edge to the next, and `owners` say to which interval each belongs: as a
    rule, one to one.
    """

    starts: Numbers
    edges: Numbers
    owners: Numbers


def intervals_between(
    first: int, last: int, interval: TimeInterval, clock: Clock, limit: int | None = None
) -> Intervals:
    """The intervals from one instant to another, and at least one more on either side.

    Raises LimitExceededError for more than `limit`, or USUAL_POINTS where it is None.
    """
    low, high = _numbers(first, last, interval, clock)
    most = USUAL_POINTS[interval] if limit is None else limit
    if high - low >= most:
        raise LimitExceededError(_advice(first, last, interval, clock, most))
    times = period_starts(np.arange(low - 1, high + 2), interval)
    begins, begins_again = clock.showing(times)
    if interval is TimeInterval.HOUR:
        starts = np.unique(np.concatenate((begins, begins_again)))
        if len(starts) - 2 > most:  # hours that come twice
            raise LimitExceededError(_advice(first, last, interval, clock, most))
        return Intervals(starts, starts, np.arange(len(starts)))
    starts = np.unique(begins)
    edges, owners = starts.tolist(), list(range(len(starts)))
    for place in np.flatnonzero(begins < begins_again).tolist():
        begin, again = int(begins[place]), int(begins_again[place])
        set_back = clock.change(begin, again)
        if set_back < again:  # to before the beginning
            owner = int(np.searchsorted(starts, begin))
            edges += [set_back, again]
            owners += [owner - 1, owner]
    order = np.argsort(edges)
    return Intervals(starts, np.array(edges)[order], np.array(owners)[order])


def _numbers(first: int, last: int, interval: TimeInterval, clock: Clock) -> tuple[int, int]:
    """The numbers of the first and the last interval, as far as the two instants tell."""
    shown = np.array([instant + clock.offset(instant) for instant in (first, last)])
    numbers = period_numbers(shown, interval)
    return int(numbers.min()), int(numbers.max())


_ORDER: Final = list(TimeInterval)


def _advice(first: int, last: int, interval: TimeInterval, clock: Clock, most: int) -> str:
    """What to say of more than `most` intervals."""
    low, high = _numbers(first, last, interval, clock)
    instead = ""
    for coarser in _ORDER[_ORDER.index(interval) + 1 :]:
        from_, to = _numbers(first, last, coarser, clock)
        if to - from_ < min(most, USUAL_POINTS[coarser]):
            instead = f"ask for {coarser.value}, "
            break
    return (
        f"timeline: interval {interval.value} would give {high - low + 1:,} points, and at most"
        f" {most:,} are given; {instead}filter by publishedDateTime, or give a larger `limit`"
    )
