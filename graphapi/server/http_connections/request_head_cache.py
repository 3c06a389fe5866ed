"""Heads of requests that have been read before.

To parse a head, and to make objects of what it says, takes longer than many an answer. But who asks
again on a connection sends the same head again, but for the length of the body; and what the parser
has made of some bytes between two requests, it would make of them every time. So that is kept, by
all the bytes of the head.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

__all__ = ["RequestHeadCache"]

_END: Final = b"\r\n\r\n"
_MAX_HEAD_BYTES: Final = 2_048
"""Longer heads are not kept."""
_MAX_HEADS: Final = 512
"""So many are; the next begins anew."""
_SPECIAL: Final = frozenset({b"transfer-encoding", b"expect", b"upgrade"})
"""Headers of requests that go other ways than a head and a body."""
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
"""What a scope has from the head alone, and not from the connection."""


class _CachedHead(NamedTuple):
    body_bytes: int
    scope: dict[str, Any]


class RequestHeadCache:
    """The heads of requests that came in one piece, and all that was made of them."""

    def __init__(self) -> None:
        self._heads: dict[bytes, _CachedHead] = {}

    def __len__(self) -> int:
        return len(self._heads)

    def find(self, data: bytes) -> tuple[dict[str, Any], bytes] | None:
        """What the ASGI scope has from the head, and the body, if this is one request and known.

        The headers are those of all requests with this head: nobody may change them.
        """
        end = data.find(_END) + len(_END)
        known = self._heads.get(data[:end])
        if known is None or known.body_bytes != len(data) - end:
            return None
        return known.scope.copy(), data[end:]

    def learn(self, head: bytes, body_bytes: int, scope: Mapping[str, Any]) -> None:
        """Keep what was made of the head of a request that arrived whole and alone.

        `scope` is the ASGI scope of that request, and `body_bytes` the length of its body.
        """
        fields: Mapping[bytes, bytes] = scope["graphapi.headers"]
        if (
            len(head) <= _MAX_HEAD_BYTES
            and head.find(_END) == len(head) - len(_END)  # `find` goes by the first
            and fields.get(b"content-length") == b"%d" % body_bytes
            and _SPECIAL.isdisjoint(fields)
        ):
            if len(self._heads) >= _MAX_HEADS:
                self._heads.clear()
            self._heads[head] = _CachedHead(body_bytes, {key: scope[key] for key in _HEAD_KEYS})
