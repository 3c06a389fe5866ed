"""An error reaches a client that is still sending the rejected request."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator

import httpx
import pytest

from graphapi.server import ConnectionLimits
from graphapi.server.http_connections.lifecycle import LINGER_BYTES
from tests.server.conftest import library_app, running
from tests.server.http_connections.test_heads import address_of
from tests.server.http_connections.test_protocol import HEALTH, Connection, request

LIMITS = ConnectionLimits(3_600, max_url_bytes=1_000, max_header_bytes=2_000)
TOO_LONG = b"GET /graphql?query=" + b"x" * 70_000
TOO_MUCH = request(b"").replace(b"Length: 0", b"Length: 9000000") + b" " * 10_000
ENDLESS = request(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
ENDLESS += b"4000\r\n" + b" " * 0x4000 + b"\r\n"
REFUSED = [(TOO_LONG, b"414"), (TOO_MUCH, b"413"), (ENDLESS, b"413")]
REFUSALS = pytest.mark.parametrize(
    ("beginning", "status"), REFUSED, ids=["a URL", "an announced body", "a body in chunks"]
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(library_app(), LIMITS) as url:
        yield url


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    with Connection(address_of(url)) as connection:
        yield connection


def is_refused(connection: Connection, status: bytes) -> bool:
    line, headers, _ = connection.response()
    return line.startswith(b"HTTP/1.1 " + status) and headers[b"connection"] == b"close"


@REFUSALS
def test_what_it_sends_after_that_does_no_harm(
    connection: Connection, beginning: bytes, status: bytes
):
    connection.socket.sendall(beginning)
    assert is_refused(connection, status)
    connection.socket.sendall(b"x" * 100_000)
    connection.socket.shutdown(socket.SHUT_WR)
    assert connection.stream.read() == b""


@REFUSALS
def test_nothing_of_it_is_answered(connection: Connection, beginning: bytes, status: bytes):
    connection.socket.sendall(beginning)
    assert is_refused(connection, status)
    connection.socket.sendall(b"\r\n\r\n" + HEALTH)
    assert connection.stream.read() == b""


@REFUSALS
def test_a_client_that_keeps_sending_is_disconnected(
    connection: Connection, beginning: bytes, status: bytes
):
    connection.socket.sendall(beginning)
    assert is_refused(connection, status)
    with pytest.raises(ConnectionError):
        connection.socket.sendall(b"x" * 32 * LINGER_BYTES)  # more than the system keeps on its way


@REFUSALS
def test_a_client_that_does_not_close_is_disconnected_a_moment_later(
    connection: Connection, beginning: bytes, status: bytes
):
    connection.socket.sendall(beginning)
    assert is_refused(connection, status)
    with pytest.raises(ConnectionError):
        send_until_it_ends(connection)


def send_until_it_ends(connection: Connection) -> None:
    poll = select.poll()
    poll.register(connection.socket, select.POLLERR)
    for _ in range(300):
        connection.socket.sendall(b"x")
        poll.poll(200)  # what is sent to a closed connection is answered with an error


def test_the_server_goes_on_meanwhile(url: str, connection: Connection):
    connection.socket.sendall(TOO_LONG)
    assert is_refused(connection, b"414")
    assert httpx.get(f"{url}/healthz").status_code == 200
