"""What every resolver can reach: the store that answers this request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import strawberry

from graphapi.store import Store

__all__ = ["Context", "Info"]


@dataclass(frozen=True, slots=True)
class Context:
    """The context value of one request.

    `store` is the corpus as it was when the request began: a reload makes another store, so one
    answer never mixes two versions.
    """

    store: Store


Info: TypeAlias = strawberry.Info[Context, None]
"""The `info` argument of a resolver, with our context."""
