"""Which mentions are about one article, and which of them is shown.

A mention's own URL decides what it is about; its other addresses (original, AMP, AMP cache) are
aliases. `joining.py` says when two files are about one article. A related entry is about the
article that has its own URL among the addresses of a file about it; if no file has it, entries
with the same own URL make a stub. That two articles merely list the same other address (an
aggregator's home page, say) never makes them one: the address finds the one that wins, and a
warning tells of the other.

Which one wins: a file about the article before a related entry; then the later publication, none
being the earliest; then the smaller file name; then the smaller position.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphapi.corpus.addresses.address_keys import address_key, other_www_key
from graphapi.corpus.addresses.urls import canonical_url
from graphapi.corpus.records import Mention
from graphapi.domain import Problem, Severity
from graphapi.domain.instants import newest_first
from graphapi.graph.building.joining import (
    ADDRESS_FIELDS,
    join_problems,
    joined_files,
    say_the_same,
)
from graphapi.graph.building.mentions import MentionTable

__all__ = ["Group", "Merged", "merge"]


@dataclass(slots=True)
class Group:
    """The mentions about one article.

    `documents` are the numbers of the files about it, the winner first, empty for a stub. `shown`
    is the winning mention, `urls` the addresses that find the article, its key first.
    """

    documents: Sequence[int]
    shown: Mention
    urls: tuple[str, ...]

    @property
    def newest_first(self) -> tuple[int, str]:
        """The sort key of the default order: newest first, undated last, then by URL."""
        return newest_first(self.shown.published_date_time), self.shown.url


@dataclass(frozen=True, slots=True)
class Merged:
    """The articles of a corpus, in the default order, and which one each mention is about.

    `aliases` maps the key of every address to an article's number; `articles` maps the number of
    every mention to one.
    """

    groups: list[Group]
    articles: list[int]
    aliases: dict[str, int]
    problems: list[Problem]


def merge(table: MentionTable) -> Merged:
    """Decide what each mention is about. The same files give the same result in any order."""
    return _Merging(table).run()


class _Merging:
    """The work of one merge. Group numbers here are of no meaning outside."""

    def __init__(self, table: MentionTable) -> None:
        self._table = table
        self._own_keys = [address_key(mention.url) for mention in table.mentions]
        self._times = [newest_first(mention.published_date_time) for mention in table.mentions]
        self._own: list[int] = table.document_mentions.tolist()
        files = frozenset(self._own)
        self._entries = [number for number in range(len(table.mentions)) if number not in files]
        self._groups: list[Group] = []
        self._aliases: dict[str, int] = {}
        self._group_of = [-1] * len(table.mentions)
        self._problems: list[Problem] = []

    def run(self) -> Merged:
        self._gather_files()
        self._claim_addresses(self._own)
        self._gather_entries()
        self._claim_addresses(self._entries)
        self._list_urls()
        return self._in_default_order()

    def _gather_files(self) -> None:
        """Make a group for each article that a file is about."""
        table, keys, own = self._table, self._own_keys, self._own
        members = joined_files(table, keys, self._entries)
        ranked = [sorted(documents, key=self._document_rank) for documents in members]
        # The winner's group comes first, so that it also wins addresses that several claim.
        ranked.sort(key=lambda documents: self._document_rank(documents[0]))
        for documents in ranked:
            group = len(self._groups)
            shown = table.mentions[own[documents[0]]]
            self._groups.append(Group(documents, shown, (shown.url,)))
            self._problems += join_problems(table, documents)
            for document in documents:
                self._group_of[own[document]] = group
                self._aliases[keys[own[document]]] = group

    def _document_rank(self, document: int) -> tuple[int, int]:
        return self._times[self._own[document]], document

    def _gather_entries(self) -> None:
        """Find the article of each related entry, or make a stub of it."""
        stubs: dict[str, list[int]] = {}
        for number in self._entries:
            key = self._own_keys[number]
            group = self._aliases.get(key)
            if group is None:
                stubs.setdefault(key, []).append(number)
            else:
                self._group_of[number] = group
        stubs = {
            key: numbers for key, numbers in stubs.items() if not self._join_beside(key, numbers)
        }
        mentions = self._table.mentions

        # Mentions are numbered by file and position, so the number settles what the date does not.
        def rank(number: int) -> tuple[int, int]:
            return self._times[number], number

        winners = {key: min(numbers, key=rank) for key, numbers in stubs.items()}
        for key, winner in sorted(winners.items(), key=lambda pair: rank(pair[1])):
            group = len(self._groups)
            shown = mentions[winner]
            self._groups.append(Group((), shown, (shown.url,)))
            self._aliases[key] = group
            for number in stubs[key]:
                self._group_of[number] = group

    def _join_beside(self, key: str, numbers: Sequence[int]) -> bool:
        """Join entries with one URL to the files that have it with `www.`, or without it.

        If one of the entries says the same as one of the files. Returns whether it is so.
        """
        mentions = self._table.mentions
        group = self._aliases.get(other_www_key(key))
        if group is None:
            return False
        files = [mentions[self._own[document]] for document in self._groups[group].documents]
        same = [n for n in numbers if any(say_the_same(mentions[n], file) for file in files)]
        if not same:
            return False
        self._aliases[key] = group
        for number in numbers:
            self._group_of[number] = group
        url, place = mentions[same[0]].url, self._table.first_place(same[0])
        self._problems.append(
            Problem(
                place.document.file,
                place.line,
                place.field(_field_of(mentions[same[0]], url)),
                f"{url} is known as {self._groups[group].shown.url}, which has the same title and "
                "time; linked to that: write the address as there",
                Severity.WARNING,
            )
        )
        return True

    def _claim_addresses(self, numbers: Iterable[int]) -> None:
        """Let further addresses find the articles; of several groups that claim one, the first."""
        mentions = self._table.mentions
        claiming = [number for number in numbers if len(mentions[number].addresses) > 1]
        claiming.sort(key=lambda number: (self._group_of[number], number))
        warned: set[tuple[int, str]] = set()
        for number in claiming:
            group = self._group_of[number]
            for address in mentions[number].addresses[1:]:
                key = address_key(address)
                holder = self._aliases.setdefault(key, group)
                if holder != group and (group, key) not in warned:
                    warned.add((group, key))
                    self._problems.append(self._contested(number, address, holder))

    def _contested(self, number: int, address: str, holder: int) -> Problem:
        place = self._table.first_place(number)
        return Problem(
            place.document.file,
            place.line,
            place.field(_field_of(self._table.mentions[number], address)),
            f"{address} is an address of {self._groups[holder].shown.url} too, which it finds; "
            "use an address that is this article's alone",
            Severity.WARNING,
        )

    def _list_urls(self) -> None:
        """Give each group the addresses that find it: the key, those of its files, the others."""
        mentions, groups = self._table.mentions, self._groups
        further: dict[int, dict[str, None]] = {}
        by_rank = [self._own[document] for group in groups for document in group.documents]
        for number in (*by_rank, *self._entries):
            group = self._group_of[number]
            key = groups[group].shown.url
            for address in mentions[number].addresses:
                if address != key and self._aliases[address_key(address)] == group:
                    further.setdefault(group, {})[address] = None
        for group, addresses in further.items():
            groups[group].urls = (groups[group].shown.url, *addresses)

    def _in_default_order(self) -> Merged:
        keys = [group.newest_first for group in self._groups]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        place = [0] * len(order)
        for index, group in enumerate(order):
            place[group] = index
        return Merged(
            groups=[self._groups[group] for group in order],
            articles=[place[group] for group in self._group_of],
            aliases={key: place[group] for key, group in self._aliases.items()},
            problems=self._problems,
        )


def _field_of(mention: Mention, address: str) -> str:
    """The front matter key that gives a mention one of its addresses."""
    for key, attribute in ADDRESS_FIELDS:
        written = getattr(mention, attribute)
        try:
            if written is not None and canonical_url(written) == address:
                return key
        except ValueError:
            continue
    return ADDRESS_FIELDS[0][0]
