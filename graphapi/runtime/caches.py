"""A cache bounded by bytes, for entries whose number clients decide.

Clients may send ever new documents. A limit on the number of entries would not limit memory, since
one entry may be a hundred times as large as another. So every entry has a weight in bytes.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache, partial
from threading import Lock
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from weakref import proxy

__all__ = ["ByteCache", "CacheFigures", "ResultCache", "cached_method"]

Value = TypeVar("Value")
T = TypeVar("T")
P = ParamSpec("P")
Owner = TypeVar("Owner")


def cached_method(
    method: Callable[Concatenate[Owner, P], T], owner: Owner, maxsize: int
) -> Callable[P, T]:
    """A method of one object that keeps its last results, to be stored in the object itself.

    It refers to its owner weakly. With `lru_cache(owner.method)` the two would refer to each other,
    and the owner would stay in memory until the garbage collector looks.
    """
    cached: Any = lru_cache(maxsize)(partial(method, proxy(owner)))
    found: Callable[P, T] = cached
    return found


@dataclass(frozen=True)
class CacheFigures:
    """Figures of a cache since it was created: counts, and the bytes in use and at most."""

    hits: int
    misses: int
    evicted: int
    entries: int
    bytes: int
    limit: int


class ByteCache(Generic[Value]):
    """Holds the most recently used values whose weights add up to at most `limit` bytes.

    A limit of 0 holds nothing. A value heavier than `largest`, by default a quarter of the limit,
    is not stored either, so that one value cannot evict all others.
    """

    def __init__(self, limit: int, largest: int | None = None) -> None:
        self.limit = limit
        self._largest = limit // 4 if largest is None else largest
        self._bytes = 0
        self._entries: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._hits = self._misses = self._evicted = 0

    def get(self, key: Hashable) -> Value | None:
        """Return the value of `key` and mark it as just used, or None."""
        found = self._entries.get(key)
        if found is None:
            self._misses += 1
            return None
        self._hits += 1
        self._entries.move_to_end(key)
        return found[0]

    def peek(self, key: Hashable) -> Value | None:
        """Return the value of `key`, or None, without counting the lookup."""
        found = self._entries.get(key)
        return None if found is None else found[0]

    def put(self, key: Hashable, value: Value, weight: int) -> bool:
        """Store `value` with a weight of `weight` bytes, evicting the least recently used values.

        Returns False if the value is too heavy to be stored.
        """
        self.drop(key)
        if weight > self._largest:
            return False
        self._entries[key] = (value, weight)
        self._bytes += weight
        self._shrink()
        return True

    def grow(self, key: Hashable, value: Value, extra: int) -> None:
        """Add `extra` bytes to the weight of `value`, if it is still stored under `key`."""
        found = self._entries.get(key)
        if found is not None and found[0] is value:
            self._entries[key] = (value, found[1] + extra)
            self._bytes += extra
            self._shrink()

    def drop(self, key: Hashable) -> None:
        """Remove `key`, if it is there."""
        found = self._entries.pop(key, None)
        if found is not None:
            self._bytes -= found[1]

    def clear(self) -> None:
        """Remove all entries; the counts continue."""
        self._entries.clear()
        self._bytes = 0

    @property
    def figures(self) -> CacheFigures:
        """The current figures."""
        return CacheFigures(
            self._hits, self._misses, self._evicted, len(self._entries), self._bytes, self.limit
        )

    def _shrink(self) -> None:
        while self._bytes > self.limit:
            _, (_, weight) = self._entries.popitem(last=False)
            self._bytes -= weight
            self._evicted += 1


class ResultCache:
    """Holds computed results of any kind, for several threads.

    Two threads may compute the same result at the same time; both get an equal one.
    """

    def __init__(self, limit: int) -> None:
        self._cache: ByteCache[tuple[Any]] = ByteCache(limit, largest=limit)
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], T], weigh: Callable[[T], int]) -> T:
        """The result stored under a key, or computed now and stored with its weight in bytes."""
        with self._lock:
            entry = self._cache.get(key)
        if entry is not None:
            found: T = entry[0]
            return found
        result = compute()
        with self._lock:
            if self._cache.peek(key) is None:
                self._cache.put(key, (result,), weigh(result))
        return result

    @property
    def figures(self) -> CacheFigures:
        """The current figures."""
        return self._cache.figures
