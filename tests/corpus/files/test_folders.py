"""Finding files: in a fixed order, once each, and nothing in a folder can stop it.

What symbolic links lead to is in `test_links`.
"""

import os
from pathlib import Path

import pytest

from graphapi.corpus.files import folders
from graphapi.corpus.files.folders import CorpusFile, find_files, load_file
from graphapi.domain import Problem, Severity
from graphapi.errors import CorpusError
from tests.corpus.texts import write

ROOT_READS_ALL = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read everything"
)
HAS_PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")


def found(*roots: Path) -> tuple[list[str], list[Problem]]:
    problems: list[Problem] = []
    return [file.name for file in find_files(roots, problems)], problems


def test_folders_are_walked_recursively_in_the_order_of_names(tmp_path: Path):
    write(tmp_path, {"b.md": "", "a/z.md": "", "a/b/c": "", "a.md": "", "Z.md": ""})
    assert found(tmp_path) == (["Z.md", "a.md", "a/b/c", "a/z.md", "b.md"], [])


def test_hidden_files_and_folders_are_left_out(tmp_path: Path):
    write(tmp_path, {".hidden.md": "", ".git/a.md": "", "a/.b/c.md": "", "a/d.md": ""})
    assert found(tmp_path) == (["a/d.md"], [])


def test_a_hidden_folder_may_be_named_itself(tmp_path: Path):
    write(tmp_path, {".notes/a.md": ""})
    assert found(tmp_path / ".notes") == (["a.md"], [])


def test_a_file_may_be_a_root(tmp_path: Path):
    write(tmp_path, {"a/b.md": ""})
    assert found(tmp_path / "a" / "b.md") == (["b.md"], [])


def test_with_several_roots_names_begin_with_the_root_s_own_and_stay_apart(tmp_path: Path):
    write(tmp_path, {"one/news/a.md": "", "two/news/a.md": "", "two/b.md": "", "b.md": ""})
    names, problems = found(
        tmp_path / "one/news", tmp_path / "two/news", tmp_path / "two/b.md", tmp_path / "b.md"
    )
    assert names == ["b.md", "b.md (2)", "news-2/a.md", "news/a.md"]
    assert problems == []


def test_what_is_named_twice_is_read_once(tmp_path: Path):
    write(tmp_path, {"a/b.md": ""})
    names, problems = found(tmp_path / "a", tmp_path / "a", tmp_path / "a" / "b.md")
    assert names == ["a/b.md"]
    assert [problem.severity for problem in problems] == [Severity.WARNING] * 2
    assert all("read already under another name" in problem.message for problem in problems)


@pytest.mark.parametrize("name", ["nothing", "a.md/b", "with\x00nul"])
def test_a_root_that_does_not_exist_is_an_error(tmp_path: Path, name: str):
    write(tmp_path, {"a.md": ""})
    with pytest.raises(CorpusError, match="there is no such file or folder; name one that exists"):
        found(tmp_path / name)


def test_a_root_that_is_a_link_to_itself_is_an_error(tmp_path: Path):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(CorpusError, match="loop: cannot be read: .*; name another one"):
        found(tmp_path / "loop")


@ROOT_READS_ALL
def test_a_root_that_may_not_be_read_is_an_error(tmp_path: Path):
    (tmp_path / "closed").mkdir(mode=0)
    with pytest.raises(CorpusError, match="may not be read; check its permissions"):
        found(tmp_path / "closed")


@ROOT_READS_ALL
def test_a_folder_that_may_not_be_read_costs_no_other(tmp_path: Path):
    write(tmp_path, {"a/b.md": "", "c.md": ""})
    (tmp_path / "a").chmod(0)
    names, problems = found(tmp_path)
    (tmp_path / "a").chmod(0o700)
    assert names == ["c.md"]
    assert [(problem.file, problem.severity) for problem in problems] == [("a", Severity.ERROR)]


def test_link_loops_end_with_a_warning(tmp_path: Path):
    write(tmp_path, {"a/b/c.md": ""})
    (tmp_path / "a/b/up").symlink_to("../..", target_is_directory=True)
    (tmp_path / "a/self").symlink_to(".", target_is_directory=True)
    names, problems = found(tmp_path)
    assert names == ["a/b/c.md"]
    assert [problem.file for problem in problems] == ["a/b/up", "a/self"]
    assert {problem.severity for problem in problems} == {Severity.WARNING}


def test_links_that_lead_nowhere_are_errors(tmp_path: Path):
    write(tmp_path, {"a.md": ""})
    (tmp_path / "gone.md").symlink_to("nothing.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    names, problems = found(tmp_path)
    assert names == ["a.md"]
    assert [(problem.file, problem.severity) for problem in problems] == [
        ("gone.md", Severity.ERROR),
        ("loop.md", Severity.ERROR),
    ]
    assert all(problem.message.startswith("cannot be read: ") for problem in problems)


@HAS_PIPES
def test_a_pipe_is_passed_over_and_never_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.md")
    names, problems = found(tmp_path)
    assert names == []
    assert [(problem.file, problem.message) for problem in problems] == [
        ("pipe.md", "is not a regular file; skipped")
    ]
    with pytest.raises(OSError, match="not a regular file"):
        load_file(str(tmp_path / "pipe.md"))


def test_a_folder_that_took_a_file_s_place_is_an_error(tmp_path: Path):
    with pytest.raises(OSError, match="."):
        load_file(str(tmp_path))


def test_a_file_at_the_limit_is_read_and_one_above_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folders, "MAX_FILE_BYTES", 2**20)
    write(tmp_path, {"a.md": b"x" * 2**20, "b.md": b"x" * (2**20 + 1)})
    assert len(load_file(str(tmp_path / "a.md"))) == 2**20
    with pytest.raises(OSError, match="it is larger than 1 MiB"):
        load_file(str(tmp_path / "b.md"))


def test_the_limit_is_16_mib():
    assert folders.MAX_FILE_BYTES == 16 * 1024 * 1024


def test_names_with_bad_utf_8_are_shown_so_that_anyone_can_be_sent_them(tmp_path: Path):
    try:
        for name in (b"caf\xe9.md", b"caf\xe8.md"):
            (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    problems: list[Problem] = []
    both = find_files([tmp_path], problems)
    assert [file.name for file in both] == ["caf\ufffd.md", "caf\ufffd.md (2)"]
    assert [load_file(file.path) for file in both] == [b"x", b"x"]
    assert all(isinstance(file, CorpusFile) for file in both)
