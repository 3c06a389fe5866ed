"""Which files are about one article, and why: the reasons from the surest to the least sure.

1. Their own URLs are one address, however they are spelled.
2. The own URL of one is any address of the other.
3. They are of one provider, and these two articles alone share an AMP page, and share none with
   others: a page has one, and an AMP page belongs to one.
4. Their own URLs differ in `www.` alone, and title and instant of publication are the same.

Files whose own URLs are written alike join silently if their titles are equal. Every other join is
a WARNING at each file that is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graphapi.corpus.addresses.address_keys import address_key, host_of_key, other_www_key
from graphapi.corpus.addresses.host_names import host_key, without_www
from graphapi.corpus.addresses.urls import canonical_url
from graphapi.corpus.records import ArticleDocument, Mention
from graphapi.domain import Problem, Severity
from graphapi.graph.building.mentions import MentionTable

__all__ = ["ADDRESS_FIELDS", "join_problems", "joined_files", "say_the_same"]

ADDRESS_FIELDS = (
    ("webUrl", "web_url"),
    ("originalUrl", "original_url"),
    ("ampWebUrl", "amp_web_url"),
    ("cdnAmpWebUrl", "cdn_amp_web_url"),
)
"""The front matter keys of addresses with the attributes of mentions, the own URL's first."""


def joined_files(
    table: MentionTable, keys: Sequence[str], entries: Iterable[int]
) -> list[list[int]]:
    """The documents by article, each list ascending, the lists by their first documents.

    `keys` are the address keys of the own URLs of mentions, `entries` the mentions that are
    nothing but related entries: they may claim an AMP page for an article that no file is about.
    """
    return _Joining(table, keys).run(entries)


_NO_FILE = -1


class _Joining:
    """Sets of own URLs, each known by the number of the first mention that has it."""

    def __init__(self, table: MentionTable, keys: Sequence[str]) -> None:
        self._mentions, self._keys = table.mentions, keys
        self._own: list[int] = table.document_mentions.tolist()
        self._owners: dict[str, int] = {}
        for number in self._own:
            self._owners.setdefault(keys[number], number)
        self._parent = {number: number for number in self._owners.values()}

    def run(self, entries: Iterable[int]) -> list[list[int]]:
        further = self._join_by_address()
        self._join_by_amp_page(further, entries)
        self._join_by_www()
        members: dict[int, list[int]] = {}
        for document, number in enumerate(self._own):
            members.setdefault(self._root(self._owners[self._keys[number]]), []).append(document)
        return list(members.values())

    def _root(self, number: int) -> int:
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def _join(self, one: int, other: int) -> None:
        first, second = self._root(one), self._root(other)
        self._parent[max(first, second)] = min(first, second)

    def _join_by_address(self) -> dict[str, int]:
        """Returns who is known by each further address."""
        further: dict[str, int] = {}
        for number in self._own:
            for address in self._mentions[number].addresses[1:]:
                key = address_key(address)
                owner = self._owners[self._keys[number]]
                further.setdefault(key, owner)
                if key in self._owners:
                    self._join(owner, self._owners[key])
        return further

    def _join_by_amp_page(self, further: dict[str, int], entries: Iterable[int]) -> None:
        claims: dict[str, dict[int, int]] = {}  # by page: sets of own URLs, each with a mention
        for number in self._own:
            for page in _amp_pages(self._mentions[number]):
                owner = self._root(self._owners[self._keys[number]])
                claims.setdefault(page, {}).setdefault(owner, number)
        shared = {page: claimants for page, claimants in claims.items() if len(claimants) == 2}
        partners: dict[int, set[int]] = {}
        for claimants in claims.values():
            if len(claimants) > 1:
                # Of several pages that it shares with others, none tells which article it is.
                met = tuple(claimants) if len(claimants) == 2 else (_NO_FILE,)
                for owner in claimants:
                    partners.setdefault(owner, set()).update(met)
        for number in entries if shared else ():
            for page in _amp_pages(self._mentions[number]):
                key = self._keys[number]
                owner = self._owners.get(key, further.get(key, _NO_FILE))
                if owner == _NO_FILE or self._root(owner) not in shared.get(page, ()):
                    shared.pop(page, None)  # a third article claims it
        for one, other in map(dict.items, shared.values()):
            is_one_pair = partners[one[0]] == partners[other[0]] == {one[0], other[0]}
            if is_one_pair and self._provider(one[1]) == self._provider(other[1]):
                self._join(one[0], other[0])

    def _provider(self, number: int) -> str:
        """The domain of a mention's provider; if it does not say, the host of its own URL."""
        provider = self._mentions[number].provider
        if provider is not None and provider.domain is not None:
            return without_www(host_key(provider.domain))
        return without_www(host_of_key(self._keys[number]))

    def _join_by_www(self) -> None:
        for key, owner in self._owners.items():
            other = self._owners.get(other_www_key(key)) if key.startswith("www.") else None
            if other is not None and say_the_same(self._mentions[owner], self._mentions[other]):
                self._join(owner, other)


def say_the_same(one: Mention, other: Mention) -> bool:
    """Whether two mentions have the same title, and one instant of publication."""
    return (
        one.published_date_time is not None
        and one.published_date_time == other.published_date_time
        and _words(one.title) == _words(other.title)
    )


def join_problems(table: MentionTable, documents: Sequence[int]) -> Iterator[Problem]:
    """What to tell of the files about one article, the one shown first: at most one for each.

    Files whose own URLs are written alike are told where their titles differ.
    """
    if len(documents) < 2:
        return
    mentions = [table.mentions[table.document_mentions[document]] for document in documents]
    shown, file = mentions[0], table.documents[documents[0]].file
    for document, mention in zip(documents[1:], mentions[1:], strict=True):
        own = table.documents[document]
        field, url = _own_url(mention)
        if url != _own_url(shown)[1]:
            why = _why_one(mention, shown, file)
            message = (
                f"{why}: the two files are one article, shown as {file} has it; "
                "unite them, or give each an address that is its own"
            )
            yield _warning(own, field, message)
        elif _words(mention.title) != _words(shown.title):
            message = (
                f"the title differs from that of {file}, which has the same address {url} and is "
                "the one shown; unite the files, or give each an address that is its own"
            )
            yield _warning(own, "title", message)


def _warning(document: ArticleDocument, field: str, message: str) -> Problem:
    return Problem(document.file, document.line, field, message, Severity.WARNING)


def _why_one(mention: Mention, shown: Mention, file: str) -> str:
    """Why a file is about the article of the file that is shown."""
    url, other = _own_url(mention)[1], _own_url(shown)[1]
    key, other_key = address_key(mention.url), address_key(shown.url)
    if key == other_key:
        return f"{url} is another spelling of {other}, the address of {file}"
    if key in map(address_key, shown.addresses) or other_key in map(address_key, mention.addresses):
        return f"{url} and {other}, the address of {file}, are given as addresses of one article"
    pages = set(_amp_pages(shown))
    shared = next((page for page in _amp_pages(mention) if page in pages), None)
    if shared is not None:
        return f"{url} and {other}, the address of {file}, alone share the AMP page {shared}"
    if key == other_www_key(other_key) or other_key == other_www_key(key):
        return f"{url} is {other} of {file} without regard to www., with the same title and time"
    return f"other files make {url} and {other}, the address of {file}, addresses of one article"


def _own_url(mention: Mention) -> tuple[str, str]:
    """The front matter key of the first address that a mention has, and the address as written."""
    for key, attribute in ADDRESS_FIELDS:
        written: str | None = getattr(mention, attribute)
        if written is not None:
            return key, written
    return ADDRESS_FIELDS[0][0], mention.url


def _amp_pages(mention: Mention) -> Iterator[str]:
    """The keys of the AMP pages of a mention; a home page is no article's."""
    for written in (mention.amp_web_url, mention.cdn_amp_web_url):
        if written is not None:
            key = address_key(canonical_url(written))
            if "/" in key:
                yield key


def _words(title: str) -> list[str]:
    return title.split()
