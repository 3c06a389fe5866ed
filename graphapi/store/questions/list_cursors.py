"""The cursors of each kind of list: what they hold and how they are read back.

Each `decode_…` raises InvalidCursorError, naming the argument, for what its list never hands out. A
cursor holds the key of an article, not its place in one store, so that every store reads it alike.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from graphapi.domain import LinkDirection
from graphapi.domain.instants import microseconds, newest_first
from graphapi.domain.search_text import SearchText
from graphapi.errors import InvalidCursorError
from graphapi.store.questions.cursors import Value, decode_cursor, encode_cursor
from graphapi.store.questions.order_keys import Types

__all__ = [
    "Key",
    "RelatedKey",
    "decode_found",
    "decode_ordered",
    "decode_reachable",
    "decode_related",
    "decode_similar",
    "encode_found",
    "encode_listed",
    "encode_listing",
    "encode_reachable",
    "encode_similar",
    "ordered_tag",
    "related_list",
    "search_tag",
]

Key = tuple[Value, ...]
"""The sort key of a node; see `order_keys`."""


def ordered_tag(name: str, order: str) -> str:
    """What names a list of a kind in an order; `order` is its `order_tag`."""
    return f"{name}:{order}"


def decode_ordered(cursor: str, argument: str, tag: str, types: tuple[Types, ...]) -> Key:
    """The sort key that a cursor of a list in a total order holds."""
    key = decode_cursor(cursor, argument, tag, types)
    if key[-1] is None:  # what tells nodes apart each of them has
        raise InvalidCursorError(argument, cursor)
    return key


# -------------------------------------------------------------------- related articles

_LISTED: Final = 0
"""The first group of a list: the articles that the article lists, by their place there."""
_LISTING: Final = 1
"""The second group: the articles that list it, newest first, then by URL."""


class RelatedKey(NamedTuple):
    """Where an article stands in a list in link order.

    `place` is that in the article's own list; for an article that is there only because it
    lists the other, it is None, and `moment` sorts newest first.
    """

    place: int | None
    moment: int
    url: str


def related_list(direction: LinkDirection) -> str:
    """What names the list of related articles in cursors."""
    return f"related {direction.value}"


def encode_listed(direction: LinkDirection, place: int, url: str) -> str:
    """The cursor of an article that the other lists at a place."""
    return encode_cursor(related_list(direction), (_LISTED, place, url))


def encode_listing(direction: LinkDirection, published: datetime | None, url: str) -> str:
    """The cursor of an article that lists the other."""
    moment = None if published is None else microseconds(published)
    return encode_cursor(related_list(direction), (_LISTING, moment, url))


def decode_related(cursor: str, argument: str, direction: LinkDirection) -> RelatedKey:
    """What a cursor of a list in link order holds."""
    group, place, url = decode_cursor(cursor, argument, related_list(direction), (int, int, str))
    if not isinstance(url, str) or isinstance(place, float | str):
        raise InvalidCursorError(argument, cursor)
    if group == _LISTED and place is not None:
        return RelatedKey(place, 0, url)
    if group == _LISTING:
        return RelatedKey(None, newest_first(None) if place is None else -place, url)
    raise InvalidCursorError(argument, cursor)


# -------------------------------------------------------------------- articles within reach

_REACHABLE: Final = "reachable"


def encode_reachable(hops: int, url: str) -> str:
    """The cursor of an article some hops away."""
    return encode_cursor(_REACHABLE, (hops, url))


def decode_reachable(cursor: str, argument: str) -> tuple[int, str]:
    """The hops, 1 or more, and the URL that a cursor holds."""
    hops, url = decode_cursor(cursor, argument, _REACHABLE, (int, str))
    if not isinstance(hops, int) or not isinstance(url, str) or hops < 1:
        raise InvalidCursorError(argument, cursor)
    return hops, url


# -------------------------------------------------------------------- similar articles

_SIMILAR: Final = "similar"


def encode_similar(score: float, published: datetime | None, url: str) -> str:
    """The cursor of a similar article."""
    moment = None if published is None else microseconds(published)
    return encode_cursor(_SIMILAR, (score, moment, url))


def decode_similar(cursor: str, argument: str) -> tuple[float, int, str]:
    """What a cursor holds, ascending in the list: the negated score, a moment that sorts newest
    first, and the URL.
    """
    score, moment, url = decode_cursor(cursor, argument, _SIMILAR, (float, int, str))
    if not isinstance(score, float) or not isinstance(url, str):
        raise InvalidCursorError(argument, cursor)
    return -score, newest_first(None) if moment is None else -int(moment), url


# -------------------------------------------------------------------- articles found by a text


def search_tag(
    text: SearchText, *, exact: bool = False, url: str | None = None, collapse_copies: bool = False
) -> str:
    """What names the list of articles that a search finds, or that the address of one finds."""
    asked = repr((text, exact, url, collapse_copies)).encode("utf-8", "replace")
    return f"search:{blake2b(asked, digest_size=6).hexdigest()}"


def encode_found(tag: str, place: int, url: str) -> str:
    """The cursor of an article at a place among all matches, counted from 0."""
    return encode_cursor(tag, (place, url))


def decode_found(cursor: str, argument: str, tag: str) -> tuple[int, str]:
    """The place and the URL that a cursor holds."""
    place, url = decode_cursor(cursor, argument, tag, (int, str))
    if not isinstance(place, int) or not isinstance(url, str) or place < 0:
        raise InvalidCursorError(argument, cursor)
    return place, url
