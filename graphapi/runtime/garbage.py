"""Creating many objects without garbage collections in between.

Each collection scans all objects again. When millions of permanent objects are created, or a
request creates a hundred thousand, that takes longer than creating them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collections_paused"]


@contextmanager
def collections_paused() -> Iterator[None]:
    """Disable garbage collection during the block."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
