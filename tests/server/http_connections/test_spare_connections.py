"""Connections above the limits: they answer a health check and reject everything else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from graphapi.server import ConnectionLimits
from graphapi.server.http_connections.connection_registry import MAX_SPARE
from tests.server.conftest import library_app, running
from tests.server.http_connections.test_heads import address_of
from tests.server.http_connections.test_protocol import ANSWER, BODY, HEALTH, Connection, request

Address = tuple[str, int]


@pytest.fixture
def full() -> Iterator[tuple[Address, Connection]]:
    """The address of a server that holds one connection at most, and that one."""
    limits = ConnectionLimits(3_600, connection_limit=1)
    with running(library_app(), limits) as url, Connection(address_of(url)) as held:
        assert answer(held) == b"200"
        yield address_of(url), held


def answer(connection: Connection, asked: bytes = HEALTH) -> bytes:
    """The status of the answer to a request."""
    connection.socket.sendall(asked)
    line, _, _ = connection.response()
    return line.split()[1]


def is_refused(connection: Connection) -> bool:
    line, headers, body = connection.response()
    assert (headers[b"retry-after"], headers[b"connection"]) == (b"1", b"close")
    return line.startswith(b"HTTP/1.1 503") and b"OVERLOADED" in body


@pytest.mark.parametrize("path", [b"/healthz", b"/readyz", b"/metrics"])
def test_a_health_check_is_answered_and_the_connection_ends(
    full: tuple[Address, Connection], path: bytes
):
    address, _ = full
    for _ in range(3):
        with Connection(address) as connection:
            connection.socket.sendall(HEALTH.replace(b"/healthz", path))
            line, headers, _ = connection.response()
            assert line == b"HTTP/1.1 200 OK"
            assert headers[b"connection"] == b"close"
            assert connection.stream.read() == b""


UPGRADE = HEALTH.replace(b"/healthz", b"/graphql").replace(
    b"\r\n\r\n",
    b"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
)


@pytest.mark.parametrize(
    "asked", [request(BODY), HEALTH.replace(b"/healthz", b"/"), UPGRADE], ids=["POST", "GET", "WS"]
)
def test_everything_else_is_refused_and_the_refusal_can_be_read(
    full: tuple[Address, Connection], asked: bytes
):
    address, held = full
    with Connection(address) as connection:
        connection.socket.sendall(asked)
        assert is_refused(connection)
        connection.socket.sendall(HEALTH * 9)
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.stream.read() == b""
    assert answer(held, request(BODY)) == b"200"


def test_one_that_asks_for_nothing_is_refused_in_a_moment(full: tuple[Address, Connection]):
    address, _ = full
    with Connection(address) as connection:
        assert is_refused(connection)
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.stream.read() == b""


def test_the_oldest_makes_room_so_that_a_health_check_comes_through_a_crowd(
    full: tuple[Address, Connection],
):
    address, held = full
    with ExitStack() as stack:
        crowd = [stack.enter_context(Connection(address)) for _ in range(MAX_SPARE)]
        with Connection(address) as check:
            assert answer(check) == b"200"
        assert is_refused(crowd[0])
        assert crowd[0].stream.read() == b""
        assert answer(crowd[-1]) == b"200"
    assert answer(held) == b"200"


def test_a_client_beyond_its_own_limit_reads_that_it_is(full: tuple[Address, Connection]):
    address, held = full
    assert answer(held, request(BODY)) == b"200"
    with Connection(address) as connection:
        assert answer(connection, request(BODY)) == b"503"


def test_they_take_no_place_of_others(full: tuple[Address, Connection]):
    address, held = full
    with Connection(address) as connection:
        assert answer(connection, request(BODY)) == b"503"
        held.socket.shutdown(socket.SHUT_WR)
        status = b""
        while status != b"200":  # until the server has seen it
            with Connection(address) as next_one:
                status = answer(next_one, request(BODY))


def test_a_connection_that_was_idle_for_long_makes_room_for_a_new_one():
    limits = ConnectionLimits(3_600, connection_limit=1, idle_seconds=1_000)
    with running(library_app(), limits) as url, Connection(address_of(url)) as idle:
        assert answer(idle, request(BODY)) == b"200"
        status = b""
        while status != b"200":  # it takes seconds until the first is idle for long
            with Connection(address_of(url)) as new:
                status = answer(new, request(BODY))
        assert idle.stream.read() == b""
        with Connection(address_of(url)) as connection:
            connection.socket.sendall(request(BODY))
            assert connection.response()[2] == ANSWER
