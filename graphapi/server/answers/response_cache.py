"""The response cache, and the format and encoding that a client gets its answer in."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Final, NamedTuple

from graphapi.execution import CacheFigures, OperationFacts
from graphapi.runtime.caches import ByteCache
from graphapi.server.answers.http_caching import CachePolicy
from graphapi.server.answers.replies import Reply
from graphapi.server.requests.content_encodings import EncodingPreference
from graphapi.server.requests.negotiation import MediaType

__all__ = ["CachedAnswer", "ResponseCache", "ResponseFormat"]

_OK: Final = HTTPStatus.OK  # looking it up takes longer than many of the steps here

_BYTES_PER_ANSWER: Final = 600
"""The memory that a cached answer takes, besides its text and that of the request."""


class ResponseFormat(NamedTuple):
    """A format, an encoding if the client accepts one, and a tag if other caches may store it.

    If it `is_private`, shared caches may not: it is for the owner of an API key. A client that
    `has_any` answer is answered 304 if there is an answer that may be stored.
    """

    media_type: MediaType
    preference: EncodingPreference | None = None
    tag: bytes | None = None
    is_private: bool = False
    has_any: bool = False


class CachedAnswer(NamedTuple):
    """An answer as JSON, and facts about its operation."""

    content: bytes
    facts: OperationFacts | None = None


class ResponseCache:
    """Complete answers, in `cache_bytes` of memory, in every encoding asked for so far.

    Answers shorter than `min_bytes` are not compressed. `policy` controls other caches.
    """

    def __init__(self, cache_bytes: int, min_bytes: int, policy: CachePolicy) -> None:
        self.policy = policy
        self._min_bytes = min_bytes
        self.is_enabled = cache_bytes > 0
        """Whether answers are cached at all."""
        self._answers: ByteCache[CachedAnswer] = ByteCache(cache_bytes)
        self._hits = self._misses = 0

    @property
    def figures(self) -> CacheFigures:
        """The figures of this cache; compressed copies do not count as hits or misses."""
        return replace(self._answers.figures, hits=self._hits, misses=self._misses)

    def find(self, key: Hashable) -> CachedAnswer | None:
        """The cached answer to the request with this key."""
        known = self._answers.get(key)
        if known is None:
            self._misses += 1
        else:
            self._hits += 1
        return known

    def cached_reply(
        self, known: CachedAnswer, key: Hashable, response_format: ResponseFormat
    ) -> Reply:
        """The reply with a cached answer."""
        if response_format.preference is None and response_format.tag is None:
            return Reply(_OK, known.content, response_format.media_type)
        return self._repeatable(known.content, key, response_format)

    def store(
        self,
        content: bytes,
        facts: OperationFacts | None,
        key: Hashable,
        length: int,
        response_format: ResponseFormat,
    ) -> Reply:
        """The reply with an answer that is always the same; caches it.

        `length` is that of the request in bytes.
        """
        if self.is_enabled:
            # The name of an operation is no longer than its request.
            self._answers.put(
                key, CachedAnswer(content, facts), 2 * length + len(content) + _BYTES_PER_ANSWER
            )
        return self._repeatable(content, key, response_format)

    def uncached_reply(
        self,
        status: HTTPStatus,
        content: bytes,
        codes: tuple[str, ...],
        response_format: ResponseFormat,
    ) -> Reply:
        """The reply with an answer that must not be cached, with the codes of its errors."""
        headers = None
        if response_format.preference is not None and self._is_compressed(
            content, response_format.preference
        ):
            headers = _encoded_as(response_format.preference)
            content = response_format.preference.encoding.compress(content)
        return Reply(status, content, response_format.media_type, headers, codes=codes)

    def not_modified(self, response_format: ResponseFormat) -> Reply:
        """The reply to a client that already has the answer."""
        return Reply(HTTPStatus.NOT_MODIFIED, cache_headers=self._cache_headers(response_format))

    def _repeatable(self, content: bytes, key: Hashable, response_format: ResponseFormat) -> Reply:
        if response_format.has_any:
            return self.not_modified(response_format)
        headers = None
        if response_format.preference is not None and self._is_compressed(
            content, response_format.preference
        ):
            content = self._compressed(content, key, response_format.preference)
            headers = _encoded_as(response_format.preference)
        return Reply(
            _OK, content, response_format.media_type, headers, self._cache_headers(response_format)
        )

    def _cache_headers(
        self, response_format: ResponseFormat
    ) -> tuple[tuple[bytes, bytes], ...] | None:
        if response_format.tag is None:
            return None
        return self.policy.headers(response_format.tag, is_private=response_format.is_private)

    def _is_compressed(self, content: bytes, preference: EncodingPreference) -> bool:
        return preference.is_needed or len(content) >= self._min_bytes

    def _compressed(self, content: bytes, key: Hashable, preference: EncodingPreference) -> bytes:
        """The compressed answer, cached too: each answer is compressed once for each encoding."""
        encoded_key = (key, preference.encoding.token)
        known = self._answers.get(encoded_key)
        if known is None:
            known = CachedAnswer(preference.encoding.compress(content))
            self._answers.put(encoded_key, known, len(known.content) + _BYTES_PER_ANSWER)
        return known.content


def _encoded_as(preference: EncodingPreference) -> Mapping[str, str]:
    return {"Content-Encoding": preference.encoding.token}
