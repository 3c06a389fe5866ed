"""Reading a corpus: every file of some folders, into one value."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from graphapi.corpus.files.batches import parse_files
from graphapi.corpus.files.folders import find_files
from graphapi.corpus.other_files import FileKind
from graphapi.corpus.parsing.parser import Document
from graphapi.corpus.parsing.unaddressed import linked_by_words
from graphapi.corpus.records import (
    ArticleDocument,
    Corpus,
    OrganizationDocument,
    PassedOver,
    TopicDocument,
)
from graphapi.domain import Problem
from graphapi.runtime.garbage import collections_paused

__all__ = ["Progress", "load_corpus"]

Progress = Callable[[int, int], None]
"""Told how many files have been read, and of how many."""


def load_corpus(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    progress: Progress | None = None,
    *,
    follow_links: bool = False,
) -> Corpus:
    """Read every article, topic and organization under the given folders and files.

    Nothing in the files stops the reading: what is odd or broken becomes a Problem. Symbolic
    links that lead out of all these folders and files are followed only with `follow_links`. Raises
    CorpusError where a path does not exist.
    """
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    problems: list[Problem] = []
    files = find_files([Path(path) for path in paths], problems, follow_links=follow_links)
    documents: list[Document] = []
    others: dict[FileKind, list[str]] = {}
    with collections_paused():
        # No name holds the generator, so that an interruption ends it and the processes it started.
        for count, (file, parsed) in enumerate(
            zip(files, parse_files(files), strict=True), start=1
        ):
            problems.extend(parsed.problems)
            if parsed.document is not None:
                documents.append(parsed.document)
            elif parsed.passed_over is not None:
                others.setdefault(parsed.passed_over, []).append(file.name)
            if progress is not None:
                progress(count, len(files))
    articles = [d for d in documents if isinstance(d, ArticleDocument)]
    linked, problems = linked_by_words(articles, problems)
    return Corpus(
        articles=linked,
        topics=tuple(d for d in documents if isinstance(d, TopicDocument)),
        organizations=tuple(d for d in documents if isinstance(d, OrganizationDocument)),
        problems=tuple(sorted(problems, key=_by_place)),
        files=len(files) - sum(map(len, others.values())),
        passed_over=tuple(
            PassedOver(kind, len(others[kind]), tuple(others[kind][:3]))
            for kind in FileKind
            if kind in others
        ),
    )


def _by_place(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.file, problem.line or 0, problem.field or "", problem.message)
