"""Context values that are opened for one operation and closed after it."""

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Generic, TypeVar, final

__all__ = ["Opening"]

ResourceT = TypeVar("ResourceT")


@final
class Opening(Generic[ResourceT]):
    """Stands for a context value that has to be opened first.

    `open` gets what an operation works on, such as one version of a database; `close` gives it
    back. Either may be awaitable. `context` makes the `info.context` of it. Nothing happens before
    `enter`, so that an unused opening costs nothing.
    """

    __slots__ = ("_close", "_context", "_open", "_opened")

    def __init__(
        self,
        open_: Callable[[], ResourceT | Awaitable[ResourceT]],
        close: Callable[[ResourceT], Awaitable[None] | None],
        context: Callable[[ResourceT], object],
    ) -> None:
        self._open, self._close, self._context = open_, close, context
        self._opened: list[ResourceT] = []

    async def enter(self) -> object:
        """Open it; return the context value. Raises what `open` raises: nothing is open then."""
        opened = self._open()
        self._opened.append(await opened if isawaitable(opened) else opened)
        return self._context(self._opened[0])

    async def leave(self) -> None:
        """Close what was opened, if anything was."""
        while self._opened:
            closing = self._close(self._opened.pop())
            if closing is not None:
                await closing
