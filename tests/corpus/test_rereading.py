"""Reading a corpus again after its files have changed: as if all were read afresh, and cheaper."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import Corpus, load_corpus
from graphapi.corpus.parsing.parser import DocumentParser
from graphapi.corpus.reader import CorpusReader
from graphapi.domain import Severity
from graphapi.errors import CorpusError
from graphapi.graph import ArticleGraph
from tests.corpus.texts import fenced, write


def text_of(name: str, *related: str, extra: str = "") -> str:
    """The text of an article's file."""
    entries = "".join(f"  - title: {one}\n    webUrl: https://a.example/{one}\n" for one in related)
    listed = f"related:\n{entries}" if related else ""
    return fenced(f"title: {name}\nwebUrl: https://a.example/{name}\n{extra}{listed}")


def titles(corpus: Corpus) -> dict[str, str]:
    """The title that each file gives its article."""
    return {document.file: document.mention.title for document in corpus.articles}


@pytest.fixture
def parsed_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed, in order."""
    names: list[str] = []
    parse: Callable[..., object] = DocumentParser.parse

    def counted(self: DocumentParser, file: str, data: bytes) -> object:
        names.append(file)
        return parse(self, file, data)

    monkeypatch.setattr(DocumentParser, "parse", counted)
    return names


def test_only_files_that_changed_are_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed_files: list[str]
):
    monkeypatch.setattr("graphapi.corpus.reader._CLOCK_TICK", 0)
    write(tmp_path, {"a.md": text_of("a"), "b.md": text_of("b", "a")})
    reader = CorpusReader([tmp_path])
    reader.read()
    write(tmp_path, {"b.md": text_of("new", "a"), "c.md": text_of("c")})
    (tmp_path / "a.md").rename(tmp_path / "d.md")
    assert reader.changes().added == ("c.md", "d.md")
    assert reader.changes().changed == ("b.md",)
    assert reader.changes().removed == ("a.md",)
    del parsed_files[:]
    assert titles(reader.read()) == {"b.md": "new", "c.md": "c", "d.md": "a"}
    assert sorted(parsed_files) == ["b.md", "c.md", "d.md"]
    assert not reader.changes()


def test_a_file_of_the_same_size_and_time_that_took_another_s_place_has_changed(tmp_path: Path):
    write(tmp_path, {"a.md": text_of("one"), "b": text_of("two")})
    for name in ("a.md", "b"):
        os.utime(tmp_path / name, (1_700_000_000, 1_700_000_000))
    reader = CorpusReader([tmp_path])
    reader.read()
    (tmp_path / "b").replace(tmp_path / "a.md")
    assert titles(reader.read()) == {"a.md": "two"}


def test_a_file_that_was_just_written_is_looked_at_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A second write within one tick of the clock would leave it with the state that was read."""
    write(tmp_path, {"a.md": text_of("a")})
    reader = CorpusReader([tmp_path])
    reader.read()
    monkeypatch.setattr("graphapi.corpus.reader._CLOCK_TICK", 3_600 * 10**9)
    assert reader.changes().changed == ("a.md",)
    monkeypatch.setattr("graphapi.corpus.reader._CLOCK_TICK", 0)
    assert not reader.changes()


BROKEN: Final = {
    "no address": fenced("title: a\n"),
    "NUL bytes": "\0\0\0",
    "YAML that cannot be read": fenced("title: a\nwebUrl: [\n"),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_an_edit_broke_keeps_its_last_good_record(tmp_path: Path, text: str):
    write(tmp_path, {"a.md": text_of("a"), "b.md": text_of("b")})
    reader = CorpusReader([tmp_path])
    reader.read()
    write(tmp_path, {"a.md": text})
    corpus = reader.read()
    assert titles(corpus) == {"a.md": "a", "b.md": "b"}
    errors = [one for one in corpus.problems if one.severity is Severity.ERROR]
    assert {one.file for one in errors} == {"a.md"}
    assert any("the last good version is shown" in one.message for one in errors)
    write(tmp_path, {"a.md": text_of("mended")})
    mended = reader.read()
    assert titles(mended)["a.md"] == "mended"
    assert mended.problems == ()


def test_a_file_that_is_no_article_any_more_is_none(tmp_path: Path):
    write(tmp_path, {"a.md": text_of("a"), "b.md": text_of("b")})
    reader = CorpusReader([tmp_path])
    reader.read()
    write(tmp_path, {"a.md": "# Notes\n\nNothing else.\n"})
    assert titles(reader.read()) == {"b.md": "b"}


def test_an_edit_that_makes_a_file_worse_is_held_until_it_has_stood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    write(tmp_path, {"a.md": text_of("a")})
    reader = CorpusReader([tmp_path], hold_seconds=1)
    reader.read()
    write(tmp_path, {"a.md": "---\ntit"})
    half = reader.read()
    assert (titles(half), half.problems) == ({"a.md": "a"}, ())
    assert list(reader.held) == ["a.md"]
    assert reader.changes().changed == ("a.md",)
    now += 1.0
    stood = reader.read()
    assert titles(stood) != {"a.md": "a"} or stood.problems
    assert list(reader.held) == []


def test_a_half_written_file_that_is_finished_in_time_was_never_seen_broken(tmp_path: Path):
    write(tmp_path, {"a.md": text_of("a")})
    reader = CorpusReader([tmp_path], hold_seconds=60)
    reader.read()
    write(tmp_path, {"a.md": text_of("whole")[:20]})
    reader.read()
    write(tmp_path, {"a.md": text_of("whole")})
    corpus = reader.read()
    assert (titles(corpus), corpus.problems, reader.held) == ({"a.md": "whole"}, (), ())


def test_a_folder_that_is_gone_changes_nothing_and_its_return_is_seen(tmp_path: Path):
    folder, aside = tmp_path / "corpus", tmp_path / "aside"
    write(folder, {"a.md": text_of("a")})
    reader = CorpusReader([folder])
    reader.read()
    folder.rename(aside)
    with pytest.raises(CorpusError, match="there is no such file or folder"):
        reader.read()
    shutil.copytree(aside, folder)
    write(folder, {"b.md": text_of("b")})
    assert titles(reader.read()) == {"a.md": "a", "b.md": "b"}


NAMES = st.sampled_from(["a", "b", "c", "sub/d"])
EDITS = st.lists(
    st.tuples(
        NAMES,
        st.one_of(
            st.none(),
            st.builds(text_of, NAMES.map(lambda n: n[-1]), NAMES.map(lambda n: n[-1])),
            st.just("no front matter"),
        ),
    ),
    max_size=4,
)


@given(st.lists(EDITS, min_size=1, max_size=5))
def test_reading_again_gives_what_reading_afresh_gives(
    tmp_path_factory: pytest.TempPathFactory, history: list[list[tuple[str, str | None]]]
):
    folder = tmp_path_factory.mktemp("corpus")
    write(folder, {"z.md": text_of("z", "a", "b")})
    reader = CorpusReader([folder])
    for edits in history:
        for name, text in edits:
            path = folder / f"{name}.md"
            if text is not None:
                write(folder, {f"{name}.md": text})
            elif path.exists():
                path.unlink()
        again, afresh = reader.read(), load_corpus(folder)
        assert ArticleGraph.build(again).version == ArticleGraph.build(afresh).version
        assert (again.problems, again.passed_over) == (afresh.problems, afresh.passed_over)
