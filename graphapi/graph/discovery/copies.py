"""Which articles are the same report: a wire text that many print, or one that is published twice.

Texts are compared by their shingles, runs of three words (Broder, On the resemblance and
containment of documents, 1997). Articles that share some of their smallest hashes are candidates;
whether they are copies is then told from their words themselves.

What follows a template is no copy: release notes of a series, or press releases about one award
that two firms won. It betrays itself where each title names something that is nowhere in the other
text. Such articles are copies only if others than the same provider printed nearly the same words
below the title, and none of the two goes on about what its own title names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np

from graphapi.graph.discovery.word_hashes import (
    WordHashes,
    article_words,
    hashes_of,
    keys_of,
    owners_of,
    shortened,
    stem,
)
from graphapi.graph.indexes.known_rows import Rows
from graphapi.graph.indexes.known_texts import KnownTexts
from graphapi.graph.indexes.postings import Numbers, Postings
from graphapi.graph.nodes import ArticleNode

__all__ = ["copy_sketches", "find_copies"]

_SMALLEST: Final = 12
"""Hashes of an article that candidates are found by."""

_SHARED: Final = 3
"""Of them, candidates have so many in common: those with half of all shingles nearly always do."""

_WINDOW: Final = 30
"""Articles with the same hash, in the order of time, are compared with so many that follow."""

_LEAST_RESEMBLANCE: Final = 0.5
"""Of the shingles that either has, the share that copies have in common."""

_LEAST_CONTAINMENT: Final = 0.85
_LEAST_CONTAINED: Final = 20
"""Or such a share of the shorter one's, if it has so many shingles."""

_RETITLED: Final = 0.8
"""The least resemblance of what two articles with titles of their own have below them."""

_TELLING: Final = 12
"""So many words below a title say that it is the same report; fewer are often a standing phrase."""

_MAX_DAYS: Final = 90
"""What is published again later is not listed again but written again, or a series."""

_Pair = tuple[int, int]

_MIX: Final = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


def copy_sketches(words: WordHashes) -> Rows:
    """The smallest hashes of the shingles of texts, by text, ascending."""
    hashes, parts = words.hashes, words.parts
    together = parts[2:] == parts[:-2]
    runs = (hashes[:-2] * _MIX[0] + hashes[1:-1]) * _MIX[1] + hashes[2:]
    # The last bits of a product depend on the last bits of its factors alone.
    runs ^= runs >> np.uint64(29)
    keys = keys_of((parts[2:] // 2)[together], shortened(runs * _MIX[0])[together])
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    owners = owners_of(keys)
    small = np.arange(len(owners)) - np.searchsorted(owners, owners) < _SMALLEST
    starts = np.searchsorted(owners[small], np.arange(words.texts + 1))
    return Rows(starts, (hashes_of(keys[small]),))


def _candidates(sketches: Rows) -> Iterator[tuple[int, int]]:
    """Pairs of articles that share hashes, each once, the lower number first, ascending."""
    hashes, owners = sketches.columns[0], sketches.owners()
    articles = len(sketches.starts) - 1
    order = np.argsort(hashes, kind="stable")  # so that owners ascend
    hashes, owners = hashes[order], owners[order].astype(np.int64)
    found: list[Numbers] = [np.empty(0, np.int64)]
    for distance in range(1, _WINDOW + 1):
        same = hashes[distance:] == hashes[:-distance]
        if not same.any():
            break
        found.append(owners[:-distance][same] * articles + owners[distance:][same])
    pairs, counts = np.unique(np.concatenate(found), return_counts=True)
    for pair in pairs[counts >= _SHARED].tolist():
        yield divmod(pair, articles)


def find_copies(
    articles: Sequence[ArticleNode], sketches: Rows, known: KnownTexts | None = None
) -> Postings:
    """The groups of articles that are copies of one another; those of a group are ascending.

    Groups are in the order of their first articles. An article is in one group at most: it joins
    that of a copy if it is a copy of at least half of those who are in it.
    """
    copies: dict[int, set[int]] = defaultdict(set)
    for one, other in _copied_pairs(articles, list(_candidates(sketches)), known):
        copies[one].add(other)
        copies[other].add(one)
    groups: list[list[int]] = []
    group_of: dict[int, int] = {}
    # The newest has the lowest number: from the earliest on, who came later is a copy of it.
    for index in sorted(copies, reverse=True):
        for number in dict.fromkeys(group_of[near] for near in copies[index] if near in group_of):
            if 2 * len(copies[index].intersection(groups[number])) >= len(groups[number]):
                group_of[index] = number
                groups[number].append(index)
                break
        else:
            group_of[index] = len(groups)
            groups.append([index])
    return Postings.from_lists(sorted(sorted(group) for group in groups if len(group) > 1))


def _copied_pairs(
    articles: Sequence[ArticleNode], candidates: Sequence[_Pair], known: KnownTexts | None
) -> Iterator[_Pair]:
    """The candidates that are copies. Most of them were candidates in the version before."""
    texts: dict[int, _Text] = {}

    def verdicts(pairs: Iterable[_Pair]) -> Iterator[bool]:
        for pair in pairs:
            for index in pair:
                if index not in texts:
                    texts[index] = _Text.of(articles[index])
            yield _are_copies(*(texts[index] for index in pair))

    if known is None:
        found: Iterable[bool] = verdicts(candidates)
    else:
        keys = {index: _compared(articles[index]) for pair in candidates for index in pair}
        pairs = {(keys[one], keys[other]): (one, other) for one, other in candidates}
        found = known.copies.of(
            ((keys[one], keys[other]) for one, other in candidates),
            lambda missing: verdicts(pairs[key] for key in missing),
        )
    return compress(candidates, found)


def _compared(article: ArticleNode) -> Hashable:
    """All that a verdict depends on."""
    domain = None if article.provider is None else article.provider.domain
    return article.title, article.excerpt, article.body, article.published_date_time, domain


@dataclass(frozen=True, slots=True)
class _Text:
    """What is compared of an article: words by their stems, shingles of title and rest."""

    title: frozenset[str]
    rest: frozenset[str]
    title_runs: frozenset[tuple[str, ...]]
    rest_runs: frozenset[tuple[str, ...]]
    domain: str | None
    day: float | None

    @classmethod
    def of(cls, article: ArticleNode) -> _Text:
        title, rest = ([stem(word) for word in part] for part in article_words(article))
        date = article.published_date_time
        return cls(
            frozenset(title),
            frozenset(rest),
            _runs(title),
            _runs(rest),
            None if article.provider is None else article.provider.domain,
            None if date is None else date.timestamp() / 86_400,
        )


def _runs(words: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _are_copies(one: _Text, other: _Text) -> bool:
    if one.day is not None and other.day is not None and abs(one.day - other.day) > _MAX_DAYS:
        return False
    first, second = one.title_runs | one.rest_runs, other.title_runs | other.rest_runs
    resemblance, shorter = _resemblance(first, second), min(len(first), len(second))
    contained = shorter >= _LEAST_CONTAINED and (
        len(first & second) >= _LEAST_CONTAINMENT * shorter
    )
    if resemblance < _LEAST_RESEMBLANCE and not contained:
        return False
    own = one.title - other.title - other.rest
    others = other.title - one.title - one.rest
    if any(word[:1].isdigit() for word in own | others):
        return False
    if not own and not others:
        return True
    is_telling = min(len(one.rest), len(other.rest)) >= _TELLING
    if one.domain == other.domain:
        # An outlet does not print its own report under two names, but its notes look alike.
        return not (own and others) and is_telling and resemblance >= _RETITLED
    if not (own and others):
        return is_telling
    if own & one.rest and others & other.rest:
        return False
    return is_telling and _resemblance(one.rest_runs, other.rest_runs) >= _RETITLED


def _resemblance(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Of the shingles that either has, the share that both have (Jaccard index)."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0
