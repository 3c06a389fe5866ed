"""The schema: what a Strawberry schema is made from, and its text."""

from __future__ import annotations

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from graphapi.api.query import Query
from graphapi.api.scalars import SCALARS
from graphapi.api.subscription import Subscription
from graphapi.errors import GraphApiError

__all__ = ["create_schema", "schema_sdl"]

DESCRIPTION = (
    "News articles as a graph: articles list related articles, have providers and are about topics."
    " Begin at `search`, `articles`, `stories`, `article`, `provider` or `topic` and follow the"
    " fields; ask `paths`, `neighborhood`, `Article.reachable` and `Article.similar` how articles"
    " hang together."
)


class _Schema(strawberry.Schema):
    """A Strawberry schema with a description, in which an optional argument has no default."""

    def __init__(self) -> None:
        super().__init__(
            query=Query,
            subscription=Subscription,
            config=StrawberryConfig(scalar_map=SCALARS),
        )
        self._schema.description = DESCRIPTION  # Strawberry has no argument for it

    def get_fields(self, type_definition: StrawberryObjectDefinition) -> list[StrawberryField]:
        """The fields of a type.

        Strawberry takes a resolver's `= None` for a default of null and shows it to clients; what
        we mean by it is that the argument may be left out.
        """
        fields = super().get_fields(type_definition)
        for argument in (argument for field in fields for argument in field.arguments):
            if argument.default is None:
                argument.default = strawberry.UNSET
        return fields

    def as_str(self) -> str:
        """The SDL, with the description, which Strawberry's printer leaves out."""
        roots = "schema {\n  query: Query\n  subscription: Subscription\n}"
        return f'"""\n{DESCRIPTION}\n"""\n{roots}\n\n{super().as_str()}'

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log what went wrong here; what a client got wrong is only the client's business."""
        ours = [error for error in errors if error.path and _is_unexpected(error.original_error)]
        super().process_errors(ours, execution_context)

    __str__ = as_str


def _is_unexpected(error: Exception | None) -> bool:
    return error is not None and not isinstance(error, GraphApiError)


def create_schema() -> strawberry.Schema:
    """The schema, to be executed with a `Context` as context value."""
    return _Schema()


def schema_sdl() -> str:
    """The schema in GraphQL's schema definition language, without a line end at its end."""
    return create_schema().as_str()
