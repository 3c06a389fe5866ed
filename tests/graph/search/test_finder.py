"""The index behind search and suggestions, and how it gets from one process to another."""

import fcntl
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from graphapi.domain.search_text import parse_search_text
from graphapi.graph import ArticleGraph, Finder
from graphapi.graph.search.search_index import SearchIndex, write_index
from tests.corpora import article, graph_of, topic


def library() -> ArticleGraph:
    return graph_of(
        topic("Trains"),
        article("a", title="Night trains", topics=("Trains",)),
        article("b", title="Night boats", excerpt="Trains to boats", topics=("Trains",)),
    )


def everything(finder: Finder) -> list[object]:
    """What some questions are answered with."""
    answers: list[object] = []
    for text in ("night", "trains", '"night trains"', "bo*", "night -boats"):
        articles, scores = finder.index.all(parse_search_text(text))
        answers.append((articles.tolist(), scores.tolist()))
    answers += [finder.completions.find(prefix, 10) for prefix in ("", "tr", "boats", "night ")]
    return answers


def test_what_was_made_elsewhere_answers_the_same():
    graph = library()
    findings = pickle.loads(pickle.dumps(graph.findings.get(), protocol=5))
    assert everything(Finder(findings, graph.names)) == everything(graph.finder)


def test_a_child_process_makes_it_while_others_wait():
    program = """
import asyncio, os
from graphapi import read_corpus
from graphapi.runtime.background import compute_in_background
from graphapi.errors import NotReadyError

graph = read_corpus()
with compute_in_background(graph.findings):
    worker = os.fork()
    if worker == 0:
        try:
            graph.finder
        except NotReadyError as error:
            asyncio.run(error.wait(60))
        print([text for text, _ in graph.finder.completions.find("night tr", 1)], flush=True)
        os._exit(0)
    os.waitpid(worker, 0)
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("['Night Trains']\n", "")


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    graph = library()
    finder = graph.finder
    assert list(tmp_path.iterdir()) == []
    assert everything(finder) == everything(Finder(graph.findings.get(), graph.names))


KILLED = """
import os
from tests.graph.search.test_finder import library
from graphapi.graph.search.search_index import write_index

class Deadly(list):
    def __iter__(self):
        os.kill(os.getpid(), 9)

graph = library()
write_index(graph.articles, graph.names, Deadly())
"""


def test_what_a_killed_process_has_left_behind_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    command = [sys.executable, "-c", KILLED]
    subprocess.run(command, check=False, env={**os.environ, "TMPDIR": str(tmp_path)})
    [left] = tmp_path.iterdir()
    library().findings.get()
    assert left.exists()  # one so young may belong to a process that is about to lock it
    os.utime(left, (0, 0))
    library().findings.get()
    assert not left.exists()


def test_what_a_living_process_has_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    busy = tmp_path / "graphapi-index-busy"
    busy.mkdir()
    os.utime(busy, (0, 0))
    lock = os.open(busy, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        library().findings.get()
        assert busy.exists()
    finally:
        os.close(lock)


def test_an_empty_graph_has_nothing_to_find():
    finder = graph_of().finder
    assert len(finder.index.all(parse_search_text("night")).articles) == 0
    assert finder.completions.find("night", 10) == finder.completions.find("", 10) == []


def test_matches_are_right_where_the_engine_needs_several_segments():
    texts = [" ".join(f"w{(number * 31 + k) % 997}" for k in range(60)) for number in range(8_000)]
    graph = graph_of(
        *(
            article(f"{number}", title=f"same {number % 7}", excerpt=text, published="2021-01-01")
            for number, text in enumerate(texts)
        )
    )
    names = graph.names
    folded = [names.text(number) for number in range(len(names))]
    files = write_index(graph.articles, names, folded, buffer=15_000_000)
    small, large = SearchIndex(files, names), graph.finder.index
    assert small._searcher.num_segments > 1 == large._searcher.num_segments
    for text in ("same 3", "same", "w5*"):
        asked = parse_search_text(text)
        assert small.all(asked).articles.tolist() == large.all(asked).articles.tolist()
        several, one = small.best(asked, 20), large.best(asked, 20)
        assert several[0].articles.tolist() == one[0].articles.tolist()
        assert several[1] == one[1]
    found = [index.names(["same"], whole=True, count=50) for index in (small, large)]
    assert found[0] == found[1]
