"""Which web pages of others may read our answers (CORS), and open WebSockets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphapi.errors import ConfigurationError
from graphapi.server.headers import Headers

__all__ = ["AllowedOrigins"]

_PREFLIGHT: Final[Headers] = (
    (b"access-control-allow-methods", b"GET, POST"),
    (
        b"access-control-allow-headers",
        b", ".join(
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
        ),
    ),
    (b"access-control-max-age", b"7200"),
)
_EXPOSED: Final = (b"access-control-expose-headers", b"ETag, Retry-After, X-Request-Id")


class AllowedOrigins:
    """The origins, such as `https://news.example`, whose pages may read answers; `*` for any.

    Cookies and other credentials of the browser are never asked for. Raises ConfigurationError for
    what no browser sends as an origin.
    """

    def __init__(self, origins: tuple[str, ...] = ()) -> None:
        for origin in origins:
            scheme, separator, rest = origin.partition("://")
            if origin != "*" and (not separator or not scheme or not rest or "/" in rest):
                message = f"--cors-origins: {origin!r} cannot be used; SCHEME://HOST[:PORT] or *"
                raise ConfigurationError(message)
        self.origins = origins
        self._origins = frozenset(origin.lower().encode() for origin in origins)

    def __bool__(self) -> bool:
        return bool(self._origins)

    def headers(self, origin: bytes | None) -> Headers:
        """What an answer to a request from a page of this origin has to say."""
        if not self._origins:
            return ()
        if b"*" in self._origins:
            return ((b"access-control-allow-origin", b"*"), _EXPOSED)
        if origin is None or origin.lower() not in self._origins:
            return ()
        return ((b"access-control-allow-origin", origin), _EXPOSED)

    @property
    def vary(self) -> bytes:
        """What answers depend on here, for Vary: the next may be from an origin that is allowed."""
        return b"Origin" if self._origins and b"*" not in self._origins else b""

    def preflight(self, headers: Mapping[bytes, bytes]) -> Headers | None:
        """What to tell a browser that asks, by OPTIONS, whether it may ask; beside `headers`.

        None where it asks something else, or no origin is allowed.
        """
        asks = b"access-control-request-method" in headers
        return _PREFLIGHT if asks and self._origins else None
