"""The corpus as a whole, and what could not be read as written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import strawberry

from graphapi import domain, store
from graphapi.api.context import Info
from graphapi.api.enums import Severity
from graphapi.api.field_costs import listed
from graphapi.api.global_ids import Node
from graphapi.api.resolvers import resolver

__all__ = ["Corpus", "Problem"]


@strawberry.type(description="What could not be read as written in a file.")
class Problem:
    """Describes domain.Problem."""

    file: str = strawberry.field(description="The path of the file, relative to the corpus.")
    line: int | None = strawberry.field(
        description=(
            "The line in the file, counted from 1; null if the problem has no single line."
        )
    )
    field: str | None = strawberry.field(
        description="The front matter key, such as `related[2].quality`; null for the whole file."
    )
    message: str = strawberry.field(description="What is wrong, and what was done about it.")
    severity: Severity = strawberry.field(
        description="Whether the file was left out or only partly read."
    )


@strawberry.type(description="The loaded corpus in numbers. Its `id` is always the same.")
class Corpus(Node):
    """Describes store.CorpusSummary. Its `id` is always the same."""

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        """Whether a Node is the corpus."""
        return isinstance(value, store.CorpusSummary)

    version: str = strawberry.field(description="Changes whenever the data changes.")
    loaded_at: datetime = strawberry.field(description="When it was loaded.")
    articles: int = strawberry.field(description="How many articles, stubs included.")
    stubs: int = strawberry.field(
        description="How many articles are known only from related lists."
    )
    links: int = strawberry.field(description="How many links between articles.")
    providers: int = strawberry.field(description="How many providers.")
    topics: int = strawberry.field(description="How many topics.")
    files: int = strawberry.field(
        description=(
            "How many files with front matter or YAML were found, including those"
            " that could not be read."
        )
    )
    problem_count: int = strawberry.field(
        description=("How many problems were found while reading.")
    )

    @resolver(int)
    @staticmethod
    def stories(
        root: strawberry.Parent[store.CorpusSummary],  # noqa: ARG004  Strawberry asks for it
        info: Info,
    ) -> store.MaybeAwaitable[int]:
        """How many stories there are."""
        return info.context.store.story_count()

    @resolver(list[Problem], listed(50, store.MAX_REPORT))
    @staticmethod
    def problems(
        root: strawberry.Parent[store.CorpusSummary],  # noqa: ARG004  Strawberry asks for it
        info: Info,
        first: Annotated[
            int,
            strawberry.argument(
                description=f"How many problems at most: 0 to {store.MAX_REPORT:,}, by default 50."
            ),
        ] = 50,
    ) -> store.MaybeAwaitable[Sequence[domain.Problem]]:
        """What could not be read as written: by file, then by line."""
        return info.context.store.problems(first)
