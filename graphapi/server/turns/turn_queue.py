"""TurnQueue: what is run next while more is asked for than can be run at once.

Operations run on one thread, and an event loop runs all that has arrived before it looks for more;
of new connections, uvloop takes one a round. Hundreds of expensive operations that come
together would keep everybody else waiting until the last of them is done. So a loop that has worked
for a while, or at which connections arrive, runs no more of them at once: they wait for turns, the
cheapest first. Each round gives a turn to one expensive operation or to a few cheap ones, and none
as long as connections arrive. What costs next to nothing never waits.

A long query runs in several stretches (`stretches.py`). Between two of them it waits for another
turn, by what is left of its price, and is never sent away: what it has done would be lost.

The cheapest first is the order in which the fewest wait (shortest job first); a turn now and then
for the one that has waited longest lets expensive operations go on, too. Operations that get no
turn before the deadline are answered OVERLOADED, and so is the most expensive one where too many
wait.
"""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import Awaitable
from itertools import count
from math import inf
from operator import attrgetter
from time import monotonic, perf_counter, thread_time
from typing import Final, NamedTuple

from strawberry.types.graphql import OperationType

from graphapi.execution import Engine, Execute, GraphQLRequest, Outcome, Prepared
from graphapi.runtime.deadlines import ClientGoneError, Deadline, current_deadline, within_deadline
from graphapi.server.requests.error_codes import ErrorCode, RequestError

__all__ = ["SLICE_SECONDS", "TurnQueue", "in_turn", "prepare_in_turn"]

_ROUND: Final = 20_000.0
"""How long a round of the loop may run operations, if these are to be several (microseconds)."""
_OF_A_ROUND: Final = 1_500.0
"""So long those that waited may run in one round: one that is dear, or several that are not."""
_BRIEF: Final = 250.0
"""What takes no longer is neither counted nor made to wait."""
SLICE_SECONDS: Final = 0.05
"""How long a stretch of a long query is, until the next pause."""
_INTAKE_SECONDS: Final = 0.01
"""How much work operations wait for while connections go on arriving."""
_CHECK_SECONDS: Final = 0.1
"""How often all who wait are asked at most whether they still do, where they are too many."""
_NEW_DOCUMENT: Final = 500.0
_PER_CHARACTER: Final = 5.0
"""To parse and validate a document takes so long, measured on documents of the length of a page."""
_PER_BYTE: Final = 0.05
"""To read JSON takes no longer, be it made of objects alone."""
_FOR_THE_OLDEST: Final = 4
"""Every so many rounds the one that has waited longest has its turn, however dear."""
_RETRY: Final = {"Retry-After": "1"}


class _Entry(NamedTuple):
    """Something that waits for its turn."""

    time: float
    """How long it will run."""
    number: int
    """No two have the same; the smallest has waited longest."""
    turn: asyncio.Future[None]
    deadline: Deadline | None
    has_begun: bool
    """Whether some of it was run already."""


class TurnQueue:
    """The operations of one event loop that wait, at most so many.

    All times are estimates, in microseconds; a unit of price counts as one.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: list[_Entry] = []
        """The cheapest first; of equals, the one that came first."""
        self._rounds = 0
        self._checked_at = -inf
        self._numbers = count()
        self._spent = 0.0
        self._is_round_under_way = False
        self._has_arrivals = False
        self._intake_since: float | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def is_free(self) -> bool:
        """Whether something may run at once."""
        return not self._waiting and self._spent < _ROUND

    @property
    def has_time_left(self) -> bool:
        """Whether the round may run something more that takes long."""
        return self._spent < _ROUND

    def next_number(self) -> int:
        """The number of the next that comes."""
        return next(self._numbers)

    def note_arrival(self) -> None:
        """Note that a connection was made: more of them may stand at the door."""
        self._has_arrivals = True

    def add_work(self, time: float) -> None:
        """Note that something ran for so long in this round."""
        if time > _BRIEF:
            self._spent += _ROUND if self._has_arrivals else time
            self._end_round_later()

    async def wait_to_decode(self, length: int) -> None:
        """Wait, where others wait too, before a body of so many bytes is made into values.

        Raises what `wait` raises.
        """
        await self.acquire(_PER_BYTE * length)

    async def acquire(self, time: float) -> None:
        """Wait, where others wait too, for something that will run for so long.

        Raises what `wait` raises.
        """
        if time > _BRIEF and not self.is_free:
            await self.wait(time)
        self.add_work(time)

    async def wait(self, time: float) -> None:
        """Wait for a turn to run for so long.

        Raises RequestError where too many wait that cost no more, then or later, or where none came
        before the deadline; an Interruption where the client has gone.
        """
        if len(self._waiting) >= self._most:
            self._evict(time)
        deadline = current_deadline.get()
        try:
            await self._turn(time, self.next_number(), has_begun=False)
        except asyncio.CancelledError:
            timeout = deadline.timeout if deadline is not None else None
            if timeout is not None and timeout.expired():
                raise _overloaded() from None
            raise

    async def requeue(self, price: float, spent: float, number: int) -> None:
        """Wait for a turn to go on with something of this price and number, run for `spent` so far.

        There is always room for it. Raises an Interruption where it has to stop.
        """
        left = max(price - spent, min(price, SLICE_SECONDS * 1e6))
        await self._turn(left, number, has_begun=True)

    async def _turn(self, time: float, number: int, *, has_begun: bool) -> None:
        turn, deadline = asyncio.get_running_loop().create_future(), current_deadline.get()
        insort(self._waiting, _Entry(time, number, turn, deadline, has_begun))
        self._end_round_later()
        try:
            await turn
        finally:
            # What it raises holds this frame: both would stay until the garbage collector comes.
            del turn
        if deadline is not None:
            deadline.check()

    def _evict(self, time: float) -> None:
        """Refuse the most expensive of those that wait, or raise RequestError for the new one."""
        now = monotonic()
        if now - self._checked_at > _CHECK_SECONDS:
            self._checked_at = now
            self._waiting = [entry for entry in self._waiting if _is_waiting(entry)]
        if len(self._waiting) < self._most:
            return
        longest = next((each for each in reversed(self._waiting) if not each.has_begun), None)
        if longest is None or longest.time <= time:
            raise _overloaded()
        self._waiting.remove(longest)
        if not longest.turn.done():
            longest.turn.set_exception(_overloaded())

    def _end_round_later(self) -> None:
        if not self._is_round_under_way:
            self._is_round_under_way = True
            asyncio.get_running_loop().call_soon(self._end_round)

    def _end_round(self) -> None:
        """Begin a round; the one whose turn it is runs in it, first of all."""
        self._is_round_under_way = False
        if self._is_taking_in():
            self._end_round_later()
            return
        self._spent = 0.0
        self._rounds += 1
        given = 0.0
        while self._waiting and given < _OF_A_ROUND:
            entry = self._take_next(be_fair=not given)
            if _is_waiting(entry):
                entry.turn.set_result(None)
                given += entry.time
        if self._waiting:
            self._end_round_later()

    def _take_next(self, *, be_fair: bool) -> _Entry:
        if not be_fair or self._rounds % _FOR_THE_OLDEST:
            return self._waiting.pop(0)
        oldest = min(self._waiting, key=attrgetter("number"))
        self._waiting.remove(oldest)
        return oldest

    def _is_taking_in(self) -> bool:
        """Whether connections go on arriving, and operations have not waited long for them."""
        has_arrivals, self._has_arrivals = self._has_arrivals, False
        if not has_arrivals:
            self._intake_since = None
            return False
        now = thread_time()  # not on the clock: others may have the processor
        if self._intake_since is None:
            self._intake_since = now
        if now - self._intake_since < _INTAKE_SECONDS:
            return True
        self._intake_since = None
        return False


def _is_waiting(entry: _Entry) -> bool:
    """Whether somebody waits for this turn. The request of a client that has gone ends.

    Where even that cannot be found out, the request fails with the reason, and no other one.
    """
    deadline = entry.deadline
    if entry.turn.done():
        return False
    try:
        if deadline is None or deadline.is_gone is None or not deadline.is_gone():
            return True
    except Exception as error:  # noqa: BLE001 - it must not end the round of all who wait
        entry.turn.set_exception(error)
        return False
    entry.turn.set_exception(ClientGoneError())
    return False


def _estimated(engine: Engine, request: GraphQLRequest) -> float:
    """How long an operation takes, or, where it is not known yet, reading its document."""
    prepared = engine.known(request.query, request.operation_name)
    if prepared is None:
        return _NEW_DOCUMENT + _PER_CHARACTER * len(request.query)
    return float(engine.price(prepared, request.variables) or 0)


async def prepare_in_turn(engine: Engine, request: GraphQLRequest, turns: TurnQueue) -> Prepared:
    """The operation that is asked for; to read a document that is new takes a turn.

    Raises what `TurnQueue.wait` raises.
    """
    known = engine.known(request.query, request.operation_name)
    if known is not None:
        return known
    await within_deadline(turns.acquire(_estimated(engine, request)))
    return engine.prepare(request.query, request.operation_name)


def in_turn(execute: Execute, engine: Engine, turns: TurnQueue) -> Execute:
    """`execute`, which ends in `engine`, in turns where it would keep others waiting."""

    async def run_later(
        time: float,
        request: GraphQLRequest,
        context: object,
        allowed: frozenset[OperationType],
    ) -> Outcome:
        await turns.wait(time)
        prepared = engine.known(request.query, request.operation_name)
        if prepared is None:
            # Held to the end: what is too large to keep is forgotten with the last that holds it.
            prepared = engine.prepare(request.query, request.operation_name)
            if _estimated(engine, request) > time:
                await turns.wait(_estimated(engine, request))
        began = perf_counter()
        try:
            outcome = execute(request, context, allowed)
        finally:
            turns.add_work((perf_counter() - began) * 1e6)
        return outcome if isinstance(outcome, Outcome) else await outcome

    def execute_in_turn(
        request: GraphQLRequest, context: object, allowed: frozenset[OperationType]
    ) -> Outcome | Awaitable[Outcome]:
        if not turns.is_free:
            time = _estimated(engine, request)
            if time > _BRIEF:
                return run_later(time, request, context, allowed)
        began = perf_counter()
        try:
            return execute(request, context, allowed)
        finally:
            time = (perf_counter() - began) * 1e6
            if time > _BRIEF:
                turns.add_work(time)

    return execute_in_turn


def _overloaded() -> RequestError:
    message = "More is asked for than can be answered; ask for less, or again in a moment."
    return RequestError(ErrorCode.OVERLOADED, message, _RETRY)
