"""The log of changes in a file, so that subscribers can go on after a restart.

A record follows the other, each with its length and a digest: what a crash has cut off, or anything
else that is doubtful, ends the log there. Like a snapshot the file is a pickle, which can run any
code when it is read: it must belong to this user, in a folder that no other may write to.
"""

from __future__ import annotations

import fcntl
import logging
import os
import pickle
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, Final

from graphapi.changes.change_log import ChangeLog, LogEntry

__all__ = ["LogFile"]

_LOGGER = logging.getLogger(__name__)

_DIGEST_BYTES: Final = 16
_LENGTH_BYTES: Final = 8
_LONGEST: Final = 2**30
_MOST_APPENDED: Final = 64 * 2**20
"""Bytes after which the file is written anew, without what the log has dropped since."""


class LogFile:
    """The file of a log. One server at a time keeps it: see `acquire`.

    No method raises for what is wrong with the file: a server without it tells those who ask for
    older changes that it does not know them, no more.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._lock_path = path, path.with_name(f"{path.name}.lock")
        self._lock: IO[bytes] | None = None
        self._written: ChangeLog | None = None
        self._appended = 0

    def acquire(self) -> bool:
        """Become the one that keeps the file, with all processes forked later, until all end.

        False if another server keeps it, or it cannot be kept at all.
        """
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = self._lock_path.open("ab")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                return False
        except OSError:
            return False
        self._lock = lock
        lock.truncate(0)
        lock.write(str(os.getpid()).encode())
        lock.flush()
        return True

    def keeper(self) -> int | None:
        """The first process of the server that keeps the file now; None if none does."""
        try:
            with self._lock_path.open("rb") as lock:
                if not _is_own(self._lock_path):
                    return None
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return int(lock.read())
        except (OSError, ValueError):
            return None
        return None

    def release(self) -> None:
        """Let another server keep the file."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def load(self) -> ChangeLog | None:
        """The log, as far as the file is whole; None if there is none."""
        try:
            if not all(_is_own(path) for path in (self._path, self._path.parent)):
                return None
            with self._path.open("rb") as file:
                records = _records(file)
                log = next(records, None)
                if not isinstance(log, ChangeLog):
                    return None
                entries = [*log.entries]
                for record in records:
                    if not isinstance(record, LogEntry):
                        break
                    entries.append(record)
        except FileNotFoundError:
            return None
        except Exception as error:  # noqa: BLE001  a log is never a reason to fail
            kind = type(error).__name__
            _LOGGER.warning("The log of changes cannot be read (%s); it begins anew", kind)
            return None
        return replace(log, entries=()).with_entries(entries)

    def forget(self) -> None:
        """Write the whole log next time: another process may have written since."""
        self._written = None

    def keep(self, log: ChangeLog) -> None:
        """Write a log: what is new of it, if the file has the log before it."""
        if self._lock is None or log is self._written:
            return
        more = None if self._written is None else _added(self._written, log)
        try:
            if more is not None and self._appended < _MOST_APPENDED:
                with self._path.open("ab") as file:
                    for entry in more:
                        _write(file, entry)
                self._appended += sum(len(entry.packed) for entry in more)
            else:
                unfinished = self._path.with_name(f"{self._path.name}.{os.getpid()}")
                unfinished.touch(0o600)
                with unfinished.open("wb") as file:
                    _write(file, log)
                unfinished.replace(self._path)
                self._appended = 0
            self._written = log
        except OSError as error:
            self._written = None
            reason = error.strerror or type(error).__name__
            _LOGGER.warning("The log of changes cannot be kept: %s", reason)


def _added(before: ChangeLog, log: ChangeLog) -> Sequence[LogEntry] | None:
    """What a log has at its end that the one before has not; None if it does not go on with that.

    At its beginning it may have dropped some.
    """
    dropped = log.first - before.first
    if not 0 <= dropped <= len(before.entries):
        return None
    stamps = [before.first_stamp, *(entry.stamp for entry in before.entries)]
    kept = len(before.entries) - dropped
    if [log.first_stamp, *(entry.stamp for entry in log.entries[:kept])] != stamps[dropped:]:
        return None
    return log.entries[kept:]


def _write(file: IO[bytes], record: object) -> None:
    data = pickle.dumps(record, protocol=5)
    file.write(len(data).to_bytes(_LENGTH_BYTES, "little") + _digest(data) + data)


def _records(file: IO[bytes]) -> Iterator[Any]:
    while len(head := file.read(_LENGTH_BYTES + _DIGEST_BYTES)) == _LENGTH_BYTES + _DIGEST_BYTES:
        length = int.from_bytes(head[:_LENGTH_BYTES], "little")
        if length > _LONGEST:
            return
        data = file.read(length)
        if len(data) != length or _digest(data) != head[_LENGTH_BYTES:]:
            return
        yield pickle.loads(data)  # noqa: S301 - the user's own file, and whole


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST_BYTES).digest()


def _is_own(path: Path) -> bool:
    """Whether a file or folder belongs to this user, and no other user may write to it."""
    status = path.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
