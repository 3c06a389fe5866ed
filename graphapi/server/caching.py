"""What caches may do with answers: their tags, how long they last, and when one is known already.

A tag is made from the request alone and the version of what it asks about, so that a client that
has the answer is told so (304) before anything is parsed or run.
"""

from collections.abc import Hashable
from hashlib import blake2b
from typing import Final

from graphapi.server.encodings import Wish
from graphapi.server.negotiation import MediaType

__all__ = ["CachePolicy", "is_known"]

_TAG_BYTES: Final = 16


class CachePolicy:
    """How answers to GET and HEAD may be kept by others.

    `seed` stands for all that answers depend on beside the request and the version of the data: the
    schema, the trusted documents. For `max_age` seconds an answer may be used again without asking.
    Where `is_private`, shared caches may not keep it at all: answers are for those with a key.
    """

    def __init__(self, seed: str, max_age: int = 0, *, is_private: bool = False) -> None:
        self._seed = seed.encode()
        audience = "private" if is_private else "public"
        self._control = f"{audience}, max-age={max_age}, must-revalidate".encode()

    def tag(
        self, version: Hashable, given: bytes, media_type: MediaType, wish: Wish | None
    ) -> bytes:
        """The strong ETag of the answer to a query of a URL, in one format and encoding."""
        encoding = b"identity" if wish is None else wish.encoding.token.encode()
        if wish is not None and wish.is_needed:
            encoding += b" only"  # short answers are compressed too then
        parts = (self._seed, str(version).encode(), media_type.value.encode(), encoding, given)
        return b'"%b"' % blake2b(b"\0".join(parts), digest_size=_TAG_BYTES).hexdigest().encode()

    def headers(self, tag: bytes) -> tuple[tuple[bytes, bytes], ...]:
        """The headers of an answer that may be kept."""
        return ((b"etag", tag), (b"cache-control", self._control))


def is_known(tag: bytes, if_none_match: bytes | None) -> bool:
    """Whether the answer with this tag is among those that a client has.

    Compared weakly, as RFC 9110 asks: a proxy that compresses has made the tag weak.
    """
    if if_none_match is None:
        return False
    return any(each.strip().removeprefix(b"W/") == tag for each in if_none_match.split(b","))
