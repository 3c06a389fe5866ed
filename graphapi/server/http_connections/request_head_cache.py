"""A cache of request heads that were parsed before.

Parsing a head and creating objects from it takes longer than many answers do. Clients that send
several requests on a connection send the same head each time, except for the length of the body.
The parser is deterministic: the same bytes between two requests always give the same result. So
the result is cached, with all bytes of the head as the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

__all__ = ["RequestHeadCache"]

_END: Final = b"\r\n\r\n"
_MAX_HEAD_BYTES: Final = 2_048
"""Longer heads are not cached."""
_MAX_HEADS: Final = 512
"""The number of heads that are cached; when it is reached, the cache is cleared."""
_SPECIAL: Final = frozenset({b"transfer-encoding", b"expect", b"upgrade"})
"""Headers of requests that need more than a head and a body."""
_HEAD_KEYS: Final = (
    "type",
    "asgi",
    "http_version",
    "root_path",
    "scheme",
    "method",
    "path",
    "raw_path",
    "query_string",
    "headers",
    "graphapi.headers",
)
"""The part of an ASGI scope that depends on the head only, not on the connection."""


class _CachedHead(NamedTuple):
    body_bytes: int
    scope: dict[str, Any]


class RequestHeadCache:
    """The heads of requests that came in one piece, and what was parsed from them."""

    def __init__(self) -> None:
        self._heads: dict[bytes, _CachedHead] = {}

    def __len__(self) -> int:
        return len(self._heads)

    def find(self, data: bytes) -> tuple[dict[str, Any], bytes] | None:
        """The ASGI scope from the head, and the body, if `data` is one request with a known head.

        The list of headers is shared by all requests with this head: do not change it.
        """
        end = data.find(_END) + len(_END)
        known = self._heads.get(data[:end])
        if known is None or known.body_bytes != len(data) - end:
            return None
        return known.scope.copy(), data[end:]

    def learn(self, head: bytes, body_bytes: int, scope: Mapping[str, Any]) -> None:
        """Cache the parsed head of a request that arrived complete and alone.

        `scope` is the ASGI scope of that request, and `body_bytes` the length of its body.
        """
        fields: Mapping[bytes, bytes] = scope["graphapi.headers"]
        if (
            len(head) <= _MAX_HEAD_BYTES
            and head.find(_END) == len(head) - len(_END)  # `find` looks for the first
            and fields.get(b"content-length") == b"%d" % body_bytes
            and _SPECIAL.isdisjoint(fields)
        ):
            if len(self._heads) >= _MAX_HEADS:
                self._heads.clear()
            self._heads[head] = _CachedHead(body_bytes, {key: scope[key] for key in _HEAD_KEYS})
