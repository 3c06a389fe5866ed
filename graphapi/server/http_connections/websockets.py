"""WebSockets on uvicorn, read in small pieces: frames that carry nothing keep nobody waiting.

uvicorn takes apart all frames of one read at once: up to forty thousand empty ones, which take a
second. Here a read is taken apart piece by piece, with the other work of the loop in between, and
no further as long as a message waits for the application, or the handshake for its answer. Small
frames that begin no message
(pings, pongs, continuations) take units from the client, and a connection that sends too many of
them is closed with 1008.
"""

from __future__ import annotations

from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

from graphapi.server.http_connections.connection_registry import ConnectionRegistry, run_isolated
from graphapi.server.http_connections.flow import StallDetector
from graphapi.server.requests.admission import Admission

__all__ = ["BoundedWebSocketProtocol", "FrameAllowance"]

_PIECE_BYTES: Final = 1_024
"""The bytes taken apart at once: at most 170 frames, of six bytes each."""
_FRAMES_PER_TURN: Final = 64
"""After so many frames other work has its turn. A long message is a single frame."""
_UNITS_PER_FRAME: Final = 2.0
"""A frame takes less than twenty microseconds."""
_FRAMES_AT_ONCE: Final = 1_000.0
_FRAMES_PER_SECOND: Final = 100.0
_SMALL_BYTES: Final = 126
"""A frame of fewer bytes is small: no control frame is larger (RFC 6455, 5.5)."""
_POLICY_VIOLATION: Final = 1008
_INVALID_DATA: Final = 1007
_BEGINNING: Final = frozenset({Opcode.TEXT, Opcode.BINARY, Opcode.CLOSE})


class FrameAllowance:
    """How many small frames that begin no message a connection may send: 1,000, and 100 a second.

    `now` is the time in seconds, on any clock that does not go back.
    """

    def __init__(self, now: float) -> None:
        self._left, self._since = _FRAMES_AT_ONCE, now

    def take(self, frames: int, now: float) -> bool:
        """Take so many; return False where there were not so many left."""
        regained = (now - self._since) * _FRAMES_PER_SECOND
        self._left = min(_FRAMES_AT_ONCE, self._left + regained) - frames
        self._since = now
        return self._left >= 0.0


class BoundedWebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol for WebSockets, with a bound on how long one keeps the loop busy.

    The `registry`, once there is one, ends it where its client takes nothing, or leaves too much.
    """

    registry: ConnectionRegistry | None = None
    is_receiving = False
    """It never is in the middle of a request, as connections that speak HTTP can be."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unread, self._place = b"", 0
        """What has arrived, and how much of it was taken apart."""
        self._continues_later = False
        self._allowance = FrameAllowance(self.loop.time())
        self._stall = StallDetector()
        self._held_back = 0
        """Bytes of messages that are not written before the client has taken earlier ones."""
        self._frames = self._small_frames = 0
        """Of this turn."""

    def data_received(self, data: bytes) -> None:
        """Take apart what has arrived, unless earlier bytes still wait for that."""
        run_isolated(self, self._receive, data)

    def fail(self) -> None:
        """End at once."""
        self.abort()

    # What the registry of connections asks.

    @property
    def unsent_bytes(self) -> int:
        """Bytes of messages that the client has not taken."""
        return self.transport.get_write_buffer_size() + self._held_back

    def check_timeouts(self, now: float) -> None:
        """End if the client takes nothing."""
        if self.registry is None:
            return
        written, limits = self.transport.get_write_buffer_size(), self.registry.limits
        if self._stall.has_stalled(written, now, limits.receive_seconds):
            self.abort()

    def abort(self) -> None:
        """End at once."""
        self.transport.abort()

    # From bytes to messages.

    def _receive(self, data: bytes) -> None:
        if self._unread:
            self._unread, self._place = self._unread[self._place :] + data, 0
            self.transport.pause_reading()
        else:
            self._unread = data
            self._parse_pieces()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was not taken apart."""
        self._unread = b""
        super().connection_lost(exc)

    async def receive(self) -> Any:
        """Return the next message; once none is left, what has arrived is taken apart further."""
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self._continue_later()
        return message

    async def send(self, message: Any) -> None:
        """Send a message.

        Behind the answer to the handshake, what has arrived is taken apart; behind a close, too, to
        find the reply.
        """
        had_handshake = self.handshake_complete
        if self.writable.is_set():
            await super().send(message)
        else:
            await self._send_later(message)
        if self.close_sent or not had_handshake:
            self._continue_later()

    async def _send_later(self, message: Any) -> None:
        """Send a message once the client has taken earlier ones: each operation may wait here."""
        size = len(message.get("text") or message.get("bytes") or b"")
        self._held_back += size
        try:
            if self.registry is not None:
                run_isolated(self, self.registry.abort_slow_readers, self.connections)
            await super().send(message)
        finally:
            self._held_back -= size

    def handle_events(self) -> None:
        """Handle what a piece held, and count its frames."""
        for event in self.conn.events:
            if isinstance(event, Frame):
                self._frames += 1
                if event.opcode not in _BEGINNING and len(event.data) < _SMALL_BYTES:
                    self._small_frames += 1
        super().handle_events()

    def send_receive_event_to_app(self) -> None:
        """Pass a message on; text that is not UTF-8 ends the connection (RFC 6455, 8.1)."""
        if self.curr_msg_data_type == "text":
            self.frames = [b"".join(self.frames)]
            try:
                self.frames[0].decode()
            except UnicodeDecodeError:
                self.frames = []
                self._end(_INVALID_DATA, "Text that is not UTF-8")
                return
        super().send_receive_event_to_app()

    @property
    def _is_held(self) -> bool:
        """Whether what has arrived waits: for the application, or the answer to the handshake."""
        return self.read_paused or (self.handshake_initiated and not self.handshake_complete)

    def _parse_pieces(self) -> None:
        """Take apart a piece of what has arrived, or several that hold few frames."""
        self._frames = self._small_frames = 0
        while self._unread and not self._is_held and self._frames < _FRAMES_PER_TURN:
            piece = self._unread[self._place : self._place + _PIECE_BYTES]
            self._place += len(piece)
            if self._place >= len(self._unread):
                self._unread, self._place = b"", 0
            super().data_received(piece)
        if self._small_frames:
            self._charge(self._small_frames)
        if self.transport.is_closing():
            self._unread = b""
        elif self._unread:
            self.transport.pause_reading()
            if not self._is_held:
                self._continue_later()
        elif not self.read_paused:
            self.transport.resume_reading()

    def _continue_later(self) -> None:
        if not self._continues_later:
            self._continues_later = True
            self.loop.call_soon(run_isolated, self, self._continue)

    def _continue(self) -> None:
        self._continues_later = False
        if not self.transport.is_closing():
            self._parse_pieces()

    def _charge(self, frames: int) -> None:
        """Take the price of small frames from the client; close the connection of a flood."""
        admission = getattr(self, "scope", {}).get("graphapi.admission")
        if isinstance(admission, Admission):
            admission.charge(_UNITS_PER_FRAME * frames)
        if self._allowance.take(frames, self.loop.time()):
            return
        self._end(_POLICY_VIOLATION, "Too many frames that carry nothing")

    def _end(self, code: int, reason: str) -> None:
        """Close the connection for what its client has sent."""
        self.conn.fail(code, reason)
        self.handle_parser_exception()
