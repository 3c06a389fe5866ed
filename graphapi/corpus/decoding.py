"""From the bytes of a file to its text, and what had to be repaired on the way."""

from __future__ import annotations

from graphapi.corpus.yaml_values import Remark

__all__ = ["BinaryFileError", "decode_text"]


class BinaryFileError(ValueError):
    """A file holds no text."""


def decode_text(data: bytes, remarks: list[Remark]) -> str:
    """Return a file's text with line feeds at line ends. Adds a remark for each kind of repair.

    UTF-8 with or without a byte order mark, and UTF-16 with one; a byte that does not fit becomes
    U+FFFD. Raises BinaryFileError where there is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
        remarks.append(Remark(1, None, "is UTF-16; read as such, please save it as UTF-8"))
    else:
        if b"\x00" in data[:4096]:
            raise BinaryFileError
        if data.startswith(b"\xef\xbb\xbf"):
            data = data[3:]
            remarks.append(Remark(1, None, "begins with a byte order mark; dropped"))
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            text = data.decode("utf-8", "replace")
            remarks.append(
                Remark(line, None, "is not UTF-8 here; the bytes were replaced by \ufffd")
            )
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        remarks.append(Remark(line, None, "has carriage returns at line ends; read as line breaks"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text
