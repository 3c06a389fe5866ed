"""An error on one connection affects that connection only."""

from __future__ import annotations

import logging
import socket
from contextlib import ExitStack

import httpx
import pytest

from graphapi.server import ConnectionLimits
from graphapi.server.http_connections import ConnectionRegistry
from tests.server.conftest import library_app, running
from tests.server.http_connections.test_heads import address_of
from tests.server.http_connections.test_protocol import HEALTH, Connection


class Broken:
    """A connection on which everything fails."""

    unsent_bytes = 10

    def __init__(self) -> None:
        self.failures = 0

    def check_timeouts(self, _now: float) -> None:
        raise AttributeError("no cycle")

    def abort(self) -> None:
        raise OSError("no socket")

    def fail(self) -> None:
        self.failures += 1


class Sound(Broken):
    """A connection that counts how often it was looked at, and whether it ended."""

    looks = 0
    is_over = False

    def check_timeouts(self, _now: float) -> None:
        self.looks += 1

    def abort(self) -> None:
        self.is_over = True


def test_a_sweep_goes_on_behind_a_connection_that_fails(caplog: pytest.LogCaptureFixture):
    registry = ConnectionRegistry(ConnectionLimits())
    connections = [Broken(), Sound(), Broken(), Sound(), object()]
    registry.sweep(connections)
    assert [each.looks for each in connections if isinstance(each, Sound)] == [1, 1]
    assert [each.failures for each in connections if isinstance(each, Broken)] == [1, 0, 1, 0]
    assert len(caplog.records) == 2
    assert all(record.levelno == logging.ERROR for record in caplog.records)


def test_cutting_off_goes_on_behind_a_connection_that_fails():
    registry = ConnectionRegistry(ConnectionLimits(max_unsent_bytes=0))
    connections = [Broken(), Sound()]
    registry.abort_slow_readers(connections)
    assert connections[0].failures == 1
    assert isinstance(connections[1], Sound)
    assert connections[1].is_over


def test_time_in_which_the_server_was_busy_does_not_count_against_clients():
    registry = ConnectionRegistry(ConnectionLimits())
    before = registry.now
    registry._swept -= 3_600  # as if the last sweep was an hour ago
    registry.sweep([])
    assert 0 < registry.now - before <= 1.5


@pytest.mark.parametrize("most", [50, 900])
def test_a_burst_of_connects_ends_nothing_and_health_checks_are_answered_in_it(
    most: int, caplog: pytest.LogCaptureFixture
):
    with (
        running(library_app(), ConnectionLimits(connection_limit=most)) as url,
        ExitStack() as stack,
    ):
        for _ in range(3):
            for _ in range(most // 2):
                opened = stack.enter_context(socket.socket())
                opened.setblocking(False)
                opened.connect_ex(address_of(url))
            # Two sweeps pass until one that asks for nothing is told so.
            with Connection(address_of(url)) as silent:
                silent.socket.setblocking(True)
                with Connection(address_of(url)) as check:
                    check.socket.sendall(HEALTH)
                    assert check.response()[0] == b"HTTP/1.1 200 OK"
        with Connection(address_of(url)) as silent:
            assert silent.response()[0] == b"HTTP/1.1 503 Service Unavailable"
        assert httpx.get(f"{url}/healthz").status_code == 200
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
