"""Text and bars for any terminal: untrusted text made safe, and plain characters if needed."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.markup import escape

__all__ = ["bar", "counted", "display_text", "is_plain", "sanitized"]

# Controls (escape sequences start with one), surrogates, line separators, and characters that
# change the direction of writing: a text must not affect anything around it.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_BLOCKS: Final = " ▏▎▍▌▋▊▉█"


def counted(number: int, noun: str) -> str:
    """`1 link`, `2 links`, `1,000 links`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def is_plain(console: Console) -> bool:
    """Whether the console cannot show block characters: its encoding is not a Unicode one."""
    return console.options.ascii_only


def sanitized(text: str, encoding: str) -> str:
    """Untrusted text on one line, in characters of an encoding, that cannot control a terminal.

    Control characters become `\ufffd`, and characters that the encoding lacks become `?`.
    """
    return _UNSAFE.sub("\ufffd", text).encode(encoding, "replace").decode(encoding)


def display_text(text: str, console: Console, cells: int | None = None) -> str:
    """The text made safe and escaped as markup, cut to a number of cells."""
    plain = sanitized(text, console.encoding)
    if cells is not None and cell_len(plain) > cells:
        more = "..." if is_plain(console) else "…"
        plain = set_cell_size(plain, max(0, cells - len(more))) + more
    return escape(plain)


def bar(part: float, width: int, *, plain: bool) -> str:
    """A bar of `part` (0 to 1) of a width in cells, exact to an eighth of a cell.

    Any value above zero is visible. Plain bars are exact to a cell.
    """
    if part <= 0:
        return ""
    if plain:
        return "#" * max(1, round(part * width))
    eighths = max(1, round(part * width * 8))
    return "█" * (eighths // 8) + _BLOCKS[eighths % 8].strip()
