"""OpenTelemetry traces: a span for each request, with a child span for each root field.

While a request runs, only the start of each root field is recorded. The spans are created when the
request has ended, with these times. Their names and attributes follow the semantic conventions for
HTTP servers and for GraphQL. OpenTelemetry's own variables configure the exporter and the sampler.

Import it only if requests are traced: OpenTelemetry is an optional dependency.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from importlib.metadata import version
from itertools import pairwise
from typing import Any, Final

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode, Tracer, format_trace_id, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from graphapi.server.door.guard import OPEN_PATHS, Guard
from graphapi.server.monitoring.operation_names import OperationNames
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.observation import (
    FAILED,
    GONE_STATUS,
    NO_STATUS,
    STOPPED,
    Observer,
    outcome_of,
)

__all__ = ["Tracing"]

_LONGEST: Final = 200
_LONGEST_DOCUMENT: Final = 10_000
_PROPAGATOR: Final = TraceContextTextMapPropagator()


class Tracing(Observer):
    """An observer that creates spans, except for requests to OPEN_PATHS, which are periodic.

    A trace that a proxy started continues if the `guard` trusts the proxy. `names` are the
    operation names that may appear in the name of a span. Documents are attributes of a span if it
    `shows_documents`.
    """

    def __init__(
        self, guard: Guard, path: str, names: OperationNames, *, shows_documents: bool
    ) -> None:
        self._guard, self._path, self._names = guard, path, names
        self._shows_documents = shows_documents
        self._provider: TracerProvider | None = None
        self._tracer: Tracer | None = None

    def begin(self, worker: int) -> None:
        """Start to export. In a worker, call it after the fork: it starts a thread."""
        own: dict[str, Any] = {"graphapi.worker": worker, "service.version": version("graphapi")}
        if SERVICE_NAME not in OTELResourceDetector().detect().attributes:
            own[SERVICE_NAME] = "graphapi"
        self._provider = TracerProvider(resource=Resource.create(own), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("graphapi", version("graphapi"))

    def end(self) -> None:
        """Export what is left."""
        if self._provider is not None:
            self._provider.shutdown()
            self._provider = self._tracer = None

    def finished(
        self, admission: Admission, scope: Mapping[str, Any], status: int, size: int
    ) -> None:
        """Create the spans of a request."""
        if self._tracer is None or scope["path"] in OPEN_PATHS:
            return
        end = time.time_ns()
        now = time.monotonic()
        begin = end - int((now - admission.began) * 1e9)
        span = self._tracer.start_span(
            self._name(admission, scope),
            self._parent(scope),
            SpanKind.SERVER,
            self._attributes(admission, scope, status, size),
            start_time=begin,
        )
        admission.trace_id = format_trace_id(span.get_span_context().trace_id)
        if span.is_recording():
            if outcome_of(admission, status) in {FAILED, STOPPED} or status >= 500:
                span.set_status(StatusCode.ERROR)
            inside = set_span_in_context(span)
            marks = [*admission.root_fields, ("", now)]
            for (key, since), (_, until) in pairwise(marks):
                attributes = {"graphql.field.key": key}
                field = self._tracer.start_span(
                    key,
                    inside,
                    SpanKind.INTERNAL,
                    attributes,
                    start_time=end - int((now - since) * 1e9),
                )
                field.end(end - int((now - until) * 1e9))
        span.end(end)

    def rejected(self, address: str, status: int, codes: tuple[str, ...], size: int) -> None:
        """Do nothing: without a request there is no span."""

    def _name(self, admission: Admission, scope: Mapping[str, Any]) -> str:
        facts = admission.facts
        if facts is None:
            route = f" {self._path}" if scope["path"].removesuffix("/") == self._path else ""
            return f"{scope.get('method', 'WEBSOCKET')}{route}"
        row = self._names.row(facts.name, may_learn=admission.is_executed)
        return f"{facts.type} {self._names.label(row)}"

    def _parent(self, scope: Mapping[str, Any]) -> Context:
        """The parent of a span: the span of a trusted proxy, or none."""
        if not self._guard.is_from_trusted_proxy(scope):
            return Context()
        headers = {
            name: scope["graphapi.headers"].get(name.encode(), b"").decode("latin-1")
            for name in ("traceparent", "tracestate")
        }
        return _PROPAGATOR.extract(
            {name: text for name, text in headers.items() if text}, Context()
        )

    def _attributes(
        self, admission: Admission, scope: Mapping[str, Any], status: int, size: int
    ) -> dict[str, Any]:
        found: dict[str, Any] = {
            "client.address": self._guard.client(scope),
            "url.path": scope["path"][:_LONGEST],
            "url.scheme": scope["scheme"],
            "network.protocol.version": scope.get("http_version", "1.1"),
            "graphapi.request_id": admission.request_id,
            "graphapi.outcome": outcome_of(admission, status),
        }
        if scope["path"].removesuffix("/") == self._path:
            found["http.route"] = self._path
        if "method" in scope:
            found["http.request.method"] = scope["method"]
            found["http.response.body.size"] = size
        if status not in {NO_STATUS, GONE_STATUS}:
            found["http.response.status_code"] = int(status)
        if admission.codes:
            found["error.type"] = str(admission.codes[0])
            found["graphapi.error.codes"] = [str(code) for code in admission.codes]
        if admission.is_cached is not None:
            found["graphapi.cache.hit"] = admission.is_cached
        facts = admission.facts
        if facts is not None:
            found["graphql.operation.type"] = facts.type
            if facts.name is not None:
                found["graphql.operation.name"] = facts.name[:_LONGEST]
            if facts.price is not None:
                found["graphapi.price"] = facts.price
        if self._shows_documents and admission.request is not None:
            found["graphql.document"] = admission.request.query[:_LONGEST_DOCUMENT]
        return found
