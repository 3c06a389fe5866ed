"""The files that are not part of a corpus: counted by kind, and why they are not articles."""

from __future__ import annotations

from typing import Final

from graphapi.corpus import ADDRESS_KEYS, Corpus, FileKind
from graphapi.domain import Severity
from graphapi.report.terminal import sanitized

__all__ = ["explain_no_articles", "skipped_summary"]

_EXAMPLES: Final = 3

_REASONS: Final = {
    FileKind.PAGE: "its front matter has neither a title nor an address",
    FileKind.TEXT: "it has no front matter",
    FileKind.DATA: "it is data without a title and an address",
    FileKind.EMPTY: "it is empty",
    FileKind.TEMPLATE: "it is a template for a program to fill in",
    FileKind.CONFIGURATION: "by its name it is a program's configuration",
    FileKind.LEFTOVER: "by its name it is an editor's temporary file",
    FileKind.BINARY: "it is not text",
}


def skipped_summary(corpus: Corpus) -> str:
    """The number of skipped files, by kind: `3 other files skipped (1 data file, …)`."""
    kinds = ", ".join(one.kind.counted(one.files) for one in corpus.passed_over)
    files = f"{corpus.skipped:,} other file{'' if corpus.skipped == 1 else 's'} skipped"
    return f"{files} ({kinds})" if kinds else files


def explain_no_articles(corpus: Corpus) -> str:
    """What an article needs, and what up to three files lack."""
    lacking = {
        problem.file: f"it {problem.message}"
        for problem in reversed(corpus.problems)
        if problem.severity is Severity.ERROR
    }
    lacking = dict(reversed(lacking.items()))
    for kind in corpus.passed_over:
        for file in kind.examples:
            lacking.setdefault(file, _REASONS[kind.kind])
    needs = (
        "an article is a file that starts with front matter, between lines of --- (YAML) or +++ "
        f"(TOML) or as a JSON object, with a title and one of {', '.join(ADDRESS_KEYS)}"
    )
    rows = [
        sanitized(f"  {file}: {lack}", "utf-8") for file, lack in list(lacking.items())[:_EXAMPLES]
    ]
    return "\n".join([needs, *rows])
