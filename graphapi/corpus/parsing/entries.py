"""The entries of `related` lists, each distinct one parsed only once.

In real corpora an entry is repeated in every file of its story (161,223 entries of 4,172 texts in
one of them), so most of a corpus need not be parsed at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from graphapi.corpus.front_matter.yaml_limits import YamlError
from graphapi.corpus.front_matter.yaml_values import (
    UNREADABLE,
    Null,
    Remark,
    YamlList,
    YamlMap,
    YamlValue,
    parse_yaml,
    plain,
)
from graphapi.corpus.parsing.conversion import NO_URL, UnusableError, article_mention
from graphapi.corpus.parsing.fields import Fields
from graphapi.corpus.records import Mention

__all__ = ["NOT_LINKED", "Entry", "EntryParser", "entries_of"]

NOT_LINKED: Final = f"{NO_URL}; the entry is kept in extra"
"""What is said of an entry without an address that no file answers to."""

# A block of text that keeps the empty lines after it (`|+`): a cut would lose them.
_KEEPING_BLOCK: Final = re.compile(r"[|>]\d?\+")


class Entry(NamedTuple):
    """One entry of a list: its line, and a mention or the plain value that could not be one.

    One that says all but an address has both, and its mention has no `addresses`. The field paths
    of `remarks` begin in the entry; their lines count from `remark_line`.
    """

    line: int
    mention: Mention | None
    unfit: object
    remarks: tuple[Remark, ...]
    remark_line: int


class EntryParser:
    """Parses the texts of entries, and remembers what each distinct text gave."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        """By text; lines count in it."""

    def known(self) -> Iterator[tuple[str, Mention]]:
        """Each text met that is a mention, and the mention."""
        for text, entry in self.entries.items():
            if entry.mention is not None:
                yield text, entry.mention

    def parse(self, texts: Iterable[tuple[int, str]]) -> list[Entry]:
        """Parse entries, each given with its line. Raises YamlError if one is not YAML alone."""
        known = self.entries
        found = []
        for line, text in texts:
            if text not in known:
                known[text] = _parsed(text)
            line_in_text, mention, unfit, remarks, _ = known[text]
            found.append(Entry(line + line_in_text - 1, mention, unfit, remarks, line))
        return found


def entries_of(items: Iterable[tuple[int, YamlValue]]) -> list[Entry]:
    """Entries from values that were parsed with the whole file, each given with its line."""
    return [_converted(value, line, []) for line, value in items]


def _parsed(text: str) -> Entry:
    remarks: list[Remark] = []
    if "+" in text and _KEEPING_BLOCK.search(text):
        raise YamlError(1, "may go on after its end")
    items = parse_yaml(text, remarks, aliases_allowed=False, depth=1)
    if not isinstance(items, YamlList) or len(items) != 1:
        raise YamlError(1, "is not one entry")
    # The text is a list of one: its field paths begin with [0].
    own = [
        remark._replace(field=(remark.field or "")[3:].lstrip(".") or None) for remark in remarks
    ]
    return _converted(items[0], items.lines[0], own)


def _converted(value: YamlValue, line: int, remarks: list[Remark]) -> Entry:
    mention, unfit = None, None
    if isinstance(value, YamlMap):
        try:
            mention = article_mention(Fields(value, remarks), needs_address=False)
        except UnusableError as reason:
            message = f"{reason.message}; the entry is kept in extra"
            remarks.append(Remark(reason.line or line, reason.field, message))
            unfit = plain(value)
        else:
            if not mention.addresses:
                remarks.append(Remark(value.lines.get("webUrl", line), "webUrl", NOT_LINKED))
                unfit = plain(value)
    elif isinstance(value, Null):
        if value is not UNREADABLE:
            remarks.append(Remark(line, None, "is empty; dropped"))
    else:
        kind = "a list" if isinstance(value, YamlList) else "text"
        remarks.append(Remark(line, None, f"{kind} stands where a record belongs; kept in extra"))
        unfit = plain(value)
    return Entry(line, mention, unfit, tuple(remarks), 1)
