"""Files from their text, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graphapi.corpus import ArticleDocument, Mention
from graphapi.corpus.parsing.parser import DocumentParser, Parsed
from graphapi.domain import Problem, Severity

__all__ = [
    "MINIMUM",
    "article_of",
    "fenced",
    "mention_of",
    "messages",
    "one_problem",
    "parse",
    "places",
    "write",
]

MINIMUM = "title: Caching\nwebUrl: https://a.example/caching\n"
"""The least that makes an article."""


def fenced(yaml: str, body: str = "") -> str:
    """A file with front matter."""
    return f"---\n{yaml}---\n{body}"


def parse(content: str | bytes, file: str = "a.md") -> Parsed:
    """What one file gives."""
    data = content.encode() if isinstance(content, str) else content
    return DocumentParser().parse(file, data)


def article_of(yaml: str, body: str = "") -> tuple[ArticleDocument, tuple[Problem, ...]]:
    """The article of a file with this front matter, and the problems met."""
    parsed = parse(fenced(yaml, body))
    assert isinstance(parsed.document, ArticleDocument), parsed.problems
    return parsed.document, parsed.problems


def mention_of(yaml: str) -> tuple[Mention, tuple[Problem, ...]]:
    """What a file with the least an article needs, and this, says of the article."""
    document, problems = article_of(MINIMUM + yaml)
    return document.mention, problems


def one_problem(parsed: Parsed, severity: Severity) -> Problem:
    """The only problem, of the severity that is expected."""
    (problem,) = parsed.problems
    assert problem.severity is severity
    return problem


def messages(problems: tuple[Problem, ...]) -> str:
    """All that is said, line by line."""
    return "\n".join(f"{p.line} {p.field}: {p.message}" for p in problems)


def places(problems: tuple[Problem, ...]) -> list[tuple[int | None, str | None]]:
    """Where the problems are: line and field."""
    return [(problem.line, problem.field) for problem in problems]


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder, their own folders included."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
