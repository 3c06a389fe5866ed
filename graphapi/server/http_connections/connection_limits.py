"""What clients may do with connections, before there is a request that the guard could look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Self

from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.settings import Settings

__all__ = ["ConnectionLimits"]

_HEADER_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Bounds of time, number and length, for the connections of one worker.

    A request that has not arrived within `receive_seconds` is answered 408; one on a connection
    beyond the `most` that are held at once, or the `most_per_client`, 503. A URL of more than
    `url_bytes` is answered 414; headers of more than `header_bytes`, where each counts 32 more than
    its name and value have, 431. Where clients have not taken `unsent_bytes` of their answers,
    those with the most are cut off; where the bodies of requests that are not answered have
    `unanswered_bytes` together, the longest that are still arriving are answered 503. A connection
    on which nothing has been asked for `idle_seconds` ends.
    """

    receive_seconds: float = 20.0
    most: int = 900
    url_bytes: int = 16_384
    header_bytes: int = 32_768
    unsent_bytes: int = 268_435_456
    idle_seconds: float = 75.0
    most_per_client: int = 200
    unanswered_bytes: int = 67_108_864

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits that the settings have."""
        return cls(
            receive_seconds=settings.receive_seconds,
            most=settings.connection_limit,
            url_bytes=settings.max_url_bytes,
            header_bytes=settings.max_header_bytes,
            unsent_bytes=settings.max_unsent_bytes,
            idle_seconds=settings.idle_seconds,
            most_per_client=settings.connections_per_client,
            unanswered_bytes=settings.max_unanswered_bytes,
        )

    @property
    def surely_short(self) -> int:
        """No head within so many bytes is too long: of what counts as 33, a header has four."""
        return min(self.url_bytes, self.header_bytes // 9)

    def check_head(self, url_bytes: int, headers: Sequence[tuple[bytes, bytes]]) -> None:
        """Raise RequestError where the URL or the headers of a request are too long."""
        if url_bytes > self.url_bytes:
            message = f"The URL is longer than {self.url_bytes} bytes; send the query by POST."
            raise RequestError(ErrorCode.URI_TOO_LONG, message)
        # An empty header takes memory too: HTTP/2 counts in the same way (RFC 9113, 6.5.2).
        length = _HEADER_BYTES * len(headers) + sum(map(len, chain.from_iterable(headers)))
        self.check_headers(length)

    def check_headers(self, length: int) -> None:
        """Raise RequestError where headers of this length are too long."""
        if length > self.header_bytes:
            message = f"The headers are longer than {self.header_bytes} bytes; send fewer of them."
            raise RequestError(ErrorCode.HEADERS_TOO_LARGE, message)
