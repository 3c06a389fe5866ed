"""Which part of a list a page is: Relay's arguments, checked and computed.

The cursors cut the list first; `first` then takes from the front of what is left, `last` from its
end (https://relay.dev/graphql/connections.htm, sections 4.4 and 5.1). Places count from 0. Two
places stand for the cursors: `low`, that of the first node behind `after`, and `high`, that of the
first node not ahead of `before`. Cursors that cross (`high` below `low`) have nothing between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from graphapi.errors import BadUserInputError
from graphapi.store.questions.bounds import DEFAULT_PAGE, MAX_PAGE, check_range

__all__ = ["Page", "PageInfo", "PageRequest", "checked_page"]

KeyT = TypeVar("KeyT")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is asked for, in Relay's terms, as the client gave it.

    With neither `first` nor `last` a page has 20 nodes. A store raises BadUserInputError for
    both at once, for numbers outside 0 to 100, and InvalidCursorError for a foreign cursor.
    """

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Whether there are more nodes around a page, and the cursors of its ends (None: empty page).

    With `first`, `has_next_page` is about the nodes between the cursors, `has_previous_page` about
    those up to `after`. With `last`, `has_previous_page` is about the nodes between the cursors,
    `has_next_page` about those from `before` on. With neither, both are about the whole list.
    """

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Page(NamedTuple, Generic[KeyT]):
    """A page asked for: its size, as `first` or as `last`, and the keys that its cursors hold.

    `has_default_size` is true where the request gives neither size: `first` is the default then.
    """

    first: int | None
    last: int | None
    after: KeyT | None
    before: KeyT | None
    has_default_size: bool

    def cut(self, low: int, high: int) -> tuple[int, int]:
        """The places where the page starts and ends, the end excluded."""
        high = max(low, high)
        if self.first is not None:
            return low, min(high, low + self.first)
        assert self.last is not None
        return max(low, high - self.last), high

    def info(
        self, low: int, high: int, holds: Callable[[int], bool], cursors: tuple[str, str] | None
    ) -> PageInfo:
        """What the page tells of the list around it; `cursors` are those of its ends, if any.

        In the direction of paging, whether the page leaves out nodes between the cursors; in the
        other, where the specification leaves the choice, whether nodes stand beyond the cursor.
        Without a size both are about the whole list, and the default size leaves nodes out as well.
        `holds` says whether the list has a node at a place. It is not called where `first` is
        given: a list that is searched node by node need not look beyond the page then.
        """
        if self.first is not None:
            has_next = high - low > self.first or (self.has_default_size and holds(high))
            has_previous = low > 0
        else:
            assert self.last is not None
            has_next, has_previous = holds(high), high - low > self.last
        start_cursor, end_cursor = cursors or (None, None)
        return PageInfo(has_next, has_previous, start_cursor, end_cursor)


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
    return Page(
        DEFAULT_PAGE if first is last is None else first,
        last,
        None if request.after is None else decode(request.after, "after"),
        None if request.before is None else decode(request.before, "before"),
        has_default_size=first is last is None,
    )
