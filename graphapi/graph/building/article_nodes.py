"""The articles as shown, from all that is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from graphapi.corpus.records import ArticleDocument
from graphapi.graph.building.links import Links
from graphapi.graph.building.merging import Merged
from graphapi.graph.building.provider_nodes import Providers
from graphapi.graph.building.sources import Sources
from graphapi.graph.building.topic_nodes import Topics
from graphapi.graph.nodes import ArticleNode, TopicNode

__all__ = ["build_articles"]


def build_articles(
    documents: Sequence[ArticleDocument],
    merged: Merged,
    links: Links,
    providers: Providers,
    topics: Topics,
    sources: Sources,
) -> tuple[ArticleNode, ...]:
    """The articles as shown, each at its index."""
    owners = [*providers.providers, None]  # -1, for no provider, is the last
    columns = zip(
        merged.groups,
        providers.of_articles.tolist(),
        _topics_of_articles(topics),
        sources.counts().tolist(),
        links.inward.counts().tolist(),
        links.outward.counts().tolist(),
        strict=True,
    )
    return tuple(
        ArticleNode(
            index=index,
            url=group.shown.url,
            urls=group.urls,
            web_url=group.shown.web_url,
            original_url=group.shown.original_url,
            amp_web_url=group.shown.amp_web_url,
            cdn_amp_web_url=group.shown.cdn_amp_web_url,
            title=group.shown.title,
            excerpt=group.shown.excerpt,
            published_date_time=group.shown.published_date_time,
            category=group.shown.category,
            type=group.shown.type,
            quality=group.shown.quality,
            heat=group.shown.heat,
            published=group.shown.published,
            removed=group.shown.removed,
            stub=not group.documents,
            provider=owners[owner],
            provider_name=None if group.shown.provider is None else group.shown.provider.name,
            topics=its_topics,
            images=group.shown.images,
            featured_content=group.shown.featured_content,
            body=documents[group.documents[0]].body if group.documents else "",
            extra=group.shown.extra,
            source_count=source_count,
            in_degree=in_degree,
            out_degree=out_degree,
        )
        for index, (group, owner, its_topics, source_count, in_degree, out_degree) in enumerate(
            columns
        )
    )


def _topics_of_articles(topics: Topics) -> Iterator[tuple[TopicNode, ...]]:
    """The topics of each article; those that have the same share one tuple."""
    known: dict[tuple[int, ...], tuple[TopicNode, ...]] = {}
    numbers = topics.of_articles.members.tolist()
    for start, end in pairwise(topics.of_articles.starts.tolist()):
        its_numbers = tuple(numbers[start:end])
        found = known.get(its_numbers)
        if found is None:
            found = known[its_numbers] = tuple(topics.topics[number] for number in its_numbers)
        yield found
