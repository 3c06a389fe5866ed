"""Sets of articles in groups and over time, as a client sees them."""

from pathlib import Path

import pytest

from tests.api.asking import answer, refusal, store_of

FILES = {
    "a": """
        title: A
        webUrl: https://p.example/a
        publishedDateTime: 2021-03-28T00:30:00Z
        type: article
        quality: 4
        provider: {name: P, domain: p.example}
        topics: [Rain, Sea]
    """,
    "b": """
        title: B
        webUrl: https://p.example/b
        publishedDateTime: 2021-03-28T22:30:00Z
        type: video
        quality: 8
        provider: {name: P, domain: p.example}
        topics: [Sea]
    """,
    "c": """
        title: C
        webUrl: https://q.example/c
        quality: 6
        provider: {name: Q, domain: q.example}
    """,
}


def test_a_group_shows_what_its_articles_have_in_common_and_null_for_the_rest(tmp_path: Path):
    query = """{ articles(first: 0) { groups(by: [PROVIDER, MONTH]) {
        provider { name } topic { name } type category period count stats { quality { sum } }
        articles(first: 1) { nodes { title } totalCount }
    } } }"""
    nothing = {"topic": None, "type": None, "category": None}
    assert answer(store_of(tmp_path, **FILES), query)["articles"]["groups"] == [
        {
            **nothing,
            "provider": {"name": "P"},
            "period": "2021-03-01T00:00:00Z",
            "count": 2,
            "stats": {"quality": {"sum": 12.0}},
            "articles": {"nodes": [{"title": "B"}], "totalCount": 2},
        },
        {
            **nothing,
            "provider": {"name": "Q"},
            "period": None,
            "count": 1,
            "stats": {"quality": {"sum": 6.0}},
            "articles": {"nodes": [{"title": "C"}], "totalCount": 1},
        },
    ]


def test_every_list_of_articles_has_groups_and_a_timeline(tmp_path: Path):
    query = """
        fragment Split on ArticleConnection {
          groups(by: TOPIC, orderBy: KEY_ASC) { topic { name } count }
          timeline(interval: DAY, timeZone: "Europe/Berlin") { start count stats { count } }
        }
        {
          articles(filter: { quality: { gt: 5 } }) { ...Split }
          provider(domain: "p.example") { articles { ...Split } }
          topic(name: "rain") {
            articles {
              groups(by: [TYPE]) { articles { ...Split groups(by: DAY) { period count } } }
            }
          }
        }
    """
    data = answer(
        store_of(tmp_path, **FILES), query.replace("groups(by: DAY)", "days: groups(by: DAY)")
    )
    rain, sea = {"topic": {"name": "Rain"}, "count": 1}, {"topic": {"name": "Sea"}, "count": 1}
    first = {"start": "2021-03-27T23:00:00Z", "count": 1, "stats": {"count": 1}}
    second = {"start": "2021-03-28T22:00:00Z", "count": 1, "stats": {"count": 1}}
    assert data["articles"] == {
        "groups": [sea, {"topic": None, "count": 1}],
        "timeline": [second],
    }
    assert data["provider"]["articles"] == {
        "groups": [rain, sea | {"count": 2}],
        "timeline": [first, second],
    }
    (group,) = data["topic"]["articles"]["groups"]
    assert group["articles"] == {
        "groups": [rain, sea],
        "timeline": [first],
        "days": [{"period": "2021-03-28T00:00:00Z", "count": 1}],
    }


@pytest.mark.parametrize(
    ("asked", "argument", "message"),
    [
        ("groups(by: []) { count }", "by", 'by: "a list of 0" cannot be used; give from 1 to 3'),
        ("groups(by: DAY, first: -1) { count }", "first", "first: -1 cannot be used"),
        (
            'timeline(interval: DAY, timeZone: "Mars") { count }',
            "timeZone",
            'timeZone: "Mars" cannot be used; give the name of a time zone',
        ),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_argument_at_fault(
    asked: str, argument: str, message: str, tmp_path: Path
):
    said, extensions = refusal(store_of(tmp_path, **FILES), f"{{ articles {{ {asked} }} }}")
    assert said.startswith(message)
    assert extensions == {"code": "BAD_USER_INPUT", "argument": argument}


def test_too_many_points_are_refused_with_a_code_of_their_own(tmp_path: Path):
    old = FILES["c"] + "    publishedDateTime: 1821-03-28T00:30:00Z\n"
    store = store_of(tmp_path, **(FILES | {"c": old}))
    message, extensions = refusal(store, "{ articles { timeline(interval: HOUR) { count } } }")
    advice = "ask for QUARTER, filter by publishedDateTime, or give a larger `limit`"
    assert message.endswith(advice)
    assert extensions == {"code": "LIMIT_EXCEEDED"}
