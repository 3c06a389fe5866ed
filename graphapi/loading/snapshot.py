"""What was read and built of a corpus, kept in a folder of the user for the next start.

There are two files: the graph, which a server answers from, and what each file gave, from which a
changed corpus is read again. A snapshot counts only for the files in exactly the state in which
they were read, and for exactly this program; whatever else is found is as good as none.

The files are pickles, which can run any code when they are read, so they must belong to this user,
in a folder that no other user may write to.
"""

from __future__ import annotations

import fcntl
import logging
import os
import platform
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any, Final, TypeVar

from graphapi.corpus.reader import CorpusReader
from graphapi.errors import CorpusError
from graphapi.graph import ArticleGraph
from graphapi.graph.graph_parts import graph_from_parts, parts_of_graph
from graphapi.runtime.garbage import collections_paused
from graphapi.runtime.mapped_files import read_parts, write_parts

__all__ = ["Snapshot"]

_LOGGER = logging.getLogger(__name__)

_DIGEST_BYTES: Final = 32
_BLOCK_BYTES: Final = 2**20
_LIBRARIES: Final = ("numpy", "tantivy", "PyYAML", "scipy")


T = TypeVar("T")


class Snapshot:
    """The snapshot of the corpus at some paths, read with some options, in a folder.

    No method raises for what is wrong with the folder or the files in it: a start without a
    snapshot is slower, no more.
    """

    def __init__(self, folder: Path, paths: Sequence[Path], options: Mapping[str, object]) -> None:
        text = "\0".join([_program(), *map(os.path.realpath, paths), repr(sorted(options.items()))])
        name = blake2b(text.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
        self._folder = folder
        self._graph, self._files = folder / f"{name}.graph", folder / f"{name}.files"
        self._lock = folder / f"{name}.lock"
        self.log_path = folder / f"{name}.changes"

    def load_graph(self, reader: CorpusReader) -> ArticleGraph | None:
        """The graph, if all files are as they were when it was built; else None.

        Raises CorpusError where a path does not exist.
        """

        def use(parts: Iterator[Any]) -> ArticleGraph | None:
            # The graph may be one of other files than there are now.
            return graph_from_parts(parts) if next(parts) == reader.scan() else None

        return _used(self._graph, use)

    def last_graph(self) -> ArticleGraph | None:
        """The graph that was kept last, whatever has become of the files since."""

        def use(parts: Iterator[Any]) -> ArticleGraph:
            next(parts)
            return graph_from_parts(parts)

        return _used(self._graph, use)

    def restore(self, reader: CorpusReader) -> bool:
        """Let a reader know what the files gave, so that it reads only those that changed since."""

        def use(parts: Iterator[Any]) -> bool:
            reader.restore(parts)
            return True

        return _used(self._files, use) or False

    def save(self, reader: CorpusReader, graph: ArticleGraph | None = None) -> None:
        """Keep what a reader knows, and the graph that was built from it.

        Of several processes that do so at the same time, one does it.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_own(self._folder):
                _LOGGER.warning("The cache folder may be written to by others; it is not used")
                return
            with self._lock.open("wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _write(self._files, reader.parts())
                known = reader.known()
                if graph is not None and known is not None:
                    _write(self._graph, chain([known], parts_of_graph(graph)))
        except BlockingIOError:
            return
        except OSError as error:
            reason = error.strerror or type(error).__name__
            _LOGGER.warning("No snapshot of the corpus can be kept: %s", reason)


@lru_cache(maxsize=1)
def _program() -> str:
    """What tells this program from any other that reads files in another way."""
    package = Path(__file__).parents[1]
    sources = sorted(package.rglob("*.py"))
    states = [(path.relative_to(package).as_posix(), *_state(path)) for path in sources]
    versions = [version(name) for name in _LIBRARIES]
    return repr((sys.version, platform.machine(), versions, states))


def _state(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def _is_own(path: Path) -> bool:
    """Whether a file or folder belongs to this user, and no other user may write to it."""
    status = path.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(path: Path, parts: Iterable[object]) -> None:
    """Replace a file by one with these parts; the digest of it all stands behind them."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with open(
            unfinished, "w+b", opener=lambda name, flags: os.open(name, flags, 0o600)
        ) as file:
            write_parts(file, parts)
            digest = _digest(file)
            file.seek(0, os.SEEK_END)
            file.write(digest)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _used(path: Path, use: Callable[[Iterator[Any]], T]) -> T | None:
    """What `use` makes of the parts of a file; None for a file that is not whole, or not ours."""
    try:
        parts = _parts(path)
        if parts is None:
            return None
        with collections_paused():
            return use(parts)
    except CorpusError:
        raise
    except Exception as error:  # noqa: BLE001  a snapshot is never a reason to fail
        kind = type(error).__name__
        _LOGGER.warning("The snapshot of the corpus cannot be used (%s); all is read again", kind)
        with suppress(OSError):
            path.unlink()
        return None


def _parts(path: Path) -> Iterator[Any] | None:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size - _DIGEST_BYTES
            if not (_is_own(path) and _is_own(path.parent)) or size < 0:
                return None
            digest = _digest(file, size)
            return read_parts(file, size) if file.read() == digest else None
    except FileNotFoundError:
        return None


def _digest(file: Any, size: int | None = None) -> bytes:
    """The digest of the first `size` bytes of a file, behind which it stands then."""
    file.seek(0, os.SEEK_END)
    left = file.tell() if size is None else size
    file.seek(0)
    digest = blake2b(digest_size=_DIGEST_BYTES)
    while left and (block := file.read(min(left, _BLOCK_BYTES))):
        digest.update(block)
        left -= len(block)
    return digest.digest()
