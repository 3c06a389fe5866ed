"""The ranks of articles."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.graph import ArticleGraph
from tests.corpora import article, found, graph_of, names


@st.composite
def linked(draw: st.DrawFn) -> ArticleGraph:
    """Up to a dozen articles that list any of a dozen, so that some lead nowhere."""
    names = st.sampled_from("abcdefghijkl")
    return graph_of(
        *(
            article(name, related=draw(st.lists(names, max_size=5)))
            for name in draw(st.lists(names, max_size=12, unique=True))
        )
    )


@given(linked())
def test_ranks_are_those_of_networkx_and_together_they_are_one(graph: ArticleGraph):
    expected = nx.pagerank(graph.nx, alpha=0.85, tol=1e-14, max_iter=1_000)
    assert len(graph.ranks) == len(expected)
    for one in graph.articles:
        assert abs(graph.ranks[one.index] - expected[one.url]) < 1e-10
    if expected:
        assert abs(graph.ranks.sum() - 1) < 1e-9


def test_ranks_of_a_larger_graph_are_those_of_networkx():
    rng = np.random.default_rng(7)
    graph = graph_of(
        *(
            article(str(one), related=[str(other) for other in rng.integers(0, 400, one % 9)])
            for one in range(300)
        )
    )
    expected = nx.pagerank(graph.nx, alpha=0.85, tol=1e-15, max_iter=1_000)
    differences = [abs(graph.ranks[one.index] - expected[one.url]) for one in graph.articles]
    assert max(differences) < 1e-11
    assert abs(graph.ranks.sum() - 1) < 1e-9


def test_articles_that_links_cannot_tell_apart_have_the_same_rank_to_the_last_bit():
    groups = ["abcdefg", "hij", "klmnopqrstu"]
    graph = graph_of(
        *(
            article(name, related=[other for other in group if other != name])
            for group in groups
            for name in group
        )
    )
    for group in groups:
        assert len({graph.ranks[found(graph, name).index] for name in group}) == 1


def test_who_is_listed_more_and_by_higher_ones_ranks_higher():
    graph = graph_of(
        article("a", related=["hub"]),
        article("b", related=["hub"]),
        article("hub", related=["next"]),
        article("c", related=["other"]),
    )
    ranked = sorted(graph.articles, key=lambda one: (-graph.ranks[one.index], one.url))
    assert names(ranked) == ["next", "hub", "other", "a", "b", "c"]


@pytest.mark.parametrize("documents", [(), (article("a"),)])
def test_a_graph_without_links_has_ranks_too(documents: tuple[object, ...]):
    graph = graph_of(*documents)  # type: ignore[arg-type]  # a tuple of no articles
    assert graph.ranks.tolist() == [1.0] * len(documents)
    assert graph.stories.of_articles.tolist() == [-1] * len(documents)
