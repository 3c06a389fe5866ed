"""Stores of articles as they were: subscribers may ask for more of them than their own fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from graphapi.corpus import ArticleDocument, Corpus, Mention, ProviderMention
from graphapi.graph import ArticleGraph, ArticleNode
from graphapi.store.memory import MemoryStore

__all__ = ["stores_of_past"]


def stores_of_past(articles: Sequence[ArticleNode], loaded_at: datetime) -> dict[str, MemoryStore]:
    """By URL, a store in which each article is alone, as it was: nothing lists it.

    Most share one store. The articles may be of several versions, so one may have an address that
    was another's before: such an article has a store of its own.
    """
    if not articles:
        return {}
    together = _store(articles, loaded_at)
    return {
        article.url: together if _has(together, article) else _store([article], loaded_at)
        for article in articles
    }


def _has(store: MemoryStore, article: ArticleNode) -> bool:
    found = store.graph.article(article.url)
    return found is not None and found.urls == article.urls and found.title == article.title


def _store(articles: Sequence[ArticleNode], loaded_at: datetime) -> MemoryStore:
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
