"""Small corpora from compact descriptions: what a test says of an article, and nothing more.

    corpus(article("a", related=["b", "c"]), article("b", published="2021-03-04"))

A short name stands for an address: `a` for https://news.example/a, `other.example/a` for
https://other.example/a.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from graphapi.corpus import (
    ArticleDocument,
    Corpus,
    Mention,
    OrganizationDocument,
    ProviderMention,
    RelatedEntry,
    TopicDocument,
    canonical_url,
)
from graphapi.domain import Article, Image, Problem
from graphapi.graph import ArticleGraph, ArticleNode
from graphapi.store.memory import MemoryStore

__all__ = [
    "address",
    "article",
    "corpus",
    "entry",
    "found",
    "graph_of",
    "image",
    "mention",
    "names",
    "organization",
    "store_of",
    "topic",
]

Related = str | Mention


def address(name: str) -> str:
    """The URL that a short name stands for; a URL stands for itself."""
    if "://" in name:
        return name
    return f"https://{name}" if ".example" in name else f"https://news.example/{name}"


def mention(
    web: str | None,
    *,
    original: str | None = None,
    amp: str | None = None,
    cache: str | None = None,
    published: str | None = None,
    provider: str | None = None,
    provider_name: str | None = None,
    provider_images: Sequence[Image] = (),
    title: str | None = None,
    is_published: bool | None = None,
    **said: Any,
) -> Mention:
    """What a file or a related entry says. `published` is an ISO date or instant, in UTC.

    `is_published` is the front matter's flag of that name, which is seldom needed.
    """
    written = [None if one is None else address(one) for one in (web, original, amp, cache)]
    addresses = dict.fromkeys(canonical_url(one) for one in written if one is not None)
    date = None if published is None else datetime.fromisoformat(published)
    named = provider is not None or provider_name is not None
    return Mention(
        url=next(iter(addresses)),
        addresses=tuple(addresses),
        title=title if title is not None else f"About {web or original}",
        web_url=written[0],
        original_url=written[1],
        amp_web_url=written[2],
        cdn_amp_web_url=written[3],
        published_date_time=None if date is None else date.replace(tzinfo=date.tzinfo or UTC),
        published=is_published,
        provider=(
            ProviderMention(provider_name, provider, tuple(provider_images)) if named else None
        ),
        **said,
    )


def entry(web: str | None, **said: Any) -> Mention:
    """A related entry: a mention, under the name that tests of lists read better with."""
    return mention(web, **said)


def article(
    web: str | None,
    *,
    related: Iterable[Related] = (),
    file: str | None = None,
    body: str = "",
    **said: Any,
) -> ArticleDocument:
    """A file about an article; `related` are short names, or entries that say more."""
    own = mention(web, **said)
    name = (web or said.get("original") or "").rpartition("/")[2] or "index"
    entries = tuple(
        RelatedEntry(
            position, 10 + position, mention(one, title="") if isinstance(one, str) else one
        )
        for position, one in enumerate(related)
    )
    return ArticleDocument(file or f"news/{name}.md", 2, own, entries, body)


def topic(name: str, *, file: str | None = None, **said: Any) -> TopicDocument:
    """A file about a topic."""
    known: dict[str, Any] = {
        "slug": None,
        "short_name": None,
        "parent": None,
        "keywords": (),
        "hashtags": (),
        "images": (),
        "extra": {},
    }
    return TopicDocument(file=file or f"topics/{name}.md", line=2, name=name, **(known | said))


def organization(
    domain: str, name: str | None = None, *, file: str | None = None, **said: Any
) -> OrganizationDocument:
    """A file about a provider."""
    known: dict[str, Any] = {"images": (), "extra": {}}
    return OrganizationDocument(
        file=file or f"organizations/{domain}.md",
        line=2,
        name=name,
        domain=domain,
        **(known | said),
    )


def image(name: str, **said: Any) -> Image:
    """A picture under a short name."""
    return Image(address(name), **said)


def corpus(
    *documents: ArticleDocument | TopicDocument | OrganizationDocument,
    problems: Iterable[Problem] = (),
) -> Corpus:
    """A corpus of these documents, in the order given."""
    return Corpus(
        articles=tuple(one for one in documents if isinstance(one, ArticleDocument)),
        topics=tuple(one for one in documents if isinstance(one, TopicDocument)),
        organizations=tuple(one for one in documents if isinstance(one, OrganizationDocument)),
        problems=tuple(problems),
        files=len(documents),
    )


def graph_of(*documents: ArticleDocument | TopicDocument | OrganizationDocument) -> ArticleGraph:
    """The graph of these documents."""
    return ArticleGraph.build(corpus(*documents))


def store_of(*documents: ArticleDocument | TopicDocument | OrganizationDocument) -> MemoryStore:
    """A store over the graph of these documents."""
    return MemoryStore(graph_of(*documents), datetime(2021, 1, 1, tzinfo=UTC))


def found(graph: ArticleGraph, name: str) -> ArticleNode:
    """The article known under the address that a short name stands for. It must be there."""
    known = graph.article(address(name))
    assert known is not None, name
    return known


def names(articles: Iterable[Article]) -> list[str]:
    """The short names of articles, in their order."""
    return [one.url.removeprefix("https://").removeprefix("news.example/") for one in articles]
