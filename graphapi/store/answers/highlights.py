"""Texts as HTML that is safe to put into a page, with the words that were searched for marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from graphapi.domain.search_text import Phrase
from graphapi.domain.words import Word, words

__all__ = ["highlight"]


def highlight(text: str, wanted: Sequence[Phrase]) -> str:
    """A text with what is wanted between <mark> and </mark>, and all else escaped.

    The characters < > & " ' are escaped everywhere. A phrase is marked as one, with what stands
    between its words; marks that touch or overlap are joined.
    """
    parts: list[str] = []
    end = 0
    for start, stop in _joined(sorted(_places(list(words(text)), wanted))):
        parts += (escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>")
        end = stop
    parts.append(escape(text[end:]))
    return "".join(parts)


def _places(found: Sequence[Word], wanted: Sequence[Phrase]) -> Iterator[tuple[int, int]]:
    """Where what is wanted stands, from and up to."""
    alone = {phrase.words[0] for phrase in wanted if len(phrase.words) == 1 and not phrase.prefix}
    beginnings = tuple(phrase.words[0] for phrase in wanted if phrase.prefix)
    runs = [phrase.words for phrase in wanted if len(phrase.words) > 1]
    texts = tuple(word.text for word in found)
    for place, (text, start, end) in enumerate(found):
        if text in alone or text.startswith(beginnings):
            yield start, end
        for run in runs:
            if text == run[0] and texts[place : place + len(run)] == run:
                yield start, found[place + len(run) - 1].end


def _joined(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same places, in order, with those joined that touch or overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    yield from joined
