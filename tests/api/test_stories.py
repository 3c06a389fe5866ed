"""Stories, ranks and similar articles, as a client sees them."""

from typing import Any

import pytest

from graphapi.api.global_ids import encode_id
from graphapi.errors import shown
from graphapi.store import Store
from tests.api.asking import answer, refusal, store_of


def article(name: str, day: int, related: str = "", topics: str = "", heat: int = 1) -> str:
    entries = ", ".join(
        f"{{title: {one}, webUrl: 'https://n.example/{one}'}}" for one in related.split()
    )
    return f"""
        title: {name}
        webUrl: https://n.example/{name}
        publishedDateTime: 2023-01-{day:02}T00:00:00Z
        provider: {{name: N, domain: n.example}}
        topics: [{topics}]
        heat: {heat}
        related: [{entries}]
    """


@pytest.fixture(scope="module")
def a_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(
        tmp_path_factory.mktemp("corpus"),
        ferry=article("ferry", 1, "harbour pier", "Ships, Sea"),
        pier=article("pier", 2, "harbour", "Sea, Stone"),
        boat=article("boat", 3, "harbour", "Ships, Sea"),
        train=article("train", 4, "station", heat=9),
        lone=article("lone", 5),
    )


def asked(store: Store, name: str, fields: str) -> Any:
    query = f"query($url: URL!) {{ article(url: $url) {{ {fields} }} }}"
    return answer(store, query, url=f"https://n.example/{name}")["article"]


def test_a_story_has_a_title_a_lead_articles_and_figures(a_store: Store):
    fields = """
        story {
            title size lead { title }
            articles { totalCount nodes { title } stats { stubs } }
            hot: articles(filter: {title: {eq: "boat"}}, orderBy: [{field: RANK}]) {
                nodes { title }
            }
            stats { count heat { sum } topics }
        }
    """
    assert asked(a_store, "ferry", fields)["story"] == {
        "title": "harbour",
        "size": 4,
        "lead": {"title": "harbour"},
        "articles": {
            "totalCount": 4,
            "nodes": [{"title": name} for name in ("boat", "pier", "ferry", "harbour")],
            "stats": {"stubs": 1},
        },
        "hot": {"nodes": [{"title": "boat"}]},
        "stats": {"count": 4, "heat": {"sum": 3.0}, "topics": 3},
    }


def test_a_lone_article_has_no_story_and_nothing_similar_but_a_rank(a_store: Store):
    found = asked(a_store, "lone", "story { size } similar { totalCount nodes { url } } rank")
    assert found.pop("rank") > 0
    assert found == {"story": None, "similar": {"totalCount": 0, "nodes": []}}


def test_stories_are_counted_listed_and_left_out_by_size(a_store: Store):
    query = """
        query($size: Int!, $order: StoryOrder!) {
            corpus { stories }
            stories(minSize: $size, orderBy: $order) { totalCount nodes { title } }
        }
    """

    def titles(size: int, order: str) -> list[str]:
        found = answer(a_store, query, size=size, order=order)
        assert found["corpus"]["stories"] == 2
        assert found["stories"]["totalCount"] == len(found["stories"]["nodes"])
        return [story["title"] for story in found["stories"]["nodes"]]

    assert titles(2, "SIZE_DESC") == ["harbour", "station"]
    assert titles(1, "LATEST_DESC") == titles(2, "HEAT_DESC") == ["station", "harbour"]
    assert titles(3, "LATEST_DESC") == ["harbour"]
    assert titles(5, "SIZE_DESC") == []


def test_without_arguments_stories_are_those_of_two_or_more_largest_first(a_store: Store):
    found = answer(a_store, "{ stories { nodes { size } edges { cursor node { id } } } }")
    assert [story["size"] for story in found["stories"]["nodes"]] == [4, 2]


def test_a_story_is_found_by_its_id_and_by_that_of_any_former_oldest_article(a_store: Store):
    query = "query($id: ID!) { story(id: $id) { id size } node(id: $id) { __typename id } }"
    id_ = asked(a_store, "boat", "story { id }")["story"]["id"]
    assert id_ == encode_id("Story", "https://n.example/ferry")
    for known in (id_, encode_id("Story", "https://n.example/pier")):
        assert answer(a_store, query, id=known) == {
            "story": {"id": id_, "size": 4},
            "node": {"__typename": "Story", "id": id_},
        }
    for gone in ("lone", "nobody"):
        unknown = encode_id("Story", f"https://n.example/{gone}")
        assert answer(a_store, query, id=unknown) == {"story": None, "node": None}


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("nonsense", "use an id that this API has handed out"),
        (encode_id("Story", "1"), "use an id that this API has handed out"),
        (encode_id("Topic", "Sea"), "it is the id of a Topic; use that of a Story"),
    ],
)
def test_what_is_no_id_of_a_story_is_refused(a_store: Store, text: str, allowed: str):
    message, extensions = refusal(a_store, "query($id: ID!) { story(id: $id) { size } }", id=text)
    assert message == f"id: {shown(text)} cannot be used; {allowed}"
    assert extensions == {"code": "BAD_USER_INPUT", "argument": "id"}


def test_similar_articles_come_with_reasons_best_first(a_store: Store):
    fields = """
        similar(first: 2) {
            totalCount
            edges { node { title } score sharedNeighbors sharedTopics { name } }
            pageInfo { hasNextPage endCursor }
        }
    """
    found = asked(a_store, "ferry", fields)["similar"]
    assert found["totalCount"] == 3
    assert found["pageInfo"]["hasNextPage"]
    # Beside the two themselves, ferry and pier have one neighbour, and both have it; ferry and
    # boat have two, of which both have one. Of three topics they have one, and both of two.
    pier, boat = found["edges"]
    assert pier == {
        "node": {"title": "pier"},
        "score": pytest.approx(0.8 + 0.2 / 3),
        "sharedNeighbors": 1,
        "sharedTopics": [{"name": "Sea"}],
    }
    assert boat == {
        "node": {"title": "boat"},
        "score": pytest.approx(0.8 / 2 + 0.2),
        "sharedNeighbors": 1,
        "sharedTopics": [{"name": "Ships"}, {"name": "Sea"}],
    }


def test_similar_articles_can_be_filtered_and_paged(a_store: Store):
    rest = """
        similar(filter: {title: {ne: "pier"}}, first: 1) { nodes { title } pageInfo { endCursor } }
    """
    first = asked(a_store, "ferry", rest)["similar"]
    query = """
        query($after: String!) {
            article(url: "https://n.example/ferry") {
                similar(filter: {title: {ne: "pier"}}, after: $after) {
                    totalCount nodes { title stub }
                }
            }
        }
    """
    found = answer(a_store, query, after=first["pageInfo"]["endCursor"])["article"]["similar"]
    assert first["nodes"] == [{"title": "boat"}]
    assert found == {"totalCount": 2, "nodes": [{"title": "harbour", "stub": True}]}


def test_articles_sort_by_rank(a_store: Store):
    found = answer(a_store, "{ articles(orderBy: [{field: RANK}]) { nodes { title rank } } }")
    ranks = [node["rank"] for node in found["articles"]["nodes"]]
    assert ranks == sorted(ranks, reverse=True)
    assert sum(ranks) == pytest.approx(1)
    assert found["articles"]["nodes"][0]["title"] == "harbour"
