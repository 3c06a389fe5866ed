"""What one build of a graph leaves for the next: work on records that both have.

After an edit nearly all records are the objects of the build before, so their numbers and digests
need not be computed again. The result of a build is the same with or without it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graphapi.corpus.records import ArticleDocument, Mention
from graphapi.graph.indexes.known_texts import KnownTexts
from graphapi.graph.indexes.postings import Integers

__all__ = ["Reuse"]

_MOST_FORGOTTEN: Final = 2
"""All is forgotten when there are so many times as many mentions as the last build had."""


class Reuse:
    """Serial numbers, digests and bytes of mentions, and the lists of documents by serial numbers;
    and what is `known` of the texts of articles.

    Mentions and documents are known by identity. Not safe to share between threads.
    """

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.digests: dict[Mention, bytes] = {}
        self.packed: dict[Mention, bytes] = {}
        self.known = KnownTexts()
        self._serials: dict[Mention, int] = {}
        self._lists: dict[int, tuple[ArticleDocument, Integers, Integers]] = {}

    def lists_of(self, document: ArticleDocument) -> tuple[Integers, Integers]:
        """The serial numbers of a document's own mention and those of its entries, and the
        positions of the entries.
        """
        known = self._lists.get(id(document))
        if known is not None and known[0] is document:
            return known[1:]
        serials = [self._serial(document.mention)]
        serials += [self._serial(entry.mention) for entry in document.related]
        positions = [entry.position for entry in document.related]
        made = np.array(serials, dtype=np.int32), np.array(positions, dtype=np.int32)
        self._lists[id(document)] = (document, *made)
        return made

    def _serial(self, mention: Mention) -> int:
        serial = self._serials.get(mention)
        if serial is None:
            serial = self._serials[mention] = len(self.mentions)
            self.mentions.append(mention)
        return serial

    def forget_others(self, documents: int, mentions: int) -> None:
        """Make room when much of what is kept belongs to records that are gone.

        The arguments say how many the last build had.
        """
        most = _MOST_FORGOTTEN * max(mentions, 1024)
        if len(self.mentions) > most or len(self._lists) > _MOST_FORGOTTEN * max(documents, 1024):
            self.mentions.clear()
            self.digests.clear()
            self.packed.clear()
            self._serials.clear()
            self._lists.clear()
