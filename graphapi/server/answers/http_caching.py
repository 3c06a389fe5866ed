"""HTTP caching: entity tags, cache lifetimes, and conditional requests.

A tag depends only on the request and the version of the data. So a client that has the answer
already is answered 304 before anything is parsed or run.
"""

from collections.abc import Hashable
from hashlib import blake2b
from typing import Final

from graphapi.server.requests.content_encodings import EncodingPreference
from graphapi.server.requests.negotiation import MediaType

__all__ = ["CachePolicy", "is_any_known", "is_known"]

_TAG_BYTES: Final = 16


class CachePolicy:
    """How other caches may store answers to GET and HEAD.

    `seed` stands for everything that answers depend on besides the request and the version of the
    data: the schema and the trusted documents. Caches may reuse an answer for `max_age` seconds
    without asking.
    """

    def __init__(self, seed: str, max_age: int = 0) -> None:
        self._seed = seed.encode()
        control = f"max-age={max_age}, must-revalidate"
        self._public, self._private = f"public, {control}".encode(), f"private, {control}".encode()

    def tag(
        self,
        version: Hashable,
        given: bytes,
        media_type: MediaType,
        preference: EncodingPreference | None,
        *,
        may_see_schema: bool = True,
    ) -> bytes:
        """The strong ETag of the answer to a query in a URL, in one format and encoding.

        Clients that may not see the schema have a different tag: 304 would tell them that an answer
        is right which they would not get.
        """
        encoding = b"identity" if preference is None else preference.encoding.token.encode()
        if preference is not None and preference.is_needed:
            encoding += b" only"  # then short answers are compressed too
        if not may_see_schema:
            encoding += b" concealed"
        parts = (self._seed, str(version).encode(), media_type.value.encode(), encoding, given)
        return b'"%b"' % blake2b(b"\0".join(parts), digest_size=_TAG_BYTES).hexdigest().encode()

    def headers(self, tag: bytes, *, is_private: bool) -> tuple[tuple[bytes, bytes], ...]:
        """The headers of an answer that caches may store; shared caches not if it `is_private`."""
        control = self._private if is_private else self._public
        return ((b"etag", tag), (b"cache-control", control))


def is_known(tag: bytes, if_none_match: bytes | None) -> bool:
    """Whether the client already has the answer with this tag.

    The comparison is weak, as RFC 9110 demands: a proxy that compresses makes the tag weak. `*` is
    not a tag; it matches any answer that exists (see `is_any_known`).
    """
    if if_none_match is None:
        return False
    return any(each.strip().removeprefix(b"W/") == tag for each in if_none_match.split(b","))


def is_any_known(if_none_match: bytes | None) -> bool:
    """Whether the client wants no answer if there is one at all, whatever its tag (`*`)."""
    return if_none_match is not None and if_none_match.strip() == b"*"
