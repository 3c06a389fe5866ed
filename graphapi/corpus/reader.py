"""Reading a corpus: every file of some folders, into one value; and again, when files change."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from operator import attrgetter, is_
from pathlib import Path
from typing import Any, Final, NamedTuple

from graphapi.corpus.file_kinds import FileKind
from graphapi.corpus.files.batches import parse_files
from graphapi.corpus.files.folders import CorpusFile, find_files
from graphapi.corpus.parsing.entries_without_url import linked_by_words
from graphapi.corpus.parsing.parser import DocumentParser, Parsed
from graphapi.corpus.records import (
    ArticleDocument,
    Corpus,
    Mention,
    OrganizationDocument,
    PassedOver,
    TopicDocument,
)
from graphapi.domain import Problem, Severity
from graphapi.runtime.garbage import collections_paused

__all__ = ["CorpusReader", "FileChanges", "FoundFiles", "Progress", "load_corpus"]

Progress = Callable[[int, int], None]
"""Told how many files have been read, and of how many."""

_CLOCK_TICK: Final = 50_000_000
"""Nanoseconds within which two writes can leave a file with one and the same state."""

_MOST_ENTRIES: Final = 100_000
"""Distinct related entries, beside two for each file, that are remembered between readings."""

_CHUNK: Final = 200

_KEPT: Final = "cannot be read since it was changed; the last good version is shown"


def load_corpus(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    progress: Progress | None = None,
    *,
    follow_links: bool = False,
) -> Corpus:
    """Read every article, topic and organization under the given folders and files.

    Nothing in the files stops the reading: what is odd or broken becomes a Problem. Symbolic
    links that lead out of all these folders and files are followed only with `follow_links`. Raises
    CorpusError if a path does not exist.
    """
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    return CorpusReader([Path(path) for path in paths], follow_links=follow_links).read(progress)


class _Scan(NamedTuple):
    """What lies in the folders, since when (in nanoseconds), and what could not be looked at."""

    files: dict[str, CorpusFile]
    problems: tuple[Problem, ...]
    started: int


@dataclass(frozen=True, slots=True)
class FileChanges:
    """How the files differ from those that were read last: names in the corpus, ascending."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    _scan: _Scan = field(repr=False, compare=False)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __len__(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)


class FoundFiles(NamedTuple):
    """What lies in the folders of a corpus, by name, and what could not be looked at."""

    files: tuple[CorpusFile, ...]
    problems: tuple[Problem, ...]


class CorpusReader:
    """Reads a corpus, and after changes reads only the files that changed.

    A file that was readable and is not any more, because an edit broke it, keeps its last good
    record; an ERROR says so, beside the problems of the edit. With `hold_seconds`, what an edit
    makes worse is not looked at before it has stood for so long: an editor may still be writing.
    The result is otherwise what reading everything afresh would give.
    """

    def __init__(
        self, paths: Sequence[Path], *, follow_links: bool = False, hold_seconds: float = 0
    ) -> None:
        self._paths, self._follow_links = tuple(paths), follow_links
        self.hold_seconds = hold_seconds
        self._held: dict[str, float] = {}
        self._parser = DocumentParser()
        self._files: dict[str, CorpusFile] = {}
        self._parsed: dict[str, Parsed] = {}
        self._found_problems: tuple[Problem, ...] = ()
        self._read_at = 0
        self._corpus: Corpus | None = None

    def read(self, progress: Progress | None = None, changes: FileChanges | None = None) -> Corpus:
        """Read what changed since the last time: everything, the first time.

        With `changes`, which were found just before, the folders are not scanned again. If nothing
        says anything else than before, the result is the same object.

        Nothing changes where this raises CorpusError, because a path does not exist any more.
        """
        found, problems, started = self._scan() if changes is None else changes._scan  # noqa: SLF001  of this module
        to_read = [file for file in found.values() if self._is_new(file)]
        parsed = {name: self._parsed[name] for name in found if name in self._parsed}
        held: set[str] = set()
        with collections_paused():
            # No name holds the generator, so that an interruption ends it and its processes.
            for count, (file, one) in enumerate(
                zip(to_read, parse_files(to_read, self._parser), strict=True), start=1
            ):
                before = self._parsed.get(file.name)
                if self._is_held(file.name, before, one):
                    held.add(file.name)
                elif before is None or not _is_same(before, one):
                    parsed[file.name] = _better(before, one, file.name)
                if progress is not None:
                    progress(count, len(to_read))
        self._held = {name: self._held[name] for name in held}
        self._files = {name: self._files[name] if name in held else found[name] for name in found}
        before_all, self._parsed = self._parsed, {name: parsed[name] for name in found}
        is_same = self._found_problems == problems and _are_identical(before_all, self._parsed)
        self._read_at, self._found_problems = started, problems
        if len(self._parser.entries) > _MOST_ENTRIES + 2 * len(self._parsed):
            self._parser = DocumentParser()
        if self._corpus is None or not is_same:
            self._corpus = _corpus_of(self._parsed, problems)
        return self._corpus

    def changes(self) -> FileChanges:
        """Compare the files with those that were read last, without reading any.

        Raises CorpusError if a path does not exist any more.
        """
        scan = self._scan()
        found = scan.files
        return FileChanges(
            added=tuple(name for name in found if name not in self._files),
            changed=tuple(
                name for name, file in found.items() if name in self._files and self._is_new(file)
            ),
            removed=tuple(name for name in self._files if name not in found),
            _scan=scan,
        )

    def scan(self) -> FoundFiles:
        """What lies in the folders now, without reading any file.

        Raises CorpusError if a path does not exist.
        """
        found, problems, _ = self._scan()
        return FoundFiles(tuple(found.values()), problems)

    def known(self) -> FoundFiles | None:
        """What lay in the folders when they were read; None if a file may have changed since."""
        files = tuple(self._files.values())
        if self._held or any(map(self._is_new, files)):
            return None
        return FoundFiles(files, self._found_problems)

    def parts(self) -> Iterator[Any]:
        """What is known of all files, for another reader of the same paths: see `restore`."""
        yield self._files, self._found_problems, self._read_at
        yield from _chunks(self._parser.entries)
        yield None
        yield from _chunks(self._parsed)

    def restore(self, parts: Iterator[Any]) -> None:
        """Know what another reader knew. It has read the same paths, maybe long ago."""
        self._files, self._found_problems, self._read_at = next(parts)
        for chunk in parts:
            if chunk is None:
                break
            self._parser.entries.update(chunk)
        for chunk in parts:
            self._parsed.update(chunk)

    @property
    def knows_files(self) -> bool:
        """Whether it has read files, or been told what another reader has."""
        return bool(self._files)

    @property
    def held(self) -> tuple[str, ...]:
        """The files that an edit made worse, and that are looked at again later."""
        return tuple(self._held)

    def _is_held(self, name: str, before: Parsed | None, now: Parsed) -> bool:
        if not self.hold_seconds or before is None or not _is_worse(before, now):
            return False
        return time.monotonic() < self._held.setdefault(name, time.monotonic()) + self.hold_seconds

    def _scan(self) -> _Scan:
        started, problems = time.time_ns(), list[Problem]()
        files = find_files(self._paths, problems, follow_links=self._follow_links)
        return _Scan({file.name: file for file in files}, tuple(problems), started)

    def _is_new(self, file: CorpusFile) -> bool:
        """Whether a file may have changed since it was read.

        One that was written just before it was read may have been written once more since,
        within one tick of the file system's clock.
        """
        if file != self._files.get(file.name):
            return True
        return file.state is not None and file.state.changed > self._read_at - _CLOCK_TICK


def _chunks(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    items = iter(values.items())
    while chunk := dict(islice(items, _CHUNK)):
        yield chunk


def _is_worse(before: Parsed, now: Parsed) -> bool:
    """Whether a file has lost its record, or has more problems than before."""
    if before.document is None:
        return False
    return now.document is None or len(now.problems) > len(before.problems)


_MENTION_VALUES: Final = attrgetter(*(field.name for field in fields(Mention)))


def _is_same(one: Parsed, other: Parsed) -> bool:
    """Whether a file says what it said before. Mentions themselves compare by identity."""
    first, second = one.document, other.document
    if isinstance(first, ArticleDocument) and isinstance(second, ArticleDocument):
        if _MENTION_VALUES(first.mention) != _MENTION_VALUES(second.mention):
            return False
        other = replace(other, document=replace(second, mention=first.mention))
    return one == other


def _are_identical(one: dict[str, Parsed], other: dict[str, Parsed]) -> bool:
    return list(one) == list(other) and all(map(is_, one.values(), other.values()))


def _better(before: Parsed | None, now: Parsed, name: str) -> Parsed:
    """What a file gives now, or its last good record where it has become unreadable."""
    if before is None or before.document is None or now.document is not None:
        return now
    if now.passed_over is not None and not now.problems:
        return now  # it is no article any more, and does not look like a broken one
    kept = Problem(name, None, None, _KEPT, Severity.ERROR)
    return replace(before, problems=(kept, *now.problems))


def _corpus_of(parsed: dict[str, Parsed], found_problems: Iterable[Problem]) -> Corpus:
    """The corpus that files make together, given by name."""
    problems = [*found_problems]
    others: dict[FileKind, list[str]] = {}
    for name, one in parsed.items():
        problems.extend(one.problems)
        if one.document is None and one.passed_over is not None:
            others.setdefault(one.passed_over, []).append(name)
    documents = [one.document for one in parsed.values() if one.document is not None]
    articles = [d for d in documents if isinstance(d, ArticleDocument)]
    linked, problems = linked_by_words(articles, problems)
    return Corpus(
        articles=linked,
        topics=tuple(d for d in documents if isinstance(d, TopicDocument)),
        organizations=tuple(d for d in documents if isinstance(d, OrganizationDocument)),
        problems=tuple(sorted(problems, key=_by_place)),
        files=len(parsed) - sum(map(len, others.values())),
        passed_over=tuple(
            PassedOver(kind, len(others[kind]), tuple(others[kind][:3]))
            for kind in FileKind
            if kind in others
        ),
    )


def _by_place(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.file, problem.line or 0, problem.field or "", problem.message)
