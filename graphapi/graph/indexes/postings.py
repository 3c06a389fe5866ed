"""Lists of whole numbers for many owners in two flat arrays: what belongs to what, compactly.

The layout is that of a compressed sparse row matrix: owner i has the members from `starts[i]` up
to `starts[i + 1]`. Five million links take 20 MB so, where Python lists would take 200.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bools", "Floats", "Integers", "Numbers", "Postings", "Scores"]

Integers = NDArray[np.int32]
"""Indexes of articles, providers or topics."""

Numbers = NDArray[np.int64]
"""Values of a column, and places in flat arrays."""

Floats = NDArray[np.float64]

Bools = NDArray[np.bool_]

Scores = NDArray[np.float32]


class Postings:
    """The members of each owner, not to be written to.

    Owners count from 0; members keep the order they were given in.
    """

    __slots__ = ("members", "starts")

    def __init__(self, starts: Numbers, members: Integers) -> None:
        self.starts, self.members = starts, members
        for numbers in (starts, members):
            numbers.setflags(write=False)

    @classmethod
    def from_lists(cls, lists: Iterable[Sequence[int]]) -> Postings:
        """Owner i gets the i-th list."""
        starts: list[int] = [0]
        members: list[int] = []
        for numbers in lists:
            members.extend(numbers)
            starts.append(len(members))
        return cls(np.array(starts, dtype=np.int64), np.array(members, dtype=np.int32))

    @classmethod
    def from_owners(cls, owners: Integers, count: int) -> Postings:
        """Member i belongs to `owners[i]`, or to none if that is negative; members ascend."""
        members = np.argsort(owners, kind="stable").astype(np.int32)
        members = members[np.count_nonzero(owners < 0) :]
        starts = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(owners[owners >= 0], minlength=count), out=starts[1:])
        return cls(starts, members)

    def of(self, owner: int) -> Integers:
        """The members of one owner."""
        return self.members[self.starts[owner] : self.starts[owner + 1]]

    def counts(self) -> Numbers:
        """How many members each owner has."""
        return np.diff(self.starts)

    def of_all(self, owners: Integers | None) -> Integers:
        """The members of several owners, one list after the other; of everyone for None."""
        return self.members if owners is None else self.members[self.places_of_all(owners)]

    def places_of_all(self, owners: Integers) -> Numbers:
        """Where in `members` the lists of several owners are, one list after the other."""
        starts = self.starts[owners]
        lengths = self.starts[owners + 1] - starts
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        return np.repeat(starts - ends + lengths, lengths) + np.arange(total, dtype=np.int64)

    def inverse(self, count: int, order: Numbers | None = None) -> Postings:
        """Whom each of `count` members belongs to; owners ascend. `order`: `inverse_order()`."""
        order = self.inverse_order() if order is None else order
        owners = np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), self.counts())
        starts = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.members, minlength=count), out=starts[1:])
        return Postings(starts, owners[order])

    def inverse_order(self) -> Numbers:
        """Where each entry of `inverse` stands in `members`."""
        return np.argsort(self.members, kind="stable")
