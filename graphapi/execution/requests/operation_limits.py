"""How much one request may ask for, and the error that refuses more.

Documents are measured once, when they are loaded (`document_bounds.py`), before anything that
takes longer than reading them; prices (`prices.py`) and variables with each request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from graphql import GraphQLError, Node

__all__ = [
    "LIMIT_CODE",
    "UNLIMITED",
    "Limits",
    "check_variables",
    "limit_error",
    "list_error",
    "values_inside",
]

LIMIT_CODE: Final = "LIMIT_EXCEEDED"
"""`extensions.code` of every refusal for a limit; `extensions.limit` names which."""


@dataclass(frozen=True)
class Limits:
    """The most of each thing that one request may have; None for any number."""

    max_cost: int | None = None
    """The price of the operation."""
    max_tokens: int | None = None
    """Tokens of the document, and comments."""
    max_document_bytes: int | None = None
    max_depth: int | None = None
    """Fields inside one another, fragments unfolded."""
    max_root_fields: int | None = None
    """Fields at the root of an operation, fragments unfolded."""
    max_aliases: int | None = None
    max_directives: int | None = None
    max_fragment_spreads: int | None = None
    max_repeated_fields: int | None = None
    """Fields written under a response key that their selection set has already."""
    max_variables_bytes: int | None = None
    """Characters of all texts and names in the variables, and eight for any other value."""
    max_variables_depth: int | None = None
    """Lists and objects inside one another, in a variable."""
    max_list_items: int | None = None
    """Items of one list, in the document or a variable."""

    @property
    def bounds_variables(self) -> bool:
        """Whether variables have to be looked at."""
        most = (self.max_variables_bytes, self.max_variables_depth, self.max_list_items)
        return any(each is not None for each in most)

    @classmethod
    def of(cls, settings: object) -> "Limits":
        """Return the limits that `settings` has, as attributes of the same names."""
        return cls(**{each.name: getattr(settings, each.name) for each in fields(cls)})


UNLIMITED: Final = Limits()


def limit_error(
    limit: str, found: int | None, allowed: int, message: str, nodes: list[Node] | None = None
) -> GraphQLError:
    """Return the refusal of a request that has `found` of something where `allowed` is the most."""
    extensions: dict[str, Any] = {"code": LIMIT_CODE, "limit": limit, "allowed": allowed}
    if found is not None:
        extensions["found"] = found
    return GraphQLError(message, nodes, extensions=extensions)


def check_variables(variables: Mapping[str, Any], limits: Limits) -> GraphQLError | None:
    """Return the refusal of variables that are too long or too deep, if they are."""
    length = 0
    for name, value in variables.items():
        kind = type(value)
        if kind is str:
            length += len(value)
        elif kind is dict or kind is list:
            found = _measure(name, value, limits)
            if isinstance(found, GraphQLError):
                return found
            length += found
        else:
            length += 8
        length += len(name)
    return _too_long(length, limits)


def values_inside(variables: Mapping[str, Any]) -> int:
    """Return how many values the lists and objects of the variables hold, at any depth."""
    count = 0
    level = [value for value in variables.values() if type(value) is dict or type(value) is list]
    while level:
        count += sum(map(len, level))
        level = [
            value
            for each in level
            for value in (each if isinstance(each, list) else each.values())
            if type(value) is dict or type(value) is list
        ]
    return count


def _too_long(length: int, limits: Limits) -> GraphQLError | None:
    allowed = limits.max_variables_bytes
    if allowed is None or length <= allowed:
        return None
    message = f"The variables are longer than {allowed:,} bytes; send fewer values at once."
    return limit_error("max_variables_bytes", None, allowed, message)


def _measure(name: str, value: Any, limits: Limits) -> int | GraphQLError:
    """Return how long a list or an object is, level by level; or its refusal."""
    length = depth = 0
    level = [value]
    while level:
        depth += 1
        below: list[Any] = []
        for each in level:
            length += 8
            if type(each) is list:
                if limits.max_list_items is not None and len(each) > limits.max_list_items:
                    return list_error(f"${name}", len(each), limits.max_list_items)
                items = each
            else:
                length += sum(map(len, each))
                items = each.values()
            for item in items:
                kind = type(item)
                if kind is str:
                    length += len(item)
                elif kind is list or kind is dict:
                    below.append(item)
                else:
                    length += 8
        if below and limits.max_variables_depth is not None and depth >= limits.max_variables_depth:
            allowed = limits.max_variables_depth
            message = f"The variable ${name} nests deeper than {allowed:,} levels."
            return limit_error("max_variables_depth", None, allowed, message)
        if limits.max_variables_bytes is not None and length > limits.max_variables_bytes:
            return length
        level = below
    return length


def list_error(
    where: str, found: int, allowed: int, nodes: list[Node] | None = None
) -> GraphQLError:
    """Return the refusal of a list of too many items."""
    message = (
        f"A list in {where} has {found:,} items, and {allowed:,} is the most; "
        "ask in several requests."
    )
    return limit_error("max_list_items", found, allowed, message, nodes)
