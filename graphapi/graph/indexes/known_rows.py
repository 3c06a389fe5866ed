"""Rows of numbers that depend on a text alone, kept from one version of a corpus to the next.

Taking texts apart takes most of the time of an index. After an edit nearly all texts are those of
before, so their rows are copied, and only the others are made.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphapi.graph.indexes.postings import Numbers

__all__ = ["KnownRows", "Make", "Rows", "joined_rows"]


class Rows(NamedTuple):
    """The rows of some owners, one after the other, in one or several columns of equal length.

    That of owner i begins at `starts[i]` and ends before `starts[i + 1]`.
    """

    starts: Numbers
    columns: tuple[NDArray[Any], ...]

    def owners(self) -> NDArray[np.int32]:
        """The owner of each entry."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    def stretches(self, size: int) -> list[Rows]:
        """The rows of so many owners each, one stretch at least."""
        count = len(self.starts) - 1
        made = []
        for first in range(0, max(1, count), size):
            starts = self.starts[first : first + size + 1]
            columns = tuple(column[starts[0] : starts[-1]] for column in self.columns)
            made.append(Rows(starts - starts[0], columns))
        return made

    def of(self, owners: Numbers) -> Rows:
        """The rows of some owners, in their order."""
        lengths = np.diff(self.starts)[owners]
        starts = np.zeros(len(owners) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        places = np.repeat(self.starts[owners] - starts[:-1], lengths) + np.arange(starts[-1])
        return Rows(starts, tuple(column[places] for column in self.columns))


def joined_rows(several: Sequence[Rows]) -> Rows:
    """The rows of several groups of owners, one group after the other."""
    if len(several) == 1:
        return several[0]
    lengths = np.concatenate([np.diff(rows.starts) for rows in several])
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    columns = zip(*(rows.columns for rows in several), strict=True)
    return Rows(starts, tuple(np.concatenate(column) for column in columns))


Make = Callable[[Sequence[int]], Sequence[tuple[Rows, ...]]]
"""Makes the rows of the texts at some places, stretch by stretch, in each of some tables."""


class KnownRows:
    """The rows of the version before, in each of some tables, by what they were made of."""

    def __init__(self) -> None:
        self._places: dict[Hashable, int] = {}
        self._tables: tuple[Rows, ...] = ()

    def tables(self, keys: Sequence[Hashable], make: Make) -> tuple[Rows, ...]:
        """The rows of all keys, in their order; those that are not known are made.

        What `make` makes of a text depends on nothing but its key.
        """
        places = np.fromiter(map(self._places.get, keys, repeat(-1)), np.int64, len(keys))
        missing = np.flatnonzero(places < 0)
        tables = tuple(map(joined_rows, zip(*make(missing.tolist()), strict=True)))
        if len(missing) < len(keys):
            count = len(self._tables[0].starts) - 1  # texts that are equal have a row each
            places[missing] = count + np.arange(len(missing))
            both = zip(self._tables, tables, strict=True)
            tables = tuple(joined_rows(pair).of(places) for pair in both)
        self._places = dict(zip(keys, range(len(keys)), strict=True))
        self._tables = tables
        return tables
