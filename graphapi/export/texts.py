"""Text that a format cannot hold as it is: how it is changed, and how often that happens.

Titles may contain any character. Characters that a format cannot represent become U+FFFD and are
counted; text is not changed in any other way, except for CSV: see `encode_cell`.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

__all__ = [
    "NOT_CSV",
    "NOT_UTF8",
    "NOT_XML",
    "Texts",
    "decode_cell",
    "encode_cell",
    "quote_unfit",
]

NOT_UTF8: Final = re.compile("[\ud800-\udfff]")
"""Lone surrogates: a YAML or JSON escape can write them, UTF-8 cannot."""

NOT_CSV: Final = re.compile("[\0\ud800-\udfff]")
"""NUL too: many readers of CSV end the text or the file there."""

NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything but `Char` of XML 1.0, even if escaped (https://www.w3.org/TR/xml/#charsets)."""

_RISKY: Final = r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]"
_FORMULA: Final = re.compile(_RISKY)
_GUARDED: Final = re.compile(f"'(?:{_RISKY})")


class Texts:
    """Makes texts fit for one format; counts the characters `replaced` and cells `guarded`."""

    __slots__ = ("_unfit", "guarded", "replaced")

    def __init__(self, unfit: re.Pattern[str]) -> None:
        self._unfit = unfit
        self.replaced = self.guarded = 0

    def fit(self, text: str) -> str:
        """The text, with characters that the format cannot hold replaced by U+FFFD."""
        fitting, count = self._unfit.subn("\ufffd", text)
        self.replaced += count
        return fitting

    def cell(self, text: str) -> str:
        """The same for a cell of a spreadsheet, which must not take it for a formula."""
        fitting = self.fit(text)
        cell = encode_cell(fitting)
        self.guarded += cell is not fitting
        return cell


def encode_cell(text: str) -> str:
    """The text with an apostrophe in front if a spreadsheet would run it as a formula.

    After https://owasp.org/www-community/attacks/CSV_Injection. Leading apostrophes are skipped in
    this check, so that `decode_cell` restores every text exactly.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def decode_cell(cell: str) -> str:
    """The inverse of `encode_cell`."""
    return cell[1:] if _GUARDED.match(cell) else cell


def quote_unfit(url: str, unfit: re.Pattern[str]) -> str:
    """A URL with the characters that a format cannot hold percent-encoded: still a unique key."""
    return unfit.sub(lambda match: quote(match[0]), url)
