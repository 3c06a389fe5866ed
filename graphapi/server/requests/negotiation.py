"""The format of an answer, negotiated by the Accept header (RFC 9110, 12.5.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from graphapi.server.requests.error_codes import ErrorCode, RequestError

__all__ = ["VARY", "MediaType", "accepts_stream", "negotiate", "parse_content_type"]


VARY: Final = b"Accept, Accept-Encoding"
"""For Vary: the headers that the format of an answer depends on."""


class MediaType(Enum):
    """A format of answers. `headers` are those of every response in this format.

    `passing_headers` are those of a response that no cache may store.
    """

    JSON = "application/json"
    GRAPHQL_RESPONSE = "application/graphql-response+json"
    HTML = "text/html"
    STREAM = "text/event-stream"
    """Stands for every streaming format, including `multipart/mixed`."""

    headers: tuple[tuple[bytes, bytes], ...]
    passing_headers: tuple[tuple[bytes, bytes], ...]

    def __init__(self, name: str) -> None:
        content_type = f"{name}; charset=utf-8".encode()
        self.headers = ((b"content-type", content_type),)
        self.passing_headers = (*self.headers, (b"cache-control", b"no-store"))


_KEPT_LENGTH = 500
_ACCEPTABLE_CHARSETS = (None, "utf-8", "utf8", "*")


@dataclass(frozen=True, slots=True)
class _Range:
    """One media range of an Accept header; `specificity` is 2 for a type, 1 `type/*`, 0 `*/*`."""

    pattern: str
    quality: float

    @property
    def specificity(self) -> int:
        if self.pattern == "*/*":
            return 0
        return 1 if self.pattern.endswith("/*") else 2

    @property
    def names_json(self) -> bool:
        """Whether it accepts a format that is not streamed, by name."""
        formats = (MediaType.JSON.value, MediaType.GRAPHQL_RESPONSE.value)
        return self.quality > 0 and self.pattern in formats

    def matches(self, media_type: MediaType) -> bool:
        kind = media_type.value.partition("/")[0]
        return self.pattern in ("*/*", f"{kind}/*", media_type.value)


def negotiate(accept: bytes | None, *, html: bool, stream: bool = False) -> MediaType:
    """The format of an answer: the one with the highest quality; of equals, one that is named.

    A client without a preference (no header, or wildcards only) gets JSON, which clients older than
    the specification expect. `html` says whether a page is available; it is chosen only if it is
    named. If `stream` says that streams are available, a stream is chosen if one is named and JSON
    is not. Raises RequestError (NOT_ACCEPTABLE) if no available format is accepted.
    """
    if accept is None:
        return MediaType.JSON
    # Clients repeat a handful of short headers; a long one is not worth caching.
    choose = _choose if len(accept) <= _KEPT_LENGTH else _choose.__wrapped__
    best = choose(accept, html, stream)
    if best is None:
        offers = _offers(html)
        formats = ", ".join(offer.value for offer in offers)
        message = f"The Accept header allows none of the formats: {formats}."
        raise RequestError(ErrorCode.NOT_ACCEPTABLE, message)
    return best


def _offers(html: bool) -> tuple[MediaType, ...]:
    return (MediaType.JSON, MediaType.GRAPHQL_RESPONSE, *((MediaType.HTML,) if html else ()))


@lru_cache(maxsize=256)
def _choose(accept: bytes, html: bool, stream: bool) -> MediaType | None:
    """The best format, or None; of two equals, the later one if both are named, else the first."""
    if not accept.strip():
        return MediaType.JSON
    text = accept.decode("latin-1")
    ranges = list(_parse_accept(text))
    if stream and _names_stream(text) and not any(one.names_json for one in ranges):
        return MediaType.STREAM
    ranks: dict[tuple[float, int, int], MediaType] = {}
    for place, offer in enumerate(_offers(html)):
        matching = [one for one in ranges if one.matches(offer)]
        if not matching:
            continue
        # The most specific range decides, even if a wider one has a higher quality.
        decisive = max(matching, key=lambda one: one.specificity)
        named = decisive.specificity == 2
        if decisive.quality > 0 and (named or offer is not MediaType.HTML):
            ranks[decisive.quality, decisive.specificity, place if named else -place] = offer
    return ranks[max(ranks)] if ranks else None


def accepts_stream(accept: bytes | None) -> bool:
    """Whether a client accepts a streamed answer, such as that of a subscription."""
    return accept is not None and _names_stream(accept.decode("latin-1"))


def _names_stream(accept: str) -> bool:
    for part in accept.split(","):
        pattern, parameters = parse_content_type(part)
        if pattern == MediaType.STREAM.value:
            return True
        if pattern == "multipart/mixed" and "subscriptionspec" in parameters:
            return True
    return False


def _parse_accept(accept: str) -> Iterator[_Range]:
    """The media ranges of the header, without invalid ones and those for another charset."""
    for part in accept.split(","):
        pattern, parameters = parse_content_type(part)
        try:
            quality = float(parameters.pop("q", "1"))
        except ValueError:
            continue
        if not 0 <= quality <= 1 or "/" not in pattern:
            continue
        if parameters.get("charset") in _ACCEPTABLE_CHARSETS:
            yield _Range(pattern, quality)


def parse_content_type(text: str) -> tuple[str, dict[str, str]]:
    """The media type and its parameters, in lower case and without quotation marks.

    ("", {}) for empty text; parameters without a value are left out.
    """
    media_type, *rest = text.split(";")
    parameters = {}
    for parameter in rest:
        name, separator, value = parameter.partition("=")
        if separator:
            parameters[name.strip().lower()] = value.strip().strip('"').lower()
    return media_type.strip().lower(), parameters
