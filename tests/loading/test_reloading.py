"""One process reads what changed, the others change to it together, and nothing breaks them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from graphapi.changes import ChangeLog
from graphapi.corpus.reader import CorpusReader
from graphapi.corpus.watching import WatchMode
from graphapi.domain import Severity
from graphapi.graph import ArticleGraph
from graphapi.loading import Follower, Loader, ReloadStatus
from graphapi.runtime.mailbox import Mailbox
from tests.corpus.test_rereading import text_of
from tests.corpus.texts import write

LOADED_AT = datetime(2026, 1, 2, tzinfo=UTC)


class Serving:
    """A loader, and one worker that answers from the graph that it has."""

    def __init__(self, folder: Path, *, strict: bool = False, hold_seconds: float = 0) -> None:
        self.mailbox = Mailbox(places=1)
        reader = CorpusReader([folder], hold_seconds=hold_seconds)
        self.graph = ArticleGraph.build(reader.read())
        self.loaded_at = LOADED_AT
        self.has_changed = asyncio.Event()
        self.loader = Loader(
            [folder],
            reader,
            self.graph,
            LOADED_AT,
            self.mailbox,
            ChangeLog.beginning_with(self.graph.version),
            mode=WatchMode.OFF,
            strict=strict,
        )
        self.follower = Follower(self.mailbox, 0, self._prepare)

    def _prepare(
        self, graph: ArticleGraph, loaded_at: datetime, log: ChangeLog
    ) -> Callable[[], None]:
        assert log.version == graph.version

        def change() -> None:
            self.graph, self.loaded_at = graph, loaded_at
            self.has_changed.set()

        return change

    @property
    def titles(self) -> list[str]:
        return sorted(article.title for article in self.graph.articles)

    @property
    def status(self) -> ReloadStatus:
        note = self.mailbox.note()
        assert note is not None
        return ReloadStatus.decode(note)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", {"a.md": text_of("a"), "b.md": text_of("b")})


@pytest.fixture
def serving(folder: Path) -> Iterator[Serving]:
    made = Serving(folder)
    yield made
    made.mailbox.remove()


def test_what_changed_between_reading_and_the_first_look_is_served(folder: Path, serving: Serving):
    write(folder, {"c.md": text_of("c")})
    serving.loader.stop()  # it ends after its start
    serving.loader.run()
    serving.follower.catch_up()
    assert serving.titles == ["a", "b", "c"]


def test_a_worker_that_starts_has_the_newest_version(folder: Path, serving: Serving):
    write(folder, {"c.md": text_of("c", "a")})
    serving.loader.look()
    serving.follower.catch_up()
    assert serving.titles == ["a", "b", "c"]
    assert serving.loaded_at > LOADED_AT
    assert serving.graph.discovery.is_made
    assert serving.graph.findings.is_made
    assert serving.status.reloads == 1
    assert serving.status.version == serving.graph.version


def test_what_is_served_is_what_reading_afresh_gives(folder: Path, serving: Serving):
    write(folder, {"c.md": text_of("c", "a"), "a.md": text_of("new", "b", "c")})
    (folder / "b.md").unlink()
    serving.loader.look()
    serving.follower.catch_up()
    assert serving.graph.version == ArticleGraph.build(CorpusReader([folder]).read()).version


def test_a_worker_at_work_follows(folder: Path, serving: Serving):
    async def work() -> None:
        serving.follower.catch_up()
        following = asyncio.create_task(serving.follower.follow())
        for title in ("one", "two", "three"):
            write(folder, {"a.md": text_of(title)})
            await asyncio.to_thread(serving.loader.look)
            await asyncio.wait_for(serving.has_changed.wait(), 60)
            serving.has_changed.clear()
            assert title in serving.titles
        following.cancel()

    asyncio.run(work())
    assert serving.status.reloads == 3


def test_files_that_say_the_same_as_before_make_no_version(folder: Path, serving: Serving):
    before = serving.graph
    write(folder, {"a.md": text_of("a")})
    serving.loader.look()
    assert serving.mailbox.published == 0
    assert serving.graph is before


def test_what_an_edit_broke_is_looked_at_again_though_nothing_else_happens(folder: Path):
    serving = Serving(folder, hold_seconds=0.05)
    write(folder, {"a.md": "---\ntitle: [half a list\n"})
    serving.loader.look()
    assert (serving.status.waiting, serving.mailbox.published) == (1, 0)
    watching = Thread(target=serving.loader.watch)
    watching.start()
    serving.loader.wake()
    try:
        while serving.status.waiting:
            pass
    finally:
        serving.loader.stop()
        watching.join()
    serving.follower.catch_up()
    assert serving.titles == ["a", "b"]
    assert [(one.file, one.severity) for one in serving.graph.problems][:1] == [
        ("a.md", Severity.ERROR)
    ]
    serving.mailbox.remove()


def test_a_folder_that_is_gone_leaves_what_is_served_and_comes_back(
    folder: Path, serving: Serving, caplog: pytest.LogCaptureFixture
):
    aside = folder.with_name("aside")
    folder.rename(aside)
    serving.loader.look()
    serving.loader.look()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "there is no such file or folder" in caplog.text
    assert (serving.status.failures, serving.titles) == (1, ["a", "b"])
    shutil.copytree(aside, folder)
    serving.loader.look()
    assert serving.status.error is None
    write(folder, {"c.md": text_of("c")})
    serving.loader.look()
    serving.follower.catch_up()
    assert serving.titles == ["a", "b", "c"]


def test_a_corpus_without_articles_is_not_served(folder: Path, serving: Serving):
    for path in folder.iterdir():
        path.unlink()
    serving.loader.look()
    assert serving.status.error == "no articles are left in the corpus"
    assert serving.mailbox.published == 0


def test_a_strict_server_does_not_take_over_what_has_errors(folder: Path):
    serving = Serving(folder, strict=True)
    try:
        write(folder, {"c.md": "---\ntitle: c\n---\n"})
        serving.loader.look()
        assert serving.status.error is not None
        assert "--strict" in serving.status.error
        assert serving.mailbox.published == 0
        (folder / "c.md").unlink()
        serving.loader.look()
        assert serving.status.error is None
    finally:
        serving.mailbox.remove()


def test_an_error_in_building_is_logged_and_the_next_change_is_served(
    folder: Path,
    serving: Serving,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    def fail(*_: object, **__: object) -> ArticleGraph:
        raise ZeroDivisionError

    write(folder, {"a.md": text_of("one")})
    with monkeypatch.context() as patch:
        patch.setattr(ArticleGraph, "build", fail)
        serving.loader.look()
    assert "ZeroDivisionError" in caplog.text
    assert serving.status.failures == 1
    serving.loader.look()
    serving.follower.catch_up()
    assert serving.titles == ["b", "one"]
