"""Whatever a client sends, the answer never reveals internals of the server."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from graphapi.server.requests.error_codes import ErrorCode, RequestError
from tests.server.conftest import library_app, running
from tests.server.http_connections.test_protocol import Connection

TELLTALE = re.compile(
    rb"Traceback|File \"|\.py\b|/site-packages/|secret of the shelf|0x[0-9a-f]{6}"
)

JSON = "Content-Type: application/json"


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with running(library_app(max_body_bytes=1_000_000)) as url:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        yield parts.hostname, parts.port


def post(body: bytes, *headers: str) -> bytes:
    lines = ["POST /graphql HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "Connection: close"]).encode() + b"\r\n\r\n" + body


def get(target: bytes, *headers: bytes) -> bytes:
    lines = [b"GET " + target + b" HTTP/1.1", b"Host: localhost", b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


FAILING = b'{"query": "{ books { author } }"}'
HUGE = b'{"query": "{ books { author } }", "operationName": "%b"}' % (b" " * 70_000)

REQUESTS = [
    post(FAILING, JSON),
    post(FAILING, JSON, "Accept: text/event-stream"),
    post(HUGE.replace(b', "operationName": "', b', "x": "'), JSON),
    post(b"\xff\xfe{", JSON),
    post(b'{"query": "\\ud800"}', JSON),
    post(b'{"query": "{ book(isbn: \\"\\udc00\\") { title } }"}', JSON),
    post(b"[" * 60_000, JSON),
    post(b'{"query": "' + b"{a" * 5_000 + b'"}', JSON),
    post(b'{"query": "{ books }", "variables": {"a": 1e999}}', JSON),
    post(b"\x1f\x8b\x08\x00", JSON, "Content-Encoding: gzip"),
    post(FAILING, "Content-Type: application/json; charset=utf-16"),
    post(FAILING, "Content-Type: multipart/form-data; boundary=x"),
    post(b'[{"query": "{ __typename }"}]', JSON),
    post(FAILING, JSON, "Accept: " + ",".join(["a/b;q=x"] * 500)),
    get(b"/graphql?query=%7B%20books%20%7B%20author%20%7D%20%7D"),
    get(b"/graphql?query=%ff%fe"),
    get(b"/graphql?query=\xff"),
    get(b"/graphql?variables=%7B&query=%7Ba%7D"),
    get(b"/%2e%2e/%2e%2e/etc/passwd"),
    get(b"/..\\..\\etc"),
    get(b"/\xff\xfe"),
    get(b"//evil.example/%00"),
    get(b"http://[::1/graphql"),
    get(b"/graphql", b"Accept: \xff", b"Authorization: Bearer \xff"),
    get(b"/graphql", b"X" * 100_000 + b": y"),
    b"\x16\x03\x01\x02\x00\x01\x00\x01",
    b"GET / HTTP/9.9\r\n\r\n",
    b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"PROPFIND /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
]


@pytest.mark.parametrize("request_", REQUESTS, ids=range(len(REQUESTS)))
def test_no_answer_tells_of_the_code_or_the_files(address: tuple[str, int], request_: bytes):
    with Connection(address) as connection:
        connection.socket.sendall(request_)
        answer = connection.stream.read()
    assert answer.startswith(b"HTTP/1.1 ")
    assert not TELLTALE.search(answer)
    assert str(Path.cwd()).encode() not in answer
    assert b"x-content-type-options: nosniff" in answer.lower()


def test_the_server_answers_as_before(address: tuple[str, int]):
    url = "http://{}:{}/graphql".format(*address)
    assert httpx.post(url, json={"query": "{ brief }"}).json() == {"data": {"brief": "done"}}


def test_each_status_of_a_refusal_belongs_to_a_code():
    assert set(RequestError.STATUS) <= set(ErrorCode)
