"""Where an export goes: which files, in which format; and files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from graphapi.errors import ExportError
from graphapi.export.formats import FORMATS, Format, Holds
from graphapi.export.tables import ARTICLES, TABLES, Table

__all__ = ["STANDARD_OUTPUT", "Output", "Target", "drafts", "plan_target"]

STANDARD_OUTPUT: Final = "-"
"""The name of standard output among targets."""

_NAMES: Final = ", ".join(FORMATS)


@dataclass(frozen=True, slots=True)
class Output:
    """One file, or standard output where `path` is None; the table it holds, or None: the graph."""

    path: Path | None
    table: Table | None

    @property
    def name(self) -> str:
        """What people call it."""
        return "standard output" if self.path is None else str(self.path)


@dataclass(frozen=True, slots=True)
class Target:
    """What `plan_target` has decided. `folder` has to be made where it is not there.

    `replaces` says whether files that exist may be replaced.
    """

    name: str
    format: Format
    outputs: tuple[Output, ...]
    replaces: bool
    folder: Path | None = None


def plan_target(
    name: str, *, format_name: str | None = None, table: str | None = None, force: bool = False
) -> Target:
    """Decide what to write for a target: `-`, a folder (it exists, or ends in `/`) or a file.

    The format follows from the file's ending unless it is named. A file of one table holds
    `table`, else the one that the file is named after, else the articles; a folder gets all
    tables. Raises ExportError where that cannot work, before anything is read or written.
    """
    for flag, given, known in (("--format", format_name, FORMATS), ("--table", table, TABLES)):
        if given and given not in known:
            raise ExportError(f"{flag}: {given!r} cannot be used; one of {', '.join(known)}")
    path = Path(name)
    is_folder = name != STANDARD_OUTPUT and (name.endswith(("/", os.sep)) or _is_folder(path))
    chosen = FORMATS[format_name] if format_name else _by_ending(path)
    if chosen is None or (is_folder and not format_name):
        raise ExportError(f"{name}: tells no format: name one with --format ({_NAMES})")
    if chosen.holds is Holds.GRAPH and table:
        raise ExportError(f"--table: {chosen.name} holds {chosen.holds.value}; leave --table out")
    if chosen.holds is Holds.GRAPH and is_folder:
        raise ExportError(f"{name}: is a folder, and {chosen.name} is one file: name a file")
    chosen.require()
    if is_folder:
        tables = [TABLES[table]] if table else list(TABLES.values())
        outputs = _in_folder(path, chosen, tables, force=force)
        return Target(name, chosen, outputs, force, path.resolve())
    if name != STANDARD_OUTPUT:
        output = Output(_usable(path, force=force), _table_of(chosen, table, path.stem))
        return Target(name, chosen, (output,), force)
    if not chosen.is_text and sys.stdout.isatty():
        raise ExportError(f"{chosen.name} is not for terminals: name a file, or pipe it into one")
    return Target(name, chosen, (Output(None, _table_of(chosen, table, "")),), force)


def _by_ending(path: Path) -> Format | None:
    ending = path.suffix.lower()
    return next((each for each in FORMATS.values() if each.ending == ending), None)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:  # a name too long
        raise ExportError(f"{path}: cannot be written: {error}") from error


def _in_folder(
    folder: Path, chosen: Format, tables: Sequence[Table], *, force: bool
) -> tuple[Output, ...]:
    """A file for each table. Where the folder has to be made, that must be possible."""
    is_there = _is_folder(folder)
    if not is_there:
        _usable(folder, force=False)
    files = [folder.resolve() / f"{table.name}{chosen.ending}" for table in tables]
    return tuple(
        Output(_usable(file, force=force) if is_there else file, table)
        for file, table in zip(files, tables, strict=True)
    )


def _table_of(chosen: Format, table: str | None, stem: str) -> Table | None:
    if chosen.holds is not Holds.TABLE:
        return None
    return TABLES[table] if table else TABLES.get(stem.lower(), ARTICLES)


def _usable(path: Path, *, force: bool) -> Path:
    """The path, links followed, where a file or folder may be made or, with `force`, replaced."""
    try:
        real = path.resolve()
        if real.exists() and not real.is_file():
            raise ExportError(f"{path}: is not a regular file; name one, or - for standard output")
        if real.exists() and not force:
            raise ExportError(f"{path}: exists already; --force replaces it")
        folder = real.parent
        if not folder.is_dir():
            raise ExportError(f"{path}: there is no folder {folder}; make it first")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise ExportError(f"{path}: cannot be written: no permission to write in {folder}")
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle, NUL in the name
        raise ExportError(f"{path}: cannot be written: {error}") from error
    return real


@contextmanager
def drafts(*, replace: bool) -> Iterator[Callable[[Path], BinaryIO]]:
    """Open files under other names in the same folders; at the end all get their own names.

    Where anything fails before that, they are removed, and what was there is as it was. Without
    `replace`, a file that has come up meanwhile is such a failure.
    """
    written: list[tuple[Path, Path, BinaryIO]] = []

    def open_draft(path: Path) -> BinaryIO:
        draft = path.with_name(f".graphapi-{secrets.token_hex(8)}.tmp")
        stream = stack.enter_context(draft.open("xb"))
        written.append((draft, path, stream))
        return stream

    def remove_drafts() -> None:
        for draft, _, _ in written:
            draft.unlink(missing_ok=True)

    with ExitStack() as stack:
        stack.callback(remove_drafts)
        yield open_draft
        for _, _, stream in written:
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
        for _, path, _ in written:
            if path.exists() and not replace:
                raise ExportError(f"{path}: exists by now; --force replaces it")
        for draft, path, _ in written:
            draft.replace(path)
