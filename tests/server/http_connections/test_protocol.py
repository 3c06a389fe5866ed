"""Answers that bypass ASGI look the same to clients as those that do not."""

import asyncio
import gc
import json
import socket
from collections.abc import Iterator
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import pytest

from graphapi.server.app import Application
from graphapi.server.http_connections.connection import HTTPConnection
from tests.server.conftest import library_app, running

BODY = b'{"query": "{ books(first: 1) { title } }"}'
ANSWER = b'{"data":{"books":[{"title":"Emma"}]}}'
SLOW = b'{"query": "{ slow }"}'
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with running(library_app()) as url:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        yield parts.hostname, parts.port


def request(body: bytes, *headers: str, path: str = "/graphql", version: str = "1.1") -> bytes:
    lines = [
        f"POST {path} HTTP/{version}",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def read_response(stream: socket.SocketIO) -> tuple[bytes, dict[bytes, bytes], bytes]:
    """The status line, headers and body of the next response on a connection."""
    status = stream.readline().strip()
    headers = {}
    while line := stream.readline().strip():
        name, _, text = line.partition(b": ")
        headers[name.lower()] = text
    return status, headers, stream.read(int(headers.get(b"content-length", 0)))


class Connection:
    """One connection, on which a test writes bytes as it likes."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()  # the socket stays open as long as this does
        self.socket.close()

    def response(self) -> tuple[bytes, dict[bytes, bytes], bytes]:
        return read_response(self.stream)  # type: ignore[arg-type]  # a SocketIO in all that is read


def test_a_connection_is_kept_for_more_requests(address: tuple[str, int]):
    with Connection(address) as connection:
        for _ in range(3):
            connection.socket.sendall(request(BODY))
            status, headers, body = connection.response()
            assert status == b"HTTP/1.1 200 OK"
            assert body == ANSWER
            assert headers[b"content-type"] == b"application/json; charset=utf-8"
            assert headers[b"vary"] == b"Accept, Accept-Encoding"
            assert b"connection" not in headers
            assert b"date" in headers


def test_a_body_may_come_byte_by_byte(address: tuple[str, int]):
    with Connection(address) as connection:
        for byte in request(BODY):
            connection.socket.sendall(bytes([byte]))
        assert connection.response()[2] == ANSWER


def test_a_body_may_come_in_chunks(address: tuple[str, int]):
    head = request(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    chunks = b"".join(b"1\r\n" + bytes([byte]) + b"\r\n" for byte in BODY)
    with Connection(address) as connection:
        connection.socket.sendall(head + chunks + b"0\r\n\r\n")
        assert connection.response()[2] == ANSWER


def test_requests_sent_at_once_are_answered_in_their_order(address: tuple[str, int]):
    other = BODY.replace(b"first: 1", b"first: 0")
    with Connection(address) as connection:
        connection.socket.sendall(
            request(BODY) + request(SLOW) + request(other) + request(SLOW) + request(BODY)
        )
        bodies = [connection.response()[2] for _ in range(5)]
    slow = b'{"data":{"slow":"done"}}'
    assert bodies == [ANSWER, slow, b'{"data":{"books":[]}}', slow, ANSWER]


@pytest.mark.parametrize("headers", [["Connection: close"], []])
def test_a_connection_ends_where_the_client_asks_for_it(
    address: tuple[str, int], headers: list[str]
):
    version = "1.1" if headers else "1.0"
    with Connection(address) as connection:
        connection.socket.sendall(request(BODY, *headers, version=version))
        status, found, body = connection.response()
        assert status.endswith(b" 200 OK")
        assert found[b"connection"] == b"close"
        assert body == ANSWER
        assert connection.stream.read() == b""


def test_a_client_that_waits_for_100_continue_gets_it(address: tuple[str, int]):
    head, _, body = request(BODY, "Expect: 100-continue").partition(b"\r\n\r\n")
    with Connection(address) as connection:
        connection.socket.sendall(head + b"\r\n\r\n")
        assert connection.response()[0] == b"HTTP/1.1 100 Continue"
        connection.socket.sendall(body)
        assert connection.response()[2] == ANSWER


def test_a_long_body_is_read_and_one_too_long_refused(address: tuple[str, int]):
    long = json.dumps({"query": "{ books(first: 1) { title } }", "x": "y" * 9_000}).encode()
    with Connection(address) as connection:
        connection.socket.sendall(request(long))
        assert connection.response()[2] == ANSWER
        connection.socket.sendall(request(long + b" " * 2_000))
        status, headers, _ = connection.response()
        assert status.startswith(b"HTTP/1.1 413")
        assert headers[b"connection"] == b"close"
        assert connection.stream.read() == b""


@pytest.mark.parametrize("announced", [10_001, 65_537, 10**15])
def test_a_body_announced_as_too_long_is_refused_before_it_comes(
    address: tuple[str, int], announced: int
):
    head = request(b"").replace(b"Content-Length: 0", b"Content-Length: %d" % announced)
    with Connection(address) as connection:
        connection.socket.sendall(head)
        status, headers, _ = connection.response()
        assert status.startswith(b"HTTP/1.1 413")
        assert headers[b"connection"] == b"close"


def test_a_body_of_the_longest_length_is_waited_for(address: tuple[str, int]):
    body = BODY + b" " * (10_000 - len(BODY))
    with Connection(address) as connection:
        message = request(body)
        connection.socket.sendall(message[:200])
        connection.socket.sendall(message[200:])
        assert connection.response()[2] == ANSWER


def test_a_body_beyond_the_short_way_is_read_piece_by_piece():
    query = "{ books(first: 1) { title } }" + " " * 300_000
    settings = {"max_body_bytes": 10**6, "max_document_bytes": 10**6}
    with running(library_app(**settings)) as url:
        response = httpx.post(f"{url}/graphql", json={"query": query})
        assert response.content == ANSWER


class Watched(Application):
    """An application that counts the requests which come by ASGI, and those which do not."""

    def __init__(self, app: Application) -> None:
        vars(self).update(vars(app))
        self.by_asgi = self.at_once = 0
        answer_directly = app.answer_directly

        def counted(scope: Any, body: bytes) -> Any:
            self.at_once += 1
            return answer_directly(scope, body)

        self.answer_directly = counted

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.by_asgi += scope["type"] == "http"
        await super().__call__(scope, receive, send)


def test_requests_are_answered_at_once_here_as_in_production():
    app = Watched(library_app())
    with running(app) as url, httpx.Client(base_url=url) as client:
        for _ in range(5):
            assert client.post("/graphql", content=BODY, headers=JSON).content == ANSWER
        assert (app.at_once, app.by_asgi) == (5, 0)
        client.get("/healthz")
        assert (app.at_once, app.by_asgi) == (5, 1)


def test_an_answer_that_has_to_wait_does_not_keep_others_waiting(address: tuple[str, int]):
    async def together() -> list[int]:
        async with httpx.AsyncClient(base_url=f"http://{address[0]}:{address[1]}") as client:
            asked = [client.post("/graphql", content=body, headers=JSON) for body in [SLOW, BODY]]
            return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert asyncio.run(together()) == [200, 200]


def test_other_paths_are_not_the_endpoint(address: tuple[str, int]):
    with Connection(address) as connection:
        connection.socket.sendall(request(BODY, path="/graphql/x"))
        assert connection.response()[0].startswith(b"HTTP/1.1 404")
        connection.socket.sendall(request(BODY))
        assert connection.response()[2] == ANSWER


@pytest.mark.parametrize("sent", [BODY, SLOW, b"{"], ids=["at once", "in a task", "a refusal"])
@pytest.mark.parametrize("path", ["/graphql", "/healthz"])
def test_a_connection_that_ended_is_gone_without_the_garbage_collector(
    address: tuple[str, int], path: str, sent: bytes
):
    with Connection(address) as lasting:
        lasting.socket.sendall(request(BODY))
        lasting.response()
        gc.collect()
        gc.disable()
        try:
            before = connections_in_memory()
            with Connection(address) as ending:
                for _ in range(2):  # the second way is shorter
                    ending.socket.sendall(request(sent, path=path))
                    ending.response()
            for _ in range(1_000):  # until the server has seen its end
                lasting.socket.sendall(request(BODY))
                lasting.response()
                if connections_in_memory() <= before:
                    break
            assert connections_in_memory() <= before
        finally:
            gc.enable()


def connections_in_memory() -> int:
    return sum(isinstance(each, HTTPConnection) for each in gc.get_objects())


JSON = {"Content-Type": "application/json"}
