"""A graph that was taken apart and put together again is the same graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from graphapi.corpus import Corpus
from graphapi.graph import ArticleGraph
from graphapi.graph.graph_parts import graph_from_parts, parts_of_graph
from graphapi.runtime.mapped_files import read_parts, write_parts
from tests.corpora import article, graph_of
from tests.graph.building.test_reuse import facts
from tests.store.drawing import corpora


def handed_over(folder: Path, graph: ArticleGraph) -> ArticleGraph:
    """The graph as another process gets it."""
    with (folder / "graph").open("w+b") as file:
        write_parts(file, parts_of_graph(graph))
        parts: Any = read_parts(file)
    return graph_from_parts(parts)


@given(corpus=corpora())
@settings(max_examples=30)
def test_all_of_a_graph_is_handed_over(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus):
    graph = ArticleGraph.build(corpus)
    other = handed_over(tmp_path_factory.mktemp("graph"), graph)
    assert facts(other) == facts(graph)
    for one, same in zip(graph.articles, other.articles, strict=True):
        assert [a.url for a in other.links_out(same)] == [a.url for a in graph.links_out(one)]
        assert [a.url for a in other.links_in(same)] == [a.url for a in graph.links_in(one)]


def test_equal_things_are_one_object_on_the_other_side(tmp_path: Path):
    other = handed_over(
        tmp_path,
        graph_of(*(article(str(n), provider="a.example", related=["0"]) for n in range(450))),
    )
    assert {id(one.provider) for one in other.articles} == {id(other.providers[0])}
    first = other.article("https://news.example/0")
    assert first is not None
    assert all(other.links_out(one)[0] is first for one in other.articles if one is not first)


def test_what_was_worked_out_is_there_and_what_was_not_is_worked_out_when_asked_for(tmp_path: Path):
    graph = graph_of(article("a", related=["b"]), article("b"))
    assert not handed_over(tmp_path, graph).discovery.is_made
    ranks = graph.ranks.tolist()
    other = handed_over(tmp_path, graph)
    assert other.discovery.is_made
    assert other.ranks.tolist() == ranks
    assert not other.findings.is_made
