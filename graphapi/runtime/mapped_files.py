"""Values in files that other processes map into memory: their arrays are there once for all.

A value is written in parts, and read in parts, so that a process that answers requests can do
something else in between. What several parts share is one object again for the reader, as in one
pickle. Arrays that support pickle's out-of-band buffers (PEP 574) are not copied.

Only for files that this program has written itself: reading a pickle can run any code.
"""

from __future__ import annotations

import io
import mmap
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import IO, Any, Final

__all__ = ["read_parts", "write_parts"]

_DONE: Final = b"complete"
"""Ends a file that was written to its end."""
_LENGTH: Final = 8
"""The bytes of a number in the file, and of what ends it."""
_ALIGNMENT: Final = 64
"""Arrays begin at multiples of it, as numpy would have placed them."""

_MANY: Final = 2
"""`attrgetter` returns a tuple for so many names."""

_Span = tuple[int, int]


def write_parts(file: IO[bytes], parts: Iterable[object]) -> None:
    """Write values, one after the other, into an empty file."""
    buffers: list[pickle.PickleBuffer] = []
    text = io.BytesIO()
    pickler = _Pickler(text, protocol=5, buffer_callback=buffers.append)
    text_spans: list[_Span] = []
    buffer_spans: list[_Span] = []
    count = 0
    for part in parts:
        pickler.dump(part)
        buffer_spans += [_append(file, buffer.raw()) for buffer in buffers]
        text_spans.append(_append(file, text.getbuffer()))
        buffers.clear()
        text.seek(0)
        text.truncate()
        count += 1
    places = pickle.dumps((count, text_spans, buffer_spans))
    file.write(places + len(places).to_bytes(_LENGTH, "little") + _DONE)
    file.flush()


def _append(file: IO[bytes], data: memoryview) -> _Span:
    file.seek(-file.tell() % _ALIGNMENT, os.SEEK_CUR)
    start = file.tell()
    file.write(data)
    data.release()
    return start, file.tell()


def read_parts(file: IO[bytes], size: int | None = None) -> Iterator[Any] | None:
    """The inverse of `write_parts`: each value is read when it is asked for.

    None for a file that was not written to its end. The file may be closed at once. Only its first
    `size` bytes are looked at, if a size is given.
    """
    size = os.fstat(file.fileno()).st_size if size is None else size
    if size < 2 * _LENGTH:
        return None
    mapped = memoryview(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ))
    if bytes(mapped[-_LENGTH:]) != _DONE:
        return None
    length = int.from_bytes(mapped[-2 * _LENGTH : -_LENGTH], "little")
    written = mapped[-2 * _LENGTH - length : -2 * _LENGTH]
    count, text_spans, buffer_spans = pickle.loads(written)  # noqa: S301  we wrote it ourselves
    text = io.BufferedReader(_Text(mapped, text_spans))
    buffers = (mapped[start:end] for start, end in buffer_spans)
    unpickler = pickle.Unpickler(text, buffers=buffers)  # noqa: S301  as above
    return (unpickler.load() for _ in range(count))


class _Pickler(pickle.Pickler):
    """Writes dataclasses with slots by the values of their fields, in the order of these.

    Their own way, by name and with a look at all fields for each object, takes five times as long.
    """

    def reducer_override(self, value: Any) -> Any:
        """How to write an object that is none of Python's own."""
        kind = type(value)
        try:
            values = _READERS[kind]
        except KeyError:
            values = _READERS[kind] = _reader(kind)
        return NotImplemented if values is None else (_remade, (kind, values(value)))


_READERS: Final[dict[type, Callable[[Any], tuple[Any, ...]] | None]] = {}
_WRITERS: Final[dict[type, tuple[Callable[[Any, Any], None], ...]]] = {}


def _reader(kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
    """What returns all values of an object; None for classes that are written as usual."""
    if not is_dataclass(kind) or kind.__dictoffset__ or len(fields(kind)) < _MANY:
        return None
    return attrgetter(*(field.name for field in fields(kind)))


def _remade(kind: type, values: tuple[Any, ...]) -> Any:
    """An object of a dataclass with slots, frozen or not, with these values of its fields."""
    writers = _WRITERS.get(kind)
    if writers is None:
        writers = _WRITERS[kind] = tuple(getattr(kind, one.name).__set__ for one in fields(kind))
    made: Any = object.__new__(kind)
    for write, value in zip(writers, values, strict=True):
        write(made, value)
    return made


class _Text(io.RawIOBase):
    """Parts of a mapped file as one stream."""

    def __init__(self, mapped: memoryview, spans: list[_Span]) -> None:
        self._mapped, self._spans = mapped, iter(spans)
        self._place, self._end = 0, 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:  # a buffer that can be written to
        """Fill `target` as far as the present span reaches; 0 at the end of all."""
        while self._place == self._end:
            span = next(self._spans, None)
            if span is None:
                return 0
            self._place, self._end = span
        length = min(len(target), self._end - self._place)
        target[:length] = self._mapped[self._place : self._place + length]
        self._place += length
        return length
