"""A graph in parts, for handing it to another process: see `graphapi.runtime.mapped_files`.

Each part is read in a few milliseconds, so that a process that answers requests can go on between
two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, Final, NamedTuple, TypeVar

from graphapi.graph.article_graph import ArticleGraph

__all__ = ["graph_from_parts", "parts_of_graph"]

_CHUNK: Final = 200
"""Articles in one part."""

T = TypeVar("T")


def parts_of_graph(graph: ArticleGraph, *, complete: bool = False) -> Iterator[Any]:
    """The graph, with those of its background values that are there already.

    If it is to be `complete`, those that are not are computed, or waited for, at the end.
    """
    yield graph.providers
    yield graph.topics
    # What these hold is one object with what the last part has of it.
    yield from _chunks(graph.articles)
    values = {field.name: getattr(graph, field.name) for field in fields(graph)}
    values["_sources"] = graph.packed_sources()
    for name, value in values.items():
        if name != "_reuse":
            yield {name: value}
    for name, value in graph.background.items():
        if complete or value.is_made:
            yield _Computed(name, value.get())


def graph_from_parts(parts: Iterable[Any]) -> ArticleGraph:
    """The graph that was taken apart; all that it is asked for is equal."""
    values: dict[str, Any] = {}
    computed: list[_Computed] = []
    for part in parts:
        if isinstance(part, dict):
            values |= part
        elif isinstance(part, _Computed):
            computed.append(part)
    graph = ArticleGraph(**values)
    for part in computed:
        graph.background[part.name].put(part.value)
    return graph


class _Computed(NamedTuple):
    """A background value that was computed, and its name."""

    name: str
    value: Any


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
