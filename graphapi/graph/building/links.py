"""What links to what: the related lists of the files, article to article.

A file's list links its article to the article of each entry, in order. An entry about the file's
own article makes no link, and the same article twice in one list makes one, at the first place;
each is a warning. Where several files are about one article, the list of the one shown comes
first, then what the others add.
"""

from __future__ import annotations

from array import array
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
    entry_starts = table.entry_starts.tolist()
    starts, targets, positions = array("q", [0]), array("i"), array("i")
    problems: list[Problem] = []
    for article, group in enumerate(merged.groups):
        linked: dict[int, int] = {}
        for document in group.documents:
            entries = slice(entry_starts[document], entry_starts[document + 1])
            found = targets_of_entries[entries].tolist()
            listed = dict(zip(found, table.entry_positions[entries].tolist(), strict=True))
            if len(listed) < len(found) or article in listed:
                problems += _useless_entries(table, document, article, found, merged.groups)
                listed = _first_positions(table, document, found)
                listed.pop(article, None)
            for target, position in listed.items() if linked else ():
                linked.setdefault(target, position)
            linked = linked or listed
        targets.extend(linked)
        positions.extend(linked.values())
        starts.append(len(targets))
    outward = Postings(np.array(starts, dtype=np.int64), np.array(targets, dtype=np.int32))
    inward_order = outward.inverse_order()
    inward = outward.inverse(len(merged.groups), inward_order)
    links = Links(
        outward=outward,
        inward=inward,
        inward_order=inward_order,
        positions=np.array(positions, dtype=np.int32),
        reciprocal=_reciprocal(outward, inward),
    )
    return links, problems


def _first_positions(table: MentionTable, document: int, found: Sequence[int]) -> dict[int, int]:
    """The articles that a list names, each with the place where it comes first."""
    first: dict[int, int] = {}
    for entry, target in zip(table.documents[document].related, found, strict=True):
        first.setdefault(target, entry.position)
    return first


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
        field = Place(owner, entry).field("")[:-1]
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
        problems.append(Problem(owner.file, entry.line, field, message, Severity.WARNING))
    return problems
