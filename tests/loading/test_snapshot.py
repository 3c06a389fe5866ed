"""What one start leaves for the next: only for the same files, and never a wrong answer."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus.parsing.parser import DocumentParser
from graphapi.corpus.reader import CorpusReader
from graphapi.errors import CorpusError
from graphapi.graph import ArticleGraph
from graphapi.loading import Snapshot
from tests.corpus.test_rereading import text_of
from tests.corpus.texts import write
from tests.graph.building.test_reuse import facts


@pytest.fixture(autouse=True)
def files_are_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written a moment ago are read once more, which tests must not wait for."""
    monkeypatch.setattr("graphapi.corpus.reader._CLOCK_TICK", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    broken = "---\ntitle: x\n---\n"
    files = {"a.md": text_of("a", "b"), "b.md": text_of("b", "a", "c"), "broken.md": broken}
    return write(tmp_path / "corpus", files)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def saved(folder: Path, cache: Path, **options: object) -> ArticleGraph:
    """A start that finds nothing, and leaves a snapshot."""
    reader = CorpusReader([folder])
    graph = ArticleGraph.build(reader.read())
    graph.discovery.get()
    Snapshot(cache, [folder], options).save(reader, graph)
    return graph


def loaded(folder: Path, cache: Path, **options: object) -> ArticleGraph | None:
    """What the next start finds."""
    return Snapshot(cache, [folder], options).load_graph(CorpusReader([folder]))


def test_the_next_start_finds_the_graph_with_what_was_worked_out(folder: Path, cache: Path):
    graph = saved(folder, cache)
    found = loaded(folder, cache)
    assert found is not None
    assert facts(found) == facts(graph)
    assert found.discovery.is_made
    assert not found.findings.is_made


@pytest.mark.parametrize("change", ["edit", "add", "remove", "rename", "touch", "replace"])
def test_a_graph_of_other_files_is_not_used(folder: Path, cache: Path, change: str):
    saved(folder, cache)
    path = folder / "a.md"
    match change:
        case "edit":
            path.write_text(text_of("z", "b"), encoding="utf-8")
        case "add":
            write(folder, {"c.md": text_of("c")})
        case "remove":
            path.unlink()
        case "rename":
            path.rename(folder / "z.md")
        case "touch":
            os.utime(path, (1, 1))
        case _:
            shutil.copy2(path, folder / "copy")
            (folder / "copy").replace(path)
    assert loaded(folder, cache) is None


def test_after_a_change_only_changed_files_are_parsed(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
):
    saved(folder, cache)
    write(folder, {"a.md": text_of("new", "b")})
    parsed: list[str] = []
    parse = DocumentParser.parse

    def counted(self: DocumentParser, file: str, data: bytes) -> object:
        parsed.append(file)
        return parse(self, file, data)

    monkeypatch.setattr(DocumentParser, "parse", counted)
    reader = CorpusReader([folder])
    assert Snapshot(cache, [folder], {}).restore(reader)
    again = ArticleGraph.build(reader.read())
    assert parsed == ["a.md"]
    assert facts(again) == facts(ArticleGraph.build(CorpusReader([folder]).read()))


def test_the_last_good_record_of_a_broken_file_outlives_a_restart(folder: Path, cache: Path):
    reader = CorpusReader([folder])
    reader.read()
    write(folder, {"a.md": "---\ntitle: [\n---\n"})
    graph = ArticleGraph.build(reader.read())
    Snapshot(cache, [folder], {}).save(reader, graph)
    found = loaded(folder, cache)
    assert found is not None
    assert found.version == graph.version
    assert found.article("https://a.example/a") is not None
    assert any("last good version" in problem.message for problem in found.problems)


def test_other_options_and_other_folders_have_snapshots_of_their_own(folder: Path, cache: Path):
    saved(folder, cache, follow_links=False)
    assert loaded(folder, cache, follow_links=True) is None
    assert loaded(folder.parent, cache, follow_links=False) is None
    assert loaded(folder, cache, follow_links=False) is not None


@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255), cut=st.booleans())
def test_a_spoiled_file_is_as_good_as_none(
    tmp_path_factory: pytest.TempPathFactory, place: float, change: int, cut: bool
):
    folder = write(tmp_path_factory.mktemp("corpus"), {"a.md": text_of("a")})
    cache = folder.with_name(f"{folder.name}-cache")
    saved(folder, cache)
    for path in (*cache.glob("*.graph"), *cache.glob("*.files")):
        data = bytearray(path.read_bytes())
        at = int(place * len(data))
        data[at] ^= change
        path.write_bytes(data[:at] if cut else data)
    assert loaded(folder, cache) is None
    assert not Snapshot(cache, [folder], {}).restore(CorpusReader([folder]))


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_may_write_to_is_not_used(folder: Path, cache: Path, mode: int):
    saved(folder, cache)
    cache.chmod(mode)
    assert loaded(folder, cache) is None
    shutil.rmtree(cache)
    cache.mkdir()
    cache.chmod(mode)
    saved(folder, cache)
    assert list(cache.iterdir()) == []


def test_a_file_that_others_may_write_to_is_not_used(folder: Path, cache: Path):
    saved(folder, cache)
    for path in cache.glob("*.graph"):
        path.chmod(0o666)
    assert loaded(folder, cache) is None


def test_where_no_snapshot_can_be_kept_the_log_says_so(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "cache").write_text("a file is in the way", encoding="utf-8")
    saved(folder, tmp_path / "cache")
    assert "No snapshot of the corpus can be kept: File exists" in caplog.text
    assert str(tmp_path) not in caplog.text
    assert loaded(folder, tmp_path / "cache" / "cache") is None


def test_a_corpus_that_is_gone_is_told_as_ever(folder: Path, cache: Path):
    saved(folder, cache)
    shutil.rmtree(folder)
    with pytest.raises(CorpusError, match="there is no such file or folder"):
        loaded(folder, cache)
