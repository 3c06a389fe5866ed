"""Articles, as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graphapi.domain.awaitables import MaybeAwaitable
from graphapi.domain.image import Image
from graphapi.domain.provider import Provider
from graphapi.domain.topic import Topic

__all__ = ["Article"]


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    """One article, united from all that the files of the corpus say of it.

    `url` is its key, the canonical URL; `urls` every address it is known under, `url` first.
    `stub` is true if no file is about it. The degrees count distinct neighbours. Its long texts
    and the rest of its front matter are asked of the store: `Store.body` and so on.
    """

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
    provider: MaybeAwaitable[Provider | None]
    provider_name: str | None
    topics: MaybeAwaitable[Sequence[Topic]]
    images: MaybeAwaitable[Sequence[Image]]
    source_count: int
    in_degree: int
    out_degree: int
