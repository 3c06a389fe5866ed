"""Stories, ranks and similar articles, as a client sees them."""

from typing import Any

import pytest

from graphapi.api.global_ids import encode_id
from graphapi.errors import shown
from graphapi.store import Store
from tests.api.asking import answer, refusal, store_of


def article(name: str, day: int, title: str, related: str = "", more: str = "") -> str:
    entries = ", ".join(
        f"{{title: Harbour, webUrl: 'https://n.example/{one}'}}" for one in related.split()
    )
    return f"""
        title: {title}
        webUrl: https://n.example/{name}
        publishedDateTime: 2023-01-{day:02}T00:00:00Z
        provider: {{name: N, domain: n.example}}
        related: [{entries}]
        {more}
    """


SHIPS = "topics: [Ships, Sea]\n        heat: 1"
SEA = "topics: [Sea]\n        heat: 3"
QUIET = ["north", "south", "east", "west", "hill", "dale", "moor", "fen"]
REPORT = "excerpt: Tugs free the aground Skerrow ferry."


@pytest.fixture(scope="module")
def a_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    quiet = {
        f"quiet{day}": article(f"quiet{day}", day, f"Quiet {word}")
        for day, word in enumerate(
            ["north", "south", "east", "west", "hill", "dale", "moor", "fen"], 1
        )
    }
    return store_of(
        tmp_path_factory.mktemp("corpus"),
        aground=article(
            "aground",
            1,
            "Skerrow ferry runs aground",
            "harbour",
            SHIPS,
        ),
        rocks=article("rocks", 2, "Ferry aground off Skerrow", "harbour", SEA),
        free=article("free", 3, "Skerrow ferry aground until noon", "", REPORT),
        wire=article("wire", 4, "Skerrow ferry aground until noon", "", REPORT),
        comet=article("comet", 20, "Comet over Halvern", "", "heat: 9"),
        tail=article("tail", 21, "Comet over Halvern tonight"),
        **quiet,
    )


def asked(store: Store, name: str, fields: str) -> Any:
    query = f"query($url: URL!) {{ article(url: $url) {{ {fields} }} }}"
    return answer(store, query, url=f"https://n.example/{name}")["article"]


def test_a_story_has_a_title_a_lead_articles_and_figures(a_store: Store):
    fields = """
        story {
            title size lead { title } firstPublished lastPublished
            terms(first: 3)
            providers { count provider { domain } }
            articles { totalCount nodes { title } }
            hot: articles(filter: {heat: {gt: 2}}, orderBy: [{field: RANK}]) { nodes { title } }
            copies { url copies { url } }
            stats { count heat { sum } topics }
        }
    """
    story = asked(a_store, "aground", fields)["story"]
    assert story.pop("articles")["totalCount"] == 4
    assert {term.lower() for term in story.pop("terms")} == {"aground", "ferry", "skerrow"}
    assert story.pop("title") == story.pop("lead")["title"]
    assert story == {
        "size": 4,
        "firstPublished": "2023-01-01T00:00:00Z",
        "lastPublished": "2023-01-04T00:00:00Z",
        "providers": [{"count": 4, "provider": {"domain": "n.example"}}],
        "hot": {"nodes": [{"title": "Ferry aground off Skerrow"}]},
        "copies": [
            {"url": "https://n.example/free", "copies": [{"url": "https://n.example/wire"}]}
        ],
        "stats": {"count": 4, "heat": {"sum": 4.0}, "topics": 2},
    }


def test_a_lone_article_has_no_story_and_no_copies_but_a_rank(a_store: Store):
    fields = "story { size } copies { url } copyCount rank similar { totalCount }"
    found = asked(a_store, "harbour", fields)
    assert found.pop("rank") > 0
    assert found == {"story": None, "copies": [], "copyCount": 0, "similar": {"totalCount": 2}}


def test_lists_show_a_report_once_as_the_copy_that_came_first(a_store: Store):
    query = """
        query($filter: ArticleFilter) {
            articles(
              filter: $filter, collapseCopies: true, first: 3,
              orderBy: [{field: TITLE, direction: DESC}]
            ) {
                totalCount
                nodes { url copyCount }
                stats { count }
                groups(by: [YEAR]) { count }
            }
        }
    """
    some = {"title": {"startsWith": "Skerrow ferry"}}
    assert answer(a_store, query, filter=some)["articles"] == {
        "totalCount": 2,
        "nodes": [
            {"url": "https://n.example/aground", "copyCount": 0},
            {"url": "https://n.example/free", "copyCount": 1},
        ],
        "stats": {"count": 2},
        "groups": [{"count": 2}],
    }
    later = some | {"publishedDateTime": {"gt": "2023-01-03T00:00:00Z"}}
    shown = answer(a_store, query, filter=later)["articles"]["nodes"]
    assert [node["url"] for node in shown] == ["https://n.example/wire"]
    within = "story { articles(collapseCopies: true) { totalCount } }"
    assert asked(a_store, "aground", within)["story"]["articles"]["totalCount"] == 3


def test_stories_are_counted_listed_and_left_out_by_size(a_store: Store):
    query = """
        query($size: Int!, $order: StoryOrder!) {
            corpus { stories }
            stories(minSize: $size, orderBy: $order) { totalCount nodes { size } }
        }
    """

    def sizes(size: int, order: str) -> list[int]:
        found = answer(a_store, query, size=size, order=order)
        assert found["corpus"]["stories"] == 2
        assert found["stories"]["totalCount"] == len(found["stories"]["nodes"])
        return [story["size"] for story in found["stories"]["nodes"]]

    assert sizes(2, "SIZE_DESC") == [4, 2]
    assert sizes(1, "LATEST_DESC") == sizes(2, "HEAT_DESC") == sizes(2, "TRENDING") == [2, 4]
    assert sizes(3, "LATEST_DESC") == [4]
    assert sizes(5, "SIZE_DESC") == []


def test_stories_are_narrowed_by_a_filter_and_by_a_period(a_store: Store):
    query = """
        query($filter: ArticleFilter, $from: DateTime, $to: DateTime) {
            stories(filter: $filter, publishedFrom: $from, publishedTo: $to) { nodes { size } }
        }
    """

    def sizes(**asked: Any) -> list[int]:
        return [story["size"] for story in answer(a_store, query, **asked)["stories"]["nodes"]]

    hot = {"heat": {"gt": 5}}
    assert sizes() == [4, 2]
    assert sizes(filter=hot) == [2]
    assert sizes(filter={"topic": {"eq": "Sea"}}) == [4]
    assert sizes(to="2023-01-04T00:00:00Z") == [4]
    assert sizes(**{"from": "2023-01-04T00:00:00Z"}) == [4, 2]
    assert sizes(**{"from": "2023-01-04T00:00:01Z"}) == [2]
    assert sizes(**{"from": "2023-01-05T00:00:00Z", "to": "2023-01-19T00:00:00Z"}) == []
    assert sizes(filter=hot, to="2023-01-04T00:00:00Z") == []


def test_what_is_trending_depends_on_the_end_of_the_period(a_store: Store):
    query = """
        query($to: DateTime) {
            stories(publishedTo: $to, orderBy: TRENDING) { nodes { size } edges { cursor } }
        }
    """
    now = answer(a_store, query)["stories"]
    then = answer(a_store, query, to="2023-01-06T00:00:00Z")["stories"]
    assert [story["size"] for story in now["nodes"]] == [2, 4]
    assert [story["size"] for story in then["nodes"]] == [4]
    assert now["edges"][0]["cursor"] != then["edges"][0]["cursor"]


def test_without_arguments_stories_are_those_of_two_or_more_largest_first(a_store: Store):
    found = answer(a_store, "{ stories { nodes { size } edges { cursor node { id } } } }")
    assert [story["size"] for story in found["stories"]["nodes"]] == [4, 2]


def test_a_story_is_found_by_its_id_and_by_that_of_any_former_oldest_article(a_store: Store):
    query = "query($id: ID!) { story(id: $id) { id size } node(id: $id) { __typename id } }"
    id_ = asked(a_store, "wire", "story { id }")["story"]["id"]
    assert id_ == encode_id("Story", "https://n.example/aground")
    for known in (id_, encode_id("Story", "https://n.example/rocks")):
        assert answer(a_store, query, id=known) == {
            "story": {"id": id_, "size": 4},
            "node": {"__typename": "Story", "id": id_},
        }
    for gone in ("quiet1", "nobody"):
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
        similar(first: 1) {
            totalCount
            edges {
                node { title } score sharedNeighbors sharedTopics { name } sharedTerms daysApart
            }
            pageInfo { hasNextPage }
        }
    """
    found = asked(a_store, "rocks", fields)["similar"]
    assert found["totalCount"] > 3
    assert found["pageInfo"]["hasNextPage"]
    [edge] = found["edges"]
    assert 0.5 < edge.pop("score") <= 1
    assert edge == {
        "node": {"title": "Skerrow ferry runs aground"},
        "sharedNeighbors": 1,
        "sharedTopics": [{"name": "Sea"}],
        "sharedTerms": ["Ferry", "aground", "Skerrow"],
        "daysApart": 1.0,
    }


def test_similar_articles_can_be_filtered_and_paged(a_store: Store):
    rest = """
        similar(filter: {title: {contains: "noon"}}, first: 1) {
            nodes { title } pageInfo { endCursor }
        }
    """
    first = asked(a_store, "aground", rest)["similar"]
    query = """
        query($after: String!) {
            article(url: "https://n.example/aground") {
                similar(filter: {title: {contains: "noon"}}, after: $after) {
                    totalCount nodes { url }
                }
            }
        }
    """
    found = answer(a_store, query, after=first["pageInfo"]["endCursor"])["article"]["similar"]
    assert len(first["nodes"]) == 1
    assert found == {"totalCount": 2, "nodes": [{"url": "https://n.example/wire"}]}


def test_copies_come_earliest_first_and_lists_can_show_each_report_once(a_store: Store):
    fields = """
        copyCount copies { url }
        similar(first: 3) { nodes { url } }
        once: similar(first: 3, collapseCopies: true) { nodes { url copyCount } }
    """
    free = asked(a_store, "free", fields)
    assert (free["copyCount"], free["copies"]) == (1, [{"url": "https://n.example/wire"}])
    assert free["similar"]["nodes"][0] == {"url": "https://n.example/wire"}
    assert all(node["copyCount"] == 0 for node in free["once"]["nodes"])
    aground = asked(a_store, "aground", fields)
    urls = [node["url"] for node in aground["once"]["nodes"]]
    assert aground["copies"] == []
    assert ("https://n.example/free" in urls) != ("https://n.example/wire" in urls)


def test_what_is_similar_to_a_text_comes_with_reasons(a_store: Store):
    query = """
        query($text: String!, $date: DateTime, $filter: ArticleFilter) {
            similarTo(text: $text, publishedDateTime: $date, filter: $filter, first: 1) {
                edges { node { url } sharedTerms sharedNeighbors sharedTopics { name } daysApart }
            }
        }
    """
    text = "A comet was seen above Halvern"
    edge = {
        "node": {"url": "https://n.example/comet"},
        "sharedTerms": ["comet", "Halvern"],
        "sharedNeighbors": 0,
        "sharedTopics": [],
    }
    near = answer(a_store, query, text=text, date="2023-01-18T00:00:00Z")
    assert near["similarTo"]["edges"] == [edge | {"daysApart": 2.0}]
    undated = answer(a_store, query, text=text)
    assert undated["similarTo"]["edges"] == [edge | {"daysApart": None}]
    other = answer(a_store, query, text=text, filter={"title": {"contains": "tonight"}})
    assert other["similarTo"]["edges"][0]["node"] == {"url": "https://n.example/tail"}
    assert answer(a_store, query, text="")["similarTo"]["edges"] == []


def test_articles_sort_by_rank(a_store: Store):
    found = answer(a_store, "{ articles(orderBy: [{field: RANK}]) { nodes { title rank } } }")
    ranks = [node["rank"] for node in found["articles"]["nodes"]]
    assert ranks == sorted(ranks, reverse=True)
    assert sum(ranks) == pytest.approx(1)
    assert "Harbour" in [node["title"] for node in found["articles"]["nodes"]]
