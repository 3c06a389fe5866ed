"""Loading the corpus of a command."""

from pathlib import Path

import typer

from graphapi.cli.messages import print_message
from graphapi.corpus import Corpus, load_corpus
from graphapi.domain import Severity
from graphapi.errors import CorpusError
from graphapi.graph import ArticleGraph
from graphapi.graph.reading import sample_corpus
from graphapi.report import (
    ReportFormat,
    counted,
    explain_no_articles,
    print_problems,
    reading_progress,
)
from graphapi.settings import Settings

__all__ = ["load", "load_graph"]


def load(paths: list[Path] | None, settings: Settings) -> Corpus:
    """The corpus at some paths, by default the sample corpus; shows the progress."""
    with reading_progress() as progress:
        return load_corpus(paths or [sample_corpus()], progress, follow_links=settings.follow_links)


def load_graph(paths: list[Path] | None, settings: Settings) -> ArticleGraph:
    """The graph of a corpus that has articles.

    Raises CorpusError if it has none, and typer.Exit if `--strict` is on and it has an ERROR.
    """
    corpus = load(paths, settings)
    errors = sum(problem.severity is Severity.ERROR for problem in corpus.problems)
    if settings.strict and errors:
        print_problems(ArticleGraph.build(corpus), corpus, ReportFormat.AUTO, errors_only=True)
        found = counted(errors, "problem")
        print_message(f"graphapi: the corpus has {found} of severity ERROR, and --strict is on")
        raise typer.Exit(1)
    if not corpus.articles:
        where = ", ".join(str(path) for path in paths or [sample_corpus()])
        found = f"no articles in {counted(corpus.files + corpus.skipped, 'file')}"
        raise CorpusError(f"{where}: {found}; {explain_no_articles(corpus)}")
    return ArticleGraph.build(corpus, language=settings.language)
