"""Every mention of a corpus, numbered: what the files say about articles, in flat arrays.

Files come in the order of their names, the entries of a file in its own order, so that whatever
follows does not depend on the order in which files were read. Entries with equal text share one
`Mention`, which gets one number: a corpus of 160,000 related entries may hold 4,500 of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import numpy as np

from graphapi.corpus.records import ArticleDocument, Mention, RelatedEntry
from graphapi.graph.building.reuse import Reuse
from graphapi.graph.indexes.postings import Integers, Numbers

__all__ = ["MentionTable", "Place"]

_NONE: Final[Integers] = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention stands: a file's own front matter, or an entry of its related list."""

    document: ArticleDocument
    entry: RelatedEntry | None

    @property
    def line(self) -> int:
        """The line where the mention begins."""
        return self.document.line if self.entry is None else self.entry.line

    def field(self, name: str) -> str:
        """The path of one of its front matter keys, as problems name it."""
        return name if self.entry is None else f"related[{self.entry.position}].{name}"


@dataclass(frozen=True, slots=True)
class MentionTable:
    """The documents by file, the distinct mentions in order of first appearance, and the entries.

    `document_mentions[d]` is the number of the mention that document d is. The entries of d are
    those from `entry_starts[d]` up to `entry_starts[d + 1]`: `entry_mentions` has the numbers of
    their mentions, `entry_positions` their places in the related list. `first_documents` and
    `first_entries` say where a mention appears first (entry -1: it is a document's own).
    """

    documents: tuple[ArticleDocument, ...]
    mentions: list[Mention]
    document_mentions: Integers
    entry_starts: Numbers
    entry_mentions: Integers
    entry_positions: Integers
    first_documents: Integers
    first_entries: Integers

    @classmethod
    def of(cls, documents: Iterable[ArticleDocument], reuse: Reuse | None = None) -> MentionTable:
        """Number the mentions of these documents, whatever order they come in."""
        ordered = tuple(sorted(documents, key=attrgetter("file")))
        reuse = reuse or Reuse()
        lists = [reuse.lists_of(document) for document in ordered]
        lengths = np.array([len(positions) for _, positions in lists], dtype=np.int64)
        entry_starts = np.zeros(len(ordered) + 1, dtype=np.int64)
        np.cumsum(lengths, out=entry_starts[1:])
        # Each document's own mention, then those of its entries: places among all appearances.
        serials = np.concatenate([_NONE, *(own_first for own_first, _ in lists)])
        starts = entry_starts[:-1] + np.arange(len(ordered))
        numbers, first = _by_first_appearance(serials, len(reuse.mentions))
        known = reuse.mentions
        mentions = [known[serial] for serial in serials[first].tolist()]
        first_documents = np.searchsorted(starts, first, side="right") - 1
        is_entry = np.ones(len(serials), dtype=np.bool_)
        is_entry[starts] = False
        reuse.forget_others(len(ordered), len(mentions))
        return cls(
            documents=ordered,
            mentions=mentions,
            document_mentions=numbers[starts],
            entry_starts=entry_starts,
            entry_mentions=numbers[is_entry],
            entry_positions=np.concatenate([_NONE, *(positions for _, positions in lists)]),
            first_documents=first_documents.astype(np.int32),
            first_entries=(first - starts[first_documents] - 1).astype(np.int32),
        )

    def first_place(self, number: int) -> Place:
        """Where a mention appears first, by file and position."""
        document = self.documents[self.first_documents[number]]
        entry = int(self.first_entries[number])
        return Place(document, None if entry < 0 else document.related[entry])


def _by_first_appearance(serials: Integers, count: int) -> tuple[Integers, Numbers]:
    """Number what appears by where it does so first; returns the numbers, and those places.

    `serials` are below `count`.
    """
    places = np.arange(len(serials), dtype=np.int64)
    first_places = np.full(count, -1, dtype=np.int64)
    first_places[serials[::-1]] = places[::-1]  # of several values, the last is kept
    first = np.sort(first_places[first_places >= 0])
    numbers = np.empty(count, dtype=np.int32)
    numbers[serials[first]] = np.arange(len(first), dtype=np.int32)
    return numbers[serials], first
