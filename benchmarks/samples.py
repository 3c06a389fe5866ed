"""Shapes of operation, and values from a corpus to fill them with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from graphql import build_ast_schema, parse

from graphapi.api import schema_sdl
from graphapi.graph import ArticleGraph, ArticleNode
from graphapi.store import PageRequest, Period, StoryOrder
from graphapi.store.memory import MemoryStore

__all__ = ["RUNS", "Samples", "Shape", "Variables", "schema_types"]

RUNS: Final = range(7)
"""Each shape is run so often."""

Variables = Sequence[Any]
"""What each run is given."""


@dataclass(frozen=True)
class Shape:
    """A document, and the variables of each of its runs: no two runs have the same values."""

    name: str
    query: str
    variables: Sequence[dict[str, Any]]


def schema_types() -> dict[str, Any]:
    """The types of the schema by name."""
    return dict(build_ast_schema(parse(schema_sdl())).type_map)


class Samples:
    """Values of a corpus, another for each number."""

    def __init__(self, graph: ArticleGraph) -> None:
        self.graph = graph
        linked = sorted(graph.articles, key=lambda each: each.in_degree + each.out_degree)
        self._hubs = linked[::-1]

    def article(self, number: int) -> ArticleNode:
        """Any article."""
        return self.graph.articles[(number * 619 + 1_000) % len(self.graph.articles)]

    def hub(self, number: int) -> ArticleNode:
        """One of those with the most links."""
        return self._hubs[(number + 2) % len(self._hubs)]

    def text(self, field: str, number: int) -> str:
        """A value of a property of articles, as it is looked for."""
        if field == "topic":
            return self.graph.topics[number % len(self.graph.topics)].name
        if field in {"provider", "domain"}:
            return self.graph.providers[number * 7 % len(self.graph.providers)].domain
        if field == "name":
            return self.graph.providers[number * 7 % len(self.graph.providers)].name
        return str(getattr(self.article(number), field) or "")

    def cursor(self, field: str) -> str:
        """A cursor in the middle of a list."""
        graph = self.graph
        middle = PageRequest(first=100)
        store = MemoryStore(graph, datetime.now(UTC))
        lists: dict[str, Any] = {
            "articles": partial(store.articles, None, ()),
            "providers": partial(store.providers, None, ()),
            "topics": partial(store.topics, ()),
            "stories": partial(store.stories, 2, None, Period(), StoryOrder.SIZE_DESC),
        }
        return str(lists[field](middle).page_info().end_cursor)

    def words(self, number: int, count: int) -> list[str]:
        """Words that many articles have."""
        found: list[str] = []
        while len(found) < count:
            article = self.article(number + 31 * len(found))
            found += [
                word for word in f"{article.title} {article.excerpt}".split() if word.isalpha()
            ]
        return found[:count]
