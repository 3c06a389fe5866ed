"""Search: breadth first, and shortest paths. networkx is the judge."""

from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.domain import LinkDirection
from graphapi.errors import LimitExceededError
from graphapi.graph import ArticleGraph, BreadthFirst, shortest_paths
from graphapi.graph.walking import paths as paths_module
from tests.corpora import address, article, found, graph_of, names

LETTERS = "abcdefg"


def exhaust(walk: BreadthFirst) -> None:
    """Search to the end."""
    while walk.extend(len(walk.found) + 1):
        pass


def search(graph: ArticleGraph, start: str, hops: int, through: str | None = None) -> BreadthFirst:
    crossing = None if through is None else (lambda one: names([one])[0] in through)
    return BreadthFirst([found(graph, start)], graph.links_out, hops, crossing)


def paths(
    graph: ArticleGraph, source: str, target: str, hops: int, count: int, through: str | None = None
) -> list[str]:
    crossing = None if through is None else (lambda one: names([one])[0] in through)
    walked = shortest_paths(
        found(graph, source),
        found(graph, target),
        graph.links_out,
        graph.links_in,
        hops,
        count,
        crossing,
    )
    return ["".join(names(path)) for path in walked]


def test_articles_come_nearest_first_and_ties_in_link_order():
    graph = graph_of(
        article("a", related=["c", "b"]),
        article("b", related=["d"]),
        article("c", related=["e", "b"]),
    )
    walk = search(graph, "a", 2)
    exhaust(walk)
    assert names(walk.found) == ["a", "c", "b", "e", "d"]
    assert [walk.hops(place) for place in range(5)] == [0, 1, 1, 2, 2]
    assert names(walk.path(found(graph, "d"))) == ["a", "b", "d"]


def test_a_search_goes_no_further_than_it_is_asked():
    graph = graph_of(*(article(one, related=[other]) for one, other in pairwise("abcde")))
    walk = search(graph, "a", 9)
    assert walk.extend(2)
    assert names(walk.found) == ["a", "b"]
    assert not walk.extend(9)
    assert names(walk.found) == ["a", "b", "c", "d", "e"]


def test_an_article_that_may_not_be_crossed_is_found_but_leads_nowhere():
    graph = graph_of(article("a", related=["b"]), article("b", related=["c"]))
    walk = search(graph, "a", 9, through="ac")
    exhaust(walk)
    assert names(walk.found) == ["a", "b"]


def test_paths_come_shortest_first_and_equals_in_link_order():
    graph = graph_of(
        article("a", related=["c", "b", "d"]),
        article("b", related=["d"]),
        article("c", related=["b", "d"]),
    )
    assert paths(graph, "a", "d", 6, 9) == ["ad", "acd", "abd", "acbd"]
    assert paths(graph, "a", "d", 6, 2) == ["ad", "acd"]
    assert paths(graph, "a", "d", 2, 9) == ["ad", "acd", "abd"]
    assert paths(graph, "d", "a", 6, 9) == []
    assert paths(graph, "a", "d", 6, 9, through="c") == ["ad", "acd"]


def test_from_an_article_to_itself_leads_one_path_of_no_links():
    graph = graph_of(article("a", related=["b"]), article("b", related=["a"]))
    assert paths(graph, "a", "a", 6, 9) == ["a"]


def test_a_search_for_paths_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(paths_module, "MAX_PATH_WORK", 50)
    graph = graph_of(*(article(one, related=[x for x in LETTERS if x != one]) for one in LETTERS))
    with pytest.raises(LimitExceededError, match="ask for fewer paths, a smaller maxHops"):
        paths(graph, "a", "b", 6, 999)


@st.composite
def graphs(draw: st.DrawFn) -> ArticleGraph:
    listed = st.lists(st.sampled_from(LETTERS), max_size=4, unique=True)
    return graph_of(
        *(article(one, related=[x for x in draw(listed) if x != one]) for one in LETTERS)
    )


def oriented(graph: ArticleGraph, direction: LinkDirection) -> Any:
    if direction is LinkDirection.OUT:
        return graph.nx
    return graph.nx.reverse() if direction is LinkDirection.IN else graph.nx.to_undirected()


@given(graphs(), st.sampled_from(LinkDirection), st.integers(0, 5))
def test_what_is_within_reach_is_what_networkx_finds(
    graph: ArticleGraph, direction: LinkDirection, hops: int
):
    start = found(graph, "a")
    walk = BreadthFirst([start], lambda one: graph.neighbours(one, direction), hops)
    exhaust(walk)
    distances = {one.url: walk.hops(place) for place, one in enumerate(walk.found)}
    view = oriented(graph, direction)
    assert distances == nx.single_source_shortest_path_length(view, start.url, cutoff=hops)
    assert list(distances.values()) == sorted(distances.values())
    for one in walk.found:
        path = [each.url for each in walk.path(one)]
        assert len(path) == distances[one.url] + 1
        assert path[0] == start.url
        assert nx.is_path(view, path)


@given(graphs(), st.sampled_from(LinkDirection), st.integers(1, 6), st.integers(1, 12))
def test_paths_are_those_of_networkx_shortest_first(
    graph: ArticleGraph, direction: LinkDirection, hops: int, count: int
):
    back = {LinkDirection.OUT: LinkDirection.IN, LinkDirection.IN: LinkDirection.OUT}
    walked = shortest_paths(
        found(graph, "a"),
        found(graph, "g"),
        lambda one: graph.neighbours(one, direction),
        lambda one: graph.neighbours(one, back.get(direction, direction)),
        hops,
        count,
    )
    urls = [tuple(one.url for one in path) for path in walked]
    every = nx.all_simple_paths(oriented(graph, direction), address("a"), address("g"), cutoff=hops)
    lengths = sorted(len(path) for path in every)
    assert [len(path) for path in urls] == lengths[:count]
    assert len(set(urls)) == len(urls)
    for path in urls:
        assert len(set(path)) == len(path)
        assert nx.is_path(oriented(graph, direction), list(path))
    in_link_order = {
        one: [near.url for near in graph.neighbours(found(graph, one), direction)]
        for one in LETTERS
    }
    keys = [
        (len(path), [in_link_order[a[-1]].index(b) for a, b in pairwise(path)]) for path in urls
    ]
    assert keys == sorted(keys)


@given(graphs(), st.sets(st.sampled_from(LETTERS)), st.integers(1, 4))
def test_what_may_be_crossed_is_what_networkx_finds_without_the_rest(
    graph: ArticleGraph, allowed: set[str], hops: int
):
    walk = search(graph, "a", hops, through="".join(allowed))
    exhaust(walk)
    pruned = graph.nx.copy()
    for one in LETTERS:
        if one not in allowed and one != "a":
            pruned.remove_edges_from(list(pruned.out_edges(address(one))))
    reached = nx.single_source_shortest_path_length(pruned, address("a"), cutoff=hops)
    assert {one.url for one in walk.found} == set(reached)
