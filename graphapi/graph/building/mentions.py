"""Every mention of a corpus, numbered: what the files say about articles, in flat arrays.

Files come in the order of their names, the entries of a file in its own order, so that whatever
follows does not depend on the order in which files were read. Entries with equal text share one
`Mention`, which gets one number: a corpus of 160,000 related entries may hold 4,500 of them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graphapi.corpus.records import ArticleDocument, Mention, RelatedEntry
from graphapi.graph.indexes.postings import Integers, Numbers

__all__ = ["MentionTable", "Place"]


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
    def of(cls, documents: Iterable[ArticleDocument]) -> MentionTable:
        """Number the mentions of these documents, whatever order they come in."""
        ordered = tuple(sorted(documents, key=lambda document: document.file))
        mentions: list[Mention] = []
        numbers: dict[int, int] = {}  # by identity: a mention has no cheap equality
        own, entry_starts = array("i"), array("q", [0])
        entry_mentions, entry_positions = array("i"), array("i")
        first_documents, first_entries = array("i"), array("i")
        for number, document in enumerate(ordered):
            found = numbers.setdefault(id(document.mention), len(mentions))
            if found == len(mentions):
                mentions.append(document.mention)
                first_documents.append(number)
                first_entries.append(-1)
            own.append(found)
            for place, entry in enumerate(document.related):
                mention = entry.mention
                found = numbers.setdefault(id(mention), len(mentions))
                if found == len(mentions):
                    mentions.append(mention)
                    first_documents.append(number)
                    first_entries.append(place)
                entry_mentions.append(found)
                entry_positions.append(entry.position)
            entry_starts.append(len(entry_mentions))
        return cls(
            documents=ordered,
            mentions=mentions,
            document_mentions=np.array(own, dtype=np.int32),
            entry_starts=np.array(entry_starts, dtype=np.int64),
            entry_mentions=np.array(entry_mentions, dtype=np.int32),
            entry_positions=np.array(entry_positions, dtype=np.int32),
            first_documents=np.array(first_documents, dtype=np.int32),
            first_entries=np.array(first_entries, dtype=np.int32),
        )

    def first_place(self, number: int) -> Place:
        """Where a mention appears first, by file and position."""
        document = self.documents[self.first_documents[number]]
        entry = int(self.first_entries[number])
        return Place(document, None if entry < 0 else document.related[entry])
