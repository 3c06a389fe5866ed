"""What finds articles by text, and names by how they begin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graphapi.domain import Marker
from graphapi.domain.words import folded_words
from graphapi.graph.indexes.known_texts import KnownTexts
from graphapi.graph.indexes.postings import Integers
from graphapi.graph.nodes import ArticleNode
from graphapi.graph.search.completions import Completions, alphabetical
from graphapi.graph.search.names import Names, Ranks
from graphapi.graph.search.near_words import NearWords
from graphapi.graph.search.searcher import Found, Searcher
from graphapi.graph.search.word_hits import WordHits
from graphapi.graph.search.word_index import WordIndex, index_words
from graphapi.runtime.background import Progress

__all__ = ["Finder", "Findings", "collect_findings"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What takes long to make of the texts of a graph: numbers alone, for any process to use.

    The index of words, those of them that others can be corrected to, all names in alphabetical
    order, and the rank of each.
    """

    words: WordIndex
    near: NearWords
    order: Integers
    ranks: Ranks


def collect_findings(
    articles: Sequence[ArticleNode],
    names: Names,
    language: str,
    known: KnownTexts | None,
    progress: Progress,
) -> Findings:
    """Take all texts apart: about 40 s of CPU for a million articles.

    `language` is that of articles whose language their stop words do not tell. The result is the
    same whatever is `known` of the texts of an earlier version.
    """
    texts = map(names.text, range(len(names)))
    folded = list(_folded(texts) if known is None else known.names.of(texts, _folded))
    words = index_words(articles, folded, language, known, progress)
    near = NearWords.of(words.vocabulary)
    return Findings(words, near, alphabetical(folded), names.ranks())


def _folded(texts: Iterable[str]) -> Iterator[str]:
    return (" ".join(folded_words(text)) for text in texts)


class Finder:
    """The full-text index of a graph and the completions of its names, ready to be asked.

    May be asked from several threads.
    """

    def __init__(self, findings: Findings, names: Names) -> None:
        words = WordHits(findings.words)
        self._vocabulary = findings.words.vocabulary
        self.searcher = Searcher(words, findings.near)
        self.completions = Completions(names, findings.ranks, findings.order, words, findings.near)

    def marker(self, found: Found) -> Marker:
        """What tells the words that were found from others."""
        word = self._vocabulary.word
        rows = [tuple(frozenset(map(word, words)) for words in run) for run in found.runs]
        alone = frozenset[str]().union(*(row[0] for row in rows if len(row) == 1))
        return Marker(alone, tuple(row for row in rows if len(row) > 1), found.beginnings)
