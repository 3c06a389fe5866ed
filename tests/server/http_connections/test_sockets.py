"""What one WebSocket may ask for: how much, at once, and for how long."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection

from tests.server.conftest import library_app, read, running
from tests.server.door.test_guard import opened

ANSWER = {"data": {"brief": "done"}}
CLIENT = {"X-Forwarded-For": "192.0.2.1"}
KNOCKS = "subscription { knocks(times: 30) }"
DEAR = "{ books(first: 20) { title sequel { sequel { sequel { title } } } } }"


class Socket:
    """A WebSocket on which operations are asked."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._send({"type": "connection_init"})
        assert self.next() == {"type": "connection_ack"}

    def _send(self, message: dict[str, Any]) -> None:
        self._connection.send(json.dumps(message))

    def begin(self, name: str, query: str) -> None:
        self._send({"id": name, "type": "subscribe", "payload": {"query": query}})

    def end(self, name: str) -> None:
        self._send({"id": name, "type": "complete"})

    def next(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._connection.recv(timeout=60))
        return found

    def answer(self, query: str) -> Any:
        """The answer to an operation, or the code of the error that it is refused with."""
        self.begin("asked", query)
        message = self.next()
        if message["type"] == "error":
            return message["payload"][0]["extensions"]["code"]
        assert self.next() == {"id": "asked", "type": "complete"}
        return message["payload"]

    def count(self, query: str) -> int:
        """How often an operation is answered before it is refused for want of units."""
        answered = 0
        while self.answer(query) != "RATE_LIMITED":
            answered += 1
        return answered


@contextmanager
def socket_of(url: str, **headers: str) -> Iterator[Socket]:
    with opened(f"{url.replace('http', 'ws')}/graphql", additional_headers=headers) as connection:
        yield Socket(connection)


@contextmanager
def metered(burst: int) -> Iterator[str]:
    """A server that knows the documents of these tests, so that none pays for reading them."""
    app = library_app(trusted_proxies="127.0.0.0/8", rate_units=1, rate_burst_units=burst)
    with running(app) as url:
        read(url, "{ brief }", "{ nothing }", DEAR, KNOCKS)
        yield url


class TestRates:
    def test_the_socket_and_each_operation_take_a_unit(self):
        with metered(burst=4) as url, socket_of(url, **CLIENT) as socket:
            assert [socket.answer("{ brief }") for _ in range(3)] == [ANSWER] * 3
            assert socket.answer("{ brief }") == "RATE_LIMITED"

    def test_what_costs_more_takes_more_as_it_does_by_post(self):
        prices = {"query": DEAR, "extensions": {"cost": True}}
        with metered(burst=1_000) as url:
            answer = httpx.post(f"{url}/graphql", json=prices).json()
            price = answer["extensions"]["cost"]["price"]
            with socket_of(url, **CLIENT) as socket:
                assert 1_000 // price - 1 <= socket.count(DEAR) <= 1_000 // price + 1

    def test_what_was_refused_before_takes_one_unit(self):
        with metered(burst=4) as url, socket_of(url, **CLIENT) as socket:
            codes = [socket.answer("{ nothing }") for _ in range(4)]
        assert codes == [*["GRAPHQL_VALIDATION_FAILED"] * 3, "RATE_LIMITED"]

    def test_each_result_of_a_subscription_takes_its_price(self):
        with metered(burst=30) as url, socket_of(url, **CLIENT) as socket:
            socket.begin("many", KNOCKS)
            while socket.next()["type"] == "next":
                pass
            assert socket.answer("{ brief }") == "RATE_LIMITED"

    def test_it_is_the_client_that_pays_on_whatever_connection(self):
        with metered(burst=6) as url:
            with socket_of(url, **CLIENT) as socket:
                socket.count("{ brief }")
                with socket_of(url, **{"X-Forwarded-For": "192.0.2.2"}) as other:
                    assert other.answer("{ brief }") == ANSWER
            post = httpx.post(f"{url}/graphql", json={"query": "{ brief }"}, headers=CLIENT)
        assert post.status_code == 429

    @pytest.mark.parametrize(
        "accept", ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"]
    )
    def test_other_streams_take_their_price_too(self, accept: str):
        with metered(burst=1_000) as url, httpx.Client(headers=CLIENT) as client:
            prices = {"query": DEAR, "extensions": {"cost": True}}
            answer = client.post(f"{url}/graphql", json=prices).json()
            price = answer["extensions"]["cost"]["price"]
            headers, answered = {"Accept": accept}, 1
            while client.post(f"{url}/graphql", json={"query": DEAR}, headers=headers).is_success:
                answered += 1
        assert 1_000 // price - 1 <= answered <= 1_000 // price + 1


class TestOperationsAtOnce:
    @pytest.fixture
    def url(self) -> Iterator[str]:
        with running(library_app(max_socket_operations=2)) as url:
            yield url

    def test_so_many_may_be_under_way_and_the_next_is_refused(self, url: str):
        with socket_of(url) as socket:
            socket.begin("first", "{ stuck }")
            assert socket.answer("{ brief }") == ANSWER
            socket.begin("second", "{ stuck }")
            socket.begin("third", "{ brief }")
            refused = socket.next()
            assert (refused["id"], refused["type"]) == ("third", "error")
            assert refused["payload"][0]["extensions"] == {
                "code": "LIMIT_EXCEEDED",
                "limit": "max_socket_operations",
                "allowed": 2,
            }

    def test_one_that_its_client_has_ended_makes_room(self, url: str):
        with socket_of(url) as socket:
            socket.begin("first", "{ stuck }")
            socket.begin("second", "{ stuck }")
            socket.end("first")
            assert socket.answer("{ brief }") == ANSWER


class TestDeadlines:
    @pytest.mark.parametrize("query", ["{ busy }", "{ stuck }"])
    def test_an_operation_that_takes_too_long_is_stopped_and_others_go_on(self, query: str):
        with running(library_app(deadline_ms=500)) as url, socket_of(url) as socket:
            for _ in range(2):
                assert socket.answer(query) == "DEADLINE_EXCEEDED"
                assert socket.answer("{ brief }") == ANSWER

    def test_a_subscription_goes_on_beyond_it(self):
        hours = "subscription { hours(seconds: 0.6) }"
        with running(library_app(deadline_ms=500)) as url:
            with socket_of(url) as socket:
                assert socket.answer(hours) == {"data": {"hours": "struck"}}
            accept = {"Accept": "text/event-stream"}
            response = httpx.post(f"{url}/graphql", json={"query": hours}, headers=accept)
            assert '{"hours":"struck"}' in response.text


class TestSocketsOfAClient:
    @pytest.fixture
    def url(self) -> Iterator[str]:
        settings = {"trusted_proxies": "127.0.0.0/8", "stream_limit": 4}
        with running(library_app(sockets_per_client=2, **settings)) as url:
            yield url

    def test_so_many_may_be_open_and_the_next_is_refused(self, url: str):
        with socket_of(url, **CLIENT) as first, socket_of(url, **CLIENT):
            with pytest.raises(InvalidStatus, match="403"), socket_of(url, **CLIENT):
                pass
            assert first.answer("{ brief }") == ANSWER
            with socket_of(url, **{"X-Forwarded-For": "192.0.2.2"}) as other:
                assert other.answer("{ brief }") == ANSWER

    def test_one_that_was_closed_makes_room(self, url: str):
        with socket_of(url, **CLIENT) as first, socket_of(url, **CLIENT):
            assert first.answer("{ brief }") == ANSWER
        answers: list[Any] = []
        while not answers:  # until the server has seen that they are closed
            with suppress(InvalidStatus), socket_of(url, **CLIENT) as again:
                answers.append(again.answer("{ brief }"))
        assert answers == [ANSWER]

    def test_other_requests_of_the_client_are_not_counted(self, url: str):
        with socket_of(url, **CLIENT), socket_of(url, **CLIENT):
            asked = {"query": "{ brief }"}
            assert httpx.get(f"{url}/graphql", params=asked, headers=CLIENT).json() == ANSWER
