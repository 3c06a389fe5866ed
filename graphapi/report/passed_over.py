"""The files that are no part of a corpus: how many of which kind, and why nothing was found."""

from __future__ import annotations

from typing import Final

from graphapi.corpus import ADDRESS_KEYS, Corpus, FileKind
from graphapi.domain import Severity
from graphapi.report.terminal import harmless

__all__ = ["passed_over", "why_no_articles"]

_EXAMPLES: Final = 3

_LACKS: Final = {
    FileKind.PAGE: "its front matter has neither a title nor an address",
    FileKind.TEXT: "it has no front matter",
    FileKind.DATA: "it holds data without a title and an address",
    FileKind.EMPTY: "it is empty",
    FileKind.TEMPLATE: "it is a template that a program fills in",
    FileKind.CONFIGURATION: "by its name it is the configuration of a program",
    FileKind.LEFTOVER: "by its name an editor left it behind",
    FileKind.BINARY: "it is no text",
}


def passed_over(corpus: Corpus) -> str:
    """How many files were passed over, by kind: `3 other files passed over (1 data file, …)`."""
    kinds = ", ".join(one.kind.counted(one.files) for one in corpus.passed_over)
    files = f"{corpus.skipped:,} other file{'' if corpus.skipped == 1 else 's'} passed over"
    return f"{files} ({kinds})" if kinds else files


def why_no_articles(corpus: Corpus) -> str:
    """What an article needs, and what three files lack that are none."""
    lacking = {
        problem.file: f"it {problem.message}"
        for problem in reversed(corpus.problems)
        if problem.severity is Severity.ERROR
    }
    lacking = dict(reversed(lacking.items()))
    for kind in corpus.passed_over:
        for file in kind.examples:
            lacking.setdefault(file, _LACKS[kind.kind])
    needs = (
        "an article is a file that begins with front matter, between lines of --- (YAML) or +++ "
        f"(TOML) or as a JSON object, with a title and one of {', '.join(ADDRESS_KEYS)}"
    )
    rows = [
        harmless(f"  {file}: {lack}", "utf-8") for file, lack in list(lacking.items())[:_EXAMPLES]
    ]
    return "\n".join([needs, *rows])
