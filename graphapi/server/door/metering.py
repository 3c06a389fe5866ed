"""Charging clients, in units, for the operations that they run and for the work of reading them."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final

from strawberry.types.graphql import OperationType

from graphapi.execution import (
    CompilingExecutor,
    Engine,
    Execute,
    GraphQLRequest,
    Outcome,
    Prepared,
)
from graphapi.execution.requests.operation_limits import values_inside
from graphapi.server.requests.admission import Admission

__all__ = [
    "ClientMeter",
    "charge",
    "charge_decoding",
    "charge_decompressing",
    "charge_message",
    "charging",
]

_PAID_BEFORE: Final = 1.0
_BYTES_PER_UNIT: Final = 100
"""Decoding JSON takes at most 100 ns a byte, even if it consists of lists only."""
_DECOMPRESSED_BYTES_PER_UNIT: Final = 1_000
_UNITS_PER_MESSAGE: Final = 10.0
_UNITS_PER_VALUE: Final = 2
"""Coercing an object takes five microseconds, and each request does it up to four times."""
_TOKENS_PER_UNIT: Final = 10


class ClientMeter:
    """Charges the price of reading a document to the client that sent it.

    Documents that no client sent, such as those read at startup, cost nothing.
    """

    def begin(self, sender: Admission | None, price: int) -> None:
        """Charge it in advance; raise RequestError if the client has used up its units."""
        if sender is not None:
            sender.charge_in_advance(price)

    def finish(self, sender: Admission | None, price: int) -> None:
        """Charge what reading cost beyond that."""
        if sender is not None:
            sender.charge(price)


def charge_decoding(admission: Admission, length: int, *, in_advance: bool = True) -> None:
    """Charge the price of decoding `length` bytes of JSON.

    If it is charged `in_advance`, raises RequestError if the client has used up its units.
    """
    price = length // _BYTES_PER_UNIT
    if price and in_advance:
        admission.charge_in_advance(price)
    elif price:
        admission.charge(price)


def charge_message(admission: Admission) -> None:
    """Charge a WebSocket message that does not start an operation."""
    admission.charge(_UNITS_PER_MESSAGE)


def charge_decompressing(admission: Admission, length: int) -> None:
    """Charge a compressed body that has `length` bytes when decompressed."""
    admission.charge(length // _DECOMPRESSED_BYTES_PER_UNIT)


def charging(executor: CompilingExecutor) -> Execute:
    """`executor`, with the price of each operation charged to its client.

    The guard has charged one unit for each request, and reading a new document was charged too.
    Cached answers cost no more than that. A client that asks for too much goes into debt, and has
    to wait longer.
    """
    engine = executor.engine

    def execute(
        request: GraphQLRequest,
        context: object,
        allowed: frozenset[OperationType],
        sender: Admission | None = None,
    ) -> Outcome | Awaitable[Outcome]:
        if sender is not None and sender.client is not None:
            prepared = engine.prepare(request.query, request.operation_name, sender)
            charge(engine, prepared, request, sender)
        return executor(request, context, allowed, sender)

    return execute


def charge(
    engine: Engine, prepared: Prepared, request: GraphQLRequest, admission: Admission
) -> None:
    """Charge an operation to its client, less the unit that was charged before.

    An operation that is rejected for its price or its variables costs what it takes to find that
    out. Raises RequestError if the client has used up its units before its variables were checked.
    """
    if admission.client is None or prepared.errors:
        return
    if request.variables:
        values = values_inside(request.variables)
        if values:
            admission.charge_in_advance(_UNITS_PER_VALUE * values)
    price, budget = engine.price(prepared, request.variables), engine.limits.max_cost
    if price is None or (budget is not None and price > budget):
        price = prepared.document.tokens // _TOKENS_PER_UNIT
    admission.charge(max(0.0, price - _PAID_BEFORE))
