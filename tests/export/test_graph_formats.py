"""The graph formats, read back with networkx."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.export import Exported, export, plan_target
from graphapi.graph import ArticleGraph
from graphapi.graph.reading import read_corpus
from tests.corpora import address, article, entry, graph_of

READERS: dict[str, Callable[[Path], Any]] = {
    "graphml": nx.read_graphml,
    "gexf": nx.read_gexf,
    "json": lambda path: nx.node_link_graph(json.loads(path.read_bytes())),
}
XML = ("graphml", "gexf")
UNFIT = {
    "graphml": re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"),
    "gexf": re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"),
    "json": re.compile("[\ud800-\udfff]"),
}

each_format = pytest.mark.parametrize("name", READERS)
each_xml_format = pytest.mark.parametrize("name", XML)


def write(graph: ArticleGraph, name: str, folder: Path) -> Exported:
    return export(graph, plan_target(str(folder / f"graph.{name}"), force=True))


def written(graph: ArticleGraph, name: str, folder: Path) -> Any:
    write(graph, name, folder)
    return READERS[name](folder / f"graph.{name}")


def expected_node(graph: ArticleGraph, url: str, name: str) -> dict[str, Any]:
    """What a node has to hold: said in the test's own words, from the article.

    XML has no line end but the line feed, and networkx reads empty texts of GraphML as missing.
    """
    one = graph.nx.nodes[url]["article"]
    date = one.published_date_time
    topics = [topic.name for topic in one.topics]
    story = graph.story_of(one)
    wanted = {
        "title": one.title,
        "publishedDateTime": date and f"{date:%Y-%m-%dT%H:%M:%S}Z",
        "provider": one.provider and one.provider.domain,
        "providerName": one.provider_name,
        "topics": json.dumps(topics, ensure_ascii=False, separators=(",", ":"))
        if name in XML
        else topics,
        "type": one.type,
        "category": one.category,
        "quality": one.quality,
        "heat": one.heat,
        "published": one.published,
        "stub": one.stub,
        "inDegree": one.in_degree,
        "outDegree": one.out_degree,
        "rank": float(graph.ranks[one.index]),
        "story": story and story.founder.url,
        "excerpt": one.excerpt,
    }
    if name in XML:
        wanted["excerpt"] = one.excerpt and one.excerpt.replace("\r\n", "\n")
    missing = (None, "") if name == "graphml" else (None,)
    return {key: value for key, value in wanted.items() if value not in missing}


def assert_same(graph: ArticleGraph, name: str, folder: Path) -> None:
    found = written(graph, name, folder)
    assert found.is_directed()
    assert list(found) == list(graph.nx)
    for url, attributes in found.nodes(data=True):
        label = attributes.pop("label", None)
        assert attributes == expected_node(graph, url, name)
        assert label == (attributes["title"] if name == "gexf" else None)
    links = {(source, target): link["position"] for source, target, link in found.edges(data=True)}
    assert links == {
        (source, target): link["position"] for source, target, link in graph.nx.edges(data=True)
    }


@each_format
def test_the_sample_corpus_comes_back_node_by_node_and_link_by_link(name: str, tmp_path: Path):
    assert_same(read_corpus(), name, tmp_path)


def test_graphml_says_what_networkx_itself_would_have_written(tmp_path: Path):
    found = written(read_corpus(), "graphml", tmp_path)
    nx.write_graphml(found, tmp_path / "again.graphml")
    assert nx.utils.graphs_equal(nx.read_graphml(tmp_path / "again.graphml"), found)


def test_node_link_json_is_what_networkx_itself_gives(tmp_path: Path):
    write(read_corpus(), "json", tmp_path)
    document = json.loads((tmp_path / "graph.json").read_bytes())
    again = nx.node_link_data(nx.node_link_graph(document))
    assert document == again


@each_format
def test_what_the_corpus_does_not_say_is_left_out_and_everything_is_flat(name: str, tmp_path: Path):
    graph = graph_of(article("a", related=["b"], topics=("Rail", "Night, trains"), quality=7))
    nodes = written(graph, name, tmp_path).nodes
    assert "quality" not in nodes[address("b")]
    assert nodes[address("a")]["quality"] == 7
    assert nodes[address("b")]["stub"] is True
    for _, attributes in nodes(data=True):
        assert None not in attributes.values()


@each_format
def test_the_corpus_without_articles_is_an_empty_graph(name: str, tmp_path: Path):
    assert len(written(graph_of(), name, tmp_path)) == 0


@each_format
def test_instants_are_rfc_3339_in_utc_with_all_their_digits(name: str, tmp_path: Path):
    graph = graph_of(article("a", published="2024-01-15T22:10:00.25+02:00"))
    node = written(graph, name, tmp_path).nodes[address("a")]
    assert node["publishedDateTime"] == "2024-01-15T20:10:00.250000Z"


@each_xml_format
def test_characters_that_xml_cannot_hold_are_replaced_and_counted_once(name: str, tmp_path: Path):
    graph = graph_of(article("a", title="bell\a, escape\x1b[31m, half\ud800, none\uffff, tab\t"))
    exported = write(graph, name, tmp_path)
    assert exported.replaced == 4
    title = READERS[name](tmp_path / f"graph.{name}").nodes[address("a")]["title"]
    assert title == "bell\ufffd, escape\ufffd[31m, half\ufffd, none\ufffd, tab\t"


@each_xml_format
def test_an_address_that_xml_cannot_hold_is_percent_encoded_and_keeps_its_links(
    name: str, tmp_path: Path
):
    graph = graph_of(article("a", related=["b\uffff", "b\ufffe"]))
    assert list(written(graph, name, tmp_path).edges) == [
        (address("a"), address("b%EF%BF%BF")),
        (address("a"), address("b%EF%BF%BE")),
    ]


def test_json_holds_every_character_but_halves_of_surrogate_pairs(tmp_path: Path):
    graph = graph_of(article("a", title="bell\a \x00 half\udfff \uffff"))
    exported = write(graph, "json", tmp_path)
    assert exported.replaced == 1
    found = READERS["json"](tmp_path / "graph.json").nodes[address("a")]
    assert found["title"] == "bell\a \x00 half\ufffd \uffff"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


texts = st.text(st.characters(codec=None), min_size=1, max_size=30)


@each_format
@given(title=texts, topic=texts, excerpt=texts)
def test_whatever_titles_hold_readers_find_what_fits(
    folder: Path, name: str, title: str, topic: str, excerpt: str
):
    graph = graph_of(
        article("a", title=title, topics=(topic,), related=[entry("b", title=excerpt)]),
        article("c", excerpt=excerpt),
    )
    found = written(graph, name, folder)
    assert list(found.edges) == [(address("a"), address("b"))]
    fitted = UNFIT[name].sub("\ufffd", title)
    if name in XML:
        fitted = fitted.replace("\r\n", "\n").replace("\r", "\n")
    assert found.nodes[address("a")].get("title", "") == fitted
    topics = found.nodes[address("a")]["topics"]
    assert len(json.loads(topics) if name in XML else topics) == 1
