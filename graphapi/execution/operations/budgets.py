"""What operations may cost, and the error of those that cost more."""

from typing import Final

from graphql import GraphQLError
from strawberry.schema.schema import Schema

from graphapi.execution.documents.documents import core_schema
from graphapi.execution.operations.prepared import Prepared
from graphapi.execution.planning.variables import Values
from graphapi.execution.pricing.cost_directives import Costs
from graphapi.execution.pricing.prices import MostExpensive, find_most_expensive
from graphapi.execution.requests.operation_limits import LIMIT_CODE

__all__ = ["OF_UNCOMPILED", "Budget", "price_with"]

OF_UNCOMPILED: Final = 50
"""So many times as long an operation may take on graphql-core: it completes each leaf of each
object one by one, and leaves have no price."""
_OF_INTROSPECTION: Final = 10


def price_with(prepared: Prepared, values: Values) -> int:
    """Return what an operation costs with these variables."""
    price = prepared.price
    return price if isinstance(price, int) else price.of(values.coerced)


class Budget:
    """What one operation on a schema may cost, `max_cost` at most; None: anything.

    What runs on graphql-core where others are compiled may cost less: a fiftieth, and a tenth where
    it asks for the schema alone.
    """

    def __init__(self, schema: Schema, costs: Costs, max_cost: int | None) -> None:
        self._schema, self._costs, self._max_cost = core_schema(schema), costs, max_cost

    def can_be_exceeded(self, prepared: Prepared) -> bool:
        """Return whether an operation has to be looked at again, with its variables."""
        allowed, _ = self._allowed(prepared, None)
        price = prepared.price
        return allowed is not None and (not isinstance(price, int) or price > allowed)

    def refusal(
        self, prepared: Prepared, values: Values, reason: str | None = None
    ) -> GraphQLError | None:
        """Return why an operation costs too much, if it does.

        `reason` is why it is not compiled, if that is not known from looking at it.
        """
        if reason is None and prepared.constant_refusal is not None:
            return prepared.constant_refusal
        refusal = self._refusal(prepared, values, reason)
        if reason is None and isinstance(prepared.price, int):
            prepared.constant_refusal = refusal
        return refusal

    def _refusal(
        self, prepared: Prepared, values: Values, reason: str | None
    ) -> GraphQLError | None:
        price = price_with(prepared, values)
        allowed, reason = self._allowed(prepared, reason)
        if allowed is None or price <= allowed:
            return None
        operation, fragments = prepared.operation, prepared.document.fragments
        assert operation is not None
        root_type = self._schema.get_root_type(operation.operation)
        assert root_type is not None
        expensive = find_most_expensive(
            self._costs, operation, fragments, root_type, values.coerced
        )
        return _price_error(price, allowed, expensive, reason)

    def _allowed(self, prepared: Prepared, reason: str | None) -> tuple[int | None, str | None]:
        """Return what it may cost, and why it may not cost as much as others."""
        if prepared.is_slow:
            reason = prepared.reason
        if self._max_cost is None:
            return None, None
        if reason is not None:
            return self._max_cost // OF_UNCOMPILED, reason
        if prepared.path == "introspection":
            return self._max_cost // _OF_INTROSPECTION, "introspection"
        return self._max_cost, None


def _price_error(
    price: int, allowed: int, expensive: MostExpensive, slow_reason: str | None
) -> GraphQLError:
    """The refusal of an operation that is too expensive, with what to change.

    `slow_reason` is why it is not compiled, and may cost less than others.
    """
    path = ".".join(expensive.path)
    which = f" for an operation that is not compiled ({slow_reason})" if slow_reason else ""
    message = (
        f"The operation costs {price:,}; at most {allowed:,} is allowed{which}. "
        f"The most expensive part is `{path}`: {_advice(expensive)}."
    )
    if expensive.remedy:
        message = f"{message} {expensive.remedy}"
    return GraphQLError(
        message,
        extensions={
            "code": LIMIT_CODE,
            "limit": "max_cost",
            "allowed": allowed,
            "found": price,
            "field": path,
        },
    )


def _advice(expensive: MostExpensive) -> str:
    if not expensive.arguments:
        return "leave it out, or request it separately"
    *others, last = [f"`{name}`" for name in expensive.arguments]
    if expensive.weigh:
        return f"pass less in {' and '.join([*others, last])}"
    names = f"{', '.join(others)} or {last}" if others else last
    return f"reduce {names}, there or further up, or select less below it"
