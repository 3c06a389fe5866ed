"""Queries that run long enough for others to be let in on the way.

Generated code and graphql-core's executor pause between resolvers (`INTERRUPTIONS.pause`), and know
nothing of who else there is. The owner of an event loop, who does, can give an engine a `RunLong`.
"""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar

from graphapi.execution.requests.answer import Answer

__all__ = ["LONG_PRICE", "RunLong", "answer_long"]

ResultT = TypeVar("ResultT")

LONG_PRICE: Final = 10_000
"""What costs less is not long: where a unit takes ten microseconds, a tenth of a second at most."""


class RunLong(Protocol):
    """Runs the synchronous part of an expensive query, with others in between."""

    def __call__(self, work: Callable[[], ResultT], price: int) -> Awaitable[ResultT]:
        """Return an awaitable of what `work()` returns; it costs `price` units.

        The work runs with the same context variables, in the same thread.
        Raises what it raises.
        """
        ...


async def answer_long(
    run_long: RunLong, work: Callable[[], Answer | Awaitable[Answer]], price: int
) -> Answer:
    """Return the answer of a long query, and wait for what its resolvers left to be awaited."""
    answer = await run_long(work, price)
    return answer if isinstance(answer, Answer) else await answer
