"""Providers: their names, figures and links."""

from pathlib import Path
from typing import Any

import pytest

from graphapi.store import Store
from tests.api.asking import answer, refusal, store_of


@pytest.fixture(scope="module")
def a_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(
        tmp_path_factory.mktemp("corpus"),
        one="""
            title: One
            webUrl: https://a.example/1
            publishedDateTime: 2023-01-02T00:00:00Z
            quality: 10
            provider: {name: The A, domain: a.example}
            topics: [Rain, Wind]
            related:
              - {title: Two, webUrl: "https://a.example/2"}
              - {title: Three, webUrl: "https://b.example/3"}
        """,
        two="""
            title: Two
            webUrl: https://a.example/2
            publishedDateTime: 2023-01-01T00:00:00Z
            quality: 20
            provider: {name: The A, domain: a.example, images: [{url: "https://a.example/i.png"}]}
            topics: [Rain]
            related:
              - {title: Three, webUrl: "https://b.example/3"}
        """,
        three="""
            title: Three
            webUrl: https://b.example/3
            quality: 90
            provider: {name: B, domain: b.example}
        """,
        four="""
            title: Four
            webUrl: https://a.example/4
            provider: {name: A Video, domain: A.example}
        """,
        organization="""
            taxonomy: organization
            name: The A
            domain: a.example
            images: [{url: "https://a.example/logo.png", width: 50}]
            founded: "1899"
        """,
    )


def provider(store: Store, fields: str, domain: str = "a.example") -> Any:
    query = f"query($domain: String!) {{ provider(domain: $domain) {{ {fields} }} }}"
    return answer(store, query, domain=domain)["provider"]


def test_a_provider_is_known_by_its_domain_whatever_its_case(a_store: Store):
    found = provider(a_store, "domain name articleCount names { name count }", "A.Example")
    assert found == {
        "domain": "a.example",
        "name": "The A",
        "articleCount": 3,
        "names": [{"name": "The A", "count": 2}, {"name": "A Video", "count": 1}],
    }


def test_an_unknown_provider_is_null(a_store: Store):
    assert provider(a_store, "name", "c.example") is None


def test_a_provider_has_what_its_own_file_says(a_store: Store):
    found = provider(a_store, "images { url width } extra")
    assert found["images"] == [
        {"url": "https://a.example/logo.png", "width": 50},
        {"url": "https://a.example/i.png", "width": None},
    ]
    assert found["extra"] == {"founded": "1899"}


def test_a_provider_has_its_articles_newest_first(a_store: Store):
    found = provider(
        a_store,
        """
        articles { totalCount nodes { title } }
        best: articles(filter: {quality: {isNull: false}}, orderBy: [{field: QUALITY}], first: 1) {
          nodes { title } pageInfo { hasNextPage }
        }
        """,
    )
    assert [node["title"] for node in found["articles"]["nodes"]] == ["One", "Two", "Four"]
    assert found["articles"]["totalCount"] == 3
    assert found["best"] == {"nodes": [{"title": "Two"}], "pageInfo": {"hasNextPage": True}}


def test_a_provider_has_figures_over_all_its_articles(a_store: Store):
    found = provider(a_store, "stats { count stubs quality { count average } }")
    assert found["stats"] == {"count": 3, "stubs": 0, "quality": {"count": 2, "average": 15}}


def test_a_provider_has_topics_most_articles_first(a_store: Store):
    found = provider(a_store, "topics { count topic { name } } one: topics(first: 1) { count }")
    assert found == {
        "topics": [
            {"count": 2, "topic": {"name": "Rain"}},
            {"count": 1, "topic": {"name": "Wind"}},
        ],
        "one": [{"count": 2}],
    }


def test_a_provider_links_to_others_and_to_itself(a_store: Store):
    fields = """
        linksTo { count provider { domain } }
        linkedFrom { count provider { domain } }
    """
    assert provider(a_store, fields) == {
        "linksTo": [
            {"count": 2, "provider": {"domain": "b.example"}},
            {"count": 1, "provider": {"domain": "a.example"}},
        ],
        "linkedFrom": [{"count": 1, "provider": {"domain": "a.example"}}],
    }


def test_links_can_be_counted_to_some_providers_alone(a_store: Store):
    fields = """
        one: linksTo(among: ["WWW.A.example", "unknown.example"]) { count provider { domain } }
        none: linksTo(among: []) { count }
        back: linkedFrom(among: ["b.example"]) { count }
    """
    assert provider(a_store, fields) == {
        "one": [{"count": 1, "provider": {"domain": "a.example"}}],
        "none": [],
        "back": [],
    }


def test_links_can_be_counted_to_so_many_providers_at_once(a_store: Store):
    domains = ", ".join(f'"{place}.example"' for place in range(101))
    query = f'{{ provider(domain: "a.example") {{ linksTo(among: [{domains}]) {{ count }} }} }}'
    message, _ = refusal(a_store, query)
    assert message.startswith("among: ")
    assert message.endswith("give at most 100 domains")


def test_no_link_is_missed_where_a_provider_links_to_more_than_a_list_holds(tmp_path: Path):
    entries = [
        f"{{webUrl: 'https://s{place:03}.example/{part}', title: x,"
        f" provider: {{name: x, domain: s{place:03}.example}}}}"
        for place in range(150)
        for part in range(2 if place < 149 else 1)
    ]
    hub = f"""
        title: Hub
        webUrl: https://hub.example/
        provider: {{name: Hub, domain: hub.example}}
        related: [{", ".join(entries)}]
    """
    fields = """
        linksTo(first: 100) { provider { domain } }
        last: linksTo(among: ["s149.example"]) { count }
    """
    found = provider(store_of(tmp_path, hub=hub), fields, "hub.example")
    assert {"provider": {"domain": "s149.example"}} not in found["linksTo"]
    assert found["last"] == [{"count": 1}]


@pytest.mark.parametrize("field", ["topics", "linksTo", "linkedFrom"])
@pytest.mark.parametrize("first", [-1, 101])
def test_a_list_of_an_impossible_length_is_an_error(a_store: Store, field: str, first: int):
    query = f'{{ provider(domain: "a.example") {{ {field}(first: {first}) {{ count }} }} }}'
    message, extensions = refusal(a_store, query)
    assert message.startswith(f"first: {first} cannot be used; ")
    assert "100" in message
    assert extensions["code"] == "BAD_USER_INPUT"


LIST = """
    query($filter: ProviderFilter, $orderBy: [ProviderOrder!], $first: Int, $after: String) {
      providers(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        totalCount
        nodes { domain }
        edges { cursor node { domain } }
        pageInfo { hasNextPage endCursor }
      }
    }
"""


def domains(store: Store, **variables: Any) -> str:
    nodes = answer(store, LIST, **variables)["providers"]["nodes"]
    return " ".join(node["domain"] for node in nodes)


def test_providers_come_by_article_count(a_store: Store):
    assert domains(a_store) == "a.example b.example"
    page = answer(a_store, LIST, first=1)["providers"]
    assert page["totalCount"] == 2
    assert page["pageInfo"]["hasNextPage"] is True
    assert domains(a_store, first=1, after=page["pageInfo"]["endCursor"]) == "b.example"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"articleCount": {"gte": 2}}, "a.example"),
        ({"domain": {"ne": "a.example"}}, "b.example"),
        ({"name": {"contains": "video"}}, "a.example"),
        ({"topic": {"eq": "wind"}}, "a.example"),
        ({"topic": {"isNull": True}}, "b.example"),
    ],
)
def test_providers_can_be_filtered(a_store: Store, condition: dict[str, Any], expected: str):
    assert domains(a_store, filter=condition) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("ARTICLE_COUNT", "a.example b.example"),
        ("AVERAGE_QUALITY", "b.example a.example"),
        ("AVERAGE_HEAT", "a.example b.example"),
        ("DOMAIN", "b.example a.example"),
        ("NAME", "a.example b.example"),
        ("LAST_PUBLISHED", "a.example b.example"),
    ],
)
def test_providers_can_be_ordered(a_store: Store, field: str, expected: str):
    assert domains(a_store, orderBy=[{"field": field}]) == expected
