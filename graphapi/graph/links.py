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

from graphapi.corpus.records import Problem, Severity
from graphapi.graph.mentions import MentionTable, Place
from graphapi.graph.merging import Group, Merged
from graphapi.graph.postings import Bools, Integers, Numbers, Postings

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
    starts, targets, positions = array("q", [0]), array("i"), array("i")
    problems: list[Problem] = []
    for article, group in enumerate(merged.groups):
        if group.documents:
            linked: dict[int, int] = {}
            for document in group.documents:
                start, end = table.entry_starts[document : document + 2]
                found = targets_of_entries[start:end].tolist()
                places = table.entry_positions[start:end].tolist()
                distinct = set(found)
                if len(distinct) < len(found) or article in distinct:
                    problems += _useless_entries(table, document, article, found, merged.groups)
                for target, position in zip(found, places, strict=True):
                    linked.setdefault(target, position)
            linked.pop(article, None)
            targets.extend(linked)
            positions.extend(linked.values())
        starts.append(len(targets))
    outward = Postings(np.array(starts, dtype=np.int64), np.array(targets, dtype=np.int32))
    inward = outward.inverse(len(merged.groups))
    links = Links(
        outward=outward,
        inward=inward,
        inward_order=outward.inverse_order(),
        positions=np.array(positions, dtype=np.int32),
        reciprocal=_reciprocal(outward, len(merged.groups)),
    )
    return links, problems


def _reciprocal(outward: Postings, count: int) -> Bools:
    """Whether the target of each link lists the source too."""
    sources = np.repeat(np.arange(count, dtype=np.int64), outward.counts())
    targets = outward.members.astype(np.int64)
    return np.isin(targets * count + sources, sources * count + targets)


def _useless_entries(
    table: MentionTable, document: int, article: int, found: Sequence[int], groups: Sequence[Group]
) -> list[Problem]:
    """A warning for each entry that links to the article itself, or to one linked before."""
    problems: list[Problem] = []
    owner = table.documents[document]
    first: dict[int, int] = {}
    for entry, target in zip(owner.related, found, strict=True):
        field = Place(owner, entry).field("")[:-1]
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
