"""Invisible characters: spaces other than the ASCII space, and characters without a width."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["INVISIBLE", "ODD_SPACES", "cleaned", "without_zero_width"]

ODD_SPACES: Final = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Spaces that YAML, TOML and JSON take for text, as the inside of a regular expression's class."""

_ZERO_WIDTH: Final = "\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"

INVISIBLE: Final = f"{ODD_SPACES}{_ZERO_WIDTH}"
"""All that shows nothing and is no ASCII white space, as the inside of a class."""

_NOTHING: Final = rf"[\s\x00-\x1f{INVISIBLE}]"
_AT_THE_ENDS: Final = re.compile(rf"\A{_NOTHING}++|(?<!{_NOTHING}){_NOTHING}++\Z")
# Joiners are left alone inside a word: some scripts are not spelled without them.
_INSIDE: Final = re.compile("[\xad\u180e\u200b\u2060\ufeff]")
_ANYWHERE: Final = re.compile(f"[{_ZERO_WIDTH}]")


def cleaned(text: str) -> str:
    """A text without white space and invisible characters at its ends, or of no width inside.

    The text itself if nothing else would be left of it.
    """
    return _INSIDE.sub("", _AT_THE_ENDS.sub("", text)) or text


def without_zero_width(text: str) -> str:
    """A text without characters of no width."""
    return text if text.isascii() else _ANYWHERE.sub("", text)
