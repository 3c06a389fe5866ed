"""Fields that ask the store: the docstring of a resolver is the description of its field."""

from __future__ import annotations

from collections.abc import Callable
from inspect import getdoc
from typing import Any

import strawberry

from graphapi import domain
from graphapi.api.context import Info
from graphapi.api.field_costs import FREE, Pricing

__all__ = ["extra_of", "resolver"]


def resolver(graphql_type: Any, pricing: Pricing = FREE) -> Callable[[Callable[..., Any]], Any]:
    """Make a static method the resolver of a field of a type of the schema.

    The type has to be named here, because the method's own annotation says what it really
    returns: an object of the domain, or an awaitable of one. The docstring, joined to one line,
    describes the field to clients. `pricing` is what it costs.
    """

    def decorate(method: Callable[..., Any]) -> Any:
        description = " ".join((getdoc(method) or "").split())
        return pricing.field(resolver=method, description=description, graphql_type=graphql_type)

    return decorate


def extra_of(
    root: strawberry.Parent[domain.Article | domain.Provider | domain.Topic], info: Info
) -> domain.MaybeAwaitable[domain.Extra]:
    """What the front matter of an article, provider or topic has beside its fields."""
    return info.context.store.extra(root)  # noqa: S610 - our store, not a query set of Django
