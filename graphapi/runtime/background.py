"""Values that take long to work out: a child process makes them while a server already answers.

    ranks = Background("the ranks", make)
    with in_background(ranks):  # before any worker forks: a child process begins to make them
        serve()  # `ranks.get()` raises NotReadyError until the child is done

The child has an interpreter of its own and a low priority, so nobody who answers waits for it. Its
result goes through a file without a name into the memory of every process that was forked after it
began; arrays in it are mapped, so they are there once, whatever the number of workers. Without a
child (in a notebook, say) a value is made where it is first asked for.

A value is anything that can be pickled. Knows nothing of articles.
"""

from __future__ import annotations

import asyncio
import logging
import mmap
import os
import pickle
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any, Final, Generic, NoReturn, TypeVar

from graphapi.errors import NotReadyError

__all__ = ["Background", "end_with", "in_background"]

_LOGGER = logging.getLogger(__name__)

_NICENESS: Final = 5
_DONE: Final = b"complete"
"""Ends a file that was written to its end."""
_LENGTH: Final = 8
"""The bytes of a number in the file, and of what ends it."""
_ALIGNMENT: Final = 64
"""Arrays begin at multiples of it, as numpy would have placed them."""

T = TypeVar("T")


class Background(Generic[T]):
    """A value that takes long to make, made once: by a child process, or where first asked for.

    `name` is what messages call it, in the plural. May be asked from several threads at once.
    """

    def __init__(self, name: str, make: Callable[[], T]) -> None:
        self.name, self._make = name, make
        self._lock = Lock()
        self._child: _Child | None = None
        self._made: tuple[T] | None = None
        self._error: Exception | None = None

    def start(self) -> None:
        """Let a child process make it, unless it is there already or the system cannot fork.

        Call it in a process without other threads, before forking those that will ask.
        """
        if self._made is None and self._child is None and hasattr(os, "fork"):
            self._child = _Child(self.name, self._make)

    def stop(self) -> None:
        """End the child, if it is still at work; what asks for the value then makes it itself."""
        if self._child is not None:
            self._child.end()

    def get(self) -> T:
        """The value. Raises NotReadyError while a child makes it, and what making it raises."""
        made = self._made
        return made[0] if made is not None else self._first()

    def _first(self) -> T:
        with self._lock:
            if self._made is None:
                self._made = self._from_child() or (self._here(),)
            return self._made[0]

    def _from_child(self) -> tuple[T] | None:
        """What the child made; None where there is none, or where it failed."""
        child = self._child
        if child is None:
            return None
        if not child.has_ended():
            raise NotReadyError(self.name, child.wait)
        self._child = None
        made: tuple[T] | None = child.take()
        if made is None:
            _LOGGER.error("The process that made %s failed; they are made here now", self.name)
        return made

    def _here(self) -> T:
        """Make it in this process. What failed once is not tried again: it takes too long."""
        if self._error is None:
            try:
                return self._make()
            except Exception as error:
                self._error = error
                raise
        raise self._error


@contextmanager
def in_background(*values: Background[Any]) -> Iterator[None]:
    """Let a child process for each value make it; the children end with the block at the latest."""
    try:
        for value in values:
            value.start()
        yield
    finally:
        for value in values:
            value.stop()


class _Child:
    """A child process at work. All processes forked after it see when it ends, and its file.

    That it has ended is told by a pipe of which the child alone holds the writing end: whoever
    waits for reading gets the end of the pipe, all of them at once.
    """

    def __init__(self, name: str, make: Callable[[], Any]) -> None:
        self._file = TemporaryFile(prefix="graphapi-")  # noqa: SIM115  it outlives this call
        self._pipe, end = os.pipe()
        self._is_taken = False
        self._parent = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            _work(name, make, self._file, end, self._parent)
        os.close(end)

    def has_ended(self) -> bool:
        """Whether the child is gone, its work done or not."""
        poll = select.poll()
        poll.register(self._pipe, select.POLLIN)
        return bool(poll.poll(0))

    async def wait(self, seconds: float) -> bool:
        """Wait until the child has ended, so long at most; whether it has."""
        if self._is_taken:
            return True
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        pipe = os.dup(self._pipe)  # an event loop watches a descriptor for one waiter only
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
        """What the child has left in the file, in a tuple; None where it did not come to an end."""
        self.end()
        self._is_taken = True
        os.close(self._pipe)
        with self._file as file:
            return _read(file)

    def end(self) -> None:
        """End the process and let the system forget it, if it is one of this process."""
        if self._pid and self._parent == os.getpid():
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0


def _work(name: str, make: Callable[[], Any], file: IO[bytes], end: int, parent: int) -> NoReturn:
    """What the child does; nothing of its parent must be cleaned up twice, so it just exits."""
    status = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        end_with(parent, signal.SIGKILL)
        os.nice(_NICENESS)
        # A server's socket would stay open as long as any process has it.
        _close_all_but(0, 1, 2, *sorted((file.fileno(), end)))
        _write(file, make())
        status = 0
    except BaseException:
        _LOGGER.exception("Working out %s failed", name)
    finally:
        os._exit(status)


def _close_all_but(*kept: int) -> None:
    """Close all descriptors except some, given in ascending order."""
    for low, high in zip(kept, (*kept[1:], os.sysconf("SC_OPEN_MAX")), strict=True):
        os.closerange(low + 1, high)


def _write(file: IO[bytes], value: object) -> None:
    """The buffers of the value's arrays, its pickle, where these lie, and that all is there."""
    buffers: list[pickle.PickleBuffer] = []
    text = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    spans = []
    for part in (*(buffer.raw() for buffer in buffers), memoryview(text)):
        file.seek(-file.tell() % _ALIGNMENT, os.SEEK_CUR)
        spans.append((file.tell(), file.tell() + part.nbytes))
        file.write(part)
    places = pickle.dumps(spans)
    file.write(places + len(places).to_bytes(_LENGTH, "little") + _DONE)
    file.flush()


def _read(file: IO[bytes]) -> tuple[Any] | None:
    """The inverse of `_write`, in a tuple; None for a file that does not hold all of it."""
    size = os.fstat(file.fileno()).st_size
    if size < 2 * _LENGTH:
        return None
    mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    if bytes(mapped[-_LENGTH:]) != _DONE:
        return None
    length = int.from_bytes(mapped[-2 * _LENGTH : -_LENGTH], "little")
    written = mapped[-2 * _LENGTH - length : -2 * _LENGTH]
    spans = pickle.loads(written)  # noqa: S301  only our own child can write to a file without a name
    *buffers, text = (mapped[start:end] for start, end in spans)
    return (pickle.loads(text, buffers=buffers),)  # noqa: S301  as above


def end_with(parent: int, number: int = signal.SIGTERM) -> None:
    """Let the system end this child process, by a signal, when its parent is gone, even if that
    was killed. Only Linux can; elsewhere nothing happens.
    """
    try:
        import ctypes  # noqa: PLC0415  only children need it

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, number)
    except (AttributeError, OSError):  # not Linux
        return
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
