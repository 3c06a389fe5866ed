"""What links to what."""

import networkx as nx
import pytest

from graphapi.domain import Link, LinkDirection, Severity
from tests.corpora import address, article, entry, found, graph_of, names


def test_links_out_come_in_the_order_of_the_list_and_links_in_newest_first():
    graph = graph_of(
        article("a", related=["c", "b", "d"]),
        article("b", related=["d"], published="2021-01-01"),
        article("c", related=["d"], published="2021-01-02"),
    )
    assert names(graph.links_out(found(graph, "a"))) == ["c", "b", "d"]
    assert names(graph.links_in(found(graph, "d"))) == ["c", "b", "a"]


def test_either_direction_gives_the_articles_listed_first_and_each_once():
    graph = graph_of(
        article("a", related=["b", "c"]),
        article("c", related=["a"]),
        article("d", related=["a"]),
    )
    near = graph.neighbours(found(graph, "a"), LinkDirection.BOTH)
    assert names(near) == ["b", "c", "d"]


def test_an_entry_about_the_article_itself_makes_no_link_but_a_warning():
    graph = graph_of(article("a", related=["b", entry("a", title="Another title")]))
    assert names(graph.links_out(found(graph, "a"))) == ["b"]
    (problem,) = graph.problems
    assert (problem.file, problem.line, problem.field) == ("news/a.md", 11, "related[1]")
    assert problem.severity is Severity.WARNING
    assert "the entry's URL https://news.example/a is the article's own" in problem.message
    own = graph.sources(found(graph, "a"))[1]
    assert graph.differences(own, found(graph, "a"))["title"] == "Another title"


def test_an_entry_that_comes_twice_makes_one_link_at_the_first_place():
    graph = graph_of(article("a", amp="amp/a", related=["b", "c", "http://news.example/b/"]))
    a = found(graph, "a")
    assert names(graph.links_out(a)) == ["b", "c"]
    assert graph.position(a, found(graph, "b")) == 0
    (problem,) = graph.problems
    assert problem.field == "related[2]"
    assert "as related[0] does" in problem.message


def test_several_files_about_one_article_add_their_lists_the_one_shown_first():
    graph = graph_of(
        article("a", file="1.md", related=["x", "y"]),
        article("a", file="2.md", related=["y", "z"], published="2021-01-01"),
    )
    a = found(graph, "a")
    assert names(graph.links_out(a)) == ["y", "z", "x"]
    positions = [graph.position(a, found(graph, name)) for name in "yzx"]
    assert positions == [0, 1, 0]
    assert not graph.problems


def test_links_among_articles_come_by_source_and_then_by_place():
    graph = graph_of(article("a", related=["b", "x", "c"]), article("c", related=["a"]))
    a, b, c = (found(graph, name) for name in "abc")
    assert graph.links_among([c, a, b]) == [Link(c, a, 0), Link(a, b, 0), Link(a, c, 2)]


def test_links_among_articles_are_places_in_their_list_too():
    graph = graph_of(article("a", related=["b", "x", "c"]), article("c", related=["a"]))
    a, b, c = (found(graph, name) for name in "abc")
    assert graph.adjacency_among([c, a, b]) == [[1], [2, 0], []]
    assert graph.adjacency_among([b, a]) == [[], [0]]
    assert graph.adjacency_among([]) == []


def test_the_degrees_count_distinct_neighbours():
    graph = graph_of(article("a", related=["b", "b", "a"]), article("b"))
    assert (found(graph, "a").out_degree, found(graph, "b").in_degree) == (1, 1)


def test_a_link_knows_whether_it_is_returned():
    graph = graph_of(article("a", related=["b", "c"]), article("b", related=["a"]))
    a = found(graph, "a").index
    start, end = graph.links.outward.starts[a : a + 2]
    assert graph.links.reciprocal[start:end].tolist() == [True, False]


def test_the_networkx_view_has_articles_positions_and_the_order_of_the_lists():
    graph = graph_of(article("a", related=["c", "b"]), article("b", related=["a"]))
    a, b = address("a"), address("b")
    assert graph.nx.nodes[a]["article"] is found(graph, "a")
    assert graph.nx.edges[a, b]["position"] == 1
    assert list(graph.nx.successors(a)) == [address("c"), b]
    assert sorted(graph.nx.predecessors(a)) == [b]
    assert graph.nx.number_of_edges() == len(graph.links) == 3


def test_the_networkx_view_cannot_be_changed_but_its_copy_can():
    graph = graph_of(article("a", related=["b"]), article("b", related=["a"]))
    with pytest.raises(nx.NetworkXError, match="Frozen graph"):
        graph.nx.remove_node(address("a"))
    copy = graph.nx.copy()
    copy.edges[address("a"), address("b")]["position"] = 7
    copy.add_edge("x", "y", position=1)
    assert graph.nx.edges[address("a"), address("b")]["position"] == 0
    assert copy.edges[address("b"), address("a")]["position"] == 0
    assert graph.nx.to_undirected().number_of_edges() == 1
    assert graph.nx.reverse().has_edge(address("b"), address("a"))
