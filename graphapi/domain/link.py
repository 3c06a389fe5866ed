"""Links: which article lists which."""

from __future__ import annotations

from typing import NamedTuple

from graphapi.domain.article import Article

__all__ = ["Link"]


class Link(NamedTuple):
    """One related entry: `source` lists `target`, at the 0-based place `position`."""

    source: Article
    target: Article
    position: int
