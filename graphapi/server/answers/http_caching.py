"""What caches may do with answers: their tags, how long they last, and when one is known already.

A tag is made from the request alone and the version of what it asks about, so that a client that
has the answer is told so (304) before anything is parsed or run.
"""

from collections.abc import Hashable
from hashlib import blake2b
from typing import Final

from graphapi.server.requests.content_encodings import EncodingPreference
from graphapi.server.requests.negotiation import MediaType

__all__ = ["CachePolicy", "is_any_known", "is_known"]

_TAG_BYTES: Final = 16


class CachePolicy:
    """How answers to GET and HEAD may be kept by others.

    `seed` stands for all that answers depend on beside the request and the version of the data: the
    schema, the trusted documents. For `max_age` seconds an answer may be used again without asking.
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
        """The strong ETag of the answer to a query of a URL, in one format and encoding.

        For clients that are not shown the schema it is another: they must not be told that an
        answer is right which they would not get.
        """
        encoding = b"identity" if preference is None else preference.encoding.token.encode()
        if preference is not None and preference.is_needed:
            encoding += b" only"  # short answers are compressed too then
        if not may_see_schema:
            encoding += b" concealed"
        parts = (self._seed, str(version).encode(), media_type.value.encode(), encoding, given)
        return b'"%b"' % blake2b(b"\0".join(parts), digest_size=_TAG_BYTES).hexdigest().encode()

    def headers(self, tag: bytes, *, is_private: bool) -> tuple[tuple[bytes, bytes], ...]:
        """The headers of an answer that may be kept; if it `is_private`, not by shared caches."""
        control = self._private if is_private else self._public
        return ((b"etag", tag), (b"cache-control", control))


def is_known(tag: bytes, if_none_match: bytes | None) -> bool:
    """Whether the answer with this tag is among those that a client has.

    Compared weakly, as RFC 9110 asks: a proxy that compresses has made the tag weak. `*` is not
    among the tags: it matches any answer, once there is one (see `is_any_known`).
    """
    if if_none_match is None:
        return False
    return any(each.strip().removeprefix(b"W/") == tag for each in if_none_match.split(b","))


def is_any_known(if_none_match: bytes | None) -> bool:
    """Whether a client wants no answer if there is one at all, whatever its tag (`*`)."""
    return if_none_match is not None and if_none_match.strip() == b"*"
