"""When to look for changes: soon after each, whatever becomes of folders."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Final

import pytest

from graphapi.corpus.reader import CorpusReader
from graphapi.corpus.watching import WatchMode, times_to_look
from graphapi.errors import CorpusError
from tests.corpus.test_rereading import text_of, titles
from tests.corpus.texts import write

_PATIENCE: Final = 30.0


class Watched:
    """A folder that is watched by a thread, which reads it whenever it is time to."""

    def __init__(self, folder: Path, mode: WatchMode) -> None:
        self.stop, self.woken = threading.Event(), threading.Event()
        self._folder, self._mode = folder, mode
        self._reader = CorpusReader([folder])
        self._reader.read()
        self.seen: Queue[dict[str, str]] = Queue()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        for _ in times_to_look([self._folder], self._mode, self.stop, self.woken):
            try:
                self.seen.put(titles(self._reader.read()))
            except CorpusError:
                self.seen.put({})

    def await_titles(self, *expected: str) -> None:
        """Wait until exactly these titles are there."""
        found: dict[str, str] = {}
        try:
            while set(found.values()) != set(expected):
                found = self.seen.get(timeout=_PATIENCE)
        except Empty:
            raise AssertionError(f"{set(expected)} expected, last seen {found}") from None

    def end(self) -> None:
        self.stop.set()
        self.woken.set()
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive()


@contextmanager
def watched(folder: Path, mode: WatchMode) -> Iterator[Watched]:
    watching = Watched(folder, mode)
    try:
        yield watching
    finally:
        watching.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", {"a.md": text_of("a"), "sub/b.md": text_of("b")})


@pytest.mark.parametrize("mode", [WatchMode.AUTO, WatchMode.POLL])
def test_what_editors_do_is_noticed(folder: Path, mode: WatchMode):
    with watched(folder, mode) as watching:
        (folder / "a.md").write_text(text_of("edited"), encoding="utf-8")
        watching.await_titles("edited", "b")
        new = folder / "new.tmp"
        new.write_text(text_of("saved"), encoding="utf-8")
        new.replace(folder / "a.md")
        watching.await_titles("saved", "b")
        (folder / "sub").rename(folder / "other")
        (folder / "a.md").unlink()
        watching.await_titles("b")


@pytest.mark.parametrize("mode", [WatchMode.AUTO, WatchMode.POLL])
def test_a_folder_that_vanishes_is_watched_anew_when_it_returns(folder: Path, mode: WatchMode):
    with watched(folder, mode) as watching:
        aside = folder.with_name("aside")
        folder.rename(aside)
        watching.await_titles()
        shutil.copytree(aside, folder)
        watching.await_titles("a", "b")
        (folder / "a.md").write_text(text_of("edited"), encoding="utf-8")
        watching.await_titles("edited", "b")


def test_a_link_that_leads_to_another_folder_is_followed(folder: Path):
    link = folder.with_name("current")
    link.symlink_to(folder)
    with watched(link, WatchMode.AUTO) as watching:
        release = write(folder.with_name("release"), {"c.md": text_of("c")})
        other = folder.with_name("other")
        other.symlink_to(release)
        other.replace(link)
        watching.await_titles("c")
        write(release, {"d.md": text_of("d")})
        watching.await_titles("c", "d")


def test_a_checkout_is_looked_at_when_git_has_ended_it(folder: Path):
    write(folder, {".git/index.lock": "", ".git/HEAD": ""})
    with watched(folder, WatchMode.AUTO) as watching:
        write(folder, {f"{n}.md": text_of(str(n)) for n in range(5)})
        (folder / ".git" / "index.lock").unlink()
        first = watching.seen.get(timeout=_PATIENCE)
        assert set(first.values()) == {"a", "b", "0", "1", "2", "3", "4"}


def test_without_watching_one_looks_when_told_to(folder: Path):
    with watched(folder, WatchMode.OFF) as watching:
        (folder / "a.md").write_text(text_of("edited"), encoding="utf-8")
        watching.woken.set()
        watching.await_titles("edited", "b")
    assert watching.seen.empty()
