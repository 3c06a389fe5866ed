"""Header fields of requests and answers: which are lists, and which may be given once.

A list may come in several lines, which mean the same as one line with commas between them (RFC
9110, section 5.3). Every reader of request headers goes by `combined`, so that no line is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from graphapi.server.codes import ErrorCode, RequestError

__all__ = ["Headers", "combined", "fields_of", "with_one_vary", "written"]

Headers = tuple[tuple[bytes, bytes], ...]
"""Header fields as ASGI has them: pairs of a name in lower case and a value."""

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
"""Fields that decide on a request and hold one value: of two, a proxy might go by the other one."""


def combined(fields: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The value of each field; the lines of a list are joined by commas, in their order.

    Names are in lower case. Raises RequestError (BAD_REQUEST) where a field that holds one value
    has several lines.
    """
    values = dict(fields)
    if len(values) == len(fields):
        return values
    values = {}
    for name, value in fields:
        if name not in values:
            values[name] = value
        elif name in _GIVEN_ONCE:
            shown = name.decode("latin-1")
            message = f"The header {shown} has several lines; send it once."
            raise RequestError(ErrorCode.BAD_REQUEST, message)
        else:
            values[name] = values[name] + b", " + value
    return values


def fields_of(scope: Mapping[str, object]) -> dict[bytes, bytes]:
    """The header fields of a request, by name.

    They are kept in its ASGI scope, where they may have been combined before. Raises what
    `combined` raises.
    """
    known = scope.get("graphapi.headers")
    if isinstance(known, dict):
        return known
    fields = combined(scope["headers"])  # type: ignore[arg-type]  # as ASGI has it
    scope["graphapi.headers"] = fields  # type: ignore[index]  # a dictionary, in ASGI
    return fields


def with_one_vary(fields: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The same fields, with everything that Vary names in one line, each name once.

    Caches such as nginx before 1.23 go by the last line alone.
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
    """Header fields as HTTP/1.1 writes them, each with the end of its line."""
    return b"".join(b"%b: %b\r\n" % field for field in fields)
