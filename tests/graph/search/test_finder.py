"""The index behind search and suggestions, and how it gets from one process to another."""

import pickle
import subprocess
import sys

from graphapi.domain.search_text import parse_search_text
from graphapi.graph import ArticleGraph, Finder
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
        found = finder.searcher.find(parse_search_text(text))
        answers.append((found.articles.tolist(), found.scores.tolist()))
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


def test_an_empty_graph_has_nothing_to_find():
    finder = graph_of().finder
    assert len(finder.searcher.find(parse_search_text("night")).articles) == 0
    assert finder.completions.find("night", 10) == finder.completions.find("", 10) == []
