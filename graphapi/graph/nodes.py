"""The things in the graph: articles, providers, topics and stories, as they are shown.

They are values: built once with the graph and never changed. Lists that can be long (the links
of an article, the articles of a provider) are kept by `ArticleGraph`, under `index`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graphapi.corpus.records import Extra, Image

__all__ = ["Article", "NameCount", "Provider", "Story", "Topic"]


@dataclass(frozen=True, slots=True)
class NameCount:
    """A name and how many articles print it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Provider:
    """Who publishes: known by domain. `index` is its place by article count, then domain.

    `name` is the one printed most often, `names` all of them with their counts, most frequent
    first. The name in an organization file is among them, with 0 where no article prints it, and
    is shown only where no article prints any; with no name at all the domain is the name. `images`
    are those of its organization file, then those that articles carry.
    """

    index: int
    domain: str
    name: str
    names: tuple[NameCount, ...]
    images: tuple[Image, ...]
    article_count: int
    extra: Extra


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """What an article is about. `index` is its place by article count, then name,
    whatever the case.

    `parent` and `children` make a forest: a parent that would close a circle is left out.
    """

    index: int
    name: str
    slug: str
    short_name: str | None
    keywords: tuple[str, ...]
    hashtags: tuple[str, ...]
    images: tuple[Image, ...]
    parent_index: int | None
    child_indexes: tuple[int, ...]
    article_count: int
    extra: Extra


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    """One node of the graph. `index` is its place in the default order: newest first, then URL.

    `url` is its key, the canonical URL; `urls` every address it is known under, `url` first.
    `stub` is true where no file is about it. The degrees count distinct neighbours.
    """

    index: int
    url: str
    urls: tuple[str, ...]
    web_url: str | None
    original_url: str | None
    amp_web_url: str | None
    cdn_amp_web_url: str | None
    title: str
    excerpt: str | None
    published_date_time: datetime | None
    category: str | None
    type: str | None
    quality: int | None
    heat: int | None
    published: bool | None
    removed: bool | None
    stub: bool
    provider: Provider | None
    provider_name: str | None
    topics: tuple[Topic, ...]
    images: tuple[Image, ...]
    featured_content: str | None
    body: str
    extra: Extra
    source_count: int
    in_degree: int
    out_degree: int


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """Articles that hang together. `index` is its place among all: see `Stories`.

    `lead` is its article of highest rank, `founder` its oldest. The founder's URL is the story's
    key: new articles seldom are the oldest, so a story that grows keeps its key.
    """

    index: int
    founder: Article
    lead: Article
    size: int

    @property
    def title(self) -> str:
        """The lead's title."""
        return self.lead.title
