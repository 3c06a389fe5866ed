"""WebSockets on uvicorn, parsed in small pieces so that floods of empty frames block no one.

uvicorn parses all frames of one read at once: up to forty thousand empty ones, which takes a
second. Here a read is parsed piece by piece, and the event loop does other work in between. Parsing
stops while a message waits for the application, or the handshake for its answer. Small frames that
start no message (pings, pongs, continuations) are charged to the client, and a connection that
sends too many of them is closed with 1008.
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
"""How many bytes are parsed at once: at most 170 frames of six bytes each."""
_FRAMES_PER_TURN: Final = 64
"""After this many frames, the event loop does other work. A long message is a single frame."""
_UNITS_PER_FRAME: Final = 2.0
"""Parsing a frame takes less than twenty microseconds."""
_FRAMES_AT_ONCE: Final = 1_000.0
_FRAMES_PER_SECOND: Final = 100.0
_SMALL_BYTES: Final = 126
"""A frame with fewer bytes is small: no control frame is larger (RFC 6455, 5.5)."""
_POLICY_VIOLATION: Final = 1008
_RESTARTS: Final = 1012
_DRAIN_SECONDS: Final = 5.0
"""How long a server that drains answers what comes on a WebSocket."""
_CLOSE_SECONDS: Final = 2.0
"""How long a client may take to reply to a close."""
_INVALID_DATA: Final = 1007
_BEGINNING: Final = frozenset({Opcode.TEXT, Opcode.BINARY, Opcode.CLOSE})


class FrameAllowance:
    """How many small frames that start no message a connection may send: 1,000, plus 100 a second.

    `now` is the time in seconds on a monotonic clock.
    """

    def __init__(self, now: float) -> None:
        self._left, self._since = _FRAMES_AT_ONCE, now

    def take(self, frames: int, now: float) -> bool:
        """Use up some frames of the allowance; return False if it was too small."""
        regained = (now - self._since) * _FRAMES_PER_SECOND
        self._left = min(_FRAMES_AT_ONCE, self._left + regained) - frames
        self._since = now
        return self._left >= 0.0


class BoundedWebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, with a limit on how long one connection keeps the loop busy.

    If there is a `registry`, it closes the connection when the client stops reading or leaves too
    much unread.
    """

    registry: ConnectionRegistry | None = None
    is_receiving = False
    """Always false: unlike an HTTP connection, a WebSocket is never in the middle of a request."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unread, self._place = b"", 0
        """What has arrived, and how much of it was parsed."""
        self._continues_later = False
        self._allowance = FrameAllowance(self.loop.time())
        self._stall = StallDetector()
        self._held_back = 0
        """Bytes of messages that are not written before the client has read earlier ones."""
        self._frames = self._small_frames = 0
        """In this turn."""
        self._drains_until: float | None = None

    def data_received(self, data: bytes) -> None:
        """Parse what has arrived, unless earlier bytes still wait."""
        run_isolated(self, self._receive, data)

    def fail(self) -> None:
        """Close at once."""
        self.abort()

    # What the connection registry calls.

    @property
    def unsent_bytes(self) -> int:
        """Bytes of messages that the client has not read."""
        return self.transport.get_write_buffer_size() + self._held_back

    def check_timeouts(self, now: float) -> None:
        """Close the connection if the client has stopped reading."""
        if self.registry is None:
            return
        written, limits = self.transport.get_write_buffer_size(), self.registry.limits
        if self._stall.has_stalled(written, now, limits.receive_seconds):
            self.abort()
        elif self._drains_until is not None and now > self._drains_until:
            self._close_for_restart()

    def drain(self) -> None:
        """Close in some seconds: operations under way can end, and clients find another server."""
        if self.registry is not None:
            self._drains_until = self.registry.now + _DRAIN_SECONDS

    def _close_for_restart(self) -> None:
        """Close with 1012, so that the client connects again, and wait for its reply."""
        if self.close_sent or not self.handshake_complete:
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": _RESTARTS})
        self.conn.send_close(_RESTARTS)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(_CLOSE_SECONDS, self.transport.close)
        self._continue_later()

    def abort(self) -> None:
        """Close at once, and discard what was not sent."""
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
        """Discard what was not parsed."""
        self._unread = b""
        super().connection_lost(exc)

    async def receive(self) -> Any:
        """Return the next message; when the queue becomes empty, parsing continues."""
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self._continue_later()
        return message

    async def send(self, message: Any) -> None:
        """Send a message.

        After the answer to the handshake, parsing continues; also after a close, to find the
        client's reply.
        """
        had_handshake = self.handshake_complete
        if self.writable.is_set():
            await super().send(message)
        else:
            await self._send_later(message)
        if self.close_sent or not had_handshake:
            self._continue_later()

    async def _send_later(self, message: Any) -> None:
        """Send a message once the client has read earlier ones; each operation may wait here."""
        size = len(message.get("text") or message.get("bytes") or b"")
        self._held_back += size
        try:
            if self.registry is not None:
                run_isolated(self, self.registry.abort_slow_readers, self.connections)
            await super().send(message)
        finally:
            self._held_back -= size

    def handle_events(self) -> None:
        """Handle the events of a piece, and count its frames."""
        for event in self.conn.events:
            if isinstance(event, Frame):
                self._frames += 1
                if event.opcode not in _BEGINNING and len(event.data) < _SMALL_BYTES:
                    self._small_frames += 1
        super().handle_events()

    def send_receive_event_to_app(self) -> None:
        """Pass a message on; text that is not UTF-8 closes the connection (RFC 6455, 8.1)."""
        if self.curr_msg_data_type == "text":
            self.frames = [b"".join(self.frames)]
            try:
                self.frames[0].decode()
            except UnicodeDecodeError:
                self.frames = []
                self._end(_INVALID_DATA, "Text is not UTF-8")
                return
        super().send_receive_event_to_app()

    @property
    def _is_held(self) -> bool:
        """Whether parsing waits: for the application, or for the answer to the handshake."""
        return self.read_paused or (self.handshake_initiated and not self.handshake_complete)

    def _parse_pieces(self) -> None:
        """Parse a piece of what has arrived, or several pieces if they hold few frames."""
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
        """Charge small frames to the client; close the connection if it floods the server."""
        admission = getattr(self, "scope", {}).get("graphapi.admission")
        if isinstance(admission, Admission):
            admission.charge(_UNITS_PER_FRAME * frames)
        if self._allowance.take(frames, self.loop.time()):
            return
        self._end(_POLICY_VIOLATION, "Too many empty frames")

    def _end(self, code: int, reason: str) -> None:
        """Close the connection because of what its client has sent."""
        self.conn.fail(code, reason)
        self.handle_parser_exception()
