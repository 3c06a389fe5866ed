"""Work that stops: when its time is up, or when nobody waits for the answer any more.

Work over a corpus in memory runs in one go, and nothing outside can stop it. So long loops look up
from time to time: `if WATCH.due: WATCH.look()` costs next to nothing, because `due` is false but
for a few moments in each second. Only then is asked whose work it is, and how long it may take.

    with watching(), limited(Deadline(5.0)):
        ...  # raises DeadlineExceededError after five seconds, at the next look

The exceptions are no `Exception`: a resolver, or what runs it, must not take them for the failure
of one field and go on with the next.

Where nothing is half done, between two resolvers, work can pause as well: `if WATCH.pause_due:
WATCH.pause()`. That calls what was installed by `pausing` in this thread, or else looks.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from typing import Final, TypeVar

__all__ = [
    "WATCH",
    "ClientGoneError",
    "Deadline",
    "DeadlineExceededError",
    "Interruption",
    "Watch",
    "current_deadline",
    "limited",
    "pausing",
    "watching",
    "within_deadline",
]

ResultT = TypeVar("ResultT")

_LOOK_SECONDS: Final = 0.05


class Interruption(BaseException):
    """The base of what ends work from outside."""


class DeadlineExceededError(Interruption):
    """The work took longer than it may."""


class ClientGoneError(Interruption):
    """Who asked for the work has gone away."""


class Deadline:
    """How long some work may go on: so many seconds from now, and while `is_gone` says False."""

    timeout: asyncio.Timeout | None = None
    """What ends the work while it waits; see `within_deadline`."""

    def __init__(self, seconds: float, is_gone: Callable[[], bool] | None = None) -> None:
        self.seconds, self.is_gone = seconds, is_gone
        self.end = time.monotonic() + seconds

    def pause(self) -> None:
        """Count no time until `renew`: what comes is no work, but waiting for that of others."""
        self.end = inf
        if self.timeout is not None:
            self.timeout.reschedule(None)

    def renew(self) -> None:
        """Begin anew."""
        self.end = time.monotonic() + self.seconds
        if self.timeout is not None:
            self.timeout.reschedule(asyncio.get_running_loop().time() + self.seconds)

    def check(self) -> None:
        """Raise DeadlineExceededError or ClientGoneError where the work has to stop."""
        if time.monotonic() > self.end:
            raise DeadlineExceededError
        if self.is_gone is not None and self.is_gone():
            raise ClientGoneError


current_deadline: ContextVar[Deadline | None] = ContextVar("current_deadline", default=None)
"""The deadline of the work that runs in this context; None where it may take any time."""


@contextmanager
def limited(deadline: Deadline) -> Iterator[None]:
    """Let a deadline hold for what runs inside."""
    token = current_deadline.set(deadline)
    try:
        yield
    finally:
        current_deadline.reset(token)


async def within_deadline(work: Awaitable[ResultT]) -> ResultT:
    """Wait for work, until its deadline at most. Raises DeadlineExceededError then."""
    deadline = current_deadline.get()
    if deadline is None:
        return await work
    left = None if deadline.end == inf else max(0.0, deadline.end - time.monotonic())
    try:
        async with asyncio.timeout(left) as deadline.timeout:
            return await work
    except TimeoutError:
        if deadline.timeout is not None and deadline.timeout.expired():
            raise DeadlineExceededError from None
        raise
    finally:
        deadline.timeout = None


class _Thread(threading.local):
    """What belongs to one thread."""

    pause: Callable[[], None] | None = None


_THREAD: Final = _Thread()


@contextmanager
def pausing(pause: Callable[[], None]) -> Iterator[None]:
    """Let `WATCH.pause` call `pause`, and nothing else, in this thread while the block runs."""
    before, _THREAD.pause = _THREAD.pause, pause
    try:
        yield
    finally:
        _THREAD.pause = before


class Watch:
    """Says when it is time to look up from work: every 50 ms, while somebody is `watching`.

    `pause_due` says it to those who can also pause. It may be set by others, too, for as long as
    there is something to be called at each pause.
    """

    __slots__ = ("due", "pause_due")

    def __init__(self) -> None:
        self.due = self.pause_due = False

    def look(self) -> None:
        """Raise an Interruption if the current work has to stop."""
        self.due = False
        deadline = current_deadline.get()
        if deadline is not None:
            deadline.check()

    def pause(self) -> None:
        """Let others run, where that has been arranged for this thread; look, where it has not.

        Call it only where no lock is held and nothing is half done: whatever else this process does
        may happen before it returns. Raises an Interruption if the current work has to stop.
        """
        pause = _THREAD.pause
        if pause is not None:
            pause()
        else:
            self.pause_due = False
            self.look()


WATCH: Final = Watch()
"""The one watch of this process."""


@contextmanager
def watching() -> Iterator[None]:
    """Let deadlines be kept while the block runs, by a thread of its own."""
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(_LOOK_SECONDS):
            WATCH.due = WATCH.pause_due = True

    thread = threading.Thread(target=tick, name="graphapi-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
