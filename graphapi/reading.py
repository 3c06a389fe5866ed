"""From paths to a graph, in one call; and where the sample corpus lies."""

from __future__ import annotations

import os
from pathlib import Path

from graphapi.corpus import Progress, load_corpus
from graphapi.errors import CorpusError
from graphapi.graph import ArticleGraph

__all__ = ["read_corpus", "sample_corpus"]


def read_corpus(*paths: str | os.PathLike[str], progress: Progress | None = None) -> ArticleGraph:
    """Read folders or files of articles into a graph; the sample corpus where none is named.

    What could not be read as written is in the graph's `problems`. Raises CorpusError where a
    path does not exist.
    """
    return ArticleGraph.build(load_corpus(paths or [sample_corpus()], progress))


def sample_corpus() -> Path:
    """The folder of the sample corpus: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    for folder in (package / "data", package.parent / "data"):
        if folder.is_dir():
            return folder
    raise CorpusError("the sample corpus is not installed; name a folder of articles instead")
