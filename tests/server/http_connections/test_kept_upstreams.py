"""Proxies that send the requests of many clients on few connections, as docs/ configures them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.server.conftest import library_app, running
from tests.server.door.test_guard import opened
from tests.server.http_connections.test_protocol import Connection
from tests.server.http_connections.test_protocol import request as post
from tests.server.proxies import Proxy, caddy, haproxy, nginx

PROXIES: dict[str, Proxy] = {
    "nginx": partial(nginx, page="operating.md"),
    "haproxy": haproxy,
    "caddy": caddy,
}


@pytest.fixture(params=PROXIES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, int]]:
    proxy = PROXIES[request.param]
    with (
        running(library_app(allowed_hosts="*")) as url,
        proxy(url.removeprefix("http://"), tmp_path) as client,
    ):
        while client.get("/healthz").status_code != 200:
            pass  # until it has found the server
        yield "127.0.0.1", client.base_url.port or 0


def ask(connection: Connection, name: str) -> bytes:
    body = json.dumps({"query": f"{{ {name}: __typename }}"}).encode()
    connection.socket.sendall(post(body))
    return connection.response()[2]


@pytest.mark.parametrize(
    "fields",
    [
        ["Connection: Upgrade", "Upgrade: foo"],
        ["Connection: Upgrade", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"],
        ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
        ["Expect: 100-continue"],
        ["Transfer-Encoding: chunked"],
        ["Connection: close"],
    ],
    ids=lambda fields: fields[-1],
)
def test_no_client_gets_the_answer_to_what_another_has_sent(
    address: tuple[str, int], fields: list[str]
):
    hidden = post(b'{"query": "{ stolen: __typename }"}')
    if "Transfer-Encoding: chunked" in fields:
        attack = post(b"", *fields).replace(b"Content-Length: 0\r\n", b"")
        attack += b"%x\r\n%b\r\n0\r\n\r\n" % (len(hidden), hidden)
    else:
        attack = post(hidden, *fields)
    for number in range(10):
        with Connection(address) as attacker, Connection(address) as victim:
            attacker.socket.sendall(attack)
            asked = f"r{number}"
            for _ in range(3):
                expected = json.dumps({"data": {asked: "Query"}}, separators=(",", ":"))
                assert ask(victim, asked) == expected.encode()


def test_a_websocket_goes_through(address: tuple[str, int]):
    with opened("ws://{}:{}/graphql".format(*address)) as socket:
        socket.send('{"type": "ping"}')
        assert json.loads(socket.recv()) == {"type": "pong"}
