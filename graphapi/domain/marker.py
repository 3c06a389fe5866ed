"""Where in a text the words stand that a search has found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Marker"]


@dataclass(frozen=True, slots=True)
class Marker:
    """Tells the words that were found from others. All words are folded.

    `alone` are found anywhere, `rows` where they follow one another, one of each set; of
    `beginnings`, whatever begins so.
    """

    alone: frozenset[str]
    rows: tuple[tuple[frozenset[str], ...], ...]
    beginnings: tuple[str, ...]

    def places(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The places of the words found, from and up to, among those of a text."""
        for place, word in enumerate(words):
            if word in self.alone or word.startswith(self.beginnings):
                yield place, place + 1
            for row in self.rows:
                stop = place + len(row)
                if (
                    word in row[0]
                    and stop <= len(words)
                    and all(map(frozenset.__contains__, row, words[place:stop]))
                ):
                    yield place, stop
