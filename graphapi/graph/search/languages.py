"""Which language each text is in, by the stop words in it.

Function words tell the languages of running text apart as well as letters do, once there are a few
of them (Grefenstette: Comparing two language identification schemes, JADT 1995), and they are
counted for a million articles in seconds.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphapi.graph.search.stop_words import STOP_WORDS
from graphapi.graph.search.vocabulary import Vocabulary

__all__ = ["text_languages"]

_FEWEST: Final = 3
"""Stop words that a text in another than the usual language has at least."""

_CHUNK: Final = 2**16
"""Texts looked at together."""


def text_languages(
    vocabulary: Vocabulary, tokens: NDArray[np.uint32], starts: NDArray[np.int64], usual: str
) -> NDArray[np.int8]:
    """The place of each text's language in `STOP_WORDS`.

    Text i has the words with the numbers from `tokens[starts[i]]` up to `starts[i + 1]`; numbers
    beyond the vocabulary are gaps. A text is in the `usual` language unless it has three stop words
    of another, and half as many again as of the usual one.
    """
    count = len(starts) - 1
    languages = tuple(STOP_WORDS)
    stopping = np.zeros((len(languages), int(tokens.max(initial=0)) + 1), dtype=np.bool_)
    for place, words in enumerate(STOP_WORDS.values()):
        numbers = (vocabulary.number(word) for word in words)
        stopping[place, [number for number in numbers if number is not None]] = True
    home = languages.index(usual)
    found = np.full(count, home, dtype=np.int8)
    spoken = [place for place in range(len(languages)) if stopping[place].any() and place != home]
    for low in range(0, count, _CHUNK):
        high = min(low + _CHUNK, count)
        ends = starts[low : high + 1]
        chunk = tokens[ends[0] : ends[-1]]
        votes = [_counts(stopping[home], chunk, ends)]
        votes += [_counts(stopping[place], chunk, ends) for place in spoken]
        counted = np.stack(votes)
        best = counted.argmax(axis=0)
        most = counted.max(axis=0)
        is_foreign = (best > 0) & (most >= _FEWEST) & (2 * most >= 3 * counted[0])
        chosen = np.array([home, *spoken], dtype=np.int8)[best]
        found[low:high] = np.where(is_foreign, chosen, home)
    return found


def _counts(
    stopping: NDArray[np.bool_], chunk: NDArray[np.uint32], ends: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many stop words each text of a chunk has."""
    sums = np.zeros(len(chunk) + 1, dtype=np.int64)
    np.cumsum(stopping[chunk], out=sums[1:])
    places = ends - ends[0]
    counts: NDArray[np.int64] = sums[places[1:]] - sums[places[:-1]]
    return counts
