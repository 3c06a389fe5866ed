"""Where a mention disagrees with the article as shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from graphapi.corpus.records import Mention
from graphapi.domain import Image
from graphapi.graph.building.sources import Source
from graphapi.graph.nodes import ArticleNode

__all__ = ["differences"]

_FIELDS: Final = (
    ("title", "title"),
    ("excerpt", "excerpt"),
    ("publishedDateTime", "published_date_time"),
    ("webUrl", "web_url"),
    ("originalUrl", "original_url"),
    ("ampWebUrl", "amp_web_url"),
    ("cdnAmpWebUrl", "cdn_amp_web_url"),
    ("type", "type"),
    ("category", "category"),
    ("quality", "quality"),
    ("heat", "heat"),
    ("published", "published"),
    ("removed", "removed"),
    ("featuredContent", "featured_content"),
)


def differences(source: Source, article: ArticleNode) -> dict[str, Any]:
    """The fields in which a source disagrees with its article, by front matter key, as JSON.

    Another text below the front matter stands under `body`.

    The values are the mention's. What it does not say (None, an empty list) is no disagreement;
    what it says and the article does not show is one.
    """
    mention = source.mention
    differing: dict[str, Any] = {}
    for key, attribute in _FIELDS:
        said = getattr(mention, attribute)
        if said is not None and said != getattr(article, attribute):
            differing[key] = _timestamp(said) if isinstance(said, datetime) else said
    provider = _provider_differences(mention, article)
    if provider:
        differing["provider"] = provider
    if mention.topics:
        shown = {topic.name.casefold() for topic in article.topics}
        if {name.casefold() for name in mention.topics} != shown:
            differing["topics"] = list(mention.topics)
    if not all(_is_shown(image, article.images) for image in mention.images):
        differing["images"] = [_image(image) for image in mention.images]
    if source.body and source.body != article.body:
        differing["body"] = source.body
    return differing | {
        key: value
        for key, value in mention.extra.items()
        if value is not None and (key not in article.extra or article.extra[key] != value)
    }


def _timestamp(moment: datetime) -> str:
    """The instant in RFC 3339, in UTC with a Z: as the front matter has it."""
    return moment.isoformat().replace("+00:00", "Z")


def _provider_differences(mention: Mention, article: ArticleNode) -> Mapping[str, Any]:
    """Name and domain, as far as the article is shown with others."""
    said = mention.provider
    if said is None:
        return {}
    differing: dict[str, Any] = {}
    if said.name is not None and said.name != article.provider_name:
        differing["name"] = said.name
    if said.domain is not None:
        shown = article.provider.domain if article.provider is not None else None
        if said.domain != shown:
            differing["domain"] = said.domain
    return differing


def _is_shown(image: Image, shown: tuple[Image, ...]) -> bool:
    """Whether one of the images shown says all that this one says."""
    return any(
        image.url == other.url
        and image.width in (None, other.width)
        and image.height in (None, other.height)
        and image.title in (None, other.title)
        and image.cached in (None, other.cached)
        for other in shown
    )


def _image(image: Image) -> dict[str, Any]:
    """The image's record as the front matter has it, without what it does not say."""
    written = {
        "url": image.url,
        "width": image.width,
        "height": image.height,
        "title": image.title,
        "isCached": image.cached,
    }
    return {key: value for key, value in written.items() if value is not None}
