"""Which files mention an article, and what each of them says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from graphapi.corpus.records import Mention
from graphapi.graph.building.mentions import MentionTable
from graphapi.graph.building.merging import Merged
from graphapi.graph.building.packed_mentions import PackedMentions
from graphapi.graph.indexes.postings import Integers, Numbers, Postings

__all__ = ["Source", "Sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """A mention of an article: the file, and the place in its related list (None: about it).

    `body` is the text below the front matter of a file about it, empty for a related entry.
    """

    file: str
    position: int | None
    mention: Mention
    body: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """The mentions of all articles: `own` by document numbers, `listed` by entry numbers.

    Documents are numbered by file, entries by file and position.
    """

    files: tuple[str, ...]
    bodies: tuple[str, ...]
    mentions: Sequence[Mention]
    document_mentions: Integers
    own: Postings
    listed: Postings
    entry_documents: Integers
    entry_mentions: Integers
    entry_positions: Integers

    @classmethod
    def gather(cls, table: MentionTable, merged: Merged) -> Sources:
        """The mentions of each article."""
        articles = np.array(merged.articles, dtype=np.int32)
        documents = np.arange(len(table.documents), dtype=np.int32)
        return cls(
            files=tuple(document.file for document in table.documents),
            bodies=tuple(document.body for document in table.documents),
            mentions=table.mentions,
            document_mentions=table.document_mentions,
            own=Postings.from_lists(group.documents for group in merged.groups),
            listed=Postings.from_owners(articles[table.entry_mentions], len(merged.groups)),
            entry_documents=np.repeat(documents, np.diff(table.entry_starts)),
            entry_mentions=table.entry_mentions,
            entry_positions=table.entry_positions,
        )

    def packed(self, known: dict[Mention, bytes]) -> Sources:
        """The same with mentions as bytes, of which some may be known: see `PackedMentions`."""
        return replace(self, mentions=PackedMentions.of(self.mentions, known))

    def counts(self) -> Numbers:
        """How many mentions each article has."""
        return self.own.counts() + self.listed.counts()

    def of(self, article: int, first: int | None) -> list[Source]:
        """At most `first` mentions of an article: files about it, the one shown at the head, then
        those that list it, by file and position.
        """
        own = self.own.of(article)[:first].tolist()
        left = None if first is None else first - len(own)
        listed = self.listed.of(article)[:left].tolist()
        return [
            Source(
                self.files[number],
                None,
                self.mentions[self.document_mentions[number]],
                self.bodies[number],
            )
            for number in own
        ] + [
            Source(
                self.files[self.entry_documents[entry]],
                int(self.entry_positions[entry]),
                self.mentions[self.entry_mentions[entry]],
            )
            for entry in listed
        ]
