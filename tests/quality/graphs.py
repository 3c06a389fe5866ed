"""The corpora that quality is measured on: the sample, and real ones where they are there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from graphapi.graph import ArticleGraph
from graphapi.graph.reading import read_corpus

__all__ = ["REAL", "graph_named", "name_of"]

_CORPORA = Path(__file__).parents[3] / "shared" / "corpora"

REAL = tuple(path.name for path in sorted(_CORPORA.iterdir())) if _CORPORA.is_dir() else ()
"""The names of the real corpora beside the repository."""


@cache
def graph_named(name: str) -> ArticleGraph:
    """The graph of a corpus: `sample`, or one of `REAL`."""
    return read_corpus() if name == "sample" else read_corpus(_CORPORA / name)


def name_of(graph: ArticleGraph) -> str:
    """The name of a graph that `graph_named` gave; "" for another."""
    return next((name for name in ("sample", *REAL) if graph_named(name) is graph), "")
