"""From the bytes of a file to its text, and what had to be repaired on the way."""

from __future__ import annotations

import codecs
import re
from typing import Final

from graphapi.corpus.front_matter.yaml_values import Remark

__all__ = ["BinaryFileError", "decode_text"]

# The mark of UTF-32 begins with that of UTF-16, so it is looked for first.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_FENCE: Final = re.compile(rb"\s{0,100}(?:---|\+\+\+|;;;)[^\r\n\x00]{0,100}[\r\n]|\s{0,100}\{\s*\"")


class BinaryFileError(ValueError):
    """A file holds no text."""


def decode_text(data: bytes, remarks: list[Remark]) -> str:
    """Return a file's text with line feeds at line ends. Adds a remark for each kind of repair.

    UTF-8 with or without a byte order mark, and UTF-16 and UTF-32 with one; a byte that does not
    fit, and a NUL character, become U+FFFD. Carriage returns are line ends, alone and before a line
    feed (YAML 1.2.2, 5.4). Raises BinaryFileError if there is no text: NUL bytes near the
    start, and no fence of front matter before them.
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            remarks.append(Remark(1, None, f"is {name}; read as such, please save it as UTF-8"))
            text = _decoded(data, codec, remarks)
            has_nul = "\x00" in text
            break
    else:
        if data.startswith(codecs.BOM_UTF8):
            data = data.removeprefix(codecs.BOM_UTF8)
            remarks.append(Remark(1, None, "begins with a byte order mark; dropped"))
        has_nul = b"\x00" in data  # much quicker than to look through the text
        if has_nul and b"\x00" in data[:4096] and not _FENCE.match(data):
            raise BinaryFileError
        text = _decoded(data, "utf-8", remarks)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if has_nul:
        line = text.count("\n", 0, text.index("\x00")) + 1
        remarks.append(Remark(line, None, "has NUL characters; replaced by \ufffd"))
        text = text.replace("\x00", "\ufffd")
    return text


def _decoded(data: bytes, codec: str, remarks: list[Remark]) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        # What stands before the first bad byte is good, so it counts lines in any encoding.
        line = data[: error.start].decode(codec, "replace").count("\n") + 1
        name = codec.upper()
        remarks.append(Remark(line, None, f"is not {name} here; the bytes were replaced by \ufffd"))
        return data.decode(codec, "replace")
