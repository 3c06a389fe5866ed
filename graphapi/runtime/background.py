"""Values that take long to compute: a child process computes them while a server already answers.

    ranks = Background("the ranks", make)
    with compute_in_background(ranks):  # before any worker forks: starts a child process
        serve()  # `ranks.get()` raises NotReadyError until the child is done

`make` gets a function to which it can tell how much of its work is done, as a number from 0 to 1;
`ranks.progress` is what it told last, in every process.

The child has an interpreter of its own and a low priority, so it does not slow down requests. Its
result goes through an unnamed file into the memory of every process that was forked after the child
started. Arrays in it are mapped, so there is only one copy for all workers. Without a child (in a
notebook, for example), a value is computed on first use.

Values must be picklable. This module knows nothing of articles.
"""

from __future__ import annotations

import asyncio
import logging
import mmap
import os
import select
import signal
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any, Final, Generic, NoReturn, TypeVar

from graphapi.errors import NotReadyError
from graphapi.runtime.mapped_files import read_parts, write_parts

__all__ = ["Background", "Progress", "Tell", "compute_in_background", "exit_with_parent"]

_LOGGER = logging.getLogger(__name__)

_NICENESS: Final = 5

_TELL_SECONDS: Final = 5.0
"""People are told of what takes longer than this, and so often."""

Progress = Callable[[float], None]
"""Takes the share of the work that is done, from 0 to 1."""

Tell = Callable[[str], None]
"""Shows a line to people."""

T = TypeVar("T")


class Background(Generic[T]):
    """A value that takes long to compute, computed once: by a child process or on first use.

    `name` is its name in messages, in the plural. Safe to use from several threads.
    """

    def __init__(self, name: str, make: Callable[[Progress], T]) -> None:
        self.name, self._make = name, make
        self._lock = Lock()
        self._child: _ChildProcess | None = None
        self._made: tuple[T] | None = None
        self._error: Exception | None = None

    def start(self, tell: Tell | None = None, after: Background[Any] | None = None) -> None:
        """Start a child process that computes it, unless that is done or the system cannot fork.

        Call it in a process without other threads, before forking the processes that will use it.
        If it takes long, the child tells how far it is. It begins when the child of `after` ends.
        """
        if self._made is None and self._child is None and hasattr(os, "fork"):
            earlier = None if after is None else after.pipe
            self._child = _ChildProcess(self.name, self._make, tell, earlier)

    @property
    def pipe(self) -> int | None:
        """What can be read to its end when the child has ended; None without a child."""
        return None if self._child is None else self._child.pipe

    def stop(self) -> None:
        """Stop the child if it is still running; the value is then computed on first use."""
        if self._child is not None:
            self._child.end()

    def get(self) -> T:
        """The value. Raises NotReadyError while a child computes it, and errors of computing it."""
        made = self._made
        return made[0] if made is not None else self._first_result()

    @property
    def is_made(self) -> bool:
        """Whether the value is there, so that `get` neither raises nor computes it."""
        return self._made is not None

    @property
    def progress(self) -> float:
        """How much of the work is done, from 0 to 1; 1 also if the child has failed."""
        child = self._child
        if self._made is not None or (child is not None and child.has_ended()):
            return 1.0
        return 0.0 if child is None else child.progress

    def put(self, value: T) -> None:
        """Set the value, which was computed elsewhere."""
        self._made = (value,)

    def _first_result(self) -> T:
        with self._lock:
            if self._made is None:
                self._made = self._from_child() or (self._compute_here(),)
            return self._made[0]

    def _from_child(self) -> tuple[T] | None:
        """The result of the child; None if there is no child, or if it failed."""
        child = self._child
        if child is None:
            return None
        if not child.has_ended():
            raise NotReadyError(self.name, child.wait)
        self._child = None
        made: tuple[T] | None = child.take()
        if made is None:
            _LOGGER.error("The process that computed %s failed; computing them here", self.name)
        return made

    def _compute_here(self) -> T:
        """Compute it in this process. A failure is not retried: that would take too long."""
        if self._error is None:
            try:
                return self._make(_ignore)
            except Exception as error:
                self._error = error
                raise
        raise self._error


@contextmanager
def compute_in_background(*values: Background[Any], tell: Tell | None = None) -> Iterator[None]:
    """Compute each value in a child process; the children end with the block at the latest.

    They work one after the other, since together they would take more memory than the one that
    takes most. `tell` shows how far those are that take long.
    """
    try:
        for before, value in pairwise((None, *values)):
            assert value is not None
            value.start(tell, before)
        yield
    finally:
        for value in values:
            value.stop()


class _ChildProcess:
    """A running child process. All processes forked after it see when it ends, and its file.

    A pipe tells that it has ended: only the child holds its writing end, so all readers see the end
    of the pipe at once.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[Progress], Any],
        tell: Tell | None,
        earlier: int | None,
    ) -> None:
        self._report = _Report(name, tell)
        self._file = TemporaryFile(prefix="graphapi-")  # noqa: SIM115  it outlives this call
        self.pipe, end = os.pipe()
        self._is_taken = False
        self._parent = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            _work(self._report, make, self._file, end, self._parent, earlier)
        os.close(end)

    @property
    def progress(self) -> float:
        """How much of its work the child has done, as it said last."""
        return self._report.share

    def has_ended(self) -> bool:
        """Whether the child has ended, with or without a result."""
        poll = select.poll()
        poll.register(self.pipe, select.POLLIN)
        return bool(poll.poll(0))

    async def wait(self, seconds: float) -> bool:
        """Wait until the child has ended, for `seconds` at most; return whether it has."""
        if self._is_taken:
            return True
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        pipe = os.dup(self.pipe)  # an event loop has only one reader per descriptor
        loop.add_reader(pipe, ended.set)
        try:
            await asyncio.wait_for(ended.wait(), seconds)
        except TimeoutError:
            return False
        finally:
            loop.remove_reader(pipe)
            os.close(pipe)
        return True

    def take(self) -> tuple[Any] | None:
        """The child's result in the file, in a tuple; None if it did not finish."""
        self.end()
        self._is_taken = True
        os.close(self.pipe)
        with self._file as file:
            parts = read_parts(file)
        return None if parts is None else tuple(parts)

    def end(self) -> None:
        """Kill and reap the child, if it is a child of this process."""
        if self._pid and self._parent == os.getpid():
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0


class _Report:
    """How far a child process is: it writes that to memory shared by all processes."""

    def __init__(self, name: str, tell: Tell | None) -> None:
        self.name, self._tell = name, tell
        self._share = mmap.mmap(-1, _SHARE.size)
        self._started = self._told = time.monotonic()

    @property
    def share(self) -> float:
        """The share of the work that is done."""
        share: float = _SHARE.unpack_from(self._share)[0]
        return share

    def begin(self) -> None:
        """Count the time from now on."""
        self._started = self._told = time.monotonic()

    def note(self, share: float) -> None:
        """Write the share of the work that is done, and tell people of it from time to time."""
        _SHARE.pack_into(self._share, 0, share)
        now = time.monotonic()
        if self._tell is not None and now - self._told >= _TELL_SECONDS:
            self._told = now
            self._tell(f"Computing {self.name}: {share:.0%}")

    def end(self) -> None:
        """Tell people that the work is done, if it took long."""
        seconds = time.monotonic() - self._started
        if self._tell is not None and seconds >= _TELL_SECONDS:
            self._tell(f"Computed {self.name} in {seconds:.0f} seconds")


_SHARE: Final = struct.Struct("d")


def _ignore(_: float) -> None:
    """Whoever computes a value on first use waits for it and sees no progress."""


def _work(
    report: _Report,
    make: Callable[[Progress], Any],
    file: IO[bytes],
    end: int,
    parent: int,
    earlier: int | None,
) -> NoReturn:
    """The child's main function. It exits at once: the parent does the cleanup.

    `earlier` is the pipe of the child that it waits for.
    """
    status = 1
    try:
        # Ctrl+C reaches all processes of a terminal; the parent decides when this one ends.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        exit_with_parent(parent, signal.SIGKILL)
        os.nice(_NICENESS)
        # Otherwise a server's socket would stay open as long as this process runs.
        kept = (file.fileno(), end) if earlier is None else (file.fileno(), end, earlier)
        _close_all_but(0, 1, 2, *sorted(kept))
        if earlier is not None:
            os.read(earlier, 1)  # it ends with the child that writes to it
        report.begin()
        write_parts(file, [make(report.note)])
        report.end()
        status = 0
    except BaseException:
        _LOGGER.exception("Computing %s failed", report.name)
    finally:
        os._exit(status)


def _close_all_but(*kept: int) -> None:
    """Close all descriptors except those given, in ascending order."""
    for low, high in zip(kept, (*kept[1:], os.sysconf("SC_OPEN_MAX")), strict=True):
        os.closerange(low + 1, high)


def exit_with_parent(parent: int, number: int = signal.SIGTERM) -> None:
    """Make the system send a signal to this child process when its parent ends, even if it was
    killed. Works on Linux only; elsewhere it does nothing.
    """
    try:
        import ctypes  # noqa: PLC0415  only child processes need it

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, number)
    except (AttributeError, OSError):  # not Linux
        return
    if os.getppid() != parent:  # it ended before the call
        os._exit(1)
