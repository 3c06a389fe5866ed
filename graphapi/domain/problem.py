"""Problems: what could not be read of a corpus as it is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["Problem", "Severity"]


class Severity(Enum):
    """How much a problem costs: ERROR a file, WARNING a field."""

    ERROR = "ERROR"
    WARNING = "WARNING"


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read as written.

    `line` counts from 1; `field` is a path such as `related[2].quality`. Both are None if the
    problem has no such place.
    """

    file: str
    line: int | None
    field: str | None
    message: str
    severity: Severity
