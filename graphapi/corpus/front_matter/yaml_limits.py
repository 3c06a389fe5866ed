"""What is asked of a text before the YAML parser may see it, and what its errors mean.

libyaml takes time in the square of a text's length for some texts (deep brackets, many tag
directives), ends lines at invisible characters, and words its errors for its authors.
"""

from __future__ import annotations

import re
from typing import Final

import yaml

__all__ = [
    "MAX_OPEN_BRACKETS",
    "MisindentedError",
    "YamlError",
    "breaks_hidden",
    "refuse_slow_text",
    "yaml_error",
]

MAX_OPEN_BRACKETS: Final = 1_000
"""Brackets and braces that may be open at one place. libyaml looks at each for every token."""

_MAX_DIRECTIVES: Final = 100
_BRACKET: Final = re.compile(r"[\[\]{}]")

# YAML 1.1 ends a line at each of these; YAML 1.2, editors and readers do not.
_UNSEEN_BREAKS: Final = "\x85\u2028\u2029"

_PLAIN_WORDS: Final = {
    "block sequence entries are not allowed in this context": (
        "'- ' begins a list where there can be none; put the text in quotes"
    ),
    "could not find expected ':'": "text stands where 'key: value' belongs",
    "did not find expected '-' indicator": "an item of a list begins with '- ' like the others",
    "did not find expected ',' or ']'": "the bracket that opens here is not closed as it should be",
    "did not find expected ',' or '}'": "the brace that opens here is not closed as it should be",
    "did not find expected alphabetic or numeric character": (
        "a name belongs behind '&' or '*'; put the text in quotes"
    ),
    "did not find expected comment or line break": (
        "text stands beside '|' or '>' that belongs below it; put it in quotes"
    ),
    "did not find expected key": "the indentation differs from the lines above, or no key is here",
    "did not find expected node content": "a value is missing inside brackets or braces",
    "did not find expected <document start>": "text stands after the end of the record",
    "found a tab character that violates indentation": "a tab indents this line; use spaces",
    "found character that cannot start any token": (
        "no text may begin with this character (a tab, '@', '`' or '%') without quotes around it"
    ),
    "found invalid Unicode character escape code": (
        "half of a character is escaped in double quotes; write the character itself"
    ),
    "found unexpected end of stream": "the quote that opens here is never closed",
    "found unknown escape character": (
        "an unknown escape follows a backslash in double quotes; write \\\\ for a backslash"
    ),
    "mapping keys are not allowed in this context": (
        "'? ' begins a key where there can be none; put the text in quotes"
    ),
    "mapping values are not allowed in this context": (
        "a second ': ' stands on the line; put the text in quotes"
    ),
}
# For these the place where it began says more than the place where the parser gave up.
_BEGAN_EARLIER: Final = {
    "could not find expected ':'",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
    "found unexpected end of stream",
}


class YamlError(ValueError):
    """Text is not YAML. `line` counts from 1 in it."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class MisindentedError(YamlError):
    """Spaces that YAML does not know stand before the keys on `lines`."""

    def __init__(self, lines: list[int]) -> None:
        super().__init__(lines[0], "spaces that are no ASCII space indent this line")
        self.lines = lines


def refuse_slow_text(text: str) -> None:
    """Raise YamlError for a text that would keep the parser busy for minutes."""
    if text.count("[") + text.count("{") > MAX_OPEN_BRACKETS:
        opened = 0
        for bracket in _BRACKET.finditer(text):
            opened = opened + 1 if bracket[0] in "[{" else max(opened - 1, 0)
            if opened > MAX_OPEN_BRACKETS:
                line = text.count("\n", 0, bracket.start()) + 1
                raise YamlError(line, f"more than {MAX_OPEN_BRACKETS:,} brackets are open here")
    if text.count("%TAG") > _MAX_DIRECTIVES:
        raise YamlError(1, f"it has more than {_MAX_DIRECTIVES} %TAG directives")


def breaks_hidden(text: str) -> tuple[str, dict[int, str]]:
    """Replace invisible line breaks by placeholders: the text, and how to restore them."""
    met = [character for character in _UNSEEN_BREAKS if character in text]
    if not met:
        return text, {}
    used = set(text)
    # Private use, where no text has a meaning for others. Were all in use, the breaks would stay.
    free = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in used)
    stand_ins = dict(zip(met, free, strict=False))
    hidden = text.translate({ord(seen): stand_in for seen, stand_in in stand_ins.items()})
    return hidden, {ord(stand_in): seen for seen, stand_in in stand_ins.items()}


def yaml_error(text: str, error: yaml.YAMLError) -> YamlError:
    """What the parser's own error means: the line to look at, and the reason in plain words."""
    if isinstance(error, yaml.MarkedYAMLError):
        reason = error.problem or "it is not YAML"
        mark = error.problem_mark or error.context_mark
        if reason in _BEGAN_EARLIER and error.context_mark is not None:
            mark = error.context_mark
        last_line = text.rstrip().count("\n") + 1  # the parser may give up below it
        line = min(mark.line + 1, last_line) if mark else 1
        return YamlError(line, _PLAIN_WORDS.get(reason, reason))
    if isinstance(error, yaml.reader.ReaderError):
        # Its position counts bytes.
        line = text.encode()[: max(error.position, 0)].count(b"\n") + 1
        return YamlError(line, str(error.reason))
    return YamlError(1, "it is not YAML")
