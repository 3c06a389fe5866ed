"""What cursors of lists hold: every store hands out the same, and reads those of the others."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.domain import LinkDirection
from graphapi.domain.instants import microseconds
from graphapi.domain.search_text import parse_search_text
from graphapi.errors import InvalidCursorError
from graphapi.store import ArticleOrder, ArticleOrderField, OrderDirection
from graphapi.store.questions.cursors import encode_cursor
from graphapi.store.questions.list_cursors import (
    decode_found,
    decode_ordered,
    decode_reachable,
    decode_related,
    decode_similar,
    encode_found,
    encode_listed,
    encode_listing,
    encode_reachable,
    encode_similar,
    ordered_tag,
    search_tag,
)
from graphapi.store.questions.order_keys import ARTICLE_KEYS, STORY_KEYS, order_tag

urls = st.text(min_size=1, max_size=20)
moments = st.none() | st.datetimes(timezones=st.just(UTC))
directions = st.sampled_from(LinkDirection)


@given(directions, st.integers(0, 1000), urls)
def test_a_listed_article_is_known_by_its_place(direction: LinkDirection, place: int, url: str):
    found = decode_related(encode_listed(direction, place, url), "after", direction)
    assert (found.place, found.url) == (place, url)


@given(directions, moments, urls)
def test_an_article_that_lists_another_is_known_by_its_date(
    direction: LinkDirection, moment: datetime | None, url: str
):
    found = decode_related(encode_listing(direction, moment, url), "after", direction)
    assert (found.place, found.url) == (None, url)
    assert moment is None or found.moment == -microseconds(moment)


@given(st.integers(1, 10), urls)
def test_a_reachable_article_is_known_by_its_hops(hops: int, url: str):
    assert decode_reachable(encode_reachable(hops, url), "after") == (hops, url)


@given(st.floats(0, 1), moments, urls)
def test_a_similar_article_is_known_by_its_score(score: float, moment: datetime | None, url: str):
    found = decode_similar(encode_similar(score, moment, url), "after")
    assert (-found[0], found[2]) == (score, url)


@given(st.text(), st.integers(0, 1000), urls)
def test_an_article_found_is_known_by_its_place(text: str, place: int, url: str):
    tag = search_tag(parse_search_text(text))
    assert decode_found(encode_found(tag, place, url), "after", tag) == (place, url)


@pytest.mark.parametrize(
    "decode",
    [
        lambda cursor: decode_related(cursor, "after", LinkDirection.OUT),
        lambda cursor: decode_reachable(cursor, "after"),
        lambda cursor: decode_similar(cursor, "after"),
        lambda cursor: decode_found(cursor, "after", "search:x"),
        lambda cursor: decode_ordered(cursor, "after", "articles:u+", (str,)),
    ],
)
@pytest.mark.parametrize(
    "cursor",
    [
        encode_cursor("related OUT", (0, None, "u")),
        encode_cursor("related OUT", (2, 1, "u")),
        encode_cursor("related OUT", (0, 1, None)),
        encode_cursor("reachable", (0, "u")),
        encode_cursor("similar", (None, 1, "u")),
        encode_cursor("search:x", (-1, "u")),
        encode_cursor("articles:u+", (None,)),
        encode_listed(LinkDirection.IN, 1, "u"),
    ],
)
def test_what_a_list_never_hands_out_is_refused(decode: Any, cursor: str):
    with pytest.raises(InvalidCursorError, match="after"):
        decode(cursor)


def test_the_tag_of_an_order_names_every_step_that_has_an_effect():
    def tag(*order: ArticleOrder) -> str:
        steps = ARTICLE_KEYS.steps(order)
        codes = order_tag((step.part.code, step.descending) for step in steps)
        return ordered_tag(ARTICLE_KEYS.name, codes)

    title = ArticleOrder(ArticleOrderField.TITLE, OrderDirection.ASC)
    url = ArticleOrder(ArticleOrderField.URL, OrderDirection.DESC)
    assert tag() == "articles:p-u+"
    assert tag(title, title) == "articles:t+p-u+"
    assert tag(title, url, title) == "articles:t+u-"


def test_every_order_of_stories_ends_with_their_founders():
    assert [step.part.code for step in STORY_KEYS.ending] == ["s", "b", "u"]
