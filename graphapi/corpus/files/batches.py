"""Reading files in batches: the first by this process, the others by processes forked from it.

A forked process reads its batch into a temporary file, so that none waits for another, and
whatever becomes of it, its batch can be read again here. Documents come out as if they had been
read by one process: in the same order, with equal related entries as one object.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from signal import SIGKILL
from typing import IO, Final

from graphapi.corpus.file_kinds import kind_by_name
from graphapi.corpus.files.folders import CorpusFile, failure_reason, load_file
from graphapi.corpus.parsing.parser import DocumentParser, Parsed
from graphapi.corpus.records import ArticleDocument, Mention, RelatedEntry
from graphapi.domain import Problem, Severity

__all__ = ["MIN_BATCH_BYTES", "parse_files"]

MIN_BATCH_BYTES: Final = 16 * 2**20
"""What a process of its own must have to read before it pays to start one."""

_MAX_PROCESSES: Final = 8


def parse_files(
    files: Sequence[CorpusFile], parser: DocumentParser | None = None
) -> Iterator[Parsed]:
    """Parse files in order, in several processes if that is safe and pays.

    With a `parser`, related entries that it has met before are not parsed again.
    """
    parser = parser or DocumentParser()
    first, *others = _batches(files, _processes(files))
    running = [_start(batch) for batch in others]
    try:
        yield from _parsed(parser, first)
        if not running:
            return
        known = {_digest(text): mention for text, mention in parser.known_entries()}
        for batch in running:
            yield from _unpacked(batch.results(), known)
    finally:
        for batch in running:
            batch.end()


def _processes(files: Sequence[CorpusFile]) -> int:
    if not hasattr(os, "fork") or not hasattr(os, "sched_getaffinity"):
        return 1  # spawning would import the caller's main module again
    if threading.active_count() > 1:
        return 1  # another thread may hold a lock that the forked process would wait for
    size = sum(file.size for file in files)
    return max(1, min(len(os.sched_getaffinity(0)), _MAX_PROCESSES, size // MIN_BATCH_BYTES))


def _batches(files: Sequence[CorpusFile], number: int) -> list[Sequence[CorpusFile]]:
    """Neighbours together, since they share most entries; about equal in bytes."""
    total = sum(file.size for file in files)
    batches: list[list[CorpusFile]] = [[] for _ in range(number)]
    before = 0
    for file in files:
        batches[min(before * number // max(total, 1), number - 1)].append(file)
        before += file.size
    return list(batches)


def _parsed(parser: DocumentParser, files: Sequence[CorpusFile]) -> Iterator[Parsed]:
    for file in files:
        kind = kind_by_name(file.name)
        if kind is not None:
            yield Parsed(None, (), kind)
            continue
        try:
            data = load_file(file.path)
        except OSError as error:
            problem = Problem(file.name, None, None, failure_reason(error), Severity.ERROR)
            yield Parsed(None, (problem,))
        else:
            yield parser.parse(file.name, data)


# ---------------------------------------------------------------- processes


@dataclass(slots=True)
class _Batch:
    """Files that another process reads. `process` is 0 when it has ended or never began."""

    files: Sequence[CorpusFile]
    process: int
    output: IO[bytes]

    def results(self) -> _Packed:
        """What the process has read, or what is read here where it died."""
        if self.wait():
            self.output.seek(0)
            packed: _Packed = pickle.load(self.output)  # noqa: S301  our own fork wrote it
            return packed
        return _read(self.files)

    def end(self) -> None:
        """See to it that no process is left, and nothing of its output."""
        if self.process:
            with suppress(ProcessLookupError):
                os.kill(self.process, SIGKILL)
            self.wait()
        self.output.close()

    def wait(self) -> bool:
        """Wait until the process has ended; return whether it ended well."""
        process, self.process = self.process, 0
        if not process:
            return False
        try:
            return os.waitpid(process, 0)[1] == 0
        except ChildProcessError:
            return False  # somebody else has waited for it


def _start(files: Sequence[CorpusFile]) -> _Batch:
    output = tempfile.TemporaryFile()  # noqa: SIM115  the end of the batch closes it
    with warnings.catch_warnings():
        # Python 3.12 counts numpy's threads too; these stop themselves before a fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            process = os.fork()
        except OSError:
            return _Batch(files, 0, output)
    if process == 0:
        _read_into(output, files)
    return _Batch(files, process, output)


def _read_into(output: IO[bytes], files: Sequence[CorpusFile]) -> None:
    """What a forked process does, and ends: nothing of the first one's business is its own."""
    status = 1
    try:
        pickle.dump(_read(files), output, pickle.HIGHEST_PROTOCOL)
        output.flush()
        status = 0
    finally:
        os._exit(status)


# ---------------------------------------------------------------- what goes between them

_Links = list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class _Packed:
    """The results of a batch. Links are position, line and place in `mentions`, as documents
    share their mentions; `digests` tell which mentions other processes may have too.
    """

    parsed: list[Parsed]
    links: list[_Links]
    mentions: list[Mention]
    digests: list[bytes | None]


def _read(files: Sequence[CorpusFile]) -> _Packed:
    parser = DocumentParser()
    places: dict[int, int] = {}
    mentions: list[Mention] = []
    bare, links = [], []
    for one in _parsed(parser, files):
        document = one.document
        own: _Links = []
        if isinstance(document, ArticleDocument) and document.related:
            for entry in document.related:
                place = places.setdefault(id(entry.mention), len(mentions))
                if place == len(mentions):
                    mentions.append(entry.mention)
                own.append((entry.position, entry.line, place))
            one = Parsed(replace(document, related=()), one.problems)  # noqa: PLW2901  the entries travel apart
        bare.append(one)
        links.append(own)
    digests = {id(mention): _digest(text) for text, mention in parser.known_entries()}
    return _Packed(bare, links, mentions, [digests.get(id(mention)) for mention in mentions])


def _unpacked(packed: _Packed, known: dict[bytes, Mention]) -> Iterator[Parsed]:
    """The results as they were, with the mentions that are known already. Adds to `known`."""
    mentions = [
        mention if digest is None else known.setdefault(digest, mention)
        for mention, digest in zip(packed.mentions, packed.digests, strict=True)
    ]
    for one, links in zip(packed.parsed, packed.links, strict=True):
        if links and isinstance(one.document, ArticleDocument):
            related = tuple(
                RelatedEntry(position, line, mentions[place]) for position, line, place in links
            )
            yield Parsed(replace(one.document, related=related), one.problems)
        else:
            yield one


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()
