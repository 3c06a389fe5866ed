"""A synthetic corpus of any size, in memory: the shapes of a real one, the same every time.

After a corpus of 4,958 real articles about one product: articles stand in clusters, in which
nearly everyone lists nearly everyone else; many stand alone, few clusters are large, and no list is
longer than 180. One provider has 40 % of the articles, the others ever fewer. Everything has the
main topic, a quarter has others. Seven of ten have no heat.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from typing import Final

from graphapi.corpus import (
    ArticleDocument,
    Corpus,
    Mention,
    ProviderMention,
    RelatedEntry,
    canonical_url,
)
from graphapi.domain import Image

__all__ = ["MAX_RELATED", "REAL_MEAN_LINKS", "synthetic_corpus"]

MAX_RELATED: Final = 180
"""The longest related list."""

REAL_MEAN_LINKS: Final = 32
"""The average length of a related list in the real corpus."""

_FIRST_DAY: Final = datetime(2019, 10, 1, tzinfo=UTC)
_SECONDS: Final = 700 * 86_400
_MAIN_SHARE: Final = 0.4
_LONE_SHARE: Final = 0.6
_LISTED_SHARE: Final = 0.97
_GOLDEN: Final = (5**0.5 - 1) / 2
_STRAY_SHARE: Final = 0.01
_SYLLABLES: Final = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "te",
    "vi",
    "wo",
    "xu",
    "cloud",
    "data",
    "edge",
    "graph",
    "news",
]


def synthetic_corpus(articles: int, mean_links: float = 5, seed: int = 1) -> Corpus:
    """A corpus of that many articles, each with a file of its own, listing `mean_links` others.

    The same arguments give the same corpus.
    """
    rng = random.Random(seed)
    providers = _providers(rng, articles)
    topics = [_words(rng, 2) for _ in range(max(20, round(articles**0.5)))]
    clusters = list(_clusters(articles, mean_links))
    mentions = _mentions(rng, articles, clusters, providers, topics)
    documents = tuple(
        ArticleDocument(
            file=f"news/{number:08}.md",
            line=2,
            mention=mentions[number],
            related=tuple(
                RelatedEntry(position, 20 + 12 * position, mentions[target])
                for position, target in enumerate(related)
            ),
            body="",
        )
        for number, related in _related_lists(rng, articles, clusters)
    )
    return Corpus(documents, (), (), (), files=articles)


def _words(rng: random.Random, count: int) -> str:
    return " ".join(
        rng.choice(_SYLLABLES) + rng.choice(_SYLLABLES) for _ in range(count)
    ).capitalize()


def _providers(rng: random.Random, articles: int) -> tuple[list[ProviderMention], list[float]]:
    """The providers, and for a number from 0 to 1 where in them it falls."""
    count = max(5, round(articles**0.7))
    weights = [1 / (rank + 2) for rank in range(count - 1)]
    scale = (1 - _MAIN_SHARE) / sum(weights)
    shares = list(accumulate([_MAIN_SHARE, *(weight * scale for weight in weights)]))
    made = [
        ProviderMention(_words(rng, 2), f"{_words(rng, 1).lower()}{rank}.example", ())
        for rank in range(count)
    ]
    return made, shares


def _clusters(articles: int, mean_links: float) -> Iterator[range]:
    """Runs of articles that belong together; an article lists the others of its run.

    Most are lone articles; the sizes of the others follow a power law that gives lists the mean,
    cut at the longest list. They are spread evenly (multiples of the golden ratio), not drawn: few
    large clusters hold most links, and chance would make corpora unlike each other.
    """
    exponent, start = _exponent(mean_links), 0
    for number in count(1):
        if start >= articles:
            return
        size = _size(number * _GOLDEN % 1, exponent)
        yield range(start, min(articles, start + size))
        start += size


def _size(share: float, exponent: float) -> int:
    """The size of the cluster that is larger than this share of all."""
    if share < _LONE_SHARE:
        return 1
    drawn: float = ((1 - _LONE_SHARE) / (1 - share)) ** exponent
    return 1 + round(min(MAX_RELATED, drawn))


def _exponent(mean_links: float) -> float:
    """The exponent that gives lists this mean, found by halving: the mean grows with it."""
    low, high = 0.0, 8.0
    for _ in range(30):
        middle = (low + high) / 2
        sizes = [_size(number * _GOLDEN % 1, middle) for number in range(1, 20_000)]
        mean = sum(size * (size - 1) for size in sizes) * _LISTED_SHARE / sum(sizes)
        low, high = (middle, high) if mean < mean_links else (low, middle)
    return high


def _mentions(
    rng: random.Random,
    articles: int,
    clusters: list[range],
    providers: tuple[list[ProviderMention], list[float]],
    topics: list[str],
) -> list[Mention]:
    made, shares = providers
    mentions = []
    for cluster in clusters:
        day = rng.random() * _SECONDS
        for number in cluster:
            published = _FIRST_DAY + timedelta(seconds=round(day + rng.gauss(0, 2 * 86_400)))
            provider = made[min(len(made) - 1, bisect(shares, rng.random()))]
            title = _words(rng, 6)
            slug = title.lower().replace(" ", "-")
            url = f"https://www.{provider.domain}/{published:%Y/%m/%d}/{slug}-{number:08}"
            named = topics[:1]
            if rng.random() > 0.75:
                named = [*named, topics[1 + int((len(topics) - 1) * rng.random() ** 3)]]
            image = Image(f"https://img.example/{number}.jpg", 1200, 630)
            mentions.append(
                Mention(
                    url=canonical_url(url),
                    addresses=(canonical_url(url),),
                    title=title,
                    web_url=url,
                    excerpt=_words(rng, 12),
                    published_date_time=published,
                    category="news",
                    type="video" if rng.random() > 0.97 else "article",
                    quality=round(100 * rng.random()),
                    heat=None if rng.random() < 0.7 else round(400 * rng.random() ** 2),
                    published=False,
                    provider=provider,
                    topics=tuple(named),
                    images=(image,) if rng.random() > 0.5 else (),
                )
            )
    assert len(mentions) == articles
    return mentions


def _related_lists(
    rng: random.Random, articles: int, clusters: list[range]
) -> Iterator[tuple[int, list[int]]]:
    """Nearly all others of the cluster, and now and then a stray one."""
    for cluster in clusters:
        for number in cluster:
            related = [
                other for other in cluster if other != number and rng.random() < _LISTED_SHARE
            ]
            if related and rng.random() < _STRAY_SHARE * len(related):
                stray = rng.randrange(articles)
                if stray not in cluster:
                    related.insert(rng.randrange(len(related) + 1), stray)
            yield number, related[:MAX_RELATED]
