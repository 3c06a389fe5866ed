"""Interrupting work: when its deadline has passed, or when its client has disconnected.

Work over a corpus in memory runs in one go, and nothing outside can stop it. So long loops check
regularly: `if INTERRUPTIONS.due: INTERRUPTIONS.check()` costs next to nothing, because `due` is
false except for a few moments each second. Only then is the deadline of the current work checked.

    with watching(), limited(Deadline(5.0)):
        ...  # raises DeadlineExceededError at the first check after five seconds

The exceptions do not derive from `Exception`: a resolver, or the code that runs it, must not treat
them as the failure of one field and continue with the next.

If nothing is half done, between two resolvers, work can also be paused:
`if INTERRUPTIONS.pause_due: INTERRUPTIONS.pause()`. That calls the function that `pausing` set for
this thread, or else checks.
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
    "INTERRUPTIONS",
    "ClientDisconnectedError",
    "Deadline",
    "DeadlineExceededError",
    "Interruption",
    "InterruptionCheck",
    "current_deadline",
    "limited",
    "pausing",
    "watching",
    "within_deadline",
]

ResultT = TypeVar("ResultT")

_LOOK_SECONDS: Final = 0.05


class Interruption(BaseException):
    """The base of the exceptions that interrupt work from outside."""


class DeadlineExceededError(Interruption):
    """The work took longer than allowed."""


class ClientDisconnectedError(Interruption):
    """The client that requested the work has disconnected."""


class Deadline:
    """A deadline of `seconds` from now; work also ends when `is_disconnected` returns True."""

    timeout: asyncio.Timeout | None = None
    """What interrupts the work while it waits; see `within_deadline`."""

    def __init__(self, seconds: float, is_disconnected: Callable[[], bool] | None = None) -> None:
        self.seconds, self.is_disconnected = seconds, is_disconnected
        self.end = time.monotonic() + seconds

    def pause(self) -> None:
        """Stop the clock until `renew`: the work waits for other work, which does not count."""
        self.end = inf
        if self.timeout is not None:
            self.timeout.reschedule(None)

    def renew(self) -> None:
        """Restart the clock."""
        self.end = time.monotonic() + self.seconds
        if self.timeout is not None:
            self.timeout.reschedule(asyncio.get_running_loop().time() + self.seconds)

    def check(self) -> None:
        """Raise DeadlineExceededError or ClientDisconnectedError if the work has to stop."""
        if time.monotonic() > self.end:
            raise DeadlineExceededError
        if self.is_disconnected is not None and self.is_disconnected():
            raise ClientDisconnectedError


current_deadline: ContextVar[Deadline | None] = ContextVar("current_deadline", default=None)
"""The deadline of the work in this context; None if there is none."""


@contextmanager
def limited(deadline: Deadline) -> Iterator[None]:
    """Apply a deadline to the work inside the block."""
    token = current_deadline.set(deadline)
    try:
        yield
    finally:
        current_deadline.reset(token)


async def within_deadline(work: Awaitable[ResultT]) -> ResultT:
    """Await work until its deadline at most. Raises DeadlineExceededError then."""
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
    """The state of one thread."""

    pause: Callable[[], None] | None = None


_THREAD: Final = _Thread()


@contextmanager
def pausing(pause: Callable[[], None]) -> Iterator[None]:
    """Make `INTERRUPTIONS.pause` call only `pause`, in this thread and during the block."""
    before, _THREAD.pause = _THREAD.pause, pause
    try:
        yield
    finally:
        _THREAD.pause = before


class InterruptionCheck:
    """Tells work when to check for interruptions: every 50 ms, while `watching` is active.

    `pause_due` tells it to work that can also pause. Others may set it too, as long as they need
    each pause to be called.
    """

    __slots__ = ("due", "pause_due")

    def __init__(self) -> None:
        self.due = self.pause_due = False

    def check(self) -> None:
        """Raise an Interruption if the current work has to stop."""
        self.due = False
        deadline = current_deadline.get()
        if deadline is not None:
            deadline.check()

    def pause(self) -> None:
        """Let other work run if this thread has a pause function; otherwise check.

        Call it only if no lock is held and nothing is half done: anything else in this process
        may run before it returns. Raises an Interruption if the current work has to stop.
        """
        pause = _THREAD.pause
        if pause is not None:
            pause()
        else:
            self.pause_due = False
            self.check()


INTERRUPTIONS: Final = InterruptionCheck()
"""The single instance of this process."""


@contextmanager
def watching() -> Iterator[None]:
    """Enforce deadlines during the block, with a thread of its own."""
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(_LOOK_SECONDS):
            INTERRUPTIONS.due = INTERRUPTIONS.pause_due = True

    thread = threading.Thread(target=tick, name="graphapi-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
