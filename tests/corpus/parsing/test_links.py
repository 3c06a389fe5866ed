"""Symbolic links: those within a corpus are followed, once; those that lead out of it are not."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from graphapi import read_corpus
from graphapi.cli import app
from graphapi.corpus import load_corpus
from graphapi.corpus.files.folders import find_files, load_file
from graphapi.domain import Problem, Severity
from tests.corpus.texts import fenced, write

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})

OUTSIDE = "is a link that leads out of the corpus; skipped without --follow-links"
TWICE = "is a file read already under another name; skipped"
TWICE_FOLDER = "is a folder read already under another name; skipped"


def article(name: str) -> str:
    return fenced(f"title: {name}\nwebUrl: https://a.example/{name}\n")


def found(*roots: Path, follow_links: bool = False) -> tuple[list[str], dict[str, str]]:
    """The names of files, and what is said of others."""
    problems: list[Problem] = []
    files = find_files(roots, problems, follow_links=follow_links)
    assert all(os.path.realpath(file.path) == file.path for file in files)
    return [file.name for file in files], {each.file: each.message for each in problems}


def link(path: Path, target: str | Path) -> None:
    """Make a link, as a person would write it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with a file, beside a folder that is none of it."""
    secret = {"out/secret.md": article("secret"), "out/deep/er/secret.md": article("deep")}
    write(tmp_path, {"in/a.md": article("a"), **secret})
    return tmp_path / "in"


@pytest.mark.parametrize(
    "target",
    ["../out/secret.md", "../out", "/", "..", "/etc/passwd", "/dev/zero", "/proc/self/environ"],
)
def test_a_link_out_of_the_corpus_is_a_warning_and_is_not_followed(corpus: Path, target: str):
    link(corpus / "z.md", target)
    problems: list[Problem] = []
    assert [file.name for file in find_files([corpus], problems)] == ["a.md"]
    assert problems == [Problem("z.md", None, None, OUTSIDE, Severity.WARNING)]


def test_a_link_to_nothing_outside_is_like_one_to_a_file_there(corpus: Path):
    link(corpus / "b.md", "../out/secret.md")
    link(corpus / "c.md", "../out/nothing.md")
    assert found(corpus) == (["a.md"], {"b.md": OUTSIDE, "c.md": OUTSIDE})


def test_the_folder_behind_a_link_out_of_the_corpus_is_not_looked_into(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
):
    link(corpus / "b", "../out")
    looked: list[str] = []
    scandir = os.scandir

    def look(path: str) -> object:
        looked.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", look)
    assert found(corpus) == (["a.md"], {"b": OUTSIDE})
    assert looked == [str(corpus)]


def test_links_within_the_corpus_are_followed_and_what_they_lead_to_is_read_once(corpus: Path):
    write(corpus, {"y/b.md": "", "y/c.md": ""})
    link(corpus / "b", "y")
    link(corpus / "c.md", corpus / "y" / "c.md")
    link(corpus / "y" / "a.md", "../a.md")
    names, problems = found(corpus)
    assert names == ["a.md", "b/b.md", "c.md"]
    assert problems == {"b/a.md": TWICE, "b/c.md": TWICE, "y": TWICE_FOLDER}


def test_links_to_links_are_decided_by_where_they_end(corpus: Path):
    write(corpus, {"y/b.md": ""})
    link(corpus.parent / "out" / "back", corpus / "y" / "b.md")
    link(corpus / "b.md", "../out/back")  # out, and in again
    link(corpus / "c.md", "d.md")  # within, and out
    link(corpus / "d.md", "../out/secret.md")
    link(corpus.parent / "out" / "again", corpus)
    link(corpus / "e", "../out/again")
    assert found(corpus) == (
        ["a.md", "b.md"],
        {"c.md": OUTSIDE, "d.md": OUTSIDE, "e": TWICE_FOLDER, "y/b.md": TWICE},
    )


def test_a_folder_whose_name_begins_with_that_of_the_corpus_is_outside(corpus: Path):
    write(corpus.parent, {"in-secret/b.md": ""})
    link(corpus / "b.md", "../in-secret/b.md")
    assert found(corpus) == (["a.md"], {"b.md": OUTSIDE})


def test_what_is_hidden_in_the_corpus_is_read_where_a_link_shows_it(corpus: Path):
    """Kubernetes lays out the files of a mounted ConfigMap so."""
    write(corpus, {"..2026_01/b.md": ""})
    link(corpus / "..data", "..2026_01")
    link(corpus / "b.md", "..data/b.md")
    assert found(corpus) == (["a.md", "b.md"], {})


def test_a_root_may_be_a_link(corpus: Path):
    link(corpus.parent / "current", "in")
    link(corpus.parent / "page.md", "out/secret.md")
    link(corpus / "b.md", "../out/secret.md")
    assert found(corpus.parent / "current") == (["a.md"], {"b.md": OUTSIDE})
    assert found(corpus.parent / "page.md") == (["page.md"], {})


def test_a_link_from_one_root_to_another_stays_in_the_corpus(corpus: Path):
    link(corpus / "b.md", "../out/deep/er/secret.md")
    link(corpus / "c.md", "../out/secret.md")
    deep = corpus.parent / "out" / "deep"
    assert found(corpus, deep) == (
        ["in/a.md", "in/b.md"],
        {"deep/er/secret.md": TWICE, "in/c.md": OUTSIDE},
    )
    assert found(corpus, corpus.parent / "out" / "secret.md")[0] == ["in/a.md", "in/c.md"]


def test_a_file_as_root_does_not_open_its_folder_to_links(corpus: Path):
    write(corpus.parent, {"out/other.md": ""})
    link(corpus / "b.md", "../out/other.md")
    names, problems = found(corpus, corpus.parent / "out" / "secret.md")
    assert names == ["in/a.md", "secret.md"]
    assert problems == {"in/b.md": OUTSIDE}


def test_with_follow_links_they_lead_anywhere_and_still_end(corpus: Path):
    link(corpus / "b.md", "../out/secret.md")
    link(corpus / "c", "../out/deep")
    link(corpus.parent / "out" / "deep" / "up", corpus.parent)
    link(corpus / "z.md", "/dev/zero")
    names, problems = found(corpus, follow_links=True)
    assert names == ["a.md", "b.md", "c/er/secret.md"]
    assert problems == {
        "c/up/in": TWICE_FOLDER,
        "c/up/out/deep": TWICE_FOLDER,
        "c/up/out/secret.md": TWICE,
        "z.md": "is not a regular file; skipped",
    }


def test_hard_links_are_files_of_their_own_and_a_link_to_one_is_not(corpus: Path):
    os.link(corpus.parent / "out" / "secret.md", corpus / "b.md")
    os.link(corpus / "b.md", corpus / "c.md")
    link(corpus / "0.md", "b.md")
    assert found(corpus) == (["0.md", "a.md", "c.md"], {"b.md": TWICE})


def swap_file(corpus: Path) -> None:
    (corpus / "y" / "b.md").unlink()
    link(corpus / "y" / "b.md", "../../out/secret.md")


def swap_folder(corpus: Path) -> None:
    (corpus / "y").rename(corpus.parent / "away")
    link(corpus / "y", "../out")
    write(corpus.parent, {"out/b.md": article("secret")})


@pytest.mark.parametrize("swap", [swap_file, swap_folder])
def test_a_link_that_takes_a_place_while_reading_is_not_followed(
    corpus: Path, swap: Callable[[Path], None]
):
    write(corpus, {"y/b.md": article("b")})
    waiting = [swap]

    def swap_once(_count: int, _total: int) -> None:
        if waiting:
            waiting.pop()(corpus)

    read = load_corpus(corpus, swap_once)
    assert [each.mention.title for each in read.articles] == ["a"]
    (problem,) = read.problems
    assert (problem.file, problem.severity) == ("y/b.md", Severity.ERROR)
    assert (
        problem.message == "cannot be read: a link took its place while the corpus was being read"
    )


def test_a_file_that_is_written_anew_while_reading_is_read(corpus: Path):
    (file,) = find_files([corpus], [])
    write(corpus.parent, {"new.md": "new"})
    (corpus.parent / "new.md").replace(corpus / "a.md")
    assert load_file(file.path) == b"new"


def test_read_corpus_can_follow_links(corpus: Path):
    link(corpus / "b.md", "../out/secret.md")
    assert len(read_corpus(corpus).articles) == 1
    assert len(read_corpus(corpus, follow_links=True).articles) == 2


@pytest.mark.parametrize(
    ("command", "one", "two"),
    [
        ("serve --check-config", "can serve 1 files", "can serve 2 files"),
        ("check", "1 file with 1 article", "2 files with 2 articles"),
        ("stats", "1 article", "2 articles"),
        ("query --text {corpus{articles}}", '"articles": 1', '"articles": 2'),
        ("export --output - --format json", "example/a", "example/secret"),
    ],
)
def test_every_command_can_follow_links(corpus: Path, command: str, one: str, two: str):
    link(corpus / "b.md", "../out/secret.md")
    name, *flags = command.split()
    kept = RUNNER.invoke(app, [name, str(corpus), *flags], env={"GRAPHAPI_FOLLOW_LINKS": "false"})
    followed = RUNNER.invoke(app, [name, str(corpus), *flags, "--follow-links"])
    assert one in kept.output
    assert two in followed.output


NAMES = st.sampled_from(["a", "b", "c.md", "d.md"])
FOLDERS = st.sampled_from(["in", "in/a", "in/b", "out", "out/a"])


@given(
    links=st.lists(st.tuples(FOLDERS, NAMES, FOLDERS, NAMES | st.just("")), max_size=8),
    texts=st.lists(st.tuples(FOLDERS, st.sampled_from(["c.md", "d.md"])), max_size=4),
)
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_outside_is_read_and_nothing_twice_whatever_the_links(
    tmp_path_factory: pytest.TempPathFactory,
    links: list[tuple[str, str, str, str]],
    texts: list[tuple[str, str]],
):
    base = tmp_path_factory.mktemp("links")
    for folder in ("in/a", "in/b", "out/a"):
        (base / folder).mkdir(parents=True)
    for folder, name in texts:
        write(base, {f"{folder}/{name}": f"{folder}/{name}"})
    for folder, name, target_folder, target in links:
        if not os.path.lexists(base / folder / name):
            link(base / folder / name, base / target_folder / target)
    problems: list[Problem] = []
    files = find_files([base / "in"], problems)
    read = [load_file(file.path) for file in files]
    assert all(text.startswith(b"in/") for text in read)
    assert len(set(read)) == len(read)
    inside = {f"{folder}/{name}".encode() for folder, name in texts if folder.startswith("in")}
    assert set(read) == inside
