"""graphql-core's executor without reference cycles.

The executor of graphql-core holds methods of its own for resolvers to use. Until the garbage
collector looks, such a cycle keeps an operation's context in memory, and with it the whole version
of the corpus that answered.
"""

from functools import partial
from typing import Any
from weakref import proxy

from graphql.type import GraphQLResolveInfoHelpers
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

__all__ = ["CoreExecutor"]


class CoreExecutor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor; it goes with the last reference to it."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        kind, itself = type(self), proxy(self)
        self.async_helpers = GraphQLResolveInfoHelpers(
            gather=partial(kind.gather_async_work, itself),
            track=partial(kind.track_async_work, itself),
        )
