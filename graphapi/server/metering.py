"""Requests that take from their client's units what they cost."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final

from strawberry.types.graphql import OperationType

from graphapi.execution import CompilingExecutor, Engine, Execute, GraphQLRequest, Outcome
from graphapi.interruption import current_deadline
from graphapi.server.admission import Admission

__all__ = ["charge", "metered"]

_PAID_BEFORE: Final = 1.0


def metered(executor: CompilingExecutor) -> Execute:
    """`executor`, with its price taken for each operation that the limits allow.

    At the door every request has paid one unit. What is refused, or was kept from before, costs no
    more than that. The client that asks too much goes into debt, and waits the longer.
    """
    engine = executor.engine

    def execute(
        request: GraphQLRequest, context: object, allowed: frozenset[OperationType]
    ) -> Outcome | Awaitable[Outcome]:
        admission = current_deadline.get()
        if isinstance(admission, Admission) and admission.client is not None:
            charge(engine, request, admission)
        return executor(request, context, allowed)

    return execute


def charge(engine: Engine, request: GraphQLRequest, admission: Admission) -> None:
    """Take from its client what an operation costs that the limits allow, beyond one unit."""
    if admission.client is None:
        return
    prepared = engine.prepare(request.query, request.operation_name)
    price, budget = engine.price(prepared, request.variables), engine.limits.max_cost
    if price is not None and (budget is None or price <= budget):
        admission.charge(max(0.0, price - _PAID_BEFORE))
