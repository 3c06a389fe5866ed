"""Terms as a reader would read them: which words texts have in common, and which tell a story.

The terms of vectors are hashes of stems. Here the words themselves are looked for in the texts
again, for a few articles at a time, and shown as they are written there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from graphapi.graph.discovery.term_vectors import TermVectors
from graphapi.graph.discovery.word_hashes import article_words, hash_texts, stem, visible_words
from graphapi.graph.indexes.postings import Floats
from graphapi.graph.nodes import ArticleNode

__all__ = ["SharedTerms", "article_texts", "story_terms"]

_SAMPLE: Final = 40
"""Articles of a story whose words are looked at."""

_COMMON: Final = 10
_SMALL: Final = 50
"""A word that more than a tenth of all articles have says nothing, unless the corpus is small."""


def article_texts(article: ArticleNode) -> tuple[str, ...]:
    """The texts of an article that are compared."""
    return article.title, article.excerpt or "", article.body


class SharedTerms:
    """The words of a text, to be compared with those of articles."""

    def __init__(self, vectors: TermVectors, texts: Iterable[str]) -> None:
        shown: dict[str, str] = {}
        folded: dict[str, str] = {}
        for text in texts:
            for word, written in visible_words(text):
                root = stem(word)
                shown.setdefault(root, written)
                folded.setdefault(root, word)
        rarities = _rarities(vectors, list(folded.values())).tolist()
        self._shown = shown
        self._rarities = {
            root: rarity for root, rarity in zip(folded, rarities, strict=True) if rarity > 0
        }

    def with_article(self, article: ArticleNode, count: int) -> tuple[str, ...]:
        """The rarest words that an article has too, rarest first, as they are in the text.

        At most `count`.
        """
        title, rest = article_words(article)
        both = {root for root in map(stem, (*title, *rest)) if root in self._rarities}
        # Equals in the order of the text, so from the title first.
        order = [root for root in self._rarities if root in both]
        order.sort(key=self._rarities.__getitem__, reverse=True)
        return tuple(self._shown[root] for root in order[:count])


def story_terms(
    vectors: TermVectors, articles: Sequence[ArticleNode], count: int
) -> tuple[str, ...]:
    """The words that tell some articles from all others, most telling first.

    What many of them have, and few others, comes first.
    """
    written: dict[str, Counter[str]] = defaultdict(Counter)
    folded: dict[str, str] = {}
    having: Counter[str] = Counter()
    for article in articles[:_SAMPLE]:
        found: set[str] = set()
        for text in article_texts(article):
            for word, form in visible_words(text):
                root = stem(word)
                written[root][form] += 1
                folded.setdefault(root, word)
                found.add(root)
        having.update(found)
    roots = [root for root in folded if having[root] > 1]
    rarities = _rarities(vectors, [folded[root] for root in roots]).tolist()
    telling = [
        (having[root] * rarity, root)
        for root, rarity in zip(roots, rarities, strict=True)
        if rarity > 0
    ]
    telling.sort(key=lambda each: (-each[0], each[1]))
    return tuple(_usual(written[root]) for _, root in telling[:count])


def _usual(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


def _rarities(vectors: TermVectors, words: Sequence[str]) -> Floats:
    """How rare folded words are; 0 for those that say nothing, are signs or numbers alone."""
    if not words or not len(vectors.hashes):
        return np.zeros(len(words))
    hashes = hash_texts([([], list(words))]).hashes
    places = np.searchsorted(vectors.hashes, hashes).clip(max=len(vectors.hashes) - 1)
    frequency = vectors.term_starts[places + 1] - vectors.term_starts[places]
    telling = vectors.hashes[places] == hashes
    if vectors.count > _SMALL:
        telling &= frequency * _COMMON <= vectors.count
    telling &= np.fromiter((len(word) > 1 and not word.isdigit() for word in words), np.bool_)
    rarities: Floats = np.where(telling, vectors.rarity[places], 0).astype(np.float64)
    return rarities
