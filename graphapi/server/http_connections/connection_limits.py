"""Limits on connections: they apply before there is a request for the guard to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any, Final, Self

from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.settings import Settings

__all__ = ["ConnectionLimits"]

_HEADER_BYTES: Final = 32


def _default(setting: str) -> Any:
    return Settings.model_fields[setting].default


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Limits of time, number and length for the connections of one worker.

    Each field is named like its setting, has the same default, and means:

    - `receive_seconds`: a request that takes longer to arrive is answered 408.
    - `connection_limit`: further connections than these are answered 503.
    - `connections_per_client`: the same for the connections of one client.
    - `max_url_bytes`: a longer URL is answered 414.
    - `max_header_bytes`: longer headers are answered 431; each counts 32 bytes more than its name
      and value.
    - `max_unsent_bytes`: if clients leave more than this of their answers unread, the connections
      with the most unread bytes are aborted.
    - `max_unanswered_bytes`: if the bodies of unanswered requests exceed this together, the longest
      of those that are still arriving are answered 503.
    - `idle_seconds`: a connection without a request for this long is closed.
    """

    receive_seconds: float = _default("receive_seconds")
    connection_limit: int = _default("connection_limit")
    max_url_bytes: int = _default("max_url_bytes")
    max_header_bytes: int = _default("max_header_bytes")
    max_unsent_bytes: int = _default("max_unsent_bytes")
    idle_seconds: float = _default("idle_seconds")
    connections_per_client: int = _default("connections_per_client")
    max_unanswered_bytes: int = _default("max_unanswered_bytes")

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits in the settings."""
        return cls(**{limit.name: getattr(settings, limit.name) for limit in fields(cls)})

    @property
    def unchecked_head_bytes(self) -> int:
        """No head of at most this many bytes is too long: a header of four bytes counts as 33."""
        return min(self.max_url_bytes, self.max_header_bytes // 9)

    def check_head(self, url_bytes: int, headers: Sequence[tuple[bytes, bytes]]) -> None:
        """Raise RequestError if the URL or the headers of a request are too long."""
        if url_bytes > self.max_url_bytes:
            message = f"The URL is longer than {self.max_url_bytes} bytes; send the query by POST."
            raise RequestError(ErrorCode.URI_TOO_LONG, message)
        # An empty header needs memory too. HTTP/2 counts in the same way (RFC 9113, 6.5.2).
        length = _HEADER_BYTES * len(headers) + sum(map(len, chain.from_iterable(headers)))
        self.check_headers(length)

    def check_headers(self, length: int) -> None:
        """Raise RequestError if headers of this length are too long."""
        if length > self.max_header_bytes:
            message = f"The headers are longer than {self.max_header_bytes} bytes; send fewer."
            raise RequestError(ErrorCode.HEADERS_TOO_LARGE, message)
