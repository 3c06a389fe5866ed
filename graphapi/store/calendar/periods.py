"""Hours, days, weeks, months, quarters and years as whole numbers, counted from 1970.

The calendar is the Gregorian one, before its invention too, and every year of it can be counted:
not only those from 1 to 9999 that a `datetime` has. Time is in microseconds since 1970, in UTC or
by the clock of some place.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphapi.store.questions.dimensions import TimeInterval

__all__ = ["DAY", "HOUR", "SECOND", "Numbers", "period_numbers", "period_starts"]

Numbers: TypeAlias = NDArray[np.int64]
"""Times in microseconds, or periods by number."""

SECOND: Final = 1_000_000
HOUR: Final = 3_600 * SECOND
DAY: Final = 24 * HOUR
_WEEK: Final = 7 * DAY

_MONDAY: Final = 3 * DAY
"""From Monday, 1969-12-29, the first day of week 0, to 1970."""

_MONTHS: Final = {TimeInterval.MONTH: 1, TimeInterval.QUARTER: 3, TimeInterval.YEAR: 12}


def period_numbers(times: Numbers, interval: TimeInterval) -> Numbers:
    """The period in which each time lies."""
    if interval is TimeInterval.HOUR:
        return times // HOUR
    if interval is TimeInterval.DAY:
        return times // DAY
    if interval is TimeInterval.WEEK:
        return (times + _MONDAY) // _WEEK
    months = (times // DAY).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // _MONTHS[interval]


def period_starts(numbers: Numbers, interval: TimeInterval) -> Numbers:
    """The first microsecond of each period: the earliest time that has its number."""
    if interval is TimeInterval.HOUR:
        return numbers * HOUR
    if interval is TimeInterval.DAY:
        return numbers * DAY
    if interval is TimeInterval.WEEK:
        return numbers * _WEEK - _MONDAY
    months = (numbers * _MONTHS[interval]).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64) * DAY
