"""What is done to a search text because no article, or too few, have all of its words."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

__all__ = ["Relaxation", "RelaxationKind"]


class RelaxationKind(Enum):
    """What was done to a part of a text."""

    CORRECTED = "CORRECTED"
    IGNORED = "IGNORED"
    OMITTED = "OMITTED"


class Relaxation(NamedTuple):
    """One thing that was done. Only what was corrected has a replacement."""

    kind: RelaxationKind
    text: str
    replacement: str | None = None
