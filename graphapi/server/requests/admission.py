"""The admission of a request: its id, its client and its deadline, and facts for observers."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterable
from copy import copy
from itertools import count
from math import ceil
from typing import Final

from graphapi.execution import GraphQLRequest, OperationFacts
from graphapi.runtime.deadlines import Deadline
from graphapi.server.requests.client_rates import RateLimiter
from graphapi.server.requests.client_rights import ALL_RIGHTS, Rights
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.header_fields import Headers, written

__all__ = ["SECURITY_HEADERS", "Admission", "RequestIds", "note_root_field"]

SECURITY_HEADERS: Final[Headers] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
"""Headers of every answer, for browsers; pages add a policy of their own."""

_SECURITY_LINES: Final = written(SECURITY_HEADERS)
_WELL_FORMED: Final = re.compile(rb"[A-Za-z0-9._:=+/-]{1,128}")


class RequestIds:
    """Creates request ids that are unique across processes, at little cost."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Choose a new prefix after a fork, so that the ids differ from those of other workers."""
        self.prefix = secrets.token_hex(5)
        self.numbers = count(1)
        self.head = b"x-request-id: %b-%%x\r\n" % self.prefix.encode() + _SECURITY_LINES
        """The headers of every answer, as HTTP/1.1 writes them, with a place for the number."""

    @staticmethod
    def given(header: bytes | None) -> str | None:
        """The request id that a proxy sent, if it is safe to log."""
        if header is None or _WELL_FORMED.fullmatch(header) is None:
            return None
        return header.decode("ascii")


class Admission(Deadline):
    """A request that the guard has checked, admitted or not.

    Its id is `given_id`, sent by a proxy, or made of a new number. Most requests differ in nothing
    else, hence the defaults.
    """

    owner: str | None = None
    """The name of its API key."""
    rights: Rights = ALL_RIGHTS
    """What its client may do besides sending queries."""
    client: str | None = None
    """The client that is charged; None if it is not charged."""
    rates: RateLimiter | None = None
    """Where the units of the client are counted."""
    more_headers: Headers = ()
    """The CORS headers of the answer."""
    vary: bytes = b""
    """For Vary, besides the format: empty, or a comma followed by names of headers."""
    given_id: str | None = None

    # For the observers, once the request has been answered.
    request: GraphQLRequest | None = None
    """The request; None until it is decoded, and if its answer was cached."""
    facts: OperationFacts | None = None
    """Facts about its operation; None if it was not determined."""
    is_executed = False
    """Whether resolvers ran for it, or for the cached answer."""
    is_cached: bool | None = None
    """Whether its answer came from the cache; None if the cache was not used."""
    codes: tuple[str, ...] = ()
    """The codes of its errors, each once."""
    root_fields: tuple[tuple[str, float], ...] = ()
    """The keys of the root fields and when each started (monotonic), if that is recorded."""
    trace_id: str | None = None
    """The id of its trace, if there is one."""

    def __init__(
        self, ids: RequestIds, seconds: float, is_disconnected: Callable[[], bool] | None
    ) -> None:
        # Does not call Deadline.__init__, to save time: this runs for every request.
        self.seconds, self.is_disconnected = seconds, is_disconnected
        self.began = time.monotonic()
        self.end = self.began + seconds
        self._ids, self._number = ids, next(ids.numbers)

    @property
    def request_id(self) -> str:
        """The id of the request, in its answer and in the log."""
        return self.given_id or f"{self._ids.prefix}-{self._number:x}"

    def for_operation(self) -> Admission:
        """A copy for one operation on a WebSocket that starts now."""
        other = copy(self)
        other.began = time.monotonic()
        return other

    def add_codes(self, codes: Iterable[str]) -> None:
        """Add the codes of errors."""
        self.codes = tuple(dict.fromkeys([*self.codes, *codes]))

    def charge_first_unit(self) -> None:
        """Charge the first unit; raise RequestError if the client has used up its units."""
        self._require_units(1.0)
        self.charge(1.0)

    def charge_in_advance(self, price: float) -> None:
        """Charge a price before the work is done; raise RequestError if the client is in debt.

        Several requests of a client can be admitted before the first of them is charged; the others
        are rejected here.
        """
        self._require_units(0.0)
        self.charge(price)

    @property
    def exceeds_debt_limit(self) -> bool:
        """Whether the client owes more than its burst limit."""
        return (
            self.client is not None
            and self.rates is not None
            and self.rates.wait(self.client, -self.rates.burst) > 0
        )

    @property
    def seconds_in_debt(self) -> float:
        """How long the client has to wait until it owes no units."""
        if self.client is None or self.rates is None:
            return 0.0
        return self.rates.wait(self.client, 0.0)

    def _require_units(self, units: float) -> None:
        """Raise RequestError if the client has fewer units left."""
        if self.client is None or self.rates is None:
            return
        wait = self.rates.wait(self.client, units)
        if wait > 0:
            seconds = ceil(wait)
            raise RequestError(
                ErrorCode.RATE_LIMITED,
                f"This client has exceeded its rate limit; try again in {seconds} seconds.",
                {"Retry-After": str(seconds)},
            )

    def charge(self, price: float) -> None:
        """Charge a price, in units, to the client."""
        if self.client is not None and self.rates is not None:
            self.rates.charge(self.client, price)

    @property
    def head(self) -> bytes:
        """The headers that every answer to this request has, as HTTP/1.1 writes them."""
        if self.given_id is None and not self.more_headers:
            return self._ids.head % self._number
        return written(self.headers)

    @property
    def headers(self) -> Headers:
        """The same headers for ASGI, without Vary."""
        request_id = (b"x-request-id", self.request_id.encode())
        return (request_id, *SECURITY_HEADERS, *self.more_headers)


def note_root_field(admission: Admission | None, key: str) -> None:
    """Record that a root field of a request starts; nothing for a request that no client sent."""
    if admission is not None:
        admission.root_fields = (*admission.root_fields, (key, time.monotonic()))
