"""What links to what: the related lists of the files, article to article.

A file's list links its article to the article of each entry, in order. An entry about the file's
own article makes no link, and the same article twice in one list makes one, at the first place;
each is a warning. If several files are about one article, the list of the one shown comes
first, then what the others add.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphapi.corpus.addresses.address_keys import address_key
from graphapi.domain import Problem, Severity
from graphapi.graph.building.mentions import MentionTable, Place
from graphapi.graph.building.merging import Group, Merged
from graphapi.graph.indexes.postings import Bools, Integers, Numbers, Postings

__all__ = ["Links", "gather_links"]


@dataclass(frozen=True, slots=True)
class Links:
    """All links, by source and then by place in its list, and again by target.

    `positions` and `reciprocal` go with `outward.members`; `inward_order` says where each entry of
    `inward.members` stands among them. Sources of `inward` ascend: newest first, then by URL.
    """

    outward: Postings
    inward: Postings
    inward_order: Numbers
    positions: Integers
    reciprocal: Bools

    def __len__(self) -> int:
        return len(self.outward.members)


def gather_links(table: MentionTable, merged: Merged) -> tuple[Links, list[Problem]]:
    """The links between articles, and the entries that make none."""
    articles = np.array(merged.articles, dtype=np.int32)
    targets_of_entries = articles[table.entry_mentions]
    count = len(merged.groups)
    listing = _listing_documents(merged.groups)
    entries = listing.places_of_entries(table.entry_starts)
    sources = np.repeat(listing.articles, listing.lengths(table.entry_starts))
    targets = targets_of_entries[entries]
    is_useful = _are_first(sources, targets, count) & (sources != targets)
    problems = _problems_of(table, merged.groups, listing, targets_of_entries, sources, targets)
    entries, sources, targets = entries[is_useful], sources[is_useful], targets[is_useful]
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(sources, minlength=count), out=starts[1:])
    outward = Postings(starts, targets)
    inward_order = outward.inverse_order()
    inward = outward.inverse(count, inward_order)
    links = Links(
        outward=outward,
        inward=inward,
        inward_order=inward_order,
        positions=table.entry_positions[entries],
        reciprocal=_reciprocal(outward, inward),
    )
    return links, problems


@dataclass(frozen=True, slots=True)
class _Listing:
    """The documents whose lists make links, by article; the one shown is the first of each."""

    articles: Integers
    documents: Integers

    def lengths(self, entry_starts: Numbers) -> Numbers:
        """How many entries each document has."""
        return entry_starts[self.documents + 1] - entry_starts[self.documents]

    def places_of_entries(self, entry_starts: Numbers) -> Numbers:
        """The entries of all these documents, one list after the other."""
        lengths = self.lengths(entry_starts)
        ends = np.cumsum(lengths)
        shifts = np.repeat(entry_starts[self.documents] - ends + lengths, lengths)
        return shifts + np.arange(len(shifts), dtype=np.int64)


def _listing_documents(groups: Sequence[Group]) -> _Listing:
    pairs = [
        (article, document) for article, group in enumerate(groups) for document in group.documents
    ]
    columns = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return _Listing(columns[:, 0], columns[:, 1])


def _are_first(owners: Integers, members: Integers, count: int) -> Bools:
    """Whether an owner has a member here for the first time."""
    pairs = owners.astype(np.int64) * count + members
    _, places = np.unique(pairs, return_index=True)
    first = np.zeros(len(pairs), dtype=np.bool_)
    first[places] = True
    return first


def _problems_of(
    table: MentionTable,
    groups: Sequence[Group],
    listing: _Listing,
    targets_of_entries: Integers,
    sources: Integers,
    targets: Integers,
) -> list[Problem]:
    """The warnings about entries that make no link, for the documents that have such entries."""
    numbers = np.arange(len(listing.documents), dtype=np.int32)
    numbers = np.repeat(numbers, listing.lengths(table.entry_starts))
    is_useless = (sources == targets) | ~_are_first(numbers, targets, len(groups))
    problems: list[Problem] = []
    for number in np.unique(numbers[is_useless]).tolist():
        document = int(listing.documents[number])
        entries = slice(*table.entry_starts[document : document + 2].tolist())
        found = targets_of_entries[entries].tolist()
        problems += _useless_entries(table, document, int(listing.articles[number]), found, groups)
    return problems


def _reciprocal(outward: Postings, inward: Postings) -> Bools:
    """Whether the target of each link lists the source too.

    Pairs of articles are numbers. Those of `inward`, target before source, ascend already.
    """
    count = len(outward.starts) - 1
    owners = np.arange(count, dtype=np.int64) * count
    wanted = np.repeat(owners, outward.counts()) + outward.members
    known = np.repeat(owners, inward.counts()) + inward.members
    if not len(known):
        return np.zeros(0, dtype=np.bool_)
    places = np.searchsorted(known, wanted)
    found: Bools = known[np.minimum(places, len(known) - 1)] == wanted
    return found


def _are_of_files(table: MentionTable, group: Group, *urls: str) -> bool:
    """Whether addresses are different ones, each of another file about the article."""
    own = {address_key(table.documents[document].mention.url) for document in group.documents}
    keys = {address_key(url) for url in urls}
    return len(keys) == len(urls) and keys <= own


def _useless_entries(
    table: MentionTable, document: int, article: int, found: Sequence[int], groups: Sequence[Group]
) -> list[Problem]:
    """A warning for each entry that links to the article itself, or to one linked before.

    There is none where the file and the entry, or the two entries, have the addresses of different
    files about the article: the warning about joining these files says it already.
    """
    problems: list[Problem] = []
    owner = table.documents[document]
    first: dict[int, int] = {}
    named: dict[int, str] = {article: owner.mention.url}
    for entry, target in zip(owner.related, found, strict=True):
        url = named.setdefault(target, entry.mention.url)
        if url != entry.mention.url and _are_of_files(
            table, groups[target], url, entry.mention.url
        ):
            continue
        if target == article:
            message = (
                f"the entry's URL {entry.mention.url} is the article's own; "
                "no link is made: name another article, or remove the entry"
            )
        elif target in first:
            message = (
                f"the entry names {groups[target].shown.url}, as related[{first[target]}] does; "
                "one link is made: remove one of the two"
            )
        else:
            first[target] = entry.position
            continue
        field = Place(owner, entry).field("")[:-1]
        problems.append(Problem(owner.file, entry.line, field, message, Severity.WARNING))
    return problems
