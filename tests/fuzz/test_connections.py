"""Bytes on a connection: they are answered or the connection ends, and others are served on."""

import re
import socket
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.answers import post_of
from tests.fuzz.mutations import mutated
from tests.fuzzing import fuzzed
from tests.server.answers.test_schema_visibility import TELLTALE
from tests.server.http_connections.test_protocol import Connection

BODY = b'{"query": "{ __typename }"}'
HEAD = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
HONEST = post_of(BODY)
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n1b\r\n" + BODY + b"\r\n0\r\nTrailer: x\r\n\r\n"
SOCKET = (
    b"GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
INIT = b"\x81\xa1\0\0\0\0" + b'{"type":"connection_init", "a":1}'
SEEDS = [
    HONEST,
    HONEST * 3,
    CHUNKED,
    CHUNKED + HONEST,
    HEAD + b"Content-Length: 27\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HONEST,
    HEAD + b"Expect: 100-continue\r\nContent-Length: 27\r\n\r\n" + BODY,
    b"GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-1\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
    SOCKET + INIT + b"\x88\x80\0\0\0\0",
    SOCKET + INIT + b"\xc1\xfe\xff\xff" + b"\x81\x85\1\2\3\4abcde",
]
PIECES = [
    *[bytes([code]) for code in b"\0\t\n\r :;,\x7f\x80\xff"],
    *[b"\r\n", b"\n\n", b"\r\n ", b"\r\n\t", b"\r\r\n", b"Content-Length: 5\r\n", b"HTTP/1.0"],
    *[b"Content-Length: +27\r\n", b"Content-Length: 27, 27\r\n", b"Content-Length: 1e1\r\n"],
    *[b"Content-Length: 99999999999999999999\r\n", b"Transfer-Encoding: xchunked\r\n"],
    *[b"Transfer-Encoding: chunked, identity\r\n", b"Transfer-Encoding:\x0bchunked\r\n"],
    *[b"Transfer-Encoding : chunked\r\n", b"Host: a\r\nHost: b\r\n", b"ffffffffffffffff\r\n"],
    *[b'1b;ext="\n"\r\n', b"X: " + b"y" * 40_000 + b"\r\n", b"X: y\r\n" * 2_000, b"Upgrade: h2c"],
    *[
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\0\x01\0",
        b"CONNECT a:1 HTTP/1.1\r\n",
    ],
    *[b"Connection: close\r\n", b"Accept: text/event-stream\r\n", b"Content-Encoding: gzip\r\n"],
    *[b"/assets/..%2f..%2fetc/passwd", b"/" * 20_000, b"%00", b"?" + b"a" * 20_000],
]
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
ANSWER = (b"HTTP/1.1 200 OK", b'{"data":{"__typename":"Query"}}')


def answers(server: tuple[str, int], parts: list[bytes]) -> bytes:
    """All that a server says to bytes, sent in parts, until one of the two ends the connection."""
    with Connection(server) as connection:
        received = b""
        try:
            for part in parts:
                connection.socket.sendall(part)
            connection.socket.shutdown(socket.SHUT_WR)
            while data := connection.socket.recv(65_536):
                received += data
        except OSError:
            pass  # the server has ended it before all was sent
        return received


@st.composite
def in_parts(draw: Any, data: bytes) -> list[bytes]:
    """The bytes, cut in up to three places."""
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=3)))
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


@fuzzed("connections", price=5)
@given(parts=(mutated(SEEDS, PIECES) | st.binary(max_size=200)).flatmap(in_parts))
def test_any_bytes_are_answered_or_end_the_connection_and_harm_nobody(
    server: tuple[str, int], parts: list[bytes]
):
    received = answers(server, parts)
    assert received == b"" or received.startswith(b"HTTP/1.1 "), received
    assert not {int(status) for status in STATUS.findall(received)} & {500, 501, 502}, received
    assert not TELLTALE.search(received), received
    with Connection(server) as honest:
        honest.socket.sendall(HONEST)
        status, _, body = honest.response()
        assert (status, body) == ANSWER
