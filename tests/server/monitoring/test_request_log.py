"""The log has a line for each request and each slow operation, on every path to an answer."""

import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from graphapi.server import ConnectionLimits, make_key
from graphapi.server.monitoring.logs import fields_of, formatter_for
from graphapi.trusted.manifests import digest_of
from tests.server.conftest import library_app, running
from tests.server.door.test_guard import WAYS, client_of, opened, short_post
from tests.server.http_connections.test_protocol import Connection
from tests.server.monitoring.test_metrics import kept_answers, stopped, two_workers

SECRET = "4815162342"
BOOK = f"""query Book($isbn: Isbn!) {{
  book(isbn: $isbn) {{ title }}
  other: book(isbn: "{SECRET}") {{ title }}
}}"""


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[str], list[Mapping[str, Any]]]:
    """The fields of what a logger has written so far."""
    caplog.set_level(logging.INFO)

    def read(name: str) -> list[Mapping[str, Any]]:
        return [fields_of(each) for each in caplog.records if each.name == f"graphapi.{name}"]

    return read


Logged = Callable[[str], list[Mapping[str, Any]]]


@contextmanager
def logging_client(**settings: Any) -> Iterator[httpx.Client]:
    with client_of(log_requests=True, **settings) as client:
        yield client


def test_every_way_of_asking_is_logged_once(logged: Logged):
    with logging_client() as client:
        ids = [way(client).headers["X-Request-Id"] for way in WAYS]
    # A stream has been read before it is told of.
    assert sorted(each["request_id"] for each in logged("requests")) == sorted(ids)


def test_a_line_tells_what_was_asked_what_came_of_it_and_for_whom(logged: Logged):
    with logging_client() as client:
        response = client.post("/graphql", json={"query": "query Brief { brief }"})
    [fields] = logged("requests")
    assert fields["duration_ms"] > 0
    assert {**fields, "duration_ms": 1} == {
        "request_id": response.headers["X-Request-Id"],
        "client": "127.0.0.1",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "outcome": "ok",
        "operation": "Brief",
        "type": "query",
        "price": 0,
        "duration_ms": 1,
        "codes": [],
        "bytes": len(response.content),
        "cache": None,
        "worker": 0,
        "trace_id": None,
    }


def test_a_client_is_a_key_or_the_address_that_a_proxy_vouches_for(logged: Logged):
    key, entry = make_key("anna")
    with logging_client(api_keys=entry, trusted_proxies="127.0.0.1") as client:
        client.headers["X-Forwarded-For"] = "192.0.2.7"
        short_post(client)
        client.headers["X-API-Key"] = key
        short_post(client)
    assert [each["client"] for each in logged("requests")] == ["192.0.2.7", "key anna"]
    assert [each["codes"] for each in logged("requests")] == [["UNAUTHENTICATED"], []]


def test_a_line_tells_whether_the_answer_was_kept(logged: Logged):
    with kept_answers(log_requests=True) as client:
        for _ in range(2):
            client.post("/graphql", json={"query": "query Brief { brief }"})
        client.get("/healthz")
    assert [each["cache"] for each in logged("requests")] == ["miss", "hit", None]
    assert [each["operation"] for each in logged("requests")] == ["Brief", "Brief", None]


def test_operations_on_a_websocket_are_logged_one_by_one(logged: Logged):
    with logging_client() as client:
        url = str(client.base_url).replace("http", "ws")
        with opened(f"{url}/graphql") as socket:
            socket.send('{"type": "connection_init"}')
            socket.recv()
            for number in "12":
                payload = {"query": "query Brief { brief }"}
                message = {"type": "subscribe", "id": number, "payload": payload}
                socket.send(json.dumps(message))
                assert [json.loads(socket.recv())["type"] for _ in "nc"] == ["next", "complete"]
    for fields in logged("requests"):
        shown = (fields["method"], fields["status"], fields["operation"], fields["outcome"])
        assert shown == ("WEBSOCKET", None, "Brief", "ok")
    assert len(logged("requests")) == 2


def test_what_the_protocol_turns_away_is_logged_with_its_code(logged: Logged):
    with running(library_app(log_requests=True), ConnectionLimits(0.2)) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        with Connection((host, int(port))) as connection:
            assert connection.response()[0].endswith(b" 408 Request Timeout")
    [fields] = logged("requests")
    assert (fields["client"], fields["status"]) == ("127.0.0.1", 408)
    assert fields["codes"] == ["REQUEST_TIMEOUT"]


def ask_secretly(client: httpx.Client) -> None:
    """By every way that variables, documents and the queries of URLs can come."""
    request: dict[str, Any] = {"query": BOOK, "variables": {"isbn": SECRET}}
    client.post("/graphql", json=request)
    client.post("/graphql", json={**request, "variables": {"isbn": f"x{SECRET}"}})
    client.get("/graphql", params={"query": BOOK, "variables": f'{{"isbn": "{SECRET}"}}'})
    client.get("/nowhere", params={"q": SECRET})
    client.post("/graphql", json=request, headers={"Accept": "text/event-stream"})
    client.post("/graphql", content=f'{{"query": "{SECRET}')
    client.get("/healthz")  # answered once those before have been told of


def test_neither_variables_nor_documents_are_logged(
    logged: Logged, caplog: pytest.LogCaptureFixture
):
    with logging_client(slow_ms=1, log_level="debug") as client:
        caplog.set_level(logging.DEBUG, logger="graphapi")
        ask_secretly(client)
    assert len(logged("requests")) == 7
    lines = [
        formatter_for("json").format(each) for each in caplog.records if "graphapi" in each.name
    ]
    assert lines
    assert SECRET not in "".join(lines)


def test_they_are_where_that_is_asked_for(logged: Logged):
    with logging_client(log_documents=True) as client:
        ask_secretly(client)
    first = logged("requests")[0]
    assert first["document"] == BOOK
    assert json.loads(first["variables"]) == {"isbn": SECRET}


def test_what_clients_write_is_cut(logged: Logged):
    name = "n" * 500
    with logging_client(log_documents=True) as client:
        client.post("/graphql", json={"query": f"query {name} {{ brief }} #{'x' * 10_000}"})
        client.get(f"/{name}")
    asked, page = logged("requests")
    assert asked["operation"] == "n" * 200 + "…"
    assert len(asked["document"]) == 10_001
    assert page["path"] == "/" + "n" * 199 + "…"


def test_an_operation_is_slow_from_the_bound_on(logged: Logged):
    query = "query Slow { busy }"
    with client_of(slow_ms=50, deadline_ms=100) as client:
        client.post("/graphql", json={"query": query})
    [fields] = logged("slow")
    assert fields["duration_ms"] >= 50
    assert (fields["operation"], fields["codes"]) == ("Slow", ["DEADLINE_EXCEEDED"])
    assert fields["digest"] == digest_of(query)
    assert "document" not in fields
    assert not logged("requests")


def test_one_below_it_is_not(logged: Logged):
    with client_of(slow_ms=3_600_000, deadline_ms=100) as client:
        client.post("/graphql", json={"query": "query Slow { busy }"})
    assert not logged("slow")


@pytest.mark.skipif(sys.platform != "linux", reason="the children are found in /proc")
def test_a_line_names_the_worker_that_answered(tmp_path: Path):
    path = tmp_path / "log"
    with (
        path.open("w", encoding="utf-8") as log,
        two_workers(log, log_requests=True, log_format="json") as (url, workers),
    ):
        for pid in workers:
            with stopped(pid), httpx.Client(base_url=url) as client:
                client.post("/graphql", json={"query": "query Worker { brief }"})
                client.get("/healthz")  # answered once the one before has been told of
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    asked = [line for line in lines if line.get("operation") == "Worker"]
    assert sorted(line["worker"] for line in asked) == [0, 1]
    assert {line["process"] for line in asked} == set(workers)
