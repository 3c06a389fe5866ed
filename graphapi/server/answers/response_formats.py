"""The form in which one client wants its answer."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Final, NamedTuple

from graphapi.execution import CacheFigures, OperationFacts
from graphapi.runtime.caches import ByteCache
from graphapi.server.answers.http_caching import CachePolicy
from graphapi.server.answers.replies import Reply
from graphapi.server.requests.content_encodings import Wish
from graphapi.server.requests.negotiation import MediaType

__all__ = ["Answers", "Form", "Kept"]

_OK: Final = HTTPStatus.OK  # looking it up takes longer than many a step here

_BYTES_PER_ANSWER: Final = 600
"""What a kept answer takes beside its text and that of the request."""


class Form(NamedTuple):
    """A format, an encoding where one is wanted, and the tag where caches may keep the answer.

    If it `is_private`, those that serve several clients may not: it is for the holder of a key.
    A client that `has_any` answer is told 304 where there is one that may be kept.
    """

    media_type: MediaType
    wish: Wish | None = None
    tag: bytes | None = None
    is_private: bool = False
    has_any: bool = False


class Kept(NamedTuple):
    """An answer as JSON, and what it answers."""

    content: bytes
    facts: OperationFacts | None = None


class Answers:
    """Whole answers that are kept, in `cache_bytes` of memory, in every form asked for so far.

    Those shorter than `min_bytes` are not compressed. `policy` says what other caches are told.
    """

    def __init__(self, cache_bytes: int, min_bytes: int, policy: CachePolicy) -> None:
        self.policy = policy
        self._min_bytes = min_bytes
        self.keeps = cache_bytes > 0
        """Whether any answer is kept here."""
        self._kept: ByteCache[Kept] = ByteCache(cache_bytes)
        self._hits = self._misses = 0

    @property
    def figures(self) -> CacheFigures:
        """How many answers were found here so far, and how much is kept."""
        return replace(self._kept.figures, hits=self._hits, misses=self._misses)

    def find(self, key: Hashable) -> Kept | None:
        """The kept answer to the request that `key` stands for."""
        known = self._kept.get(key)
        if known is None:
            self._misses += 1
        else:
            self._hits += 1
        return known

    def again(self, known: Kept, key: Hashable, form: Form) -> Reply:
        """An answer that was found."""
        if form.wish is None and form.tag is None:
            return Reply(_OK, known.content, form.media_type)
        return self._repeatable(known.content, key, form)

    def keep(
        self, content: bytes, facts: OperationFacts | None, key: Hashable, length: int, form: Form
    ) -> Reply:
        """An answer that is the same each time, kept for a request of so many bytes."""
        if self.keeps:
            # An operation's name is no longer than its request.
            self._kept.put(key, Kept(content, facts), 2 * length + len(content) + _BYTES_PER_ANSWER)
        return self._repeatable(content, key, form)

    def unique(
        self, status: HTTPStatus, content: bytes, codes: tuple[str, ...], form: Form
    ) -> Reply:
        """An answer that nobody may keep, with the codes of its errors."""
        headers = None
        if form.wish is not None and self._is_compressed(content, form.wish):
            headers = _encoded_as(form.wish)
            content = form.wish.encoding.compress(content)
        return Reply(status, content, form.media_type, headers, codes=codes)

    def not_modified(self, form: Form) -> Reply:
        """What a client gets that has the answer."""
        return Reply(HTTPStatus.NOT_MODIFIED, cache_headers=self._cache_headers(form))

    def _repeatable(self, content: bytes, key: Hashable, form: Form) -> Reply:
        if form.has_any:
            return self.not_modified(form)
        headers = None
        if form.wish is not None and self._is_compressed(content, form.wish):
            content = self._compressed(content, key, form.wish)
            headers = _encoded_as(form.wish)
        return Reply(_OK, content, form.media_type, headers, self._cache_headers(form))

    def _cache_headers(self, form: Form) -> tuple[tuple[bytes, bytes], ...] | None:
        if form.tag is None:
            return None
        return self.policy.headers(form.tag, is_private=form.is_private)

    def _is_compressed(self, content: bytes, wish: Wish) -> bool:
        return wish.is_needed or len(content) >= self._min_bytes

    def _compressed(self, content: bytes, key: Hashable, wish: Wish) -> bytes:
        """The same shorter; kept too, so that each answer is compressed once in each encoding."""
        encoded_key = (key, wish.encoding.token)
        known = self._kept.get(encoded_key)
        if known is None:
            known = Kept(wish.encoding.compress(content))
            self._kept.put(encoded_key, known, len(known.content) + _BYTES_PER_ANSWER)
        return known.content


def _encoded_as(wish: Wish) -> Mapping[str, str]:
    return {"Content-Encoding": wish.encoding.token}
