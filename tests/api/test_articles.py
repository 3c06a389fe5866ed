"""What an article says of itself, and the articles around it."""

from pathlib import Path
from typing import Any

import pytest

from graphapi.errors import shown
from graphapi.store import Store
from tests.api.asking import answer, refusal, store_of

FULL = """
    category: news
    title: A bridge closes
    excerpt: It rained
    publishedDateTime: 2023-03-30T11:11:00.5Z
    originalUrl: https://a.example/bridge?ref=feed
    webUrl: https://a.example/bridge
    ampWebUrl: https://a.example/amp/bridge
    cdnAmpWebUrl: https://a-example.cdn.ampproject.org/c/s/a.example/amp/bridge
    type: article
    quality: 59
    heat: 7
    published: true
    removed: false
    featuredContent: <p>Rain</p>
    mood: {weather: wet, days: [one, two]}
    secured: c2VjcmV0
    provider:
      name: The A
      domain: a.example
    topics: [Bridges, Rain]
    images:
      - {url: "https://a.example/b.jpg", width: 6, height: 4, title: Wet, isCached: true}
      - url: https://a.example/c.jpg
    related:
      - {title: Rain again, webUrl: "https://b.example/rain", heat: -1}
      - {title: A bridge opens, webUrl: "https://a.example/opens"}
"""

OPENS = """
    title: A bridge opens
    webUrl: https://a.example/opens
    publishedDateTime: 2023-05-01T00:00:00Z
    related:
      - {title: A bridge closes at last, webUrl: "https://a.example/amp/bridge"}
"""


@pytest.fixture(scope="module")
def a_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(tmp_path_factory.mktemp("corpus"), closes=FULL, opens=OPENS)


def article(store: Store, fields: str, url: str = "https://a.example/bridge") -> Any:
    query = f"query($url: URL!) {{ article(url: $url) {{ {fields} }} }}"
    return answer(store, query, url=url)["article"]


def test_every_value_of_a_file_can_be_got_out(a_store: Store):
    fields = """
        url webUrl originalUrl ampWebUrl cdnAmpWebUrl title excerpt publishedDateTime category type
        quality heat published removed stub providerName featuredContent body extra
        provider { domain name } topics { name } images { url width height title cached }
        sourceCount inDegree outDegree
    """
    assert article(a_store, fields) == {
        "url": "https://a.example/bridge",
        "webUrl": "https://a.example/bridge",
        "originalUrl": "https://a.example/bridge?ref=feed",
        "ampWebUrl": "https://a.example/amp/bridge",
        "cdnAmpWebUrl": "https://a-example.cdn.ampproject.org/c/s/a.example/amp/bridge",
        "title": "A bridge closes",
        "excerpt": "It rained",
        "publishedDateTime": "2023-03-30T11:11:00.5Z",
        "category": "news",
        "type": "article",
        "quality": 59,
        "heat": 7,
        "published": True,
        "removed": False,
        "stub": False,
        "providerName": "The A",
        "featuredContent": "<p>Rain</p>",
        "body": "",
        "extra": {"mood": {"weather": "wet", "days": ["one", "two"]}},
        "provider": {"domain": "a.example", "name": "The A"},
        "topics": [{"name": "Bridges"}, {"name": "Rain"}],
        "images": [
            {
                "url": "https://a.example/b.jpg",
                "width": 6,
                "height": 4,
                "title": "Wet",
                "cached": True,
            },
            {
                "url": "https://a.example/c.jpg",
                "width": None,
                "height": None,
                "title": None,
                "cached": None,
            },
        ],
        "sourceCount": 2,
        "inDegree": 1,
        "outDegree": 2,
    }


def test_a_stub_has_what_the_related_entry_says_and_null_for_the_rest(a_store: Store):
    fields = """
        title stub heat excerpt publishedDateTime published provider { name } providerName topics {
        name } images { url } body extra inDegree outDegree
    """
    assert article(a_store, fields, "https://b.example/rain") == {
        "title": "Rain again",
        "stub": True,
        "heat": None,
        "excerpt": None,
        "publishedDateTime": None,
        "published": None,
        "provider": None,
        "providerName": None,
        "topics": [],
        "images": [],
        "body": "",
        "extra": {},
        "inDegree": 1,
        "outDegree": 0,
    }


def test_the_body_is_the_markdown_below_the_front_matter(tmp_path: Path):
    text = "---\ntitle: One\nwebUrl: https://a.example/1\n---\n# One\n\nText.\n"
    (tmp_path / "one.md").write_text(text, encoding="utf-8")
    store = store_of(tmp_path)
    assert article(store, "body", "https://a.example/1")["body"].strip() == "# One\n\nText."


def test_an_article_is_found_by_every_address_it_has(a_store: Store):
    addresses = article(a_store, "urls")["urls"]
    assert addresses[0] == "https://a.example/bridge"
    assert len(addresses) >= 3
    for address in [*addresses, "HTTP://A.example:80/bridge/?utm_source=x#top"]:
        assert article(a_store, "title", address) == {"title": "A bridge closes"}


def test_an_address_nobody_has_is_null(a_store: Store):
    assert article(a_store, "title", "https://a.example/other") is None


@pytest.mark.parametrize("url", ["nonsense", "javascript:alert(1)", "ftp://a.example/x", "", "//a"])
def test_a_malformed_address_is_an_error_that_names_it(a_store: Store, url: str):
    message, extensions = refusal(
        a_store, "query($url: URL!) { article(url: $url) { title } }", url=url
    )
    assert message.startswith(f"url: {shown(url)} cannot be used; ")
    assert "http" in message
    assert extensions == {"code": "BAD_USER_INPUT", "argument": "url"}


BY_URL = "query($urls: [URL!]!) { articlesByUrl(urls: $urls) { title } }"


def test_many_articles_come_in_the_order_asked_with_null_for_an_unknown_one(a_store: Store):
    urls = [
        "https://a.example/opens",
        "https://a.example/other",
        "https://a.example/amp/bridge",
        "https://a.example/opens",
    ]
    assert answer(a_store, BY_URL, urls=urls)["articlesByUrl"] == [
        {"title": "A bridge opens"},
        None,
        {"title": "A bridge closes"},
        {"title": "A bridge opens"},
    ]


def test_a_thousand_addresses_are_answered_and_no_more(a_store: Store):
    urls = ["https://a.example/other"] * 1000
    assert answer(a_store, BY_URL, urls=urls)["articlesByUrl"] == [None] * 1000
    message, extensions = refusal(a_store, BY_URL, urls=[*urls, urls[0]])
    assert message.startswith("urls: ")
    assert "1,000" in message or "1000" in message
    assert extensions == {"code": "BAD_USER_INPUT", "argument": "urls"}


def test_a_malformed_address_among_many_is_named_by_its_place(a_store: Store):
    message, extensions = refusal(a_store, BY_URL, urls=["https://a.example/opens", "nonsense"])
    assert message.startswith('urls[1]: "nonsense" cannot be used; ')
    assert extensions["argument"] == "urls[1]"


def test_sources_come_full_ones_first_with_what_they_say_otherwise(a_store: Store):
    found = article(a_store, "sources { file role differences } sourceCount")
    assert found["sourceCount"] == 2
    about, listed = found["sources"]
    assert about == {"file": "closes.md", "role": "FULL", "differences": {}}
    assert (listed["file"], listed["role"]) == ("opens.md", "RELATED")
    assert listed["differences"]["title"] == "A bridge closes at last"


def test_sources_are_as_many_as_asked_for(a_store: Store):
    assert len(article(a_store, "sources(first: 1) { file }")["sources"]) == 1
    query = '{ article(url: "https://a.example/bridge") { sources(first: -1) { file } } }'
    message, extensions = refusal(a_store, query)
    assert message.startswith("first: -1 cannot be used; ")
    assert extensions["code"] == "BAD_USER_INPUT"


RELATED = """
    query(
      $url: URL!, $direction: LinkDirection! = OUT,
      $filter: ArticleFilter, $orderBy: [ArticleOrder!]
    ) {
      article(url: $url) {
        related(direction: $direction, filter: $filter, orderBy: $orderBy) {
          totalCount
          edges { direction position reciprocal node { title } }
        }
      }
    }
"""


def related(store: Store, **variables: Any) -> list[tuple[str, str, int, bool]]:
    url = variables.pop("url", "https://a.example/bridge")
    found = answer(store, RELATED, url=url, **variables)["article"]["related"]
    assert found["totalCount"] == len(found["edges"])
    return [
        (edge["node"]["title"], edge["direction"], edge["position"], edge["reciprocal"])
        for edge in found["edges"]
    ]


def test_related_articles_come_as_the_article_lists_them(a_store: Store):
    assert related(a_store) == [
        ("Rain again", "OUT", 0, False),
        ("A bridge opens", "OUT", 1, True),
    ]


def test_related_articles_can_be_those_that_list_it(a_store: Store):
    assert related(a_store, direction="IN") == [("A bridge opens", "IN", 0, True)]
    assert related(a_store, direction="IN", url="https://b.example/rain") == [
        ("A bridge closes", "IN", 0, False)
    ]


def test_related_articles_of_both_directions_come_each_once(a_store: Store):
    assert related(a_store, direction="BOTH") == [
        ("Rain again", "OUT", 0, False),
        ("A bridge opens", "OUT", 1, True),
    ]


def test_related_articles_can_be_filtered_and_ordered(a_store: Store):
    assert related(a_store, filter={"stub": False}) == [("A bridge opens", "OUT", 1, True)]
    by_title = related(a_store, orderBy=[{"field": "TITLE", "direction": "ASC"}])
    assert [title for title, *_ in by_title] == ["A bridge opens", "Rain again"]
