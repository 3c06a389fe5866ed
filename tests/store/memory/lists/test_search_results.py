"""Searching articles by text."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.corpus import Corpus
from graphapi.domain.search_text import Phrase, parse_search_text
from graphapi.domain.words import folded_words
from graphapi.errors import BadUserInputError, InvalidCursorError
from graphapi.graph import ArticleGraph, ArticleNode
from graphapi.store import (
    ArticleFilter,
    ArticleGroupKey,
    GroupOrder,
    IntFilter,
    PageRequest,
    StringFilter,
)
from graphapi.store.memory import MemoryStore
from graphapi.store.questions.cursors import encode_cursor
from graphapi.store.questions.list_cursors import search_tag
from tests.corpora import article, corpus, names, store_of
from tests.store.brute_force import groups_of, stats_of
from tests.store.drawing import article_filters

VOCABULARY = ("night", "nights", "train", "Été", "ete", "C#", "c", "東京", "GPT-4", "4", "a", "-")
TEXTS = st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join)
ASKED = st.lists(
    st.sampled_from([*VOCABULARY, '"', '"night train"', '"c #"', "n*", "-night", "-tr*", "("]),
    max_size=4,
).map(" ".join)
EVERYTHING = PageRequest(first=100)

drawn = settings(max_examples=50)  # each example builds an index of its own


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """Up to ten articles whose texts share few words, so that ties are common."""
    return corpus(
        *(
            article(
                f"{number}",
                title=draw(TEXTS),
                excerpt=draw(st.none() | TEXTS),
                published=draw(st.sampled_from((None, "2021-01-01", "2021-01-02"))),
                quality=draw(st.none() | st.integers(0, 2)),
                type=draw(st.sampled_from((None, "article", "video"))),
                topics=draw(st.sampled_from(((), ("Rain",), ("Rain", "Sea")))),
            )
            for number in range(draw(st.integers(0, 10)))
        )
    )


def store_over(documents: Corpus) -> MemoryStore:
    return MemoryStore(ArticleGraph.build(documents), datetime(2021, 1, 1, tzinfo=UTC))


def found(store: MemoryStore, text: str, *, exact: bool = False) -> list[str]:
    """The short names of the articles that a text is found in, best first."""
    return names(store.search(text, None, EVERYTHING, exact=exact).nodes())


def has(node: ArticleNode, phrase: Phrase) -> bool:
    """Whether the title or the excerpt has a phrase, word by word."""
    for text in (node.title, node.excerpt or ""):
        known = folded_words(text)
        if phrase.prefix and any(word.startswith(phrase.words[0]) for word in known):
            return True
        length = len(phrase.words)
        runs = [tuple(known[start : start + length]) for start in range(len(known))]
        if not phrase.prefix and phrase.words in runs:
            return True
    return False


# -------------------------------------------------------------------- what matches


@drawn
@given(corpora(), ASKED)
def test_an_exact_text_is_found_where_a_look_at_every_word_finds_it(documents: Corpus, text: str):
    store, asked = store_over(documents), parse_search_text(text)
    expected = {
        node.url
        for node in store.graph.articles
        if asked.wanted
        and all(has(node, phrase) for phrase in asked.wanted)
        and not any(has(node, phrase) for phrase in asked.unwanted)
    }
    answer = store.search(text, None, EVERYTHING, exact=True)
    assert {node.url for node in answer.nodes()} == expected
    assert len(answer.nodes()) == answer.total_count() == len(expected)
    assert answer.relaxations() == ()
    forgiving = {node.url for node in store.search(text, None, EVERYTHING).nodes()}
    assert expected <= forgiving


@drawn
@given(corpora(), ASKED)
def test_what_is_quoted_or_unwanted_is_never_relaxed(documents: Corpus, text: str):
    store, asked = store_over(documents), parse_search_text(text)
    for node in store.search(text, None, EVERYTHING).nodes():
        assert all(has(node, one) for one in asked.wanted if one.literal or one.prefix)
        assert not any(has(node, one) for one in asked.unwanted)


@drawn
@given(corpora(), st.text())
def test_no_text_is_an_error(documents: Corpus, text: str):
    answer = store_over(documents).search(text, None, EVERYTHING)
    assert len(answer.edges()) == answer.total_count()


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "word " * 20_000,
        '"' * 10_000,
        "* " * 10_000,
        "-a " * 10_000,
        "\x00",
        "\ud800",
    ],
)
def test_neither_is_an_absurd_one(text: str):
    assert found(store_of(article("one")), text) == []


def test_every_word_must_be_there_in_the_title_or_the_excerpt():
    store = store_of(
        article("both", title="Night trains", excerpt="Wagons return"),
        article("one", title="Night boats", excerpt="They return"),
    )
    assert found(store, "night wagons") == ["both"]
    assert sorted(found(store, "night return")) == ["both", "one"]


def test_a_phrase_does_not_go_from_the_title_into_the_excerpt_or_around():
    store = store_of(article("one", title="night train", excerpt="again a night"))
    assert found(store, '"train again"') == []
    assert found(store, '"train night"') == []
    assert found(store, '"night train"') == ["one"]


# -------------------------------------------------------------------- order and scores


def test_a_word_of_the_title_weighs_more_than_one_of_the_excerpt():
    store = store_of(
        article("excerpt", title="Of boats", excerpt="A ferry leaves", published="2021-01-02"),
        article("title", title="Of a ferry", excerpt="Boats leave", published="2021-01-01"),
    )
    assert found(store, "ferry") == ["title", "excerpt"]


def test_a_rare_word_weighs_more_than_a_common_one():
    store = store_of(
        *(article(f"{number}", title="the bus") for number in range(8)),
        article("rare", title="the tram", published="2020-01-01"),
        article("common", title="the bus", published="2022-01-01"),
    )
    scores = {
        text: [edge.score for edge in store.search(text, None, EVERYTHING).edges()]
        for text in ("tram", "bus", "the")
    }
    assert scores["tram"][0] > scores["bus"][0] > scores["the"][0]


def test_equals_come_newest_first_then_by_url():
    store = store_of(
        article("b", title="same", published="2021-01-01"),
        article("a", title="same", published="2021-01-01"),
        article("new", title="same", published="2021-01-02"),
        article("undated", title="same"),
    )
    assert found(store, "same") == ["new", "a", "b", "undated"]


@drawn
@given(corpora(), ASKED)
def test_scores_descend_and_equals_keep_the_default_order(documents: Corpus, text: str):
    store = store_over(documents)
    place = store.graph.articles.index
    for before, after in pairwise(store.search(text, None, EVERYTHING).edges()):
        assert (-before.score, place(before.node)) < (-after.score, place(after.node))


# -------------------------------------------------------------------- filters


@drawn
@given(corpora(), ASKED, article_filters())
def test_a_filter_keeps_order_and_scores(documents: Corpus, text: str, fits: ArticleFilter):
    store = store_over(documents)
    kept = {node.url for node in store.articles(fits, (), EVERYTHING).nodes()}
    unfiltered = [
        (edge.node.url, edge.score) for edge in store.search(text, None, EVERYTHING).edges()
    ]
    answer = store.search(text, fits, EVERYTHING)
    assert [(edge.node.url, edge.score) for edge in answer.edges()] == [
        (url, score) for url, score in unfiltered if url in kept
    ]
    assert answer.total_count() == len(answer.nodes())


@drawn
@given(corpora(), ASKED, st.none() | article_filters())
def test_all_matches_are_known_by_index_whatever_the_page(
    documents: Corpus, text: str, fits: ArticleFilter | None
):
    store = store_over(documents)
    indexes = store.search(text, fits, PageRequest(first=1)).indexes
    assert np.array_equal(
        indexes, sorted(node.index for node in store.search(text, fits, EVERYTHING).nodes())
    )


def test_a_filter_too_deep_is_refused():
    deep = ArticleFilter()
    for _ in range(40):
        deep = ArticleFilter(not_=deep)
    with pytest.raises(BadUserInputError, match="filter"):
        store_of(article("a")).search("a", deep, EVERYTHING)


# -------------------------------------------------------------------- facets


@drawn
@given(
    documents=corpora(),
    text=ASKED,
    filter_=st.none() | article_filters(),
    by=st.lists(st.sampled_from(ArticleGroupKey), min_size=1, max_size=3, unique=True),
    order=st.sampled_from(GroupOrder),
    page=st.builds(PageRequest, first=st.integers(0, 3)) | st.just(PageRequest(last=1)),
)
def test_facets_count_all_that_match_whatever_the_page(
    documents: Corpus,
    text: str,
    filter_: ArticleFilter | None,
    by: list[ArticleGroupKey],
    order: GroupOrder,
    page: PageRequest,
):
    store = store_over(documents)
    matching = {node.url for node in store.search(text, filter_, EVERYTHING).nodes()}
    newest_first = [node for node in store.graph.articles if node.url in matching]
    groups = store.search(text, filter_, page).groups(by, order, 1_000)
    assert [
        (group.count, group.articles((), EVERYTHING).nodes(), group.stats()) for group in groups
    ] == [
        (len(members), members, stats_of(members))
        for _, members in groups_of(newest_first, by, order, store.graph.story_of)
    ]


def test_facets_of_one_text_are_not_those_of_another():
    store = store_of(
        article("a", title="night", type="video"), article("b", title="day", type="text")
    )
    for text, kind in (("night", "video"), ("day", "text"), ("-day night", "video")):
        for _ in range(2):
            answer = store.search(text, None, EVERYTHING)
            [group] = answer.groups([ArticleGroupKey.TYPE], GroupOrder.COUNT_DESC, 5)
            assert (group.type, group.count) == (kind, 1)


# -------------------------------------------------------------------- pages


@drawn
@given(
    corpora(),
    ASKED,
    st.sampled_from((None, ArticleFilter(quality=IntFilter(gte=1)))),
    st.integers(1, 4),
)
def test_the_pages_joined_are_the_whole_list(
    documents: Corpus, text: str, fits: ArticleFilter | None, size: int
):
    store = store_over(documents)
    whole = [edge.cursor for edge in store.search(text, fits, EVERYTHING).edges()]
    forwards: list[str] = []
    after = None
    while True:
        answer = store.search(text, fits, PageRequest(first=size, after=after))
        info = answer.page_info()
        assert info.has_previous_page == bool(forwards)
        forwards += [edge.cursor for edge in answer.edges()]
        after = info.end_cursor
        if not info.has_next_page:
            break
    assert forwards == whole
    backwards: list[str] = []
    before = None
    while True:
        answer = store.search(text, fits, PageRequest(last=size, before=before))
        info = answer.page_info()
        assert info.has_next_page == bool(backwards)
        backwards = [edge.cursor for edge in answer.edges()] + backwards
        before = info.start_cursor
        if not info.has_previous_page:
            break
    assert backwards == whole


def test_a_page_goes_on_after_an_article_that_is_gone():
    documents = {
        name: article(name, title="same", published=f"2021-01-0{day}")
        for day, name in enumerate("edcba", start=1)
    }
    cursor = store_of(*documents.values()).search("same", None, EVERYTHING).edges()[1].cursor
    del documents["b"]
    later = store_of(*documents.values())
    assert names(later.search("same", None, PageRequest(after=cursor)).nodes()) == ["c", "d", "e"]
    assert names(later.search("same", None, PageRequest(before=cursor)).nodes()) == ["a"]


def test_a_page_goes_on_after_an_article_whose_score_has_changed():
    documents = [
        article("a", title="ferry"),
        article("b", title="ferry boat"),
        article("c", title="ferry boat again"),
    ]
    cursor = store_of(*documents).search("ferry", None, EVERYTHING).edges()[1].cursor
    later = store_of(*documents, *(article(f"bus{number}", title="bus") for number in range(20)))
    assert names(later.search("ferry", None, PageRequest(after=cursor)).nodes()) == ["c"]


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize("of", ["another text", "a list of articles", "nothing", "a place ahead"])
def test_a_foreign_cursor_is_refused(argument: str, of: str):
    store = store_of(article("a", title="night train"))
    cursor = {
        "another text": store.search("night", None, EVERYTHING).edges()[0].cursor,
        "a list of articles": store.articles(None, (), EVERYTHING).edges()[0].cursor,
        "nothing": "WyJzZWFyY2giXQ",
        "a place ahead": encode_cursor(search_tag(parse_search_text("train")), (-1, "x")),
    }[of]
    page = PageRequest(after=cursor) if argument == "after" else PageRequest(before=cursor)
    with pytest.raises(InvalidCursorError, match=argument):
        store.search("train", None, page)


def test_a_page_of_nothing_has_no_cursors():
    info = store_of(article("a")).search("", ArticleFilter(url=StringFilter(eq="x")), EVERYTHING)
    assert info.page_info().start_cursor is None
    assert info.nodes() == []


# -------------------------------------------------------------------- highlights


def test_an_edge_shows_where_the_text_was_found():
    store = store_of(article("a", title="Night & day", excerpt="A <night> train"))
    [edge] = store.search("night trai*", None, EVERYTHING).edges()
    assert edge.title_highlight == "<mark>Night</mark> &amp; day"
    assert edge.excerpt_highlight == "A &lt;<mark>night</mark>&gt; <mark>train</mark>"


def test_without_an_excerpt_there_is_no_highlight_of_it():
    [edge] = store_of(article("a", title="Night")).search("night", None, EVERYTHING).edges()
    assert edge.excerpt_highlight is None


@drawn
@given(corpora(), ASKED)
def test_every_match_shows_a_mark(documents: Corpus, text: str):
    for edge in store_over(documents).search(text, None, EVERYTHING).edges():
        assert "<mark>" in edge.title_highlight + (edge.excerpt_highlight or "")


def test_each_report_is_found_once_where_copies_are_collapsed():
    """By the copy that fits best; pages, counts and facets are those of what is left."""
    text = (
        "The night train returns to the coast after twenty years, with sleeping cars from a museum,"
        " the railway said on Monday."
    )
    same: dict[str, Any] = {"excerpt": text, "published": "2021-03-01"}
    store = store_of(
        article("a", title="Night train returns to the coast", provider="a.example", **same),
        article("b", title="Night train returns to the coast", provider="b.example", **same),
        article("c", title="A seed bank opens", excerpt="The night train brings guests."),
    )
    assert names(store.search("night train", None, EVERYTHING).nodes()) == ["a", "b", "c"]
    answer = store.search("night train", None, EVERYTHING, collapse_copies=True)
    assert names(answer.nodes()) == ["a", "c"]
    assert answer.total_count() == 2
    first = store.search("night train", None, PageRequest(first=1), collapse_copies=True)
    after = PageRequest(after=first.page_info().end_cursor)
    assert names(store.search("night train", None, after, collapse_copies=True).nodes()) == ["c"]
    only_b = ArticleFilter(provider=StringFilter(eq="b.example"))
    found = store.search("night train", only_b, EVERYTHING, collapse_copies=True)
    assert names(found.nodes()) == ["b"]


@given(corpora(), TEXTS)
def test_collapsing_keeps_one_of_each_group_of_copies(documents: Corpus, text: str):
    store = store_over(documents)
    graph = store.graph
    whole = store.search(text, None, EVERYTHING).nodes()
    kept = store.search(text, None, EVERYTHING, collapse_copies=True).nodes()
    shown: set[int] = set()
    expected = []
    for node in whole:
        if shown.isdisjoint({node.index}):
            expected.append(node)
            shown.update({node.index}, graph.copies_of(node).tolist())
    assert list(kept) == expected
