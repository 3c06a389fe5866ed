"""A server that is stopped by SIGTERM loses no request."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed

from graphapi.errors import ConfigurationError
from graphapi.server import inherited_listener
from tests.server.door.test_guard import opened
from tests.server.http_connections.test_protocol import HEALTH, Connection, request
from tests.server.proxies import nginx

PROGRAM = """
import sys
from graphapi.server import bind, inherited_listener, serve, url_of
from tests.server.conftest import library_app
listener = inherited_listener() or bind("127.0.0.1", int(sys.argv[1]), reuse_port=True)
tell = lambda: print("at", url_of(listener), flush=True)
workers = int(sys.argv[2])
serve(library_app(workers=workers), listener, workers=workers, started=tell)
"""

TYPENAME = request(b'{"query": "{ __typename }"}')
READY = HEALTH.replace(b"/healthz", b"/readyz")


class Server:
    """A server process on a port of this machine, which it shares with others."""

    def __init__(
        self, port: int = 0, workers: int = 1, listener: socket.socket | None = None
    ) -> None:
        self.workers = workers
        command = [sys.executable, "-c", PROGRAM, str(port), str(workers)]
        passed = []
        if listener is not None:
            passed = [listener.fileno()]
            script = f'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3<&{passed[0]}'
            command = ["bash", "-c", script, "bash", *command]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, pass_fds=passed
        )
        assert self.process.stdout is not None
        word, _, url = self.process.stdout.readline().strip().partition(" ")
        assert word == "at", self.process.communicate()
        self.address = (str(urlsplit(url).hostname), urlsplit(url).port or 0)
        with Connection(self.address) as connection:  # it may have workers that are starting
            connection.socket.sendall(HEALTH)
            connection.response()

    def stop(self) -> None:
        """Let it begin to stop."""
        self.process.send_signal(signal.SIGTERM)

    def ended(self) -> tuple[str, int]:
        """What it has written to standard error, and its exit code, when it has ended."""
        _, errors = self.process.communicate(timeout=30)
        return errors, self.process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


@dataclass
class Load:
    """Clients that keep their connections and send one request after the other."""

    address: tuple[str, int]
    answered: int = 0
    ended: int = 0
    """Connections that the server has ended, with an answer that says so."""
    lost: list[str] = field(default_factory=list)
    _is_over: bool = False
    _more: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def running(self, clients: int) -> Iterator[Load]:
        """Send requests from so many clients until the end of the block."""
        threads = [threading.Thread(target=self._client) for _ in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._is_over = True
            for thread in threads:
                thread.join()

    def wait_for_answers(self, count: int) -> None:
        """Wait until so many more requests are answered, or one is lost."""
        with self._more:
            enough = self.answered + count
            self._more.wait_for(lambda: self.answered >= enough or bool(self.lost), timeout=60)

    def _client(self) -> None:
        while not self._is_over and not self.lost:
            try:
                self._keep_asking()
            except Exception as error:  # noqa: BLE001 - whatever it is, the request is lost
                with self._more:
                    self.lost.append(repr(error))
                    self._more.notify_all()

    def _keep_asking(self) -> None:
        with Connection(self.address) as connection:
            while not self._is_over:
                connection.socket.sendall(TYPENAME)
                status, headers, body = connection.response()
                assert status.startswith(b"HTTP/1.1 200"), status
                assert json.loads(body) == {"data": {"__typename": "Query"}}
                with self._more:
                    self.answered += 1
                    self._more.notify_all()
                    if headers.get(b"connection") == b"close":
                        self.ended += 1
                        return


def upgraded_three_times(old: Server, servers: ExitStack, load: Load) -> None:
    """Replace a server three times by another one on its port, under load."""
    for _ in range(3):
        new = servers.enter_context(Server(old.address[1], old.workers))
        load.wait_for_answers(500)
        old.stop()
        load.wait_for_answers(500)
        assert old.ended() == ("", 0)
        old = new
    load.wait_for_answers(500)


@pytest.mark.parametrize("workers", [1, 2])
def test_no_request_is_lost_in_three_upgrades_under_load(workers: int):
    with ExitStack() as servers:
        old = servers.enter_context(Server(workers=workers))
        with Load(old.address).running(clients=8) as load:
            upgraded_three_times(old, servers, load)
    assert load.lost == []
    assert load.ended > 0


def test_none_is_lost_behind_nginx_either(tmp_path: Path):
    with ExitStack() as servers:
        old = servers.enter_context(Server())
        upstream = "{}:{}".format(*old.address)
        with nginx(upstream, tmp_path, page="operating.md") as client:
            while client.get("/healthz").status_code != HTTPStatus.OK:
                pass  # until it has found the server
            address = ("127.0.0.1", client.base_url.port or 0)
            with Load(address).running(clients=8) as load:
                upgraded_three_times(old, servers, load)
    assert load.lost == []


def stopping(server: Server) -> None:
    """Stop a server, and wait until it says that it stops, which ends the connection."""
    with Connection(server.address) as observer:
        server.stop()
        while True:
            observer.socket.sendall(READY)
            status, headers, body = observer.response()
            if status == b"HTTP/1.1 503 Service Unavailable":
                assert json.loads(body) == {"status": "stopping"}
                assert headers[b"connection"] == b"close"
                assert observer.stream.read() == b""
                return


def test_the_next_answer_on_a_kept_connection_is_the_last_one():
    with Server() as server, Connection(server.address) as kept:
        kept.socket.sendall(TYPENAME)
        assert b"connection" not in kept.response()[1]
        stopping(server)
        kept.socket.sendall(TYPENAME)
        status, headers, _ = kept.response()
        assert (status, headers[b"connection"]) == (b"HTTP/1.1 200 OK", b"close")
        assert kept.stream.read() == b""
        assert server.ended() == ("", 0)


def test_requests_that_have_begun_are_answered():
    with Server() as server, Connection(server.address) as begun, Connection(server.address) as new:
        begun.socket.sendall(TYPENAME[:-5])
        stopping(server)
        begun.socket.sendall(TYPENAME[-5:])
        new.socket.sendall(TYPENAME)
        for connection in (begun, new):
            status, headers, _ = connection.response()
            assert (status, headers[b"connection"]) == (b"HTTP/1.1 200 OK", b"close")
        assert server.ended() == ("", 0)


def test_a_websocket_is_closed_so_that_its_client_connects_again():
    with Server() as server, opened("ws://{}:{}/graphql".format(*server.address)) as socket:
        stopping(server)
        socket.send('{"type": "ping"}')
        assert json.loads(socket.recv()) == {"type": "pong"}
        with pytest.raises(ConnectionClosed, match="1012 .service restart."):
            socket.recv()
        assert server.ended() == ("", 0)


def test_a_socket_of_systemd_keeps_connections_for_the_next_server():
    with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as servers:
        old = servers.enter_context(Server(listener=listener))
        old.stop()
        assert old.ended() == ("", 0)
        with Connection(old.address) as connection:
            connection.socket.sendall(TYPENAME)
            servers.enter_context(Server(listener=listener))
            assert connection.response()[0] == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    ("family", "kind", "message"),
    [
        (socket.AF_UNIX, socket.SOCK_STREAM, "a socket that is not TCP"),
        (socket.AF_INET, socket.SOCK_DGRAM, "a socket that is not TCP"),
    ],
)
def test_a_socket_of_another_kind_is_one_clear_line(
    family: int, kind: int, message: str, monkeypatch: pytest.MonkeyPatch
):
    with socket.socket(family, kind) as passed:
        monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
        monkeypatch.setenv("LISTEN_FDS", "1")
        with pytest.raises(ConfigurationError, match=message):
            inherited_listener(first=os.dup(passed.fileno()))


def test_a_socket_of_systemd_that_others_can_reach_needs_permission(
    monkeypatch: pytest.MonkeyPatch,
):
    with socket.create_server(("0.0.0.0", 0)) as passed:
        monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
        monkeypatch.setenv("LISTEN_FDS", "1")
        with pytest.raises(ConfigurationError, match="which other machines can reach"):
            inherited_listener(local_only=True, first=os.dup(passed.fileno()))
    assert inherited_listener() is None
