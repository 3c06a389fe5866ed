"""Providers: who publishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphapi.domain.awaitables import MaybeAwaitable
from graphapi.domain.image import Image

__all__ = ["NameCount", "Provider"]


@dataclass(frozen=True, slots=True)
class NameCount:
    """A name and how many articles print it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Provider:
    """Who publishes: known by domain.

    `name` is the one printed most often, `names` all of them with their counts, most frequent
    first. The name in an organization file is among them, with 0 if no article prints it, and
    is shown only if no article prints any; with no name at all the domain is the name. `images`
    are those of its organization file, then those that articles carry.
    """

    domain: str
    name: str
    names: tuple[NameCount, ...]
    images: MaybeAwaitable[Sequence[Image]]
    article_count: int
