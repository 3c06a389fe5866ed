"""Whether the server is alive and ready: for load balancers, orchestrators and people."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from graphapi.server.answers.presentation import encode_json
from graphapi.server.requests.admission import Admission

__all__ = ["Phase", "Readiness", "alive", "readiness_endpoint"]

_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is served: the version of the corpus, its counts by kind, and when it was loaded.

    `reload` says how reading changed files went: counts, seconds, and an `error` while the files
    cannot be used. It is empty if nothing is reloaded. `computing` names what is still being
    computed in the background, each with the share of the work that is done, from 0 to 1.
    """

    version: str
    counts: Mapping[str, int]
    loaded_at: datetime | None = None
    reload: Mapping[str, Any] = field(default_factory=dict)
    computing: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Phase:
    """The phase of a server's life: whether it answers its last requests, and ends soon."""

    is_stopping: bool = False


async def alive(_: Request) -> Response:
    """200 as long as the process answers."""
    return Response(encode_json({"status": "ok"}), headers=_HEADERS)


def readiness_endpoint(
    readiness: Callable[[], Readiness | None], phase: Phase, *, has_keys: bool
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that answers 503 while `readiness` returns None, then 200 with its counts.

    It answers 503 again when the server stops. If the server has API keys, only their owners see
    the counts.
    """

    async def ready(request: Request) -> Response:
        state = readiness()
        if state is None or phase.is_stopping:
            content: dict[str, object] = {"status": "stopping" if phase.is_stopping else "loading"}
            return Response(encode_json(content), HTTPStatus.SERVICE_UNAVAILABLE, _HEADERS)
        admission: Admission = request.scope["graphapi.admission"]
        if has_keys and admission.owner is None:
            return Response(encode_json({"status": "ready"}), headers=_HEADERS)
        content = {"status": "ready", "version": state.version, "counts": dict(state.counts)}
        if state.loaded_at is not None:
            content["loadedAt"] = state.loaded_at.isoformat()
        if state.reload:
            content["reload"] = dict(state.reload)
        if state.computing:
            content["computing"] = dict(state.computing)
        return Response(encode_json(content), headers=_HEADERS)

    return ready
