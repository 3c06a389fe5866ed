"""Queries that run so long that other requests should run in between.

Generated code and graphql-core's executor pause between resolvers (`INTERRUPTIONS.pause`), but know
nothing of other requests. The owner of an event loop can give an engine a `LongRunner`, which does.
"""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar

from graphapi.execution.requests.answer import Answer

__all__ = ["LONG_PRICE", "LongRunner", "answer_long_query"]

ResultT = TypeVar("ResultT")

LONG_PRICE: Final = 10_000
"""Cheaper queries take at most a tenth of a second, at ten microseconds a unit."""


class LongRunner(Protocol):
    """Runs the synchronous part of an expensive query, and lets other requests run in between."""

    def __call__(self, work: Callable[[], ResultT], price: int) -> Awaitable[ResultT]:
        """Return an awaitable of what `work()` returns; it costs `price` units.

        The work runs with the same context variables, in the same thread.
        Raises what it raises.
        """
        ...


async def answer_long_query(
    run_long: LongRunner, work: Callable[[], Answer | Awaitable[Answer]], price: int
) -> Answer:
    """Return the answer of a long query, and wait for what its resolvers left to be awaited."""
    answer = await run_long(work, price)
    return answer if isinstance(answer, Answer) else await answer
