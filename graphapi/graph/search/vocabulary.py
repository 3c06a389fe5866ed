"""The words of a corpus in alphabetical order, each known by its number, in two flat arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Vocabulary"]

_LAST: Final = "\U0010ffff".encode()


class Vocabulary:
    """Words in the order of their code points. Numbers count from 0.

    A million words take 12 MB, where a dict of them would take 120 in every process.
    """

    __slots__ = ("_characters", "_starts", "characters", "starts")

    def __init__(self, characters: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        self.characters, self.starts = characters, starts
        # Slices of these take half the time of those of an array.
        self._characters, self._starts = characters.data, starts.data

    @classmethod
    def from_sorted(cls, words: Sequence[str]) -> Vocabulary:
        """The vocabulary of words that are sorted and distinct."""
        encoded = [word.encode() for word in words]
        starts = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=starts[1:])
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), starts)

    def __reduce__(self) -> tuple[object, ...]:
        return Vocabulary, (self.characters, self.starts)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def word(self, number: int) -> str:
        """The word that has a number."""
        return str(self._encoded(number), "utf-8")

    def number(self, word: str) -> int | None:
        """The number of a word; None if the corpus does not have it."""
        encoded = word.encode("utf-8", "replace")
        place = self._place(encoded)
        return place if place < len(self) and self._encoded(place) == encoded else None

    def beginning_with(self, prefix: str) -> range:
        """The numbers of the words that begin so."""
        encoded = prefix.encode("utf-8", "replace")
        return range(self._place(encoded), self._place(encoded + _LAST))

    def _encoded(self, number: int) -> bytes:
        return bytes(self._characters[self._starts[number] : self._starts[number + 1]])

    def _place(self, encoded: bytes) -> int:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._encoded(middle) < encoded:
                low = middle + 1
            else:
                high = middle
        return low
