"""From one file's text to a record: an article, a topic, an organization, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from graphapi.corpus.conversion import (
    ADDRESS_KEYS,
    UnusableError,
    article_mention,
    organization_document,
    topic_document,
)
from graphapi.corpus.decoding import BinaryFileError, decode_text
from graphapi.corpus.entries import Entry, EntryParser, entries_of
from graphapi.corpus.fields import Fields
from graphapi.corpus.front_matter import (
    FrontMatter,
    cut_related,
    find_front_matter,
    without_body,
)
from graphapi.corpus.records import (
    ArticleDocument,
    Mention,
    OrganizationDocument,
    Problem,
    RelatedEntry,
    Severity,
    TopicDocument,
    UnaddressedEntries,
    UnaddressedEntry,
)
from graphapi.corpus.salvage import repaired, salvage
from graphapi.corpus.yaml_limits import YamlError
from graphapi.corpus.yaml_values import (
    MAX_REMARKS,
    Null,
    Remark,
    YamlMap,
    move_lines,
    parse_yaml,
)

__all__ = ["Document", "DocumentParser", "Parsed"]

Document = ArticleDocument | TopicDocument | OrganizationDocument

_YAML_SUFFIXES: Final = (".yaml", ".yml", ".json")
_TEXT_SUFFIXES: Final = (".md", ".markdown", ".txt", ".html", ".htm", *_YAML_SUFFIXES)
_ADDRESS_LINE: Final = re.compile(
    rf"""^["']?(?:{"|".join(ADDRESS_KEYS)})["']?[ \t]*:""", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file gave. Without a document and without problems it is not part of the corpus."""

    document: Document | None
    problems: tuple[Problem, ...]


class _NotADocumentError(Exception):
    """A file holds neither front matter nor YAML."""


class DocumentParser:
    """Parses files one after another, and remembers the related entries that it has met."""

    def __init__(self) -> None:
        self._entries = EntryParser()

    def known_entries(self) -> Iterator[tuple[str, Mention]]:
        """The text of each related entry met that is a mention, and the one object made of it."""
        return self._entries.known()

    def parse(self, file: str, data: bytes) -> Parsed:
        """Parse one file's content. `file` is its path relative to the corpus, for the problems."""
        remarks: list[Remark] = []
        document: Document | None = None
        problems = []
        try:
            document = self._document(file, decode_text(data, remarks), remarks)
        except _NotADocumentError:
            return Parsed(None, ())
        except BinaryFileError:
            if not file.lower().endswith(_TEXT_SUFFIXES):
                return Parsed(None, ())
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
        is_yaml_file = file.lower().endswith(_YAML_SUFFIXES)
        front_matter = find_front_matter(text)
        if front_matter is None:
            if not text.strip() and file.lower().endswith(_TEXT_SUFFIXES):
                raise UnusableError(1, None, "is empty")
            if is_yaml_file:
                raise UnusableError(1, None, "holds no record (key: value)")
            raise _NotADocumentError
        shift = front_matter.line - 1
        found: list[Remark] = []
        try:
            if front_matter.fenced and is_yaml_file:
                front_matter = _first_document(front_matter, found)
            elif not front_matter.closed:
                front_matter = _closed(front_matter, found)
            record, entries = self._record(front_matter, is_yaml_file, found)
            return _typed(file, front_matter, record, entries, found)
        except UnusableError as reason:
            line = None if reason.line is None else reason.line + shift
            raise UnusableError(line, reason.field, reason.message) from None
        finally:
            remarks += [remark._replace(line=remark.line + shift) for remark in found]

    def _record(
        self, front_matter: FrontMatter, is_yaml_file: bool, remarks: list[Remark]
    ) -> tuple[YamlMap, list[Entry] | None]:
        """The record, and the entries of its related list where they could be read one by one."""
        yaml = front_matter.yaml
        cut = self._read_cut(yaml, remarks)
        if cut is not None:
            return cut
        must_be_read = front_matter.fenced or is_yaml_file
        found: list[Remark] = []
        try:
            value = parse_yaml(yaml, found)
        except YamlError as error:
            if not must_be_read and not _ADDRESS_LINE.search(yaml) and yaml.lstrip()[0] != "{":
                raise _NotADocumentError from None
            return _broken(yaml, error, remarks), None
        remarks += found
        if isinstance(value, YamlMap):
            return value, None
        if not must_be_read:
            raise _NotADocumentError
        raise UnusableError(1, None, "holds no record (key: value)")

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
    if "title" not in record and not any(key in record for key in ADDRESS_KEYS):
        if not front_matter.fenced:
            raise _NotADocumentError
        raise UnusableError(record.line, None, "is no article: it has neither a title nor a URL")
    items = fields.items("related")
    if entries is None:
        entries = entries_of(items)
    related, unaddressed = _related(entries, front_matter.line - 1, fields, remarks)
    kept = UnaddressedEntries(unaddressed, fields.kept("related")) if unaddressed else None
    mention = article_mention(fields)
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


def _first_document(front_matter: FrontMatter, remarks: list[Remark]) -> FrontMatter:
    """A YAML file has no body: what follows a fence is another document."""
    if front_matter.body:
        line = front_matter.yaml.count("\n") + 1
        remarks.append(Remark(line, None, "a second YAML document begins here and is not read"))
    return replace(front_matter, body="")


def _closed(front_matter: FrontMatter, remarks: list[Remark]) -> FrontMatter:
    """Front matter that no fence closes: it goes on to the end, or to where the body begins."""
    message = "this fence is never closed (---)"
    try:
        parse_yaml(front_matter.yaml, [])
    except YamlError:
        shorter = without_body(front_matter)
        if shorter is not None:
            line = shorter.yaml.count("\n") + front_matter.line
            message += f"; line {line}, no key, is taken for the beginning of the body"
            front_matter = shorter
    remarks.append(Remark(0, None, f"{message}; add a line --- where the front matter ends"))
    return front_matter


def _broken(yaml: str, error: YamlError, remarks: list[Remark]) -> YamlMap:
    """What can be read of YAML that is broken somewhere."""
    better = repaired(yaml, remarks)
    if better != yaml:
        found: list[Remark] = []
        try:
            value = parse_yaml(better, found)
        except YamlError as other:
            error = other
        else:
            remarks += found
            if isinstance(value, YamlMap):
                return value
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
