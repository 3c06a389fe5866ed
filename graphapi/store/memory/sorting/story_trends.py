"""Which stories grow: how many articles they have lately, against what they had before.

A story that had an article a week and has five this week grows; so does one that began this week.
The measure is the growth in standard deviations, as counts that chance alone decides would have
them (Poisson): five articles instead of one say more than two instead of none. What does not grow
is 0.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np

from graphapi.graph import MISSING, ArticleGraph, Floats, microseconds

__all__ = ["trends"]

_DAY: Final = 86_400 * 10**6
_LATELY: Final = 7 * _DAY
_WEEKS: Final = 4
"""The past that the last seven days are measured against."""

_DECIMALS: Final = 6


def trends(graph: ArticleGraph, moment: datetime | None) -> Floats:
    """The growth of each story in the seven days up to a moment, by default the newest article's.

    Articles without a date are not counted.
    """
    columns, count = graph.columns, len(graph.stories)
    published_at = columns.published_at
    if not count or published_at[0] == MISSING:
        return np.zeros(count)
    end = int(published_at[0]) if moment is None else microseconds(moment)
    lately = _counted(graph, *columns.between(end - _LATELY + 1, end))
    start = end - (_WEEKS + 1) * _LATELY
    before = _counted(graph, *columns.between(start + 1, end - _LATELY)) / _WEEKS
    growth = (lately - before) / np.sqrt(lately + before + 1)
    return np.asarray(np.round(np.maximum(growth, 0), _DECIMALS))


def _counted(graph: ArticleGraph, first: int, last: int) -> Floats:
    """How many of some articles, given from the first to before the last, each story has."""
    stories = graph.stories.of_articles[first:last]
    return np.bincount(stories[stories >= 0], minlength=len(graph.stories)).astype(np.float64)
