"""Topics: trees, figures and neighbours."""

from typing import Any

import pytest

from graphapi.store import Store
from tests.api.asking import answer, refusal, store_of


@pytest.fixture(scope="module")
def a_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    def article(name: str, host: str, topics: str) -> str:
        return f"""
            title: {name}
            webUrl: https://{host}.example/{name}
            publishedDateTime: 2023-01-01T00:00:00Z
            provider: {{name: {host}, domain: {host}.example}}
            topics: [{topics}]
        """

    return store_of(
        tmp_path_factory.mktemp("corpus"),
        transport="""
            taxonomy: topic
            name: Transport
            keywords: [timetable, fare]
            hashtags: ["#Transport"]
            images: [{url: "https://n.example/t.jpg"}]
            colour: blue
        """,
        trains="""
            taxonomy: topic
            name: Night Trains
            shortname: Sleepers
            parent: Transport
        """,
        ferries="""
            taxonomy: topic
            name: Ferries
            parent: Transport
        """,
        one=article("one", "x", "Night Trains, Ferries"),
        two=article("two", "x", "Night Trains, Weather"),
        three=article("three", "y", "night trains, Ferries"),
    )


def topic(store: Store, fields: str, name: str = "Night Trains") -> Any:
    query = f"query($name: String!) {{ topic(name: $name) {{ {fields} }} }}"
    return answer(store, query, name=name)["topic"]


@pytest.mark.parametrize("name", ["Night Trains", "night trains", "night-trains", "NIGHT-TRAINS"])
def test_a_topic_is_found_by_name_or_slug_whatever_its_case(a_store: Store, name: str):
    assert topic(a_store, "name slug shortName", name) == {
        "name": "Night Trains",
        "slug": "night-trains",
        "shortName": "Sleepers",
    }


def test_an_unknown_topic_is_null(a_store: Store):
    assert topic(a_store, "name", "Cooking") is None


def test_a_topic_has_what_its_own_file_says(a_store: Store):
    assert topic(a_store, "keywords hashtags images { url } extra", "Transport") == {
        "keywords": ["timetable", "fare"],
        "hashtags": ["#Transport"],
        "images": [{"url": "https://n.example/t.jpg"}],
        "extra": {"colour": "blue"},
    }


def test_topics_form_a_tree_with_children_by_name(a_store: Store):
    found = topic(a_store, "parent { name } children { name parent { name } }", "Transport")
    assert found == {
        "parent": None,
        "children": [
            {"name": "Ferries", "parent": {"name": "Transport"}},
            {"name": "Night Trains", "parent": {"name": "Transport"}},
        ],
    }


def test_a_topic_has_articles_and_figures_over_them(a_store: Store):
    found = topic(
        a_store,
        """
        articleCount
        articles(filter: {provider: {eq: "x.example"}}) { totalCount nodes { title } }
        stats { count providers }
        """,
    )
    assert found == {
        "articleCount": 3,
        "articles": {"totalCount": 2, "nodes": [{"title": "one"}, {"title": "two"}]},
        "stats": {"count": 3, "providers": 2},
    }


def test_a_topic_has_neighbours_most_shared_articles_first(a_store: Store):
    found = topic(a_store, "relatedTopics { count topic { name } }")
    assert found["relatedTopics"] == [
        {"count": 2, "topic": {"name": "Ferries"}},
        {"count": 1, "topic": {"name": "Weather"}},
    ]


def test_a_topic_has_providers_most_articles_first(a_store: Store):
    found = topic(a_store, "providers { count provider { domain } }")
    assert found["providers"] == [
        {"count": 2, "provider": {"domain": "x.example"}},
        {"count": 1, "provider": {"domain": "y.example"}},
    ]


@pytest.mark.parametrize("field", ["relatedTopics", "providers"])
def test_a_list_of_an_impossible_length_is_an_error(a_store: Store, field: str):
    query = f'{{ topic(name: "Ferries") {{ {field}(first: 101) {{ count }} }} }}'
    message, extensions = refusal(a_store, query)
    assert message.startswith("first: 101 cannot be used; ")
    assert extensions["code"] == "BAD_USER_INPUT"


def test_topics_come_by_article_count_then_name(a_store: Store):
    query = """
        query($orderBy: [TopicOrder!], $first: Int) {
          topics(orderBy: $orderBy, first: $first) { totalCount edges { cursor node { name } } }
        }
    """

    def names(**variables: Any) -> list[str]:
        edges = answer(a_store, query, **variables)["topics"]["edges"]
        return [edge["node"]["name"] for edge in edges]

    assert names() == ["Night Trains", "Ferries", "Weather", "Transport"]
    assert names(orderBy=[{"field": "NAME", "direction": "ASC"}], first=2) == [
        "Ferries",
        "Night Trains",
    ]
    assert names(orderBy=[{"field": "LAST_PUBLISHED"}])[-1] == "Transport"
