"""Long queries run in time slices, and other operations run in between.

A query is a deep stack of calls, of generated code and of graphql-core, that cannot be suspended.
So a long query runs on a stack of its own (a greenlet) in the thread of the event loop. Each pause
switches back to the loop, which runs other operations, and switches to the query again when its
next turn comes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from time import perf_counter
from typing import Final, Generic, TypeVar

from greenlet import greenlet

from graphapi.runtime.deadlines import INTERRUPTIONS, Interruption, current_deadline, pausing
from graphapi.server.turns.turn_queue import SLICE_SECONDS, TurnQueue

__all__ = ["MAX_STARTED", "TimeSlicer"]

ResultT = TypeVar("ResultT")

MAX_STARTED: Final = 8
"""How many queries may be half done: each of them holds its partial result in memory."""


class TimeSlicer:
    """Runs long queries in time slices, each in turn with the other operations of the loop.

    A time slice ends at the first pause after `seconds`.
    """

    def __init__(self, turns: TurnQueue, seconds: float = SLICE_SECONDS) -> None:
        self._turns, self._seconds = turns, seconds
        self._begun = 0

    async def __call__(self, work: Callable[[], ResultT], price: int) -> ResultT:
        """Return what `work` returns, or raise what it raises; see `graphapi.execution.LongRunner`.

        Raises what `TurnQueue.wait` raises before the work starts, and what `TurnQueue.requeue`
        raises after that. Work that is abandoned ends at the pause that it had reached.
        """
        turns, deadline = self._turns, current_deadline.get()
        if deadline is not None:
            deadline.check()
        while not turns.has_time_left or self._begun >= MAX_STARTED:
            await turns.wait(price)
        self._begun += 1
        try:
            return await self._run(work, price)
        finally:
            self._begun -= 1

    async def _run(self, work: Callable[[], ResultT], price: int) -> ResultT:
        turns, number = self._turns, self._turns.next_number()
        slices = _TimeSlices(work, self._seconds)
        spent = 0.0
        try:
            while True:
                began = perf_counter()
                has_ended = slices.run_slice()
                time = (perf_counter() - began) * 1e6
                turns.add_work(time)
                if has_ended:
                    return slices.result()
                spent += time
                await turns.requeue(price, spent, number)
        finally:
            slices.end()


class _AbandonedError(Interruption):
    """Ends work that will not be continued."""


class _TimeSlices(Generic[ResultT]):
    """Work on a stack of its own that runs one time slice at a time."""

    def __init__(self, work: Callable[[], ResultT], seconds: float) -> None:
        self._seconds, self._until = seconds, 0.0
        self._stack = greenlet(partial(copy_context().run, work))
        self._results: list[ResultT] = []

    def run_slice(self) -> bool:
        """Run the work until its next pause or its end; return whether it has ended.

        Raises what the work raises.
        """
        # Not left to the watching thread: code that often releases the interpreter lock for a
        # moment, as numpy does, can keep that thread waiting for a second.
        INTERRUPTIONS.pause_due, self._until = True, perf_counter() + self._seconds
        try:
            with pausing(self._pause):
                result = self._stack.switch()
        finally:
            INTERRUPTIONS.pause_due = False
        if self._stack.dead:
            self._results.append(result)
        return self._stack.dead

    def result(self) -> ResultT:
        """Return what the work returned, once it has ended."""
        return self._results.pop()

    def end(self) -> None:
        """End unfinished work at the pause that it had reached."""
        while self._stack and not self._stack.dead:
            with suppress(_AbandonedError), pausing(self._pause):
                self._stack.throw(_AbandonedError)

    def _pause(self) -> None:
        if perf_counter() < self._until:
            return
        INTERRUPTIONS.check()
        waiting = self._stack.parent
        assert waiting is not None
        waiting.switch()
