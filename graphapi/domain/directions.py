"""Which way links are followed."""

from __future__ import annotations

from enum import Enum

__all__ = ["LinkDirection"]


class LinkDirection(Enum):
    """Which links to follow: those an article lists, those that list it, or either."""

    OUT = "OUT"
    IN = "IN"
    BOTH = "BOTH"
