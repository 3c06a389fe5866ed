"""Finding the files of a corpus: folders in a fixed order, once each, hidden ones left out.

A corpus is what lies in its folders. Symbolic links are resolved when they are met, to the end and
whatever way that takes, and followed only to where they lead: paths that leave here hold no link.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from graphapi.corpus.file_kinds import FileKind, kind_by_name
from graphapi.domain import Problem, Severity
from graphapi.errors import CorpusError

__all__ = [
    "MAX_FILE_BYTES",
    "CorpusFile",
    "FileState",
    "failure_reason",
    "find_files",
    "load_file",
]

MAX_FILE_BYTES: Final = 16 * 2**20
"""A larger file is no article; it is left out with an ERROR."""

_REPLACED: Final = "a link took its place while the corpus was being read"


class FileState(NamedTuple):
    """What the file system says of a file's content without reading it. Times are nanoseconds.

    Writing to a file changes `changed`, even if a tool resets `modified`; replacing the file
    changes `inode`.
    """

    modified: int
    changed: int
    inode: int
    device: int

    @classmethod
    def of(cls, status: os.stat_result) -> FileState:
        """The state in a result of `os.stat`."""
        return cls(status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file to read: where it is (links resolved), the name it has in the corpus (with `/`, never
    absolute), its size in bytes when it was found, and its state then.
    """

    path: str
    name: str
    size: int
    state: FileState | None = None


def find_files(
    roots: Sequence[Path], problems: list[Problem], *, follow_links: bool = False
) -> list[CorpusFile]:
    """Return every file under the given folders and files, by name. Adds to `problems`.

    A name is relative to its root; with several roots it begins with the root's own name. No two
    files have the same name. A root may be a symbolic link; below a root, links that lead out of
    all roots are followed only with `follow_links`.
    Raises CorpusError for a root that does not exist or cannot be read.
    """
    are_folders = [_is_readable_folder(root) for root in roots]
    resolved = [os.path.realpath(root) for root in roots]
    walk = _Walk(None if follow_links else resolved, problems)
    found: list[CorpusFile] = []
    for root, path, is_folder, prefix in zip(
        roots, resolved, are_folders, _prefixes(roots), strict=True
    ):
        if is_folder:
            found.extend(walk.folder(path, prefix))
        else:
            found.extend(walk.file(path, f"{prefix}{_shown(root.name)}"))
    return _with_names_of_their_own(sorted(found, key=lambda file: file.name))


def load_file(path: str) -> bytes:
    """Return the bytes of a file that `find_files` found.

    Raises OSError if that is impossible, for a reason fit to show; a link that has taken the
    place of the file, or of a folder above it, since then is not followed.
    """
    with open(path, "rb", opener=_open_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "it is not a regular file")
        if not _is_free_of_links(path, file.fileno()):
            raise OSError(errno.ELOOP, _REPLACED)
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise OSError(0, f"it is larger than {MAX_FILE_BYTES // 2**20} MiB")
    return data


def _open_at_once(path: str, flags: int) -> int:
    # Without O_NONBLOCK, opening a pipe that took a file's place would wait for ever.
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, _REPLACED) from error
        raise


def _is_free_of_links(path: str, descriptor: int) -> bool:
    """Whether an open file was opened over no link. What Linux says of it takes microseconds."""
    with suppress(OSError):
        if os.readlink(f"/proc/self/fd/{descriptor}") == path:  # noqa: PTH115  a Path takes longer
            return True
    # There is no /proc, or the file system writes the name in another way, or it is gone again.
    return os.path.realpath(path) == path


def _is_readable_folder(root: Path) -> bool:
    """Whether a root is a folder, not a file. Raises CorpusError if it cannot be used."""
    try:
        is_folder = stat.S_ISDIR(root.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise CorpusError(
            f"{root}: there is no such file or folder; name one that exists"
        ) from error
    except OSError as error:
        raise CorpusError(f"{root}: {failure_reason(error)}; name another one") from error
    if is_folder and not os.access(root, os.R_OK | os.X_OK):
        raise CorpusError(f"{root}: this folder may not be read; check its permissions")
    return is_folder


def _with_names_of_their_own(files: list[CorpusFile]) -> list[CorpusFile]:
    """Number the files whose names look alike: bad bytes in them, or roots of one name."""
    names = {file.name for file in files}
    if len(names) == len(files):
        return files
    taken: set[str] = set()
    numbered = []
    for file in files:
        name, number = file.name, 1
        while name in taken or (number > 1 and name in names):
            number += 1
            name = f"{file.name} ({number})"
        taken.add(name)
        numbered.append(replace(file, name=name))
    return sorted(numbered, key=lambda file: file.name)


class _Walk:
    """Remembers which files and folders were met, so that links make no loop and no copy.

    `within` are the resolved roots that links must not leave; None: they may lead anywhere. Paths
    that the methods take are resolved.
    """

    def __init__(self, within: Sequence[str] | None, problems: list[Problem]) -> None:
        self._roots = None if within is None else frozenset(within)
        self._inside = tuple(os.path.join(root, "") for root in within or ())  # noqa: PTH118  it ends with a separator
        self._problems = problems
        self._seen: set[tuple[int, int] | str] = set()

    def folder(self, path: str, prefix: str) -> Iterator[CorpusFile]:
        folders = [(path, prefix)]
        while folders:
            path, prefix = folders.pop()
            try:
                if not self._is_new(path, os.lstat(path)):
                    message = "is a folder read already under another name; skipped"
                    self._report(_name_of(prefix), message)
                    continue
                with os.scandir(path) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                self._report(_name_of(prefix), failure_reason(error), Severity.ERROR)
                continue
            inner = []
            for entry in entries:
                name = f"{prefix}{_shown(entry.name)}"
                is_leftover = kind_by_name(entry.name) is FileKind.LEFTOVER
                if is_leftover and not entry.is_dir(follow_symlinks=False):
                    # Counted, and not read: what editors lock files with may be a dead link.
                    yield CorpusFile(entry.path, name, 0)
                    continue
                if entry.name.startswith("."):
                    continue
                target = self._target(entry.path, name) if entry.is_symlink() else entry.path
                if target is None:
                    continue
                if _is_folder(entry):
                    inner.append((target, f"{name}/"))
                else:
                    yield from self.file(target, name)
            folders.extend(reversed(inner))

    def file(self, path: str, name: str) -> Iterator[CorpusFile]:
        try:
            status = os.lstat(path)
        except OSError as error:
            self._report(name, failure_reason(error), Severity.ERROR)
            return
        if not stat.S_ISREG(status.st_mode):
            self._report(name, "is not a regular file; skipped")
        elif self._is_new(path, status):
            yield CorpusFile(path, name, status.st_size, FileState.of(status))
        else:
            self._report(name, "is a file read already under another name; skipped")

    def _target(self, link: str, name: str) -> str | None:
        """Where a link leads to, over however many others; None, and a problem, for nowhere.

        What is outside is not touched: not even whether it exists can be told from the problem.
        """
        target = os.path.realpath(link)
        if self._roots is not None and not self._is_inside(target):
            self._report(
                name, "is a link that leads out of the corpus; skipped without --follow-links"
            )
            return None
        try:
            status = os.stat(link)  # noqa: PTH116  as everywhere here, for speed
        except OSError as error:
            self._report(name, failure_reason(error), Severity.ERROR)
            return None
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            self._report(name, "is not a regular file; skipped")
            return None
        return target

    def _is_inside(self, path: str) -> bool:
        return self._roots is not None and (path in self._roots or path.startswith(self._inside))

    def _is_new(self, path: str, status: os.stat_result) -> bool:
        is_shared = stat.S_ISREG(status.st_mode) and status.st_nlink > 1
        # Hard links are files of their own: none can be told from the others.
        identity = path if is_shared else (status.st_dev, status.st_ino)
        is_new = identity not in self._seen
        self._seen.add(identity)
        return is_new

    def _report(self, name: str, message: str, severity: Severity = Severity.WARNING) -> None:
        self._problems.append(Problem(name, None, None, message, severity))


def _name_of(prefix: str) -> str:
    return prefix.rstrip("/") or "."


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # looked at as a file, which reports why


def _prefixes(roots: Sequence[Path]) -> list[str]:
    """What the names of each root's files begin with: nothing if there is only one root."""
    if len(roots) == 1:
        return [""]
    prefixes: list[str] = []
    for root in roots:
        if not root.is_dir():
            prefixes.append("")
            continue
        name = prefix = _shown(root.resolve().name) or "root"
        number = 1
        while f"{prefix}/" in prefixes:
            number += 1
            prefix = f"{name}-{number}"
        prefixes.append(f"{prefix}/")
    return prefixes


def _shown(name: str) -> str:
    """A file name that any client can be sent, whatever bytes it has."""
    return os.fsencode(name).decode("utf-8", "replace")


def failure_reason(error: OSError) -> str:
    """Why a file cannot be used, without the path that the error itself would print."""
    return f"cannot be read: {error.strerror or type(error).__name__}"
