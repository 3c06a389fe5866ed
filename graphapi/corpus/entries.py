"""The entries of `related` lists, each distinct one parsed but once.

In real corpora an entry is repeated in every file of its story (161,223 entries of 4,172 texts in
one of them), so most of a corpus need not be parsed at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from graphapi.corpus.conversion import UnusableError, article_mention
from graphapi.corpus.fields import Fields
from graphapi.corpus.records import Mention
from graphapi.corpus.yaml_limits import YamlError
from graphapi.corpus.yaml_values import (
    UNREADABLE,
    Null,
    Remark,
    YamlList,
    YamlMap,
    YamlValue,
    parse_yaml,
    plain,
)

__all__ = ["Entry", "EntryParser", "entries_of"]

# A block of text that keeps the empty lines after it (`|+`): a cut would lose them.
_KEEPING_BLOCK: Final = re.compile(r"[|>]\d?\+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: its line, and a mention or the plain value that could not be one.

    The field paths of `remarks` begin in the entry; their lines count from `remark_line`.
    """

    line: int
    mention: Mention | None
    unfit: object
    remarks: tuple[Remark, ...]
    remark_line: int


class EntryParser:
    """Parses the texts of entries, and remembers what each distinct text gave."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Mention | None, object, tuple[Remark, ...]]] = {}

    def known(self) -> Iterator[tuple[str, Mention]]:
        """Each text met that is a mention, and the mention."""
        for text, (mention, _, _) in self._known.items():
            if mention is not None:
                yield text, mention

    def parse(self, texts: Iterable[tuple[int, str]]) -> list[Entry]:
        """Parse entries, each given with its line. Raises YamlError where one is not YAML alone."""
        known = self._known
        found = []
        for line, text in texts:
            if text not in known:
                known[text] = _parsed(text)
            mention, unfit, remarks = known[text]
            found.append(Entry(line, mention, unfit, remarks, line))
        return found


def entries_of(items: Iterable[tuple[int, YamlValue]]) -> list[Entry]:
    """Entries from values that were parsed with the whole file, each given with its line."""
    found = []
    for line, value in items:
        mention, unfit, remarks = _converted(value, line, [])
        found.append(Entry(line, mention, unfit, remarks, 1))
    return found


def _parsed(text: str) -> tuple[Mention | None, object, tuple[Remark, ...]]:
    remarks: list[Remark] = []
    if _KEEPING_BLOCK.search(text):
        raise YamlError(1, "may go on after its end")
    items = parse_yaml(text, remarks, aliases_allowed=False, depth=1)
    if not isinstance(items, YamlList) or len(items) != 1:
        raise YamlError(1, "is not one entry")
    # The text is a list of one: its field paths begin with [0].
    own = [
        remark._replace(field=(remark.field or "")[3:].lstrip(".") or None) for remark in remarks
    ]
    return _converted(items[0], 1, own)


def _converted(
    value: YamlValue, line: int, remarks: list[Remark]
) -> tuple[Mention | None, object, tuple[Remark, ...]]:
    if isinstance(value, YamlMap):
        try:
            return article_mention(Fields(value, remarks)), None, tuple(remarks)
        except UnusableError as reason:
            message = f"{reason.message}; the entry is kept in extra"
            remarks.append(Remark(reason.line or line, reason.field, message))
    elif value is UNREADABLE:
        return None, None, ()
    elif isinstance(value, Null):
        remarks.append(Remark(line, None, "is empty; dropped"))
        return None, None, tuple(remarks)
    else:
        remarks.append(Remark(line, None, "text stands where a record belongs; kept in extra"))
    return None, plain(value), tuple(remarks)
