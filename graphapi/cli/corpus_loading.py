"""Loading the corpus of a command."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer
from platformdirs import user_cache_path

from graphapi.cli.messages import print_message
from graphapi.corpus import Corpus
from graphapi.corpus.reader import CorpusReader
from graphapi.domain import Severity
from graphapi.errors import CorpusError
from graphapi.graph import ArticleGraph
from graphapi.graph.reading import sample_corpus
from graphapi.loading import Snapshot
from graphapi.report import (
    ReportFormat,
    counted,
    explain_no_articles,
    print_problems,
    reading_progress,
)
from graphapi.settings import Settings

__all__ = ["LoadedCorpus", "load_corpus", "load_graph", "snapshot_of"]

_HOLD_SECONDS: Final = 1.0
"""How long an edit that makes a file worse must have stood before it counts."""


@dataclass(frozen=True, slots=True)
class LoadedCorpus:
    """A graph, and what it takes to keep it up to date.

    `snapshot` is None if none is kept, `is_new` is false for a graph that comes from it.
    """

    paths: Sequence[Path]
    reader: CorpusReader
    graph: ArticleGraph
    snapshot: Snapshot | None
    is_new: bool

    @property
    def is_saved(self) -> bool:
        """Whether the snapshot holds the graph and all that is computed of it."""
        computed = self.graph.background.values()
        return not self.is_new and all(value.is_made for value in computed)

    def save(self) -> None:
        """Keep a snapshot for the next start, unless it is there already."""
        if self.snapshot is not None and self.is_new:
            self.snapshot.save(self.reader, self.graph)


def load_corpus(paths: list[Path] | None, settings: Settings) -> Corpus:
    """The corpus at some paths, by default the sample corpus; shows the progress."""
    found = paths or [sample_corpus()]
    reader = _reader(found, settings)
    snapshot = snapshot_of(found, settings)
    if snapshot is not None:
        snapshot.restore(reader)
    return _read(reader)


def load_graph(paths: list[Path] | None, settings: Settings) -> LoadedCorpus:
    """The graph of a corpus that has articles.

    Raises CorpusError if it has none, and typer.Exit if `--strict` is on and it has an ERROR.
    """
    found = paths or [sample_corpus()]
    reader, snapshot = _reader(found, settings), snapshot_of(found, settings)
    graph = None if snapshot is None else snapshot.load_graph(reader)
    is_new = graph is None
    if graph is None:
        if snapshot is not None:
            snapshot.restore(reader)
        graph = _build(reader, found, settings)
    errors = sum(problem.severity is Severity.ERROR for problem in graph.problems)
    if settings.strict and errors:
        corpus = _read(reader)
        print_problems(graph, corpus, ReportFormat.AUTO, errors_only=True)
        shown = counted(errors, "problem")
        print_message(f"graphapi: the corpus has {shown} of severity ERROR, and --strict is on")
        raise typer.Exit(1)
    return LoadedCorpus(found, reader, graph, snapshot, is_new)


def _build(reader: CorpusReader, paths: Sequence[Path], settings: Settings) -> ArticleGraph:
    corpus = _read(reader)
    if not corpus.articles:
        where = ", ".join(map(str, paths))
        found = f"no articles in {counted(corpus.files + corpus.skipped, 'file')}"
        raise CorpusError(f"{where}: {found}; {explain_no_articles(corpus)}")
    return ArticleGraph.build(corpus, language=settings.language)


def _read(reader: CorpusReader) -> Corpus:
    with reading_progress() as progress:
        return reader.read(progress)


def _reader(paths: Sequence[Path], settings: Settings) -> CorpusReader:
    return CorpusReader(paths, follow_links=settings.follow_links, hold_seconds=_HOLD_SECONDS)


def snapshot_of(paths: Sequence[Path], settings: Settings) -> Snapshot | None:
    """Where the snapshot of a corpus is kept; None for nowhere."""
    if settings.cache == "off":
        return None
    folder = Path(settings.cache) if settings.cache else None
    if folder is None:
        with suppress(RuntimeError, OSError):  # a user without a home
            folder = user_cache_path("graphapi")
    if folder is None:
        return None
    options = {"follow_links": settings.follow_links, "language": settings.language}
    return Snapshot(folder, paths, options)
