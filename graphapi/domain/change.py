"""Changes of a corpus."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from graphapi.domain.article import Article

__all__ = ["ArticleChange", "ChangeKind"]


class ChangeKind(Enum):
    """What became of an article; RESET: anything may have changed."""

    ADDED = "ADDED"
    UPDATED = "UPDATED"
    REMOVED = "REMOVED"
    RESET = "RESET"


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """A change of an article, which led to a version.

    The `article` is as it is then, or as it was last where it was removed; None in a RESET. The
    `cursor` names the place behind the change.
    """

    kind: ChangeKind
    version: str
    cursor: str
    article: Article | None
