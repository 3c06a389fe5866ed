"""Reading broken YAML piece by piece: a broken field costs no good one, a broken entry no other."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator
from typing import Final

from graphapi.corpus.front_matter.fences import KEY_LINE
from graphapi.corpus.front_matter.invisible_characters import (
    INVISIBLE,
    ODD_SPACES,
    cleaned,
    without_zero_width,
)
from graphapi.corpus.front_matter.yaml_limits import YamlError
from graphapi.corpus.front_matter.yaml_values import (
    MAX_REMARKS,
    SEALED_KEY,
    UNREADABLE,
    BrokenStructure,
    Remark,
    YamlList,
    YamlMap,
    YamlValue,
    is_sealed,
    move_lines,
    parse_yaml,
)
from graphapi.corpus.parsing.conversion import ADDRESS_KEYS

__all__ = ["MAX_BROKEN_PIECES", "repaired", "respaced", "salvage"]

MAX_BROKEN_PIECES: Final = 1_000
"""Keys and entries of one file that may be broken; the rest of such a file is not looked at."""

_MAX_LEVELS: Final = 8
"""Levels of maps and lists that are looked into for what is broken in them."""

_RECORDS: Final = frozenset(("related", "images"))
"""Lists whose items are records; an item on one line of any other list is text."""

# What YAML does not allow anywhere in a text.
_NOT_PRINTABLE: Final = re.compile(
    "[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
# JSON escapes a character beyond U+FFFF as two halves, which YAML does not take.
_ESCAPE: Final = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u([dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)
# Where YAML wants a space: in front of a key or an item, and between a key and its value.
_INDENTATION: Final = re.compile(
    rf"[ ]*(?:[\t{INVISIBLE}]|-[{ODD_SPACES}])(?:[ \t{INVISIBLE}]|-(?![-\w]))*"
)
_KEY: Final = re.compile(
    rf"""\A((?:[ ]|-[ ])*+(?:"[^"\n]*"|'[^'\n]*'|[\w$]+))"""
    rf"[ {INVISIBLE}]*:[{INVISIBLE}][ {INVISIBLE}]*"
)
_ODD: Final = re.compile(f"[{INVISIBLE}]")
_TAB: Final = 4
_NO_SPACE: Final = re.compile(
    r"((?:[ ]|-[ ])*+(?:\"[^\"\n]*\"|title|excerpt|publishedDateTime|category|type|quality|heat"
    rf"|taxonomy|name|domain|{'|'.join(ADDRESS_KEYS)})):(?=[^\s:])"
)


def repaired(yaml: str, remarks: list[Remark]) -> str:
    """A broken text without the characters and escapes that YAML refuses."""
    if odd := _NOT_PRINTABLE.search(yaml):
        line = yaml.count("\n", 0, odd.start()) + 1
        remarks.append(Remark(line, None, "has control characters; replaced by \ufffd"))
        yaml = _NOT_PRINTABLE.sub("\ufffd", yaml)
    if "\\ud" in yaml or "\\uD" in yaml:
        yaml = _ESCAPE.sub(_unescaped, yaml)
    return yaml


def respaced(yaml: str, remarks: list[Remark], lines: Collection[int] | None = None) -> str:
    """A text with the plain spaces that YAML wants around its keys, on some lines or on all."""
    rows = yaml.split("\n")
    is_json = yaml.lstrip().startswith("{")
    told: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if lines is not None and number not in lines:
            continue
        better = _respaced_row(row)
        if better != row:
            what = "invisible characters" if _ODD.search(row) else "tabs"
            message = f"has {what} where YAML takes nothing but spaces; read as spaces"
            told.setdefault(message, number)
        elif not is_json and _NO_SPACE.match(row):
            better = _NO_SPACE.sub(r"\1: ", row, count=1)
            told.setdefault("has no space behind the colon of a key; read as if it had", number)
        rows[number - 1] = better
    remarks += [Remark(number, None, message) for message, number in told.items()]
    return "\n".join(rows)


def _respaced_row(row: str) -> str:
    indentation = _INDENTATION.match(row)
    if indentation is not None:
        rest = row[indentation.end() :]
        margin = _ODD.sub(" ", without_zero_width(indentation[0])).expandtabs(_TAB)
        if KEY_LINE.match(rest) or rest.startswith("- ") or margin.lstrip().startswith("-"):
            row = f"{margin}{rest}"
    return _KEY.sub(r"\1: ", row, count=1)


def _unescaped(escape: re.Match[str]) -> str:
    high, low, alone = escape.groups()
    if alone:
        return "\ufffd"
    if high is None:
        return escape[0]
    return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)


def salvage(yaml: str, remarks: list[Remark]) -> YamlMap:
    """Read broken front matter key by key: what is YAML by itself is kept, the rest remarked on.

    Lists and maps in it are read item by item and key by key in the same way, and a text on one
    line that is no YAML is kept as it stands. May return an empty map.
    """
    if yaml.lstrip().startswith("{"):
        yaml = _without_braces(yaml)
    return _Salvage(remarks).record(yaml, 1, "", 0)


class _Salvage:
    """Counts what is broken in one file. All lines are those of the whole text."""

    def __init__(self, remarks: list[Remark]) -> None:
        self._remarks = remarks
        self._broken = 0

    def record(self, text: str, line: int, path: str, depth: int) -> YamlMap:
        """The map that a text holds which begins on a line, at the left margin."""
        result = YamlMap(line)
        stray_line = 0
        for row, key, piece in _pieces_by_key(text):
            at, field = line + row - 1, f"{path}.{key}" if path else key
            if not key:
                stray_line = at
            if not key or is_sealed(key):
                continue
            if self._is_given_up(at, path):
                break
            value = self._value(piece, at, key, field, depth)
            if value is None:
                continue
            if key in result:
                self._remark(at, field, "stands here again; the first one counts")
                result.duplicates.append((key, value))
            else:
                result[key], result.lines[key] = value, at
        if stray_line and result:
            self._remark(stray_line, path, "text stands above the first key; dropped")
        return result

    def _value(self, piece: str, line: int, key: str, field: str, depth: int) -> YamlValue | None:
        """The value of a piece that begins with its key, None if it cannot be read."""
        path = field[: -len(key) - 1]
        try:
            return _value_of_key(self._parsed(piece, line, path, depth))
        except YamlError as error:
            reason, error_line = error.reason, line + error.line - 1
        self._broken += 1
        block = _block(piece) if depth < _MAX_LEVELS else None
        if block is not None:
            return self._block(block, line, key, field, depth)
        text, rows = _text_on_the_line(piece)
        if text is None or rows <= piece.rstrip("\n").count("\n"):
            for shorter in _shorter(piece):
                beginning = "\n".join(piece.split("\n", shorter)[:shorter])
                try:
                    value = _value_of_key(self._parsed(beginning, line, path, depth))
                except YamlError:
                    continue
                if value:
                    message = f"cannot be read from here on: {reason}"
                    self._remark(line + shorter, field, message)
                    return value
        if text is None:
            self._remark(error_line, field, f"cannot be read: {reason}")
            return None
        self._remark_raw(line, field, text, reason)
        if rows <= piece.rstrip("\n").count("\n"):
            self._remark(line + rows, field, "text of no key stands here; dropped")
        return text

    def _block(self, block: _Block, line: int, key: str, field: str, depth: int) -> YamlValue:
        """The list or map that stands below a key."""
        if not block.is_list:
            return self.record(block.text, line + block.row, field, depth + 1)
        items = YamlList(line)
        for position, (row, text) in enumerate(_items(block)):
            at, item_field = line + row, f"{field}[{position}]"
            if text is None:
                self._remark(at, field, "text of no item stands here; dropped")
                break
            if self._is_given_up(at, item_field):
                break
            items.append(self._item(text, at, key, item_field, depth + 1))
            items.lines.append(at)
        return items

    def _item(self, text: str, line: int, key: str, field: str, depth: int) -> YamlValue:
        """One item of a list, a text that begins with its dash."""
        try:
            value = self._parsed(text, line, field, depth, is_item=True)
            return value[0] if isinstance(value, YamlList) and value else UNREADABLE
        except YamlError as error:
            reason, error_line = error.reason, line + error.line - 1
        self._broken += 1
        dedented = _dedented(text)
        is_one_line = "\n" not in dedented.strip("\n")
        if KEY_LINE.match(dedented) and (not is_one_line or key in _RECORDS):
            record = self.record(dedented, line, field, depth + 1)
            if record:
                return record
        elif is_one_line and dedented.strip() and not _may_be_sealed(dedented):
            self._remark_raw(line, field, dedented.strip(), reason)
            return _as_text(dedented.strip())
        self._remark(error_line, field, f"cannot be read: {reason}")
        return UNREADABLE

    def _parsed(
        self, text: str, line: int, path: str, depth: int, *, is_item: bool = False
    ) -> YamlValue | None:
        """Parse a piece of a text so that lines and paths come out as they are in the whole."""
        found: list[Remark] = []
        value = parse_yaml(
            text, found, aliases_allowed=False, depth=depth, odd_indentation_allowed=True
        )
        for remark in found:
            field = remark.field or ""
            if is_item:  # the text is a list of one: its field paths begin with [0]
                field = field[3:]
            elif path and field:
                field = f".{field}"
            self._remark(remark.line + line - 1, f"{path}{field}", remark.message)
        if value is not None:
            move_lines(value, line - 1)
        return value

    def _is_given_up(self, line: int, field: str) -> bool:
        if self._broken <= MAX_BROKEN_PIECES:
            return False
        self._remark(line, field, "too much is broken; not read from here on")
        return True

    def _remark_raw(self, line: int, field: str, text: str, reason: str) -> None:
        if text[0] in "'\"[{" and "never closed" not in reason:
            reason = "text stands behind a quote or bracket; put all of it in quotes"
        self._remark(line, field, f"is not YAML: {reason}; read as raw text")

    def _remark(self, line: int, field: str, message: str) -> None:
        if len(self._remarks) < MAX_REMARKS:
            self._remarks.append(Remark(line, field or None, message))


def _value_of_key(value: YamlValue | None) -> YamlValue:
    if not isinstance(value, YamlMap) or len(value) != 1 or value.duplicates:
        raise YamlError(1, "is not one key with its value")
    only: YamlValue = next(iter(value.values()))
    return only


def _shorter(piece: str) -> list[int]:
    """How many rows of a broken piece to try instead, most first: up to text of no key."""
    rows = piece.split("\n")
    flush = [n for n, row in enumerate(rows) if n and row and row[0] not in " \t#"]
    not_items = (n for n in flush if not rows[n].startswith("-"))
    blank = (n for n, row in enumerate(rows) if n and not row.strip())
    indents = [len(row) - len(row.lstrip(" ")) if row.strip() else None for row in rows]
    first = indents[1] if len(rows) > 1 else None
    less = (n for n, indent in enumerate(indents) if first and n > 1 and (indent or first) < first)
    candidates = {next(not_items, 0), next(blank, 0), next(less, 0), flush[0] if flush else 0, 1}
    return sorted((n for n in candidates if 0 < n < len(rows)), reverse=True)


# ---------------------------------------------------------------- texts

_ONLY_INDICATORS: Final = re.compile(r"[|>][-+\d]*\s*(?:#.*)?$")


def _text_on_the_line(piece: str) -> tuple[str | None, int]:
    """The text beside a key and on the indented rows below it, and how many rows that are.

    None if there is no such text, or it might hold ciphertext.
    """
    rows = piece.rstrip("\n").split("\n")
    key = KEY_LINE.match(rows[0])
    text = rows[0][key.end() :].strip(" \t") if key is not None else ""
    if not text or _ONLY_INDICATORS.match(text) or _may_be_sealed(piece):
        return None, 1
    below = rows[1:]
    count = next((n for n, row in enumerate(below) if row and row[0] not in " \t"), len(below))
    continued = [row.strip(" \t") for row in below[:count] if row.strip()]
    return _as_text(" ".join([text, *continued])), count + 1


def _as_text(text: str) -> str:
    """A text as it stands, that takes no other shape where it seems to begin a list or map."""
    return BrokenStructure(text) if text[0] in "[{" else text


def _may_be_sealed(text: str) -> bool:
    """Whether ciphertext might stand in a text, where escapes could spell its key in any way."""
    if SEALED_KEY in without_zero_width(text).casefold():
        return True
    return "\\" in text and ("{" in text or text.lstrip("- ").startswith('"'))


# ---------------------------------------------------------------- pieces


class _Block:
    """Rows below a key: where they begin, from 0 at the key, and whether they are a list."""

    __slots__ = ("indent", "is_list", "row", "text")

    def __init__(self, row: int, text: str, indent: int, *, is_list: bool) -> None:
        self.row, self.text, self.indent, self.is_list = row, text, indent, is_list


_ITEM: Final = re.compile(r"( *)-(?:[ \t]|$)")
_NOTHING: Final = re.compile(r"\s*(?:#.*)?$")
_DASH: Final = re.compile(r" *-(?: +|$)")


def _block(piece: str) -> _Block | None:
    """The list or map that stands below a key, None if there is neither."""
    rows = piece.split("\n")
    key = KEY_LINE.match(rows[0])
    if key is None or not _NOTHING.match(rows[0], key.end()):
        return None
    first = next((n for n, row in enumerate(rows[1:], start=1) if not _NOTHING.match(row)), None)
    if first is None:
        return None
    indent = len(rows[first]) - len(rows[first].lstrip(" "))
    if _ITEM.match(rows[first]):
        return _Block(first, "\n".join(rows[first:]), indent, is_list=True)
    if indent and KEY_LINE.match(rows[first], indent):
        dedented = (row[indent:] if row[:indent].isspace() else row for row in rows[first:])
        return _Block(first, "\n".join(dedented), indent, is_list=False)
    return None


def _items(block: _Block) -> Iterator[tuple[int, str | None]]:
    """The items of a list, each with its row from the key; None for text that ends the list."""
    begin, item = block.row, list[str]()
    for number, row in enumerate(block.text.split("\n"), start=block.row):
        dash = _ITEM.match(row)
        if dash is not None and len(dash[1]) == block.indent:
            if item:
                yield begin, "\n".join([*item, ""])
            begin, item = number, [row]
        elif _NOTHING.match(row) or len(row) - len(row.lstrip(" ")) > block.indent:
            item.append(row)
        else:
            yield begin, "\n".join([*item, ""])
            yield number, None
            return
    yield begin, "\n".join([*item, ""])


def _dedented(entry: str) -> str:
    """The record that an item of a list holds, as it would be written at the left margin."""
    dash = _DASH.match(entry)
    width = dash.end() if dash else 0
    rows = entry[width:].split("\n")
    return "\n".join(row[width:] if row[:width].isspace() else row for row in rows)


def _pieces_by_key(yaml: str) -> Iterator[tuple[int, str, str]]:
    """Cut a text where a line without indentation begins with a key: line, key, text.

    Text above the first key comes first, with an empty key.
    """
    begin, key, rows = 0, "", list[str]()
    for number, row in enumerate(yaml.split("\n"), start=1):
        if match := KEY_LINE.match(row):
            if begin:
                yield begin, key, "\n".join(rows)
            name = match[1] or match[2]
            begin, key, rows = number, cleaned(name.strip("\"' ")), [row]
        elif begin or (row.strip() and not row.startswith(("#", "---"))):
            begin = begin or number
            rows.append(row)
    if begin:
        yield begin, key, "\n".join(rows)


_TRAILING_COMMA: Final = re.compile(r",[ \t]*$", re.MULTILINE)


def _without_braces(text: str) -> str:
    """The keys of a JSON object, each on its own line, as if they were YAML without braces."""
    inner = text.replace("{", " ", 1).rstrip()
    rows = textwrap.dedent(inner.removesuffix("}")).rstrip().split("\n")
    for number, below in enumerate([*rows[1:], ""]):
        if KEY_LINE.match(below) or number == len(rows) - 1:
            rows[number] = _TRAILING_COMMA.sub("", rows[number])
    return "\n".join(rows)
