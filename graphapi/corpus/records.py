"""What reading a corpus yields: typed, immutable records and the problems met on the way.

A record keeps what one file (or one entry of a `related` list) says. Which of several records
about one article is shown, and what links to what, is decided where the graph is built.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graphapi.corpus.file_kinds import FileKind
from graphapi.domain import NO_EXTRA, Extra, Image, Problem

__all__ = [
    "ArticleDocument",
    "Corpus",
    "Mention",
    "OrganizationDocument",
    "PassedOver",
    "ProviderMention",
    "RelatedEntry",
    "TopicDocument",
    "UnaddressedEntries",
    "UnaddressedEntry",
]


@dataclass(frozen=True, slots=True)
class ProviderMention:
    """A provider as one record prints it. `domain` is in lower case; None means: not said."""

    name: str | None
    domain: str | None
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """What one file, or one related entry, says of an article.

    `url` is the canonical form of the first address it has (web, original, AMP, AMP cache), and
    `addresses` the canonical forms of all, that one first, each once. The four address fields are
    as written. None means: not said. Equal text of entries gives one shared object, so identity
    is the cheap test for "says the same".
    """

    url: str
    addresses: tuple[str, ...]
    title: str
    web_url: str | None = None
    original_url: str | None = None
    amp_web_url: str | None = None
    cdn_amp_web_url: str | None = None
    excerpt: str | None = None
    published_date_time: datetime | None = None
    category: str | None = None
    type: str | None = None
    quality: int | None = None
    heat: int | None = None
    published: bool | None = None
    removed: bool | None = None
    featured_content: str | None = None
    provider: ProviderMention | None = None
    topics: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    extra: Extra = field(default_factory=lambda: NO_EXTRA)


@dataclass(frozen=True, slots=True)
class RelatedEntry:
    """One entry of a `related` list: its 0-based place in it, its line, and what it says."""

    position: int
    line: int
    mention: Mention


@dataclass(frozen=True, slots=True)
class UnaddressedEntry:
    """An entry of a `related` list without an address: its 0-based place in the list, its line.

    Its `mention` has an empty `url`; `kept` is its 0-based place among the values in extra.
    """

    position: int
    line: int
    mention: Mention
    kept: int


@dataclass(frozen=True, slots=True)
class UnaddressedEntries:
    """The entries of one list that have no address, and all values that `extra` has of the list."""

    entries: tuple[UnaddressedEntry, ...]
    kept: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """A file about an article.

    `file` is relative to the corpus, `line` where its front matter begins, `body` the text below.
    `unaddressed` is None once all files are known, and these entries are linked or given up.
    """

    file: str
    line: int
    mention: Mention
    related: tuple[RelatedEntry, ...]
    body: str
    unaddressed: UnaddressedEntries | None = None


@dataclass(frozen=True, slots=True)
class TopicDocument:
    """A file that describes a topic. `parent` is the parent topic's name."""

    file: str
    line: int
    name: str
    slug: str | None
    short_name: str | None
    parent: str | None
    keywords: tuple[str, ...]
    hashtags: tuple[str, ...]
    images: tuple[Image, ...]
    extra: Extra


@dataclass(frozen=True, slots=True)
class OrganizationDocument:
    """A file that describes a provider. `domain` is lower case."""

    file: str
    line: int
    name: str | None
    domain: str
    images: tuple[Image, ...]
    extra: Extra


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Files of one kind that are no part of a corpus: how many, and the first three names."""

    kind: FileKind
    files: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything read from a set of folders, each part sorted by file.

    `files` counts the files that are meant to be part of it, those left out included;
    `passed_over` has the others, by kind.
    """

    articles: tuple[ArticleDocument, ...]
    topics: tuple[TopicDocument, ...]
    organizations: tuple[OrganizationDocument, ...]
    problems: tuple[Problem, ...]
    files: int
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def skipped(self) -> int:
        """How many files were skipped."""
        return sum(kind.files for kind in self.passed_over)
