"""A store of articles that are gone: subscribers may ask for more of them than their own fields."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from graphapi.corpus import ArticleDocument, Corpus, Mention, ProviderMention
from graphapi.graph import ArticleGraph, ArticleNode
from graphapi.store.memory import MemoryStore

__all__ = ["store_of_last_states"]


def store_of_last_states(articles: Iterable[ArticleNode], loaded_at: datetime) -> MemoryStore:
    """A store in which each article is alone, as it was last: nothing lists it any more."""
    documents = tuple(map(_document, articles))
    return MemoryStore(ArticleGraph.build(Corpus(documents, (), (), (), 0)), loaded_at)


def _document(article: ArticleNode) -> ArticleDocument:
    provider = article.provider
    mention = Mention(
        url=article.url,
        addresses=article.urls,
        title=article.title,
        web_url=article.web_url,
        original_url=article.original_url,
        amp_web_url=article.amp_web_url,
        cdn_amp_web_url=article.cdn_amp_web_url,
        excerpt=article.excerpt,
        published_date_time=article.published_date_time,
        category=article.category,
        type=article.type,
        quality=article.quality,
        heat=article.heat,
        published=article.published,
        removed=article.removed,
        featured_content=article.featured_content,
        provider=ProviderMention(
            article.provider_name,
            None if provider is None else provider.domain,
            () if provider is None else provider.images,
        ),
        topics=tuple(topic.name for topic in article.topics),
        images=article.images,
        extra=article.extra,
    )
    return ArticleDocument("", 1, mention, (), article.body)
