"""Clients that do anything with connections: the server goes on, and each request has one answer.

A machine drives real connections to a real server that holds few at once. Each request asks for a
name of its own, so that an answer tells whose it is.
"""

from __future__ import annotations

import logging
import os
import re
import select
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from graphapi.server import ConnectionLimits
from tests.server.conftest import library_app, running
from tests.server.http_connections.test_heads import address_of
from tests.server.http_connections.test_protocol import HEALTH

MOST = 6
LIMITS = ConnectionLimits(receive_seconds=3_600, connection_limit=MOST, idle_seconds=3_600)
NAMES = count(1)
ANSWERED = re.compile(rb'\A\{"data":\{"(r\d+)":"(?:Query|done)"\}\}\Z')


def ask(framing: str, *fields: str) -> tuple[str, bytes]:
    """A request with a name of its own, and the name."""
    name = f"r{next(NAMES)}"
    what = "slow" if framing == "slow" else "__typename"
    body = b'{"query": "{ %b: %b }"}' % (name.encode(), what.encode())
    lines = ["POST /graphql HTTP/1.1", "Host: localhost", "Content-Type: application/json", *fields]
    if framing == "chunked":
        lines.append("Transfer-Encoding: chunked")
        body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:7], body[7:]))
        body += b"0\r\n\r\n"
    else:
        if framing == "long":
            body += b" " * 70_000
        lines.append(f"Content-Length: {len(body)}")
    return name, "\r\n".join(lines).encode() + b"\r\n\r\n" + body


KINDS = st.sampled_from(["short", "short", "chunked", "slow", "long"])
GARBAGE = st.sampled_from([b"\0\1\2", b"GARBAGE \x01\r\n\r\n", b"GET /\r\n\r\n"])
EXTRAS = st.sampled_from(
    [[], [], ["Expect: 100-continue"], ["Connection: Upgrade", "Upgrade: foo"], ["Accept: */*"]]
)


@dataclass(eq=False)
class Client:
    """A connection, and what its client may expect on it."""

    socket: socket.socket
    asked: list[str] = field(default_factory=list)
    """The names of requests that were sent whole, in their order."""
    rest: tuple[str, bytes] | None = None
    """A request that was begun, and what is missing of it."""
    is_broken = False
    """Whether something that is no request was sent behind them."""
    received: bytes = b""

    def send(self, data: bytes) -> None:
        with suppress(ConnectionError):  # the server may have refused and closed
            self.socket.sendall(data)

    def read_to_the_end(self) -> None:
        """Ask for the end, and read everything up to it."""
        with suppress(ConnectionError):
            while part := self.socket.recv(65_536):
                self.received += part


def answers_in(received: bytes) -> list[tuple[bytes, bytes]]:
    """The status and body of each answer, in their order; those that tell to continue are none."""
    found = []
    while received:
        assert received.startswith(b"HTTP/1.1 "), received
        head, separator, received = received.partition(b"\r\n\r\n")
        assert separator, head
        status = head.split()[1]
        if status == b"100":
            continue
        length = re.search(rb"content-length: (\d+)", head)
        assert length, head
        size = int(length[1])
        found.append((status, received[:size]))
        received = received[size:]
    return found


class Connections(RuleBasedStateMachine):
    """What a client may expect: its answers, in order, or one refusal as the last of them."""

    address: ClassVar[tuple[str, int]]

    clients = Bundle("clients")

    def __init__(self) -> None:
        super().__init__()
        self.silent: list[socket.socket] = []
        self.open: dict[Client, None] = {}

    @rule(target=clients, held=st.integers(0, 3))
    def connect(self, held: int) -> Client:
        """Connect; hold some others that ask for nothing, so that limits are reached."""
        self.silent += [self.opened() for _ in range(held)]
        client = Client(self.opened())
        self.open[client] = None
        return client

    def opened(self) -> socket.socket:
        opened = socket.create_connection(self.address, timeout=30)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    @rule(client=clients, kind=KINDS, extras=EXTRAS)
    def ask_for_something(self, client: Client, kind: str, extras: list[str]) -> None:
        if client.rest is None and not client.is_broken:
            name, data = ask(kind, *extras)
            client.send(data)
            client.asked.append(name)

    @rule(client=clients, kinds=st.lists(KINDS, min_size=2, max_size=5), cut=st.integers(0, 10**6))
    def ask_for_several_things_at_once(self, client: Client, kinds: list[str], cut: int) -> None:
        if client.rest is None and not client.is_broken:
            asked = [ask(kind) for kind in kinds]
            data = b"".join(each for _, each in asked)
            for part in (data[: cut % len(data)], data[cut % len(data) :]):
                client.send(part)
            client.asked += [name for name, _ in asked]

    @rule(client=clients, kind=KINDS, cut=st.integers(1, 10**6))
    def begin_to_ask(self, client: Client, kind: str, cut: int) -> None:
        if client.rest is None and not client.is_broken:
            name, data = ask(kind)
            place = cut % len(data)
            client.send(data[:place])
            client.rest = name, data[place:]

    @rule(client=clients, cut=st.integers(1, 10**6))
    def go_on(self, client: Client, cut: int) -> None:
        if client.rest is not None:
            name, data = client.rest
            place = cut % len(data) + 1
            client.send(data[:place])
            client.rest = (name, data[place:]) if data[place:] else None
            if client.rest is None:
                client.asked.append(name)

    @rule(
        client=clients,
        garbage=st.sampled_from([b"\0\1\2", b"GARBAGE \x01\r\n\r\n", b"GET /\r\n\r\n"]),
    )
    def send_what_is_no_request(self, client: Client, garbage: bytes) -> None:
        if client.rest is None:
            client.send(garbage)
            client.is_broken = True

    @rule(client=clients, garbage=GARBAGE)
    def ask_with_garbage_behind_it_in_one_segment(self, client: Client, garbage: bytes) -> None:
        if client.rest is None and not client.is_broken:
            name, data = ask("short", "Expect: 100-continue")
            client.send(data + garbage)
            client.asked.append(name)
            client.is_broken = True

    @rule(client=clients)
    def read_what_is_there(self, client: Client) -> None:
        with suppress(ConnectionError):
            while select.select([client.socket], [], [], 0)[0]:
                part = client.socket.recv(65_536)
                client.received += part
                if not part:
                    return

    @rule(client=consumes(clients))
    def reset(self, client: Client) -> None:
        """Go without a word, so that the system tells the server by a reset."""
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close(client)

    @rule(client=consumes(clients))
    def close(self, client: Client) -> None:
        del self.open[client]
        client.socket.close()

    @rule()
    def let_the_silent_go(self) -> None:
        for each in self.silent:
            each.close()
        self.silent.clear()

    @rule(client=consumes(clients))
    def look_at_the_answers(self, client: Client) -> None:
        """The last thing that a client does is to send garbage, which ends the connection."""
        if client.rest is None and not client.is_broken:
            client.send(b"\0\r\n\r\n")
            client.is_broken = True
        elif client.rest is not None:
            with suppress(OSError):
                client.socket.shutdown(socket.SHUT_WR)
        client.read_to_the_end()
        self.close(client)
        self.check(client)

    @staticmethod
    def check(client: Client) -> None:
        found = answers_in(client.received)
        answered = []
        for status, body in found:
            if status != b"200":
                break
            match = ANSWERED.match(body)
            assert match, body
            answered.append(match[1].decode())
        assert answered == client.asked[: len(answered)]
        others = [status for status, _ in found[len(answered) :]]
        if client.rest is not None:
            # It closed its end in the middle of a request: what was not answered by then is not.
            assert others in ([], [b"503"])
        elif len(answered) == len(client.asked):
            assert others in ([b"400"], [b"503"])
        else:
            assert others == [b"503"], (found, client.asked)

    @invariant()
    def the_server_is_well(self) -> None:
        with self.opened() as check:
            check.sendall(HEALTH)
            assert check.recv(65_536).startswith(b"HTTP/1.1 200 OK")

    def teardown(self) -> None:
        self.let_the_silent_go()
        for client in list(self.open):
            self.look_at_the_answers(client)


@contextmanager
def errors_noted() -> Iterator[list[logging.LogRecord]]:
    """What the server logs as an error."""
    noted: list[logging.LogRecord] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = noted.append  # type: ignore[method-assign, assignment]  # a handler of one line
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield noted
    finally:
        root.removeHandler(handler)


@pytest.fixture(scope="module")
def _served() -> Iterator[None]:
    with errors_noted() as noted, running(library_app(max_body_bytes=100_000), LIMITS) as url:
        Connections.address = address_of(url)
        yield
    assert [record.getMessage() for record in noted] == []


CASES = int(os.environ.get("GRAPHAPI_FUZZ_CASES", "0")) // 500


@pytest.mark.usefixtures("_served")
class TestConnections(Connections.TestCase):  # type: ignore[misc, valid-type]  # hypothesis makes it
    settings = settings(
        max_examples=max(40, CASES),
        stateful_step_count=30,
        suppress_health_check=list(HealthCheck),
    )
