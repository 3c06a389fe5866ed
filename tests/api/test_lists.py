"""Lists of articles: filters, orders, pages, and figures over the whole."""

from typing import Any

import pytest

from graphapi import store as domain
from graphapi.store import Store
from tests.api.asking import answer, ask, refusal, store_of


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Five articles, `a` the newest; `b` lists the stub `stub`."""
    files = {
        name: f"""
            title: {name}
            webUrl: https://{host}.example/{name}
            publishedDateTime: 2023-01-0{9 - place}T00:00:00Z
            quality: {quality}
            type: {kind}
            provider: {{name: {host}, domain: {host}.example}}
            topics: [{topic}]
        """
        for place, (name, host, quality, kind, topic) in enumerate(
            [
                ("a", "x", 10, "article", "Rain"),
                ("b", "x", 40, "video", "Rain"),
                ("c", "y", 30, "article", "Wind"),
                ("d", "y", 20, "article", "Rain"),
            ]
        )
    }
    files["b"] += "    related: [{title: stub, webUrl: 'https://z.example/stub'}]\n"
    return store_of(tmp_path_factory.mktemp("corpus"), **files)


LIST = """
    query(
      $filter: ArticleFilter, $orderBy: [ArticleOrder!],
      $first: Int, $after: String, $last: Int, $before: String
    ) {
      articles(
        filter: $filter, orderBy: $orderBy,
        first: $first, after: $after, last: $last, before: $before
      ) {
        totalCount
        nodes { title }
        edges { cursor node { title } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
"""


def titles(store: Store, **variables: Any) -> str:
    nodes = answer(store, LIST, **variables)["articles"]["nodes"]
    return " ".join(node["title"] for node in nodes)


def test_articles_come_newest_first_and_those_without_a_date_last(five: Store):
    assert titles(five) == "a b c d stub"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({}, "a b c d stub"),
        ({"stub": True}, "stub"),
        ({"stub": False, "quality": {"gte": 30}}, "b c"),
        ({"topic": {"eq": "rain"}}, "a b d"),
        ({"provider": {"in": ["y.example", "z.example"]}}, "c d"),
        ({"title": {"startsWith": "ST"}}, "stub"),
        ({"publishedDateTime": {"isNull": True}}, "stub"),
        ({"publishedDateTime": {"gt": "2023-01-08T13:00:00+14:00"}}, "a b"),
        ({"or": [{"title": {"eq": "a"}}, {"type": {"eq": "video"}}]}, "a b"),
        ({"and": [{"topic": {"eq": "Rain"}}, {"quality": {"lt": 30}}]}, "a d"),
        ({"not": {"type": {"eq": "article"}}}, "b stub"),
        ({"or": []}, ""),
        ({"hasImage": True}, ""),
    ],
)
def test_a_filter_lets_through_what_fits_all_its_conditions(
    five: Store, condition: dict[str, Any], expected: str
):
    assert titles(five, filter=condition) == expected


def test_an_order_weighs_its_first_entry_most_and_has_the_missing_last(five: Store):
    assert titles(five, orderBy=[{"field": "QUALITY"}]) == "b c d a stub"
    assert titles(five, orderBy=[{"field": "QUALITY", "direction": "ASC"}]) == "a d c b stub"


def test_pages_joined_forwards_are_the_whole_list(five: Store):
    seen: list[str] = []
    after = None
    for _ in range(3):
        page = answer(five, LIST, first=2, after=after)["articles"]
        assert page["totalCount"] == 5
        assert page["nodes"] == [edge["node"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] == bool(seen)
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        seen += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == ["a", "b", "c", "d", "stub"]
    assert page["pageInfo"]["hasNextPage"] is False


def test_pages_joined_backwards_are_the_whole_list(five: Store):
    seen: list[str] = []
    before = None
    for _ in range(3):
        page = answer(five, LIST, last=2, before=before)["articles"]
        assert page["pageInfo"]["hasNextPage"] == bool(seen)
        seen = [node["title"] for node in page["nodes"]] + seen
        before = page["pageInfo"]["startCursor"]
    assert seen == ["a", "b", "c", "d", "stub"]
    assert page["pageInfo"]["hasPreviousPage"] is False


def test_an_empty_page_has_no_cursors(five: Store):
    page = answer(five, LIST, first=0)["articles"]
    assert page["edges"] == []
    assert page["pageInfo"]["startCursor"] is page["pageInfo"]["endCursor"] is None
    assert page["totalCount"] == 5


@pytest.mark.parametrize(
    ("given", "argument", "value", "allowed"),
    [
        ({"first": -1}, "first", "-1", "100"),
        ({"first": 101}, "first", "101", "100"),
        ({"last": -1}, "last", "-1", "100"),
        ({"last": 101}, "last", "101", "100"),
        ({"after": "nonsense"}, "after", '"nonsense"', "cursor"),
        ({"before": ""}, "before", '""', "cursor"),
        ({"first": 1, "last": 1}, "last", "1", "first"),
    ],
)
def test_an_impossible_page_is_an_error_with_argument_value_and_range(
    five: Store, given: dict[str, Any], argument: str, value: str, allowed: str
):
    message, extensions = refusal(five, LIST.replace("totalCount", ""), **given)
    assert extensions["code"] == "BAD_USER_INPUT"
    assert argument in str(extensions["argument"])
    assert value in message
    assert allowed in message


def test_a_cursor_of_another_order_is_refused(five: Store):
    end = answer(five, LIST, first=1)["articles"]["pageInfo"]["endCursor"]
    message, extensions = refusal(five, LIST, after=end, orderBy=[{"field": "QUALITY"}])
    assert message.startswith("after: ")
    assert extensions == {"code": "BAD_USER_INPUT", "argument": "after"}


def test_figures_are_over_the_whole_set_whatever_the_page(five: Store):
    query = """
        query($filter: ArticleFilter) {
          articles(filter: $filter, first: 1) {
            nodes { title }
            stats {
              count stubs providers topics firstPublished lastPublished
              quality { count min max average median p90 sum }
              heat { count min max average median p90 sum }
            }
          }
        }
    """
    found = answer(five, query)["articles"]
    assert len(found["nodes"]) == 1
    assert found["stats"] == {
        "count": 5,
        "stubs": 1,
        "providers": 2,
        "topics": 2,
        "firstPublished": "2023-01-06T00:00:00Z",
        "lastPublished": "2023-01-09T00:00:00Z",
        "quality": {
            "count": 4,
            "min": 10,
            "max": 40,
            "average": 25,
            "median": 25,
            "p90": pytest.approx(37),
            "sum": 100,
        },
        "heat": {
            "count": 0,
            "min": None,
            "max": None,
            "average": None,
            "median": None,
            "p90": None,
            "sum": None,
        },
    }
    none = answer(five, query, filter={"or": []})["articles"]["stats"]
    assert none["count"] == 0
    assert none["firstPublished"] is None


class Lazy:
    """A store with one list, of which only the total may be asked for."""

    def articles(self, *_: Any, **__: Any) -> "Lazy":
        return self

    def total_count(self) -> int:
        return 7


def test_a_part_of_a_list_is_worked_out_only_when_asked_for():
    assert answer(Lazy(), "{ articles { totalCount } }") == {"articles": {"totalCount": 7}}
    result = ask(Lazy(), "{ articles { totalCount nodes { title } } }")
    assert result.errors is not None
    assert "nodes" in result.errors[0].message


class Elsewhere:
    """A store on another machine: it returns awaitables."""

    async def provider(self, domain: str) -> None:
        assert domain == "a.example"

    def articles(self, *_: Any, **__: Any) -> "Elsewhere":
        return self

    async def total_count(self) -> int:
        return 7

    async def page_info(self) -> domain.PageInfo:
        return domain.PageInfo(
            has_next_page=True, has_previous_page=False, start_cursor="a", end_cursor="b"
        )


def test_a_store_may_answer_later():
    import asyncio

    from graphapi.api import Context
    from tests.api.asking import schema

    query = """
        { provider(domain: "a.example") { name }
          articles { totalCount pageInfo { hasNextPage endCursor } } }
    """
    result = asyncio.run(schema().execute(query, context_value=Context(Elsewhere())))  # type: ignore[arg-type]  # it answers what is asked here
    assert result.errors is None
    assert result.data == {
        "provider": None,
        "articles": {"totalCount": 7, "pageInfo": {"hasNextPage": True, "endCursor": "b"}},
    }
