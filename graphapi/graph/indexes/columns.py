"""The numbers of all articles in columns, one entry per article in the default order.

A filter or a figure over a million articles is one pass over such a column.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphapi.corpus.records import Mention
from graphapi.domain.instants import microseconds
from graphapi.graph.indexes.postings import Bools, Integers, Numbers, Postings

__all__ = ["MISSING", "Codes", "Columns", "build_columns"]

MISSING: Final = np.iinfo(np.int64).min
"""Stands in a number column for: the article does not say."""


@dataclass(frozen=True, slots=True)
class Codes:
    """A text property with few values: the values in order, each article's value, and who has each.

    A code is a place in `values`; -1 stands for: the article does not say.
    """

    values: tuple[str, ...]
    of_articles: Integers
    postings: Postings

    @classmethod
    def of(cls, texts: Sequence[str | None]) -> Codes:
        """Number the texts alphabetically."""
        values = tuple(sorted({text for text in texts if text is not None}))
        numbers: dict[str | None, int] = {text: code for code, text in enumerate(values)}
        codes = np.array([numbers.get(text, -1) for text in texts], dtype=np.int32)
        return cls(values, codes, Postings.from_owners(codes, len(values)))


@dataclass(frozen=True, slots=True)
class Columns:
    """`published_at` is in microseconds since 1970, `published` 1, 0, or -1 if not said."""

    published_at: Numbers
    quality: Numbers
    heat: Numbers
    in_degree: Numbers
    out_degree: Numbers
    published: NDArray[np.int8]
    stub: Bools
    has_image: Bools
    type: Codes
    category: Codes

    def between(self, first: int | None, last: int | None) -> tuple[int, int]:
        """The articles published from one moment to another, both included, in microseconds.

        They are numbered by date: from the first one given to before the last. None: without an
        end on that side.
        """
        ascending, count = self.published_at[::-1], len(self.published_at)
        least = MISSING + 1 if first is None else first
        end = count - int(np.searchsorted(ascending, least, side="left"))
        if last is None:
            return 0, end
        return min(end, count - int(np.searchsorted(ascending, last, side="right"))), end


def build_columns(
    shown: Sequence[Mention], stubs: Iterable[bool], in_degree: Numbers, out_degree: Numbers
) -> Columns:
    """The columns of articles, from their winning mentions in the default order."""
    dates = [mention.published_date_time for mention in shown]
    published: dict[Hashable, int] = {True: 1, False: 0, None: -1}
    return Columns(
        published_at=_numbers(None if date is None else microseconds(date) for date in dates),
        quality=_numbers(mention.quality for mention in shown),
        heat=_numbers(mention.heat for mention in shown),
        in_degree=in_degree,
        out_degree=out_degree,
        published=np.array([published[mention.published] for mention in shown], dtype=np.int8),
        stub=np.array(list(stubs), dtype=np.bool_),
        has_image=np.array([bool(mention.images) for mention in shown], dtype=np.bool_),
        type=Codes.of([mention.type for mention in shown]),
        category=Codes.of([mention.category for mention in shown]),
    )


def _numbers(values: Iterable[int | None]) -> Numbers:
    return np.array([MISSING if value is None else value for value in values], dtype=np.int64)
