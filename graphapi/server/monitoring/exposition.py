"""/metrics: what is counted, in the formats of Prometheus; and who may read it."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Sequence
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
    ("graphapi_cache_hits", "What was found in a cache."),
    ("graphapi_cache_misses", "What was looked for in a cache and not found."),
    ("graphapi_cache_evictions", "What was dropped from a cache to make room."),
)
_CACHE_GAUGES: Final = (
    ("graphapi_cache_entries", "How many entries a cache holds, in all workers together."),
    ("graphapi_cache_bytes", "What the entries of a cache weigh, in all workers together."),
    ("graphapi_cache_limit_bytes", "What they may weigh, in all workers together."),
)


class Exposition:
    """What Prometheus reads: the counts of all workers, and what `readiness` says is served."""

    def __init__(self, metrics: Metrics, readiness: Callable[[], Readiness | None]) -> None:
        self._metrics, self._readiness = metrics, readiness
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def text(self, accept: str) -> tuple[bytes, str]:
        """The figures of this moment and their content type, OpenMetrics where that is accepted."""
        accepted = {parse_content_type(part)[0] for part in accept.split(",")}
        if "application/openmetrics-text" in accepted:
            text: bytes = openmetrics_text(self._registry)  # type: ignore[no-untyped-call]  # so it is
            return text, CONTENT_TYPE_LATEST
        return plain_text(self._registry), CONTENT_TYPE_PLAIN_0_0_4

    def collect(self) -> Iterator[Metric]:
        """Every family of figures, for the registry."""
        table, labels = self._metrics.table(), self._metrics.names.labels()
        alive = [_is_alive(int(process)) for process in table["process"]]
        operations = table["operations"][:, : len(labels)]
        yield _requests(operations["requests"].sum(axis=0), labels)
        yield _durations(
            operations["buckets"].sum(axis=0), operations["seconds"].sum(axis=0), labels
        )
        yield _counter(
            "graphapi_price_units",
            "The price of the operations that were run.",
            "operation",
            zip(labels, operations["price"].sum(axis=0), strict=True),
        )
        yield _counter(
            "graphapi_errors",
            "Requests with an error of this code in their answer.",
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
            "Connections that are open.",
            table["connections"][alive].sum(),
        )
        yield GaugeMetricFamily(
            "graphapi_requests_under_way",
            "Requests and streams that wait for something.",
            table["under_way"][alive].sum(),
        )
        yield GaugeMetricFamily(
            "graphapi_requests_queued",
            "Requests that wait for a turn, because others run.",
            table["queued"][alive].sum(),
        )
        yield GaugeMetricFamily("graphapi_workers", "Worker processes that live.", sum(alive))
        yield CounterMetricFamily(
            "graphapi_worker_starts",
            "Worker processes that were started, those that replace others too.",
            table["starts"].sum(),
        )
        info = {"version": version("graphapi"), "python": platform.python_version()}
        yield InfoMetricFamily("graphapi_build", "What runs here.", info)

    def _corpus(self) -> Iterator[Metric]:
        state = self._readiness()
        if state is None:
            return
        yield InfoMetricFamily("graphapi_corpus", "What is served.", {"version": state.version})
        gauge = GaugeMetricFamily("graphapi_corpus_size", "How much is served.", labels=["kind"])
        for kind, number in state.counts.items():
            gauge.add_metric([kind], number)
        yield gauge
        if state.loaded_at is not None:
            yield GaugeMetricFamily(
                "graphapi_corpus_loaded_timestamp_seconds",
                "When what is served was loaded, in Unix time.",
                state.loaded_at.timestamp(),
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
        "Requests by operation, method, status and what became of them.",
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
        "How long requests took here, until their answer was handed to the system.",
        labels=["operation"],
    )
    bounds = [*map(str, BUCKETS), "+Inf"]
    for row, label in enumerate(labels):
        counts = buckets[row].cumsum()
        if counts[-1]:
            family.add_metric([label], list(zip(bounds, counts, strict=True)), seconds[row])
    return family


def _is_alive(process: int) -> bool:
    """Whether a process runs, one of this user: others may have the number by now."""
    if not process:
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
