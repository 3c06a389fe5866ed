"""The answer of an operation."""

import json
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError

__all__ = ["Answer"]

STRICT = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


@dataclass(slots=True)
class Answer:
    """`data` and `errors` of one operation.

    `has_data` distinguishes data that is null, because an error reached the root, from no data at
    all, because the request was rejected. In JSON only the first has the key `data`.
    """

    data: dict[str, Any] | None
    errors: list[GraphQLError] | None = None
    has_data: bool = True
    extensions: dict[str, Any] | None = None
    price: int | None = None
    """What the operation costs, where that had to be known."""

    @property
    def is_plain(self) -> bool:
        """Whether it is data and nothing else."""
        return self.errors is None and self.extensions is None and self.has_data

    def to_dict(self) -> dict[str, Any]:
        """Return the response as a dict, its keys in the order of the specification."""
        response: dict[str, Any] = {}
        if self.has_data:
            response["data"] = self.data
        if self.errors:
            response["errors"] = [error.formatted for error in self.errors]
        if self.extensions:
            response["extensions"] = self.extensions
        return response

    def to_bytes(self) -> bytes:
        """Return the response as JSON in UTF-8.

        Values that orjson rejects but the standard library writes (integers beyond 64 bits in a
        custom scalar, nesting deeper than 254, half a surrogate pair) are left to the latter.
        Raises TypeError, as that does, for values that are not JSON.
        """
        if self.is_plain:
            response: dict[str, Any] = {"data": self.data}
        else:
            response = self.to_dict()
        try:
            return orjson.dumps(response, option=STRICT)
        except orjson.JSONEncodeError:
            return json.dumps(response, separators=(",", ":"), default=_decoded).encode()


def _decoded(value: Any) -> Any:
    """Return what an encoded fragment stands for, for the encoder that can't take it as it is."""
    if isinstance(value, orjson.Fragment):
        return json.loads(orjson.dumps(value))
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
