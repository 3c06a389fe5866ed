"""Addresses as search texts."""

import pytest

from graphapi.store.memory import MemoryStore
from graphapi.store.questions.paging import PageRequest
from tests.corpora import article, names, store_of

EVERYTHING = PageRequest(first=100)
PAGE = "https://news.example/ferry-strike"


@pytest.fixture(scope="module")
def library() -> MemoryStore:
    return store_of(
        article(
            PAGE,
            title="Ferry crews strike in Tarnholt",
            amp="https://amp.news.example/ferry-strike.amp",
        ),
        article("https://news.example/a b/spaced", title="Spaces in an address"),
        article("more", title="Tarnholt ferry strike goes on"),
        article("other", title="Bakers open in the old town"),
    )


def found(store: MemoryStore, text: str, *, exact: bool = False) -> list[str]:
    return [
        name.rpartition("/")[2]
        for name in names(store.search(text, None, EVERYTHING, exact=exact).nodes())
    ]


@pytest.mark.parametrize(
    "address",
    [
        PAGE,
        "http://news.example/ferry-strike/",
        "news.example/ferry-strike",
        "//news.example/ferry-strike",
        " HTTPS://NEWS.EXAMPLE/ferry-strike?utm_source=feed#top ",
        "https://amp.news.example/ferry-strike.amp",
        "news-example.cdn.ampproject.org/c/s/news.example/ferry-strike",
    ],
)
def test_an_address_finds_its_article_and_then_what_is_like_it(library: MemoryStore, address: str):
    assert found(library, address) == ["ferry-strike", "more"]
    assert library.search(address, None, EVERYTHING).relaxations() == ()
    assert found(library, address, exact=True) == ["ferry-strike"]


@pytest.mark.parametrize("scheme", ["http://", "//", ""])
def test_an_address_may_have_spaces(library: MemoryStore, scheme: str):
    assert found(library, f"{scheme}news.example/a b/spaced?utm_source=x")[:1] == ["spaced"]


def test_a_sentence_that_begins_with_an_address_is_words(library: MemoryStore):
    assert found(library, "news.example/ferry-strike bakers open")[:1] == ["other"]


def test_of_an_address_that_the_corpus_does_not_know_the_words_are_searched_for(
    library: MemoryStore,
):
    address = "https://other.example/news/12345678/tarnholt-ferry-strike.html"
    assert sorted(found(library, address)) == ["ferry-strike", "more"]
    assert found(library, "https://other.example/tarnholt-ferry-strike", exact=True) == []


@pytest.mark.parametrize(
    "text",
    ["https://", "http://[", "a.b/", "https://x.example:99999/a", "..//..", "x" * 9_999 + ".a/b"],
)
def test_what_is_hardly_an_address_is_no_error(library: MemoryStore, text: str):
    assert found(library, text) == []


def test_the_pages_of_an_address_are_one_list(library: MemoryStore):
    first = library.search(PAGE, None, PageRequest(first=1))
    after = first.page_info().end_cursor
    assert names(first.nodes()) == ["ferry-strike"]
    assert first.total_count() == 2
    assert names(library.search(PAGE, None, PageRequest(after=after)).nodes()) == ["more"]
