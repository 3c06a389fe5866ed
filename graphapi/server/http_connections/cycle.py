"""A request and its answer by ASGI, as uvicorn has it, with less for clients that may be gone."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from graphapi.server.requests.observation import GONE_STATUS

__all__ = ["Cycle"]


class Cycle(RequestResponseCycle):
    """A request and its answer by ASGI."""

    def __init__(self, *, keep_alive: bool, expect_100_continue: bool, **arguments: Any) -> None:
        # Who is not told to continue may send the body or not: what follows is uncertain.
        self._keeps_alive = keep_alive
        super().__init__(
            keep_alive=keep_alive and not expect_100_continue,
            expect_100_continue=expect_100_continue,
            **arguments,
        )

    async def send(self, message: Any) -> None:
        """Send a part of the answer, or nothing if it says that the client has gone."""
        if message.get("status") == GONE_STATUS:  # nobody is there to read that nobody is there
            self.disconnected = True
            self.transport.close()
        await super().send(message)

    async def receive(self) -> Any:
        """Return a part of the body; a client that waits for it is told to continue."""
        if self.waiting_for_100_continue:
            self.keep_alive = self._keeps_alive
        return await super().receive()
