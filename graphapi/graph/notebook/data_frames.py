"""The graph as pandas data frames. pandas is the extra `notebook`, imported when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple

import numpy as np

from graphapi.graph.building.links import Links
from graphapi.graph.nodes import ArticleNode, ProviderNode, TopicNode

__all__ = ["Frames", "article_frame", "frames_of"]


_MISSING: Final = (
    "data frames need pandas, which is not installed: pip install 'graphapi[notebook]'"
)


class Frames(NamedTuple):
    """Data frames of a graph: one row for each thing of its kind, in the graph's order.

    `articles` have their URL as index, `providers` their domain, `topics` their name. `links` go
    from `source` to `target`, both URLs; `position` is the place in the related list, from 0.
    """

    articles: Any
    links: Any
    providers: Any
    topics: Any


def frames_of(
    articles: Sequence[ArticleNode],
    providers: Sequence[ProviderNode],
    topics: Sequence[TopicNode],
    links: Links,
) -> Frames:
    """All of a graph. Raises ImportError without pandas."""
    pandas = _pandas()
    urls = [article.url for article in articles]
    sources = np.repeat(np.arange(len(urls)), links.outward.counts())
    return Frames(
        articles=article_frame(articles),
        links=pandas.DataFrame(
            {
                "source": [urls[place] for place in sources.tolist()],
                "target": [urls[place] for place in links.outward.members.tolist()],
                "position": links.positions,
            }
        ),
        providers=pandas.DataFrame(
            {
                "name": [provider.name for provider in providers],
                "articles": [provider.article_count for provider in providers],
            },
            index=pandas.Index([provider.domain for provider in providers], name="domain"),
        ),
        topics=pandas.DataFrame(
            {
                "slug": [topic.slug for topic in topics],
                "articles": [topic.article_count for topic in topics],
            },
            index=pandas.Index([topic.name for topic in topics], name="name"),
        ),
    )


def article_frame(articles: Sequence[ArticleNode]) -> Any:
    """Articles, by URL. `quality` and `heat` are missing where no file says them; `topics` are
    tuples of names. Raises ImportError without pandas.
    """
    pandas = _pandas()
    dates = [one.published_date_time for one in articles]
    domains = [None if one.provider is None else one.provider.domain for one in articles]
    return pandas.DataFrame(
        {
            "title": [one.title for one in articles],
            "published": pandas.to_datetime(dates, utc=True),
            "provider": [one.provider_name for one in articles],
            "domain": domains,
            "topics": [tuple(topic.name for topic in one.topics) for one in articles],
            "type": [one.type for one in articles],
            "quality": pandas.array([one.quality for one in articles], dtype="Int64"),
            "heat": pandas.array([one.heat for one in articles], dtype="Int64"),
            "links_in": [one.in_degree for one in articles],
            "links_out": [one.out_degree for one in articles],
            "stub": [one.stub for one in articles],
            "excerpt": [one.excerpt for one in articles],
        },
        index=pandas.Index([one.url for one in articles], name="url"),
    )


def _pandas() -> Any:
    try:
        return import_module("pandas")
    except ImportError as error:
        raise ImportError(_MISSING) from error
