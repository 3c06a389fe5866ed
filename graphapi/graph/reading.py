"""From paths to a graph, in one call; and what comes with graphapi: a corpus, and operations."""

from __future__ import annotations

import os
from pathlib import Path

from graphapi.corpus import Progress, load_corpus
from graphapi.errors import CorpusError
from graphapi.graph.article_graph import ArticleGraph

__all__ = ["example_operations", "read_corpus", "sample_corpus"]


def read_corpus(
    *paths: str | os.PathLike[str],
    progress: Progress | None = None,
    follow_links: bool = False,
    language: str = "english",
) -> ArticleGraph:
    """Read folders or files of articles into a graph; the sample corpus if none is named.

    What could not be read as written is in the graph's `problems`. Symbolic links that lead out of
    what is named are followed only with `follow_links`. `language` is that of articles whose
    language cannot be told: one of `LANGUAGES`. Raises CorpusError if a path does not exist.
    """
    corpus = load_corpus(paths or [sample_corpus()], progress, follow_links=follow_links)
    return ArticleGraph.build(corpus, language=language)


def sample_corpus() -> Path:
    """The folder of the sample corpus: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "data", package.parent / "data"):
        if folder.is_dir():
            return folder
    raise CorpusError("the sample corpus is not installed; name a folder of articles instead")


def example_operations() -> list[str]:
    """The texts of the example operations, in the order of their files; none if not installed."""
    package = Path(__file__).parents[1]
    folders = (package / "operations", package.parent / "schema" / "operations")
    found = next((folder for folder in folders if folder.is_dir()), None)
    paths = sorted(found.glob("*.graphql")) if found is not None else []
    return [path.read_text(encoding="utf-8") for path in paths]
