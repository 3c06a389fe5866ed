"""Cached request heads. tests/fuzz checks that no client can tell the difference."""

import asyncio
from socket import socketpair
from typing import Any

import pytest
from uvicorn.server import ServerState

from graphapi.server.app import Application
from graphapi.server.http_connections import ConnectionLimits, ConnectionRegistry
from graphapi.server.http_connections.connection import HTTPConnection
from graphapi.server.http_connections.request_head_cache import RequestHeadCache
from graphapi.server.processes.serve import make_server
from tests.server.conftest import library_app
from tests.server.http_connections.test_protocol import ANSWER, BODY, request

HEAD = request(b"").replace(b"Content-Length: 0", b"Content-Length: 5")


def scope_of(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {},
        "http_version": "1.1",
        "root_path": "",
        "scheme": "http",
        "method": "POST",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "headers": list(headers),
        "graphapi.headers": dict(headers),
        "client": ("127.0.0.1", 5000),
        "graphapi.admission": object(),
    }


LENGTH = (b"content-length", b"5")


class TestKnownHeads:
    def test_what_a_head_says_is_kept_and_nothing_of_its_connection(self):
        heads = RequestHeadCache()
        heads.learn(HEAD, 5, scope_of(LENGTH))
        found = heads.find(HEAD + b"other")
        assert found is not None
        scope, body = found
        assert body == b"other"
        assert scope["headers"] == [LENGTH]
        assert not {"client", "graphapi.admission"} & set(scope)

    def test_each_request_has_a_scope_of_its_own(self):
        heads = RequestHeadCache()
        heads.learn(HEAD, 5, scope_of(LENGTH))
        for _ in range(2):
            found = heads.find(HEAD + b"other")
            assert found is not None
            assert "mark" not in found[0]
            found[0]["mark"] = True

    @pytest.mark.parametrize(
        "data",
        [
            HEAD + b"firs",
            HEAD + b"first!",
            HEAD,
            HEAD[:-1],
            b"",
            HEAD.replace(b"localhost", b"localhosT") + b"first",
        ],
    )
    def test_another_head_or_more_or_less_than_a_request_is_not_known(self, data: bytes):
        heads = RequestHeadCache()
        heads.learn(HEAD, 5, scope_of(LENGTH))
        assert heads.find(data) is None

    @pytest.mark.parametrize(
        ("head", "headers"),
        [
            (HEAD + HEAD, [LENGTH]),
            (HEAD[:-1], [LENGTH]),
            (HEAD, []),
            (HEAD, [(b"content-length", b"05")]),
            (HEAD, [LENGTH, (b"expect", b"100-continue")]),
            (HEAD, [LENGTH, (b"upgrade", b"h2c")]),
            (HEAD, [LENGTH, (b"transfer-encoding", b"chunked")]),
            (b"x" * 3_000 + HEAD, [LENGTH]),
        ],
        ids=["two", "half", "no length", "a zero", "expect", "upgrade", "chunks", "long"],
    )
    def test_what_is_no_plain_request_is_not_kept(
        self, head: bytes, headers: list[tuple[bytes, bytes]]
    ):
        heads = RequestHeadCache()
        heads.learn(head, 5, scope_of(*headers))
        assert len(heads) == 0

    def test_ever_new_heads_cost_bounded_memory(self):
        heads = RequestHeadCache()
        for number in range(2_000):
            heads.learn(b"%d" % number + HEAD, 5, scope_of(LENGTH))
        assert 0 < len(heads) <= 512


class Wire(asyncio.Transport):
    """The server's end of a connection: what was written, and whether it is over."""

    def __init__(self) -> None:
        addresses = {"peername": ("127.0.0.1", 5000), "sockname": ("127.0.0.1", 80)}
        self.sockets = socketpair()  # the other end is that of a client who has not gone
        super().__init__({**addresses, "socket": self.sockets[0]})
        self.written = b""
        self.is_over = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self.is_over

    def close(self) -> None:
        self.is_over = True
        for each in self.sockets:
            each.close()

    def abort(self) -> None:
        self.close()

    def can_write_eof(self) -> bool:
        return False

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


def connection_of(app: Application, heads: RequestHeadCache | None = None) -> HTTPConnection:
    config = make_server(app).config
    config.load()
    registry = ConnectionRegistry(ConnectionLimits(), app.counted_client)
    return HTTPConnection(app, registry, heads or RequestHeadCache(), config, ServerState(), {})


def test_a_request_whose_head_is_known_is_not_parsed():
    async def ask() -> None:
        connection, wire = connection_of(library_app()), Wire()
        connection.connection_made(wire)
        connection.data_received(request(BODY))
        connection._reader._parser = None  # whoever asks it fails
        wire.written = b""
        connection.data_received(request(BODY))
        assert wire.written.endswith(ANSWER)
        wire.close()

    asyncio.run(ask())
