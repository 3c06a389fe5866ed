"""Texts and bars that any terminal can show: hostile texts harmless, plain where it must be."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.markup import escape

__all__ = ["bar", "counted", "harmless", "is_plain", "shown"]

# Controls (escape sequences begin with one), halves of surrogate pairs, line separators, and what
# turns the direction of writing: a name must not change anything but its own place.
_HARMFUL: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_BLOCKS: Final = " ▏▎▍▌▋▊▉█"


def counted(number: int, noun: str) -> str:
    """`1 link`, `2 links`, `1,000 links`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def is_plain(console: Console) -> bool:
    """Whether the console can show no block characters: its encoding is not a Unicode one."""
    return console.options.ascii_only


def shown(text: str, console: Console, cells: int | None = None) -> str:
    """A text from a corpus as markup that shows it and does nothing else, in at most some cells.

    What would act on the terminal becomes `\ufffd`, and what its encoding lacks `?`.
    """
    encoding = console.encoding
    text = harmless(text).encode(encoding, "replace").decode(encoding)
    if cells is not None and cell_len(text) > cells:
        more = "..." if is_plain(console) else "…"
        text = set_cell_size(text, max(0, cells - len(more))) + more
    return escape(text)


def harmless(text: str) -> str:
    """A text from a corpus in which `\ufffd` stands for all that would act on the terminal."""
    return _HARMFUL.sub("\ufffd", text)


def bar(part: float, width: int, *, plain: bool) -> str:
    """A bar of `part` (0 to 1) of a width in cells, exact to an eighth of a cell.

    Something shows for all that is more than nothing. Plain bars are exact to a cell.
    """
    if part <= 0:
        return ""
    if plain:
        return "#" * max(1, round(part * width))
    eighths = max(1, round(part * width * 8))
    return "█" * (eighths // 8) + _BLOCKS[eighths % 8].strip()
