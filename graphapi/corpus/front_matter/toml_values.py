"""TOML as it is written: the values that YAML gives too, every scalar as its text.

The standard library decides what is TOML. It is asked for one statement at a time, so that each
value has its line and a broken statement costs no other, and it gets the numbers, truths and dates
in quotes, so that they come out as they were written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from graphapi.corpus.front_matter.invisible_characters import INVISIBLE, cleaned
from graphapi.corpus.front_matter.yaml_limits import YamlError
from graphapi.corpus.front_matter.yaml_values import (
    MAX_DEPTH,
    MAX_REMARKS,
    NULL,
    SEALED_KEY,
    BrokenStructure,
    Remark,
    YamlList,
    YamlMap,
    is_sealed,
)

__all__ = ["parse_toml"]

_TOKEN: Final = re.compile(
    rf"""
    (?P<text>"{{3}}(?:[^"\\]|\\.|"(?!""))*+"{{3,5}} | '{{3}}(?:[^']|'(?!''))*+'{{3,5}}
        | "(?:[^"\\\n]|\\[^\n])*+"? | '[^'\n]*+'?)
    | (?P<break>\n)
    | (?P<comment>\#[^\n]*+)
    | (?P<mark>[\[\]{{}}=,])
    | (?P<space>[ \t{INVISIBLE}]++)
    | (?P<bare>\d{{4}}-\d\d-\d\d[ ]\d\d:[^\s\[\]{{}}=,\#"'{INVISIBLE}]++
        | [^\s\[\]{{}}=,\#"'{INVISIBLE}]++)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Numbers, truths, dates and times. Whether there is such a day is asked where a field is one.
_PLAIN_VALUE: Final = re.compile(
    r"true|false|[-+]?(?:inf|nan)|0x[\da-fA-F](?:_?[\da-fA-F])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*"
    r"|[-+]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][-+]?\d(?:_?\d)*)?"
    r"|\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[-+]\d\d:\d\d)?)?"
    r"|\d\d:\d\d(?::\d\d(?:\.\d+)?)?",
    re.ASCII,
)
_ASCII_SPACE: Final = re.compile(r"[ \t]*")
_ROW: Final = re.compile(r"""\s*+("[^"\n]*"|'[^'\n]*'|[^\s=\["'][^=\n]*+)\s*+=\s*+([^\n]*)""")
_HEADER: Final = re.compile(r"[ \t]*\[")
_NOT_PRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_TOO_DEEP: Final = f"nested deeper than {MAX_DEPTH} levels"
_MAX_BRACKETS: Final = 100


class _Statement(NamedTuple):
    """A key with its value, or a header: its line, its text, and the text with all in quotes."""

    line: int
    text: str
    quoted: str
    has_odd_spaces: bool
    is_too_deep: bool


def parse_toml(text: str, remarks: list[Remark]) -> YamlMap:
    """Return the record that a TOML text holds. Adds to `remarks`, with lines that count from 1.

    What is broken costs no more than its statement: a value on one line is kept as it stands.
    Raises YamlError if nothing can be read at all.
    """
    if odd := _NOT_PRINTABLE.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        remarks.append(Remark(line, None, "has control characters; replaced by \ufffd"))
        text = _NOT_PRINTABLE.sub("\ufffd", text)
    record = YamlMap(1)
    table: YamlMap | None = record
    path: tuple[str, ...] = ()
    first_error: YamlError | None = None
    for statement in _statements(text):
        if statement.has_odd_spaces:
            message = "has spaces that are no ASCII space between key and value; read as spaces"
            _remark(remarks, statement.line, None, message)
        try:
            value = _parsed(statement)
        except YamlError as error:
            first_error = first_error or error
            value = _broken(statement, error, path, remarks)
            if _HEADER.match(statement.text):
                table = None  # whose keys are lost with it
                continue
        if _HEADER.match(statement.text):
            table, path = _opened(record, value, statement, remarks)
        elif table is not None:
            _merge(table, _converted(value, statement.line, len(path), remarks), path, remarks)
    if first_error is not None and not record:
        raise first_error
    return record


def _statements(text: str) -> Iterator[_Statement]:
    """Cut a text where a line ends outside of brackets and quotes."""
    line = 1
    statement = _Unfinished(line)
    for token in _TOKEN.finditer(f"{text}\n"):
        said = token[0]
        line += said.count("\n")
        if token.lastgroup == "break" and (
            not statement.brackets or _is_left_open(text, token.end(), statement.brackets)
        ):
            if finished := statement.finished():
                yield finished
            statement = _Unfinished(line)
        else:
            statement.add(token.lastgroup, said)
    if finished := statement.finished():
        yield finished


class _Unfinished:
    """A statement of which some tokens are known."""

    def __init__(self, line: int) -> None:
        self.brackets: list[str] = []
        self._line = line
        self._text: list[str] = []
        self._quoted: list[str] = []
        self._is_value = False
        self._has_odd_spaces = False
        self._dots = 0
        self._is_too_deep = False

    def add(self, kind: str | None, said: str) -> None:
        self._text.append(said)
        if kind == "comment":
            return
        if kind == "mark":
            self._add_mark(said)
        elif kind == "space" and not _ASCII_SPACE.fullmatch(said):
            self._has_odd_spaces = True
            said = " "
        elif kind == "break" and "{" in self.brackets:
            said = " "  # as TOML 1.1 has it, which the standard library does not read yet
        elif kind == "bare" and self._is_value and _PLAIN_VALUE.fullmatch(said):
            said = f"'{said}'"
        elif kind == "bare" and not self._is_value:
            self._dots += said.count(".")
            self._is_too_deep = self._is_too_deep or self._dots > MAX_DEPTH
        self._quoted.append(said)

    def _add_mark(self, mark: str) -> None:
        self._dots = 0
        if mark == "=":
            self._is_value = True
        elif mark == ",":
            self._is_value = self.brackets[-1:] == ["["]
        elif mark in "[{":
            if not self._is_value and not self.brackets:
                return  # a header, which ends with its line whether it is closed or not
            self.brackets.append(mark)
            self._is_value = mark == "["
        else:
            if mark == "}":
                self._drop_comma()
            if self.brackets:
                self.brackets.pop()
            self._is_value = False

    def _drop_comma(self) -> None:
        place = len(self._quoted) - 1
        while place > 0 and self._quoted[place].isspace():
            place -= 1
        if place > 0 and self._quoted[place] == ",":
            self._quoted[place] = " "

    def finished(self) -> _Statement | None:
        text = "".join(self._text)
        if not text.strip() or text.lstrip().startswith("#"):
            return None
        return _Statement(
            self._line, text, "".join(self._quoted), self._has_odd_spaces, self._is_too_deep
        )


_KEY_AT_MARGIN: Final = re.compile(
    r"[\w-]+(?:\.[\w-]+)*[ \t]*=|\[\[?[A-Za-z_][\w.-]*\]\]?[ \t]*(?:\n|\Z)"
)


def _is_left_open(text: str, at: int, brackets: list[str]) -> bool:
    """Whether brackets are open by mistake: a key or header begins the line, or too many are."""
    return len(brackets) > _MAX_BRACKETS or _KEY_AT_MARGIN.match(text, at) is not None


def _parsed(statement: _Statement) -> dict[str, Any]:
    """What one statement says. Raises YamlError."""
    if statement.is_too_deep:  # the standard library takes time in the square of the depth
        raise YamlError(statement.line, _TOO_DEEP)
    try:
        return tomllib.loads(statement.quoted)
    except (ValueError, RecursionError) as error:  # a number of 4,301 digits is no TOMLDecodeError
        reason = str(error).partition(" (at ")[0]
        raise YamlError(statement.line, f"{reason[:1].lower()}{reason[1:]}") from None


def _broken(
    statement: _Statement, error: YamlError, path: tuple[str, ...], remarks: list[Remark]
) -> dict[str, Any]:
    """The text of a value on one line that is no TOML; nothing of what takes more lines."""
    row = _ROW.match(statement.text)
    key = cleaned(row[1].strip("\"'")) if row is not None else None
    rest = row[2].rstrip() if row is not None else ""
    if key is not None and is_sealed(key):
        return {}
    is_safe = SEALED_KEY not in cleaned(statement.text).casefold()
    field = ".".join((*path, key)) if key is not None else None
    if key is None or not rest or not is_safe or statement.text.strip().count("\n"):
        _remark(
            remarks,
            statement.line,
            field,
            f"cannot be read, with what belongs to it: {error.reason}",
        )
        return {}
    _remark(remarks, statement.line, field, f"is not TOML: {error.reason}; read as raw text")
    return {key: BrokenStructure(rest) if rest[0] in "[{" else rest}


def _opened(
    record: YamlMap, header: dict[str, Any], statement: _Statement, remarks: list[Remark]
) -> tuple[YamlMap | None, tuple[str, ...]]:
    """The table that a header opens, made where it is new; None if it cannot be."""
    table: YamlMap | None = record
    path: list[str] = []
    step: Any = header
    while isinstance(step, dict) and step and table is not None:
        key, step = next(iter(step.items()))
        if is_sealed(key):
            return None, ()
        path.append(key)
        held = table.get(key)
        if isinstance(step, list):
            step = step[0]
            if held is None or (isinstance(held, YamlList) and not step):
                items = held if isinstance(held, YamlList) else YamlList(statement.line)
                table[key] = items
                table.lines.setdefault(key, statement.line)
                items.append(YamlMap(statement.line))
                items.lines.append(statement.line)
                table = items[-1]
                continue
        elif held is None:
            table[key], table.lines[key] = YamlMap(statement.line), statement.line
            table = table[key]
            continue
        if isinstance(held, YamlList) and held:
            held = held[-1]
        table = held if isinstance(held, YamlMap) else None
    if not path or table is None or len(path) > MAX_DEPTH:
        _remark(remarks, statement.line, ".".join(path) or None, "opens no table; dropped")
        return None, ()
    return table, tuple(path)


def _merge(table: YamlMap, values: YamlMap, path: tuple[str, ...], remarks: list[Remark]) -> None:
    """Add what a statement says to the table that it stands in."""
    for key, value in values.items():
        line = values.lines[key]
        held = table.get(key)
        if held is None:
            table[key], table.lines[key] = value, line
        elif isinstance(held, YamlMap) and isinstance(value, YamlMap):
            _merge(held, value, (*path, key), remarks)
        else:
            _remark(
                remarks, line, ".".join((*path, key)), "stands here again; the first one counts"
            )
            table.duplicates.append((key, value))


def _converted(value: Any, line: int, depth: int, remarks: list[Remark]) -> Any:
    if depth > MAX_DEPTH and isinstance(value, dict | list):
        _remark(remarks, line, None, f"{_TOO_DEEP}; dropped")
        return NULL
    if isinstance(value, dict):
        result = YamlMap(line)
        for key, item in value.items():
            if not is_sealed(key):
                seen = cleaned(key)
                if seen != key and seen in value:
                    seen = key
                elif seen != key:
                    message = f"the key is written {key[:80]!r}; the characters were dropped"
                    _remark(remarks, line, seen, message)
                result[seen] = _converted(item, line, depth + 1, remarks)
                result.lines[seen] = line
        return result
    if isinstance(value, list):
        items = YamlList(line)
        items += [_converted(item, line, depth + 1, remarks) for item in value]
        items.lines = [line] * len(items)
        return items
    if isinstance(value, BrokenStructure):
        return value
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else str(value)


def _remark(remarks: list[Remark], line: int, field: str | None, message: str) -> None:
    if len(remarks) < MAX_REMARKS:
        remarks.append(Remark(line, field, message))
