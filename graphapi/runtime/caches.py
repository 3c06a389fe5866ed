"""A cache bounded by bytes, for things whose number a stranger decides.

A client may send ever-new documents. A bound on the number of entries is then no bound on memory,
since one entry may be a hundred times another; so every entry says what it weighs.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["ByteCache", "CacheFigures"]

Value = TypeVar("Value")


@dataclass(frozen=True)
class CacheFigures:
    """What a cache did since it was made: counts, and the bytes it holds against its bound."""

    hits: int
    misses: int
    evicted: int
    entries: int
    bytes: int
    limit: int


class ByteCache(Generic[Value]):
    """Keep the most recently used values, as many as weigh no more than `limit` bytes together.

    A limit of 0 keeps nothing. A value heavier than a quarter of the limit is not kept either:
    one document must not be able to push out all the others.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._bytes = 0
        self._entries: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._hits = self._misses = self._evicted = 0

    def get(self, key: Hashable) -> Value | None:
        """Return the value of `key` and count it as just used, or None."""
        found = self._entries.get(key)
        if found is None:
            self._misses += 1
            return None
        self._hits += 1
        self._entries.move_to_end(key)
        return found[0]

    def peek(self, key: Hashable) -> Value | None:
        """Return the value of `key`, or None, and count nothing."""
        found = self._entries.get(key)
        return None if found is None else found[0]

    def put(self, key: Hashable, value: Value, weight: int) -> bool:
        """Keep `value`, weighing `weight` bytes; drop the least recently used to make room.

        Returns False when the value is too heavy to be kept.
        """
        self.drop(key)
        if weight > self.limit // 4:
            return False
        self._entries[key] = (value, weight)
        self._bytes += weight
        self._shrink()
        return True

    def grow(self, key: Hashable, value: Value, extra: int) -> None:
        """Note that `value` became `extra` bytes heavier, if it is still kept under `key`."""
        found = self._entries.get(key)
        if found is not None and found[0] is value:
            self._entries[key] = (value, found[1] + extra)
            self._bytes += extra
            self._shrink()

    def drop(self, key: Hashable) -> None:
        """Forget `key`, if it is there."""
        found = self._entries.pop(key, None)
        if found is not None:
            self._bytes -= found[1]

    def clear(self) -> None:
        """Forget everything; the counts go on."""
        self._entries.clear()
        self._bytes = 0

    @property
    def figures(self) -> CacheFigures:
        """The counts of this moment."""
        return CacheFigures(
            self._hits, self._misses, self._evicted, len(self._entries), self._bytes, self.limit
        )

    def _shrink(self) -> None:
        while self._bytes > self.limit:
            _, (_, weight) = self._entries.popitem(last=False)
            self._bytes -= weight
            self._evicted += 1
