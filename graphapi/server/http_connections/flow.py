"""When a connection reads on, and when its client has stopped taking what was written."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.flow_control import FlowControl

from graphapi.server.http_connections.request_reader import RequestReader

__all__ = ["StallDetector", "SteppedFlowControl"]


class SteppedFlowControl(FlowControl):
    """Flow control that reads on only once everything read before has been looked at.

    Requests are answered one at a time. A connection that read on after each of them would hold
    ever more of what its client sends ahead, and copy all of it again each time.
    """

    def __init__(self, transport: asyncio.Transport, reader: RequestReader) -> None:
        super().__init__(transport)
        self._reader = reader

    def resume_reading(self) -> None:
        """Read on, unless something that was read waits to be looked at."""
        if self.read_paused and not self._reader.has_more:
            super().resume_reading()


class StallDetector:
    """Notices a client that takes nothing of what was written to it."""

    def __init__(self) -> None:
        self._unsent, self._since = 0, 0.0

    def has_stalled(self, unsent: int, now: float, seconds: float) -> bool:
        """Whether the same `unsent` bytes have waited for longer than that, as of the last looks.

        `now` is the time in seconds, on any clock that does not go back.
        """
        if unsent != self._unsent or not unsent:
            self._unsent, self._since = unsent, now
            return False
        return now - self._since > seconds
