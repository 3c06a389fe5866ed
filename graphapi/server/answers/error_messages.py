"""Rewrites graphql-core's messages in the terms of JSON and GraphQL instead of Python.

graphql-core prints the values of variables as Python literals: `None`, `True`, `'text'`, and with
escapes that JSON does not have. It prints values in a document as they are written there.
"""

from __future__ import annotations

import re
from ast import literal_eval
from typing import Final

from graphapi.errors import shown

__all__ = ["in_client_terms"]

_PLACE: Final = (
    r"(?P<place>(?:[A-Z][\w ]+ '[^']+' has invalid (?:default )?value(?: at [\w.\[\]]+)?: )?)"
)
_TYPED: Final = r"Expected value of type '[\w!\[\]]+'"
_VALUED: Final = re.compile(
    rf"{_PLACE}(?P<words>"
    r"(?:Int|Float|String|Boolean|ID) cannot represent [\w -]+: "
    r"|Enum '\w+' cannot represent non-(?:string|enum) value: "
    rf"|{_TYPED}.*?(?:, f|; f|[.?] F)ound: )"
    r"(?P<value>.*?)(?P<rest>(?:\.(?: Did you mean .*)?| \(value [\w ]+\))?)",
    re.DOTALL,
)
"""A message that ends with a value, and perhaps suggestions."""
_FOREIGN_ERROR: Final = re.compile(rf"({_TYPED}), but encountered error '.*'; found", re.DOTALL)
"""An error that a scalar raised and that was not meant for clients."""
_NOT_NONE: Final = "not to be None."
_WORDS: Final = {
    "Int cannot represent non-integer value: ": "Int must be a whole number, not ",
    "ID cannot represent a non-string and non-integer value: ": (
        "ID must be a string or a whole number, not "
    ),
}
_PYTHON: Final = re.compile(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\b(?:None|True|False)\b""", re.DOTALL
)


def in_client_terms(message: str, *, prints_variables: bool) -> str:
    """A message of graphql-core in the terms of JSON; other messages are unchanged.

    `prints_variables` says that the value in it, if there is one, comes from a variable.
    """
    if message.endswith(_NOT_NONE):
        return f"{message.removesuffix(_NOT_NONE)}not to be null."
    found = _VALUED.fullmatch(message)
    if found is None:
        return message
    place, words, value, rest = found.group("place", "words", "value", "rest")
    words = _WORDS.get(words, words)
    words = _FOREIGN_ERROR.sub(r"\1, found", words)
    if prints_variables:
        value = _PYTHON.sub(_as_json, value)
    return f"{place}{words}{value}{rest}"


def _as_json(match: re.Match[str]) -> str:
    """One Python literal as JSON; for a truncated string, the part that is there."""
    try:
        return shown(literal_eval(match[0]))
    except (SyntaxError, ValueError):
        return shown(match[0][1:-1])
