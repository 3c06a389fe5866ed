"""uvicorn's ASGI cycle of request and answer, with special cases for disconnected clients."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from graphapi.server.requests.observation import GONE_STATUS

__all__ = ["Cycle"]


class Cycle(RequestResponseCycle):
    """One request and its answer over ASGI."""

    def __init__(self, *, keep_alive: bool, expect_100_continue: bool, **arguments: Any) -> None:
        # A client that was not told to continue may or may not send the body: what follows on the
        # connection is uncertain.
        self._keeps_alive = keep_alive
        super().__init__(
            keep_alive=keep_alive and not expect_100_continue,
            expect_100_continue=expect_100_continue,
            **arguments,
        )

    def end_keep_alive(self) -> None:
        """Close the connection after this answer; call it before the answer begins."""
        self.keep_alive = self._keeps_alive = False

    async def send(self, message: Any) -> None:
        """Send a part of the answer; close the connection if the client has disconnected."""
        if message.get("status") == GONE_STATUS:  # the client would not read it
            self.disconnected = True
            self.transport.close()
        await super().send(message)

    async def receive(self) -> Any:
        """Return a part of the body. A client that waits for 100 Continue gets it now."""
        if self.waiting_for_100_continue:
            self.keep_alive = self._keeps_alive
        return await super().receive()
