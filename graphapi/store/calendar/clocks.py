"""The clocks of the world: what they show at an instant, and when they first show a time.

Everything is in microseconds since 1970: instants in UTC, times as a clock shows them. A clock is
an IANA time zone with all its history: before zones it kept the mean time of a town, it jumps, by
an hour or half of one, and now and then by a whole day.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import numpy as np

from graphapi.errors import BadUserInputError
from graphapi.store.calendar.periods import DAY, SECOND, Numbers

__all__ = ["Clock", "clock_of"]

_MICROSECOND: Final = timedelta(microseconds=1)

_CYCLE: Final = 146_097 * DAY
"""400 years, after which dates fall on the same days of the week, and the rules repeat."""

_FIRST: Final = int(np.datetime64("0001-01-03", "us").astype(np.int64))
_LAST: Final = int(np.datetime64("9999-12-29", "us").astype(np.int64))
"""Two days inside the years of a `datetime`, so that no offset leads out of them."""

_OF_THE_MACHINE: Final = {"localtime", "posixrules", "Factory"}
"""Files beside the zones that stand for the zone of this machine, or for none."""


class Clock:
    """The clock of a time zone. `name` is the zone's name in the IANA database."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone, self.name = zone, zone.key
        fixed = zone.utcoffset(None)  # what the zone's offset always is; None where it changes
        self._fixed = None if fixed is None else fixed // _MICROSECOND

    def offset(self, instant: int) -> int:
        """How far the clock is ahead of UTC at an instant."""
        if self._fixed is not None:
            return self._fixed
        (moment,) = _datetimes(np.array([instant]))
        return _offset(moment.replace(tzinfo=UTC).astimezone(self._zone))

    def showing(self, times: Numbers) -> tuple[Numbers, Numbers]:
        """The instants at which the clock shows some times, and the last ones at which it does.

        They differ where the clock goes back: it shows a time twice. A time that it leaps over has
        the instant of the leap.
        """
        first, last = times - self._offsets(times, fold=0), times - self._offsets(times, fold=1)
        for place in np.flatnonzero(first > last).tolist():  # PEP 495: this is a leap
            first[place] = last[place] = self.change(int(last[place]), int(first[place]))
        return first, last

    def change(self, before: int, until: int) -> int:
        """The first instant after one, and at the latest at another, with another offset.

        One such change lies between the two. Clocks change on a full second.
        """
        offset = self.offset(before)
        low, high = before // SECOND, -(-until // SECOND)
        while high - low > 1:
            middle = (low + high) // 2
            if self.offset(middle * SECOND) == offset:
                low = middle
            else:
                high = middle
        return high * SECOND

    def _offsets(self, times: Numbers, fold: int) -> Numbers:
        """How far ahead of UTC the clock is when it shows some times, ascending.

        `fold` is that of PEP 495. If it is the same at the beginnings of two days, it is the
        same in between: no clock has ever gone on and back within three days.
        """
        if self._fixed is not None or not len(times):
            return np.full(len(times), self._fixed or 0, dtype=np.int64)
        next_days = np.flatnonzero(np.diff(times // DAY)) + 1
        days = np.concatenate(([0], next_days, [len(times) - 1]))
        sampled = self._look(times[days], fold)
        offsets = np.repeat(sampled, np.diff(days, append=len(times)))
        for day in np.flatnonzero(np.diff(sampled)).tolist():
            between = slice(days[day], days[day + 1])
            offsets[between] = self._look(times[between], fold)
        return offsets

    def _look(self, times: Numbers, fold: int) -> Numbers:
        """The same, looked up for each time."""
        moments = (time.replace(tzinfo=self._zone, fold=fold) for time in _datetimes(times))
        return np.array([_offset(moment) for moment in moments], dtype=np.int64)


def _offset(moment: datetime) -> int:
    offset = moment.utcoffset()
    assert offset is not None
    return offset // _MICROSECOND


def _datetimes(times: Numbers) -> list[datetime]:
    """Times within the years of a `datetime`, at which clocks are set as they are at these."""
    late = times > _LAST
    times = np.maximum(np.where(late, times - _CYCLE, times), _FIRST)
    moments: list[datetime] = times.astype("datetime64[us]").tolist()
    return moments


@cache
def _zones() -> dict[str, str]:
    """The names of the IANA database, by their names in lower case."""
    return {name.lower(): name for name in sorted(available_timezones() - _OF_THE_MACHINE)}


@cache
def _clock(name: str) -> Clock:
    return Clock(ZoneInfo(name))


def clock_of(argument: str, name: str) -> Clock:
    """The clock of a time zone, by its name, ignoring case. Raises BadUserInputError."""
    known = _zones().get(name.lower())
    if known is None:
        raise BadUserInputError(argument, name, _advice(name))
    return _clock(known)


def _advice(name: str) -> str:
    zones = _zones()
    wanted = name[:100].strip().replace(" ", "_").lower()
    cities = {zone.rpartition("/")[2]: zone for zone in zones}
    near = [cities[city] for city in get_close_matches(wanted, cities, n=2)]
    near += [zone for zone in get_close_matches(wanted, zones, n=2) if zone not in near]
    advice = "give the name of a time zone in the IANA database, such as Europe/Berlin"
    if near:
        advice += f"; did you mean {' or '.join(zones[zone] for zone in near[:3])}?"
    return advice
