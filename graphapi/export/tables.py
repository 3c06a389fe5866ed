"""The exported tables: four of them, each a list of columns. A new column is one line here.

The names are those of the GraphQL schema. They are stable, since other programs rely on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphapi.export.table_columns import Column, Kind
from graphapi.graph import ArticleGraph, ArticleNode, ProviderNode, TopicNode

__all__ = ["ARTICLES", "LINKS", "PROVIDERS", "TABLES", "TOPICS", "LinkRow", "Table"]


class LinkRow(NamedTuple):
    """One link: two canonical URLs, the position in the list, and whether both list each other."""

    source: str
    target: str
    position: int
    reciprocal: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its number of rows in a graph, the rows in order, and their columns."""

    name: str
    count: Callable[[ArticleGraph], int]
    rows: Callable[[ArticleGraph], Iterable[Any]]
    columns: tuple[Column[Any], ...]


def _link_rows(graph: ArticleGraph) -> Iterator[LinkRow]:
    """The links by source, in the default order, then by position; created one at a time."""
    links, articles = graph.links, graph.articles
    starts = links.outward.starts.tolist()
    for article in articles:
        own = slice(starts[article.index], starts[article.index + 1])
        for target, position, reciprocal in zip(
            links.outward.members[own].tolist(),
            links.positions[own].tolist(),
            links.reciprocal[own].tolist(),
            strict=True,
        ):
            yield LinkRow(article.url, articles[target].url, position, reciprocal)


def _parent(graph: ArticleGraph, topic: TopicNode) -> str | None:
    return None if topic.parent_index is None else graph.topics[topic.parent_index].name


def _image_urls(holder: ArticleNode | ProviderNode | TopicNode) -> tuple[str, ...]:
    return tuple(image.url for image in holder.images)


def _story(graph: ArticleGraph, article: ArticleNode) -> str | None:
    story = graph.story_of(article)
    return None if story is None else story.founder.url


_NODE = True  # the graph formats carry the column too

ARTICLES = Table(
    "articles",
    lambda graph: len(graph.articles),
    lambda graph: graph.articles,
    (
        Column(
            "url", Kind.TEXT, lambda _, a: a.url, "The canonical URL, which identifies the article."
        ),
        Column("title", Kind.TEXT, lambda _, a: a.title, "The title.", _NODE),
        Column(
            "publishedDateTime",
            Kind.INSTANT,
            lambda _, a: a.published_date_time,
            "When it was published.",
            _NODE,
        ),
        Column(
            "provider",
            Kind.TEXT,
            lambda _, a: a.provider and a.provider.domain,
            "The domain of the provider, which identifies it in the table of providers.",
            _NODE,
        ),
        Column(
            "providerName",
            Kind.TEXT,
            lambda _, a: a.provider_name,
            "The name of the provider as printed on this article.",
            _NODE,
        ),
        Column(
            "topics",
            Kind.TEXTS,
            lambda _, a: tuple(topic.name for topic in a.topics),
            "The names of its topics, in the order of the article.",
            _NODE,
        ),
        Column("type", Kind.TEXT, lambda _, a: a.type, "What kind of article it is.", _NODE),
        Column("category", Kind.TEXT, lambda _, a: a.category, "Its category.", _NODE),
        Column("quality", Kind.INTEGER, lambda _, a: a.quality, "Its quality.", _NODE),
        Column("heat", Kind.INTEGER, lambda _, a: a.heat, "Its heat, if measured.", _NODE),
        Column(
            "published",
            Kind.BOOLEAN,
            lambda _, a: a.published,
            "The `published` flag of the front matter.",
            _NODE,
        ),
        Column(
            "stub",
            Kind.BOOLEAN,
            lambda _, a: a.stub,
            "Whether it is a stub: known only from related entries.",
            _NODE,
        ),
        Column(
            "inDegree", Kind.INTEGER, lambda _, a: a.in_degree, "How many articles list it.", _NODE
        ),
        Column(
            "outDegree",
            Kind.INTEGER,
            lambda _, a: a.out_degree,
            "How many articles it lists.",
            _NODE,
        ),
        Column(
            "rank",
            Kind.NUMBER,
            lambda graph, a: float(graph.ranks[a.index]),
            "Its PageRank; the ranks of all articles sum to 1.",
            _NODE,
        ),
        Column(
            "story",
            Kind.TEXT,
            _story,
            "The URL that identifies its story; null if it belongs to none.",
            _NODE,
        ),
        Column(
            "sourceCount",
            Kind.INTEGER,
            lambda _, a: a.source_count,
            "How many files and related entries describe it.",
        ),
        Column(
            "excerpt",
            Kind.TEXT,
            lambda _, a: a.excerpt,
            "A short text about it, or from it.",
            _NODE,
        ),
        Column("urls", Kind.TEXTS, lambda _, a: a.urls, "All its addresses."),
        Column("webUrl", Kind.TEXT, lambda _, a: a.web_url, "Its address, as written."),
        Column(
            "originalUrl",
            Kind.TEXT,
            lambda _, a: a.original_url,
            "The address where it was first published, as written.",
        ),
        Column("ampWebUrl", Kind.TEXT, lambda _, a: a.amp_web_url, "Its AMP address, as written."),
        Column(
            "cdnAmpWebUrl",
            Kind.TEXT,
            lambda _, a: a.cdn_amp_web_url,
            "Its address in an AMP cache, as written.",
        ),
        Column("images", Kind.TEXTS, lambda _, a: _image_urls(a), "The URLs of its images."),
        Column(
            "featuredContent",
            Kind.TEXT,
            lambda _, a: a.featured_content,
            "HTML from the front matter, untrusted.",
        ),
        Column("body", Kind.TEXT, lambda _, a: a.body, "The Markdown below the front matter."),
        Column("extra", Kind.JSON, lambda _, a: a.extra, "The fields that no other column holds."),
    ),
)

LINKS = Table(
    "links",
    lambda graph: len(graph.links),
    _link_rows,
    (
        Column(
            "source",
            Kind.TEXT,
            lambda _, link: link.source,
            "URL of the article that lists the other.",
        ),
        Column("target", Kind.TEXT, lambda _, link: link.target, "URL of the listed article."),
        Column(
            "position",
            Kind.INTEGER,
            lambda _, link: link.position,
            "The position in the list, from 0. The links of the graph formats have it too.",
        ),
        Column(
            "reciprocal",
            Kind.BOOLEAN,
            lambda _, link: link.reciprocal,
            "Whether both articles list each other.",
        ),
    ),
)

PROVIDERS = Table(
    "providers",
    lambda graph: len(graph.providers),
    lambda graph: graph.providers,
    (
        Column(
            "domain", Kind.TEXT, lambda _, p: p.domain, "The domain, which identifies the provider."
        ),
        Column("name", Kind.TEXT, lambda _, p: p.name, "The name that is printed most often."),
        Column(
            "names",
            Kind.TEXTS,
            lambda _, p: tuple(each.name for each in p.names),
            "All printed names, the most frequent first.",
        ),
        Column(
            "articleCount", Kind.INTEGER, lambda _, p: p.article_count, "How many articles it has."
        ),
        Column("images", Kind.TEXTS, lambda _, p: _image_urls(p), "The URLs of its images."),
        Column("extra", Kind.JSON, lambda _, p: p.extra, "The fields that no other column holds."),
    ),
)

TOPICS = Table(
    "topics",
    lambda graph: len(graph.topics),
    lambda graph: graph.topics,
    (
        Column("name", Kind.TEXT, lambda _, t: t.name, "The name, which identifies the topic."),
        Column("slug", Kind.TEXT, lambda _, t: t.slug, "The name in a form for URLs."),
        Column("shortName", Kind.TEXT, lambda _, t: t.short_name, "A short name."),
        Column("parent", Kind.TEXT, _parent, "The name of the parent topic."),
        Column("keywords", Kind.TEXTS, lambda _, t: t.keywords, "Its keywords."),
        Column("hashtags", Kind.TEXTS, lambda _, t: t.hashtags, "Its hashtags."),
        Column(
            "articleCount", Kind.INTEGER, lambda _, t: t.article_count, "How many articles have it."
        ),
        Column("images", Kind.TEXTS, lambda _, t: _image_urls(t), "The URLs of its images."),
        Column("extra", Kind.JSON, lambda _, t: t.extra, "The fields that no other column holds."),
    ),
)

TABLES = {table.name: table for table in (ARTICLES, LINKS, PROVIDERS, TOPICS)}
"""Every table by its name."""
