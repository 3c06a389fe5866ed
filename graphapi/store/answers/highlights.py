"""Texts as HTML that is safe to put into a page, with the words that were searched for marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from graphapi.domain import Marker
from graphapi.domain.words import Word, words

__all__ = ["highlight"]


def highlight(text: str, marker: Marker) -> str:
    """A text with what was found between <mark> and </mark>, and all else escaped.

    The characters < > & " ' are escaped everywhere. Words that were found in a row are marked as
    one, with what stands between them; marks that touch or overlap are joined.
    """
    parts: list[str] = []
    end = 0
    for start, stop in _joined(sorted(_places(list(words(text)), marker))):
        parts += (escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>")
        end = stop
    parts.append(escape(text[end:]))
    return "".join(parts)


def _places(found: Sequence[Word], marker: Marker) -> Iterator[tuple[int, int]]:
    """Where what was found stands, from and up to."""
    for start, stop in marker.places([word.text for word in found]):
        yield found[start].start, found[stop - 1].end


def _joined(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same places, in order, with those joined that touch or overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    yield from joined
