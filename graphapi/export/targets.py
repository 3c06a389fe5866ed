"""The target of an export: its files and format; files are written completely or not at all."""

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

__all__ = ["STANDARD_OUTPUT", "Output", "Target", "plan_target", "temporary_files"]

STANDARD_OUTPUT: Final = "-"
"""The name of standard output among targets."""

_NAMES: Final = ", ".join(FORMATS)


@dataclass(frozen=True, slots=True)
class Output:
    """One file, or standard output if `path` is None, with a table, or None for the graph."""

    path: Path | None
    table: Table | None

    @property
    def name(self) -> str:
        """Its name in messages."""
        return "standard output" if self.path is None else str(self.path)


@dataclass(frozen=True, slots=True)
class Target:
    """The decision of `plan_target`. `folder` has to be created if it does not exist.

    `replaces` says whether existing files may be replaced.
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

    The format follows from the file's ending unless it is given. A file with one table holds
    `table`, or the one that the file is named after, or the articles; a folder gets all tables.
    Raises ExportError if that cannot work, before anything is read or written.
    """
    for flag, given, known in (("--format", format_name, FORMATS), ("--table", table, TABLES)):
        if given and given not in known:
            raise ExportError(f"{flag}: {given!r} is not valid; use one of {', '.join(known)}")
    path = Path(name)
    is_folder = name != STANDARD_OUTPUT and (name.endswith(("/", os.sep)) or _is_folder(path))
    chosen = FORMATS[format_name] if format_name else _by_ending(path)
    if chosen is None or (is_folder and not format_name):
        raise ExportError(f"{name}: does not imply a format; choose one with --format ({_NAMES})")
    if chosen.holds is Holds.GRAPH and table:
        raise ExportError(f"--table: {chosen.name} holds {chosen.holds.value}; omit --table")
    if chosen.holds is Holds.GRAPH and is_folder:
        raise ExportError(f"{name}: is a folder, but {chosen.name} is a single file; name a file")
    chosen.require()
    if is_folder:
        tables = [TABLES[table]] if table else list(TABLES.values())
        outputs = _in_folder(path, chosen, tables, force=force)
        return Target(name, chosen, outputs, force, path.resolve())
    if name != STANDARD_OUTPUT:
        output = Output(_check_writable(path, force=force), _table_of(chosen, table, path.stem))
        return Target(name, chosen, (output,), force)
    if not chosen.is_text and sys.stdout.isatty():
        raise ExportError(f"{chosen.name} is not text; name a file, or redirect the output")
    return Target(name, chosen, (Output(None, _table_of(chosen, table, "")),), force)


def _by_ending(path: Path) -> Format | None:
    ending = path.suffix.lower()
    return next((each for each in FORMATS.values() if each.ending == ending), None)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:  # a name that is too long
        raise ExportError(f"{path}: cannot be written: {error}") from error


def _in_folder(
    folder: Path, chosen: Format, tables: Sequence[Table], *, force: bool
) -> tuple[Output, ...]:
    """A file for each table. If the folder has to be created, checks that it can be."""
    is_there = _is_folder(folder)
    if not is_there:
        _check_writable(folder, force=False)
    files = [folder.resolve() / f"{table.name}{chosen.ending}" for table in tables]
    return tuple(
        Output(_check_writable(file, force=force) if is_there else file, table)
        for file, table in zip(files, tables, strict=True)
    )


def _table_of(chosen: Format, table: str | None, stem: str) -> Table | None:
    if chosen.holds is not Holds.TABLE:
        return None
    return TABLES[table] if table else TABLES.get(stem.lower(), ARTICLES)


def _check_writable(path: Path, *, force: bool) -> Path:
    """The path, with links resolved, if it can be created or, with `force`, replaced."""
    try:
        real = path.resolve()
        if real.exists() and not real.is_file():
            raise ExportError(f"{path}: is not a regular file; name one, or - for standard output")
        if real.exists() and not force:
            raise ExportError(f"{path}: exists already; use --force to replace it")
        folder = real.parent
        if not folder.is_dir():
            raise ExportError(f"{path}: the folder {folder} does not exist; create it first")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise ExportError(f"{path}: cannot be written: no permission to write in {folder}")
    except (OSError, RuntimeError, ValueError) as error:  # circular links, NUL in the name
        raise ExportError(f"{path}: cannot be written: {error}") from error
    return real


@contextmanager
def temporary_files(*, replace: bool) -> Iterator[Callable[[Path], BinaryIO]]:
    """Open files under temporary names in their folders; at the end, rename all of them.

    If anything fails before that, they are removed, and existing files are unchanged. Without
    `replace`, a file that was created in the meantime is such a failure.
    """
    written: list[tuple[Path, Path, BinaryIO]] = []

    def open_temporary(path: Path) -> BinaryIO:
        temporary = path.with_name(f".graphapi-{secrets.token_hex(8)}.tmp")
        stream = stack.enter_context(temporary.open("xb"))
        written.append((temporary, path, stream))
        return stream

    def remove_temporary() -> None:
        for temporary, _, _ in written:
            temporary.unlink(missing_ok=True)

    with ExitStack() as stack:
        stack.callback(remove_temporary)
        yield open_temporary
        for _, _, stream in written:
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
        for _, path, _ in written:
            if path.exists() and not replace:
                raise ExportError(f"{path}: was created meanwhile; use --force to replace it")
        for temporary, path, _ in written:
            temporary.replace(path)
