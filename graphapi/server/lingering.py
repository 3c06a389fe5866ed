"""Connections that end while their client still sends.

A system that gets bytes for a connection that was closed tells the client to forget it, and with it
an answer that it has not read yet. So only the server's own end is closed, and what else arrives is
thrown away for a while (RFC 9112, section 9.6).
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

__all__ = ["LingeringTransport", "linger"]

SECONDS: Final = 2.0
"""So long a client may take to read the last answer and to end."""
MOST_BYTES: Final = 1_048_576
"""So much may it send meanwhile."""


def linger(transport: Any) -> None:
    """Close a connection on which all is written, once its client has ended, or a moment later."""
    if transport.is_closing() or not transport.can_write_eof():
        transport.close()
        return
    transport.set_protocol(_Lingering(transport))
    transport.resume_reading()
    transport.write_eof()


class LingeringTransport:
    """What a request that still arrives has as its transport: `close` may linger."""

    def __init__(self, transport: Any, close: Callable[[], None]) -> None:
        self.write, self.is_closing, self.close = transport.write, transport.is_closing, close


class _Lingering(asyncio.Protocol):
    """Takes what arrives for the protocol that the connection had, and tells it of the end."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._before: Any = transport.get_protocol()
        self._left = MOST_BYTES
        self._timer = asyncio.get_running_loop().call_later(SECONDS, transport.close)

    def data_received(self, data: bytes) -> None:
        """Throw it away."""
        self._left -= len(data)
        if self._left < 0:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._timer.cancel()
        self._before.connection_lost(exc)
