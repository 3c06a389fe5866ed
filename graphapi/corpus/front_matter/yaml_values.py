"""YAML as it is written: PyYAML's C parser events, straight into text, maps and lists.

YAML 1.1 guesses a scalar's type from its spelling (`No`, `12:30`, `2020-01-01`). Nothing is
guessed here: every scalar is its text, and the field that it belongs to decides what it means.
What YAML offers beyond plain data is bounded: aliases are counted in full, tags never construct
anything, depth is limited, and the value of a key named `secured` is not even looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import yaml
from yaml._yaml import CParser

from graphapi.corpus.front_matter.invisible_characters import ODD_SPACES, cleaned
from graphapi.corpus.front_matter.yaml_limits import (
    MisindentedError,
    YamlError,
    breaks_hidden,
    refuse_slow_text,
    yaml_error,
)

__all__ = [
    "MAX_ALIASED_VALUES",
    "MAX_DEPTH",
    "MAX_REMARKS",
    "NULL",
    "SEALED_KEY",
    "UNREADABLE",
    "BrokenStructure",
    "Null",
    "Remark",
    "YamlList",
    "YamlMap",
    "YamlValue",
    "is_sealed",
    "move_lines",
    "parse_yaml",
    "plain",
]

SEALED_KEY: Final = "secured"
"""Holds ciphertext in real files. It is never loaded, stored, logged or served."""

MAX_DEPTH: Final = 32
"""Levels of maps and lists in one document; what lies deeper is dropped with a remark."""

MAX_ALIASED_VALUES: Final = 10_000
"""Values that the aliases of one document may add, so that none can expand without bound.

A text counts as one value for each 64 characters.
"""

MAX_REMARKS: Final = 1_000
"""Remarks on one text. A file that earns more is no article, and they all cost memory."""

_SHOWN_KEY_LENGTH: Final = 80


class Null(str):
    """What an empty value, `~` or `null` without quotes gives: the text, known to mean nothing."""

    __slots__ = ()


NULL: Final = Null()
UNREADABLE: Final = Null()
"""Stands in a list for an item that could not be read and has been remarked on."""


class BrokenStructure(str):
    """What stands where a list or map begins that is none: its text, no list and no map."""

    __slots__ = ()


_NULL_SPELLINGS: Final = {text: Null(text) for text in ("", "~", "null", "Null", "NULL")}


class YamlMap(dict[str, Any]):
    """A map. `lines` has the line of each key; `duplicates` what came later under a key it has."""

    __slots__ = ("duplicates", "line", "lines")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: dict[str, int] = {}
        self.duplicates: list[tuple[str, YamlValue]] = []


class YamlList(list[Any]):
    """A list. `lines` has the line of each item."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        self.line = line
        self.lines: list[int] = []


YamlValue = str | YamlMap | YamlList


class Remark(NamedTuple):
    """What was odd though it could be read: its line (from 1 in the text parsed) and field path."""

    line: int
    field: str | None
    message: str


@lru_cache(maxsize=256)
def is_sealed(key: str) -> bool:
    """Whether a key holds ciphertext: its value is never loaded, stored, logged or served."""
    return len(key) < 64 and cleaned(key).casefold() == SEALED_KEY


def parse_yaml(
    text: str,
    remarks: list[Remark],
    *,
    aliases_allowed: bool = True,
    depth: int = 0,
    odd_indentation_allowed: bool = False,
) -> YamlValue | None:
    """Return the first document of a YAML text, None if there is none. Adds to `remarks`.

    Lines count from 1, and only a line feed ends one. `depth` is how deep the text lies in the
    document that it was cut from. Raises YamlError if the text is not YAML, would take too
    long, or uses an alias that names no anchor before it (or any alias, if they are not
    allowed); and MisindentedError for keys below spaces that YAML takes for a part of them, unless
    these are allowed.
    """
    refuse_slow_text(text)
    composer = _Composer(text, remarks, aliases_allowed)
    try:
        value = composer.document(depth)
        composer.tell_unused_anchors()
    except yaml.YAMLError as error:
        raise yaml_error(text, error) from None
    if composer.misindented and not odd_indentation_allowed:
        raise MisindentedError(composer.misindented)
    return value


def plain(value: YamlValue) -> Any:
    """Return a value as plain JSON: text, None, dict, list.

    A key that stands twice in a map has a list of both values.
    """
    if isinstance(value, YamlMap):
        result = {key: plain(item) for key, item in value.items()}
        again: dict[str, list[Any]] = {}
        for key, item in value.duplicates:
            again.setdefault(key, [result[key]]).append(plain(item))
        return result | again
    if isinstance(value, YamlList):
        return [plain(item) for item in value]
    return None if isinstance(value, Null) else str(value)


def move_lines(value: YamlValue, by: int) -> None:
    """Add to the lines of a value and of all that it holds."""
    if isinstance(value, YamlMap):
        value.line += by
        value.lines = {key: line + by for key, line in value.lines.items()}
        for item in value.values():
            move_lines(item, by)
    elif isinstance(value, YamlList):
        value.line += by
        value.lines = [line + by for line in value.lines]
        for item in value:
            move_lines(item, by)


_CORE_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
)
# A key that begins so is indented, in the eyes of its author.
_ODD_INDENTATION: Final = re.compile(f"(?:-(?! ))?[{ODD_SPACES}]")
_ESCAPED_NUL: Final = re.compile(r"\\(?:0|x00|u0000|U00000000)")
_SCALAR: Final = yaml.ScalarEvent
_START: Final = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_END: Final = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class _Composer:
    """Builds values from one text's events. Recursion goes no deeper than MAX_DEPTH."""

    def __init__(self, text: str, remarks: list[Remark], aliases_allowed: bool) -> None:
        text, self._breaks = breaks_hidden(text)
        if "\\" in text and (escape := _ESCAPED_NUL.search(text)):
            # No value has NUL in it: databases and tools written in C end a text there.
            self._breaks[0] = "\ufffd"
            line = text.count("\n", 0, escape.start()) + 1
            remarks.append(Remark(line, None, "has an escaped NUL character; read as \ufffd"))
        self.misindented: list[int] = []
        self._event: Callable[[], Any] = CParser(text).get_event
        self._remarks = remarks
        self._aliases_allowed = aliases_allowed
        self._anchors: dict[str, YamlValue] = {}
        self._unused: dict[str, tuple[int, list[str | int]]] = {}
        self._aliased = 0
        self._path: list[str | int] = []

    def document(self, depth: int) -> YamlValue | None:
        self._event()  # StreamStart
        if type(self._event()) is yaml.StreamEndEvent:
            return None
        while True:
            value = self._value(self._event(), depth)
            end = self._event()  # DocumentEnd
            try:
                event = self._event()
            except yaml.YAMLError:
                if not end.explicit:
                    raise
                # The document is whole, and what stands below its end is not read anyway.
                line = end.end_mark.line + 1
                self._remark(line, "text below the end of the YAML document (...) is not read")
                return value
            if type(event) is yaml.StreamEndEvent:
                return value
            if not isinstance(value, Null) or value:
                if not self._is_rest_empty():
                    self._remark(_line(event), "a second YAML document begins here and is not read")
                return value
            # An empty document holds nothing: `---` stands twice, or comments stand between.

    def _is_rest_empty(self) -> bool:
        """Whether nothing stands in the document that has begun, and no other one follows."""
        try:
            event = self._event()
            if type(event) is not _SCALAR or event.value:
                return False
            self._event()  # DocumentEnd
            return type(self._event()) is yaml.StreamEndEvent
        except yaml.YAMLError:
            return False

    def tell_unused_anchors(self) -> None:
        """An anchor in front of a text that no alias names may well be the text's beginning."""
        for name, (line, path) in self._unused.items():
            self._path = path
            message = f"'&{name[:80]}' is taken for an anchor and dropped; if it is text, quote it"
            self._remark(line, message)

    def _remark(self, line: int, message: str) -> None:
        if len(self._remarks) >= MAX_REMARKS:
            return
        field = ""
        for step in self._path:
            if isinstance(step, int):
                field += f"[{step}]"
            else:
                field += f"{'.' if field else ''}{step[:_SHOWN_KEY_LENGTH]}"
        self._remarks.append(Remark(line, field or None, message))

    def _value(self, event: Any, depth: int) -> YamlValue:
        kind = type(event)
        value: YamlValue
        if kind is _SCALAR:
            value = event.value.translate(self._breaks) if self._breaks else event.value
            # implicit[0]: written plain, without quotes and without a tag
            if event.implicit[0] and value in _NULL_SPELLINGS:
                value = _NULL_SPELLINGS[value]
        elif kind is yaml.AliasEvent:
            return self._alias(event, depth)
        elif depth >= MAX_DEPTH:
            self._remark(_line(event), f"nested deeper than {MAX_DEPTH} levels; dropped")
            self._skip(event)
            return NULL
        elif kind is yaml.MappingStartEvent:
            value = self._map(event, depth + 1)
        else:
            value = self._list(event, depth + 1)
        if event.tag is not None and event.tag not in _CORE_TAGS:
            self._remark(
                _line(event),
                f"the tag {event.tag[:80]!r} is not known and was ignored; drop the tag",
            )
        if event.anchor is not None:
            self._anchors[event.anchor] = value
            if isinstance(value, str):
                self._unused[event.anchor] = (_line(event), list(self._path))
        return value

    def _list(self, start: Any, depth: int) -> YamlList:
        next_event, path = self._event, self._path
        items = YamlList(_line(start))
        event = next_event()
        while type(event) is not yaml.SequenceEndEvent:
            items.lines.append(_line(event))
            path.append(len(items))
            items.append(self._value(event, depth))
            path.pop()
            event = next_event()
        return items

    def _map(self, start: Any, depth: int) -> YamlMap:
        next_event, path = self._event, self._path
        result = YamlMap(_line(start))
        merged: list[tuple[int, YamlValue]] = []
        disguised: list[tuple[str, int, YamlValue]] = []
        event = next_event()
        while type(event) is not yaml.MappingEndEvent:
            if type(event) is not _SCALAR or is_sealed(event.value):
                self._skip_pair(event)
            else:
                key = event.value
                if self._breaks:
                    key = key.translate(self._breaks)
                if event.anchor is not None:
                    self._anchors[event.anchor] = key
                path.append(key)
                value = self._value(next_event(), depth)
                if key == "<<" and event.implicit[0]:
                    merged.append((_line(event), value))
                elif not key.isidentifier() and cleaned(key) != key:
                    if event.implicit[0] and _ODD_INDENTATION.match(key):
                        self.misindented.append(_line(event))
                    disguised.append((key, _line(event), value))
                elif key in result:
                    self._remark(_line(event), "stands here again; the first one counts")
                    result.duplicates.append((key, value))
                else:
                    result[key] = value
                    result.lines[key] = _line(event)
                path.pop()
            event = next_event()
        for key, line, value in disguised:
            self._add_disguised(result, key, line, value)
        for line, value in merged:
            self._merge(result, line, value)
        return result

    def _add_disguised(self, to: YamlMap, key: str, line: int, value: YamlValue) -> None:
        """Add a key that contains invisible characters: without them, if that key is free."""
        seen = cleaned(key)
        if seen in to:
            self._remark(line, f"the key {key[:80]!r} looks like {seen[:80]!r}, and is another key")
            if key in to:
                to.duplicates.append((key, value))
                return
            seen = key
        else:
            self._path.append(seen)
            self._remark(line, f"the key is written {key[:80]!r}; the characters were dropped")
            self._path.pop()
        to[seen], to.lines[seen] = value, line

    def _merge(self, into: YamlMap, line: int, value: YamlValue) -> None:
        """Add what a merge key (`<<`) brings and the map lacks; of several maps the first wins."""
        for source in value if isinstance(value, YamlList) else [value]:
            if not isinstance(source, YamlMap):
                self._remark(line, "a merge key '<<' takes a map; dropped")
                continue
            for key, item in source.items():
                if key not in into:
                    into[key] = item
                    into.lines[key] = line

    def _alias(self, event: Any, depth: int) -> YamlValue:
        line, name = _line(event), event.anchor[:80]
        if not self._aliases_allowed:
            raise YamlError(line, f"the alias *{name} is not allowed here")
        if event.anchor not in self._anchors:
            # Also the anchor of a value that is not complete yet: such a value would hold itself.
            raise YamlError(line, f"the alias *{name} names no anchor before it")
        value = self._anchors[event.anchor]
        self._unused.pop(event.anchor, None)
        if self._aliased <= MAX_ALIASED_VALUES:
            size, height = _size_and_height(value)
            if depth + height > MAX_DEPTH:
                self._remark(_line(event), f"nested deeper than {MAX_DEPTH} levels; dropped")
                return NULL
            self._aliased += size
            if self._aliased <= MAX_ALIASED_VALUES:
                return value
            self._remark(
                line, f"aliases add more than {MAX_ALIASED_VALUES:,} values; dropped from here on"
            )
        return NULL

    def _skip_pair(self, key: Any) -> None:
        """Pass over a key and its value: ciphertext, or what no key of plain data can be."""
        if type(key) is not _SCALAR:
            self._remark(_line(key), "a key that is not plain text; dropped with its value")
            self._skip(key)
        self._skip(self._event())

    def _skip(self, event: Any) -> None:
        """Pass over one value, whatever is inside: it defines no anchors and leaves no trace."""
        level = 0
        while True:
            if isinstance(event, _START):
                level += 1
            elif isinstance(event, _END):
                level -= 1
            if level == 0:
                return
            event = self._event()


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


def _size_and_height(value: YamlValue) -> tuple[int, int]:
    """How many values a value holds, itself included, and how many levels of maps and lists.

    Aliases inside it count in full.
    """
    if isinstance(value, str):
        return 1 + len(value) // 64, 0
    size, height = 1, 0
    for item in value.values() if isinstance(value, YamlMap) else value:
        item_size, item_height = _size_and_height(item)
        size += item_size
        height = max(height, item_height)
    return size, height + 1
