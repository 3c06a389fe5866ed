"""The rows of the table that `make quality` prints."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Row"]


class Row(NamedTuple):
    """One figure about the answers on a corpus, and what it should be.

    `value` is a share, from 0 to 1. With `at_most`, less is better.
    """

    name: str
    value: float
    goal: float
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the figure is as good as it should be."""
        return self.value <= self.goal if self.at_most else self.value >= self.goal
