"""The endpoint /metrics: who may read it, and the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from graphapi.server.answers.replies import error_reply
from graphapi.server.door.guard import Guard
from graphapi.server.monitoring.exposition import Exposition
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.negotiation import MediaType

__all__ = ["scraping_endpoint"]

_NO_STORE: Final = {"Cache-Control": "no-store"}
_PRICE: Final = 10_000
"""What reading the metrics costs a client whose units are counted: about 7 ms."""


def scraping_endpoint(
    exposition: Exposition, guard: Guard, *, is_open: bool
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint for Prometheus: for programs on this machine and clients with an API key.

    If it `is_open`, everyone may read it.
    """

    async def scrape(request: Request) -> Response:
        admission: Admission = request.scope["graphapi.admission"]
        try:
            if not guard.is_local(request.scope):
                guard.check_rate(request.scope, admission)
                admission.charge(_PRICE)
                if not is_open:
                    _check_reader(guard, admission)
        except RequestError as error:
            admission.codes = (error.code,)
            reply = error_reply(error, MediaType.JSON)
            headers = {name.decode(): text.decode() for name, text in reply.raw_headers()}
            return Response(reply.body, error.status, headers)
        content, content_type = exposition.text(request.headers.get("accept", ""))
        return Response(content, headers={**_NO_STORE, "Content-Type": content_type})

    return scrape


def _check_reader(guard: Guard, admission: Admission) -> None:
    if guard.keys and admission.owner is None:
        raise guard.unauthenticated()
    if not guard.keys:
        raise RequestError(
            ErrorCode.FORBIDDEN,
            "Only programs on the server's own machine and clients with an API key may read the "
            "metrics; the server's operator can open them with --metrics anyone.",
        )
