"""The contexts of operations on articles: each sees one version of the corpus."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from graphapi.api import Context
from graphapi.execution import Opening
from graphapi.store import Store

__all__ = ["contexts_of"]


def contexts_of(store: Store) -> Callable[[], Context | Opening[Store]]:
    """What makes the context of each operation on a store.

    A store that is pinned is there as it is. Any other is opened for each operation, at the version
    of that moment, and closed after it.
    """
    if store.is_pinned:
        context = Context(store)
        return lambda: context
    return lambda: Opening(store.open, _close, Context)


def _close(store: Store) -> Awaitable[None] | None:
    return store.close()
