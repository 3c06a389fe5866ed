"""A folder of Markdown news articles, served as a graph through GraphQL.

    from graphapi import read_corpus

    graph = read_corpus("articles/")  # an ArticleGraph; `graph.nx` is a networkx.DiGraph

`graph.problems` tells what could not be read as written, with file and line.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from graphapi.errors import GraphApiError

if TYPE_CHECKING:
    from graphapi.graph.article_graph import ArticleGraph
    from graphapi.graph.reading import read_corpus

__all__ = ["ArticleGraph", "GraphApiError", "read_corpus"]

_HOMES = {
    "ArticleGraph": "graphapi.graph.article_graph",
    "read_corpus": "graphapi.graph.reading",
}
"""Where what is imported on first use lives: a part of graphapi must not load all of it."""


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
