"""Instants as whole microseconds since 1970 in UTC: exact, and comparable in numpy columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

__all__ = ["instant", "microseconds", "newest_first"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_UNDATED: Final = 1 << 63
"""Greater than any negated count of microseconds: what has no date comes last."""


def microseconds(moment: datetime) -> int:
    """The microseconds from 1970 to a moment that carries a zone. Exact, unlike `timestamp()`."""
    return (moment - _EPOCH) // _MICROSECOND


def instant(count: int) -> datetime:
    """The moment, in UTC, that many microseconds after 1970: the inverse of `microseconds`."""
    return _EPOCH + count * _MICROSECOND


def newest_first(moment: datetime | None) -> int:
    """A sort key that puts the latest moment first, and None last."""
    return _UNDATED if moment is None else -microseconds(moment)
