"""Long queries run in time slices, and other operations run in between."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import strawberry
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from graphapi.api.field_costs import Cost
from graphapi.runtime.deadlines import INTERRUPTIONS, Deadline, DeadlineExceededError, limited
from graphapi.server import Readiness, create_app
from graphapi.server.turns.long_queries import MAX_STARTED, TimeSlicer
from graphapi.server.turns.turn_queue import TurnQueue
from graphapi.settings import Settings
from tests.server.conftest import running
from tests.server.http_connections.test_protocol import Connection, request

PARTS = 20


@dataclass
class Mill:
    """What long queries of one test do, and what is known of them."""

    is_over: threading.Event = field(default_factory=threading.Event)
    """From then on their parts take no time."""
    has_begun: threading.Event = field(default_factory=threading.Event)
    begun: list[int] = field(default_factory=list)
    """The parts that were begun, of whatever query."""

    def grind(self, part: int) -> int:
        """Take longer than a stretch, without a look at who may have gone."""
        self.begun.append(part)
        self.has_begun.set()
        for _ in range(2):
            while not (INTERRUPTIONS.due or self.is_over.is_set()):
                pass
            INTERRUPTIONS.due = False
        return part


@strawberry.type
class Grain:
    number: int

    @strawberry.field(directives=[Cost(weight="1000")])
    def flour(self, info: strawberry.Info[Mill]) -> int:
        return info.context.grind(self.number)


@strawberry.type
class Query:
    @strawberry.field(directives=[Cost(weight="1000")])
    def part(self, info: strawberry.Info[Mill], number: int) -> int:
        return info.context.grind(number)

    @strawberry.field(directives=[Cost(weight="1000")])
    def broken(self, info: strawberry.Info[Mill], number: int) -> int | None:
        info.context.grind(number)
        raise RuntimeError("the stone is broken")

    @strawberry.field
    def grains(self) -> list[Grain]:
        return [Grain(number=number) for number in range(PARTS)]

    @strawberry.field
    def light(self) -> str:
        return "light"


FIELDS = f"{{ {' '.join(f'p{number}: part(number: {number})' for number in range(PARTS))} }}"
FIELDS_DATA = {f"p{number}": number for number in range(PARTS)}
ITEMS = "{ grains { flour } }"
ITEMS_DATA = {"grains": [{"flour": number} for number in range(PARTS)]}
BEHIND_A_FAILURE = FIELDS.replace("{", "{ failed: broken(number: -1)", 1)
UNCOMPILED = FIELDS.replace("{", "{ __schema { queryType { name } }", 1)
UNCOMPILED_DATA = {"__schema": {"queryType": {"name": "Query"}}, **FIELDS_DATA}


class Served:
    """A mill at work behind a server."""

    def __init__(self, url: str, mill: Mill) -> None:
        self.url, self.mill = url, mill
        parts = urlsplit(url)
        self.address = str(parts.hostname), int(parts.port or 0)

    def connection(self, stack: ExitStack) -> Connection:
        return stack.enter_context(Connection(self.address))

    def asked(self, stack: ExitStack, query: str, *headers: str) -> Connection:
        """A connection on which the query was sent."""
        connection = self.connection(stack)
        connection.socket.sendall(request(json.dumps({"query": query}).encode(), *headers))
        return connection

    def light_is_answered(self, stack: ExitStack) -> bool:
        """Whether light was answered, by a known document and by a new one."""
        number = len(self.mill.begun)
        for query in ("{ light }", f"query New{number} {{ light }}"):
            answer = self.asked(stack, query).response()[2]
            if answer != b'{"data":{"light":"light"}}':
                return False
        return True


@contextmanager
def served(**settings: object) -> Iterator[Served]:
    mill = Mill()
    app = create_app(
        strawberry.Schema(Query),
        context=lambda: mill,
        readiness=lambda: Readiness(version="v1", counts={}),
        settings=Settings(**settings),  # type: ignore[arg-type]  # the model checks them
    )
    with running(app) as url:
        try:
            yield Served(url, mill)
        finally:
            mill.is_over.set()


@pytest.mark.parametrize(
    ("query", "data"),
    [(FIELDS, FIELDS_DATA), (ITEMS, ITEMS_DATA), (UNCOMPILED, UNCOMPILED_DATA)],
    ids=["fields at the root", "items of a list", "not compiled"],
)
def test_a_light_query_is_answered_while_a_long_one_runs(query: str, data: object):
    settings = {"max_cost": 10_000_000}  # of which what is not compiled has a fiftieth
    with served(**settings) as mill, ExitStack() as stack:
        for _ in range(2):  # as it is met, and compiled
            mill.mill.is_over.clear()
            mill.mill.has_begun.clear()
            mill.mill.begun.clear()
            long = mill.asked(stack, query)
            assert mill.mill.has_begun.wait(60)
            assert mill.light_is_answered(stack)
            assert len(mill.mill.begun) < PARTS
            mill.mill.is_over.set()
            assert json.loads(long.response()[2]) == {"data": data}


def test_a_failure_on_the_way_changes_nothing():
    with served() as mill, ExitStack() as stack:
        long = mill.asked(stack, BEHIND_A_FAILURE)
        assert mill.mill.has_begun.wait(60)
        while len(mill.mill.begun) < 2:  # the others are executed by graphql-core
            assert mill.light_is_answered(stack)
        assert mill.light_is_answered(stack)
        assert len(mill.mill.begun) < PARTS
        mill.mill.is_over.set()
        answer = json.loads(long.response()[2])
        assert answer["data"] == {"failed": None, **FIELDS_DATA}
        assert [error["path"] for error in answer["errors"]] == [["failed"]]


def test_light_queries_are_answered_while_several_long_ones_run_and_all_come_to_their_end():
    with served() as mill, ExitStack() as stack:
        longs = [mill.asked(stack, f"query Q{number} {FIELDS}") for number in range(4)]
        assert mill.mill.has_begun.wait(60)
        for _ in range(3):
            assert mill.light_is_answered(stack)
        assert len(mill.mill.begun) < PARTS * len(longs)
        mill.mill.is_over.set()
        for long in longs:
            assert json.loads(long.response()[2]) == {"data": FIELDS_DATA}


def test_a_batch_and_a_stream_let_others_in_too():
    with served(max_batch=2) as mill, ExitStack() as stack:
        batch = mill.connection(stack)
        batch.socket.sendall(request(json.dumps([{"query": FIELDS}]).encode()))
        assert mill.mill.has_begun.wait(60)
        assert mill.light_is_answered(stack)
        stream = mill.asked(stack, FIELDS, "Accept: text/event-stream")
        assert mill.light_is_answered(stack)
        assert len(mill.mill.begun) < PARTS
        mill.mill.is_over.set()
        assert json.loads(batch.response()[2]) == [{"data": FIELDS_DATA}]
        while not (line := stream.stream.readline()).startswith(b"data: {"):
            assert line
        assert json.loads(line.removeprefix(b"data: ")) == {"data": FIELDS_DATA}


def test_an_operation_on_a_websocket_lets_others_in_too():
    with served() as mill, ExitStack() as stack:
        url = mill.url.replace("http", "ws").rstrip("/") + "/graphql"
        socket = stack.enter_context(
            connect(url, subprotocols=[Subprotocol("graphql-transport-ws")])
        )
        socket.send('{"type": "connection_init"}')
        assert json.loads(socket.recv())["type"] == "connection_ack"
        for name, query in (("long", FIELDS), ("light", "{ light }")):
            socket.send(json.dumps({"type": "subscribe", "id": name, "payload": {"query": query}}))
            assert name == "light" or mill.mill.has_begun.wait(60)
        first = json.loads(socket.recv())
        assert (first["id"], first["payload"]) == ("light", {"data": {"light": "light"}})
        mill.mill.is_over.set()
        answers = {message["id"]: message for message in (json.loads(socket.recv()) for _ in "12")}
        assert answers["long"]["payload"] == {"data": FIELDS_DATA}


def test_a_long_query_is_stopped_at_a_pause_after_its_deadline():
    with served(deadline_ms=150) as mill, ExitStack() as stack:
        status, _, body = mill.asked(stack, FIELDS).response()
        assert (status, b"DEADLINE_EXCEEDED" in body) == (b"HTTP/1.1 503 Service Unavailable", True)
        assert len(mill.mill.begun) < PARTS
        mill.mill.is_over.set()
        assert mill.light_is_answered(stack)


def test_a_long_query_is_stopped_at_a_pause_after_its_client_has_gone():
    with served() as mill, ExitStack() as stack:
        long = mill.asked(stack, FIELDS)
        assert mill.mill.has_begun.wait(60)
        long.__exit__()
        before = -1
        while before != len(mill.mill.begun):  # as long as it goes on in between
            before = len(mill.mill.begun)
            for _ in range(3):
                assert mill.light_is_answered(stack)
        assert before < PARTS


class Work:
    """Work of some steps, with a pause before each."""

    def __init__(self, steps: int) -> None:
        self.steps, self.done, self.is_cleaned_up = steps, 0, False

    def __call__(self) -> str:
        try:
            for _ in range(self.steps):
                if INTERRUPTIONS.pause_due:
                    INTERRUPTIONS.pause()
                self.done += 1
        finally:
            if INTERRUPTIONS.pause_due:
                INTERRUPTIONS.pause()
            self.is_cleaned_up = True
        return "done"


def run(work: Callable[[], str]) -> asyncio.Future[str]:
    return asyncio.ensure_future(TimeSlicer(TurnQueue(1), seconds=0.0)(work, 10_000))


async def begun(work: Work) -> asyncio.Future[str]:
    """The future of work that has begun and not ended."""
    running_work = run(work)
    for _ in range(10):
        await asyncio.sleep(0)
    assert work.done
    return running_work


def test_each_stretch_is_counted_as_work_and_others_run_in_between():
    async def steps() -> list[int]:
        work, found = Work(5), []
        running_work = run(work)
        while not running_work.done():
            found.append(work.done)
            await asyncio.sleep(0)
        assert await running_work == "done"
        return sorted(set(found))

    assert asyncio.run(steps()) == [0, 1, 2, 3, 4, 5]


def test_only_so_many_have_begun_at_once_and_all_come_to_their_end():
    async def most_begun() -> int:
        # Each is cheaper than those before it, and would be the next to begin.
        in_stretches, works = TimeSlicer(TurnQueue(100), seconds=0.0), [Work(20) for _ in range(30)]
        futures, most = [], 0
        for place, work in enumerate(works):
            futures.append(asyncio.ensure_future(in_stretches(work, 90_000 - 1_000 * place)))
            for _ in range(4):
                await asyncio.sleep(0)
                most = max(most, sum(0 < each.done < each.steps for each in works))
        assert await asyncio.gather(*futures) == ["done"] * len(works)
        return most

    assert 1 < asyncio.run(most_begun()) <= MAX_STARTED


def test_what_the_work_raises_is_raised():
    def work() -> str:
        INTERRUPTIONS.pause()
        raise LookupError("nothing there")

    async def raised() -> None:
        with pytest.raises(LookupError, match="nothing there"):
            await run(work)

    asyncio.run(raised())


def test_work_that_is_cancelled_ends_at_its_pause_and_cleans_up():
    async def cancelled() -> Work:
        work = Work(1_000_000)
        running_work = await begun(work)
        running_work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running_work
        return work

    work = asyncio.run(cancelled())
    assert work.is_cleaned_up
    assert work.done < work.steps


def test_work_whose_time_is_up_ends_at_its_pause_and_cleans_up():
    async def stopped() -> Work:
        work, deadline = Work(1_000_000), Deadline(60.0)
        with limited(deadline):
            running_work = await begun(work)
        deadline.end = 0.0
        with pytest.raises(DeadlineExceededError):
            await running_work
        return work

    work = asyncio.run(stopped())
    assert work.is_cleaned_up
    assert work.done < work.steps


def test_work_sees_the_context_and_the_loop_of_the_one_that_waits():
    deadline = Deadline(60.0)

    async def seen() -> bool:
        loop = asyncio.get_running_loop()

        def work() -> str:
            INTERRUPTIONS.pause()
            return str(asyncio.get_running_loop() is loop)

        with limited(deadline):
            return await run(work) == "True"

    assert asyncio.run(seen())
