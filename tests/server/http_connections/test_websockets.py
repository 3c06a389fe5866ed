"""WebSockets whose clients send empty frames, or nothing at all."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from socket import SHUT_WR, SO_RCVBUF, SOL_SOCKET
from typing import Any, Final

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection

from graphapi.server import ConnectionLimits, Readiness, create_app
from graphapi.server.http_connections.websockets import FrameAllowance
from graphapi.settings import Settings
from tests.server.conftest import library_app, read, running
from tests.server.door.test_guard import opened
from tests.server.http_connections.test_heads import address_of
from tests.server.http_connections.test_protocol import Connection
from tests.server.library import Shelf, library_schema

CLIENT: Final = {"X-Forwarded-For": "192.0.2.1"}
INIT: Final = json.dumps({"type": "connection_init"})
PING: Final = json.dumps({"type": "ping"})
FLOOD: Final = 5_000


def frame(opcode: Opcode, data: bytes = b"", *, fin: bool = True) -> bytes:
    """A frame as a client sends it."""
    return Frame(opcode, data, fin=fin).serialize(mask=True)


@contextmanager
def socket_of(url: str, **headers: str) -> Iterator[ClientConnection]:
    with opened(f"{url.replace('http', 'ws')}/graphql", additional_headers=headers) as socket:
        yield socket


CUT: Final = (1006, "")
"""Of a close frame that its client cannot read, because it was still sending (RFC 9112, 9.6)."""


def closed(socket: ClientConnection) -> tuple[int, str]:
    """With what code and reason the server closes a WebSocket, whatever it sends before."""
    try:
        while True:
            socket.recv(timeout=60)
    except ConnectionClosed as error:
        return CUT if error.rcvd is None else (error.rcvd.code, error.rcvd.reason)


FLOODS: Final = {
    "pings": frame(Opcode.PING) * FLOOD,
    "pings that hold something": frame(Opcode.PING, b"x" * 100) * FLOOD,
    "pongs": frame(Opcode.PONG) * FLOOD,
    "empty continuations": frame(Opcode.TEXT, b"", fin=False)
    + frame(Opcode.CONT, fin=False) * FLOOD,
    "continuations of a byte": frame(Opcode.TEXT, b"{", fin=False)
    + frame(Opcode.CONT, b" ", fin=False) * FLOOD,
    "pings between the parts of a message": frame(Opcode.TEXT, b"{", fin=False)
    + (frame(Opcode.PING) + frame(Opcode.CONT, fin=False)) * FLOOD,
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(library_app(max_body_bytes=300_000)) as url:
        yield url


class TestFrames:
    @pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
    def test_a_flood_of_those_that_carry_nothing_ends_the_connection(self, url: str, flood: bytes):
        with socket_of(url) as socket:
            socket.send(INIT)
            socket.recv()
            socket.socket.sendall(flood)
            assert closed(socket) in [(1008, "Too many empty frames"), CUT]
        assert httpx.get(f"{url}/healthz").status_code == 200

    def test_some_of_them_are_no_flood(self, url: str):
        with socket_of(url) as socket:
            socket.send(INIT)
            socket.recv()
            socket.socket.sendall((frame(Opcode.PING) + frame(Opcode.PONG)) * 400)
            socket.send(PING)
            assert json.loads(socket.recv(timeout=60)) == {"type": "pong"}

    @pytest.mark.parametrize("size", [100, 1_000, 70_000])
    def test_a_long_message_in_many_parts_is_read_whole(self, url: str, size: int):
        query = f"{{ brief }} #{'x' * 80_000}"
        text = json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query}})
        parts = [text[place : place + size] for place in range(0, len(text), size)]
        with socket_of(url) as socket:
            socket.send(INIT)
            socket.recv()
            socket.send(iter(parts))
            assert json.loads(socket.recv(timeout=60))["payload"] == {"data": {"brief": "done"}}

    def test_many_messages_at_once_are_all_answered_in_their_order(self, url: str):
        messages = [
            json.dumps({"id": str(n), "type": "subscribe", "payload": {"query": "{ brief }"}})
            for n in range(15)
        ]
        sent = INIT.encode(), *(message.encode() for message in messages)
        with socket_of(url) as socket:
            socket.socket.sendall(b"".join(frame(Opcode.TEXT, each) for each in sent))
            found = [json.loads(socket.recv(timeout=60)) for _ in range(31)]
        assert [each["id"] for each in found if each["type"] == "next"] == [
            str(n) for n in range(15)
        ]

    def test_an_allowance_comes_back_with_time(self):
        allowance = FrameAllowance(now=0.0)
        assert allowance.take(1_000, now=0.0)
        assert not allowance.take(1, now=0.0)
        assert allowance.take(90, now=1.0)
        assert allowance.take(1_000, now=100.0)


HANDSHAKE: Final = (
    b"GET %b HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
BEHIND: Final = {
    "garbage": (b"\xff" * 300, b"\x88\x10\x03\xeainvalid opcode"),
    "a ping": (frame(Opcode.PING, b"x") + frame(Opcode.CLOSE), b"\x8a\x01x\x88\x00"),
    "a close": (frame(Opcode.CLOSE), b"\x88\x00"),
    "half a frame": (frame(Opcode.PING, b"x")[:3], b""),
}


class TestBytesBehindAHandshake:
    """A client may send them before it has the answer to that, though it should not."""

    @pytest.mark.parametrize(("sent", "answer"), BEHIND.values(), ids=BEHIND.keys())
    def test_they_wait_for_its_answer(
        self, url: str, caplog: pytest.LogCaptureFixture, sent: bytes, answer: bytes
    ):
        with Connection(address_of(url)) as connection:
            connection.socket.sendall(HANDSHAKE % b"/graphql" + sent)
            connection.socket.shutdown(SHUT_WR)
            head, _, rest = connection.stream.read().partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 ") or not answer
        assert rest == answer
        assert errors_in(caplog) == []

    @pytest.mark.parametrize("sent", [sent for sent, _ in BEHIND.values()], ids=BEHIND.keys())
    def test_one_that_is_refused_drops_them(
        self, url: str, caplog: pytest.LogCaptureFixture, sent: bytes
    ):
        with Connection(address_of(url)) as connection:
            connection.socket.sendall(HANDSHAKE % b"/healthz" + sent)
            status, _, content = connection.response()
        assert (status, content) == (b"HTTP/1.1 403 Forbidden", b"")
        assert errors_in(caplog) == []


def errors_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelno >= logging.ERROR]


def test_text_that_is_not_utf_8_ends_the_connection_and_is_no_error_of_the_server(
    url: str, caplog: pytest.LogCaptureFixture
):
    with socket_of(url) as socket:
        socket.socket.sendall(frame(Opcode.TEXT, b'"\xff', fin=False) + frame(Opcode.CONT, b'"'))
        assert closed(socket) == (1007, "Text is not UTF-8")
    assert errors_in(caplog) == []


@pytest.mark.parametrize(
    ("limits", "operations"),
    [
        (ConnectionLimits(0.2, connection_limit=1), 1),
        (ConnectionLimits(3_600, connection_limit=1, max_unsent_bytes=25_000_000), 3),
    ],
    ids=["nothing for too long", "too little of too much"],
)
def test_a_client_that_leaves_its_answers_is_cut_off(limits: ConnectionLimits, operations: int):
    asks = [
        json.dumps({"type": "subscribe", "id": str(name), "payload": {"query": "{ wholeShelf }"}})
        for name in range(operations)
    ]
    frames = [frame(Opcode.TEXT, message.encode()) for message in (INIT, *asks)]
    with running(library_app(), limits) as url, Connection(address_of(url)) as slow:
        slow.socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 4_096)
        slow.socket.sendall(HANDSHAKE % b"/graphql" + b"".join(frames))
        slow.stream.read(400)  # the answers have begun
        status = 503
        while status == 503:  # the one connection is in use until the slow client is cut off
            status = httpx.get(f"{url}/").status_code
        assert status == 200


class TestUnits:
    @contextmanager
    def metered(self, burst: int) -> Iterator[str]:
        app = library_app(trusted_proxies="127.0.0.0/8", rate_units=1, rate_burst_units=burst)
        with running(app) as url:
            read(url, "{ brief }")
            yield url

    def is_limited(self, url: str) -> bool:
        asked = {"query": "{ brief }"}
        return httpx.post(f"{url}/graphql", json=asked, headers=CLIENT).status_code == 429

    def test_frames_that_carry_nothing_take_them(self):
        with self.metered(burst=500) as url, socket_of(url, **CLIENT) as socket:
            socket.socket.sendall(frame(Opcode.PING) * 300 + frame(Opcode.TEXT, PING.encode()))
            socket.recv(timeout=60)
            assert self.is_limited(url)

    def test_messages_take_them_and_one_that_goes_on_without_any_is_disconnected(self):
        with self.metered(burst=500) as url:
            with socket_of(url, **CLIENT) as socket:
                socket.socket.sendall(frame(Opcode.TEXT, PING.encode()) * 500)
                assert closed(socket) in [(1008, "This client has used up its units"), CUT]
            with pytest.raises(InvalidStatus, match="403"), socket_of(url, **CLIENT):
                pass

    def test_a_long_message_takes_them_by_its_length(self):
        payload = {"query": "{ brief }", "extensions": {"x": "x" * 9_000}}
        long = json.dumps({"id": "1", "type": "subscribe", "payload": payload})
        with self.metered(burst=50) as url, socket_of(url, **CLIENT) as socket:
            socket.send(INIT)
            socket.recv(timeout=60)
            socket.send(long)
            socket.recv(timeout=60)
            assert self.is_limited(url)


class TestInit:
    """`connection_init` has to come soon (graphql-transport-ws, 4408)."""

    @pytest.fixture
    def hasty_url(self) -> Iterator[str]:
        app = create_app(
            library_schema(),
            context=Shelf,
            readiness=lambda: Readiness(version="v1", counts={}),
            settings=Settings(),
            init_seconds=0.2,
        )
        with running(app) as url:
            yield url

    @pytest.mark.parametrize(
        "sent",
        [
            pytest.param(b"", id="nothing"),
            pytest.param(frame(Opcode.PING) * 10, id="pings"),
            pytest.param(frame(Opcode.TEXT, PING.encode()) * 10, id="other messages"),
            pytest.param(frame(Opcode.TEXT, b'{"type": ', fin=False), id="the half of a message"),
            pytest.param(frame(Opcode.TEXT, INIT.encode())[:-5], id="the half of a frame"),
        ],
    )
    def test_a_client_that_does_not_send_it_is_disconnected(self, hasty_url: str, sent: bytes):
        with socket_of(hasty_url) as socket:
            socket.socket.sendall(sent)
            assert closed(socket) == (4408, "Connection initialisation timeout")

    def test_one_that_has_sent_it_stays(self, hasty_url: str):
        with socket_of(hasty_url) as waiting, socket_of(hasty_url) as socket:
            socket.send(INIT)
            socket.recv(timeout=60)
            assert closed(waiting)[0] == 4408  # by then its own time is up, too
            socket.send(PING)
            assert json.loads(socket.recv(timeout=60)) == {"type": "pong"}

    def test_ten_seconds_are_the_default(self):
        options: Any = create_app.__kwdefaults__
        assert options["init_seconds"] == 10.0
