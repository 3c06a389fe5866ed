"""Groups problems by kind: the same message about different values is one kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from graphapi.domain import Problem, Severity

__all__ = ["ProblemKind", "kinds_of"]

# Quoted texts, addresses, indexes and separate numbers differ from problem to problem. An
# apostrophe inside a word opens no quotes.
_VALUES: Final = re.compile(
    r"""
    (?<!\w) ' (?: [^'\\] | \\. )* ' (?!\w)
    | (?<!\w) " (?: [^"\\] | \\. )* " (?!\w)
    | https?://[^\s,;]+
    | (?<=\[) \d+ (?=\])
    | (?<![\w:.-]) \d[\d,]* (?![\w:.-]*\w)
    """,
    re.VERBOSE | re.ASCII,
)
_INDEXES: Final = re.compile(r"\[\d+\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """Problems that differ in their values only, in the order in which they were given.

    `field` has no indexes (`related[].quality`), and `message` has `…` in place of values.
    """

    severity: Severity
    field: str | None
    message: str
    problems: tuple[Problem, ...]


def kinds_of(problems: Iterable[Problem], files: Collection[str]) -> Sequence[ProblemKind]:
    """The kinds of problems: ERRORs first, then by number of problems, field and message.

    The names in `files`, a set, count as values in messages.
    """
    found: dict[tuple[Severity, str | None, str], list[Problem]] = {}
    for problem in problems:
        field = None if problem.field is None else _INDEXES.sub("[]", problem.field)
        key = problem.severity, field, _without_values(problem.message, files)
        found.setdefault(key, []).append(problem)
    kinds = (ProblemKind(*key, tuple(listed)) for key, listed in found.items())
    return sorted(
        kinds,
        key=lambda kind: (
            kind.severity is not Severity.ERROR,
            -len(kind.problems),
            kind.field or "",
            kind.message,
        ),
    )


def _without_values(message: str, files: Collection[str]) -> str:
    words = _VALUES.sub("…", message).split(" ")
    return " ".join("…" if word.rstrip(",;:") in files else word for word in words)
