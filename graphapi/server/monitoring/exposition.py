"""/metrics: what is counted, in the formats of Prometheus."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any, Final

import numpy as np
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.exposition import generate_latest as plain_text
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST
from prometheus_client.openmetrics.exposition import generate_latest as openmetrics_text

from graphapi.server.monitoring.health import Readiness
from graphapi.server.monitoring.metrics import BUCKETS, CACHES, CODES, METHODS, STATUSES, Metrics
from graphapi.server.requests.negotiation import parse_content_type
from graphapi.server.requests.observation import NO_STATUS, OUTCOMES

__all__ = ["Exposition"]

_CACHE_COUNTERS: Final = (
    ("graphapi_cache_hits", "Lookups that found an entry in a cache."),
    ("graphapi_cache_misses", "Lookups that found no entry in a cache."),
    ("graphapi_cache_evictions", "Entries that were dropped from a cache to make room."),
)
_CACHE_GAUGES: Final = (
    ("graphapi_cache_entries", "Entries in a cache, over all workers."),
    ("graphapi_cache_bytes", "Memory used by the entries of a cache, over all workers."),
    ("graphapi_cache_limit_bytes", "The limit of this memory, over all workers."),
)


class Exposition:
    """What Prometheus reads: the counts of all workers, and the corpus that `readiness` reports."""

    def __init__(self, metrics: Metrics, readiness: Callable[[], Readiness | None]) -> None:
        self._metrics, self._readiness = metrics, readiness
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def text(self, accept: str) -> tuple[bytes, str]:
        """The current figures and their content type; OpenMetrics if the client accepts it."""
        accepted = {parse_content_type(part)[0] for part in accept.split(",")}
        if "application/openmetrics-text" in accepted:
            text: bytes = openmetrics_text(self._registry)  # type: ignore[no-untyped-call]  # it has no types
            return text, CONTENT_TYPE_LATEST
        return plain_text(self._registry), CONTENT_TYPE_PLAIN_0_0_4

    def collect(self) -> Iterator[Metric]:
        """Every metric family, for the registry."""
        table, labels = self._metrics.table(), self._metrics.names.labels()
        alive = [_is_alive(int(process)) for process in table["process"]]
        operations = table["operations"][:, : len(labels)]
        yield _requests(operations["requests"].sum(axis=0), labels)
        yield _durations(
            operations["buckets"].sum(axis=0), operations["seconds"].sum(axis=0), labels
        )
        yield _counter(
            "graphapi_price_units",
            "The price of the operations that ran.",
            "operation",
            zip(labels, operations["price"].sum(axis=0), strict=True),
        )
        yield _counter(
            "graphapi_errors",
            "Requests whose answer has an error with this code.",
            "code",
            zip(CODES, table["codes"].sum(axis=0), strict=True),
        )
        caches = table["caches"]
        for place, (name, text) in enumerate(_CACHE_COUNTERS):
            counts = caches[:, :, place].sum(axis=0)
            yield _counter(name, text, "cache", zip(CACHES, counts, strict=True), zeros=True)
        for place, (name, text) in enumerate(_CACHE_GAUGES, start=len(_CACHE_COUNTERS)):
            gauge = GaugeMetricFamily(name, text, labels=["cache"])
            for cache, held in zip(CACHES, caches[alive][:, :, place].sum(axis=0), strict=True):
                gauge.add_metric([cache], held)
            yield gauge
        yield from self._process(table, alive)
        yield from self._corpus()

    def _process(self, table: Any, alive: Sequence[bool]) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "graphapi_connections",
            "Open connections.",
            table["connections"][alive].sum(),
        )
        yield GaugeMetricFamily(
            "graphapi_requests_under_way",
            "Requests that are waiting for something.",
            table["under_way"][alive].sum(),
        )
        yield GaugeMetricFamily(
            "graphapi_streams",
            "Open WebSockets and streamed answers.",
            table["streams"][alive].sum(),
        )
        yield GaugeMetricFamily(
            "graphapi_requests_queued",
            "Requests that wait for their turn because others run.",
            table["queued"][alive].sum(),
        )
        yield GaugeMetricFamily("graphapi_workers", "Worker processes alive.", sum(alive))
        yield CounterMetricFamily(
            "graphapi_worker_starts",
            "Worker processes started, including replacements.",
            table["starts"].sum(),
        )
        info = {"version": version("graphapi"), "python": platform.python_version()}
        yield InfoMetricFamily("graphapi_build", "The running versions.", info)

    def _corpus(self) -> Iterator[Metric]:
        state = self._readiness()
        if state is None:
            return
        yield InfoMetricFamily("graphapi_corpus", "The corpus served.", {"version": state.version})
        gauge = GaugeMetricFamily("graphapi_corpus_size", "Size of the corpus.", labels=["kind"])
        for kind, number in state.counts.items():
            gauge.add_metric([kind], number)
        yield gauge
        if state.loaded_at is not None:
            yield GaugeMetricFamily(
                "graphapi_corpus_loaded_timestamp_seconds",
                "When the corpus was loaded, in Unix time.",
                state.loaded_at.timestamp(),
            )
        if state.reload:
            yield from _reloads(state.reload)


def _reloads(reload: Mapping[str, Any]) -> Iterator[Metric]:
    outcomes = (("ok", reload["reloads"]), ("failed", reload["failures"]))
    text = "Reloads of the corpus after its files changed."
    yield _counter("graphapi_reloads", text, "outcome", outcomes, zeros=True)
    yield GaugeMetricFamily(
        "graphapi_reload_seconds", "How long the last reload took.", reload["seconds"]
    )
    yield GaugeMetricFamily(
        "graphapi_reload_failing",
        "1 while the files cannot be used as they are, and an older version is served.",
        int(reload["error"] is not None),
    )
    yield GaugeMetricFamily(
        "graphapi_files_waiting",
        "Changed files that are read again soon because an edit made them worse.",
        reload["waiting"],
    )


def _counter(
    name: str, text: str, label: str, counts: Any, *, zeros: bool = False
) -> CounterMetricFamily:
    family = CounterMetricFamily(name, text, labels=[label])
    for key, number in counts:
        if number or zeros:
            family.add_metric([key], number)
    return family


def _requests(counts: np.ndarray[Any, Any], labels: Sequence[str]) -> CounterMetricFamily:
    family = CounterMetricFamily(
        "graphapi_requests",
        "Requests by operation, method, status and outcome.",
        labels=["operation", "method", "status", "outcome"],
    )
    for place in np.argwhere(counts):
        row, method, status, outcome = place
        shown = "(none)" if STATUSES[status] == NO_STATUS else str(STATUSES[status])
        values = [labels[row], METHODS[method], shown, OUTCOMES[outcome]]
        family.add_metric(values, counts[tuple(place)])
    return family


def _durations(
    buckets: np.ndarray[Any, Any], seconds: np.ndarray[Any, Any], labels: Sequence[str]
) -> HistogramMetricFamily:
    family = HistogramMetricFamily(
        "graphapi_request_duration_seconds",
        "Time from the arrival of a request until its answer was handed to the system.",
        labels=["operation"],
    )
    bounds = [*map(str, BUCKETS), "+Inf"]
    for row, label in enumerate(labels):
        counts = buckets[row].cumsum()
        if counts[-1]:
            family.add_metric([label], list(zip(bounds, counts, strict=True)), seconds[row])
    return family


def _is_alive(process: int) -> bool:
    """Whether this process runs and belongs to this user: its id may have been reused."""
    if not process:
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
