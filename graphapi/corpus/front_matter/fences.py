"""Finding front matter: YAML, TOML or JSON between fences, a JSON object, or a whole file.

The content decides, not the file's name. The fences are those of static site generators: `---`
(Jekyll), `+++` for TOML and a JSON object without fences (Hugo, Zola), `;;;` for JSON (Middleman),
and a format named after the fence, as in `---toml` (gray-matter, Deno). Fences that only look like
these, and fences below comments, are taken for some where what they hold names an article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from graphapi.corpus.front_matter.invisible_characters import INVISIBLE
from graphapi.corpus.front_matter.yaml_values import SEALED_KEY, Remark

__all__ = [
    "KEY_LINE",
    "Format",
    "FrontMatter",
    "find_front_matter",
    "hidden_front_matter",
    "names_an_address",
    "whole_file",
    "without_body",
]

KEY_LINE: Final = re.compile(
    r"""("[^"\n]*"|'[^'\n]*'|[\w$<][^:\n]*):(?=[ \t]|$)|("[^"\n]*")[ \t]*:"""
)
"""How a line begins that holds a key of a top-level map; the first group that matched is the key.
Next to a key in double quotes, as in JSON, nothing need stand behind the colon.
"""


class Format(Enum):
    """What front matter is written in."""

    YAML = "YAML"
    TOML = "TOML"
    JSON = "JSON"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a file. `line` is the line of the file on which `text` begins, from 1.

    `fenced` says that it stood below a fence. `closed` says that its end is known; where it is
    not, the text goes on to the end of the file. `body` is the text below it. `remarks` tell what
    is odd about the fences, with lines of the file.
    """

    text: str
    line: int
    body: str = ""
    fenced: bool = True
    closed: bool = True
    format: Format = Format.YAML
    remarks: tuple[Remark, ...] = ()


_FENCE: Final = re.compile(r"---[ \t]*\n")
_CLOSING_FENCE: Final = re.compile(r"(?:---|\.\.\.)[ \t]*(?:\n|$)")
_LEADING_BLANK_LINES: Final = re.compile(r"(?:[ \t]*\n)*")

_UNSEEN: Final = rf"[ \t\x0b\x0c\x1c-\x1f\x85\u2028\u2029{INVISIBLE}]"
_DASHES: Final = "-\u2010-\u2015\u2212"
# Above the fence: nothing that shows (group 1), or comments and YAML directives too.
_ABOVE: Final = re.compile(
    rf"((?:{_UNSEEN}*\n)*+)"
    rf"(?:(?:<!--(?s:.*?)-->|\{{\#(?s:.*?)\#\}}|(?:\#|%(?:YAML|TAG)\b)[^\n]*){_UNSEEN}*\n"
    rf"(?:{_UNSEEN}*\n)*+)*+"
)
_OPENING: Final = re.compile(
    rf"(?P<indent>{_UNSEEN}*)(?P<marks>[{_DASHES}]{{2,}}|\u2014|\+{{2,}}|;{{2,}})"
    rf"[ \t]*+(?P<language>(?i:yaml|yml|toml|json))?(?P<unseen>{_UNSEEN}*+)"
    r"(?:(?<=[ \t])\#[^\n]*+)?\n"
)
_FORMATS: Final = {
    "yaml": Format.YAML,
    "yml": Format.YAML,
    "toml": Format.TOML,
    "json": Format.JSON,
    "---": Format.YAML,
    "+++": Format.TOML,
    ";;;": Format.JSON,
}
_ALIKE: Final = {
    "---": re.compile(
        rf"^{_UNSEEN}*(?:[{_DASHES}]{{2,}}|\u2014|\.\.\.){_UNSEEN}*(?:\#.*)?$", re.MULTILINE
    ),
    "+++": re.compile(rf"^{_UNSEEN}*\+{{2,}}{_UNSEEN}*$", re.MULTILINE),
    ";;;": re.compile(rf"^{_UNSEEN}*;{{2,}}{_UNSEEN}*$", re.MULTILINE),
}
_EXACT: Final = {
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
    ";;;": re.compile(r"^;;;[ \t]*$", re.MULTILINE),
}
_INDENTATION: Final = re.compile(r"[ \t]")
# In any spelling: a key that is almost right tells what was meant.
_ADDRESS_KEY: Final = r"(?:(?:cdn[_-]?)?(?:amp[_-]?)?web|original)[_-]?url"
_ADDRESS: Final = re.compile(
    rf"""^(?:[ \t{{\[{INVISIBLE}]|- )*+["']?{_ADDRESS_KEY}["']?{_UNSEEN}*+[:=]"""
    rf"""|^[ \t\[]*+\{{.*[{{, ]["']?{_ADDRESS_KEY}["']?[ \t]*+:""",
    re.MULTILINE | re.IGNORECASE,
)
_TITLE: Final = re.compile(
    rf"""^(?:{_UNSEEN}*+|[ \t\[]*+\{{(?:.*[{{, ])?)["']?title["']?{_UNSEEN}*+[:=]""", re.MULTILINE
)


def find_front_matter(text: str) -> FrontMatter | None:
    """Cut the front matter out of a file's text; None if the text cannot hold any.

    A text without fences is offered whole, or up to a closing fence, where its first line that
    says something could begin a record. Whether it is one, parsing shows.
    """
    blank = _LEADING_BLANK_LINES.match(text)
    start = blank.end() if blank else 0
    if _FENCE.match(text, start):
        return _fenced(text, text.index("\n", start) + 1)
    above = _ABOVE.match(text)
    start = above.end() if above else 0
    opening = _OPENING.match(text, start)
    if opening is not None:
        is_first = above is None or above.end(1) == start
        found = _other_fence(text, opening, is_first=is_first)
        if found is not None:
            return found
    return _unfenced(text) or _unfenced_below(text, start)


def whole_file(text: str, written_in: Format) -> FrontMatter:
    """A file that is all data: the fences in it, if any, are marks of its format."""
    return FrontMatter(text, 1, fenced=False, format=written_in)


def names_an_address(text: str) -> bool:
    """Whether a line of a text begins with a key that holds an article's address."""
    return _ADDRESS.search(text) is not None


_EDGE: Final = re.compile(
    r"^(?P<fence>---|\+\+\+|;;;|= ?toml ?=|\.\.\.)(?P<more>[^\n]*)$", re.MULTILINE
)
_PLACEHOLDER: Final = re.compile(r"\{\{|\{%|<%")
_CODE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})(?s:.*?)(?:^ {0,3}\1|\Z)", re.MULTILINE)


def hidden_front_matter(text: str) -> int | None:
    """The line of a fence that was not taken for one, and holds what an article needs, or None.

    What a file shows as an example, in a block of code, is none.
    """
    if not names_an_address(text):
        return None
    shown = _CODE.sub(lambda code: "\n" * code[0].count("\n"), text)
    for start, end in _blocks(shown):
        held = shown[start:end]
        if _ADDRESS.search(held) and _TITLE.search(held) and not _PLACEHOLDER.search(held):
            return _line(shown, start)
    return None


def _blocks(text: str) -> list[tuple[int, int]]:
    """Where the texts between two equal fences begin and end; `...` closes any of them."""
    pairs: list[tuple[int, int]] = []
    closing: dict[str, int] = {}  # the next one below
    for edge in reversed(list(_EDGE.finditer(text))):
        fence = edge["fence"]
        ends = [closing[other] for other in (fence, "...") if other in closing]
        if fence != "..." and ends:
            pairs.append((edge.start("more"), min(ends)))
        if not edge["more"].strip(" \t"):
            closing[fence] = edge.start()
    blocks: list[tuple[int, int]] = []
    for start, end in reversed(pairs):
        if not blocks or start > blocks[-1][1]:
            blocks.append((start, end))
    return blocks


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _cut(
    text: str, start: int, closing: re.Match[str] | None, written_in: Format = Format.YAML
) -> FrontMatter:
    """The front matter that begins at `start`, and ends at a closing fence if there is one."""
    line = _line(text, start)
    if closing is None:
        return FrontMatter(text[start:], line, closed=False, format=written_in)
    body = text[closing.end() :].strip("\n")
    return FrontMatter(
        text[start : closing.start()], line, "" if body.isspace() else body, format=written_in
    )


def _fenced(text: str, start: int) -> FrontMatter:
    """Front matter in YAML below a fence that is written as it should be."""
    closing = _closing_fence(text, start)
    if closing is not None:
        return _cut(text, start, closing)
    found = _cut(text, start, None)
    alike = _ALIKE["---"].search(text, start)
    if alike is None:
        return found
    # A line of dashes below text is a heading, or a rule in the body.
    shorter = _cut(text, start, alike)
    if without_body(shorter) is not None:
        return found
    remark = _lookalike(text, alike.start(), alike[0], "---")
    return replace(shorter, remarks=(remark,))


def _lookalike(text: str, at: int, written: str, right: str) -> Remark:
    shown = written.strip("\n")[:20]
    return Remark(_line(text, at), None, f"the fence is written {shown!r}; read as {right}")


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


def _other_fence(text: str, opening: re.Match[str], *, is_first: bool) -> FrontMatter | None:
    """Front matter below a fence of another kind, or below comments; None where it is none.

    A rule of Markdown may look like a fence. What it does not do is to name an article's address.
    """
    marks, start = opening["marks"], opening.end()
    right = {"+": "+++", ";": ";;;"}.get(marks[0], "---")
    closing = _closing_fence(text, start) if right == "---" else _EXACT[right].search(text, start)
    if closing is None or marks != right:
        closing = _ALIKE[right].search(text, start) or closing
    written_in = _FORMATS[(opening["language"] or right).lower()]
    found = _cut(text, start, closing, written_in)
    is_right = marks == right and not _INDENTATION.search(opening["indent"])
    if not (is_right and is_first):
        names_article = _ADDRESS.search(found.text) or (is_right and _TITLE.search(found.text))
        if not found.closed or not names_article:
            return None
    line = found.line - 1
    remarks = []
    if not is_first:
        message = "front matter begins here, below other lines; let it begin the file"
        remarks.append(Remark(line, None, message))
    if not is_right:
        remarks.append(_lookalike(text, opening.start(), opening[0], right))
    elif opening["indent"] or opening["unseen"].strip(" \t"):
        message = "the fence has invisible characters before or after it; remove them"
        remarks.append(Remark(line, None, message))
    return replace(found, remarks=tuple(remarks))


_TOML_LINE: Final = re.compile(r"[\w\"'.-]+[ \t]*=|\[")
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n(?=[^\s\-\]}])")


def without_body(front_matter: FrontMatter) -> FrontMatter | None:
    """Part front matter that no fence closes from its body; None if no body begins.

    The body begins after an empty line, with a line that holds no key. Where ciphertext might stand
    in such a line, no text is taken for a body.
    """
    text = front_matter.text
    key_line = _TOML_LINE if front_matter.format is Format.TOML else KEY_LINE
    if SEALED_KEY in text.casefold():
        return None
    for blank in _PARAGRAPH.finditer(text):
        row = text[blank.end() : text.find("\n", blank.end()) % (len(text) + 1)]
        if not key_line.match(row) and not _is_comment_above_key(text, blank.end()):
            body = text[blank.end() :].strip("\n")
            return replace(front_matter, text=text[: blank.end()], body=body)
    return None


def _is_comment_above_key(yaml: str, start: int) -> bool:
    """Whether a comment begins here; a heading of Markdown looks alike, but has no key below."""
    rows = yaml[start : start + 4096].split("\n")
    below = next((row for row in rows if not row.startswith("#")), "")
    return rows[0].startswith("#") and KEY_LINE.match(below) is not None


# ---------------------------------------------------------------- without an opening fence

_LEADING: Final = re.compile(rf"\A{_UNSEEN}+")
_TEMPLATE_MARKS: Final = ("{%", "{{", "{#", "{:", "<")
_OBJECT: Final = re.compile(r"\{\s*[\"}]")
_IN_OBJECT: Final = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}]', re.DOTALL)


def _unfenced(text: str) -> FrontMatter | None:
    at = 0
    for row in text.split("\n", 200)[:200]:
        said = row.strip()
        if said and not said.startswith(("#", "%")):
            if said.startswith(_TEMPLATE_MARKS):
                return None
            if _OBJECT.match(text, start := text.index(said[0], at)):
                return _json_object(text, start)
            if said[0] != "{" and not KEY_LINE.match(row):
                return None
            whole = FrontMatter(text, 1, fenced=False, closed=said[0] == "{")
            closing = _closing_fence(text, at) if said[0] != "{" else None
            return whole if closing is None else _without_opening_fence(whole, closing)
        at += len(row) + 1
    return None


def _unfenced_below(text: str, start: int) -> FrontMatter | None:
    """Front matter without a fence below comments, or behind invisible characters."""
    seen = _LEADING.sub("", text[start:], count=1)
    if not start and len(seen) == len(text):
        return None
    found = _unfenced("\n" * text.count("\n", 0, start) + seen)
    if found is None or not _ADDRESS.search(found.text):
        return None
    message = "a record begins here, below comments or invisible characters; let it begin the file"
    return replace(found, remarks=(Remark(_line(text, start), None, message), *found.remarks))


def _without_opening_fence(whole: FrontMatter, closing: re.Match[str]) -> FrontMatter:
    shorter = _cut(whole.text, 0, closing)
    if KEY_LINE.match(shorter.body) or SEALED_KEY in shorter.body.casefold():
        return whole  # another record, or what might be one
    line = _line(whole.text, closing.start())
    message = f"no fence begins the front matter, which ends in line {line}"
    remark = Remark(1, None, f"{message}; add a line --- above it")
    return replace(shorter, fenced=False, remarks=(remark,) if shorter.body else ())


def _json_object(text: str, start: int) -> FrontMatter:
    """A JSON object that begins a text, and the body below it."""
    depth = 0
    for token in _IN_OBJECT.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            # What stands above belongs to the front matter, so that lines count in the file.
            body = text[token.end() :].strip("\n")
            body = "" if body.isspace() else body
            return FrontMatter(text[: token.end()], 1, body, fenced=False, format=Format.JSON)
    return FrontMatter(text, 1, fenced=False, format=Format.JSON)
