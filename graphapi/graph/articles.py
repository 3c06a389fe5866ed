"""The articles as shown, from all that is known of them."""

from __future__ import annotations

from collections.abc import Sequence

from graphapi.corpus.records import ArticleDocument
from graphapi.graph.links import Links
from graphapi.graph.merging import Merged
from graphapi.graph.nodes import Article, Topic
from graphapi.graph.providers import Providers
from graphapi.graph.sources import Sources
from graphapi.graph.topics import Topics

__all__ = ["build_articles"]


def build_articles(
    documents: Sequence[ArticleDocument],
    merged: Merged,
    links: Links,
    providers: Providers,
    topics: Topics,
    sources: Sources,
) -> tuple[Article, ...]:
    """The articles as shown, each at its index."""
    owners = [*providers.providers, None]  # -1, for no provider, is the last
    topic_lists: dict[tuple[int, ...], tuple[Topic, ...]] = {}
    all_topics = topics.topics
    topic_numbers = topics.of_articles.members.tolist()
    topic_starts = topics.of_articles.starts.tolist()
    articles = []
    for index, (group, owner, source_count, in_degree, out_degree) in enumerate(
        zip(
            merged.groups,
            providers.of_articles.tolist(),
            sources.counts().tolist(),
            links.inward.counts().tolist(),
            links.outward.counts().tolist(),
            strict=True,
        )
    ):
        mention = group.shown
        numbers = tuple(topic_numbers[topic_starts[index] : topic_starts[index + 1]])
        shared = topic_lists.get(numbers)
        if shared is None:
            shared = topic_lists[numbers] = tuple(all_topics[number] for number in numbers)
        articles.append(
            Article(
                index=index,
                url=mention.url,
                urls=group.urls,
                web_url=mention.web_url,
                original_url=mention.original_url,
                amp_web_url=mention.amp_web_url,
                cdn_amp_web_url=mention.cdn_amp_web_url,
                title=mention.title,
                excerpt=mention.excerpt,
                published_date_time=mention.published_date_time,
                category=mention.category,
                type=mention.type,
                quality=mention.quality,
                heat=mention.heat,
                published=mention.published,
                removed=mention.removed,
                stub=not group.documents,
                provider=owners[owner],
                provider_name=mention.provider.name if mention.provider is not None else None,
                topics=shared,
                images=mention.images,
                featured_content=mention.featured_content,
                body=documents[group.documents[0]].body if group.documents else "",
                extra=mention.extra,
                source_count=source_count,
                in_degree=in_degree,
                out_degree=out_degree,
            )
        )
    return tuple(articles)
