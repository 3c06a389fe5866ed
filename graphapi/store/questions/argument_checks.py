# ruff: noqa: A002 -- `filter` is the word of the public contract.
"""What every store checks before it answers: one function for each question with bounds.

All of them raise BadUserInputError, at the call, in the same words whichever store is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphapi.errors import BadUserInputError
from graphapi.store.questions.bounds import (
    MAX_FILTER_DEPTH,
    MAX_GROUP_KEYS,
    MAX_GROUPS,
    MAX_HOPS,
    MAX_LIST,
    MAX_NEIGHBORHOOD,
    MAX_POINTS,
    MAX_REPORT,
    MAX_STARTS,
    MAX_STORY_SIZE,
    MAX_URLS,
    check_length,
    check_range,
)
from graphapi.store.questions.dimensions import ArticleGroupKey
from graphapi.store.questions.filters import ArticleFilter

__all__ = [
    "check_among",
    "check_depth",
    "check_groups",
    "check_hops",
    "check_list",
    "check_neighborhood",
    "check_paths",
    "check_points",
    "check_report",
    "check_story_size",
    "check_urls",
    "no_url",
]


def no_url(argument: str, url: str, reason: ValueError) -> BadUserInputError:
    """The error of an address that is no absolute http(s) URL, to be raised from its reason."""
    return BadUserInputError(argument, url, f"give an absolute http or https URL ({reason})")


def check_depth(filter: ArticleFilter | None, argument: str = "filter") -> None:
    """Check that `and`, `or` and `not` do not stand too deep in one another."""
    level, depth = [] if filter is None else [filter], -1
    while level:
        depth += 1
        if depth > MAX_FILTER_DEPTH:
            raise BadUserInputError(
                argument,
                "conditions in conditions in conditions",
                f"nest `and`, `or` and `not` at most {MAX_FILTER_DEPTH} deep",
            )
        level = [
            inner
            for outer in level
            for inner in (
                *(outer.and_ or ()),
                *(outer.or_ or ()),
                *(() if outer.not_ is None else (outer.not_,)),
            )
        ]


def check_urls(urls: Sequence[str]) -> None:
    """Check how many addresses are looked up at once."""
    check_length("urls", len(urls), 0, MAX_URLS, "URLs")


def check_report(first: int) -> None:
    """Check the length of a list of problems or files."""
    check_range("first", first, 0, MAX_REPORT)


def check_list(first: int) -> None:
    """Check the length of a list without cursors: counts, suggestions."""
    check_range("first", first, 0, MAX_LIST)


def check_among(domains: Sequence[str]) -> None:
    """Check how many providers a list is narrowed down to."""
    check_length("among", len(domains), 0, MAX_LIST, "domains")


def check_hops(max_hops: int) -> None:
    """Check how far a search may walk."""
    check_range("maxHops", max_hops, 1, MAX_HOPS)


def check_paths(max_hops: int, first: int, through: ArticleFilter | None) -> None:
    """Check a question for paths; its addresses come after."""
    check_hops(max_hops)
    check_list(first)
    check_depth(through, "through")


def check_neighborhood(
    around: Sequence[str], hops: int, limit: int, through: ArticleFilter | None
) -> None:
    """Check a question for a neighbourhood; its addresses come after."""
    check_length("around", len(around), 1, MAX_STARTS, "URLs")
    check_range("hops", hops, 0, MAX_HOPS)
    check_range("limit", limit, 1, MAX_NEIGHBORHOOD)
    check_depth(through, "through")


def check_story_size(min_size: int) -> None:
    """Check the size of the smallest stories that are asked for."""
    check_range("minSize", min_size, 1, MAX_STORY_SIZE)


def check_groups(by: Sequence[ArticleGroupKey], first: int) -> None:
    """Check the keys by which a set is split, and how many groups are asked for."""
    check_length("by", len(by), 1, MAX_GROUP_KEYS, "keys")
    check_range("first", first, 0, MAX_GROUPS)
    if len(set(by)) < len(by):
        raise BadUserInputError("by", [key.value for key in by], "name each key once")


def check_points(limit: int | None) -> None:
    """Check the limit of a timeline; None, which stands for the usual one, is fine."""
    if limit is not None:
        check_range("limit", limit, 0, MAX_POINTS)
