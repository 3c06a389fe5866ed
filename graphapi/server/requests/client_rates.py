"""Rate limits: each client may use so many units a second, and more in a burst.

This is a token bucket as the generic cell rate algorithm (ITU-T I.371): for each client, only one
number is stored, the time at which its bucket will be full again. So all workers can share a table
in memory without a lock; if two of them write at the very same moment, one charge may be lost.
"""

from __future__ import annotations

import time
from mmap import mmap
from typing import Final

__all__ = ["RateLimiter"]

_MOST_CLIENTS: Final = 65_536
"""How many clients are stored, in one megabyte."""
_WAYS: Final = 8
"""How many slots of the table a client can occupy."""
_BYTES: Final = 8
"""The size of a key and of a number."""


class RateLimiter:
    """Token buckets of `burst` units, each filled with `rate` units a second.

    Create it before workers fork: they share it, and the clock too. If there is no free slot for a
    new client, it takes the slot of the client whose bucket is full first.
    """

    def __init__(self, rate: float, burst: float, most_clients: int = _MOST_CLIENTS) -> None:
        self.burst = burst
        self._seconds_per_unit = 1 / rate
        self._depth = burst / rate
        self._sets = most_clients // _WAYS
        # Python's hashes have a secret seed, the same in all workers: clients cannot choose slots.
        self._keys = mmap(-1, self._sets * _WAYS * _BYTES)
        self._full_at = memoryview(mmap(-1, self._sets * _WAYS * _BYTES)).cast("d")

    def wait(self, client: str, units: float = 1.0) -> float:
        """The seconds until a client has `units` units: 0.0 if it has them now."""
        place = self._place(*self._key(client))
        if place is None:
            return 0.0
        full_at = self._full_at[place]
        return max(0.0, full_at + units * self._seconds_per_unit - time.monotonic() - self._depth)

    def charge(self, client: str, price: float) -> None:
        """Take `price` units from a client's bucket; it may go into debt."""
        key, first = self._key(client)
        place, full_at = self._place(key, first), time.monotonic()
        is_new = place is None
        if place is None:
            place = min(range(first, first + _WAYS), key=self._full_at.__getitem__)
        else:
            full_at = max(full_at, self._full_at[place])
        self._full_at[place] = full_at + price * self._seconds_per_unit
        if is_new:  # only now: other workers must not read the old number as this client's
            self._keys[place * _BYTES : (place + 1) * _BYTES] = key

    def _key(self, client: str) -> tuple[bytes, int]:
        """The key of a client, and the first of its possible slots."""
        number = hash(client)
        return number.to_bytes(_BYTES, "little", signed=True), number % self._sets * _WAYS

    def _place(self, key: bytes, first: int) -> int | None:
        """The slot of a client; None if it has none."""
        start = first * _BYTES
        found = self._keys.find(key, start, start + _WAYS * _BYTES)
        return None if found < 0 else found // _BYTES
