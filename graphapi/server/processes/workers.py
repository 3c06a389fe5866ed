"""Several worker processes behind one socket, forked from a process that has loaded everything.

The operating system shares the memory of the first process until a worker writes to it, so more
workers need little more memory. The first process answers no requests: it replaces workers that
die, and stops them all when it is told to stop.
"""

import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from graphapi.runtime.background import exit_with_parent

__all__ = ["run_workers"]

_LOGGER = logging.getLogger(__name__)

_STOPPING = (signal.SIGINT, signal.SIGTERM)
_SIGNALS = frozenset((*_STOPPING, signal.SIGCHLD, signal.SIGALRM, signal.SIGHUP))
_LOADER = -1
"""The index of the loader, beside those of workers."""
_STABLE_SECONDS = 5.0
"""A worker that lived this long was healthy: its replacement starts without delay."""
_LONGEST_DELAY_SECONDS = 8.0


@dataclass(slots=True)
class _Worker:
    """A running worker process: its index among the workers, and its start (monotonic)."""

    index: int
    since: float


def run_workers(
    count: int,
    work: Callable[[int], None],
    loader: Callable[[], None] | None = None,
    started: Callable[[], None] = lambda: None,
    stopping: Callable[[], None] = lambda: None,
) -> None:
    """Run `work(index)`, for indexes from 0, in `count` forked processes until SIGINT or SIGTERM.

    `loader` runs in one more process, which receives SIGHUP as well. `started` is called when a
    signal ends all of them properly, `stopping` when such a signal has come.

    Workers get the same signal. `work` must return; it may take any time, until a second signal
    kills it. A worker
    that ends by itself is replaced, after a delay that doubles while workers die young. Call it in
    a process without other threads, after everything is loaded.
    """
    _Supervisor(count, work, loader, stopping).run(started)


class _Supervisor:
    """Supervises the workers of one server."""

    def __init__(
        self,
        count: int,
        work: Callable[[int], None],
        loader: Callable[[], None] | None,
        on_stop: Callable[[], None],
    ) -> None:
        self._work, self._loader, self._on_stop = work, loader, on_stop
        self._workers: dict[int, _Worker] = {}
        self._due: dict[int, float] = dict.fromkeys(range(count), 0.0)
        if loader is not None:
            self._due[_LOADER] = 0.0
        self._delay = 0.0
        self._stopping = False

    def run(self, started: Callable[[], None]) -> None:
        # Blocked signals stay pending until `sigwait`: no handler runs between two lines here.
        previous = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            # Forking ends the threads of libraries (OpenBLAS), which would take a signal for
            # themselves: with the default action, which ends the process.
            self._start_due()
            started()
            while self._workers or not self._stopping:
                self._start_due()
                self._handle(self._next_signal())
        finally:
            for pid in self._workers:
                os.kill(pid, signal.SIGKILL)
            signal.pthread_sigmask(signal.SIG_SETMASK, previous)

    def _next_signal(self) -> int:
        """Wait for a signal; SIGALRM arrives when the next worker is due."""
        if self._due and not self._stopping:
            wait = min(self._due.values()) - time.monotonic()
            signal.setitimer(signal.ITIMER_REAL, max(wait, 0.001))
        return signal.sigwait(_SIGNALS)

    def _handle(self, number: int) -> None:
        if number == signal.SIGCHLD:
            self._reap()
        elif number == signal.SIGHUP:
            for pid, worker in self._workers.items():
                if worker.index == _LOADER:
                    os.kill(pid, signal.SIGHUP)
        elif number in _STOPPING:
            passed_on = signal.SIGKILL if self._stopping else number
            for pid in self._workers:
                os.kill(pid, passed_on)
            if not self._stopping:
                self._stopping = True
                self._on_stop()

    def _start_due(self) -> None:
        now = time.monotonic()
        for index, due in list(self._due.items()):
            if due <= now and not self._stopping:
                del self._due[index]
                self._start(index)

    def _start(self, index: int) -> None:
        supervisor = os.getpid()
        pid = os.fork()
        if pid:
            self._workers[pid] = _Worker(index, time.monotonic())
            return
        status = 1
        try:
            exit_with_parent(supervisor)
            is_loader = index == _LOADER and self._loader is not None
            # The loader unblocks SIGHUP when it is ready for it: before, it would end the process.
            held = {signal.SIGHUP} if is_loader else set()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS - held)
            if is_loader and self._loader is not None:
                self._loader()
            else:
                self._work(index)
            status = 0
        except BaseException:
            _LOGGER.exception("%s failed", _name(index))
        finally:
            os._exit(status)  # the first process does the cleanup

    def _reap(self) -> None:
        """Reap the workers that have ended, and schedule their replacements."""
        for pid, worker in list(self._workers.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if not found:
                continue
            del self._workers[pid]
            if self._stopping:
                continue
            lived = time.monotonic() - worker.since
            if lived >= _STABLE_SECONDS:
                self._delay = 0.0
            self._due[worker.index] = time.monotonic() + self._delay
            _LOGGER.warning(
                "%s (process %d) ended with %s; another starts in %.1f seconds",
                _name(worker.index),
                pid,
                _cause(status),
                self._delay,
            )
            self._delay = min(max(0.25, 2 * self._delay), _LONGEST_DELAY_SECONDS)


def _name(index: int) -> str:
    return "The loader" if index == _LOADER else f"Worker {index}"


def _cause(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
