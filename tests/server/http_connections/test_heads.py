"""Limits of the URL and the headers of a request, and invalid headers."""

import json
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from graphapi.server import ConnectionLimits, make_key
from tests.server.conftest import library_app, running
from tests.server.http_connections.test_protocol import (
    ANSWER,
    BODY,
    Connection,
    read_response,
    request,
)

URL_BYTES = 200
HEADER_BYTES = 1_000
LIMITS = ConnectionLimits(3_600, max_url_bytes=URL_BYTES, max_header_bytes=HEADER_BYTES)
KEY, ENTRY = make_key("anna")


def address_of(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(library_app(), LIMITS) as url:
        yield url


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    with Connection(address_of(url)) as connection:
        yield connection


def get(url_bytes: int = 0, *headers: str) -> bytes:
    target = "/graphql?query={brief}&"
    target += "x" * (url_bytes - len(target))
    return (
        "\r\n".join([f"GET {target} HTTP/1.1", "Host: localhost", *headers]).encode() + b"\r\n\r\n"
    )


def length(*headers: str) -> int:
    """The length of headers as they are counted."""
    return sum(32 + len(header) - len(": ") for header in headers)


def filling(limit: int, *headers: str) -> str:
    """One more header, to make them as long as the limit."""
    return "x: " + "y" * (limit - length(*headers, "x: "))


def refused(connection: Connection, status: int, code: str) -> bool:
    """Whether the next answer is this refusal, and the last."""
    line, headers, body = connection.response()
    assert headers[b"connection"] == b"close"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert connection.stream.read() == b""
    found = json.loads(body)["errors"][0]["extensions"]["code"]
    return (line.startswith(b"HTTP/1.1 %d " % status), found) == (True, code)


def test_a_url_may_have_so_many_bytes(connection: Connection):
    connection.socket.sendall(get(URL_BYTES))
    assert connection.response()[0] == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize("url_bytes", [URL_BYTES + 1, 65_536, 100_000])
def test_a_longer_one_is_refused_even_where_the_parser_takes_none(
    connection: Connection, url_bytes: int
):
    with suppress(ConnectionError):  # the server need not read to the end
        connection.socket.sendall(get(url_bytes))
    assert refused(connection, 414, "URI_TOO_LONG")


def test_headers_may_have_so_many_bytes(connection: Connection):
    connection.socket.sendall(get(0, filling(HEADER_BYTES, "Host: localhost")))
    assert connection.response()[0] == b"HTTP/1.1 200 OK"


def test_longer_ones_are_refused(connection: Connection):
    connection.socket.sendall(get(0, filling(HEADER_BYTES + 1, "Host: localhost")))
    assert refused(connection, 431, "HEADERS_TOO_LARGE")


@pytest.mark.parametrize(("number", "is_refused"), [(28, False), (29, True)])
def test_many_short_ones_count_as_much_as_few_long_ones(
    connection: Connection, number: int, is_refused: bool
):
    connection.socket.sendall(get(0, *["a:"] * number))
    if is_refused:
        assert refused(connection, 431, "HEADERS_TOO_LARGE")
    else:
        assert connection.response()[0] == b"HTTP/1.1 200 OK"


def test_a_post_request_is_refused_without_its_body(connection: Connection):
    head, _, _ = request(BODY, "x: " + "y" * HEADER_BYTES).partition(b"\r\n\r\n")
    connection.socket.sendall(head + b"\r\n\r\n")
    assert refused(connection, 431, "HEADERS_TOO_LARGE")


def test_what_was_asked_before_is_answered_first(connection: Connection):
    slow = request(b'{"query": "{ slow }"}')
    connection.socket.sendall(slow + get(URL_BYTES + 1))
    assert connection.response()[2] == b'{"data":{"slow":"done"}}'
    assert refused(connection, 414, "URI_TOO_LONG")


def test_the_parts_of_a_head_are_counted_together(connection: Connection):
    whole = get(0, filling(HEADER_BYTES, "Host: localhost"))
    for place in range(0, len(whole), 100):
        connection.socket.sendall(whole[place : place + 100])
    assert connection.response()[0] == b"HTTP/1.1 200 OK"


def test_a_header_without_end_ends_the_connection(connection: Connection):
    connection.socket.sendall(b"GET /graphql HTTP/1.1\r\nHost: localhost\r\nx: ")
    with pytest.raises(ConnectionError):
        connection.socket.sendall(b"y" * 32_000_000)


def test_a_web_socket_has_the_same_limits(url: str):
    address = url.replace("http", "ws") + "/graphql"
    protocols = ["graphql-transport-ws"]
    with connect(address, subprotocols=protocols) as socket:  # type: ignore[arg-type]  # str will do
        assert socket.subprotocol == "graphql-transport-ws"
    with (
        pytest.raises(InvalidStatus, match="431"),
        connect(address, additional_headers={"x": "y" * HEADER_BYTES}),
    ):
        pass


UPGRADE = (
    "Host: localhost",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: graphql-transport-ws",
)


@pytest.mark.parametrize(
    "headers",
    [["x: " + "y" * 10_000], [f"x{number}: y" for number in range(130)]],
    ids=["a long header", "many headers"],
)
def test_a_handshake_that_no_web_socket_can_read_ends_the_connection(headers: list[str]):
    lines = ["GET /graphql HTTP/1.1", *UPGRADE, *headers]
    with running(library_app()) as url, Connection(address_of(url)) as connection:
        connection.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        assert refused(connection, 400, "BAD_REQUEST")


def test_others_are_answered():
    lines = ["GET /graphql HTTP/1.1", *UPGRADE, "x: " + "y" * 8_000]
    with running(library_app()) as url, Connection(address_of(url)) as connection:
        connection.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        assert connection.stream.readline() == b"HTTP/1.1 101 Switching Protocols\r\n"


class TestTrailers:
    """Fields behind a body in chunks, which no proxy has looked at."""

    HEAD = (
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    CHUNKS = b"%x\r\n%b\r\n0\r\n" % (len(BODY), BODY)

    def test_they_are_read_over(self, connection: Connection):
        connection.socket.sendall(self.HEAD + self.CHUNKS + b"x: y\r\n\r\n" + request(BODY))
        assert connection.response()[2] == ANSWER
        assert connection.response()[2] == ANSWER

    @pytest.mark.parametrize("separator", [b"", b" " * 70_000])
    def test_they_are_no_headers(self, separator: bytes):
        body = BODY + separator
        trailer = b"X-API-Key: %b\r\n\r\n" % KEY.encode()
        app = library_app(api_keys=ENTRY, max_body_bytes=100_000)
        with running(app) as url, Connection(address_of(url)) as connection:
            chunks = b"%x\r\n%b\r\n0\r\n" % (len(body), body)
            connection.socket.sendall(self.HEAD + chunks + trailer)
            assert read_response(connection.stream)[0] == b"HTTP/1.1 401 Unauthorized"  # type: ignore[arg-type]  # a SocketIO in all that is read

    def test_they_may_not_go_on_without_end(self, connection: Connection):
        connection.socket.sendall(self.HEAD + self.CHUNKS + b"x: ")
        with pytest.raises(ConnectionError):
            connection.socket.sendall(b"y" * 32_000_000)
