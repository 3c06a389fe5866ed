"""Long queries in stretches: others are let in wherever one can pause.

A query is a deep stack of calls, of generated code and of graphql-core, and none of them can stop
half way but in a thread of its own. So that is where a long one runs, while the thread of the event
loop waits for it: of both only ever one goes on, as if there were one thread. Each pause hands over
to the loop, which lets others run and hands back when it is this query's turn again.
"""

from __future__ import annotations

import asyncio
from asyncio.events import _set_running_loop  # made for what runs on behalf of a loop
from collections.abc import Callable
from contextvars import copy_context
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Final, Generic, TypeVar

from graphapi.interruption import WATCH, Interruption, current_deadline, pausing
from graphapi.server.turns import STRETCH_SECONDS, Turns

__all__ = ["MOST_BEGUN", "InStretches"]

ResultT = TypeVar("ResultT")

MOST_BEGUN: Final = 8
"""So many queries may be half done, each with a thread and with what it has made so far."""


class InStretches:
    """Runs long queries in stretches, each in turn with the other operations of the loop.

    A stretch ends at the first pause after so many seconds.
    """

    def __init__(self, turns: Turns, seconds: float = STRETCH_SECONDS) -> None:
        self._turns, self._seconds = turns, seconds
        self._begun = 0

    async def __call__(self, work: Callable[[], ResultT], price: int) -> ResultT:
        """Return what `work` returns, or raise what it raises; see `graphapi.execution.RunLong`.

        Raises what `Turns.wait` raises before the work began, and what `Turns.wait_again` raises
        after that. Work that is left half done ends at the pause where it was.
        """
        turns, deadline = self._turns, current_deadline.get()
        if deadline is not None:
            deadline.check()
        if asyncio.get_running_loop().get_debug():
            return work()  # a loop that is being debugged refuses to be called from threads
        while not turns.has_time or self._begun >= MOST_BEGUN:
            await turns.wait(price)
        self._begun += 1
        try:
            return await self._run(work, price)
        finally:
            self._begun -= 1

    async def _run(self, work: Callable[[], ResultT], price: int) -> ResultT:
        turns, number = self._turns, self._turns.number()
        stretches = _Stretches(work, self._seconds)
        spent = 0.0
        try:
            while True:
                began = perf_counter()
                has_ended = stretches.go_on()
                time = (perf_counter() - began) * 1e6
                turns.spend(time)
                if has_ended:
                    return stretches.result()
                spent += time
                await turns.wait_again(price, spent, number)
        finally:
            stretches.end()


class _AbandonedError(Interruption):
    """Ends the thread of work that nobody goes on with."""


class _Stretches(Generic[ResultT]):
    """Some work in a thread that goes on when it is told to, while the caller waits."""

    def __init__(self, work: Callable[[], ResultT], seconds: float) -> None:
        self._work, self._seconds = work, seconds
        self._context, self._loop = copy_context(), asyncio.get_running_loop()
        self._is_wanted: SimpleQueue[bool] = SimpleQueue()
        """Tells the thread to go on, or to end."""
        self._has_ended: SimpleQueue[bool] = SimpleQueue()
        """Tells the caller that the thread pauses, or has ended."""
        self._thread: Thread | None = None
        self._is_over = False
        self._until = 0.0
        self._results: list[ResultT] = []
        self._error: BaseException | None = None

    def go_on(self) -> bool:
        """Let the work go on until it pauses or ends; return whether it has ended."""
        # Not left to the thread that watches: code that often gives up the interpreter lock for a
        # moment, as numpy does, can keep that thread waiting for a second.
        WATCH.pause_due, self._until = True, perf_counter() + self._seconds
        if self._thread is None:
            # A daemon: one that was never ended must not keep the process.
            self._thread = Thread(target=self._run, name="graphapi-query", daemon=True)
            self._thread.start()
        else:
            self._is_wanted.put(True)
        self._is_over = self._has_ended.get()
        WATCH.pause_due = False
        return self._is_over

    def result(self) -> ResultT:
        """Return what the work returned, or raise what it raised, once it has ended."""
        error, self._error = self._error, None
        if error is None:
            return self._results.pop()
        try:
            raise error
        finally:
            del error  # its traceback holds this frame: only the garbage collector would end that

    def end(self) -> None:
        """End work that has begun and not ended, at the pause where it is."""
        while self._thread is not None and not self._is_over:
            self._is_wanted.put(False)
            self._is_over = self._has_ended.get()
        self._error = None  # its traceback leads here

    def _run(self) -> None:
        _set_running_loop(self._loop)
        try:
            with pausing(self._pause):
                self._results.append(self._context.run(self._work))
        except BaseException as error:  # noqa: BLE001  the caller raises it
            self._error = error
        finally:
            _set_running_loop(None)
            self._has_ended.put(True)

    def _pause(self) -> None:
        if perf_counter() < self._until:
            return
        WATCH.look()
        self._has_ended.put(False)
        if not self._is_wanted.get():
            raise _AbandonedError
