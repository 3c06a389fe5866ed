"""Operations take turns, so that expensive ones do not keep others waiting."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable
from contextlib import AbstractContextManager, ExitStack
from itertools import pairwise
from time import thread_time
from urllib.parse import urlsplit

import httpx
import pytest
from strawberry.types.graphql import OperationType

from graphapi.execution import CompilingExecutor, Engine, Execute, GraphQLRequest, Outcome
from graphapi.runtime.deadlines import (
    ClientDisconnectedError,
    Deadline,
    DeadlineExceededError,
    limited,
    within_deadline,
)
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.turns.turn_queue import TurnQueue, in_turn
from tests.server.conftest import library_app, running
from tests.server.http_connections.test_protocol import HEALTH, Connection, request
from tests.server.library import HOLD, Shelf, library_schema

Answer = tuple[bytes, dict[bytes, bytes], bytes]
"""Status line, headers and body."""

LONG = 1e6
"""So many microseconds of work end a round."""


def busy_turns(most: int = 10) -> TurnQueue:
    """TurnQueue of a loop that has worked for long, just now."""
    turns = TurnQueue(most)
    turns.add_work(LONG)
    return turns


class TestTurns:
    def test_something_may_run_at_once_until_the_round_is_long(self):
        async def look() -> AsyncIterator[bool]:
            turns = TurnQueue(1)
            yield turns.is_free
            turns.add_work(1_000)
            yield turns.is_free
            turns.add_work(LONG)
            yield turns.is_free
            await asyncio.sleep(0)
            yield turns.is_free

        async def seen() -> list[bool]:
            return [free async for free in look()]

        assert asyncio.run(seen()) == [True, True, False, True]

    def test_the_cheapest_comes_first_and_of_equals_the_one_that_came_first(self):
        async def order() -> list[str]:
            turns, done = busy_turns(), []

            async def wait(name: str, time: float) -> None:
                await turns.wait(time)
                done.append(name)

            times = {"dear": 9e5, "cheap": 1e3, "as cheap": 1e3}
            await asyncio.gather(*[wait(name, time) for name, time in times.items()])
            return done

        assert asyncio.run(order()) == ["cheap", "as cheap", "dear"]

    def test_now_and_then_one_has_a_turn_because_it_has_waited_longest(self):
        async def order() -> list[int]:
            turns, done = busy_turns(100), []

            async def wait(number: int) -> None:
                await turns.wait(9e5 if number == 0 else 2e3)
                done.append(number)

            await asyncio.gather(*[wait(number) for number in range(20)])
            return done

        assert asyncio.run(order()).index(0) < 10

    @pytest.mark.parametrize(("time", "most"), [(9e5, 1), (1e3, 2), (5e2, 3)])
    def test_a_round_runs_one_expensive_operation_or_a_few_cheap_ones(self, time: float, most: int):
        async def given() -> list[int]:
            turns = busy_turns()
            waits = [asyncio.ensure_future(turns.wait(time)) for _ in range(6)]
            found = [0]
            while not all(wait.done() for wait in waits):
                await asyncio.sleep(0)
                found.append(sum(wait.done() for wait in waits))
            return found

        found = asyncio.run(given())
        assert max(after - before for before, after in pairwise(found)) == most

    def test_there_are_no_turns_while_connections_arrive(self):
        async def waited() -> list[bool]:
            turns = busy_turns()
            wait = asyncio.ensure_future(turns.wait(1e3))
            found = []
            for arrives in [True, True, False, False, False]:
                if arrives:
                    turns.note_arrival()
                await asyncio.sleep(0)
                found.append(wait.done())
            return found

        assert asyncio.run(waited()) == [False, False, False, True, True]

    def test_they_arrive_for_a_while_and_then_somebody_has_a_turn_all_the_same(self):
        async def has_had_one() -> bool:
            turns = busy_turns()
            wait = asyncio.ensure_future(turns.wait(1e3))
            while not wait.done() and thread_time() < end:
                turns.note_arrival()
                await asyncio.sleep(0)
            return wait.done()

        end = thread_time() + 10
        assert asyncio.run(has_had_one())

    def test_the_queue_has_a_limit_and_the_next_operation_is_rejected(self):
        async def wait() -> None:
            turns = busy_turns(most=2)
            waits = [asyncio.ensure_future(turns.wait(1e3)) for _ in range(2)]
            await asyncio.sleep(0)
            with pytest.raises(RequestError, match="again in a moment") as caught:
                await turns.wait(1e3)
            assert caught.value.code == ErrorCode.OVERLOADED
            assert caught.value.headers == {"Retry-After": "1"}
            await asyncio.gather(*waits)

        asyncio.run(wait())

    def test_a_cheaper_operation_replaces_the_most_expensive_one(self):
        async def wait() -> None:
            turns = busy_turns(most=2)
            dear, dearest = (asyncio.ensure_future(turns.wait(time)) for time in (8e5, 9e5))
            await asyncio.sleep(0)
            await turns.wait(1e3)
            with pytest.raises(RequestError, match="again in a moment") as caught:
                await dearest
            assert caught.value.code == ErrorCode.OVERLOADED
            await dear

        asyncio.run(wait())

    def test_what_has_begun_keeps_its_place_whoever_comes(self):
        async def wait() -> None:
            turns = busy_turns(most=1)
            begun = asyncio.ensure_future(turns.requeue(9e5, 1e5, turns.next_number()))
            await asyncio.sleep(0)
            with pytest.raises(RequestError, match="again in a moment"):
                await turns.wait(1e3)
            await begun

        asyncio.run(wait())

    def test_what_has_begun_goes_on_before_what_has_not_and_costs_as_much(self):
        async def order() -> list[str]:
            turns, done = busy_turns(), []

            async def run(name: str, wait: Awaitable[None]) -> None:
                await wait
                done.append(name)

            number = turns.next_number()
            await asyncio.gather(
                run("new", turns.wait(2e5)),
                run("begun", turns.requeue(2e5, 0.0, number)),
                run("nearly done", turns.requeue(9e5, 8e5, turns.next_number())),
                run("late", turns.requeue(1.5e5, 9e5, turns.next_number())),
            )
            return done

        assert asyncio.run(order()) == ["late", "nearly done", "begun", "new"]

    def test_what_has_begun_and_finds_its_deadline_over_is_stopped(self):
        async def wait() -> None:
            with limited(Deadline(0)), pytest.raises(DeadlineExceededError):
                await within_deadline(busy_turns().requeue(1e5, 0.0, 0))

        asyncio.run(wait())

    def test_a_disconnected_client_leaves_the_queue(self):
        async def wait() -> None:
            turns = busy_turns(most=1)
            with limited(Deadline(60, is_disconnected=lambda: True)):
                gone = asyncio.ensure_future(turns.wait(1.0))
            await asyncio.sleep(0)
            await turns.wait(1e3)
            with pytest.raises(ClientDisconnectedError):
                await gone

        asyncio.run(wait())

    def test_the_operation_of_a_disconnected_client_does_not_run(self):
        async def wait() -> None:
            with (
                limited(Deadline(60, is_disconnected=lambda: True)),
                pytest.raises(ClientDisconnectedError),
            ):
                await busy_turns().wait(1.0)

        asyncio.run(wait())

    def test_what_fails_when_the_turn_comes_costs_that_request_alone(self):
        def broken() -> bool:
            raise OSError("no socket")

        async def wait() -> None:
            turns = busy_turns()
            with limited(Deadline(60, is_disconnected=broken)):
                failing = asyncio.ensure_future(turns.wait(1.0))
            await asyncio.sleep(0)
            await turns.wait(1e3)
            with pytest.raises(OSError, match="no socket"):
                await failing

        asyncio.run(wait())

    def test_an_operation_without_a_turn_before_the_deadline_may_be_retried(self):
        async def wait() -> None:
            with limited(Deadline(0)), pytest.raises(RequestError) as caught:
                await within_deadline(busy_turns().wait(1.0))
            assert caught.value.code == ErrorCode.OVERLOADED

        asyncio.run(wait())


KNOWN = GraphQLRequest("{ books { title } }")
NEW = GraphQLRequest("query New { books { title } }")
BOOKS = {"books": [{"title": "Emma"}, {"title": "Ulysses"}]}


class TestOperations:
    def execute(self, turns: TurnQueue) -> Execute:
        engine = Engine(library_schema())
        engine.prepare(KNOWN.query)
        return in_turn(CompilingExecutor(engine), engine, turns)

    def ask(self, execute: Execute, asked: GraphQLRequest) -> Outcome | Awaitable[Outcome]:
        return execute(asked, Shelf(), frozenset({OperationType.QUERY}))

    @pytest.mark.parametrize("asked", [KNOWN, NEW])
    def test_they_run_at_once_if_no_operation_waits(self, asked: GraphQLRequest):
        async def run() -> None:
            outcome = self.ask(self.execute(TurnQueue(1)), asked)
            assert isinstance(outcome, Outcome)
            assert outcome.data == BOOKS

        asyncio.run(run())

    def test_one_that_costs_next_to_nothing_passes_the_others_by(self):
        async def run() -> None:
            outcome = self.ask(self.execute(busy_turns(most=0)), KNOWN)
            assert isinstance(outcome, Outcome)
            assert outcome.data == BOOKS

        asyncio.run(run())

    def test_a_new_document_waits_since_its_price_is_unknown(self):
        async def run() -> None:
            execute = self.execute(busy_turns())
            outcome = self.ask(execute, NEW)
            assert not isinstance(outcome, Outcome)
            assert (await outcome).data == BOOKS

        asyncio.run(run())


class TestServer:
    def test_with_a_full_queue_operations_are_rejected_while_another_runs(self):
        answers = answers_beside_one_that_takes_long("{ busy }", 3, queue_limit=0)
        refused = [(headers, body) for _, headers, body in answers if b"OVERLOADED" in body]
        assert len(refused) >= 2  # one of them may have found the loop idle again
        assert all(headers[b"retry-after"] == b"1" for headers, _ in refused)

    def test_with_room_they_wait_and_are_answered(self):
        answers = answers_beside_one_that_takes_long("{ brief }", 3, queue_limit=3)
        assert [body for *_, body in answers] == [b'{"data":{"brief":"done"}}'] * 3

    def test_hundreds_of_new_operations_at_once_are_all_answered(self):
        with running(library_app()) as url, ExitStack() as stack:
            connections = opened(url, 300, stack)
            for number, connection in enumerate(connections):
                query = b'{"query": "query Q%d { books { title } }"}' % number
                connection.socket.sendall(request(query))
            answers = [json.loads(connection.response()[2]) for connection in connections]
        assert answers == [{"data": BOOKS}] * 300

    def test_a_client_that_closes_early_is_not_answered_while_others_wait(self):
        with running(library_app()) as url, ExitStack() as stack:
            first, second, gone, patient = opened(url, 4, stack)
            with held(first):
                second.socket.sendall(request(b'{"query": "query Second { held }"}'))
                for connection in (gone, patient):
                    connection.socket.sendall(HEALTH)
                gone.socket.shutdown(socket.SHUT_WR)
            assert patient.response()[0] == b"HTTP/1.1 200 OK"
            assert gone.stream.read() == b""

    def test_a_client_that_half_closes_is_answered_if_no_others_wait(self):
        with running(library_app()) as url, ExitStack() as stack:
            (connection,) = opened(url, 1, stack)
            connection.socket.sendall(HEALTH)
            connection.socket.shutdown(socket.SHUT_WR)
            assert connection.response()[0] == b"HTTP/1.1 200 OK"

    def test_a_new_document_for_a_stream_is_read_when_its_turn_comes(self):
        async def cheaper_ones_were_first() -> bool:
            app = library_app()
            cheaper = [asyncio.ensure_future(app.turns.wait(1.0)) for _ in range(200)]
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                response = await client.post(
                    "/graphql",
                    json={"query": "query New { brief }"},
                    headers={"Accept": "text/event-stream"},
                )
            assert '{"data":{"brief":"done"}}' in response.text
            return all(wait.done() for wait in cheaper)

        assert asyncio.run(cheaper_ones_were_first())


def answers_beside_one_that_takes_long(query: str, number: int, queue_limit: int) -> list[Answer]:
    """The answers to so many new documents that are all there when the other is done."""
    app = library_app(queue_limit=queue_limit, deadline_ms=1_000)
    with running(app) as url, ExitStack() as stack:
        first, *others = opened(url, number + 1, stack)
        with held(first):
            for place, connection in enumerate(others):
                body = json.dumps({"query": f"query Q{place} {query}"})
                connection.socket.sendall(request(body.encode()))
        assert first.response()[2] == b'{"data":{"held":"done"}}'
        return [connection.response() for connection in others]


def held(connection: Connection) -> AbstractContextManager[None]:
    """The server answers a request of this connection, and nobody else's, inside the block."""
    return HOLD.kept(lambda: connection.socket.sendall(request(b'{"query": "{ held }"}')))


def opened(url: str, number: int, stack: ExitStack) -> list[Connection]:
    """So many connections to a server, until the end of the stack."""
    parts = urlsplit(url)
    address = str(parts.hostname), int(parts.port or 0)
    return [stack.enter_context(Connection(address)) for _ in range(number)]
