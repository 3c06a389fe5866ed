"""What is similar to an article, against plain Python over sets."""

import numpy as np
import pytest
from hypothesis import given, settings

from graphapi.corpus import Corpus
from graphapi.domain import LinkDirection
from graphapi.errors import LimitExceededError
from graphapi.graph import ArticleGraph, ArticleNode, Similar, similar_articles
from graphapi.graph.discovery import similarity
from graphapi.graph.indexes.postings import Postings
from tests.corpora import article, found, graph_of, names
from tests.store.drawing import corpora


def similar(graph: ArticleGraph, one: ArticleNode) -> Similar:
    number = graph.stories.of_articles[one.index]
    mates = graph.stories.articles.of(number) if number >= 0 else np.array([], dtype=np.int32)
    neighbours = graph.discovery.get().neighbours
    return similar_articles(one.index, neighbours, graph.article_topics, mates)


def near(graph: ArticleGraph, one: ArticleNode) -> set[ArticleNode]:
    return set(graph.neighbours(one, LinkDirection.BOTH))


def ratio(one: set[object], other: set[object]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def score(graph: ArticleGraph, one: ArticleNode, other: ArticleNode) -> float:
    """The definition."""
    pair = {one, other}
    by_links = ratio(set(near(graph, one) - pair), set(near(graph, other) - pair))
    return 0.8 * by_links + 0.2 * ratio(set(one.topics), set(other.topics))


@settings(deadline=None)
@given(corpora())
def test_the_similar_ones_are_those_that_share_a_neighbour_or_the_story(drawn: Corpus):
    graph = ArticleGraph.build(drawn)
    for one in graph.articles:
        expected = {}
        for other in graph.articles:
            shared = near(graph, one) & near(graph, other)
            story = graph.story_of(one)
            is_mate = story is not None and graph.story_of(other) is story
            if other is not one and (shared or is_mate):
                expected[other] = (len(shared), score(graph, one, other))
        result = similar(graph, one)
        listed = [graph.articles[index] for index in result.articles]
        assert set(listed) == set(expected)
        for other, value, shared_count in zip(
            listed, result.scores, result.shared_neighbours, strict=True
        ):
            assert (shared_count, value) == (expected[other][0], pytest.approx(expected[other][1]))
        keys = list(zip((-result.scores).tolist(), result.articles.tolist(), strict=True))
        assert keys == sorted(keys)


@settings(deadline=None)
@given(corpora())
def test_two_articles_share_as_much_whichever_is_asked(drawn: Corpus):
    graph = ArticleGraph.build(drawn)
    told = {}
    for one in graph.articles:
        result = similar(graph, one)
        for other, value, count in zip(
            result.articles.tolist(), result.scores, result.shared_neighbours, strict=True
        ):
            told[one.index, other] = (value, count)
    assert told == {(other, one): value for (one, other), value in told.items()}


def test_articles_of_a_story_are_similar_where_nothing_is_shared_stubs_included():
    graph = graph_of(article("a", related=["b"]), article("b", related=["c"]), article("lone"))
    result = similar(graph, found(graph, "a"))
    assert names(graph.articles[index] for index in result.articles) == ["c", "b"]
    assert result.shared_neighbours.tolist() == [1, 0]
    assert len(similar(graph, found(graph, "lone")).articles) == 0


def test_the_same_neighbourhood_and_topics_make_a_score_of_one():
    graph = graph_of(
        article("a", related=["x", "y", "b"], topics=("t",)),
        article("b", related=["x", "y"], topics=("t",)),
    )
    result = similar(graph, found(graph, "a"))
    assert names([graph.articles[result.articles[0]]]) == ["b"]
    assert result.scores[0] == 1.0


def test_counting_many_gives_what_counting_few_gives():
    listed, more = np.array([3, 1, 3, 0, 3], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    for count in (1_000, 4):
        found_, counts = similarity._counted(listed, more, count)
        assert (found_.tolist(), counts.tolist()) == ([0, 1, 2, 3], [1, 1, 0, 3])


def test_neighbours_with_too_many_links_are_refused_before_they_are_looked_at():
    """A star whose lists are long on paper: its numbers end before its members do."""
    starts = np.array([0, 1, 20_000_000], dtype=np.int64)
    neighbours = Postings(starts, np.array([1], dtype=np.int32))
    nothing = Postings(np.zeros(3, dtype=np.int64), np.array([], dtype=np.int32))
    with pytest.raises(LimitExceededError, match="19,999,999 links, more than the 10,000,000"):
        similar_articles(0, neighbours, nothing, np.array([], dtype=np.int32))
