"""A cache bounded by bytes: what was used least recently goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

__all__ = ["BoundedCache"]

T = TypeVar("T")


class BoundedCache:
    """Remembers results by key, `max_bytes` of them altogether as their makers weigh them.

    Safe to share between threads: two may work out the same result, and both get an equal one.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes, self._bytes = max_bytes, 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def bytes(self) -> int:
        """What the remembered results weigh."""
        return self._bytes

    def get(self, key: Hashable, make: Callable[[], T], weigh: Callable[[T], int]) -> T:
        """The result remembered under a key, or else made now and remembered."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                found: T = entry[0]
                return found
        made = make()
        self._put(key, made, weigh(made))
        return made

    def _put(self, key: Hashable, result: object, weight: int) -> None:
        if weight > self._max_bytes:
            return
        with self._lock:
            if key in self._entries:
                return
            self._entries[key] = result, weight
            self._bytes += weight
            while self._bytes > self._max_bytes:
                _, (_, freed) = self._entries.popitem(last=False)
                self._bytes -= freed
