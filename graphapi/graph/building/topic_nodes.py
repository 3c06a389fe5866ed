"""The topics of a corpus: from the articles that name them and the files that describe them.

A topic is known by its name, ignoring case. A topic file's spelling wins, else the most
frequent one on articles. Several files about one topic are united, the first by path leading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from slugify import slugify

from graphapi.corpus.records import TopicDocument
from graphapi.domain import Image, Problem, Severity
from graphapi.graph.indexes.postings import Postings
from graphapi.graph.nodes import TopicNode

__all__ = ["Topics", "gather_topics"]


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics in the default order, and which ones each article has, in its own order."""

    topics: tuple[TopicNode, ...]
    of_articles: Postings
    problems: list[Problem]


@dataclass(slots=True)
class _Draft:
    """A topic while its parts are gathered."""

    key: str
    name: str
    document: TopicDocument | None = None
    parent: str | None = None
    spellings: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    slug: str = ""


def gather_topics(
    names_of_articles: Sequence[tuple[str, ...]], documents: Iterable[TopicDocument]
) -> Topics:
    """The topics of articles, given in the default order of articles, and of topic files."""
    drafts: dict[str, _Draft] = {}
    problems: list[Problem] = []
    for document in sorted(documents, key=lambda document: (document.file, document.line)):
        _add_document(drafts, document, problems)
    keys_of_articles = _add_names(drafts, names_of_articles)
    _name_slugs(drafts)
    _find_parents(drafts, problems)
    ordered = sorted(drafts.values(), key=lambda draft: (-draft.articles, draft.key))
    indexes = {draft.key: index for index, draft in enumerate(ordered)}
    children: dict[str, list[_Draft]] = {}
    for draft in sorted(drafts.values(), key=lambda draft: draft.key):
        if draft.parent is not None:
            children.setdefault(draft.parent, []).append(draft)
    topics = tuple(
        _topic(draft, index, indexes, children.get(draft.key, ()))
        for index, draft in enumerate(ordered)
    )
    numbers = {keys: tuple(indexes[key] for key in keys) for keys in set(keys_of_articles)}
    return Topics(topics, Postings.from_lists(numbers[keys] for keys in keys_of_articles), problems)


def _add_document(
    drafts: dict[str, _Draft], document: TopicDocument, problems: list[Problem]
) -> None:
    key = document.name.casefold()
    draft = drafts.setdefault(key, _Draft(key, document.name))
    if draft.document is None:
        draft.document, draft.name = document, document.name
        return
    first = draft.document
    draft.document = replace(
        first,
        slug=first.slug or document.slug,
        short_name=first.short_name or document.short_name,
        parent=first.parent or document.parent,
        keywords=_united(first.keywords, document.keywords),
        hashtags=_united(first.hashtags, document.hashtags),
        images=_distinct_images((*first.images, *document.images)),
        extra={**document.extra, **first.extra},
    )
    problems.append(
        Problem(
            document.file,
            document.line,
            "name",
            f"{first.file} is about the topic {first.name!r} already; the two are shown as one: "
            "unite the files",
            Severity.WARNING,
        )
    )


def _united(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _distinct_images(images: Iterable[Image]) -> tuple[Image, ...]:
    """The images, each URL once, the first of its records kept."""
    first: dict[str, Image] = {}
    for image in images:
        first.setdefault(image.url, image)
    return tuple(first.values())


def _add_names(
    drafts: dict[str, _Draft], names_of_articles: Sequence[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Count the names on articles; return the keys of each article's topics, each once."""
    folded: dict[tuple[str, ...], tuple[str, ...]] = {}
    counted = Counter(names_of_articles)
    for names, count in counted.items():
        keys: dict[str, None] = {}
        for name in names:
            key = name.casefold()
            if key in keys:
                continue
            keys[key] = None
            draft = drafts.setdefault(key, _Draft(key, name))
            draft.spellings[name] += count
            draft.articles += count
        folded[names] = tuple(keys)
    for draft in drafts.values():
        if draft.document is None:
            draft.name = min(draft.spellings, key=lambda name: (-draft.spellings[name], name))
    return [folded[names] for names in names_of_articles]


def _name_slugs(drafts: dict[str, _Draft]) -> None:
    """Give each topic a slug of its own. Those that files ask for come first, then by name."""
    taken: set[str] = set()

    def wish(draft: _Draft) -> str:
        asked = draft.document.slug if draft.document is not None else None
        return asked or slugify(draft.name) or "topic"

    def turn(draft: _Draft) -> tuple[bool, str]:
        asked = draft.document is not None and bool(draft.document.slug)
        return not asked, draft.key

    next_numbers: dict[str, int] = {}
    for draft in sorted(drafts.values(), key=turn):
        wanted = slug = wish(draft)
        number = next_numbers.get(wanted, 2)
        while slug.casefold() in taken:
            slug, number = f"{wanted}-{number}", number + 1
        next_numbers[wanted] = number
        taken.add(slug.casefold())
        draft.slug = slug


def _find_parents(drafts: dict[str, _Draft], problems: list[Problem]) -> None:
    """Set the parents, in the order of the files; leave out one that would close a circle."""
    described = sorted(
        (
            draft
            for draft in drafts.values()
            if draft.document is not None and draft.document.parent
        ),
        key=lambda draft: (draft.document.file, draft.key) if draft.document else ("", draft.key),
    )
    by_slug = {draft.slug.casefold(): draft.key for draft in drafts.values()}
    tops: dict[str, str] = {}

    def top(key: str) -> str:
        path = []
        while key in tops:
            path.append(key)
            key = tops[key]
        for passed in path:
            tops[passed] = key
        return key

    taken = {draft.slug.casefold() for draft in drafts.values()}
    for draft in described:
        document = draft.document
        assert document is not None
        assert document.parent is not None
        key = document.parent.casefold()
        if key not in drafts:
            key = by_slug.get(key, key)
        if key not in drafts:
            drafts[key] = _Draft(key, document.parent, slug=_free_slug(document.parent, taken))
        if top(key) == draft.key:
            problems.append(
                Problem(
                    document.file,
                    document.line,
                    "parent",
                    f"{document.parent!r} lies below {draft.name!r} itself; the topic is shown "
                    "without a parent: name one above it",
                    Severity.WARNING,
                )
            )
        else:
            draft.parent = tops[draft.key] = key


def _free_slug(name: str, taken: set[str]) -> str:
    wanted = slug = slugify(name) or "topic"
    number = 2
    while slug.casefold() in taken:
        slug, number = f"{wanted}-{number}", number + 1
    taken.add(slug.casefold())
    return slug


def _topic(
    draft: _Draft, index: int, indexes: dict[str, int], children: Iterable[_Draft]
) -> TopicNode:
    document = draft.document
    nothing: Any = ()
    return TopicNode(
        index=index,
        name=draft.name,
        slug=draft.slug,
        short_name=document.short_name if document else None,
        keywords=document.keywords if document else nothing,
        hashtags=document.hashtags if document else nothing,
        images=_distinct_images(document.images) if document else nothing,
        parent_index=None if draft.parent is None else indexes[draft.parent],
        child_indexes=tuple(indexes[child.key] for child in children),
        article_count=draft.articles,
        extra=document.extra if document else {},
    )
