"""Reading a corpus: every file of some folders, into one value, whatever is in them."""

import gc
import os
from pathlib import Path

import pytest

from graphapi.corpus import ArticleDocument, load_corpus
from graphapi.corpus.files import folders
from graphapi.domain import Problem, Severity
from graphapi.errors import CorpusError
from tests.corpus.texts import fenced, write

AZURE = Path(__file__).parents[3] / "shared" / "corpora" / "azure"


def article(name: str, more: str = "") -> str:
    return fenced(f"title: {name}\nwebUrl: https://a.example/{name}\n{more}")


TOPIC = fenced("taxonomy: topic\nname: T\n")
ORGANIZATION = fenced("taxonomy: organization\nname: P\ndomain: p.example\n")


def test_a_corpus_has_its_documents_by_kind_in_the_order_of_files(tmp_path: Path):
    write(
        tmp_path,
        {
            "news/b.md": article("b"),
            "news/a.markdown": article("a"),
            "t.html": TOPIC,
            "o.txt": ORGANIZATION,
            "README.md": "# Read me\n",
            "logo.png": b"\x89PNG\x00",
            ".hidden.md": article("hidden"),
        },
    )
    corpus = load_corpus(tmp_path)
    assert [document.file for document in corpus.articles] == ["news/a.markdown", "news/b.md"]
    assert [document.name for document in corpus.topics] == ["T"]
    assert [document.domain for document in corpus.organizations] == ["p.example"]
    assert corpus.problems == ()
    assert (corpus.files, corpus.skipped) == (4, 2)


def test_every_kind_of_bad_file_is_a_problem_and_costs_no_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folders, "MAX_FILE_BYTES", 4096)
    write(
        tmp_path,
        {
            "good.md": article("good"),
            "large.md": article("large", f"excerpt: {'x' * 5000}\n"),
            "broken.md": "---\n[\n---\n",
            "page.md": "---\ntitle: Page\n---\n",
            "list.yaml": "- webUrl: https://a.example/1\n",
            "utf16.md": "---\n".encode("utf-16-le"),
        },
    )
    (tmp_path / "gone.md").symlink_to("nowhere")
    corpus = load_corpus(tmp_path)
    assert [document.file for document in corpus.articles] == ["good.md"]
    assert [problem.file for problem in corpus.problems] == [
        "broken.md",
        "gone.md",
        "large.md",
        "list.yaml",
        "page.md",
        "utf16.md",
    ]
    assert {problem.severity for problem in corpus.problems} == {Severity.ERROR}
    assert (corpus.files, corpus.skipped) == (6, 0)


def test_a_file_that_vanishes_while_reading_is_an_error(tmp_path: Path):
    write(tmp_path, {"a.md": article("a"), "b.md": article("b"), "c.md": article("c")})

    def remove(_count: int, _total: int) -> None:
        (tmp_path / "b.md").unlink(missing_ok=True)

    corpus = load_corpus(tmp_path, remove)
    assert [document.file for document in corpus.articles] == ["a.md", "c.md"]
    assert [(p.file, p.severity) for p in corpus.problems] == [("b.md", Severity.ERROR)]
    assert corpus.problems[0].message.startswith("cannot be read: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_that_takes_a_file_s_place_is_not_waited_for(tmp_path: Path):
    write(tmp_path, {"a.md": article("a"), "b.md": article("b")})

    def replace(_count: int, _total: int) -> None:
        if (tmp_path / "b.md").is_file():
            (tmp_path / "b.md").unlink()
            os.mkfifo(tmp_path / "b.md")

    problems = load_corpus(tmp_path, replace).problems
    assert problems == (
        Problem("b.md", None, None, "cannot be read: it is not a regular file", Severity.ERROR),
    )


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read everything"
)
def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path):
    write(tmp_path, {"a.md": article("a"), "b.md": article("b")})
    (tmp_path / "a.md").chmod(0)
    corpus = load_corpus(tmp_path)
    assert [document.file for document in corpus.articles] == ["b.md"]
    assert [(p.file, p.severity) for p in corpus.problems] == [("a.md", Severity.ERROR)]


def test_several_folders_and_files_make_one_corpus(tmp_path: Path):
    write(tmp_path, {"one/a.md": article("a"), "two/a.md": article("b"), "c.md": article("c")})
    corpus = load_corpus([tmp_path / "two", str(tmp_path / "one"), tmp_path / "c.md"])
    assert [document.file for document in corpus.articles] == ["c.md", "one/a.md", "two/a.md"]


def test_an_empty_folder_is_an_empty_corpus(tmp_path: Path):
    corpus = load_corpus(tmp_path)
    assert (corpus.articles, corpus.problems, corpus.files) == ((), (), 0)


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path):
    with pytest.raises(CorpusError, match="there is no such file or folder"):
        load_corpus([tmp_path, tmp_path / "nothing"])


def test_problems_come_by_file_line_and_field(tmp_path: Path):
    write(
        tmp_path,
        {
            "b.md": article("b", "quality: x\nheat: y\n"),
            "a.md": article("a", "images: [{width: a, height: b, url: c}]\n"),
        },
    )
    problems = load_corpus(tmp_path).problems
    assert [(p.file, p.line, p.field) for p in problems] == [
        ("a.md", 4, "images[0].height"),
        ("a.md", 4, "images[0].url"),
        ("a.md", 4, "images[0].width"),
        ("b.md", 4, "quality"),
        ("b.md", 5, "heat"),
    ]


def test_progress_counts_every_file(tmp_path: Path):
    write(tmp_path, {"a.md": article("a"), "b.md": "", "c.png": b"\x00"})
    told: list[tuple[int, int]] = []
    load_corpus(tmp_path, lambda count, total: told.append((count, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_equal_entries_of_all_files_are_one_object(tmp_path: Path):
    related = "related:\n- title: R\n  webUrl: https://a.example/r\n"
    write(tmp_path, {f"{name}.md": article(name, related) for name in "abc"})
    corpus = load_corpus(tmp_path)
    assert len({id(document.related[0].mention) for document in corpus.articles}) == 1


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(tmp_path: Path, enabled: bool):
    was = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        load_corpus(write(tmp_path, {"a.md": article("a")}))
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()


@pytest.mark.skipif(not AZURE.is_dir(), reason="the shared corpora are not here")
def test_the_corpus_azure_is_read_without_an_error():
    corpus = load_corpus(AZURE)
    assert len(corpus.articles) == 4_958
    assert sum(len(document.related) for document in corpus.articles) == 161_223
    assert [p for p in corpus.problems if p.severity is Severity.ERROR] == []
    assert all(isinstance(document, ArticleDocument) for document in corpus.articles)
