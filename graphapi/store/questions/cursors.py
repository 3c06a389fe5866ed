"""Opaque cursors: the sort key of a node, as JSON in URL-safe base64.

Keys, not offsets: a new article must not shift a page already handed out, and a page goes on after
a key even when the article that had it is gone. The first value names the list and its order, so
that a cursor of another list is told apart.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Final

import orjson

from graphapi.errors import InvalidCursorError

__all__ = ["Value", "decode_cursor", "encode_cursor"]

Value = int | float | str | None
"""A part of a sort key."""

_MAX_LENGTH: Final = 65_536
"""A cursor holds a title and a URL at most; nothing longer is worth decoding."""


def encode_cursor(tag: str, key: Sequence[Value]) -> str:
    """The cursor of the node with a sort key, in the list and order that `tag` names."""
    return urlsafe_b64encode(orjson.dumps([tag, *key])).rstrip(b"=").decode()


def decode_cursor(
    cursor: str, argument: str, tag: str, types: Sequence[type | tuple[type, ...]]
) -> tuple[Value, ...]:
    """The key that a cursor holds: the inverse of `encode_cursor`.

    `types` are the types that each value of the key may have besides None. Raises
    InvalidCursorError, naming the argument, for anything that `encode_cursor` does not give for
    such a key.
    """
    try:
        if len(cursor) <= _MAX_LENGTH:
            values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if isinstance(values, list) and len(values) == len(types) + 1 and values[0] == tag:
                key = tuple(values[1:])
                fits = all(map(_fits, key, types))
                if fits and encode_cursor(tag, key) == cursor:
                    return key
    except ValueError as error:  # bad base64, UTF-8 and JSON are all subclasses
        raise InvalidCursorError(argument, cursor) from error
    raise InvalidCursorError(argument, cursor)


def _fits(value: object, types: type | tuple[type, ...]) -> bool:
    return value is None or (isinstance(value, types) and not isinstance(value, bool))
