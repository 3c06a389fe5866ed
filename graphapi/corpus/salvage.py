"""Reading what is broken: JSON that YAML cannot take, and YAML key by key.

A broken field costs no good one, and a broken entry of `related` no other entry.
"""

from __future__ import annotations

import json
from typing import Any

from graphapi.corpus.front_matter import KEY_LINE, RelatedBlock, cut_related
from graphapi.corpus.yaml_values import (
    NULL,
    SEALED_KEY,
    Remark,
    YamlError,
    YamlList,
    YamlMap,
    YamlValue,
    move_lines,
    parse_yaml,
)

__all__ = ["parse_json", "salvage"]


def parse_json(text: str) -> YamlValue:
    """Return a JSON text as YAML values, all lines 1. Raises YamlError.

    YAML takes nearly all JSON, but no character that is escaped as a pair of surrogates.
    """
    try:
        value = json.loads(
            text,
            parse_int=str,
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=_json_map,
        )
    except json.JSONDecodeError as error:
        raise YamlError(error.lineno, error.msg) from None
    except RecursionError:
        raise YamlError(1, "nested too deep") from None
    return _json_value(value)


def _json_map(pairs: list[tuple[str, Any]]) -> YamlMap:
    result = YamlMap(1)
    for key, value in pairs:
        if key.lower() == SEALED_KEY:
            continue
        if key in result:
            result.duplicates.append((key, _json_value(value)))
        else:
            result[_sendable(key)] = _json_value(value)
    return result


def _json_value(value: Any) -> YamlValue:
    if isinstance(value, YamlMap):
        return value
    if isinstance(value, list):
        items = YamlList(1)
        items.extend(_json_value(item) for item in value)
        items.lines = [1] * len(items)
        return items
    if value is None:
        return NULL
    return _sendable(value) if isinstance(value, str) else ("true" if value else "false")


def _sendable(text: str) -> str:
    """The text with unpaired surrogates, which no client could be sent, replaced."""
    return text.encode("utf-8", "replace").decode()


def salvage(yaml: str, remarks: list[Remark]) -> YamlMap:
    """Read broken front matter key by key: what is YAML by itself is kept, the rest remarked on.

    Entries of `related` are read one by one in the same way. May return an empty map.
    """
    result = YamlMap(1)
    for line, key, piece in _pieces_by_key(yaml):
        if key.lower() == SEALED_KEY:
            continue
        try:
            value = _parse_key(piece, line, remarks)
        except YamlError as error:
            remarks.append(Remark(line + error.line - 1, key, f"cannot be read: {error.reason}"))
            block = cut_related(piece) if key == "related" else None
            if block is None:
                continue
            value = _salvage_entries(block, line, remarks)
        if key in result:
            remarks.append(Remark(line, key, "stands here again; the first one counts"))
            result.duplicates.append((key, value))
        else:
            result[key], result.lines[key] = value, line
    return result


def _parse_key(piece: str, line: int, remarks: list[Remark]) -> YamlValue:
    """The value of a piece that begins with its key. Raises YamlError.

    What follows a blank line is given up where the piece as a whole is not YAML: text that
    belongs to no key stands there.
    """
    try:
        value = _parse_piece(piece, line, remarks)
    except YamlError as error:
        paragraph, blank, _ = piece.partition("\n\n")
        if not blank:
            raise
        value = _parse_piece(paragraph, line, remarks)
        remarks.append(
            Remark(line + error.line - 1, None, f"text belongs to no key: {error.reason}")
        )
    if not isinstance(value, YamlMap) or len(value) != 1:
        raise YamlError(1, "is not one key with its value")
    only: YamlValue = next(iter(value.values()))
    return only


def _salvage_entries(block: RelatedBlock, line: int, remarks: list[Remark]) -> YamlList:
    items = YamlList(line)
    for position, (line_in_block, text) in enumerate(block.entries):
        entry_line = line_in_block + line - 1
        try:
            value = _parse_piece(text, entry_line, remarks)
        except YamlError as error:
            field = f"related[{position}]"
            remarks.append(
                Remark(entry_line + error.line - 1, field, f"cannot be read: {error.reason}")
            )
            value = NULL
        else:
            value = value[0] if isinstance(value, YamlList) and value else NULL
        items.append(value)
        items.lines.append(entry_line)
    return items


def _parse_piece(text: str, line: int, remarks: list[Remark]) -> YamlValue | None:
    """Parse a piece of a text so that lines come out as they are in the whole."""
    found: list[Remark] = []
    value = parse_yaml(text, found, aliases_allowed=False)
    remarks.extend(remark._replace(line=remark.line + line - 1) for remark in found)
    if value is not None:
        move_lines(value, line - 1)
    return value


def _pieces_by_key(yaml: str) -> list[tuple[int, str, str]]:
    """Cut a text where a line without indentation begins with a key: line, key, text."""
    pieces: list[tuple[int, str, list[str]]] = []
    for number, row in enumerate(yaml.split("\n"), start=1):
        if match := KEY_LINE.match(row):
            pieces.append((number, match[1].strip("\"' "), [row]))
        elif pieces:
            pieces[-1][2].append(row)
    return [(number, key, "\n".join(rows)) for number, key, rows in pieces]
