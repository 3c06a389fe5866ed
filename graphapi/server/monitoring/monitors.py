"""All monitors of an application, as the settings ask for them: metrics, log and traces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sized
from typing import TYPE_CHECKING

from starlette.routing import Route

from graphapi.errors import ConfigurationError
from graphapi.execution import CacheFigures
from graphapi.server.door.guard import Guard
from graphapi.server.monitoring.health import Readiness
from graphapi.server.monitoring.metrics import Metrics
from graphapi.server.monitoring.operation_names import OperationNames
from graphapi.server.monitoring.request_log import RequestLog, SlowLog
from graphapi.server.requests.observation import Observer, group_of
from graphapi.server.turns.turn_queue import TurnQueue
from graphapi.settings import Settings

if TYPE_CHECKING:
    from graphapi.server.monitoring.tracing import Tracing

__all__ = ["Monitors", "check_tracing"]


class Monitors:
    """The observers of requests to `path`; `observer` is None if there are none.

    `known` are the names of operations that always have figures of their own; `caches` returns the
    figures of the caches. Create it before workers fork.
    """

    def __init__(
        self,
        settings: Settings,
        guard: Guard,
        turns: TurnQueue,
        path: str,
        known: Iterable[str],
        caches: Callable[[], Mapping[str, CacheFigures]],
    ) -> None:
        self._guard = guard
        names = OperationNames(known, settings.metrics_names)
        self._is_open = settings.metrics == "anyone"
        self._metrics: Metrics | None = None
        self._tracing: Tracing | None = None
        observers: list[Observer] = []
        if settings.tracing:  # first, so that the log can name the trace
            self._tracing = _tracing_class()(
                guard, path, names, shows_documents=settings.log_documents
            )
            observers.append(self._tracing)
        if settings.metrics != "off":
            self._metrics = Metrics(
                names,
                path,
                settings.workers,
                caches,
                lambda: guard.under_way,
                turns.__len__,
                lambda: guard.streams,
            )
            observers.append(self._metrics)
        self._log: RequestLog | None = None
        if settings.log_requests or settings.log_level == "debug":
            self._log = RequestLog(guard.client, shows_documents=settings.log_documents)
            observers.append(self._log)
        if settings.slow_ms:
            seconds = settings.slow_ms / 1000
            observers.append(SlowLog(seconds, shows_documents=settings.log_documents))
        self.observer = group_of(observers)

    def begin(self, index: int, connections: Sized) -> None:
        """Start to monitor as the worker with this index; `connections` is its live set."""
        if self._metrics is not None:
            self._metrics.begin(index, connections)
        if self._log is not None:
            self._log.worker = index
        if self._tracing is not None:
            self._tracing.begin(index)

    def end(self) -> None:
        """Export what is still buffered."""
        if self._tracing is not None:
            self._tracing.end()

    def poll(self) -> None:
        """Read the figures that are not reported; call it a few times a second."""
        if self._metrics is not None:
            self._metrics.publish()

    def routes(self, readiness: Callable[[], Readiness | None]) -> list[Route]:
        """The routes of the monitors' figures."""
        if self._metrics is None:
            return []
        # Importing the Prometheus library takes 50 ms, which no other command should wait for.
        from graphapi.server.monitoring.exposition import Exposition  # noqa: PLC0415 - see above
        from graphapi.server.monitoring.scraping import scraping_endpoint  # noqa: PLC0415 - the same

        exposition = Exposition(self._metrics, readiness)
        scrape = scraping_endpoint(exposition, self._guard, is_open=self._is_open)
        return [Route("/metrics", scrape)]


def check_tracing(settings: Settings) -> None:
    """Raise ConfigurationError if tracing is on and OpenTelemetry is not installed."""
    if settings.tracing:
        _tracing_class()


def _tracing_class() -> type[Tracing]:
    try:
        from graphapi.server.monitoring.tracing import Tracing  # noqa: PLC0415 - OpenTelemetry is an extra
    except ImportError as error:
        raise ConfigurationError(
            "--tracing: OpenTelemetry is not installed; pip install 'graphapi[tracing]'"
        ) from error
    return Tracing
