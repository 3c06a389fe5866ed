"""What a graph offers in a notebook; the page about it is run."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest

from graphapi import ArticleGraph
from tests.corpora import article, found, graph_of

PAGE = Path(__file__).parents[3] / "docs" / "notebook.md"


@pytest.fixture
def graph() -> ArticleGraph:
    return graph_of(
        article(
            "a",
            title="Tides drive a turbine",
            published="2024-01-02T00:00:00+00:00",
            quality=70,
            related=["b", "c"],
        ),
        article("b", title="A turbine for the tides", related=["a"]),
        article("c", title="Bakers bake bread"),
    )


def test_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 6
    for block in blocks:
        exec(block, names)
    assert (tmp_path / "articles.gexf").stat().st_size > 0


def test_a_search_gives_articles_with_scores_best_first(graph: ArticleGraph):
    result = graph.search("turbine tides", first=2)
    assert {one.title for one in result} == {"Tides drive a turbine", "A turbine for the tides"}
    assert list(result.scores) == sorted(result.scores, reverse=True)
    assert [one.url for one in result[1:]] == [result[1].url]
    assert graph.search("nothing of this").frame().empty


def test_similar_articles_are_asked_for_by_article_or_address(graph: ArticleGraph):
    a = found(graph, "a")
    assert [one.url for one in graph.similar(a)] == [one.url for one in graph.similar(a.url)]
    assert graph.similar(a, first=1)[0].title == "A turbine for the tides"
    with pytest.raises(KeyError, match=r"https://nowhere\.example/"):
        graph.similar("https://nowhere.example/")


def test_frames_have_a_row_for_each_thing(graph: ArticleGraph):
    frames = graph.frames()
    a = frames.articles.loc[found(graph, "a").url]
    assert (a["title"], a["quality"], a["links_out"]) == ("Tides drive a turbine", 70, 2)
    assert str(a["published"]) == "2024-01-02 00:00:00+00:00"
    assert frames.articles["quality"].isna().sum() == 2
    listed = frames.links[frames.links["source"] == a.name]
    assert list(listed["target"]) == [found(graph, "b").url, found(graph, "c").url]
    assert list(listed["position"]) == [0, 1]


def test_without_pandas_it_is_said_how_to_get_it(
    graph: ArticleGraph, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install 'graphapi\[notebook\]'"):
        graph.frames()


def test_cards_show_titles_and_run_nothing_of_them():
    graph = graph_of(article("a", title="<script>alert(1)</script>", excerpt='"><img src=x>'))
    card = graph.articles[0]._repr_html_()
    assert "&lt;script&gt;" in card
    assert "<script" not in card
    assert "<img" not in card
    assert "<b>1</b><br><small>articles</small>" in graph._repr_html_()
    assert graph.search("nothing")._repr_html_() == "<i>no articles</i>"


@pytest.mark.parametrize("write", [nx.write_gexf, nx.write_graphml, nx.write_gml])
def test_networkx_writes_the_plain_graph(write: Callable[..., None], tmp_path: Path):
    graph = graph_of(article("a", title="Bell\x07 & <b>", related=["b"]), article("b"))
    plain = graph.nx_plain()
    write(plain, tmp_path / "graph")
    assert set(plain) == set(graph.nx)
    assert set(plain.edges) == set(graph.nx.edges)
    plain.remove_node(graph.articles[0].url)  # it is nobody else's
    assert len(graph.nx) == 2
