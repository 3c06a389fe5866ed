"""Paging: the four arguments of every connection, and where a page stands in its list.

The arguments keep to the conventions of Relay: `first` and `after` walk forwards, `last` and
`before` backwards.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from graphapi.store import DEFAULT_PAGE, MAX_PAGE

__all__ = ["After", "Before", "CollapseCopiesArgument", "First", "Last", "PageInfo"]

First: TypeAlias = Annotated[
    int | None,
    strawberry.argument(
        description=(
            "How many nodes to return from the start of the list, or after the cursor `after`:"
            f" 0 to {MAX_PAGE}, by default {DEFAULT_PAGE} if `last` is not given either."
            " Not together with `last`."
        )
    ),
]
"""The size of a page that is walked to forwards."""

After: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description=(
            "Start after this cursor, from an edge or `endCursor` of this list; null starts"
            " at the beginning of the list."
        )
    ),
]
"""The cursor before the first node of a page."""

Last: TypeAlias = Annotated[
    int | None,
    strawberry.argument(
        description=(
            "How many nodes to return from the end of the list, or before the cursor `before`,"
            f" in the list's own order: 0 to {MAX_PAGE}. Not together with `first`."
        )
    ),
]
"""The size of a page that is walked to backwards."""

Before: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description=(
            "Stop before this cursor, from an edge or `startCursor` of this list; null stops"
            " at the end of the list. The page is empty if it does not come after `after`."
        )
    ),
]
"""The cursor behind the last node of a page."""

CollapseCopiesArgument: TypeAlias = Annotated[
    bool,
    strawberry.argument(
        description=(
            "Show each report once, as the copy in the list that was published first;"
            " `copyCount` is the number of others in the corpus. By default false."
        )
    ),
]
"""Whether a list of articles shows copies of one report as one."""


@strawberry.type(description="The position of a page in its list.")
class PageInfo:
    """Describes store.PageInfo."""

    has_next_page: bool = strawberry.field(
        description=(
            "Whether nodes follow this page: with `first`, nodes before the cursor `before`"
            " if it is given; with `last` or neither, any nodes of the list."
        )
    )
    has_previous_page: bool = strawberry.field(
        description=(
            "Whether nodes precede this page: with `last`, nodes after the cursor `after` if"
            " it is given; with `first` or neither, any nodes of the list."
        )
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the page's first node; null if the page is empty."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the page's last node; null if the page is empty."
    )
