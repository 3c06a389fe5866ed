"""What an operation works on is opened once, and closed on every way out."""

import asyncio
import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.sync.client import connect

from graphapi.errors import UnavailableError
from graphapi.execution import Opening
from graphapi.server import Readiness, create_app
from graphapi.settings import Settings
from tests.server.conftest import running
from tests.server.library import Shelf, library_schema

BOOKS = "{ books { title } }"


class Desk:
    """Where shelves are opened and closed, each of a version of its own."""

    def __init__(self) -> None:
        self.opened = self.closed = 0
        self.is_shut = False

    async def open(self) -> Shelf:
        await asyncio.sleep(0)
        if self.is_shut:
            raise UnavailableError("The library does not answer", retry_after=7)
        self.opened += 1
        return Shelf((f"Edition {self.opened}",))

    async def close(self, _: Shelf) -> None:
        self.closed += 1

    def context(self) -> Opening[Shelf]:
        return Opening(self.open, self.close, lambda shelf: shelf)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def url(desk: Desk) -> Iterator[str]:
    settings = Settings(max_batch=5, deadline_ms=300, streams=True)
    readiness = Readiness(version="v1", counts={"books": 2})
    with running(create_app(library_schema(), desk.context, lambda: readiness, settings)) as url:
        yield url


def ask(url: str, content: Any, accept: str = "application/json") -> httpx.Response:
    return httpx.post(f"{url}/graphql", json=content, headers={"Accept": accept}, timeout=30)


@pytest.mark.parametrize(
    "query",
    [
        BOOKS,
        "{ slow }",
        "{ books { author } }",
        "{ books(first: -1) { title } }",
        "{ nothing }",
        "{",
        "{ stuck }",
        "{ busy }",
        'mutation { burn(title: "Emma") }',
    ],
)
def test_it_is_closed_whatever_becomes_of_the_operation(desk: Desk, url: str, query: str):
    for _ in range(2):
        ask(url, {"query": query})
    assert (desk.opened, desk.closed) == (2, 2)


def test_a_get_is_no_exception(desk: Desk, url: str):
    assert httpx.get(f"{url}/graphql", params={"query": BOOKS}).status_code == 200
    assert (desk.opened, desk.closed) == (1, 1)


def test_all_of_a_batch_see_one_version(desk: Desk, url: str):
    answers = ask(url, [{"query": BOOKS}, {"query": "{ slow }"}, {"query": BOOKS}]).json()
    expected = {"data": {"books": [{"title": "Edition 1"}]}}
    assert answers == [expected, {"data": {"slow": "done"}}, expected]
    assert (desk.opened, desk.closed) == (1, 1)


@pytest.mark.parametrize("query", [BOOKS, "subscription { arrivals }", "{ stuck }", "{ nothing }"])
def test_it_is_closed_at_the_end_of_a_stream(desk: Desk, url: str, query: str):
    ask(url, {"query": query}, accept="text/event-stream")
    assert desk.opened == desk.closed <= 1


def test_each_operation_on_a_websocket_has_its_own(desk: Desk, url: str):
    address = f"ws{url.removeprefix('http')}/graphql"
    with connect(address, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]  # a NewType of str
        socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket.recv())["type"] == "connection_ack"
        for number in (1, 2):
            payload = {"query": BOOKS}
            message = {"id": str(number), "type": "subscribe", "payload": payload}
            socket.send(json.dumps(message))
            data = json.loads(socket.recv())["payload"]["data"]
            assert data == {"books": [{"title": f"Edition {number}"}]}
            assert json.loads(socket.recv())["type"] == "complete"
            assert (desk.opened, desk.closed) == (number, number)


def test_it_is_closed_where_the_client_has_gone(desk: Desk, url: str):
    host, port = urlsplit(url).hostname, urlsplit(url).port
    body = json.dumps({"query": "{ stuck }"}).encode()
    with socket.create_connection((host, port)) as connection:
        connection.sendall(
            b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        )
    for _ in range(1_000):  # until the server has seen its end
        ask(url, {"query": BOOKS})
        if desk.closed == desk.opened:
            break
    assert desk.closed == desk.opened > 1


def test_a_place_that_does_not_answer_is_unavailable_for_a_while(desk: Desk, url: str):
    desk.is_shut = True
    refused = ask(url, {"query": BOOKS})
    [error] = refused.json()["errors"]
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "7")
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert error["message"] == "The library does not answer; ask the same again in 7 s"
    assert (desk.opened, desk.closed) == (0, 0)
