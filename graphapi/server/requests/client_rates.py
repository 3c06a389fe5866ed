"""How much each client may ask for: so many units a second, and more for a moment.

A token bucket in the form of the generic cell rate algorithm (ITU-T I.371): of each client only one
number is kept, the moment at which its bucket will be full again. So all workers can share a table
in memory, without a lock: what two of them write at the very same moment may count once.
"""

from __future__ import annotations

import time
from mmap import mmap
from typing import Final

__all__ = ["RateLimiter"]

_MOST_CLIENTS: Final = 65_536
"""So many clients are remembered, in a megabyte."""
_WAYS: Final = 8
"""Places that one client can have in the table."""
_BYTES: Final = 8
"""Of a key, and of a number."""


class RateLimiter:
    """Buckets of `burst` units, each filled with `rate` units a second.

    Make it before workers fork: they have it in common, and the clock too. Where there is no place
    for a new client, that of the one whose bucket is full first is taken.
    """

    def __init__(self, rate: float, burst: float, most_clients: int = _MOST_CLIENTS) -> None:
        self.burst = burst
        self._seconds_per_unit = 1 / rate
        self._depth = burst / rate
        self._sets = most_clients // _WAYS
        # Python's hashes have a secret seed, the same in all workers: nobody can aim at a place.
        self._keys = mmap(-1, self._sets * _WAYS * _BYTES)
        self._full_at = memoryview(mmap(-1, self._sets * _WAYS * _BYTES)).cast("d")

    def wait(self, client: str, units: float = 1.0) -> float:
        """The seconds until a client has so many units: 0.0 if it has them now."""
        place = self._place(*self._key(client))
        if place is None:
            return 0.0
        full_at = self._full_at[place]
        return max(0.0, full_at + units * self._seconds_per_unit - time.monotonic() - self._depth)

    def charge(self, client: str, price: float) -> None:
        """Take `price` units from a client's bucket, more than there are if need be."""
        key, first = self._key(client)
        place, full_at = self._place(key, first), time.monotonic()
        is_new = place is None
        if place is None:
            place = min(range(first, first + _WAYS), key=self._full_at.__getitem__)
        else:
            full_at = max(full_at, self._full_at[place])
        self._full_at[place] = full_at + price * self._seconds_per_unit
        if is_new:  # only now: others must not take the number that stood there for this client's
            self._keys[place * _BYTES : (place + 1) * _BYTES] = key

    def _key(self, client: str) -> tuple[bytes, int]:
        """What stands for a client, and the first of the places that it can have."""
        number = hash(client)
        return number.to_bytes(_BYTES, "little", signed=True), number % self._sets * _WAYS

    def _place(self, key: bytes, first: int) -> int | None:
        """The place of a client; None for one that is not remembered."""
        start = first * _BYTES
        found = self._keys.find(key, start, start + _WAYS * _BYTES)
        return None if found < 0 else found // _BYTES
