"""The providers of a corpus: from the articles that they publish and the files about them.

A provider is known by its domain, however that is spelled (`bücher.example`,
`xn--bcher-kva.example`), and shown with the spelling that most articles print. Its name is the one
that most articles print (ties: alphabetical); the name in an organization file is shown only
if no article prints one, and is listed among the names with the count of articles that print
it, 0 if none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graphapi.corpus.addresses.host_names import host_key
from graphapi.corpus.records import Mention, OrganizationDocument, ProviderMention
from graphapi.domain import Extra, Image, NameCount, Problem, Severity
from graphapi.graph.indexes.postings import Integers
from graphapi.graph.nodes import ProviderNode

__all__ = ["Providers", "gather_providers"]


@dataclass(frozen=True, slots=True)
class Providers:
    """All providers in the default order, and the one of each article (-1: none)."""

    providers: tuple[ProviderNode, ...]
    of_articles: Integers
    problems: list[Problem]


@dataclass(slots=True)
class _Draft:
    """A provider while its parts are gathered."""

    domains: Counter[str] = field(default_factory=Counter)
    documents: list[OrganizationDocument] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    images: dict[str, Image] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """The spelling of the domain that most articles print; ties: alphabetical."""
        return min(self.domains, key=lambda domain: (-self.domains[domain], domain))


def gather_providers(
    shown: Sequence[Mention],
    mentions: Iterable[Mention],
    documents: Iterable[OrganizationDocument],
) -> Providers:
    """The providers of articles and of organization files.

    `shown` are the winning mentions in the default order of articles, `mentions` all of them,
    for the images that they carry.
    """
    drafts: dict[str, _Draft] = {}
    problems: list[Problem] = []
    for document in sorted(documents, key=lambda document: (document.file, document.line)):
        _add_document(drafts, document, problems)
    keys: list[str | None] = []
    for mention in shown:
        printed = mention.provider
        key = None
        if printed is not None and printed.domain is not None:
            key = host_key(printed.domain)
            draft = drafts.get(key) or drafts.setdefault(key, _Draft())
            draft.articles += 1
            draft.domains[printed.domain] += 1
            if printed.name is not None:
                draft.names[printed.name] += 1
        keys.append(key)
    _add_images(drafts, mentions)
    ordered = sorted(drafts.items(), key=lambda pair: (-pair[1].articles, pair[1].domain))
    indexes: dict[str | None, int] = {key: index for index, (key, _) in enumerate(ordered)}
    providers = tuple(_provider(draft, index) for index, (_, draft) in enumerate(ordered))
    of_articles = np.array([indexes.get(key, -1) for key in keys], dtype=np.int32)
    return Providers(providers, of_articles, problems)


def _add_document(
    drafts: dict[str, _Draft], document: OrganizationDocument, problems: list[Problem]
) -> None:
    draft = drafts.setdefault(host_key(document.domain), _Draft())
    draft.domains[document.domain] += 0
    if draft.documents:
        problems.append(
            Problem(
                document.file,
                document.line,
                "domain",
                f"{draft.documents[0].file} is about {document.domain} already; the two are shown "
                "as one: unite the files",
                Severity.WARNING,
            )
        )
    draft.documents.append(document)
    for image in document.images:
        draft.images.setdefault(image.url, image)


def _add_images(drafts: dict[str, _Draft], mentions: Iterable[Mention]) -> None:
    """Add the images that articles carry, once for each record that prints the same."""
    seen: set[ProviderMention] = set()
    for mention in mentions:
        printed = mention.provider
        if printed is None or not printed.images or printed in seen:
            continue
        seen.add(printed)
        draft = drafts.get(host_key(printed.domain)) if printed.domain is not None else None
        if draft is not None:
            for image in printed.images:
                draft.images.setdefault(image.url, image)


def _provider(draft: _Draft, index: int) -> ProviderNode:
    """The finished provider."""
    ranked = sorted(draft.names.items(), key=lambda pair: (-pair[1], pair[0]))
    written = [document.name for document in draft.documents if document.name is not None]
    unprinted = [(name, 0) for name in dict.fromkeys(written) if name not in draft.names]
    names = tuple(NameCount(name, count) for name, count in (*ranked, *unprinted))
    extra: dict[str, Any] = {}
    for document in reversed(draft.documents):
        extra |= document.extra
    merged: Extra = extra
    return ProviderNode(
        index=index,
        domain=draft.domain,
        name=names[0].name if names else draft.domain,
        names=names,
        images=tuple(draft.images.values()),
        article_count=draft.articles,
        extra=merged,
    )
