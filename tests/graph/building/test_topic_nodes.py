"""The topics of a corpus."""

from graphapi.graph import ArticleGraph, TopicNode
from tests.corpora import article, graph_of, image, topic


def known(graph: ArticleGraph, name: str) -> TopicNode:
    found = graph.topic(name)
    assert found is not None
    return found


def test_a_topic_is_one_whatever_the_case_and_the_spelling_in_its_file_wins():
    graph = graph_of(
        article("a", topics=("web", "WEB", "Art")),
        article("b", topics=("web", "art")),
        article("c", topics=("art",)),
        topic("Web"),
    )
    assert [(one.name, one.article_count) for one in graph.topics] == [("art", 3), ("Web", 2)]
    assert graph.topic("wEB") is graph.topics[1]


def test_the_topics_of_an_article_keep_its_order():
    graph = graph_of(article("a", topics=("Zoo", "Art")), article("b", topics=("Art",)))
    (a,) = (one for one in graph.articles if one.url.endswith("a"))
    assert [one.name for one in a.topics] == ["Zoo", "Art"]


def test_slugs_are_unique_and_those_that_files_ask_for_come_first():
    graph = graph_of(article("a", topics=("C", "C++", "C#", "!?", "??")), topic("Cee", slug="c"))
    assert {one.name: one.slug for one in graph.topics} == {
        "Cee": "c",
        "C": "c-2",
        "C#": "c-3",
        "C++": "c-4",
        "!?": "topic",
        "??": "topic-2",
    }
    assert known(graph, "c").name == "C"  # a name goes before a slug
    assert known(graph, "topic-2").name == "??"


def test_a_parent_is_found_by_name_or_slug_and_made_where_no_file_has_it():
    graph = graph_of(
        topic("Sailing", parent="water-sports"),
        topic("Water sports", parent="Sports"),
        topic("Rowing", parent="WATER SPORTS"),
    )
    sailing, water, sports = (known(graph, one) for one in ("sailing", "water sports", "Sports"))
    assert sailing.parent_index == water.index
    assert water.parent_index == sports.index
    assert sports.article_count == 0
    assert [graph.topics[index].name for index in water.child_indexes] == ["Rowing", "Sailing"]


def test_a_parent_that_closes_a_circle_is_left_out_with_a_warning():
    graph = graph_of(
        topic("A", parent="B"),
        topic("B", parent="C"),
        topic("C", parent="A"),
        topic("D", parent="D"),
    )
    parents = {
        one.name: None if one.parent_index is None else graph.topics[one.parent_index].name
        for one in graph.topics
    }
    assert parents == {"A": "B", "B": "C", "C": None, "D": None}
    assert [(problem.file, problem.field) for problem in graph.problems] == [
        ("topics/C.md", "parent"),
        ("topics/D.md", "parent"),
    ]


def test_several_files_about_one_topic_are_united_the_first_by_path_leading():
    graph = graph_of(
        topic("WEB", file="2.md", keywords=("http", "css"), slug="www", extra={"a": 1, "b": 1}),
        topic("Web", file="1.md", keywords=("html", "http"), images=(image("x"),), extra={"b": 2}),
    )
    (web,) = graph.topics
    assert (web.name, web.slug, web.keywords) == ("Web", "www", ("html", "http", "css"))
    assert (web.extra, len(web.images)) == ({"a": 1, "b": 2}, 1)
    (problem,) = graph.problems
    assert (problem.file, problem.field) == ("2.md", "name")
    assert "1.md is about the topic 'Web' already" in problem.message
