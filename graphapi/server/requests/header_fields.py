"""Header fields of requests and answers: which ones are lists, and which may occur only once.

A list may be spread over several lines, which mean the same as one line with commas between them
(RFC 9110, 5.3). All code that reads request headers uses `combined`, so that no line is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from graphapi.server.requests.error_codes import ErrorCode, RequestError

__all__ = ["Headers", "combined", "fields_of", "with_one_vary", "written"]

Headers = tuple[tuple[bytes, bytes], ...]
"""Header fields in ASGI's form: pairs of a name in lower case and a value."""

_GIVEN_ONCE: Final = frozenset(
    {
        b"access-control-request-method",
        b"authorization",
        b"content-length",
        b"content-type",
        b"host",
        b"origin",
        b"sec-websocket-key",
        b"sec-websocket-version",
        b"x-api-key",
    }
)
"""Fields with one value that decide on a request: given two, a proxy might use the other one."""

_LISTS: Final = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"content-type",
        b"if-none-match",
        b"sec-websocket-extensions",
        b"sec-websocket-protocol",
        b"upgrade",
        b"x-forwarded-for",
    }
)
"""Fields that are split at commas and semicolons."""
_MOST_ELEMENTS: Final = 100
"""Parsing an element takes up to four microseconds."""


def combined(fields: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The value of each field; the lines of a list are joined by commas, in their order.

    Names are in lower case. Raises RequestError if a field with one value has several lines
    (BAD_REQUEST), or a list has more than a hundred elements (HEADERS_TOO_LARGE).
    """
    values = dict(fields)
    if len(values) < len(fields):
        values = _joined(fields)
    for name, value in values.items():
        if len(value) > _MOST_ELEMENTS and name in _LISTS:
            _check_elements(name, value)
    return values


def _joined(fields: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    values: dict[bytes, bytes] = {}
    for name, value in fields:
        if name not in values:
            values[name] = value
        elif name in _GIVEN_ONCE:
            shown = name.decode("latin-1")
            message = f"The header {shown} occurs more than once; send it once."
            raise RequestError(ErrorCode.BAD_REQUEST, message)
        else:
            values[name] = values[name] + b", " + value
    return values


def _check_elements(name: bytes, value: bytes) -> None:
    if value.count(b",") + value.count(b";") >= _MOST_ELEMENTS:
        shown = name.decode("latin-1")
        message = f"The header {shown} has more than {_MOST_ELEMENTS} elements; send fewer."
        raise RequestError(ErrorCode.HEADERS_TOO_LARGE, message)


def fields_of(scope: Mapping[str, object]) -> dict[bytes, bytes]:
    """The header fields of a request, by name.

    They are stored in its ASGI scope, where they may have been combined before. Raises the errors
    of `combined`.
    """
    known = scope.get("graphapi.headers")
    if isinstance(known, dict):
        return known
    fields = combined(scope["headers"])  # type: ignore[arg-type]  # a list, in ASGI
    scope["graphapi.headers"] = fields  # type: ignore[index]  # a dictionary, in ASGI
    return fields


def with_one_vary(fields: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The same fields, with all names of Vary in one line, each once.

    Some caches, such as nginx before 1.23, use the last line only.
    """
    others: list[tuple[bytes, bytes]] = []
    names: dict[bytes, bytes] = {}
    for name, value in fields:
        if name.lower() == b"vary":
            for each in filter(None, map(bytes.strip, value.split(b","))):
                names.setdefault(each.lower(), each)
        else:
            others.append((name, value))
    if names:
        others.append((b"vary", b", ".join(names.values())))
    return others


def written(fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Header fields as HTTP/1.1 writes them, each ending its line."""
    return b"".join(b"%b: %b\r\n" % field for field in fields)
