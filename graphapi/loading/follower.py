"""What a worker does to answer from the newest graph."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Final

from graphapi.changes import ChangeLog
from graphapi.graph import ArticleGraph
from graphapi.graph.graph_parts import graph_from_parts
from graphapi.runtime.garbage import collections_paused
from graphapi.runtime.mailbox import Mailbox

__all__ = ["Follower"]

_LOGGER = logging.getLogger(__name__)

_LOOK_SECONDS: Final = 0.02
_COMMIT_SECONDS: Final = 0.005
_SWITCH_SECONDS: Final = 0.0005
"""How long the thread that takes over a graph keeps those who answer waiting."""

Prepare = Callable[[ArticleGraph, datetime, ChangeLog], Callable[[], None]]
"""Makes all that answers need of a graph, and returns what changes to it."""


class Follower:
    """Takes over each graph that is published, as the worker at `place`."""

    def __init__(self, mailbox: Mailbox, place: int, prepare: Prepare) -> None:
        self._mailbox, self._place, self._prepare = mailbox, place, prepare
        self._number = 0

    def catch_up(self) -> None:
        """Change to the newest graph now: call it before anything is answered."""
        number = self._mailbox.published
        change = self._take(number) if number else None
        if change is not None:
            change()
            self._number = number
        self._mailbox.note_read(self._place, self._number)

    async def follow(self) -> None:
        """Change to each graph that is published, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            number = self._mailbox.published
            if number == self._number:
                continue
            try:
                change = await asyncio.to_thread(self._take_beside_answers, number)
            except Exception:
                _LOGGER.exception("Taking over a new version failed; the one before stays")
                self._number = number
                continue
            if change is not None:
                await self._change_with_others(number, change)

    async def _change_with_others(self, number: int, change: Callable[[], None]) -> None:
        self._mailbox.note_read(self._place, number)
        while self._mailbox.current < number:
            if self._mailbox.published != number:
                return  # the loader has died in between, and another one has published since
            await asyncio.sleep(_COMMIT_SECONDS)
        change()
        self._number = number

    def _take_beside_answers(self, number: int) -> Callable[[], None] | None:
        usual = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        try:
            return self._take(number)
        finally:
            sys.setswitchinterval(usual)

    def _take(self, number: int) -> Callable[[], None] | None:
        """Read a graph and prepare it; None where a newer one has taken its place."""
        parts = self._mailbox.read(number)
        if parts is None:
            return None
        with collections_paused():
            loaded_at, log = next(parts)
            change = self._prepare(graph_from_parts(parts), loaded_at, log)
            # The garbage collector need not scan a version: nothing in it refers back to what
            # refers to it, so that it goes with its last reference.
            gc.freeze()
        return change
