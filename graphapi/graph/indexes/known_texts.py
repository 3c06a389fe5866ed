"""What was found out about the texts of one version of a corpus, kept for the next one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final, Generic, TypeVar

from graphapi.graph.indexes.known_rows import KnownRows

__all__ = ["KnownTexts", "KnownValues", "Numbering"]

_MOST_UNUSED: Final = 2
"""Words are numbered anew when there are so many times as many as the last version had."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class KnownValues(Generic[Key, Value]):
    """What a function gave in the version before, by its argument."""

    def __init__(self) -> None:
        self._values: dict[Key, Value] = {}

    def of(
        self, keys: Iterable[Key], make: Callable[[Sequence[Key]], Iterable[Value]]
    ) -> list[Value]:
        """The values of all keys, in their order; `make` makes those that are not known."""
        keys = list(keys)
        known = self._values
        missing = list(dict.fromkeys(key for key in keys if key not in known))
        known.update(zip(missing, make(missing), strict=True))
        values = [known[key] for key in keys]
        self._values = dict(zip(keys, values, strict=True))
        return values


class Numbering(dict[str, int]):
    """Gives each new word the next number."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class KnownTexts:
    """What indexes remember of texts. Not safe to share between threads.

    `terms` are rows for similar articles and stories, `copies` whether two articles are copies;
    `names` and `stems` are folded names and, by language, the stems of words; `tokens` are rows of
    word numbers that `numbering` gave.
    """

    def __init__(self) -> None:
        self.terms = KnownRows()
        self.copies = KnownValues[tuple[Hashable, Hashable], bool]()
        self.names = KnownValues[str, str]()
        self.stems: dict[str, KnownValues[str, str]] = {}
        self.tokens, self.numbering = KnownRows(), Numbering()

    def forget_unused(self, words: int) -> None:
        """Make room when most words are of former versions; the last one had so many."""
        if len(self.numbering) > _MOST_UNUSED * max(words, 1024):
            self.tokens, self.numbering = KnownRows(), Numbering()
