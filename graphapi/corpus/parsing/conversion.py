"""The records that front matter can be: which field has which type, and what a record needs."""

from __future__ import annotations

from typing import Final

from graphapi.corpus.addresses.urls import canonical_url
from graphapi.corpus.parsing.fields import Fields
from graphapi.corpus.records import Mention, OrganizationDocument, TopicDocument
from graphapi.domain import NO_EXTRA

__all__ = [
    "ADDRESS_KEYS",
    "NO_URL",
    "UnusableError",
    "article_mention",
    "organization_document",
    "topic_document",
]

ADDRESS_KEYS: Final = ("webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl")
"""The keys that hold an article's addresses. The first one given makes its canonical URL."""

NO_URL: Final = f"has no usable URL: none of {', '.join(ADDRESS_KEYS)} holds one"
"""What is wrong with an article without any address."""

_NOT_MEASURED: Final = -1


class UnusableError(ValueError):
    """A record lacks what it cannot be without: the line and field to look at, and why."""

    def __init__(self, line: int | None, field: str | None, message: str) -> None:
        super().__init__(message)
        self.line, self.field, self.message = line, field, message


def article_mention(fields: Fields, *, needs_address: bool = True) -> Mention:
    """What a record says of an article. Raises UnusableError without a title or a usable URL.

    If no address is needed, one without any has an empty `url` and no `addresses`.
    """
    title = fields.required_text("title")
    written = {key: fields.url(key) for key in ADDRESS_KEYS}
    addresses = tuple(dict.fromkeys(canonical_url(url) for url in written.values() if url))
    if title is None:
        raise UnusableError(fields.line("title"), "title", f"has no title{fields.hint(('title',))}")
    if needs_address and not addresses:
        message = f"{NO_URL}{fields.hint(ADDRESS_KEYS)}"
        raise UnusableError(fields.line("webUrl"), "webUrl", message)
    heat = fields.integer("heat")
    return Mention(
        url=addresses[0] if addresses else "",
        addresses=addresses,
        title=title,
        web_url=written["webUrl"],
        original_url=written["originalUrl"],
        amp_web_url=written["ampWebUrl"],
        cdn_amp_web_url=written["cdnAmpWebUrl"],
        excerpt=fields.text("excerpt"),
        published_date_time=fields.instant("publishedDateTime"),
        category=fields.text("category"),
        type=fields.text("type"),
        quality=fields.integer("quality"),
        heat=None if heat == _NOT_MEASURED else heat,
        published=fields.boolean("published"),
        removed=fields.boolean("removed"),
        featured_content=fields.text("featuredContent"),
        provider=fields.provider("provider"),
        topics=fields.texts("topics"),
        images=fields.images("images"),
        extra=fields.leftovers() or NO_EXTRA,
    )


def topic_document(file: str, line: int, fields: Fields) -> TopicDocument:
    """A file that describes a topic. Raises UnusableError without a name."""
    fields.text("taxonomy")
    name = fields.required_text("name")
    if name is None:
        raise UnusableError(fields.line("name"), "name", "describes a topic without a name")
    return TopicDocument(
        file=file,
        line=line,
        name=name.strip(),
        slug=fields.text("_id"),
        short_name=fields.text("shortname"),
        parent=fields.text("parent"),
        keywords=fields.texts("keywords"),
        hashtags=fields.texts("hashtags"),
        images=fields.images("images", plain_urls=True),
        extra=fields.leftovers() or NO_EXTRA,
    )


def organization_document(file: str, line: int, fields: Fields) -> OrganizationDocument:
    """A file that describes a provider. Raises UnusableError without a domain."""
    fields.text("taxonomy")
    domain = fields.domain("domain")
    if domain is None:
        raise UnusableError(
            fields.line("domain"), "domain", "describes an organization without a domain"
        )
    return OrganizationDocument(
        file=file,
        line=line,
        name=fields.text("name"),
        domain=domain,
        images=fields.images("images", plain_urls=True),
        extra=fields.leftovers() or NO_EXTRA,
    )
