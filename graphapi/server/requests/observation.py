"""What those who watch a server are told of each request: once, when its answer has left.

Every way of answering reports here: the short way of the protocol, ASGI, each operation on a
WebSocket, and what the protocol itself turns away. What there is to know of a request is gathered
on its admission meanwhile, so that a report costs nothing where nobody watches.
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
"""It was executed, and some fields have errors that speak of the request."""
REFUSED: Final = "refused"
"""It was not executed: the request cannot be answered, or is not allowed."""
STOPPED: Final = "stopped"
"""It took longer than it may."""
FAILED: Final = "failed"
"""Something of ours broke."""
GONE: Final = "gone"
"""Its client went away before the answer was complete."""
OUTCOMES: Final = (OK, ERRORS, REFUSED, STOPPED, FAILED, GONE)

GONE_STATUS: Final = 499
"""Stands for the status of an answer that nobody took to its end, as in the logs of nginx."""
NO_STATUS: Final = 0
"""Stands for the status of an answer on a WebSocket, which has none."""

_INTERNAL, _DEADLINE = ErrorCode.INTERNAL_SERVER_ERROR, ErrorCode.DEADLINE_EXCEEDED


class Observer(ABC):
    """Is told of requests."""

    @abstractmethod
    def finished(
        self, admission: Admission, scope: Mapping[str, Any], status: int, size: int
    ) -> None:
        """Take note of a request that was answered, with so many bytes in its body.

        `status` may be GONE_STATUS or NO_STATUS; `scope` is ASGI's.
        """

    def answered(self, admission: Admission, scope: Mapping[str, Any], size: int) -> None:
        """Take note of a POST that ran, had no errors and was answered 200: most are like that."""
        self.finished(admission, scope, HTTPStatus.OK, size)

    @abstractmethod
    def rejected(self, address: str, status: int, codes: tuple[str, ...], size: int) -> None:
        """Take note of a connection that ended with a refusal, before there was a request."""


class _ObserverGroup(Observer):
    """Several observers as one, told in their order."""

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
    """One observer for all of them; None for none, so that nobody is told."""
    if len(observers) > 1:
        return _ObserverGroup(observers)
    return observers[0] if observers else None


def outcome_of(admission: Admission, status: int) -> str:
    """What became of a request, one of OUTCOMES."""
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
