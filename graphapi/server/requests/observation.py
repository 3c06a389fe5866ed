"""Observers of requests: each is told of every request once, when its answer was sent.

All code that answers requests reports here: the direct path of the protocol, ASGI, each operation
on a WebSocket, and connections that are rejected before there is a request. The facts about a
request are collected on its admission, so reporting costs nothing without observers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from graphapi.server.requests.admission import Admission
from graphapi.server.requests.error_codes import ErrorCode

__all__ = [
    "ERRORS",
    "FAILED",
    "GONE",
    "GONE_STATUS",
    "NO_STATUS",
    "OK",
    "OUTCOMES",
    "REFUSED",
    "STOPPED",
    "Observer",
    "group_of",
    "outcome_of",
]

OK: Final = "ok"
ERRORS: Final = "errors"
"""It was executed, but some fields have errors caused by the request."""
REFUSED: Final = "refused"
"""It was not executed: the request is not valid, or not allowed."""
STOPPED: Final = "stopped"
"""It took longer than allowed."""
FAILED: Final = "failed"
"""An internal error occurred."""
GONE: Final = "gone"
"""The client disconnected before the answer was complete."""
OUTCOMES: Final = (OK, ERRORS, REFUSED, STOPPED, FAILED, GONE)

GONE_STATUS: Final = 499
"""Stands for the status of an answer whose client has disconnected, as in the logs of nginx."""
NO_STATUS: Final = 0
"""Stands for the status of an answer on a WebSocket, which has none."""

_INTERNAL, _DEADLINE = ErrorCode.INTERNAL_SERVER_ERROR, ErrorCode.DEADLINE_EXCEEDED


class Observer(ABC):
    """Is told of requests."""

    @abstractmethod
    def finished(
        self, admission: Admission, scope: Mapping[str, Any], status: int, size: int
    ) -> None:
        """Record a request that was answered, with a body of `size` bytes.

        `status` may be GONE_STATUS or NO_STATUS; `scope` is the ASGI scope.
        """

    def answered(self, admission: Admission, scope: Mapping[str, Any], size: int) -> None:
        """Record a POST that ran without errors and was answered 200: the most frequent case."""
        self.finished(admission, scope, HTTPStatus.OK, size)

    @abstractmethod
    def rejected(self, address: str, status: int, codes: tuple[str, ...], size: int) -> None:
        """Record a connection that was rejected before there was a request."""


class _ObserverGroup(Observer):
    """Several observers as one; they are told in order."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._observers = observers

    def finished(
        self, admission: Admission, scope: Mapping[str, Any], status: int, size: int
    ) -> None:
        for observer in self._observers:
            observer.finished(admission, scope, status, size)

    def answered(self, admission: Admission, scope: Mapping[str, Any], size: int) -> None:
        for observer in self._observers:
            observer.answered(admission, scope, size)

    def rejected(self, address: str, status: int, codes: tuple[str, ...], size: int) -> None:
        for observer in self._observers:
            observer.rejected(address, status, codes, size)


def group_of(observers: Sequence[Observer]) -> Observer | None:
    """One observer for all of them; None if there are none."""
    if len(observers) > 1:
        return _ObserverGroup(observers)
    return observers[0] if observers else None


def outcome_of(admission: Admission, status: int) -> str:
    """The outcome of a request, one of OUTCOMES."""
    codes = admission.codes
    if status == GONE_STATUS:
        return GONE
    if not codes:
        return OK if status < 400 else REFUSED
    if _INTERNAL in codes:
        return FAILED
    if _DEADLINE in codes:
        return STOPPED
    return ERRORS if admission.is_executed else REFUSED
