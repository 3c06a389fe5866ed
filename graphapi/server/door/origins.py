"""Which pages of other origins may read answers (CORS) and open WebSockets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from graphapi.errors import ConfigurationError
from graphapi.server.requests.header_fields import Headers

__all__ = ["AllowedOrigins"]

_PREFLIGHT_VARY: Final = (
    b"vary",
    b"Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
)
_METHODS: Final = (b"access-control-allow-methods", b"GET, POST")
_KNOWN_HEADERS: Final = b", ".join(
    (
        b"Apollo-Require-Preflight",
        b"Authorization",
        b"Content-Encoding",
        b"Content-Type",
        b"If-None-Match",
        b"Traceparent",
        b"Tracestate",
        b"X-API-Key",
        b"X-Request-Id",
    )
)
_NAMES: Final = re.compile(
    rb"[ \t,]*[\w!#$%&'*+.^`|~-]+(?:[ \t]*,[ \t,]*[\w!#$%&'*+.^`|~-]+)*[ \t,]*"
)
"""Names of headers, separated by commas (RFC 9110, 5.6)."""
_LONGEST_NAMES: Final = 2_048
_MAX_AGE: Final = (b"access-control-max-age", b"7200")
_EXPOSED: Final = (b"access-control-expose-headers", b"ETag, Retry-After, X-Request-Id")


class AllowedOrigins:
    """The origins, such as `https://news.example`, whose pages may read answers; `*` for any.

    The browser is never asked for cookies or other credentials. Raises ConfigurationError for text
    that no browser sends as an origin.
    """

    def __init__(self, origins: tuple[str, ...] = ()) -> None:
        for origin in origins:
            scheme, separator, rest = origin.partition("://")
            if origin != "*" and (not separator or not scheme or not rest or "/" in rest):
                message = f"--cors-origins: {origin!r} is not valid; use SCHEME://HOST[:PORT] or *"
                raise ConfigurationError(message)
        self.origins = origins
        self._origins = frozenset(origin.lower().encode() for origin in origins)

    def __bool__(self) -> bool:
        return bool(self._origins)

    def headers(self, origin: bytes | None) -> Headers:
        """The CORS headers of an answer to a request with this Origin."""
        if not self._origins:
            return ()
        granted = self._granted(origin)
        if granted is None:
            return ()
        return ((b"access-control-allow-origin", granted), _EXPOSED)

    @property
    def vary(self) -> bytes:
        """For Vary: the header that answers depend on, since another origin may be allowed."""
        return b"Origin" if self._origins and b"*" not in self._origins else b""

    def preflight(self, headers: Mapping[bytes, bytes]) -> Headers | None:
        """The headers of the answer to a CORS preflight.

        An allowed origin may use all headers that it names: none of them gives a page more than any
        other program has. None if the request is not a preflight, or no origin is allowed.
        """
        if not self._origins or b"access-control-request-method" not in headers:
            return None
        granted = self._granted(headers.get(b"origin"))
        if granted is None:
            return (_PREFLIGHT_VARY,)
        asked = headers.get(b"access-control-request-headers", b"")
        is_usable = len(asked) <= _LONGEST_NAMES and _NAMES.fullmatch(asked)
        names = asked.strip(b" \t,") if is_usable else _KNOWN_HEADERS
        return (
            (b"access-control-allow-origin", granted),
            _METHODS,
            (b"access-control-allow-headers", names),
            _MAX_AGE,
            _PREFLIGHT_VARY,
        )

    def _granted(self, origin: bytes | None) -> bytes | None:
        """The value of Access-Control-Allow-Origin; None if the origin is not allowed."""
        if b"*" in self._origins:
            return b"*"
        return origin if origin is not None and origin.lower() in self._origins else None
