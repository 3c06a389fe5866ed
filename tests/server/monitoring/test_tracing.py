"""Traces as a collector receives them: a span per request, with a child span per root field."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from tests.server.door.test_guard import WAYS, client_of, opened
from tests.server.monitoring.test_request_log import BOOK, SECRET

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Collector:
    """Takes traces by OTLP over HTTP."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    @property
    def spans(self) -> list[Span]:
        """The spans received so far, in the order of their begin."""
        found = [
            span
            for resource in self.resources
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        return sorted(found, key=lambda span: (span.start_time_unix_nano, -span.end_time_unix_nano))

    @property
    def resources(self) -> list[Any]:
        """What the spans came from."""
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [resource for request in requests for resource in request.resource_spans]

    @property
    def requests(self) -> list[Span]:
        """The spans of requests."""
        return [span for span in self.spans if span.kind == Span.SPAN_KIND_SERVER]


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector that the environment names to OpenTelemetry."""
    found = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            found.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        yield found
        server.shutdown()
        thread.join()


@contextmanager
def traced(**settings: Any) -> Iterator[httpx.Client]:
    with client_of(tracing=True, **settings) as client:
        yield client


def attributes(span: Any) -> dict[str, Any]:
    found = {}
    for each in span.attributes:
        kind = each.value.WhichOneof("value")
        value = getattr(each.value, kind)
        found[each.key] = (
            [item.string_value for item in value.values] if kind == "array_value" else value
        )
    return found


def test_every_way_of_asking_makes_one_span(collector: Collector):
    with traced() as client:
        ids = [way(client).headers["X-Request-Id"] for way in WAYS]
        client.get("/healthz")
    assert [attributes(span)["graphapi.request_id"] for span in collector.requests] == ids


def test_a_span_has_the_names_of_the_conventions(collector: Collector):
    with traced() as client:
        response = client.post("/graphql", json={"query": "query Brief { brief }"})
    [span] = collector.requests
    assert span.name == "query Brief"
    assert attributes(span) == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "http.response.body.size": len(response.content),
        "http.route": "/graphql",
        "url.path": "/graphql",
        "url.scheme": "http",
        "network.protocol.version": "1.1",
        "client.address": "127.0.0.1",
        "graphql.operation.type": "query",
        "graphql.operation.name": "Brief",
        "graphapi.price": 0,
        "graphapi.outcome": "ok",
        "graphapi.request_id": response.headers["X-Request-Id"],
    }
    [resource] = collector.resources
    assert attributes(resource.resource)["service.name"] == "graphapi"


@pytest.mark.parametrize("times", [1, 3])
def test_each_root_field_has_a_span_one_after_the_other(collector: Collector, times: int):
    """At first an operation runs on graphql-core, then compiled."""
    query = "{ first: brief second: books(first: 2) { title sequel { title } } }"
    with traced() as client:
        for _ in range(times):
            client.post("/graphql", json={"query": query})
    request, first, second = collector.spans[-3:]
    assert [span.name for span in (request, first, second)] == [
        "query (anonymous)",
        "first",
        "second",
    ]
    assert len(collector.spans) == 3 * times
    assert first.parent_span_id == second.parent_span_id == request.span_id
    assert request.start_time_unix_nano <= first.start_time_unix_nano
    assert first.end_time_unix_nano <= second.start_time_unix_nano + 1_000
    assert second.end_time_unix_nano <= request.end_time_unix_nano


def test_what_breaks_or_is_stopped_is_an_error_and_a_refusal_is_none(collector: Collector):
    with traced(deadline_ms=50) as client:
        for query in ("{ busy }", '{ book(isbn: "1") { author } }', "{ nothing }"):
            client.post("/graphql", json={"query": query})
    stopped, failed, refused = collector.requests
    for span in (stopped, failed):
        assert span.status.code == Status.STATUS_CODE_ERROR
    assert refused.status.code == Status.STATUS_CODE_UNSET
    assert attributes(refused)["error.type"] == "GRAPHQL_VALIDATION_FAILED"
    assert attributes(stopped)["graphapi.error.codes"] == ["DEADLINE_EXCEEDED"]
    assert "busy" in {span.name for span in collector.spans}


@pytest.mark.parametrize("is_trusted", [True, False])
def test_the_trace_of_a_proxy_goes_on_if_it_is_trusted(collector: Collector, is_trusted: bool):
    with traced(trusted_proxies="127.0.0.1" if is_trusted else "192.0.2.1") as client:
        query = {"query": "{ brief }"}
        client.post("/graphql", json=query, headers={"traceparent": PARENT, "tracestate": "a=b"})
        client.post("/graphql", json=query, headers={"traceparent": "nonsense"})
    given, nonsense = collector.requests
    parent = (given.trace_id.hex(), given.parent_span_id.hex(), given.trace_state)
    whole = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "a=b")
    assert (parent == whole) == is_trusted
    assert (given.parent_span_id == b"") != is_trusted
    assert nonsense.parent_span_id == b""


def test_each_operation_on_a_websocket_has_a_span(collector: Collector):
    with traced() as client:
        url = str(client.base_url).replace("http", "ws")
        with opened(f"{url}/graphql") as socket:
            socket.send('{"type": "connection_init"}')
            socket.recv()
            payload = {"query": "query Brief { brief }"}
            socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
            assert [json.loads(socket.recv())["type"] for _ in "nc"] == ["next", "complete"]
    request, field = collector.spans
    assert (request.name, field.name) == ("query Brief", "brief")
    assert "http.request.method" not in attributes(request)


@pytest.mark.parametrize("shows", [True, False])
def test_documents_are_shown_only_where_that_is_asked_for(collector: Collector, shows: bool):
    with traced(log_documents=shows) as client:
        request = {"query": BOOK, "variables": {"isbn": SECRET}}
        client.post("/graphql", json=request)
        client.get("/graphql", params={"query": BOOK, "variables": f'{{"isbn": "{SECRET}"}}'})
        client.get("/nowhere", params={"q": SECRET})
    assert len(collector.requests) == 3
    assert (SECRET.encode() in b"".join(collector.bodies)) == shows


def test_the_name_of_a_span_is_one_of_a_bounded_number(collector: Collector):
    with traced(metrics_names=1) as client:
        for name in ("A", "B"):
            client.post("/graphql", json={"query": f"query {name} {{ brief }}"})
    names = [(span.name, attributes(span)["graphql.operation.name"]) for span in collector.requests]
    assert names == [("query A", "A"), ("query (other)", "B")]


def test_a_line_of_the_log_names_its_trace(collector: Collector, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO", logger="graphapi.requests")
    with traced(log_requests=True) as client:
        client.post("/graphql", json={"query": "{ brief }"})
    [record] = [each for each in caplog.records if each.name == "graphapi.requests"]
    [span] = collector.requests
    assert vars(record)["graphapi_fields"]["trace_id"] == span.trace_id.hex()


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


def test_without_the_extra_it_is_one_clear_line():
    done = python(
        "import sys; sys.modules['opentelemetry'] = None; sys.argv[1:] = "
        "['serve', '--tracing', '--port', '0']; from graphapi.cli import main; main()"
    )
    assert done.returncode == 2
    assert done.stderr == (
        "graphapi: --tracing: OpenTelemetry is not installed; pip install 'graphapi[tracing]'\n"
    )


def test_without_tracing_opentelemetry_is_not_even_imported():
    done = python(
        "import sys; from tests.server.conftest import library_app; library_app(); "
        "print('opentelemetry' in sys.modules)"
    )
    assert done.stdout == "False\n"
