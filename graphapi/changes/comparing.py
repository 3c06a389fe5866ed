"""What one version of a corpus has changed of another, article by article.

An article has changed when what the files say of it has: its fields, its addresses or its related
list. It has not where only others changed: who lists it, how many articles its provider has, its
rank, its story.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import numpy as np

from graphapi.graph import ArticleGraph, ArticleNode, Integers, Numbers

__all__ = ["Change", "compare"]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the article with this URL: `before` is None where it was added.

    Over several versions, `before` is how it was at their beginning, and `last` how it was at the
    moment when it was removed; None if that is the same.
    """

    url: str
    before: ArticleNode | None
    is_removed: bool = False
    last: ArticleNode | None = None


_OWN: Final = attrgetter(
    "urls",
    "web_url",
    "original_url",
    "amp_web_url",
    "cdn_amp_web_url",
    "title",
    "excerpt",
    "published_date_time",
    "category",
    "type",
    "quality",
    "heat",
    "published",
    "removed",
    "stub",
    "provider_name",
    "images",
    "featured_content",
    "body",
    "extra",
)


def compare(old: ArticleGraph, new: ArticleGraph) -> tuple[Change, ...]:
    """The changes from one version to another, by URL."""
    were = {article.url: article for article in old.articles}
    before = [were.pop(article.url, None) for article in new.articles]
    places = np.fromiter((-1 if each is None else each.index for each in before), np.int64)
    listing = set(_with_other_lists(old, new, places).tolist())
    changes = [
        Change(article.url, was)
        for was, article in zip(before, new.articles, strict=True)
        if was is None or article.index in listing or not _says_the_same(was, article)
    ]
    changes += [Change(url, was, is_removed=True) for url, was in were.items()]
    return tuple(sorted(changes, key=attrgetter("url")))


def _says_the_same(one: ArticleNode, other: ArticleNode) -> bool:
    return (
        _OWN(one) == _OWN(other)
        and _domain(one) == _domain(other)
        and [topic.name for topic in one.topics] == [topic.name for topic in other.topics]
    )


def _domain(article: ArticleNode) -> str | None:
    return None if article.provider is None else article.provider.domain


def _with_other_lists(old: ArticleGraph, new: ArticleGraph, places: Numbers) -> Integers:
    """The articles of the new version that listed others in the old one, where each is at its place
    in `places`, -1 for those that are new.
    """
    listed, were_listed = new.links.outward, old.links.outward
    there = np.flatnonzero(places >= 0).astype(np.int32)
    lengths = listed.counts()[there]
    same_length = lengths == were_listed.counts()[places[there]]
    rows = there[same_length]
    now = places[listed.members[listed.places_of_all(rows)]]
    then = were_listed.members[were_listed.places_of_all(places[rows].astype(np.int32))]
    owners = np.repeat(rows, lengths[same_length])
    return np.concatenate([there[~same_length], np.unique(owners[now != then])])
