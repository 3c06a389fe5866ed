"""Values that a store may have to look up first."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeAlias, TypeVar

__all__ = ["MaybeAwaitable"]

T = TypeVar("T")

MaybeAwaitable: TypeAlias = T | Awaitable[T]
"""A value, or an awaitable of it: from a store that has to ask another machine."""
