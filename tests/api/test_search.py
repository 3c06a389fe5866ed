"""Searching articles by text, and suggestions for a search box."""

from typing import Any

import pytest

from graphapi.store import Store
from tests.api.asking import answer, refusal, store_of


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(
        tmp_path_factory.mktemp("corpus"),
        a="""
            title: "Night trains & <b>boats</b>"
            excerpt: "Été: the night \\"express\\" returns"
            webUrl: https://x.example/a
            publishedDateTime: 2023-01-02T00:00:00Z
            provider: {name: Night Post, domain: nightly.example}
            topics: [Night Trains]
            quality: 80
        """,
        b="""
            title: A day train
            webUrl: https://x.example/b
            publishedDateTime: 2023-01-01T00:00:00Z
            quality: 20
        """,
    )


SEARCH = """
    query(
      $text: String!, $filter: ArticleFilter,
      $first: Int, $after: String, $last: Int, $before: String
    ) {
      search(
        text: $text, filter: $filter, first: $first, after: $after, last: $last, before: $before
      ) {
        totalCount
        nodes { title }
        edges { cursor score titleHighlight excerptHighlight node { url } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
"""


def search(store: Store, text: str, **variables: Any) -> Any:
    return answer(store, SEARCH, text=text, **variables)["search"]


def test_an_edge_tells_how_well_an_article_fits_and_shows_where(library: Store):
    [edge] = search(library, "night ete")["edges"]
    assert edge["score"] > 0
    assert edge["node"] == {"url": "https://x.example/a"}
    assert edge["titleHighlight"] == "<mark>Night</mark> trains &amp; &lt;b&gt;boats&lt;/b&gt;"
    assert edge["excerptHighlight"] == (
        "<mark>Été</mark>: the <mark>night</mark> &quot;express&quot; returns"
    )


def test_an_article_without_an_excerpt_has_no_highlight_of_it(library: Store):
    assert search(library, "day")["edges"][0]["excerptHighlight"] is None


def test_a_filter_keeps_matches_out(library: Store):
    every = search(library, "trai*")
    some = search(library, "trai*", filter={"quality": {"lt": 50}})
    assert (every["totalCount"], some["totalCount"]) == (2, 1)
    assert some["nodes"] == [{"title": "A day train"}]


def test_pages_go_both_ways(library: Store):
    head = search(library, "trai*", first=1)
    assert head["pageInfo"]["hasNextPage"]
    rest = search(library, "trai*", first=1, after=head["pageInfo"]["endCursor"])
    assert rest["pageInfo"]["hasPreviousPage"]
    back = search(library, "trai*", last=1, before=rest["pageInfo"]["startCursor"])
    assert back["nodes"] == head["nodes"] != rest["nodes"]


def test_facets_are_of_all_matches_and_not_of_the_page(library: Store):
    query = """{
      search(text: "trai*", first: 1) {
        nodes { title }
        groups(by: [PROVIDER], orderBy: KEY_ASC) {
          provider { domain }
          count
          articles { nodes { title } }
        }
      }
    }"""
    found = answer(library, query)["search"]
    assert len(found["nodes"]) == 1
    assert found["groups"] == [
        {
            "provider": {"domain": "nightly.example"},
            "count": 1,
            "articles": {"nodes": [{"title": "Night trains & <b>boats</b>"}]},
        },
        {"provider": None, "count": 1, "articles": {"nodes": [{"title": "A day train"}]}},
    ]


@pytest.mark.parametrize("text", ["", " ", '"', "*", "-night", "title:", "AND OR NOT", "(", "\x00"])
def test_bad_syntax_is_no_error(library: Store, text: str):
    assert search(library, text)["totalCount"] == 0


def test_a_forged_cursor_is_refused(library: Store):
    message, extensions = refusal(library, SEARCH, text="night", after="forged")
    assert 'after: "forged" cannot be used' in message
    assert extensions == {"code": "BAD_USER_INPUT", "argument": "after"}


def test_suggestions_name_things_of_every_kind(library: Store):
    query = """
        query($prefix: String!) {
          suggest(prefix: $prefix) {
            text
            node { __typename id ... on Topic { name } ... on Provider { domain } }
          }
        }
    """
    suggested = answer(library, query, prefix="ni")["suggest"]
    shown = [(one["text"], one["node"]["__typename"]) for one in suggested]
    assert shown == [
        ("Night Trains", "Topic"),
        ("Night Post", "Provider"),
        ("Night trains & <b>boats</b>", "Article"),
    ]
    for one in suggested:
        found = answer(library, "query($id: ID!) { node(id: $id) { id } }", id=one["node"]["id"])
        assert found["node"]["id"] == one["node"]["id"]


def test_suggestions_are_bounded(library: Store):
    assert answer(library, '{ suggest(prefix: "", first: 1) { text } }')["suggest"] == [
        {"text": "Night Trains"}
    ]
    message, _ = refusal(library, '{ suggest(prefix: "", first: 101) { text } }')
    assert "first: 101 cannot be used; give a number from 0 to 100" in message
