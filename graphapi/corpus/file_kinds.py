"""Files that are no articles: what their names tell, and how they are counted."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

__all__ = ["FileKind", "is_data_file", "is_text_file", "kind_by_name"]


class FileKind(Enum):
    """What a file is that is skipped: the noun that counts it. Likely mistakes come first."""

    PAGE = "page without keys of an article"
    TEXT = "text without front matter"
    DATA = "data file"
    EMPTY = "empty file"
    TEMPLATE = "template"
    CONFIGURATION = "configuration file"
    LEFTOVER = "leftover of an editor"
    BINARY = "binary file"

    def counted(self, number: int) -> str:
        """`1 empty file`, `2 empty files`, `1,000 leftovers of an editor`."""
        noun, space, rest = self.value.partition(" ")
        if space and self in _COMPOUND:
            noun, space, rest = self.value, "", ""
        return f"{number:,} {noun}{'' if number == 1 else 's'}{space}{rest}"


_COMPOUND: Final = {FileKind.CONFIGURATION, FileKind.DATA, FileKind.EMPTY, FileKind.BINARY}

_DATA_SUFFIXES: Final = (".yaml", ".yml", ".json", ".toml")
_TEXT_SUFFIXES: Final = (".md", ".markdown", ".txt", ".html", ".htm", *_DATA_SUFFIXES)

# What Emacs, Vim, nano, Kate, Office, patch, merge tools and desktops leave beside a file.
_LEFTOVER: Final = re.compile(
    r".*~|~\$.*|\#.*\#|\.\#.*|.*\.(?:sw[a-z]|kate-swp|orig|rej|bak\d*|backup|old|tmp|temp|save)"
    r"|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini",
    re.IGNORECASE,
)
# Of site generators and package managers: those that may well have a title and a URL. Names that
# begin with `_` are no pages to Jekyll, Docusaurus, Nextra, Quarto and others.
_CONFIGURATION: Final = re.compile(
    r"_.*|(?:(?:.*[._-])?config|package|composer|manifest|mkdocs|hugo|zola|book|antora|netlify"
    r"|(?:docker-)?compose|pyproject|Cargo)\.(?:ya?ml|json|toml)",
    re.IGNORECASE,
)


def kind_by_name(file: str) -> FileKind | None:
    """What a file's name alone tells that is no article; None if its content has to be seen."""
    name = file.rpartition("/")[2]
    if name.endswith(".md") and name[0] not in "#.~":
        return None  # as nearly every file of a corpus
    if _LEFTOVER.fullmatch(name):
        return FileKind.LEFTOVER
    if is_data_file(name) and _CONFIGURATION.fullmatch(name):
        return FileKind.CONFIGURATION
    return None


def is_data_file(file: str) -> bool:
    """Whether a file's name says that all of it is data, without a body."""
    return file.lower().endswith(_DATA_SUFFIXES)


def is_text_file(file: str) -> bool:
    """Whether a file's name says that people write it."""
    return file.lower().endswith(_TEXT_SUFFIXES)
