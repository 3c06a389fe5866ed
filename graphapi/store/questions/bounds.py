"""What the arguments of a store may be: every number in one place."""

from __future__ import annotations

from typing import Final

from graphapi.errors import BadUserInputError

__all__ = [
    "DEFAULT_PAGE",
    "MAX_FILTER_DEPTH",
    "MAX_GROUPS",
    "MAX_GROUP_KEYS",
    "MAX_HOPS",
    "MAX_LIST",
    "MAX_NEIGHBORHOOD",
    "MAX_PAGE",
    "MAX_POINTS",
    "MAX_REPORT",
    "MAX_SHARED_TERMS",
    "MAX_STARTS",
    "MAX_STORY_SIZE",
    "MAX_URLS",
    "check_length",
    "check_range",
]

DEFAULT_PAGE: Final = 20
"""Nodes on a page if neither `first` nor `last` is given."""

MAX_PAGE: Final = 100
"""Nodes on a page at most."""

MAX_LIST: Final = 100
"""Entries of a list without cursors (topics of a provider, paths) at most."""

MAX_GROUP_KEYS: Final = 3
"""Keys that a set of articles is grouped by at most."""

MAX_GROUPS: Final = 10_000
"""Groups of a set of articles at most: what a chart by provider and month may take."""

MAX_POINTS: Final = 100_000
"""Points of a timeline at most, whatever its limit: eleven years of hours, or 270 of days."""

MAX_REPORT: Final = 1_000
"""Problems, and files that mention an article, at most."""

MAX_URLS: Final = 1_000
"""Addresses looked up at once at most."""

MAX_HOPS: Final = 10
"""Links that a search walks away from its start at most."""

MAX_SHARED_TERMS: Final = 5
"""Words that are named as shared by two similar articles, the rarest, at most."""

MAX_STARTS: Final = 100
"""Addresses that a neighbourhood may lie around."""

MAX_STORY_SIZE: Final = 2**31 - 1
"""The largest size of a story that can be asked for."""

MAX_NEIGHBORHOOD: Final = 1_000
"""Articles of a neighbourhood at most."""

MAX_FILTER_DEPTH: Final = 20
"""How deep `and`, `or` and `not` may be nested in one filter."""


def check_range(argument: str, value: int, low: int, high: int) -> int:
    """The value. Raises BadUserInputError unless it is between low and high, both included."""
    if not low <= value <= high:
        raise BadUserInputError(argument, value, f"give a number from {low:,} to {high:,}")
    return value


def check_length(argument: str, count: int, low: int, high: int, things: str) -> None:
    """Raises BadUserInputError unless a list has between low and high entries, both included."""
    if not low <= count <= high:
        allowed = (
            f"give from {low:,} to {high:,} {things}" if low else f"give at most {high:,} {things}"
        )
        raise BadUserInputError(argument, f"a list of {count:,}", allowed)
