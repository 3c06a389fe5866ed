"""Reading broken YAML key by key: a broken field costs no good one, a broken entry no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graphapi.corpus.front_matter import KEY_LINE, RelatedBlock, cut_related
from graphapi.corpus.yaml_limits import YamlError
from graphapi.corpus.yaml_values import (
    UNREADABLE,
    Remark,
    YamlList,
    YamlMap,
    YamlValue,
    is_sealed,
    move_lines,
    parse_yaml,
)

__all__ = ["MAX_BROKEN_PIECES", "repaired", "salvage"]

MAX_BROKEN_PIECES: Final = 1_000
"""Keys and entries of one file that may be broken; the rest of such a file is not looked at."""

# What YAML does not allow anywhere in a text.
_NOT_PRINTABLE: Final = re.compile(
    "[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
# JSON escapes a character beyond U+FFFF as two halves, which YAML does not take.
_ESCAPE: Final = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u([dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)
_DASH: Final = re.compile(r" *- +")


def repaired(yaml: str, remarks: list[Remark]) -> str:
    """A broken text without the characters and escapes that YAML refuses."""
    if odd := _NOT_PRINTABLE.search(yaml):
        line = yaml.count("\n", 0, odd.start()) + 1
        remarks.append(Remark(line, None, "has control characters; replaced by \ufffd"))
        yaml = _NOT_PRINTABLE.sub("\ufffd", yaml)
    if "\\ud" in yaml or "\\uD" in yaml:
        yaml = _ESCAPE.sub(_unescaped, yaml)
    return yaml


def _unescaped(escape: re.Match[str]) -> str:
    high, low, alone = escape.groups()
    if alone:
        return "\ufffd"
    if high is None:
        return escape[0]
    return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)


def salvage(yaml: str, remarks: list[Remark]) -> YamlMap:
    """Read broken front matter key by key: what is YAML by itself is kept, the rest remarked on.

    Entries of `related` are read one by one in the same way. May return an empty map.
    """
    return _Salvage().record(yaml, remarks, 0)


class _Salvage:
    """Counts what is broken in one file."""

    def __init__(self) -> None:
        self._broken = 0

    def record(self, yaml: str, remarks: list[Remark], depth: int) -> YamlMap:
        result = YamlMap(1)
        stray_line = 0
        for line, key, piece in _pieces_by_key(yaml):
            if not key:
                stray_line = line
            if not key or is_sealed(key):
                continue
            if self._broken > MAX_BROKEN_PIECES:
                remarks.append(Remark(line, None, "too much is broken; not read from here on"))
                break
            value = self._value(line, key, piece, remarks, depth)
            if value is None:
                continue
            if key in result:
                remarks.append(Remark(line, key, "stands here again; the first one counts"))
                result.duplicates.append((key, value))
            else:
                result[key], result.lines[key] = value, line
        if stray_line and result:
            remarks.append(Remark(stray_line, None, "text stands above the first key; dropped"))
        return result

    def _value(
        self, line: int, key: str, piece: str, remarks: list[Remark], depth: int
    ) -> YamlValue | None:
        """The value of a piece that begins with its key, None where it cannot be read."""
        try:
            return _value_of_key(_parse_piece(piece, line, remarks, depth))
        except YamlError as error:
            self._broken += 1
            block = cut_related(piece) if key == "related" and depth == 0 else None
            if block is not None:
                return self._entries(block, line, remarks)
            for rows in _shorter(piece):
                beginning = "\n".join(piece.split("\n", rows)[:rows])
                try:
                    value = _value_of_key(_parse_piece(beginning, line, remarks, depth))
                except YamlError:
                    continue
                if value:
                    message = f"cannot be read from here on: {error.reason}"
                    remarks.append(Remark(line + rows, key, message))
                    return value
            remarks.append(Remark(line + error.line - 1, key, f"cannot be read: {error.reason}"))
            return None

    def _entries(self, block: RelatedBlock, line: int, remarks: list[Remark]) -> YamlList:
        items = YamlList(line)
        for position, (line_in_block, text) in enumerate(block.entries):
            entry_line = line_in_block + line - 1
            if self._broken > MAX_BROKEN_PIECES:
                message = "too much is broken; not read from here on"
                remarks.append(Remark(entry_line, f"related[{position}]", message))
                break
            found: list[Remark] = []
            items.append(self._entry(text, entry_line, found))
            items.lines.append(entry_line)
            for remark in found:
                field = f"related[{position}]{remark.field or ''}"
                remarks.append(remark._replace(field=field))
        return items

    def _entry(self, text: str, line: int, remarks: list[Remark]) -> YamlValue:
        """One entry; the field paths of the remarks go on from the entry's own."""
        found: list[Remark] = []
        try:
            value = _parse_piece(text, line, found, depth=1)
        except YamlError as error:
            self._broken += 1
            record = self.record(_dedented(text), found, depth=2)
            move_lines(record, line - 1)
            for remark in found:
                field = f".{remark.field}" if remark.field else None
                remarks.append(Remark(remark.line + line - 1, field, remark.message))
            if not record:
                message = f"cannot be read: {error.reason}"
                remarks.append(Remark(line + error.line - 1, None, message))
            return record or UNREADABLE
        # The text is a list of one: its field paths begin with [0].
        remarks += [remark._replace(field=(remark.field or "")[3:]) for remark in found]
        return value[0] if isinstance(value, YamlList) and value else UNREADABLE


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
    candidates = {next(not_items, 0), next(blank, 0), flush[0] if flush else 0, 1}
    return sorted((n for n in candidates if 0 < n < len(rows)), reverse=True)


def _dedented(entry: str) -> str:
    """The record that an item of a list holds, as it would be written at the left margin."""
    dash = _DASH.match(entry)
    width = dash.end() if dash else 0
    rows = entry[width:].split("\n")
    return "\n".join(row[width:] if row[:width].isspace() else row for row in rows)


def _parse_piece(text: str, line: int, remarks: list[Remark], depth: int) -> YamlValue | None:
    """Parse a piece of a text so that lines come out as they are in the whole."""
    found: list[Remark] = []
    value = parse_yaml(text, found, aliases_allowed=False, depth=depth)
    remarks.extend(remark._replace(line=remark.line + line - 1) for remark in found)
    if value is not None:
        move_lines(value, line - 1)
    return value


def _pieces_by_key(yaml: str) -> Iterator[tuple[int, str, str]]:
    """Cut a text where a line without indentation begins with a key: line, key, text.

    Text above the first key comes first, with an empty key.
    """
    begin, key, rows = 0, "", list[str]()
    for number, row in enumerate(yaml.split("\n"), start=1):
        if match := KEY_LINE.match(row):
            if begin:
                yield begin, key, "\n".join(rows)
            begin, key, rows = number, match[1].strip("\"' "), [row]
        elif begin or (row.strip() and not row.startswith(("#", "---"))):
            begin = begin or number
            rows.append(row)
    if begin:
        yield begin, key, "\n".join(rows)
