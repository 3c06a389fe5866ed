"""The log of changes: which articles each version has changed, and what they were before.

A log is a value: another version makes another log. Versions are numbered; the same content can
come back under another number. It keeps a bounded number of changes: the oldest go first.
"""

from __future__ import annotations

import pickle
import re
import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Final

from graphapi.changes.comparing import Change

__all__ = ["MAX_CURSOR", "ChangeLog", "LogEntry", "Place"]

MAX_CURSOR: Final = 200
"""Characters of a cursor or version that are looked at."""

_MOST_CHANGES: Final = 100_000
_MOST_BYTES: Final = 64 * 2**20

_CURSOR: Final = re.compile(r"([0-9a-f]{16})-(\d{1,15})-(\d{1,15})-(\d{1,15})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a subscriber has come: it knows the version `known`, and of all that has changed from
    there to the version `upto` the first `done` articles, by URL.
    """

    known: int
    upto: int
    done: int = 0


@dataclass(frozen=True)
class LogEntry:
    """What the version with this number has changed of the one before.

    The changes are kept as bytes, since most are never asked for, and all are handed to other
    processes and written to files.
    """

    number: int
    version: str
    count: int
    packed: bytes
    stamp: str
    """Tells this entry from any other of this number: a crash may have cut off the end of the log,
    and its numbers are given again.
    """

    @classmethod
    def of(cls, number: int, version: str, changes: Sequence[Change]) -> LogEntry:
        """The entry for some changes, by URL."""
        packed = pickle.dumps(tuple(changes), protocol=5)
        return cls(number, version, len(changes), packed, _new_stamp())

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The changes, by URL."""
        found: tuple[Change, ...] = pickle.loads(self.packed)  # noqa: S301 - our own bytes
        return found

    def __reduce__(self) -> tuple[type[LogEntry], tuple[int, str, int, bytes, str]]:
        return LogEntry, (self.number, self.version, self.count, self.packed, self.stamp)


@dataclass(frozen=True)
class ChangeLog:
    """The changes since the version `first_version`, which has the number `first`.

    Cursors name the stamp of a version, not only its number: in another log, or after a crash, the
    same number means another version.
    """

    first_stamp: str
    first: int
    first_version: str
    entries: tuple[LogEntry, ...] = ()

    @classmethod
    def beginning_with(cls, version: str) -> ChangeLog:
        """A new log, whose first version is this one."""
        return cls(_new_stamp(), 0, version)

    @property
    def last(self) -> int:
        """The number of the newest version."""
        return self.entries[-1].number if self.entries else self.first

    @property
    def version(self) -> str:
        """The newest version."""
        return self.entries[-1].version if self.entries else self.first_version

    def version_of(self, number: int) -> str:
        """The version with this number, which the log has."""
        return self.first_version if number == self.first else self._entry(number).version

    def with_version(self, version: str, changes: Sequence[Change]) -> ChangeLog:
        """The log after another version; the oldest entries go if there are too many."""
        return self.with_entries([LogEntry.of(self.last + 1, version, changes)])

    def with_entries(self, more: Sequence[LogEntry]) -> ChangeLog:
        """The log with more entries at its end; the oldest go if there are too many."""
        entries = deque([*self.entries, *more])
        first, first_version, first_stamp = self.first, self.first_version, self.first_stamp
        size = sum(len(entry.packed) for entry in entries)
        count = sum(entry.count for entry in entries)
        while entries and (size > _MOST_BYTES or count > _MOST_CHANGES):
            oldest = entries.popleft()
            first, first_version, first_stamp = oldest.number, oldest.version, oldest.stamp
            size -= len(oldest.packed)
            count -= oldest.count
        return ChangeLog(first_stamp, first, first_version, tuple(entries))

    # ---------------------------------------------------------------- places

    def place(self, since: str) -> Place | None:
        """The place that a cursor names, or the latest one of a version; None if it is unknown."""
        if (found := _CURSOR.fullmatch(since)) is not None:
            stamp, known, upto, done = found[1], int(found[2]), int(found[3]), int(found[4])
            is_here = self.first <= known <= upto <= self.last and self._stamp(upto) == stamp
            return Place(known, upto, done) if is_here else None
        for entry in reversed(self.entries):
            if entry.version == since:
                return Place(entry.number, entry.number)
        return Place(self.first, self.first) if self.first_version == since else None

    def cursor(self, place: Place) -> str:
        """The text that names a place."""
        return f"{self._stamp(place.upto)}-{place.known}-{place.upto}-{place.done}"

    @property
    def end(self) -> Place:
        """The place of those who know the newest version."""
        return Place(self.last, self.last)

    def has(self, place: Place) -> bool:
        """Whether all that has changed since a place is still known."""
        return self.first <= place.known

    def between(self, known: int, upto: int) -> list[Change]:
        """What has changed from one version to another, by URL, each article once.

        An article that was added and removed in between is left out.
        """
        firsts: dict[str, Change] = {}
        lasts: dict[str, Change] = {}
        for entry in self._slice(known, upto):
            for change in entry.changes:
                firsts.setdefault(change.url, change)
                lasts[change.url] = change
        found = [
            replace(first, is_removed=True, last=lasts[url].before)
            if lasts[url].is_removed
            else replace(first, is_removed=False)
            for url, first in firsts.items()
            if first.before is not None or not lasts[url].is_removed
        ]
        return sorted(found, key=attrgetter("url"))

    def first_change_after(self, number: int) -> dict[str, Change]:
        """For each article that has changed since a version, the first change of it."""
        found: dict[str, Change] = {}
        for entry in self._slice(number, self.last):
            for change in entry.changes:
                found.setdefault(change.url, change)
        return found

    def _slice(self, known: int, upto: int) -> tuple[LogEntry, ...]:
        return self.entries[known - self.first : upto - self.first]

    def _stamp(self, number: int) -> str:
        return self.first_stamp if number == self.first else self._entry(number).stamp

    def _entry(self, number: int) -> LogEntry:
        return self.entries[number - self.first - 1]


def _new_stamp() -> str:
    return secrets.token_hex(8)
