"""Cutting a `related` list apart as text, so that an entry met before need not be parsed again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["RelatedBlock", "cut_related"]


@dataclass(frozen=True, slots=True)
class RelatedBlock:
    """A `related` list cut out of front matter.

    `head` is the front matter without the list's lines, where the key `related` stands empty on
    `line`; lines below it have moved up by `length`. `entries` are the texts of the list's items,
    each with the line that it begins on. All lines count from 1 in the front matter.
    """

    head: str
    line: int
    length: int
    entries: list[tuple[int, str]]

    def line_in_front_matter(self, line_in_head: int) -> int:
        """Where a line of the head stands in the whole."""
        return line_in_head if line_in_head <= self.line else line_in_head + self.length


_RELATED: Final = "\nrelated:\n"
_DASH: Final = re.compile(r"( *)- ")
_LESS_INDENTED: Final = re.compile(r"\n(?=[^ \n])")
_NOT_AN_ITEM: Final = re.compile(r"\n(?=[^ \n-]|-[^ ]| [^ ])")


# So many items so short are no articles, and to parse each by itself takes minutes.
_MANY: Final = 1_000
_SHORT: Final = 24


def cut_related(yaml: str) -> RelatedBlock | None:
    """Cut the entries of a top-level `related` list apart, None if it is not plainly laid out.

    The cut is only right if every piece is YAML of its own, without aliases, and the head shows
    `related` as an empty key on that line: the caller must check both, and parse the whole text
    otherwise. A list whose items all parse alone is the list of their values, since an item that
    ends inside a quote, a bracket or a block does not parse.
    """
    yaml_lines = f"\n{yaml}"
    start = yaml_lines.find(_RELATED)
    if start < 0 or yaml.lstrip().startswith("{"):
        return None
    first = start + len(_RELATED) - 1  # the line break before the first item
    dash = _DASH.match(yaml_lines, first + 1)
    if dash is None:
        return None
    indent = dash[1]
    end_of_block = (_LESS_INDENTED if indent else _NOT_AN_ITEM).search(yaml_lines, first + 1)
    end = end_of_block.start() if end_of_block else len(yaml_lines)
    key_line = yaml_lines.count("\n", 0, start) + 1
    line = key_line + 1
    entries = []
    for piece in yaml_lines[first:end].split(f"\n{indent}- ")[1:]:
        text = piece.rstrip("\n")
        entries.append((line, f"{indent}- {text}\n"))
        line += piece.count("\n") + 1
    if len(entries) > _MANY and end - first < _SHORT * len(entries):
        return None
    head = yaml_lines[1:first] + yaml_lines[end:]
    return RelatedBlock(head, key_line, yaml_lines.count("\n", first, end), entries)
