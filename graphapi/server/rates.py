"""How much each client may ask for: so many units a second, and more for a moment.

A token bucket in the form of the generic cell rate algorithm (ITU-T I.371): of each client only one
number is kept, the moment at which its bucket will be full again.
"""

from __future__ import annotations

import time
from typing import Final

__all__ = ["RateLimiter"]

_MOST_CLIENTS: Final = 50_000
"""So many clients are remembered, in some 10 MB; then the first are forgotten."""


class RateLimiter:
    """Buckets of `burst` units, each filled with `rate` units a second."""

    def __init__(self, rate: float, burst: float, most_clients: int = _MOST_CLIENTS) -> None:
        self._seconds_per_unit = 1 / rate
        self._depth = burst / rate
        self._most_clients = most_clients
        self._full_at: dict[str, float] = {}

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._full_at)

    def wait(self, client: str) -> float:
        """The seconds until a client may ask for one unit more: 0.0 if it may now."""
        full_at = self._full_at.get(client)
        if full_at is None:
            return 0.0
        return max(0.0, full_at + self._seconds_per_unit - time.monotonic() - self._depth)

    def charge(self, client: str, price: float) -> None:
        """Take `price` units from a client's bucket, more than there are if need be."""
        now = time.monotonic()
        full_at = self._full_at.get(client)
        if full_at is None and len(self._full_at) >= self._most_clients:
            self._forget(now)
        self._full_at[client] = max(now, full_at or now) + price * self._seconds_per_unit

    def _forget(self, now: float) -> None:
        """Forget the clients whose buckets are full; if few are, the first half of all."""
        self._full_at = {
            client: full_at for client, full_at in self._full_at.items() if full_at > now
        }
        if len(self._full_at) > self._most_clients // 2:
            kept = list(self._full_at.items())[len(self._full_at) // 2 :]
            self._full_at = dict(kept)
