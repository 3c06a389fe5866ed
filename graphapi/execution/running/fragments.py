"""Encoded pieces of answers, cached for objects that never change.

If a type's objects are declared immutable within a version, a selection on one object always gives
the same text. It is encoded once and then inserted into answers. One table holds the fragments of
one selection with one choice of variables, by the declared key of the object or else by its
identity. Objects without a key are kept alive with their fragments, so that an identity is never
reused for another object.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final

import orjson

from graphapi.execution.requests.answer import STRICT
from graphapi.runtime.caches import CacheFigures

__all__ = ["FragmentStore", "FragmentTable"]

BYTES_PER_FRAGMENT: Final = 330
"""What a fragment weighs beside its text: two dict entries, the int key, and the two objects."""
BYTES_PER_TABLE: Final = 1_000
LARGEST_FRAGMENT: Final = 16 * 1024
"""A longer text is not cached as one piece: its parts are, and other answers can use them too."""
FUTILE_ATTEMPTS: Final = 8
"""After so many texts too long, and none that was not, a table stops encoding."""


class FragmentTable:
    """The fragments of one selection. `find` returns that of a key, or None.

    `key` is the attribute that holds the key; None: it is `id(object)`.
    """

    __slots__ = ("_alive", "_fragments", "_key", "_store", "bytes", "dropped", "find", "futile")

    def __init__(self, store: "FragmentStore", key: str | None = None) -> None:
        self._store, self._key = store, key
        self._fragments: dict[Any, orjson.Fragment] = {}
        self._alive: dict[int, Any] = {}
        self.bytes = BYTES_PER_TABLE
        self.dropped = False
        self.futile = 0
        self.find: Callable[[Any], orjson.Fragment | None] = self._fragments.get

    def cache(self, value: Any, data: dict[str, Any]) -> Any:
        """Encode the data of `value` and cache it. Returns `data` if that is impossible."""
        if self.dropped or self.futile >= FUTILE_ATTEMPTS:
            return data
        try:
            text = orjson.dumps(data, option=STRICT)
        except orjson.JSONEncodeError:
            return data
        if len(text) > LARGEST_FRAGMENT:
            if not self._fragments:
                self.futile += 1
            return data
        fragment = orjson.Fragment(text)
        if self._key is None:
            self._fragments[id(value)] = fragment
            self._alive[id(value)] = value
        else:
            self._fragments[getattr(value, self._key)] = fragment
        weight = len(text) + BYTES_PER_FRAGMENT
        self.bytes += weight
        self._store.grow(weight)
        return fragment

    def drop(self) -> None:
        """Remove all fragments and add none from now on; a running operation may still ask."""
        self.dropped = True
        self._fragments.clear()
        self._alive.clear()


class FragmentStore:
    """All tables; the least recently used are evicted when they are too large together."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0
        self._tables: OrderedDict[Hashable, FragmentTable] = OrderedDict()
        self._hits = self._misses = self._evicted = 0

    def table(self, key: Hashable, object_key: str | None = None) -> FragmentTable:
        """Return the table for one selection, choice of variables, and version.

        `object_key` is the attribute that tells the objects of the selection apart.
        """
        found = self._tables.get(key)
        if found is not None:
            self._hits += 1
            self._tables.move_to_end(key)
            return found
        self._misses += 1
        found = self._tables[key] = FragmentTable(self, object_key)
        self.bytes += found.bytes
        self._shrink()
        return found

    def clear(self) -> None:
        """Drop all fragments; the counts go on."""
        for table in self._tables.values():
            table.drop()
        self._tables.clear()
        self.bytes = 0

    def grow(self, weight: int) -> None:
        """Note that some table grew."""
        self.bytes += weight
        self._shrink()

    @property
    def figures(self) -> CacheFigures:
        """The counts of this moment; hits and misses are those of tables."""
        return CacheFigures(
            self._hits, self._misses, self._evicted, len(self._tables), self.bytes, self.limit
        )

    def _shrink(self) -> None:
        while self.bytes > self.limit and self._tables:
            _, table = self._tables.popitem(last=False)
            self.bytes -= table.bytes
            table.drop()
            self._evicted += 1
