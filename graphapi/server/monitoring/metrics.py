"""Counts of requests, in memory that all workers share.

Each worker has its own part of one anonymous mapping, which is created before they fork. A count is
added in place, which needs no lock and no file, and it survives when a worker dies. Whichever
worker answers /metrics reads the parts of all. So everything that is counted must be known in
advance or bounded: see `operation_names`. Ordinary requests are so frequent that they are added up
in the process first, and `publish` moves the sums to the mapping.
"""

from __future__ import annotations

import mmap
import os
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sized
from http import HTTPStatus
from time import monotonic
from typing import Any, Final

import numpy as np

from graphapi.errors import NotReadyError
from graphapi.execution import CacheFigures
from graphapi.server.monitoring.operation_names import HTTP, OTHER, UNREAD, OperationNames
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.observation import (
    GONE_STATUS,
    NO_STATUS,
    OK,
    OUTCOMES,
    REFUSED,
    Observer,
    outcome_of,
)

__all__ = ["BUCKETS", "CACHES", "CODES", "METHODS", "STATUSES", "Metrics"]

METHODS: Final = ("POST", "GET", "HEAD", "OPTIONS", "WEBSOCKET", OTHER)
STATUSES: Final = (
    200,
    *sorted({204, 304, 403, 404, 500, GONE_STATUS, NO_STATUS, *RequestError.STATUS.values()}),
    OTHER,
)
CODES: Final = (*sorted({*ErrorCode, NotReadyError.code}), OTHER)
CACHES: Final = ("answers", "documents", "plans", "fragments", "persisted")
BUCKETS: Final = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0)
"""The bounds of the histogram, in seconds: looking up one article falls in the first bucket."""

_CACHE_COUNTERS: Final = 3
"""The first three figures of a cache are counters: hits, misses, evicted. The rest are gauges."""

_OPERATION: Final = np.dtype(
    [
        # What most requests change lies together, so that it shares a processor's cache line.
        ("buckets", "f8", (len(BUCKETS) + 1,)),
        ("seconds", "f8"),
        ("price", "f8"),
        ("requests", "f8", (len(METHODS), len(STATUSES), len(OUTCOMES))),
    ]
)


def _worker(rows: int) -> np.dtype[Any]:
    """The layout of one worker's part."""
    return np.dtype(
        [
            ("process", "f8"),
            ("starts", "f8"),
            ("connections", "f8"),
            ("under_way", "f8"),
            ("queued", "f8"),
            ("streams", "f8"),
            ("caches", "f8", (len(CACHES), 6)),
            ("codes", "f8", (len(CODES),)),
            ("operations", _OPERATION, (rows,)),
        ]
    )


def _offset(layout: np.dtype[Any], name: str) -> int:
    """The offset of a field, in numbers of eight bytes."""
    assert layout.fields is not None
    return layout.fields[name][1] // 8


# The distance from one method, status and outcome to the next: their sum is an offset.
_OUTCOME_STEPS: Final = {outcome: place for place, outcome in enumerate(OUTCOMES)}
_STATUS_STEPS: Final = {status: place * len(OUTCOMES) for place, status in enumerate(STATUSES)}
_METHOD_STEPS: Final = {
    method: place * len(OUTCOMES) * len(STATUSES) for place, method in enumerate(METHODS)
}
_OTHER_STATUS, _OTHER_METHOD = _STATUS_STEPS[OTHER], _METHOD_STEPS[OTHER]
_CODE_STEPS: Final = {code: place for place, code in enumerate(CODES)}
_OTHER_CODE: Final = _CODE_STEPS[OTHER]
_SECONDS_AT, _PRICE_AT, _REQUESTS_AT = (
    _offset(_OPERATION, name) for name in ("seconds", "price", "requests")
)
_WIDTH: Final = _OPERATION.itemsize // 8
_FIRST: Final = BUCKETS[0]
_SUBSCRIPTION: Final = "subscription"
_UNKNOWN: Final = (None, None, None)
"""Name, type and price of an operation that was not determined."""


def _step(method: str, status: int, outcome: str) -> int:
    """Where requests of this kind are counted, relative to the numbers of their operation."""
    return (
        _REQUESTS_AT
        + _METHOD_STEPS.get(method, _OTHER_METHOD)
        + _STATUS_STEPS.get(status, _OTHER_STATUS)
        + _OUTCOME_STEPS[outcome]
    )


class _Counter:
    """The sums for one operation that are not in the table yet.

    They count ordinary requests only: a POST that ran, was answered 200 without errors, and falls
    in the first bucket.
    """

    __slots__ = ("at", "price", "requests", "seconds")

    def __init__(self, at: int) -> None:
        self.at = at
        """Where the numbers of the operation begin."""
        self.requests, self.seconds, self.price = 0, 0.0, 0


class Metrics(Observer):
    """An observer that counts. `path` is that of the endpoint; `workers` is how many share it.

    `caches` returns the figures of this process's caches, `under_way` how many requests are waiting
    in it, `queued` how many of those wait for a turn, and `streams` how many streams are open.
    `publish` reads them all: call it regularly.
    """

    def __init__(
        self,
        names: OperationNames,
        path: str,
        workers: int,
        caches: Callable[[], Mapping[str, CacheFigures]],
        under_way: Callable[[], int],
        queued: Callable[[], int],
        streams: Callable[[], int] = lambda: 0,
    ) -> None:
        self.names = names
        self._path, self._caches = path, caches
        self._under_way, self._queued, self._streams = under_way, queued, streams
        self._connections: Sized = ()
        layout = _worker(names.count)
        memory = mmap.mmap(-1, workers * layout.itemsize)
        self._numbers = memoryview(memory).cast("d")
        self._table = np.frombuffer(memory, layout)
        self._codes_at, self._operations_at = (
            _offset(layout, "codes"),
            _offset(layout, "operations"),
        )
        self._unread, self._http = names.reserved(UNREAD), names.reserved(HTTP)
        self._other = names.reserved(OTHER)
        self._counters: dict[str | None, _Counter] = {}
        """By the name of the operation."""
        self._worker_width = layout.itemsize // 8
        self._use_part(0)

    def begin(self, place: int, connections: Sized) -> None:
        """Start to count as the worker with this index, at its start.

        `connections` are the connections that the worker holds, at any time.
        """
        self._connections = connections
        self._use_part(place)
        self._mine["starts"] += 1
        self._mine["process"] = os.getpid()

    def _use_part(self, place: int) -> None:
        self._mine = self._table[place : place + 1]
        start = place * self._worker_width
        self._cells = self._numbers[start : start + self._worker_width]
        # A worker that died has left its counts here, and the caches of this one start empty.
        self._before = self._mine["caches"][0, :, :_CACHE_COUNTERS].copy()
        self._counters.clear()

    def publish(self) -> None:
        """Make visible to the other workers what is not counted request by request."""
        for counter in self._counters.values():
            if counter.requests:
                self._flush(counter)
        self._mine["connections"] = len(self._connections)
        self._mine["under_way"] = self._under_way()
        self._mine["queued"] = self._queued()
        self._mine["streams"] = self._streams()
        caches = self._mine["caches"][0]
        for place, figures in enumerate(map(self._caches().get, CACHES)):
            if figures is not None:
                counted = (figures.hits, figures.misses, figures.evicted)
                caches[place, :_CACHE_COUNTERS] = self._before[place] + counted
                caches[place, _CACHE_COUNTERS:] = (figures.entries, figures.bytes, figures.limit)

    def finished(
        self,
        admission: Admission,
        scope: Mapping[str, Any],
        status: int,
        size: int,  # noqa: ARG002  it is for the log
    ) -> None:
        """Count a request."""
        cells, facts = self._cells, admission.facts
        name, kind, price = _UNKNOWN if facts is None else facts
        counter = None if facts is None else self._counters.get(name)
        at = self._offset_of(admission, scope) if counter is None else counter.at
        method = scope.get("method", "WEBSOCKET")
        cells[at + _step(method, status, outcome_of(admission, status))] += 1.0
        self._count_codes(admission.codes)
        if kind == _SUBSCRIPTION:  # it lasts as long as its client wants
            return
        if price and admission.is_executed and not admission.is_cached:
            cells[at + _PRICE_AT] += price
        seconds = monotonic() - admission.began
        cells[at + bisect_left(BUCKETS, seconds)] += 1.0
        cells[at + _SECONDS_AT] += seconds

    def answered(self, admission: Admission, scope: Mapping[str, Any], size: int) -> None:
        """Count an ordinary request."""
        # This runs for every request: unpacking a named tuple is faster than reading attributes.
        facts = admission.facts
        if facts is not None:
            name, _, price = facts
            counter = self._counters.get(name)
            if counter is not None:
                seconds = monotonic() - admission.began
                if seconds <= _FIRST:
                    counter.requests += 1
                    counter.seconds += seconds
                    if price and not admission.is_cached:
                        counter.price += price
                    return
        self.finished(admission, scope, HTTPStatus.OK, size)

    def _flush(self, counter: _Counter) -> None:
        cells, at = self._cells, counter.at
        cells[at] += counter.requests  # the first bucket
        cells[at + _SECONDS_AT] += counter.seconds
        cells[at + _PRICE_AT] += counter.price
        cells[at + _step("POST", HTTPStatus.OK, OK)] += counter.requests
        counter.requests, counter.seconds, counter.price = 0, 0.0, 0

    def _offset_of(self, admission: Admission, scope: Mapping[str, Any]) -> int:
        """Where the numbers of a request begin."""
        facts = admission.facts
        if facts is None:
            row = self._unread if scope["path"].removesuffix("/") == self._path else self._http
        else:
            row = self.names.row(facts.name, may_learn=admission.is_executed)
        at = self._operations_at + row * _WIDTH
        if facts is not None and row != self._other:  # the number of such rows is bounded
            self._counters[facts.name] = _Counter(at)
        return at

    def rejected(
        self,
        address: str,  # noqa: ARG002  it is for the log
        status: int,
        codes: tuple[str, ...],
        size: int,  # noqa: ARG002  it is for the log
    ) -> None:
        """Count a connection that was rejected before there was a request."""
        at = self._operations_at + self._unread * _WIDTH
        self._cells[at + _step(OTHER, status, REFUSED)] += 1.0
        self._count_codes(codes)

    def _count_codes(self, codes: tuple[str, ...]) -> None:
        for code in codes:
            self._cells[self._codes_at + _CODE_STEPS.get(code, _OTHER_CODE)] += 1.0

    def table(self) -> np.ndarray[Any, Any]:
        """The numbers of all workers, one record each; they keep changing.

        Read the operations that have a name only: the rest may be a lot of memory, which the system
        allocates when it is first read.
        """
        self.publish()
        return self._table
