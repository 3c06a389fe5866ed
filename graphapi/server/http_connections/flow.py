"""Flow control: when a connection reads more, and when its client has stopped reading."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.flow_control import FlowControl

from graphapi.server.http_connections.request_reader import RequestReader

__all__ = ["StallDetector", "SteppedFlowControl"]


class SteppedFlowControl(FlowControl):
    """Flow control that resumes reading only after everything received so far was parsed.

    Requests are answered one at a time. A connection that resumed reading after each of them would
    buffer more and more of what its client sends ahead, and copy all of it again each time.
    """

    def __init__(self, transport: asyncio.Transport, reader: RequestReader) -> None:
        super().__init__(transport)
        self._reader = reader

    def resume_reading(self) -> None:
        """Resume reading, unless received bytes still wait to be parsed."""
        if self.read_paused and not self._reader.has_more:
            super().resume_reading()


class StallDetector:
    """Detects a client that reads nothing of what was written to it."""

    def __init__(self) -> None:
        self._unsent, self._since = 0, 0.0

    def has_stalled(self, unsent: int, now: float, seconds: float) -> bool:
        """Whether the same `unsent` bytes have been waiting for more than `seconds`.

        `now` is the time in seconds on a monotonic clock.
        """
        if unsent != self._unsent or not unsent:
            self._unsent, self._since = unsent, now
            return False
        return now - self._since > seconds
