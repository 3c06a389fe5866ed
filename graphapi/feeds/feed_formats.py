"""The two formats: JSON Feed 1.1 (jsonfeed.org/version/1.1) and Atom (RFC 4287).

They are written with the standard library: the feed libraries there are need a C library for XML,
and know no JSON Feed.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import orjson

__all__ = ["Feed", "atom_feed", "json_feed"]

_ATOM: Final = "http://www.w3.org/2005/Atom"

_NOT_IN_XML: Final = re.compile(
    "[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that no XML document may have, not even escaped (XML 1.0, 2.2)."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest articles of a corpus that meet a filter.

    `query` is that of its address, in one spelling for one filter. The `articles` are as the API
    gives them, all with a date. `updated` is when the newest was published, or the corpus loaded.
    """

    title: str
    query: str
    updated: str
    articles: Sequence[Mapping[str, Any]]


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1."""
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "items": [_item(article) for article in feed.articles],
        }
    )


def _item(article: Mapping[str, Any]) -> dict[str, Any]:
    provider = article["provider"]
    item = {
        "id": article["url"],
        "url": article["webUrl"] or article["url"],
        "title": article["title"],
        "content_text": article["excerpt"] or article["title"],
        "date_published": article["publishedDateTime"],
        "authors": [] if provider is None else [{"name": provider["name"]}],
        "tags": [topic["name"] for topic in article["topics"]],
    }
    image = next((each["url"] for each in article["images"] if _is_web(each["url"])), None)
    return item if image is None else item | {"image": image}


def atom_feed(feed: Feed) -> bytes:
    """The feed as Atom."""
    root = ET.Element("feed", {"xmlns": _ATOM})
    _add(root, "title", feed.title)
    # The same wherever the server is reached, as the address of a feed need not be.
    _add(root, "id", uuid5(NAMESPACE_URL, f"graphapi feed {feed.query}").urn)
    _add(root, "updated", feed.updated)
    # Relative to the address that it was read from, which a proxy may have changed.
    ET.SubElement(
        root, "link", {"rel": "self", "href": f"feed.atom{feed.query and '?'}{feed.query}"}
    )
    for article in feed.articles:
        _add_entry(root, article)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_entry(root: ET.Element, article: Mapping[str, Any]) -> None:
    entry = ET.SubElement(root, "entry")
    provider, published = article["provider"], article["publishedDateTime"]
    _add(entry, "id", article["url"])
    _add(entry, "title", article["title"])
    ET.SubElement(entry, "link", {"href": _clean(article["webUrl"] or article["url"])})
    _add(entry, "published", published)
    _add(entry, "updated", published)
    _add(
        ET.SubElement(entry, "author"), "name", "unknown" if provider is None else provider["name"]
    )
    for topic in article["topics"]:
        ET.SubElement(
            entry, "category", {"term": _clean(topic["slug"]), "label": _clean(topic["name"])}
        )
    _add(entry, "summary", article["excerpt"] or article["title"])


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)


def _is_web(address: str) -> bool:
    return urlsplit(address).scheme in ("http", "https")
