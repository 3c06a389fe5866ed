"""What is counted, over a real socket, on every path to an answer and in all workers."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx
import pytest

from graphapi.execution import CompilingExecutor, Engine
from graphapi.server import ConnectionLimits, Readiness, create_app
from graphapi.server.monitoring.exposition import Exposition
from graphapi.server.monitoring.metrics import Metrics
from graphapi.server.monitoring.operation_names import OperationNames
from graphapi.settings import Settings
from tests.server.conftest import library_app, running
from tests.server.door.test_guard import client_of, get, long_post, opened, short_post, waiting_post
from tests.server.figures import Figures, figures_of
from tests.server.http_connections.test_protocol import Connection, request
from tests.server.library import Shelf, library_schema

BOOKS = "query Books($n: Int) { books(first: $n) { title } }"
POSTED = ("POST", "200", "ok")


def ask(client: httpx.Client, query: str, **variables: object) -> httpx.Response:
    return client.post("/graphql", json={"query": query, "variables": variables})


@pytest.mark.parametrize("way", [short_post, long_post, waiting_post, get])
def test_every_way_of_asking_counts_once(way: object):
    with client_of() as client:
        assert callable(way)
        method = way(client).request.method
        figures = figures_of(client)
    assert figures.requests("(anonymous)") == {(method, "200", "ok"): 1}
    assert figures.value("request_duration_seconds_count", operation="(anonymous)") == 1


def test_a_stream_counts_as_the_request_that_asked_for_it():
    with client_of() as client:
        headers = {"Accept": "text/event-stream"}
        for query in ("query Brief { brief }", "subscription News { arrivals }"):
            client.post("/graphql", json={"query": query}, headers=headers)
        figures = figures_of(client)
    assert figures.requests("Brief") == {POSTED: 1}
    assert figures.requests("News") == {POSTED: 1}
    assert figures.value("request_duration_seconds_count", operation="Brief") == 1
    assert figures.value("request_duration_seconds_count", operation="News") == 0


def test_each_operation_on_a_websocket_counts_and_has_no_status():
    with client_of() as client:
        url = str(client.base_url).replace("http", "ws")
        with opened(f"{url}/graphql") as connection:
            connection.send('{"type": "connection_init"}')
            connection.recv()
            for number, query in enumerate(("query A { brief }", "query A { nothing }")):
                payload = {"query": query}
                message = {"type": "subscribe", "id": str(number), "payload": payload}
                connection.send(json.dumps(message))
                assert json.loads(connection.recv())["type"] in {"next", "error"}
                if number == 0:
                    assert json.loads(connection.recv())["type"] == "complete"
        figures = figures_of(client)
    assert figures.requests("A") == {
        ("WEBSOCKET", "(none)", "ok"): 1,
        ("WEBSOCKET", "(none)", "refused"): 1,
    }


def test_an_operation_too_many_on_a_websocket_counts_as_refused():
    with client_of(max_socket_operations=1) as client:
        url = str(client.base_url).replace("http", "ws")
        with opened(f"{url}/graphql") as connection:
            connection.send('{"type": "connection_init"}')
            connection.recv()
            for number in "12":
                message = {"type": "subscribe", "id": number, "payload": {"query": "{ stuck }"}}
                connection.send(json.dumps(message))
            assert json.loads(connection.recv())["type"] == "error"
            figures = figures_of(client)
    assert figures.requests("(unread)") == {("WEBSOCKET", "(none)", "refused"): 1}
    assert figures.value("errors_total", code="LIMIT_EXCEEDED") == 1


def test_waiting_requests_are_counted():
    metrics = Metrics(OperationNames(), "/graphql", 1, dict, lambda: 5, lambda: 3)
    metrics.begin(0, [None, None])
    text, _ = Exposition(metrics, lambda: None).text("")
    figures = Figures(text.decode())
    waiting = [figures.value(name) for name in ("requests_under_way", "requests_queued")]
    assert (waiting, figures.value("connections")) == ([5, 3], 2)


def test_outcomes_of_requests_are_distinguished():
    with client_of(deadline_ms=50, introspection=False) as client:
        ask(client, "query Known { brief }")
        ask(client, 'query Known { book(isbn: "x") { title } }')
        ask(client, "query Known { books(first: -1) { title } brief }")
        ask(client, "query Known { nothing }")
        ask(client, 'query Known { book(isbn: "1") { pages } }')
        ask(client, "query Known { busy }")
        figures = figures_of(client)
    assert figures.requests("Known") == {
        POSTED: 1,
        ("POST", "200", "refused"): 2,
        ("POST", "200", "errors"): 1,
        ("POST", "200", "failed"): 1,
        ("POST", "503", "stopped"): 1,
    }
    assert figures.value("errors_total", code="BAD_USER_INPUT") == 2
    assert figures.value("errors_total", code="GRAPHQL_VALIDATION_FAILED") == 1
    assert figures.value("errors_total", code="INTERNAL_SERVER_ERROR") == 1
    assert figures.value("errors_total", code="DEADLINE_EXCEEDED") == 1


def test_a_disconnected_client_and_a_deadline_are_distinguished():
    with client_of() as client:
        with Connection((client.base_url.host, client.base_url.port or 0)) as connection:
            connection.socket.sendall(request(b'{"query": "query Left { busy }"}'))
            connection.socket.shutdown(socket.SHUT_RDWR)
        while not (asked := figures_of(client).requests("Left")):
            pass  # a server that never sees it is ended by whoever runs the tests
        figures = figures_of(client)
    assert asked == {("POST", "499", "gone"): 1}
    assert figures.value("errors_total", code="DEADLINE_EXCEEDED") == 0


def test_what_is_refused_at_the_door_is_counted_by_its_code():
    with client_of(max_body_bytes=100) as client:
        client.post("/graphql", json={"query": " " * 200})
        client.post("/graphql", content="{", headers={"Content-Type": "application/json"})
        client.get("/graphql", headers={"Host": "elsewhere.example"})
        client.get("/nowhere")
        figures = figures_of(client)
    assert figures.requests("(unread)") == {
        ("POST", "413", "refused"): 1,
        ("POST", "400", "refused"): 1,
        ("GET", "421", "refused"): 1,
    }
    assert figures.requests("(http)") == {("GET", "404", "refused"): 1}
    for code in ("PAYLOAD_TOO_LARGE", "BAD_REQUEST", "MISDIRECTED_REQUEST"):
        assert figures.value("errors_total", code=code) == 1


def test_what_the_protocol_turns_away_is_counted_too():
    with running(library_app(), ConnectionLimits(0.2, connection_limit=1)) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        with Connection((host, int(port))) as held, Connection((host, int(port))) as refused:
            assert refused.response()[0].endswith(b" 503 Service Unavailable")
            assert held.response()[0].endswith(b" 408 Request Timeout")
        status = b" 503"
        while b" 503" in status:  # until the server has seen that they ended
            with Connection((host, int(port))) as broken:
                broken.socket.sendall(b"nonsense\r\n\r\n")
                status = broken.response()[0]
        assert status.endswith(b" 400 Bad Request")
        with httpx.Client(base_url=url) as client:
            while (response := client.get("/metrics")).status_code == 503:
                pass
        figures = Figures(response.text)
    for code in ("OVERLOADED", "REQUEST_TIMEOUT", "BAD_REQUEST"):
        assert figures.value("errors_total", code=code) >= 1
    assert ("(other)", "408", "refused") in figures.requests("(unread)")


def test_an_answer_that_was_kept_counts_under_its_operation_and_costs_nothing():
    with kept_answers() as client:
        for _ in range(3):
            ask(client, BOOKS, n=1)
        figures = figures_of(client)
    assert figures.requests("Books") == {POSTED: 3}
    assert figures.value("cache_hits_total", cache="answers") == 2
    assert figures.value("cache_misses_total", cache="answers") == 1
    assert figures.value("price_units_total", operation="Books") == 10


@contextmanager
def kept_answers(**settings: Any) -> Iterator[httpx.Client]:
    executor = CompilingExecutor(Engine(library_schema()), version=lambda _: "v1")
    app = create_app(
        executor.engine.schema, Shelf, lambda: Readiness("v1", {}), Settings(**settings), executor
    )
    with running(app) as url, httpx.Client(base_url=url) as client:
        yield client


def test_names_beyond_the_bound_share_one_label_and_reserved_ones_cannot_be_taken():
    with client_of(metrics_names=2) as client:
        for name in ("A", "B", "other", "anonymous", "unread", "D"):
            ask(client, f"query {name} {{ brief }}")
        figures = figures_of(client)
    names = {"A", "B", "(other)", "(http)"}
    assert figures.labels("requests_total", "operation") <= names
    assert figures.requests("(other)") == {POSTED: 4}


def test_nothing_of_a_request_but_a_name_is_shown():
    with client_of() as client:
        ask(client, 'query Seen { book(isbn: "4815162342") { title } }')
        ask(client, "query Seen($secret: Isbn!) { book(isbn: $secret) { title } }", secret="2342")
        client.get("/4815162342?q=4815162342", headers={"X-Request-Id": "4815162342"})
        text = client.get("/metrics").text
    assert "Seen" in text
    assert "2342" not in text


def test_the_corpus_and_open_connections_are_reported():
    with client_of() as client:
        figures = figures_of(client)
    assert figures.value("corpus_size", kind="books") == 2
    assert figures.value("corpus_info", version="v1") == 1
    assert figures.value("connections") == 1
    assert figures.value("requests_under_way") == 1  # the one that asks
    assert figures.value("workers") == figures.value("worker_starts_total") == 1


def test_a_page_that_breaks_has_failed():
    states: list[Readiness | None] = [None]  # asked twice, it breaks
    app = create_app(library_schema(), Shelf, states.pop, Settings())
    with running(app) as url:
        assert httpx.get(f"{url}/readyz").status_code == 503
        assert httpx.get(f"{url}/readyz").status_code == 500
        states.append(None)
        figures = figures_at(url)
    assert figures.requests("(http)") == {
        ("GET", "503", "refused"): 1,
        ("GET", "500", "failed"): 1,
    }
    assert figures.value("errors_total", code="INTERNAL_SERVER_ERROR") == 1


def test_without_metrics_there_is_no_observer_and_no_endpoint():
    app = library_app(metrics="off")
    assert app.monitors.observer is None
    with running(app) as url, httpx.Client(base_url=url) as client:
        assert short_post(client).status_code == 200
        assert client.get("/metrics").status_code == 404


WORKERS = """
import json, sys
from graphapi.server import bind, serve, url_of
from tests.server.conftest import library_app
listener = bind("127.0.0.1", 0)
started = lambda: print(url_of(listener, ""), flush=True)
settings = json.loads(sys.argv[1])
form = settings.get("log_format", "text")
serve(library_app(workers=2, **settings), listener, workers=2, log_format=form, started=started)
"""


@contextmanager
def two_workers(
    log: IO[str] | int = subprocess.DEVNULL, **settings: object
) -> Iterator[tuple[str, list[int]]]:
    """The URL of a server with two workers that writes into `log`, and their processes."""
    command = [sys.executable, "-c", WORKERS, json.dumps(settings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            assert url, "the server did not start"
            wait_for(url, "worker_starts_total", 2)
            yield url, children_of(server.pid)
        finally:
            for pid in children_of(server.pid):
                os.kill(pid, signal.SIGKILL)
            server.kill()


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def figures_at(url: str) -> Figures:
    with httpx.Client(base_url=url) as client:
        return figures_of(client)


def wait_for(url: str, name: str, value: float) -> Figures:
    """The figures, once one of them has this value."""
    while (figures := figures_at(url)).value(name) != value:
        pass  # a server that never comes so far is ended by whoever runs the tests
    return figures


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """Let the other worker answer alone."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.skipif(sys.platform != "linux", reason="the children are found in /proc")
def test_whichever_worker_is_asked_tells_the_counts_of_all_and_of_those_that_died():
    with two_workers() as (url, workers):
        assert len(workers) == 2
        for pid in workers:
            with stopped(pid), httpx.Client(base_url=url) as client:
                ask(client, "query Shared { brief }")
                ask(client, f"query Alone{workers.index(pid)} {{ brief }}")
                client.get("/healthz")  # answered once the one before has been counted
        for pid in workers:
            with stopped(pid):
                figures = figures_at(url)
            assert figures.requests("Shared") == {POSTED: 2}
            assert figures.requests("Alone0") == figures.requests("Alone1") == {POSTED: 1}
        assert figures.value("workers") == 2

        os.kill(workers[0], signal.SIGKILL)
        wait_for(url, "worker_starts_total", 3)
        figures = wait_for(url, "workers", 2)  # it is counted as alive a moment after its start
        assert figures.requests("Shared") == {POSTED: 2}
        with stopped(workers[1]), httpx.Client(base_url=url) as client:
            ask(client, "query Shared { brief }")  # answered by the new worker
            figures = figures_of(client)
        assert figures.requests("Shared") == {POSTED: 3}
        assert figures.value("cache_misses_total", cache="documents") >= 4
