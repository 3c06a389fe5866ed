"""Finding the YAML in a file: front matter between fences, a whole YAML or JSON file, or none.

The content decides, not the file's name. The entries of a `related` list can be cut apart as
text, so that an entry met before need not be parsed again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from graphapi.corpus.yaml_values import SEALED_KEY

__all__ = [
    "KEY_LINE",
    "FrontMatter",
    "RelatedBlock",
    "cut_related",
    "find_front_matter",
    "without_body",
]

_FENCE: Final = re.compile(r"---[ \t]*\n")
_CLOSING_FENCE: Final = re.compile(r"(?:---|\.\.\.)[ \t]*(?:\n|$)")
_LEADING_BLANK_LINES: Final = re.compile(r"(?:[ \t]*\n)*")
KEY_LINE: Final = re.compile(r"""("[^"\n]*"|'[^'\n]*'|[\w$<][^:\n]*):(?=[ \t]|$)""")
"""How a line begins that holds a key of a top-level map; the first group is the key."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML of a file. `line` is the line of the file on which `yaml` begins, from 1.

    `fenced` says that it stood between fences (the closing one may be missing: `closed`), and
    not that the whole file is YAML. `body` is the text below the closing fence.
    """

    yaml: str
    line: int
    body: str
    fenced: bool
    closed: bool


def find_front_matter(text: str) -> FrontMatter | None:
    """Cut the front matter out of a file's text; None where the text cannot hold any.

    A text without fences is offered whole where its first line that says something could begin
    a YAML or JSON record. Whether it is one, parsing shows.
    """
    blank = _LEADING_BLANK_LINES.match(text)
    start = blank.end() if blank else 0
    fence = _FENCE.match(text, start)
    if fence is None:
        return _unfenced(text)
    line = text.count("\n", 0, fence.end()) + 1
    closing = _closing_fence(text, fence.end())
    if closing is None:
        return FrontMatter(text[fence.end() :], line, "", fenced=True, closed=False)
    body = text[closing.end() :].strip("\n")
    return FrontMatter(
        text[fence.end() : closing.start()],
        line,
        "" if body.isspace() else body,
        fenced=True,
        closed=True,
    )


def _closing_fence(text: str, start: int) -> re.Match[str] | None:
    # Looking for the few characters first is much quicker than a pattern over every line.
    found = []
    for fence in ("---", "..."):
        at = start if text.startswith(fence, start) else text.find(f"\n{fence}", start) + 1
        while at > 0:
            if match := _CLOSING_FENCE.match(text, at):
                found.append(match)
                break
            at = text.find(f"\n{fence}", at) + 1
    return min(found, key=lambda match: match.start(), default=None)


_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n(?=[^\s\-\]}])")


def without_body(front_matter: FrontMatter) -> FrontMatter | None:
    """Part front matter that no fence closes from its body; None where no body begins.

    The body begins after an empty line, with a line that holds no key. Where ciphertext might stand
    in such a line, no text is taken for a body.
    """
    yaml = front_matter.yaml
    if SEALED_KEY in yaml.casefold():
        return None
    for blank in _PARAGRAPH.finditer(yaml):
        row = yaml[blank.end() : yaml.find("\n", blank.end()) % (len(yaml) + 1)]
        if not KEY_LINE.match(row) and not _is_comment_above_key(yaml, blank.end()):
            body = yaml[blank.end() :].strip("\n")
            return replace(front_matter, yaml=yaml[: blank.end()], body=body)
    return None


def _is_comment_above_key(yaml: str, start: int) -> bool:
    """Whether a comment begins here; a heading of Markdown looks alike, but has no key below."""
    rows = yaml[start : start + 4096].split("\n")
    below = next((row for row in rows if not row.startswith("#")), "")
    return rows[0].startswith("#") and KEY_LINE.match(below) is not None


def _unfenced(text: str) -> FrontMatter | None:
    for row in text.split("\n", 200)[:200]:
        said = row.strip()
        if said and not said.startswith(("#", "%")):
            if said[0] == "{" or KEY_LINE.match(row):
                return FrontMatter(text, 1, "", fenced=False, closed=True)
            return None
    return None


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
    """Cut the entries of a top-level `related` list apart, None where it is not plainly laid out.

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
