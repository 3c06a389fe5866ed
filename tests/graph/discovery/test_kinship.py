"""What is similar to an article or to a text."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import ArticleDocument
from graphapi.graph import ArticleGraph, Similar
from tests.corpora import article, found, graph_of, names

FILLER = [
    article(f"filler-{number}", title=f"Nothing much happened {word} today", published="2021-01-01")
    for number, word in enumerate(("here", "there", "elsewhere", "anywhere", "nearby", "outside"))
]
"""Articles that make the words of the others rare."""


def similar(graph: ArticleGraph, name: str) -> Similar:
    return graph.kinship.similar(found(graph, name).index)


def nearest(graph: ArticleGraph, name: str) -> list[str]:
    return names(graph.articles[index] for index in similar(graph, name).articles)


def score(graph: ArticleGraph, name: str, other: str) -> float:
    result = similar(graph, name)
    [place] = (result.articles == found(graph, other).index).nonzero()[0]
    return float(result.scores[place])


def test_rare_words_in_common_make_articles_similar_though_no_link_joins_them():
    graph = graph_of(
        article("ferry", title="The ferry leaves Skerrow", published="2021-01-01"),
        article("boats", title="Skerrow counts its ferries", published="2021-01-01"),
        *FILLER,
    )
    assert nearest(graph, "ferry")[0] == "boats"
    assert 0 < score(graph, "ferry", "boats") < 1


def test_of_articles_equally_near_in_words_the_nearer_in_time_is_more_similar():
    graph = graph_of(
        article("asked", title="Skerrow ferry", published="2021-01-01"),
        article("late", title="Skerrow ferry", published="2021-06-01"),
        article("soon", title="Skerrow ferry", published="2021-01-03"),
        *FILLER,
    )
    assert nearest(graph, "asked")[:2] == ["soon", "late"]
    assert score(graph, "asked", "late") == pytest.approx(0.3, abs=0.01)


def test_neighbours_in_common_make_articles_similar_and_a_link_alone_does_a_little():
    graph = graph_of(
        article("a", title="Quay", related=["x", "y"], published="2021-01-01"),
        article("b", title="Loom", related=["x", "y"], published="2021-01-01"),
        article("c", title="Vane", related=["d"], published="2021-01-01"),
        article("d", title="Reel", published="2021-01-01"),
    )
    result = similar(graph, "a")
    place = result.articles.tolist().index(found(graph, "b").index)
    assert result.shared_neighbours[place] == 2
    assert 0.1 < score(graph, "a", "b") < 0.4
    assert "d" in nearest(graph, "c")


def test_a_rare_topic_in_common_adds_to_the_score():
    def graph_with(topic: str) -> ArticleGraph:
        return graph_of(
            article("a", title="Skerrow ferry", topics=("sea",), published="2021-01-01"),
            article("b", title="Skerrow boats", topics=(topic,), published="2021-01-01"),
            *FILLER,
        )

    assert score(graph_with("sea"), "a", "b") > score(graph_with("land"), "a", "b")


def test_an_article_without_words_or_links_in_common_is_not_among_the_similar():
    graph = graph_of(article("a", title="Skerrow"), article("b", title="Halvern"))
    assert nearest(graph, "a") == []


def test_numbers_of_days_and_years_are_nothing_in_common():
    graph = graph_of(article("a", title="Skerrow 31 2024"), article("b", title="Halvern 31 2024"))
    assert nearest(graph, "a") == []


def test_only_chosen_articles_are_found_where_some_are_chosen():
    graph = graph_of(*(article(name, title="Skerrow ferry") for name in "abcd"), *FILLER)
    chosen = [found(graph, name).index for name in "bd"]
    result = graph.kinship.similar(found(graph, "a").index, chosen=sorted_indexes(chosen))
    assert sorted(result.articles.tolist()) == sorted(chosen)


def sorted_indexes(indexes: list[int]):
    import numpy as np

    return np.array(sorted(indexes), dtype=np.int32)


def test_a_text_finds_what_is_about_the_same_thing_nearest_in_time_first():
    graph = graph_of(
        article("new", title="The ferry leaves Skerrow", published="2021-03-01"),
        article("old", title="The ferry leaves Skerrow", published="2021-01-01"),
        *FILLER,
    )
    moment = graph.columns.published_at[found(graph, "old").index]
    result = graph.kinship.similar_to("Skerrow's ferries", int(moment))
    assert names(graph.articles[index] for index in result.articles[:2]) == ["old", "new"]
    assert graph.kinship.similar_to("").articles.tolist() == []
    assert graph.kinship.similar_to("zzz 7").articles.tolist() == []


words = st.sampled_from(
    ["ferry", "ferries", "Skerrow", "quay", "leaves", "the", "a", "of", "Köln", "東京", "2021", "7"]
)
texts = st.lists(words, max_size=8).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> list[ArticleDocument]:
    letters = "abcdefgh"
    chosen = draw(st.lists(st.sampled_from(letters), unique=True, min_size=1))
    dates = st.sampled_from([None, "2021-01-01", "2021-01-05", "2022-01-01"])
    return [
        article(
            name,
            title=draw(texts) or name,
            excerpt=draw(st.none() | texts),
            published=draw(dates),
            related=draw(st.lists(st.sampled_from(letters), max_size=3)),
        )
        for name in chosen
    ]


@given(documents(), st.randoms(use_true_random=False))
def test_scores_are_from_0_to_1_fall_and_are_the_same_whatever_the_order_of_files(
    files: list[ArticleDocument], chance: random.Random
):
    one = graph_of(*files)
    other = graph_of(*chance.sample(files, len(files)))
    for node in one.articles:
        result = one.kinship.similar(node.index)
        scores = result.scores.tolist()
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert node.index not in result.articles
        assert len(set(result.articles.tolist())) == len(result.articles)
        again = other.kinship.similar(node.index)
        assert (again.articles.tolist(), again.scores.tolist()) == (
            result.articles.tolist(),
            scores,
        )


@given(documents())
def test_an_article_and_its_own_text_find_the_same_words(files: list[ArticleDocument]):
    graph = graph_of(*files)
    for node in graph.articles:
        by_text = graph.kinship.similar_to(f"{node.title} {node.excerpt or ''}")
        assert set(by_text.articles.tolist()) <= set(range(len(graph.articles)))
