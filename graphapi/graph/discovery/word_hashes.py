"""The words of texts as numbers: a hash of the stem of each, the same on every machine.

What compares texts with one another needs to know which words are the same, not what they are. A
hash has 48 bits; of a million different words, two share one with a probability of 2 in 1,000. The
16 bits left in a number of 64 say which text it belongs to: keys of both sort by text and hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, Final

import numpy as np
import tantivy
from numpy.typing import NDArray

from graphapi.domain.words import folded_words, words
from graphapi.graph.indexes.postings import Integers
from graphapi.graph.nodes import ArticleNode

__all__ = [
    "STRETCH",
    "Hashes",
    "WordHashes",
    "article_words",
    "hash_texts",
    "hashes_of",
    "keys_of",
    "owners_of",
    "shortened",
    "stem",
    "text_words",
    "visible_words",
    "word_hashes",
]

Hashes = NDArray[np.uint64]

_MAX_WORDS: Final = 400
"""Words of a text that are looked at: what news is about, it says at the beginning."""

_CHARACTERS: Final = 12 * _MAX_WORDS
"""Characters of a text that are looked at."""

STRETCH: Final = 50_000
"""Articles that are taken apart at once; their words are given back before the next are. Their
numbers fit into the bits that hashes leave.
"""

_BITS: Final = np.uint64(48)
_SPARE: Final = np.uint64(16)
_MASK: Final = np.uint64(2**48 - 1)

_STEMMER: Final[Any] = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)


@dataclass(frozen=True, slots=True)
class WordHashes:
    """The hashes of the words of some texts, one text after the other.

    Each text has two parts, the title and the rest: word i is in part `parts[i]`, which is the
    title of text `parts[i] // 2` if even.
    """

    texts: int
    parts: Integers
    hashes: Hashes


def word_hashes(articles: Sequence[ArticleNode]) -> Iterator[WordHashes]:
    """The words of articles, in stretches, one at least."""
    for start in range(0, max(1, len(articles)), STRETCH):
        yield hash_texts(map(article_words, articles[start : start + STRETCH]))


def hash_texts(texts: Iterable[tuple[list[str], list[str]]]) -> WordHashes:
    """The words of texts, each the folded words of a title and those of the rest."""
    listed = list(chain.from_iterable(texts))
    lengths = np.fromiter(map(len, listed), np.int64, len(listed))
    hashes = np.fromiter(map(_hash, chain.from_iterable(listed)), np.uint64, int(lengths.sum()))
    parts = np.repeat(np.arange(len(listed), dtype=np.int32), lengths)
    return WordHashes(len(listed) // 2, parts, hashes)


def shortened(hashes: Hashes) -> Hashes:
    """Hashes of 64 bits, cut to those that count."""
    return hashes >> _SPARE


def keys_of(owners: Integers, hashes: Hashes) -> Hashes:
    """Numbers that sort by owner, which is below 2¹⁶, and then by hash."""
    return owners.astype(np.uint64) << _BITS | hashes


def hashes_of(keys: Hashes) -> Hashes:
    """The hashes in keys."""
    return keys & _MASK


def owners_of(keys: Hashes) -> Integers:
    """The owners in keys."""
    return (keys >> _BITS).astype(np.int32)


def article_words(article: ArticleNode) -> tuple[list[str], list[str]]:
    """The folded words of an article's title, and of its excerpt and body, as far as looked at."""
    rest = f"{article.excerpt or ''}\n{article.body[:_CHARACTERS]}"
    return text_words(article.title), text_words(rest)


def text_words(text: str) -> list[str]:
    """The folded words of a text, as far as looked at."""
    return folded_words(text[:_CHARACTERS])[:_MAX_WORDS]


def visible_words(text: str) -> list[tuple[str, str]]:
    """The folded words of a text, as far as looked at, each with what is written there."""
    looked_at = text[:_CHARACTERS]
    found = islice(words(looked_at), _MAX_WORDS)
    return [(word.text, looked_at[word.start : word.end]) for word in found]


@lru_cache(maxsize=262_144)
def stem(word: str) -> str:
    """What the forms of a folded word have in common, as English makes them (Snowball)."""
    return str(_STEMMER.analyze(word)[0]) if word.isalpha() else word


@lru_cache(maxsize=1_048_576)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(stem(word).encode(), digest_size=6).digest(), "little")
