"""Slow clients: slow to send a request, or to read an answer."""

import json
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

import httpx
import pytest

from graphapi.server import ConnectionLimits
from graphapi.server.http_connections import ConnectionRegistry
from tests.server.conftest import library_app, running
from tests.server.http_connections.test_protocol import ANSWER, BODY, Connection, request
from tests.server.library import HOLD


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with running(library_app(max_body_bytes=1_000_000), ConnectionLimits(0.2)) as url:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        yield parts.hostname, parts.port


WHOLE = request(BODY)
OTHER = WHOLE.replace(b"POST /graphql", b"PUT /other")
LONG = request(b" " * 100_000 + BODY)


@pytest.mark.parametrize(
    "part",
    [b"", b"\r\n", b"POST /gra", WHOLE[:60], WHOLE[:-1], LONG[:-1], OTHER[:-1]],
    ids=["nothing", "a line", "a method", "headers", "a body", "a long body", "another path"],
)  # fmt: skip
def test_a_request_that_does_not_arrive_is_answered_408(address: tuple[str, int], part: bytes):
    with Connection(address) as connection:
        connection.socket.sendall(part)
        status, headers, body = connection.response()
        if b"/other" in part:  # it is answered before its body is there
            assert status == b"HTTP/1.1 404 Not Found"
        else:
            assert status == b"HTTP/1.1 408 Request Timeout"
            assert headers[b"connection"] == b"close"
            assert json.loads(body)["errors"][0]["extensions"] == {"code": "REQUEST_TIMEOUT"}
        assert connection.stream.read() == b""


def test_the_time_of_a_request_begins_with_its_first_byte(address: tuple[str, int]):
    with Connection(address) as connection:
        for _ in range(3):
            connection.socket.sendall(WHOLE)
            assert connection.response()[2] == ANSWER
        connection.socket.sendall(WHOLE[:-1])
        assert connection.response()[0] == b"HTTP/1.1 408 Request Timeout"


def test_a_request_that_began_behind_another_has_no_more_time(address: tuple[str, int]):
    with Connection(address) as connection:
        connection.socket.sendall(WHOLE + WHOLE[:-1])
        assert connection.response()[2] == ANSWER
        assert connection.response()[0] == b"HTTP/1.1 408 Request Timeout"


def test_the_first_sweep_closes_no_connection_opened_before_it():
    registry = ConnectionRegistry(ConnectionLimits(20))
    now = time.monotonic()
    assert now - 20 < registry.now <= now


def test_a_connection_on_which_nothing_is_asked_any_more_ends():
    with running(library_app(), ConnectionLimits(3_600, idle_seconds=0.2)) as url:
        parts = urlsplit(url)
        with Connection((str(parts.hostname), int(parts.port or 0))) as connection:
            for _ in range(3):
                connection.socket.sendall(WHOLE)
                assert connection.response()[2] == ANSWER
            assert connection.stream.read() == b""


def test_a_connection_is_not_idle_while_a_request_behind_another_is_answered():
    with running(library_app(deadline_ms=1_000), ConnectionLimits(3_600, idle_seconds=0.2)) as url:
        parts = urlsplit(url)
        with Connection((str(parts.hostname), int(parts.port or 0))) as connection:
            connection.socket.sendall(WHOLE + request(b'{"query": "{ stuck }"}'))
            assert connection.response()[2] == ANSWER
            assert b"DEADLINE_EXCEEDED" in connection.response()[2]


@pytest.mark.parametrize(
    ("before", "limits"),
    [
        (b"", ConnectionLimits(3_600, idle_seconds=2)),
        (WHOLE[:-1], ConnectionLimits(2, idle_seconds=3_600)),
    ],
    ids=["idle", "half a request"],
)
def test_what_was_sent_in_time_is_answered_after_the_server_itself_had_no_time(
    before: bytes, limits: ConnectionLimits
):
    with running(library_app(), limits) as url:
        parts = urlsplit(url)
        address = str(parts.hostname), int(parts.port or 0)
        with Connection(address) as connection, Connection(address) as other:
            connection.socket.sendall(WHOLE)
            assert connection.response()[2] == ANSWER
            connection.socket.sendall(before)
            with HOLD.kept(lambda: other.socket.sendall(request(b'{"query": "{ held }"}'))):
                connection.socket.sendall(WHOLE[len(before) :])
                assert select.select([connection.socket], [], [], 2.5)[0] == []
            assert connection.response()[2] == ANSWER


def test_of_bodies_that_are_too_long_together_the_longest_is_refused():
    body = request(b" " * 60_000 + BODY)
    limits = ConnectionLimits(3_600, max_unanswered_bytes=100_000)
    with running(library_app(max_body_bytes=100_000), limits) as url, ExitStack() as stack:
        parts = urlsplit(url)
        address = str(parts.hostname), int(parts.port or 0)
        first, second, third = [stack.enter_context(Connection(address)) for _ in range(3)]
        for connection, length in ((first, 20_000), (second, 60_000), (third, 30_000)):
            connection.socket.sendall(body[:length])
        status, headers, content = second.response()
        assert status == b"HTTP/1.1 503 Service Unavailable"
        assert headers[b"retry-after"] == b"1"
        assert b"OVERLOADED" in content
        for connection, length in ((first, 20_000), (third, 30_000)):
            connection.socket.sendall(body[length:])
            assert connection.response()[2] == ANSWER
        for _ in range(3):  # what was answered is not counted any more
            first.socket.sendall(body)
            assert first.response()[2] == ANSWER


def test_a_client_that_sends_a_little_and_a_little_more_does_not_win_time(
    address: tuple[str, int],
):
    with Connection(address) as connection:
        connection.socket.settimeout(0.05)
        sent = 0
        answer = b""
        while not answer:
            try:
                answer = connection.socket.recv(100)
            except TimeoutError:
                connection.socket.sendall(LONG[sent : sent + 1])
                sent += 1
        assert answer.startswith(b"HTTP/1.1 408 ")


def test_an_answer_that_nobody_reads_is_abandoned_and_frees_its_connection():
    with (
        running(library_app(), ConnectionLimits(0.2, connection_limit=1)) as url,
        socket.socket() as client,
    ):
        ask_and_leave_the_answer(client, url)
        assert httpx.get(f"{url}/").status_code == 503
        while httpx.get(f"{url}/").status_code == 503:
            pass  # a server that never gives up is ended by whoever runs the tests
        assert len(rest_of(client)) < 10_000_000


@pytest.mark.parametrize(("allowed", "all_are_served"), [(60_000_000, True), (8_000_000, False)])
def test_of_clients_that_leave_too_much_together_some_are_cut_off(
    allowed: int, all_are_served: bool
):
    limits = ConnectionLimits(3_600, max_unsent_bytes=allowed)
    with running(library_app(), limits) as url, ExitStack() as stack:
        clients = [stack.enter_context(socket.socket()) for _ in range(5)]
        for client in clients:
            ask_and_leave_the_answer(client, url)
        served = sum(len(rest_of(client)) > 10_000_000 for client in clients)
    assert (served == 5) is all_are_served
    assert served >= 1


def ask_and_leave_the_answer(client: socket.socket, url: str) -> None:
    """Ask for ten megabytes, and take one byte."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.connect(("127.0.0.1", int(url.rpartition(":")[2])))
    client.sendall(request(b'{"query": "{ wholeShelf }"}', "Connection: close"))
    client.recv(1)


def rest_of(client: socket.socket) -> bytes:
    """What else there is to be read on a connection, until it ends in whatever way."""
    received = b""
    with suppress(ConnectionResetError):
        while part := client.recv(1_000_000):
            received += part
    return received
