"""A full-text index of a graph: the words of its articles, and the words of all names.

The engine is tantivy (https://github.com/quickwit-oss/tantivy). It gets texts whose words are
folded already and only have to be told apart at spaces; what a word is, `graphapi.domain.words`
alone decides. Title and excerpt share one field, in which the title counts three times: that is
BM25F (Robertson, Zaragoza and Taylor: Simple BM25 extension to multiple weighted fields, CIKM
2004).
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir
from typing import Final, NamedTuple

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from graphapi.domain.search_text import Phrase, SearchText
from graphapi.domain.words import folded_words
from graphapi.graph.indexes.postings import Integers
from graphapi.graph.nodes import ArticleNode
from graphapi.graph.search.names import Names

__all__ = ["TITLE_WEIGHT", "IndexFiles", "Matches", "Scores", "SearchIndex", "write_index"]

Scores = NDArray[np.float32]
"""How well articles match; the higher, the better."""

IndexFiles = Mapping[str, NDArray[np.uint8]]
"""The files of an index, by name: what another process can open it from."""

TITLE_WEIGHT: Final = 3
"""A word of the title counts as much as this many of the excerpt."""

_TEXT, _NAME, _RANK = "text", "name", "rank"
_AT_SPACES: Final = "at spaces"
_LEAST_BUFFER: Final = 16 * 2**20
_LARGEST_BUFFER: Final = 4_000 * 2**20
"""In bytes: what the engine demands and allows for words that are not written out yet."""

_PREFIX: Final = "graphapi-index-"
_ABANDONED_SECONDS: Final = 60


class Matches(NamedTuple):
    """Articles that match, best first, equals newest first, then by URL; and their scores."""

    articles: Integers
    scores: Scores


_NONE: Final = Matches(np.empty(0, np.int32), np.empty(0, np.float32))


class SearchIndex:
    """Answers which articles match a text, and which names have words that begin so.

    Opened from what `write_index` gave for the same names. May be asked from several threads.
    """

    def __init__(self, files: IndexFiles, names: Names) -> None:
        # The engine maps all of its files when it opens an index. They need no names from then on,
        # so that the system takes them back when this process ends, however that comes.
        with _folder() as folder:
            for name, content in files.items():
                content.tofile(folder / name)
            index = tantivy.Index.open(str(folder))
            _name_tokenizer(index)
            index.config_reader("manual")  # it never changes
            index.reload()
            self._searcher = index.searcher()
        self._schema, self._names = index.schema, names
        # Documents are in the order they were added in, as long as there is one segment of them.
        self._in_order = self._searcher.num_segments <= 1

    def best(self, text: SearchText, count: int) -> tuple[Matches, int]:
        """The `count` articles that match best, one at least; and how many match in all."""
        if not self._in_order:
            articles, scores = self.all(text)
            return Matches(articles[:count], scores[:count]), len(articles)
        query = self._query(text)
        if query is None:
            return _NONE, 0
        found = self._searcher.search(query, count)
        total = found.count  # type: ignore[attr-defined]  # the stubs of tantivy 0.27 lack it
        return self._matches(found), int(total)

    def all(self, text: SearchText) -> Matches:
        """All articles that match."""
        query = self._query(text)
        if query is None or not self._names.articles:
            return _NONE
        return self._matches(self._searcher.search(query, self._names.articles, count=False))

    def _matches(self, found: tantivy.SearchResult) -> Matches:
        hits = found.hits
        scores = np.fromiter((score for score, _ in hits), np.float32, len(hits))
        if self._in_order:
            places = (address.doc for _, address in hits)
            return Matches(np.fromiter(places, np.int32, len(hits)), scores)
        ranks = self._searcher.fast_field_values(_RANK, [address for _, address in hits])
        articles = self._names.numbers(np.array(ranks, dtype=np.uint64))
        order = np.lexsort((articles, -scores))
        return Matches(articles[order], scores[order])

    def names(self, words: Sequence[str], *, whole: bool, count: int) -> list[int]:
        """The names that have some words, in any order; highest rank first, at most `count`.

        Of the last word, the beginning suffices, unless it is `whole`.
        """
        *known, last = words
        clauses = [self._word(_NAME, word) for word in known]
        clauses.append(self._word(_NAME, last) if whole else self._beginning(_NAME, last))
        query = Query.boolean_query([(Occur.Must, clause) for clause in clauses])
        found = self._searcher.search(query, count, count=False, order_by_field=_RANK)
        return [self._names.number(rank) for rank, _ in found.hits]

    def _query(self, text: SearchText) -> Query | None:
        """The engine's query; None where nothing is wanted, so nothing matches."""
        if not text.wanted:
            return None
        clauses = [(Occur.Must, self._phrase(phrase)) for phrase in text.wanted]
        clauses += [(Occur.MustNot, self._phrase(phrase)) for phrase in text.unwanted]
        return Query.boolean_query(clauses)

    def _phrase(self, phrase: Phrase) -> Query:
        if len(phrase.words) > 1:
            return Query.phrase_query(self._schema, _TEXT, list(phrase.words))
        [word] = phrase.words
        return self._beginning(_TEXT, word) if phrase.prefix else self._word(_TEXT, word)

    def _word(self, field: str, word: str) -> Query:
        return Query.term_query(self._schema, field, word)

    def _beginning(self, field: str, word: str) -> Query:
        return Query.fuzzy_term_query(self._schema, field, word, distance=0, prefix=True)


def write_index(
    articles: Sequence[ArticleNode],
    names: Names,
    folded: Sequence[str],
    *,
    buffer: int | None = None,
) -> IndexFiles:
    """The files of a new index of articles and of all names.

    `folded` are the folded words of each name, in one text; `buffer` is how many bytes the engine
    may take for words that are not written out yet.
    """
    _remove_abandoned()
    with _folder() as folder:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field(_TEXT, tokenizer_name=_AT_SPACES, index_option="position")
        builder.add_text_field(_NAME, tokenizer_name=_AT_SPACES, index_option="basic")
        builder.add_unsigned_field(_RANK, fast=True)
        index = tantivy.Index(builder.build(), str(folder))
        _name_tokenizer(index)
        if buffer is None:
            length = sum(len(article.title) + len(article.excerpt or "") for article in articles)
            buffer = max(_LEAST_BUFFER, min(_LARGEST_BUFFER, 8 * length))
        # One thread keeps documents in order; the buffer has room for all of them in one segment.
        writer = index.writer(heap_size=buffer, num_threads=1)
        _add_documents(writer, articles, names, folded)
        writer.commit()
        writer.wait_merging_threads()
        # What begins with a dot is locks and the like.
        written = sorted(path for path in folder.iterdir() if path.name[0] != ".")
        return {path.name: np.fromfile(path, dtype=np.uint8) for path in written}


def _add_documents(
    writer: tantivy.IndexWriter,
    articles: Sequence[ArticleNode],
    names: Names,
    folded: Sequence[str],
) -> None:
    for number, (name, rank) in enumerate(zip(folded, names.ranks().tolist(), strict=True)):
        document = tantivy.Document()
        document.add_text(_NAME, name)
        document.add_unsigned(_RANK, rank)
        if number < len(articles):
            # The engine leaves a gap between texts, so that no phrase goes from one to the next.
            for _ in range(TITLE_WEIGHT):
                document.add_text(_TEXT, name)
            document.add_text(_TEXT, " ".join(folded_words(articles[number].excerpt or "")))
        writer.add_document(document)


def _name_tokenizer(index: tantivy.Index) -> None:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_AT_SPACES, analyzer)


@contextmanager
def _folder() -> Iterator[Path]:
    """A new folder, locked and then removed: whoever can lock it knows that its process is gone."""
    with TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        lock = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            os.close(lock)


def _remove_abandoned() -> None:
    """Remove the folders of processes that were killed while they had an index in them."""
    for folder in Path(gettempdir()).glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:  # it is not ours, or gone
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # One that is younger may be about to be locked.
            if time.time() - os.fstat(lock).st_mtime > _ABANDONED_SECONDS:
                rmtree(folder, ignore_errors=True)
        except OSError:  # somebody has it
            continue
        finally:
            os.close(lock)
