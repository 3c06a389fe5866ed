"""Entries of `related` lists that name no address: linked where their words name one file.

Exactly one article must have the same title, the same instant of publication and the same
provider. If none has, or several, the entry stays in `extra` and its problem stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from graphapi.corpus.addresses.address_keys import address_key
from graphapi.corpus.addresses.host_names import host_key, without_www
from graphapi.corpus.parsing.conversion import NO_URL
from graphapi.corpus.parsing.entries import NOT_LINKED
from graphapi.corpus.parsing.fields import as_extra
from graphapi.corpus.records import ArticleDocument, Mention, RelatedEntry, UnaddressedEntries
from graphapi.domain import Problem, Severity

__all__ = ["linked_by_words"]

_Words: TypeAlias = tuple[str, datetime, str]


def linked_by_words(
    documents: Sequence[ArticleDocument], problems: Sequence[Problem]
) -> tuple[tuple[ArticleDocument, ...], list[Problem]]:
    """The documents with all entries that can be linked, and the problems that remain.

    An entry that is linked leaves `extra` and the problem that it has no URL; how it was found is
    a problem of its own.
    """
    if all(document.unaddressed is None for document in documents):
        return tuple(documents), list(problems)
    linking = _Linking(documents)
    linked = tuple([linking.linked(document) for document in documents])
    left = [
        problem
        for problem in problems
        if problem.message != NOT_LINKED or (problem.file, problem.field) not in linking.solved
    ]
    return linked, left + linking.problems


class _Linking:
    def __init__(self, documents: Iterable[ArticleDocument]) -> None:
        self._files: dict[_Words, dict[str, ArticleDocument]] = {}
        for document in sorted(documents, key=lambda document: document.file):
            words = _words(document.mention)
            if words is not None:
                named = self._files.setdefault(words, {})
                named.setdefault(address_key(document.mention.url), document)
        self._known: dict[int, Mention] = {}  # by identity: equal entries stay one object
        self.problems: list[Problem] = []
        self.solved: set[tuple[str, str | None]] = set()

    def linked(self, document: ArticleDocument) -> ArticleDocument:
        """A document with those of its entries without an address that name one file."""
        unaddressed = document.unaddressed
        if unaddressed is None:
            return document
        found: list[RelatedEntry] = []
        solved: set[int] = set()
        for entry in unaddressed.entries:
            target = self._named(entry.mention)
            if target is not None and target.file != document.file:
                mention = self._known.setdefault(
                    id(entry.mention), _addressed(entry.mention, target.mention.url)
                )
                found.append(RelatedEntry(entry.position, entry.line, mention))
                solved.add(entry.kept)
                self._tell(document, entry.position, entry.line, target)
        if not found:
            return replace(document, unaddressed=None)
        related = sorted((*document.related, *found), key=lambda entry: entry.position)
        extra = _without(document.mention.extra, unaddressed, solved)
        return replace(
            document,
            mention=replace(document.mention, extra=extra),
            related=tuple(related),
            unaddressed=None,
        )

    def _named(self, mention: Mention) -> ArticleDocument | None:
        words = _words(mention)
        named = self._files.get(words, {}) if words is not None else {}
        return next(iter(named.values())) if len(named) == 1 else None

    def _tell(
        self, document: ArticleDocument, position: int, line: int, target: ArticleDocument
    ) -> None:
        self.solved.add((document.file, f"related[{position}].webUrl"))
        message = (
            f"{NO_URL}; linked to {target.file}, which alone has the same title, time and "
            f"provider: write its address {target.mention.url}"
        )
        self.problems.append(
            Problem(document.file, line, f"related[{position}]", message, Severity.WARNING)
        )


def _words(mention: Mention) -> _Words | None:
    """What names an article without an address; None if a part of it is not said."""
    provider, published = mention.provider, mention.published_date_time
    if provider is None or published is None:
        return None
    known_by = without_www(host_key(provider.domain)) if provider.domain else f" {provider.name}"
    return " ".join(mention.title.split()), published, known_by


def _addressed(mention: Mention, url: str) -> Mention:
    return replace(mention, url=url, addresses=(url,))


def _without(extra: Any, unaddressed: UnaddressedEntries, solved: set[int]) -> dict[str, Any]:
    """The extra of a file without the entries that are linked now."""
    kept = [value for place, value in enumerate(unaddressed.kept) if place not in solved]
    rest = {key: value for key, value in extra.items() if key != "related"}
    return rest | {"related": as_extra(kept)} if kept else rest
