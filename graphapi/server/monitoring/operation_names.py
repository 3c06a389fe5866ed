"""The names of operations that have figures of their own: bounded, and the same in all workers.

Clients choose the names. So only the first ones get a row of their own, up to a limit, and all
others share a row: no client can make a server store more. The rows for everything else have names
in parentheses, which cannot be GraphQL names.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import re
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Final

__all__ = ["ANONYMOUS", "HTTP", "OTHER", "RESERVED", "UNREAD", "OperationNames", "names_in"]

UNREAD: Final = "(unread)"
"""Requests to the endpoint that ended before their operation was determined."""
HTTP: Final = "(http)"
"""Requests to all other paths."""
ANONYMOUS: Final = "(anonymous)"
OTHER: Final = "(other)"
RESERVED: Final = (UNREAD, HTTP, ANONYMOUS, OTHER)

_LONGEST: Final = 64
"""The longest name that gets a row of its own, in bytes."""
_ENTRY: Final = 1 + _LONGEST
_COUNT: Final = 4
_DEFINITION: Final = re.compile(r"\b(?:query|mutation|subscription)\s+([_A-Za-z][_0-9A-Za-z]*)")


class OperationNames:
    """Numbers rows by name: the reserved ones first, then those `known`, then `most` learnt ones.

    Create it before workers fork: what one worker learns, all of them see.
    """

    def __init__(self, known: Iterable[str] = (), most: int = 0) -> None:
        self._labels = list(dict.fromkeys([*RESERVED, *known]))
        self._rows: dict[str | None, int] = {name: row for row, name in enumerate(self._labels)}
        self._rows[None] = self._rows[ANONYMOUS]
        self._other = self._rows[OTHER]
        self._most = most
        self.count = len(self._labels) + most
        """The largest possible number of rows."""
        self._learnt = 0
        """How many of the learnt names this process has read."""
        # Names are only ever appended, so they can be read while another process appends one. The
        # operating system releases the lock of a file when the process that holds it ends.
        self._memory = mmap.mmap(-1, _COUNT + _ENTRY * most)
        with TemporaryFile() as file:
            self._lock = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._lock)

    def labels(self) -> list[str]:
        """The names of all rows so far, in order."""
        self._read()
        return list(self._labels)

    def row(self, name: str | None, *, may_learn: bool) -> int:
        """The row of an operation's name; None stands for an operation without a name.

        A new name gets a row of its own if one is left and this `may_learn` allows it.
        """
        row = self._rows.get(name)
        if row is not None:
            return row
        assert name is not None
        if self._learnt >= self._most:
            return self._other
        self._read()
        if may_learn and name not in self._rows:
            self._learn(name)
        return self._rows.get(name, self._other)

    def label(self, row: int) -> str:
        """The name of a row that `row` returned."""
        return self._labels[row]

    def reserved(self, name: str) -> int:
        """The row of one of the reserved names."""
        return self._rows[name]

    def _total(self) -> int:
        return int.from_bytes(self._memory[:_COUNT], "little")

    def _read(self) -> None:
        """Read the names that other processes have learnt."""
        for number in range(self._learnt, self._total()):
            start = _COUNT + number * _ENTRY
            length = self._memory[start]
            name = self._memory[start + 1 : start + 1 + length].decode()
            self._rows[name] = len(self._labels)
            self._labels.append(name)
            self._learnt = number + 1

    def _learn(self, name: str) -> None:
        text = name.encode()
        if len(text) > _LONGEST:
            return
        with self._locked():
            self._read()
            if name in self._rows or self._learnt >= self._most:
                return
            start = _COUNT + self._learnt * _ENTRY
            self._memory[start : start + 1 + len(text)] = bytes([len(text)]) + text
            self._memory[:_COUNT] = (self._learnt + 1).to_bytes(_COUNT, "little")
            self._read()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.lockf(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._lock, fcntl.LOCK_UN)


def names_in(documents: Iterable[str]) -> list[str]:
    """The names of the operations in documents, sorted. For trusted documents: it is no parser."""
    return sorted({name for text in documents for name in _DEFINITION.findall(text)})
