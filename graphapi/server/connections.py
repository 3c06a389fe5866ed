"""What clients may do with connections, before there is a request that the guard could look at."""

from collections.abc import Iterable, MutableSet, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any, Final, Self

from graphapi.server.codes import ErrorCode, RequestError
from graphapi.settings import Settings

__all__ = ["MOST_TURNED_AWAY", "ConnectionLimits", "cut_off"]

MOST_TURNED_AWAY: Final = 32
"""So many connections beyond the limits may linger at once, to read that they are."""

_HEADER_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Bounds of time, number and length.

    A request that has not arrived after `receive_seconds`, looked at now and then, is answered
    408; one on a connection beyond the `most` that are held at once, or the `most_per_client`, is
    answered 503. A URL of more
    than `url_bytes` is answered 414; headers of more than `header_bytes`, where each counts 32 more
    than its name and value have, 431. Where clients have not taken `unsent_bytes` of their answers,
    those with the most are cut off. A connection on which nothing has been asked for `idle_seconds`
    ends.
    """

    receive_seconds: float = 20.0
    most: int = 900
    url_bytes: int = 16_384
    header_bytes: int = 32_768
    unsent_bytes: int = 268_435_456
    idle_seconds: float = 5.0
    most_per_client: int = 200

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits that the settings have."""
        return cls(
            receive_seconds=settings.receive_seconds,
            most=settings.connection_limit,
            url_bytes=settings.max_url_bytes,
            header_bytes=settings.max_header_bytes,
            unsent_bytes=settings.max_unsent_bytes,
            most_per_client=settings.connections_per_client,
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


def cut_off(connections: Iterable[Any], most: int, ending: MutableSet[Any]) -> None:
    """End the connections that leave the most of their answers, until it is at most so many bytes.

    `ending` are those that were ended before, and whose memory is not free yet.
    """
    sizes = [
        (each.transport.get_write_buffer_size(), each) for each in connections if each not in ending
    ]
    total = sum(size for size, _ in sizes)
    if total > most:
        sizes.sort(key=itemgetter(0))
    while total > most:
        size, connection = sizes.pop()
        ending.add(connection)
        connection.transport.abort()
        total -= size
