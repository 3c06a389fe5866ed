"""What is known of a request from its first moment to its last: its name, its client, its time."""

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
from graphapi.runtime.deadlines import Deadline, current_deadline
from graphapi.server.requests.client_rates import RateLimiter
from graphapi.server.requests.client_rights import ALL_RIGHTS, Rights
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.header_fields import Headers, written

__all__ = ["SECURITY_HEADERS", "Admission", "RequestIds", "current_request_id", "note_root_field"]

SECURITY_HEADERS: Final[Headers] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
"""What every answer says to browsers; pages add a policy of their own."""

_SECURITY_LINES: Final = written(SECURITY_HEADERS)
_WELL_FORMED: Final = re.compile(rb"[A-Za-z0-9._:=+/-]{1,128}")


class RequestIds:
    """Names for requests: unlike those of other processes, and cheap."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Begin anew, in a process that was forked: its names must differ from its sisters'."""
        self.prefix = secrets.token_hex(5)
        self.numbers = count(1)
        self.head = b"x-request-id: %b-%%x\r\n" % self.prefix.encode() + _SECURITY_LINES
        """The headers of every answer, as HTTP/1.1 writes them, to be filled with a number."""

    @staticmethod
    def given(header: bytes | None) -> str | None:
        """The name that a proxy gave a request, if it is one that a log can hold."""
        if header is None or _WELL_FORMED.fullmatch(header) is None:
            return None
        return header.decode("ascii")


class Admission(Deadline):
    """A request that was looked at: let in, and how, or refused.

    Its id is `given_id`, sent by a proxy, or made of a new number. Most requests differ in nothing
    else, hence the defaults.
    """

    owner: str | None = None
    """The name of its API key."""
    rights: Rights = ALL_RIGHTS
    """What its client may have beside answers."""
    client: str | None = None
    """Whose units it takes; None where nobody counts them."""
    rates: RateLimiter | None = None
    """Where they are counted."""
    more_headers: Headers = ()
    """What the answer has to say of origins."""
    vary: bytes = b""
    """What the answer depends on beside its form: nothing, or a comma and names of headers."""
    given_id: str | None = None

    # What those who watch are told when it has been answered.
    request: GraphQLRequest | None = None
    """What was asked; None as long as it was not read, or where its answer was kept."""
    facts: OperationFacts | None = None
    """Which operation that is; None where nobody had to know."""
    is_executed = False
    """Whether resolvers ran for it, or had for the answer that was kept."""
    is_cached: bool | None = None
    """Whether its answer was kept from before; None where nobody looked."""
    codes: tuple[str, ...] = ()
    """The codes of its errors, each once."""
    root_fields: tuple[tuple[str, float], ...] = ()
    """The keys of the root fields that were begun, and when (monotonic), where that is noted."""
    trace_id: str | None = None
    """The trace that its span is in, where there is one."""

    def __init__(self, ids: RequestIds, seconds: float, is_gone: Callable[[], bool] | None) -> None:
        # Not by way of Deadline: this is done for every request.
        self.seconds, self.is_gone = seconds, is_gone
        self.began = time.monotonic()
        self.end = self.began + seconds
        self._ids, self._number = ids, next(ids.numbers)

    @property
    def request_id(self) -> str:
        """The name of the request, in its answer and in the log."""
        return self.given_id or f"{self._ids.prefix}-{self._number:x}"

    def for_operation(self) -> Admission:
        """A copy for one of the operations that one WebSocket carries, which begins now."""
        other = copy(self)
        other.began = time.monotonic()
        return other

    def add_codes(self, codes: Iterable[str]) -> None:
        """Add the codes of errors."""
        self.codes = tuple(dict.fromkeys([*self.codes, *codes]))

    def charge_first_unit(self) -> None:
        """Take the first unit; raise RequestError where the client has used up its units."""
        self._require_units(1.0)
        self.charge(1.0)

    def charge_in_advance(self, price: float) -> None:
        """Take a price before what it is for; raise RequestError where the client is in debt.

        Several requests of a client can have entered before the first of them is charged; the
        others are refused here.
        """
        self._require_units(0.0)
        self.charge(price)

    @property
    def exceeds_debt_limit(self) -> bool:
        """Whether the client owes more than it may ask for at once."""
        return (
            self.client is not None
            and self.rates is not None
            and self.rates.wait(self.client, -self.rates.burst) > 0
        )

    def _require_units(self, units: float) -> None:
        """Raise RequestError where the client does not have so many units left."""
        if self.client is None or self.rates is None:
            return
        wait = self.rates.wait(self.client, units)
        if wait > 0:
            seconds = ceil(wait)
            raise RequestError(
                ErrorCode.RATE_LIMITED,
                f"This client has asked for more than it may; ask again in {seconds} seconds.",
                {"Retry-After": str(seconds)},
            )

    def charge(self, price: float) -> None:
        """Take the price of the request, in units, from what its client may ask for."""
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
        """The same as ASGI has them, without Vary."""
        request_id = (b"x-request-id", self.request_id.encode())
        return (request_id, *SECURITY_HEADERS, *self.more_headers)


def note_root_field(key: str) -> None:
    """Note that a root field of the request that is being answered begins."""
    deadline = current_deadline.get()
    if isinstance(deadline, Admission):
        deadline.root_fields = (*deadline.root_fields, (key, time.monotonic()))


def current_request_id() -> str | None:
    """The name of the request that is being answered; None outside of one."""
    deadline = current_deadline.get()
    return deadline.request_id if isinstance(deadline, Admission) else None
