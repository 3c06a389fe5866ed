"""Topics: what articles are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphapi.domain.awaitables import MaybeAwaitable
from graphapi.domain.image import Image

__all__ = ["Topic"]


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """What an article is about: known by name, ignoring case.

    The store knows its parent and its children, which make a forest: a parent that would close a
    circle is left out.
    """

    name: str
    slug: str
    short_name: str | None
    keywords: tuple[str, ...]
    hashtags: tuple[str, ...]
    images: MaybeAwaitable[Sequence[Image]]
    article_count: int
