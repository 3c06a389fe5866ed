"""From one file's text to a record: an article, a topic, an organization, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from graphapi.corpus.file_kinds import FileKind, is_data_file, is_text_file
from graphapi.corpus.front_matter.decoding import BinaryFileError, decode_text
from graphapi.corpus.front_matter.fences import (
    Format,
    FrontMatter,
    find_front_matter,
    hidden_front_matter,
    names_an_address,
    whole_file,
    without_body,
)
from graphapi.corpus.front_matter.related_block import cut_related
from graphapi.corpus.front_matter.toml_values import parse_toml
from graphapi.corpus.front_matter.yaml_limits import MisindentedError, YamlError
from graphapi.corpus.front_matter.yaml_values import (
    MAX_REMARKS,
    Null,
    Remark,
    YamlList,
    YamlMap,
    YamlValue,
    move_lines,
    parse_yaml,
)
from graphapi.corpus.parsing.conversion import (
    ADDRESS_KEYS,
    UnusableError,
    article_mention,
    organization_document,
    topic_document,
)
from graphapi.corpus.parsing.entries import Entry, EntryParser, entries_of
from graphapi.corpus.parsing.fields import Fields
from graphapi.corpus.parsing.salvage import repaired, respaced, salvage
from graphapi.corpus.records import (
    ArticleDocument,
    Mention,
    OrganizationDocument,
    RelatedEntry,
    TopicDocument,
    UnaddressedEntries,
    UnaddressedEntry,
)
from graphapi.domain import Problem, Severity

__all__ = ["Document", "DocumentParser", "Parsed"]

Document = ArticleDocument | TopicDocument | OrganizationDocument

_PLACEHOLDER: Final = re.compile(r"\{\{|\{%|<%")
# A title that a program is to write, or an address that it is to fill in.
_TEMPLATE_ROW: Final = re.compile(
    rf"""^["']?(?:title["']?[ \t]*[:=][ \t]*["']?|(?:{"|".join(ADDRESS_KEYS)})["']?[ \t]*[:=].*)"""
    r"(?:\{\{|\{%|<%)",
    re.MULTILINE,
)
_LIKE_TOML: Final = re.compile(r"\s*[\w-]+[ \t]*=")
# Keys that say of a record that it is an article, however they are spelled.
_OF_ARTICLES: Final = frozenset(
    ("publisheddatetime", "featuredcontent", *(key.lower() for key in ADDRESS_KEYS))
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file gave.

    `passed_over` says what a file is that is not part of the corpus: it has no document, and
    problems only where something in it looks like an article.
    """

    document: Document | None
    problems: tuple[Problem, ...]
    passed_over: FileKind | None = None


class _NotADocumentError(Exception):
    """A file holds nothing that is meant to be part of a corpus."""

    def __init__(self, kind: FileKind) -> None:
        super().__init__(kind)
        self.kind = kind


class DocumentParser:
    """Parses files one after another, and remembers the related entries that it has met."""

    def __init__(self) -> None:
        self._entries = EntryParser()

    @property
    def entries(self) -> dict[str, Entry]:
        """The entries that were met, by their text. More may be added."""
        return self._entries.entries

    def known_entries(self) -> Iterator[tuple[str, Mention]]:
        """The text of each related entry met that is a mention, and the one object made of it."""
        return self._entries.known()

    def parse(self, file: str, data: bytes) -> Parsed:
        """Parse one file's content. `file` is its path relative to the corpus, for the problems."""
        remarks: list[Remark] = []
        document: Document | None = None
        problems = []
        text = ""
        try:
            text = decode_text(data, remarks)
            document = self._document(file, text, remarks)
        except _NotADocumentError as reason:
            return _passed_over(file, text, reason.kind)
        except BinaryFileError:
            if not is_text_file(file):
                return Parsed(None, (), FileKind.BINARY)
            message = "holds NUL bytes, so it is no text; save it as UTF-8"
            problems.append(Problem(file, None, None, message, Severity.ERROR))
        except UnusableError as reason:
            problems.append(
                Problem(file, reason.line, reason.field, reason.message, Severity.ERROR)
            )
        problems += [
            Problem(file, remark.line, remark.field, remark.message, Severity.WARNING)
            for remark in remarks
        ]
        return Parsed(document, _listed(file, problems))

    def _document(self, file: str, text: str, remarks: list[Remark]) -> Document:
        if not text or text.isspace():
            raise _NotADocumentError(FileKind.EMPTY)
        is_data = is_data_file(file)
        if is_data:
            front_matter = _data(file, text)
        elif (found_here := find_front_matter(text)) is not None:
            front_matter = _in_braces(found_here)
        else:
            raise _NotADocumentError(_kind_of_text(text))
        shift = front_matter.line - 1
        found: list[Remark] = []
        try:
            if is_data and front_matter.body:
                end = front_matter.text.count("\n") + 1
                found.append(Remark(end, None, "text below the record is not read"))
                front_matter = replace(front_matter, body="")
            elif not is_data and not front_matter.closed:
                front_matter = _parted(front_matter, found)
            record, entries = self._record(front_matter, found)
            document = _typed(file, front_matter, record, entries, found)
        except UnusableError as reason:
            if _TEMPLATE_ROW.search(front_matter.text):
                raise _NotADocumentError(FileKind.TEMPLATE) from None
            line = None if reason.line is None else reason.line + shift
            raise UnusableError(line, reason.field, reason.message) from None
        finally:
            remarks += front_matter.remarks
            remarks += [remark._replace(line=remark.line + shift) for remark in found]
        return document

    def _record(
        self, front_matter: FrontMatter, remarks: list[Remark]
    ) -> tuple[YamlMap, list[Entry] | None]:
        """The record, and the entries of its related list where they could be read one by one."""
        text = front_matter.text
        value: YamlValue | None
        found: list[Remark] = []
        try:
            if front_matter.format is Format.TOML:
                value = parse_toml(text, found)
            else:
                cut = self._read_cut(text, remarks)
                if cut is not None:
                    return cut
                value = parse_yaml(text, found)
        except YamlError as error:
            if not front_matter.fenced and not names_an_address(text):
                raise _NotADocumentError(_kind_of(front_matter)) from None
            return _broken(text, error, remarks), None
        remarks += found
        if isinstance(value, YamlMap):
            return value, None
        if isinstance(value, str) and names_an_address(text):
            if _LIKE_TOML.match(text):
                message = "holds TOML where YAML is expected; put it between lines of +++"
                remarks.append(Remark(1, None, message))
                return self._record(replace(front_matter, format=Format.TOML), remarks)
            reason = YamlError(1, "no key of it has a space behind its colon")
            return _broken(text, reason, remarks), None
        if isinstance(value, YamlList) and any(_is_like_an_article(item) for item in value):
            message = "holds a list of records; every article has a file of its own"
            raise UnusableError(value.line, None, message)
        raise _NotADocumentError(_kind_of(front_matter))

    def _read_cut(self, yaml: str, remarks: list[Remark]) -> tuple[YamlMap, list[Entry]] | None:
        block = cut_related(yaml)
        if block is None:
            return None
        found: list[Remark] = []
        try:
            entries = self._entries.parse(block.entries)
            head = parse_yaml(block.head, found, aliases_allowed=False)
        except YamlError:
            return None
        if (
            not isinstance(head, YamlMap)
            or head.lines.get("related") != block.line
            or not (isinstance(head["related"], Null) and head["related"] == "")
        ):
            return None
        for key, value in head.items():
            if head.lines[key] > block.line:
                move_lines(value, block.length)
        head.lines = {key: block.line_in_front_matter(line) for key, line in head.lines.items()}
        remarks += [r._replace(line=block.line_in_front_matter(r.line)) for r in found]
        return head, entries


def _passed_over(file: str, text: str, kind: FileKind) -> Parsed:
    """A file that is no article; a fence far down that looks like an article's is reported."""
    is_data = is_data_file(file)
    if kind is FileKind.DATA and not is_data:
        kind = FileKind.TEXT
    line = None if is_data or kind is FileKind.EMPTY else hidden_front_matter(text)
    if line is None:
        return Parsed(None, (), kind)
    message = (
        "front matter of an article seems to begin here, and is not read; "
        "let it begin the file with a line ---"
    )
    return Parsed(None, (Problem(file, line, None, message, Severity.WARNING),), kind)


def _kind_of_text(text: str) -> FileKind:
    return FileKind.TEMPLATE if text.lstrip().startswith(("{{", "{%", "<%")) else FileKind.TEXT


def _kind_of(front_matter: FrontMatter) -> FileKind:
    """What a file is that holds front matter, or data, that is not meant to be an article's."""
    if front_matter.fenced:
        return FileKind.PAGE
    return FileKind.DATA if not front_matter.body else _kind_of_text(front_matter.text)


def _is_like_an_article(value: YamlValue) -> bool:
    return isinstance(value, YamlMap) and any(
        # YAML takes `{webUrl:https://…}` for a key that holds the colon.
        re.sub("[_-]", "", key.partition(":")[0]).lower() in _OF_ARTICLES
        for key in value
    )


def _in_braces(front_matter: FrontMatter) -> FrontMatter:
    """Middleman takes the keys of JSON between fences without the braces around them."""
    text = front_matter.text
    if front_matter.format is not Format.JSON or not text.lstrip().startswith('"'):
        return front_matter
    return replace(front_matter, text=f"{{{text.rstrip()}}}")


def _data(file: str, text: str) -> FrontMatter:
    """The record that all of a file is. Fences are marks of YAML, and JSON may end before it."""
    start = text.lstrip()[:3]
    is_toml = file.lower().endswith(".toml")
    found = find_front_matter(text) if is_toml or start == "+++" or start[0] == "{" else None
    return found or whole_file(text, Format.TOML if is_toml else Format.YAML)


def _typed(
    file: str,
    front_matter: FrontMatter,
    record: YamlMap,
    entries: list[Entry] | None,
    remarks: list[Remark],
) -> Document:
    taxonomy = record.get("taxonomy")
    kind = taxonomy.strip().lower() if isinstance(taxonomy, str) else ""
    fields = Fields(record, remarks)
    if kind == "topic":
        return topic_document(file, front_matter.line, fields)
    if kind == "organization":
        return organization_document(file, front_matter.line, fields)
    is_meant = (front_matter.fenced and "title" in record) or _is_like_an_article(record)
    if not is_meant:
        raise _NotADocumentError(_kind_of(front_matter))
    items = fields.items("related")
    if entries is None:
        entries = entries_of(items)
    related, unaddressed = _related(entries, front_matter.line - 1, fields, remarks)
    kept = UnaddressedEntries(unaddressed, fields.kept("related")) if unaddressed else None
    mention = article_mention(fields)
    if all(_PLACEHOLDER.search(address) for address in mention.addresses):
        raise _NotADocumentError(FileKind.TEMPLATE)
    return ArticleDocument(file, front_matter.line, mention, related, front_matter.body, kept)


def _related(
    entries: list[Entry], lines_above: int, fields: Fields, remarks: list[Remark]
) -> tuple[tuple[RelatedEntry, ...], tuple[UnaddressedEntry, ...]]:
    """The entries that are mentions, with an address and without one.

    All remarks are added; what cannot be linked, or not yet, is kept in extra.
    """
    related, unaddressed = [], []
    for position, entry in enumerate(entries):
        line = entry.line + lines_above
        if entry.unfit is not None:
            if entry.mention is not None:
                kept = len(fields.kept("related"))
                unaddressed.append(UnaddressedEntry(position, line, entry.mention, kept))
            fields.keep("related", entry.unfit)
        elif entry.mention is not None:
            related.append(RelatedEntry(position, line, entry.mention))
        for remark in entry.remarks:
            field = f"related[{position}]"
            if remark.field:
                field += remark.field if remark.field.startswith("[") else f".{remark.field}"
            remarks.append(Remark(remark.line + entry.remark_line - 1, field, remark.message))
    return tuple(related), tuple(unaddressed)


def _parted(front_matter: FrontMatter, remarks: list[Remark]) -> FrontMatter:
    """Front matter with no fence below it: it goes on to the end, or to where the body begins."""
    shorter = None
    if front_matter.format is Format.TOML:
        shorter = without_body(front_matter)
    elif front_matter.fenced or names_an_address(front_matter.text):
        try:
            parse_yaml(front_matter.text, [])
        except YamlError:
            shorter = without_body(front_matter)
    if shorter is None and not front_matter.fenced:
        return front_matter
    fence = {Format.TOML: "+++", Format.JSON: ";;;"}.get(front_matter.format, "---")
    message = "no fence ends the front matter"
    if front_matter.fenced:
        message = f"this fence is never closed ({fence})"
    if shorter is not None:
        line = shorter.text.count("\n") + front_matter.line
        message += f"; line {line}, no key, is taken for the beginning of the body"
    line = 0 if front_matter.fenced else 1
    message += f"; add a line {fence} where the front matter ends"
    remarks.append(Remark(line, None, message))
    return shorter or front_matter


def _parsed_again(text: str, remarks: list[Remark]) -> YamlMap:
    """The record of a text that was broken. Raises YamlError if it still is."""
    found: list[Remark] = []
    value = parse_yaml(text, found)
    if not isinstance(value, YamlMap):
        raise YamlError(1, "it holds no record (key: value)")
    remarks += found
    return value


def _broken(yaml: str, error: YamlError, remarks: list[Remark]) -> YamlMap:
    """What can be read of YAML that is broken somewhere."""
    text = repaired(yaml, remarks)
    if text != yaml:
        try:
            return _parsed_again(text, remarks)
        except YamlError as other:
            error = other
    lines = error.lines if isinstance(error, MisindentedError) else None
    better = respaced(text, remarks, lines)
    if better != text:
        try:
            return _parsed_again(better, remarks)
        except YamlError as other:
            error = other
    record = salvage(better, remarks)
    if not record:
        raise UnusableError(error.line, None, f"is not YAML: {error.reason}")
    return record


def _listed(file: str, problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems of a file in the order of its lines, an error first, and not without bound."""
    problems.sort(key=lambda problem: (problem.severity is not Severity.ERROR, problem.line or 0))
    if len(problems) >= MAX_REMARKS:
        message = f"has {MAX_REMARKS:,} problems or more; only the first are listed"
        problems[MAX_REMARKS - 1 :] = [Problem(file, None, None, message, Severity.WARNING)]
    return tuple(problems)
