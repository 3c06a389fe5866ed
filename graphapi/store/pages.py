"""Which part of a list a page is: Relay's arguments, checked and worked out.

The cursors cut the list first; `first` then takes from the front of what is left, `last` from its
end (https://relay.dev/graphql/connections.htm, section 4.4).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from graphapi.errors import BadUserInputError
from graphapi.store.bounds import DEFAULT_PAGE, MAX_PAGE, check_range
from graphapi.store.edges import PageRequest

__all__ = ["Page", "checked_page"]

KeyT = TypeVar("KeyT")


class Page(NamedTuple, Generic[KeyT]):
    """A page asked for, in order: `first` or `last` is given, and the keys that cursors hold."""

    first: int | None
    last: int | None
    after: KeyT | None
    before: KeyT | None

    def cut(self, start: int, end: int) -> tuple[int, int]:
        """The places of the page between the two that its cursors stand for, the end excluded."""
        end = max(start, end)
        if self.first is not None:
            return start, min(end, start + self.first)
        assert self.last is not None
        return max(start, end - self.last), end


def checked_page(request: PageRequest, decode: Callable[[str, str], KeyT]) -> Page[KeyT]:
    """The page that a request asks for; `decode` takes a cursor and the name of its argument.

    Raises BadUserInputError for `first` with `last` or numbers out of range, and what `decode`
    raises.
    """
    first, last = request.first, request.last
    if first is not None and last is not None:
        raise BadUserInputError("last", last, f"give `first` or `last`, not both (first: {first})")
    if first is not None:
        check_range("first", first, 0, MAX_PAGE)
    elif last is not None:
        check_range("last", last, 0, MAX_PAGE)
    else:
        first = DEFAULT_PAGE
    return Page(
        first,
        last,
        None if request.after is None else decode(request.after, "after"),
        None if request.before is None else decode(request.before, "before"),
    )
