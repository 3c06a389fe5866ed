"""The log of requests, and of slow operations.

The request itself is not logged unless the settings ask for it: documents, variables and the query
of a URL may hold private data.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from graphapi.execution import GraphQLRequest
from graphapi.server.answers.presentation import encode_json
from graphapi.server.monitoring.logs import with_fields
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.observation import NO_STATUS, REFUSED, Observer, outcome_of
from graphapi.trusted.manifests import digest_of

__all__ = ["RequestLog", "SlowLog"]

_REQUESTS = logging.getLogger("graphapi.requests")
_SLOW = logging.getLogger("graphapi.slow")

_LONGEST_NAME: Final = 200
_LONGEST_TEXT: Final = 10_000
_SUBSCRIPTION: Final = "subscription"


class RequestLog(Observer):
    """An observer that logs each request; `client` returns the client's address for a scope.

    Documents and variables are logged too if it `shows_documents`.
    """

    def __init__(self, client: Callable[[Any], str], *, shows_documents: bool) -> None:
        self._client, self._shows_documents = client, shows_documents
        self.worker = 0
        """The index of this process among the workers."""

    def finished(
        self, admission: Admission, scope: Mapping[str, Any], status: int, size: int
    ) -> None:
        """Log a request."""
        fields = {
            "request_id": admission.request_id,
            "client": _name_of(admission, scope, self._client),
            "method": scope.get("method", "WEBSOCKET"),
            "path": _cut(scope["path"], _LONGEST_NAME),
            "status": None if status == NO_STATUS else int(status),
            "outcome": outcome_of(admission, status),
            **_facts(admission),
            "codes": [str(code) for code in admission.codes],
            "bytes": size,
            "cache": None if admission.is_cached is None else ("miss", "hit")[admission.is_cached],
            "worker": self.worker,
            "trace_id": admission.trace_id,
            **(_texts(admission.request) if self._shows_documents else {}),
        }
        _REQUESTS.info("request", extra=with_fields(fields))

    def rejected(self, address: str, status: int, codes: tuple[str, ...], size: int) -> None:
        """Log a connection that was rejected before there was a request."""
        fields = {
            "client": address,
            "status": int(status),
            "outcome": REFUSED,
            "codes": [str(code) for code in codes],
            "bytes": size,
            "worker": self.worker,
        }
        _REQUESTS.info("connection refused", extra=with_fields(fields))


class SlowLog(Observer):
    """An observer that logs each operation that took `seconds` or more."""

    def __init__(self, seconds: float, *, shows_documents: bool) -> None:
        self._seconds, self._shows_documents = seconds, shows_documents

    def finished(
        self,
        admission: Admission,
        scope: Mapping[str, Any],  # noqa: ARG002  the line of the request has it
        status: int,  # noqa: ARG002  the line of the request has it
        size: int,  # noqa: ARG002  the line of the request has it
    ) -> None:
        """Log an operation if it was slow. Subscriptions last as long as their clients want."""
        request, facts = admission.request, admission.facts
        if request is None or time.monotonic() - admission.began < self._seconds:
            return
        if facts is not None and facts.type == _SUBSCRIPTION:
            return
        fields = {
            "request_id": admission.request_id,
            **_facts(admission),
            "codes": [str(code) for code in admission.codes],
            "digest": digest_of(request.query),
            **(_texts(request) if self._shows_documents else {}),
        }
        _SLOW.warning("slow operation", extra=with_fields(fields))

    def rejected(self, address: str, status: int, codes: tuple[str, ...], size: int) -> None:
        """Do nothing: no operation ran."""


def _name_of(admission: Admission, scope: Mapping[str, Any], client: Callable[[Any], str]) -> str:
    """The client: the name of its API key, or its address."""
    return client(scope) if admission.owner is None else f"key {admission.owner}"


def _facts(admission: Admission) -> dict[str, Any]:
    facts = admission.facts
    name, kind, price = (None, None, None) if facts is None else facts
    return {
        "operation": None if name is None else _cut(name, _LONGEST_NAME),
        "type": kind,
        "price": price,
        "duration_ms": round((time.monotonic() - admission.began) * 1000, 3),
    }


def _texts(request: GraphQLRequest | None) -> dict[str, str]:
    """The document and the variables, as text."""
    if request is None:
        return {}
    variables = encode_json(dict(request.variables)).decode()
    return {
        "document": _cut(request.query, _LONGEST_TEXT),
        "variables": _cut(variables, _LONGEST_TEXT),
    }


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}…"
