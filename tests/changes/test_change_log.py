"""The log: places in it, what lies between two versions, and how much it keeps."""

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graphapi.changes import ChangeLog, LogFile
from graphapi.changes import change_log as module
from graphapi.changes import log_file as file_module
from graphapi.changes.change_log import Place
from graphapi.changes.comparing import Change
from tests.corpora import article, found, graph_of

NODE = found(graph_of(article("a")), "a")
ADDED, UPDATED = Change("u", None), Change("u", NODE)
REMOVED = Change("u", NODE, is_removed=True)


def log_of(*changes: Change) -> ChangeLog:
    """A log with one change a version; version n is called `v<n>`."""
    log = ChangeLog.beginning_with("v0")
    for number, change in enumerate(changes, 1):
        log = log.with_version(f"v{number}", [change])
    return log


def test_a_version_and_a_cursor_are_places():
    log = log_of(ADDED, UPDATED)
    assert log.place("v0") == Place(0, 0)
    assert log.place("v2") == Place(2, 2) == log.end
    place = Place(0, 2, 1)
    assert log.place(log.cursor(place)) == place


@pytest.mark.parametrize("since", ["", "v9", "0-0-0-0", "x" * 200, "²-1-1-1", "{cursor} ", "'"])
def test_anything_else_is_no_place(since: str):
    log = log_of(ADDED)
    assert log.place(since.format(cursor=log.cursor(log.end))) is None


def test_a_cursor_of_another_log_or_of_the_future_is_no_place():
    log, other = log_of(ADDED), log_of(ADDED)
    assert log.place(other.cursor(other.end)) is None
    assert log.place(log.cursor(log.end).replace("-1-1-0", "-1-2-0")) is None


def test_a_cursor_is_no_place_where_its_version_was_lost_and_the_number_given_again():
    begun = log_of(ADDED)
    lost, other = begun.with_version("v2", [UPDATED]), begun.with_version("w2", [REMOVED])
    for place in (lost.end, Place(1, 2, 1), Place(0, 2, 1)):
        assert lost.place(lost.cursor(place)) == place
        assert other.place(lost.cursor(place)) is None
    assert other.place(lost.cursor(begun.end)) == begun.end


def test_content_that_returns_is_at_its_latest_place():
    log = log_of(ADDED, REMOVED).with_version("v0", [ADDED])
    assert log.place("v0") == Place(3, 3)


@pytest.mark.parametrize(
    ("changes", "net"),
    [
        ([ADDED, UPDATED], ADDED),
        ([ADDED, REMOVED], None),
        ([UPDATED, UPDATED], UPDATED),
        ([UPDATED, REMOVED], REMOVED),
        ([REMOVED, ADDED], UPDATED),
    ],
)
def test_between_two_versions_each_article_has_changed_once(
    changes: list[Change], net: Change | None
):
    found = log_of(*changes).between(0, 2)
    assert [(one.before is None, one.is_removed) for one in found] == (
        [] if net is None else [(net.before is None, net.is_removed)]
    )


def test_of_what_is_gone_the_last_state_is_known_beside_the_one_at_the_beginning():
    first, second = (found(graph_of(article("a", title=title)), "a") for title in ("One", "Two"))
    log = log_of(Change("u", first), Change("u", second, is_removed=True))
    for known, title in ((0, "One"), (1, "Two")):
        [change] = log.between(known, 2)
        assert change.is_removed
        assert change.before is not None
        assert change.last is not None
        assert (change.before.title, change.last.title) == (title, "Two")


def test_the_oldest_changes_go_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_MOST_CHANGES", 2)
    log = log_of(ADDED, UPDATED, UPDATED)
    assert (log.first, log.first_version, len(log.entries)) == (1, "v1", 2)
    assert log.place("v0") is None
    assert not log.has(Place(0, 0))
    assert log.version_of(2) == "v2"
    monkeypatch.setattr(module, "_MOST_CHANGES", 0)
    assert log.with_version("v4", [UPDATED]).place("v4") == Place(4, 4)


class TestFile:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Iterator[LogFile]:
        made = LogFile(tmp_path / "kept" / "log")
        assert made.acquire()
        yield made
        made.release()

    def test_a_log_is_read_as_it_was_kept_also_when_it_grew(self, file: LogFile):
        log = log_of(ADDED)
        file.keep(log)
        log = log.with_version("v2", [UPDATED]).with_version("v3", [REMOVED])
        file.keep(log)
        read = file.load()
        assert read is not None
        assert (read.first_stamp, read.version) == (log.first_stamp, "v3")
        assert [entry.packed for entry in read.entries] == [one.packed for one in log.entries]
        assert read.entries[1].changes[0].before is not None

    def test_a_full_log_is_not_written_anew_with_each_version(
        self, file: LogFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(module, "_MOST_CHANGES", 2)
        path, log = tmp_path / "kept" / "log", log_of(ADDED, UPDATED)
        file.keep(log)
        before = path.stat().st_ino
        for number in range(3, 6):
            log = log.with_version(f"v{number}", [UPDATED])
            file.keep(log)
            assert file.load() == log
        assert path.stat().st_ino == before

    def test_what_a_file_has_too_much_is_dropped_in_the_end(
        self, file: LogFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(module, "_MOST_CHANGES", 2)
        monkeypatch.setattr(file_module, "_MOST_APPENDED", 1_000)
        path, log = tmp_path / "kept" / "log", log_of(ADDED, UPDATED)
        sizes = []
        for number in range(3, 30):
            log = log.with_version(f"v{number}", [UPDATED])
            file.keep(log)
            sizes.append(path.stat().st_size)
        assert max(sizes) < sizes[0] + 3_000
        assert file.load() == log

    def test_another_log_takes_the_place_of_the_one_before(self, file: LogFile):
        file.keep(log_of(ADDED, UPDATED))
        file.keep(log_of(ADDED))
        read = file.load()
        assert read is not None
        assert read.version == "v1"

    @pytest.mark.parametrize("end", range(1, 60, 7))
    def test_what_a_crash_cut_off_or_spoiled_ends_the_log_there(
        self, file: LogFile, tmp_path: Path, end: int
    ):
        log = log_of(ADDED)
        file.keep(log)
        path = tmp_path / "kept" / "log"
        whole = path.read_bytes()
        file.keep(log.with_version("v2", [UPDATED]))
        grown = path.read_bytes()
        for spoiled in (grown[:-end], grown[:-end] + b"?" + grown[len(grown) - end + 1 :]):
            path.write_bytes(spoiled)
            read = file.load()
            assert read is not None
            assert read.version == "v1"
        path.write_bytes(whole[:-end])
        assert file.load() is None

    def test_one_server_at_a_time_keeps_it(self, file: LogFile, tmp_path: Path):
        file.keep(log_of(ADDED))
        other = LogFile(tmp_path / "kept" / "log")
        assert not other.acquire()
        other.keep(log_of())
        read = other.load()
        assert read is not None
        assert read.version == "v1"
        file.release()
        assert other.acquire()
        other.release()

    def test_a_file_of_others_and_other_pickles_do_not_count(self, file: LogFile, tmp_path: Path):
        path = tmp_path / "kept" / "log"
        path.write_bytes(pickle.dumps("something else"))
        assert file.load() is None
        file.keep(log_of(ADDED))
        path.chmod(0o666)
        assert file.load() is None

    def test_a_process_that_follows_another_writes_the_whole_log(self, file: LogFile):
        log = log_of(ADDED)
        file.keep(log)
        other = replace(log.with_version("v2", [UPDATED]))
        file.forget()
        file.keep(other)
        read = file.load()
        assert read is not None
        assert len(read.entries) == 2
