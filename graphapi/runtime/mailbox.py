"""Handing values from one process to several: the newest counts, and all change at one moment.

    mailbox = Mailbox(places=2)  # before any process is forked
    number = mailbox.publish(parts)  # the writer: puts a value where the others find it
    mailbox.commit(seconds=2)  # and lets all change to it, when each has read it

A reader looks at the board, which costs a read of memory, and when there is something new it reads
the parts, says so by `note_read`, and changes to the value when `current` names it. Whoever comes
late finds the newest value. Nothing is sent, so no process that dies or hangs stops another.
"""

from __future__ import annotations

import mmap
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from graphapi.runtime.mapped_files import read_parts, write_parts

__all__ = ["Mailbox"]

_PUBLISHED, _CURRENT, _PLACES = range(3)
_TICK_SECONDS: Final = 0.005


class Mailbox:
    """The place where one process leaves values for `places` others, numbered from 1.

    0 stands for the value that all had before the first was published. One process writes at a
    time. Call `remove` in the process that made it, when all others have ended.
    """

    def __init__(self, places: int) -> None:
        self._folder = Path(mkdtemp(prefix="graphapi-"))
        self._board = memoryview(mmap.mmap(-1, 8 * (_PLACES + 2 * places))).cast("q")
        self._places = places

    # ---------------------------------------------------------------- the writer

    def publish(self, parts: Iterable[object]) -> int:
        """Put a value where the others find it; return its number."""
        number = self._board[_PUBLISHED] + 1
        path = self._path(number)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            write_parts(file, parts)
        unfinished.replace(path)
        self._board[_PUBLISHED] = number
        return number

    def commit(self, seconds: float) -> bool:
        """Let all change to the value published last, once those at work have read it.

        One that takes longer than `seconds` is not waited for. Returns whether all had read it.
        """
        number = self._board[_PUBLISHED]
        end = time.monotonic() + seconds
        while not (is_read := self._is_read(number)) and time.monotonic() < end:
            time.sleep(_TICK_SECONDS)
        self._board[_CURRENT] = number
        for older in self._folder.iterdir():
            # Whoever maps one keeps it until it is done.
            if older.stem.isdecimal() and int(older.stem) < number:
                with suppress(OSError):
                    older.unlink()
        return is_read

    def leave_note(self, text: bytes) -> None:
        """Leave a short text for the others, in place of the one before."""
        unfinished = self._folder / "note.part"
        unfinished.write_bytes(text)
        unfinished.replace(self._folder / "note")

    def _is_read(self, number: int) -> bool:
        return all(
            self._board[_PLACES + 2 * place + 1] >= number
            for place in range(self._places)
            if _is_alive(self._board[_PLACES + 2 * place])
        )

    # ---------------------------------------------------------------- the readers

    @property
    def published(self) -> int:
        """The number of the newest value."""
        return self._board[_PUBLISHED]

    @property
    def current(self) -> int:
        """The number of the value that all should have now."""
        return self._board[_CURRENT]

    def read(self, number: int) -> Iterator[Any] | None:
        """The parts of a value; None if a newer one has taken its place."""
        try:
            with self._path(number).open("rb") as file:
                return read_parts(file)
        except FileNotFoundError:
            return None

    def note(self) -> bytes | None:
        """The text that was left last; None for none."""
        try:
            return (self._folder / "note").read_bytes()
        except FileNotFoundError:
            return None

    def note_read(self, place: int, number: int) -> None:
        """Say that the process at this place has read a value and is ready to change to it."""
        self._board[_PLACES + 2 * place + 1] = number
        self._board[_PLACES + 2 * place] = os.getpid()

    def remove(self) -> None:
        """Remove the files."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.value"


def _is_alive(process: int) -> bool:
    if not process:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
