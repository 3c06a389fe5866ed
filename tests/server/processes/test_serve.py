"""A server process: how it starts and stops."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from graphapi.errors import ConfigurationError
from graphapi.server import ConnectionLimits, bind, url_of
from graphapi.settings import Settings

PROGRAM = """
from graphapi.server import bind, serve, url_of
from tests.server.conftest import library_app
listener = bind("127.0.0.1", 0)
serve(library_app(), listener, started=lambda: print("at", url_of(listener), flush=True))
print("ended", flush=True)
"""


@contextmanager
def process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process that has started, and its URL."""
    server = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with server:
        try:
            assert server.stdout is not None
            word, _, url = server.stdout.readline().strip().partition(" ")
            assert word == "at", server.communicate()
            yield server, url
        finally:
            server.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quietly_with_exit_code_0(number: signal.Signals):
    with process() as (server, url):
        assert httpx.post(url, json={"query": "{ slow }"}).json() == {"data": {"slow": "done"}}
        server.send_signal(number)
        output, errors = server.communicate(timeout=30)
    assert (output, errors, server.returncode) == ("ended\n", "", 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_client_that_keeps_its_connection_does_not_keep_the_server(number: signal.Signals):
    with process() as (server, url), httpx.Client() as client:
        assert client.post(url, json={"query": "{ slow }"}).status_code == 200
        server.send_signal(number)
        assert server.wait(timeout=9) == 0


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET /healthz HTTP/1.1\r\nHost: lo",
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
        b"no request\r\n\r\n",
    ],
    ids=["half a head", "half a body", "what was refused"],
)
def test_clients_whose_requests_do_not_arrive_do_not_keep_it_either(beginning: bytes):
    with process() as (server, url), ExitStack() as stack:
        address = urlsplit(url)
        for _ in range(20):
            client = socket.create_connection((address.hostname, address.port))
            stack.enter_context(client).sendall(beginning)
        assert httpx.post(url, json={"query": "{ slow }"}).status_code == 200
        server.send_signal(signal.SIGTERM)
        # A server that has waited in vain says so when its time is over.
        assert server.communicate(timeout=30) == ("ended\n", "")


def test_a_port_in_use_is_one_clear_line():
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        expected = (
            f"^cannot listen on 127.0.0.1:{port}: another program uses it; stop that program or "
        )
        with pytest.raises(ConfigurationError, match=expected):
            bind("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_that_is_not_ours_is_one_clear_line(host: str):
    with pytest.raises(ConfigurationError, match=rf"^cannot listen on {host}:8000: \S.*$"):
        bind(host, 8000)


def test_the_url_is_one_that_a_client_on_this_machine_can_open():
    with bind("0.0.0.0", 0) as listener:
        port = listener.getsockname()[1]
        assert url_of(listener) == f"http://127.0.0.1:{port}/graphql"


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_ipv6_address_stands_in_brackets():
    try:
        listener = bind("::1", 0)
    except ConfigurationError:
        pytest.skip("this machine has no IPv6 loopback")
    with listener:
        assert url_of(listener, "/") == f"http://[::1]:{listener.getsockname()[1]}/"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.3.2.1"])
def test_a_server_for_this_machine_alone_listens_on_its_own_addresses(host: str):
    with bind(host, 0, local_only=True) as listener:
        assert listener.getsockname()[1]


def test_it_does_not_listen_where_others_can_reach_it():
    with pytest.raises(ConfigurationError, match="which other machines can reach") as caught:
        bind("0.0.0.0", 0, local_only=True)
    assert "--public" in str(caught.value)
    assert "graphapi key" in str(caught.value)


def test_the_settings_are_the_limits_of_connections():
    settings = Settings(
        receive_seconds=7,
        connection_limit=8,
        max_url_bytes=900,
        max_header_bytes=1_000,
        max_unsent_bytes=11,
        connections_per_client=12,
        idle_seconds=13,
        max_unanswered_bytes=14,
    )
    expected = ConnectionLimits(7, 8, 900, 1_000, 11, 13, 12, 14)
    assert ConnectionLimits.of(settings) == expected
    assert ConnectionLimits.of(Settings()) == ConnectionLimits()
