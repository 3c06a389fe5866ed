"""Which format a client wants, after its Accept header (RFC 9110, section 12.5.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from graphapi.server.requests.error_codes import ErrorCode, RequestError

__all__ = ["VARY", "MediaType", "accepts_stream", "negotiate", "parse_content_type"]


VARY: Final = b"Accept, Accept-Encoding"
"""What the form of an answer depends on, beside its address."""


class MediaType(Enum):
    """A format of answers. `headers` are those that every response of this format has.

    `passing_headers` are those of a response that no cache may keep.
    """

    JSON = "application/json"
    GRAPHQL_RESPONSE = "application/graphql-response+json"
    HTML = "text/html"
    STREAM = "text/event-stream"
    """Stands for each format whose parts come as they are ready, `multipart/mixed` too."""

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
    """One media range of an Accept header; `specificity` 2 is a type, 1 `type/*`, 0 `*/*`."""

    pattern: str
    quality: float

    @property
    def specificity(self) -> int:
        if self.pattern == "*/*":
            return 0
        return 1 if self.pattern.endswith("/*") else 2

    @property
    def names_json(self) -> bool:
        """Whether it names a format in one piece, and allows it."""
        formats = (MediaType.JSON.value, MediaType.GRAPHQL_RESPONSE.value)
        return self.quality > 0 and self.pattern in formats

    def matches(self, media_type: MediaType) -> bool:
        kind = media_type.value.partition("/")[0]
        return self.pattern in ("*/*", f"{kind}/*", media_type.value)


def negotiate(accept: bytes | None, *, html: bool, stream: bool = False) -> MediaType:
    """The format for an answer: what the client likes best, of two equals the one it names.

    Where it has no wish (no header, or wildcards alone) it gets JSON, as clients older than the
    specification expect. `html` says whether a page is on offer; it must be named to be chosen.
    Where `stream` says that there are some, a stream is chosen if one is named and JSON is not.
    Raises RequestError (NOT_ACCEPTABLE) where nothing on offer is allowed.
    """
    if accept is None:
        return MediaType.JSON
    # Clients send a handful of short headers, over and over; a long one is not worth keeping.
    choose = _choose if len(accept) <= _KEPT_LENGTH else _choose.__wrapped__
    best = choose(accept, html, stream)
    if best is None:
        offers = _offers(html)
        formats = ", ".join(offer.value for offer in offers)
        message = f"The Accept header allows none of the formats that there are: {formats}."
        raise RequestError(ErrorCode.NOT_ACCEPTABLE, message)
    return best


def _offers(html: bool) -> tuple[MediaType, ...]:
    return (MediaType.JSON, MediaType.GRAPHQL_RESPONSE, *((MediaType.HTML,) if html else ()))


@lru_cache(maxsize=256)
def _choose(accept: bytes, html: bool, stream: bool) -> MediaType | None:
    """The best on offer, or None; the later of two equals if both are named, else the first."""
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
        # The most specific range decides, even where a wider one is kinder.
        decisive = max(matching, key=lambda one: one.specificity)
        named = decisive.specificity == 2
        if decisive.quality > 0 and (named or offer is not MediaType.HTML):
            ranks[decisive.quality, decisive.specificity, place if named else -place] = offer
    return ranks[max(ranks)] if ranks else None


def accepts_stream(accept: bytes | None) -> bool:
    """Whether a client can read an answer that comes in parts, as those of subscriptions do."""
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
    """The media ranges of the header. What cannot be read, or asks for another charset, is not."""
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

    ("", {}) for empty text; a parameter without a value is left out.
    """
    media_type, *rest = text.split(";")
    parameters = {}
    for parameter in rest:
        name, separator, value = parameter.partition("=")
        if separator:
            parameters[name.strip().lower()] = value.strip().strip('"').lower()
    return media_type.strip().lower(), parameters
