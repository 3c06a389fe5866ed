"""What joins two articles where no link does."""

from __future__ import annotations

from enum import Enum

__all__ = ["Bridge"]


class Bridge(Enum):
    """What two articles have in common, the most telling first."""

    SIMILAR = "SIMILAR"
    STORY = "STORY"
    TOPIC = "TOPIC"
    PROVIDER = "PROVIDER"
