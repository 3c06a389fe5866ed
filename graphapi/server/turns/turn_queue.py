"""The queue of turns: which operation runs next when more is requested than can run at once.

Operations run on one thread, and an event loop runs everything that has arrived before it looks for
more; of new connections, uvloop accepts one in each round. Hundreds of expensive operations that
arrive together would keep everyone else waiting until the last of them is done. So when a loop has
worked for a while, or connections are arriving, it runs no more operations at once: they wait for a
turn, cheapest first. Each round gives turns to one expensive operation or to a few cheap ones, and
to none while connections arrive. Operations that cost next to nothing never wait.

A long query runs in several time slices (`long_queries`). Between two of them it waits for another
turn, ordered by the rest of its price, and it is never rejected: its partial result would be lost.

Running the cheapest first keeps the fewest waiting (shortest job first). Every few rounds the
operation that has waited longest gets a turn, so that expensive operations make progress too.
Operations that get no turn before the deadline are answered OVERLOADED, and so is the most
expensive one when too many wait.
"""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import Awaitable
from itertools import count
from math import inf
from operator import attrgetter
from time import monotonic, perf_counter, thread_time
from typing import Any, Final, NamedTuple

from strawberry.types.graphql import OperationType

from graphapi.execution import Engine, Execute, GraphQLRequest, Outcome, Prepared
from graphapi.runtime.deadlines import (
    ClientDisconnectedError,
    Deadline,
    current_deadline,
    within_deadline,
)
from graphapi.server.requests.error_codes import ErrorCode, RequestError

__all__ = ["SLICE_SECONDS", "TurnQueue", "in_turn", "prepare_in_turn"]

_ROUND: Final = 20_000.0
"""How long a round of the loop runs several operations, in microseconds."""
_OF_A_ROUND: Final = 1_500.0
"""How long queued operations may run in a round: an expensive one, or several cheap ones."""
_BRIEF: Final = 250.0
"""Operations that take no longer are not counted and never wait."""
SLICE_SECONDS: Final = 0.05
"""How long a time slice of a long query is, until its next pause."""
_INTAKE_SECONDS: Final = 0.01
"""How much CPU time operations wait for at most while connections keep arriving."""
_CHECK_SECONDS: Final = 0.1
"""When the queue is full, how often at most it is checked for clients that have disconnected."""
_NEW_DOCUMENT: Final = 500.0
_PER_CHARACTER: Final = 5.0
"""Parsing and validating a document takes this long, measured on documents of about a page."""
_PER_BYTE: Final = 0.05
"""Decoding JSON takes at most this long, even if it consists of objects only."""
_FOR_THE_OLDEST: Final = 4
"""In every fourth round, the operation that has waited longest gets a turn, at any price."""
_RETRY: Final = {"Retry-After": "1"}


class _Entry(NamedTuple):
    """Something that waits for its turn."""

    time: float
    """How long it is expected to run."""
    number: int
    """Unique; the smallest has waited longest."""
    turn: asyncio.Future[None]
    deadline: Deadline | None
    has_begun: bool
    """Whether a part of it has run already."""


class TurnQueue:
    """The queue of operations that wait in one event loop, `most` at most.

    All times are estimates in microseconds; one unit of price counts as one microsecond.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: list[_Entry] = []
        """The cheapest first; of equal ones, the one that came first."""
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
        """Whether an operation may run at once."""
        return not self._waiting and self._spent < _ROUND

    @property
    def has_time_left(self) -> bool:
        """Whether this round may run another long operation."""
        return self._spent < _ROUND

    def next_number(self) -> int:
        """A number for the next operation."""
        return next(self._numbers)

    def note_arrival(self) -> None:
        """Note that a connection was opened: more of them may be arriving."""
        self._has_arrivals = True

    def add_work(self, time: float) -> None:
        """Count `time` of work in this round."""
        if time > _BRIEF:
            self._spent += _ROUND if self._has_arrivals else time
            self._end_round_later()

    async def wait_to_decode(self, length: int) -> None:
        """Wait for a turn, if others wait too, to decode a body of `length` bytes.

        Raises what `wait` raises.
        """
        await self.acquire(_PER_BYTE * length)

    async def acquire(self, time: float) -> None:
        """Wait for a turn, if others wait too, for work that takes `time`, and count it.

        Raises what `wait` raises.
        """
        if time > _BRIEF and not self.is_free:
            await self.wait(time)
        self.add_work(time)

    async def wait(self, time: float) -> None:
        """Wait for a turn to run for `time`.

        Raises RequestError if too many cheaper operations wait, now or later, or if no turn comes
        before the deadline; an Interruption if the client has disconnected.
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
        """Wait for a turn to continue work of this price and number that has run for `spent`.

        The limit of the queue does not apply. Raises an Interruption if the work has to stop.
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
            # An exception from it refers to this frame: without `del` both would wait for the
            # garbage collector.
            del turn
        if deadline is not None:
            deadline.check()

    def _evict(self, time: float) -> None:
        """Reject the most expensive queued operation, or raise RequestError for the new one."""
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
        """Start a round with the operations whose turn it is."""
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
        """Whether connections keep arriving, and operations have not waited long for them."""
        has_arrivals, self._has_arrivals = self._has_arrivals, False
        if not has_arrivals:
            self._intake_since = None
            return False
        now = thread_time()  # not wall-clock time: other processes may use the processor
        if self._intake_since is None:
            self._intake_since = now
        if now - self._intake_since < _INTAKE_SECONDS:
            return True
        self._intake_since = None
        return False


def _is_waiting(entry: _Entry) -> bool:
    """Whether the request still waits for this turn; end it if its client has disconnected.

    If that check fails, only this request fails, with the reason.
    """
    deadline = entry.deadline
    if entry.turn.done():
        return False
    try:
        if deadline is None or deadline.is_disconnected is None or not deadline.is_disconnected():
            return True
    except Exception as error:  # noqa: BLE001 - it must not end the round for all others
        entry.turn.set_exception(error)
        return False
    entry.turn.set_exception(ClientDisconnectedError())
    return False


def _estimated(engine: Engine, request: GraphQLRequest) -> float:
    """How long an operation takes or, if it is not known yet, reading its document."""
    prepared = engine.known(request.query, request.operation_name)
    if prepared is None:
        return _NEW_DOCUMENT + _PER_CHARACTER * len(request.query)
    return float(engine.price(prepared, request.variables) or 0)


async def prepare_in_turn(
    engine: Engine, request: GraphQLRequest, turns: TurnQueue, sender: Any = None
) -> Prepared:
    """The prepared operation; reading a new document takes a turn.

    Raises what `TurnQueue.wait` raises.
    """
    known = engine.known(request.query, request.operation_name)
    if known is not None:
        return known
    await within_deadline(turns.acquire(_estimated(engine, request)))
    return engine.prepare(request.query, request.operation_name, sender)


def in_turn(execute: Execute, engine: Engine, turns: TurnQueue) -> Execute:
    """`execute`, which ends in `engine`, with turns where it would keep others waiting."""

    async def run_later(
        time: float,
        request: GraphQLRequest,
        context: object,
        allowed: frozenset[OperationType],
        sender: Any,
    ) -> Outcome:
        await turns.wait(time)
        prepared = engine.known(request.query, request.operation_name)
        if prepared is None:
            # Kept alive to the end: a document that is too large for the cache has no other owner.
            prepared = engine.prepare(request.query, request.operation_name, sender)
            if _estimated(engine, request) > time:
                await turns.wait(_estimated(engine, request))
        began = perf_counter()
        try:
            outcome = execute(request, context, allowed, sender)
        finally:
            turns.add_work((perf_counter() - began) * 1e6)
        return outcome if isinstance(outcome, Outcome) else await outcome

    def execute_in_turn(
        request: GraphQLRequest,
        context: object,
        allowed: frozenset[OperationType],
        sender: Any = None,
    ) -> Outcome | Awaitable[Outcome]:
        if not turns.is_free:
            time = _estimated(engine, request)
            if time > _BRIEF:
                return run_later(time, request, context, allowed, sender)
        began = perf_counter()
        try:
            return execute(request, context, allowed, sender)
        finally:
            time = (perf_counter() - began) * 1e6
            if time > _BRIEF:
                turns.add_work(time)

    return execute_in_turn


def _overloaded() -> RequestError:
    message = "The server is overloaded; ask for less, or try again in a moment."
    return RequestError(ErrorCode.OVERLOADED, message, _RETRY)
