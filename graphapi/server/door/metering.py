"""Requests that take from their client's units what they cost, and what it costs to read them."""

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
from graphapi.runtime.deadlines import current_deadline
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
"""Decoding JSON takes at most 100 ns a byte, where it holds nothing but lists."""
_DECOMPRESSED_BYTES_PER_UNIT: Final = 1_000
_UNITS_PER_MESSAGE: Final = 10.0
_UNITS_PER_VALUE: Final = 2
"""Coercing an object takes five microseconds, and each request does it up to four times."""
_TOKENS_PER_UNIT: Final = 10


class ClientMeter:
    """Takes the price of reading a document from the client whose request is being answered."""

    def begin(self, price: int) -> None:
        """Take it in advance; raise RequestError where the client has used up its units."""
        admission = current_deadline.get()
        if isinstance(admission, Admission):
            admission.charge_in_advance(price)

    def finish(self, price: int) -> None:
        """Take what reading took beyond that."""
        admission = current_deadline.get()
        if isinstance(admission, Admission):
            admission.charge(price)


def charge_decoding(admission: Admission, length: int, *, in_advance: bool = True) -> None:
    """Take the price of decoding JSON of so many bytes.

    `in_advance` it raises RequestError where the client has used up its units.
    """
    price = length // _BYTES_PER_UNIT
    if price and in_advance:
        admission.charge_in_advance(price)
    elif price:
        admission.charge(price)


def charge_message(admission: Admission) -> None:
    """Take the price of a message on a WebSocket that is no operation."""
    admission.charge(_UNITS_PER_MESSAGE)


def charge_decompressing(admission: Admission, length: int) -> None:
    """Take the price of a body that was compressed and has so many bytes now."""
    admission.charge(length // _DECOMPRESSED_BYTES_PER_UNIT)


def charging(executor: CompilingExecutor) -> Execute:
    """`executor`, with its price taken for each operation.

    At the door every request has paid one unit, and a document that is new has paid for being
    read. What was kept from before costs no more than that. The client that asks too much goes into
    debt, and waits the longer.
    """
    engine = executor.engine

    def execute(
        request: GraphQLRequest, context: object, allowed: frozenset[OperationType]
    ) -> Outcome | Awaitable[Outcome]:
        admission = current_deadline.get()
        if isinstance(admission, Admission) and admission.client is not None:
            prepared = engine.prepare(request.query, request.operation_name)
            charge(engine, prepared, request, admission)
        return executor(request, context, allowed)

    return execute


def charge(
    engine: Engine, prepared: Prepared, request: GraphQLRequest, admission: Admission
) -> None:
    """Take from its client what an operation costs, beyond one unit.

    One that is refused for its price or its variables costs what it takes to find that out. Raises
    RequestError where the client has used up its units before its variables were looked at.
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
