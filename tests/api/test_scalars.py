"""The scalars: URL, DateTime and JSON."""

import json
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from graphapi.api.scalars import SCALARS, encode_date_time, encode_json, parse_date_time
from tests.api.asking import answer, refusal
from tests.corpora import article
from tests.corpora import store_of as corpus_store


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2023-03-30T11:11:00Z", datetime(2023, 3, 30, 11, 11, tzinfo=UTC)),
        ("2023-03-30t11:11:00z", datetime(2023, 3, 30, 11, 11, tzinfo=UTC)),
        ("2023-03-30T13:11:00+02:00", datetime(2023, 3, 30, 11, 11, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("1990-12-31T15:59:60.5-08:00", datetime(1991, 1, 1, tzinfo=UTC)),
        ("2023-03-30T11:11:00.25Z", datetime(2023, 3, 30, 11, 11, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_an_instant_is_written_as_rfc_3339_has_it(text: str, instant: datetime):
    assert parse_date_time(text) == instant


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2023-03-30", datetime(2023, 3, 30, tzinfo=UTC)),
        (1680174660000, datetime(2023, 3, 30, 11, 11, tzinfo=UTC)),
        ("1680174660000", datetime(2023, 3, 30, 11, 11, tzinfo=UTC)),
        (1680174660250.0, datetime(2023, 3, 30, 11, 11, 0, 250_000, tzinfo=UTC)),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        ("-1000", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (-62135596800000, datetime(1, 1, 1, tzinfo=UTC)),
        (253402300799999, datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)),
    ],
)
def test_a_date_is_the_start_of_its_day_in_utc_and_a_number_is_milliseconds_since_1970(
    value: object, instant: datetime
):
    assert parse_date_time(value) == instant


@given(st.datetimes(timezones=st.just(UTC)))
def test_milliseconds_and_dates_mean_what_their_rfc_3339_texts_mean(instant: datetime):
    rounded = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    milliseconds = (rounded - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert parse_date_time(milliseconds) == parse_date_time(str(milliseconds)) == rounded
    day = encode_date_time(instant)[:10]
    assert parse_date_time(day) == parse_date_time(f"{day}T00:00:00Z")


@pytest.mark.parametrize(
    "value",
    [
        "2023-02-31",
        "2023-02-31T00:00:00Z",
        "2023-13-01",
        "0000-01-01",
        "2023-03-30T24:00:00Z",
        "2023-03-30T11:11:00+01:60",
        "2023-03-30T11:11:60Z",  # no leap second
        "9999-12-31T23:59:60Z",  # after the last year
        "2023-03-30T11:11:00-24:00",
        "0001-01-01T00:00:00+01:00",  # before the first year
        "9999-12-31T23:59:59-01:00",
        -62135596800001,
        "253402300800000",
        "9" * 5_000,
        10**400,
        1e300,
        float("nan"),  # what graphql-core makes of a literal of thousands of digits
    ],
)
def test_what_is_out_of_range_is_refused_as_such(value: object):
    with pytest.raises(GraphQLError, match="it is out of range; give an existing day") as error:
        parse_date_time(value)
    assert error.value.extensions == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize(
    "text",
    [
        "2023-03-30T11:11:00",  # no zone
        "2023-03-30T11:11Z",  # no seconds
        "2023-03-30 11:11:00Z",  # a space
        "20230330T111100Z",  # ISO 8601, not RFC 3339
        "2023-3-30",
        "2023-03",
        "2023-03-30Z",
        "2023-03-30\n",
        "٢٠٢٣-03-30T11:11:00Z",  # digits that are not ASCII
        "yesterday",
        "1.68e12",
        "+1680174660000",
        " 1680174660000",
        "-",
        "",
        1680174660000.5,  # less than a millisecond
        True,
        [1680174660000],
        None,
    ],
)
def test_anything_else_is_refused_with_an_example_of_what_is_allowed(text: object):
    with pytest.raises(GraphQLError, match="RFC 3339 does, such as 2023-03-30T11:11:00Z") as error:
        parse_date_time(text)
    assert error.value.extensions == {"code": "BAD_USER_INPUT"}


def test_an_instant_is_shown_in_utc_with_a_fraction_only_where_there_is_one():
    assert encode_date_time(datetime(2023, 3, 30, 11, 11, tzinfo=UTC)) == "2023-03-30T11:11:00Z"
    half = datetime(2023, 3, 30, 11, 11, 0, 500_000, tzinfo=timezone(timedelta(hours=2)))
    assert encode_date_time(half) == "2023-03-30T09:11:00.5Z"


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_shown_can_be_given_back(instant: datetime):
    assert parse_date_time(encode_date_time(instant)) == instant


def test_json_is_made_of_plain_dicts_and_lists():
    frozen = MappingProxyType({"a": (1, MappingProxyType({"b": None}))})
    assert encode_json(frozen) == {"a": [1, {"b": None}]}


def test_scalars_name_what_they_follow():
    urls = {each.name: each.specified_by_url for each in SCALARS.values()}
    assert urls == {
        "URL": "https://www.rfc-editor.org/rfc/rfc3986",
        "DateTime": "https://www.rfc-editor.org/rfc/rfc3339",
        "JSON": "https://www.rfc-editor.org/rfc/rfc8259",
    }


WITH_DATE = """
    query($since: DateTime) {
      articles(filter: {publishedDateTime: {gte: $since}}) { totalCount }
    }
"""


def test_a_wrong_instant_in_a_variable_names_the_variable():
    message, extensions = refusal(None, WITH_DATE, since="2023-03")
    assert message.startswith("Variable '$since' has invalid value: DateTime: \"2023-03\" cannot")
    assert extensions["code"] == "BAD_USER_INPUT"


def test_a_wrong_instant_in_the_document_is_refused_too():
    query = '{ articles(filter: {publishedDateTime: {gte: "2023-03"}}) { totalCount } }'
    message, extensions = refusal(None, query)
    assert message.startswith('DateTime: "2023-03" cannot be used; write date, time and zone')
    assert extensions["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "literal", ['"2023-03-30"', "1680134400000", '"1680134400000"', "1.6801344e12"]
)
def test_every_form_of_an_instant_can_be_a_literal_and_a_variable(literal: str):
    store = corpus_store(
        article("before", published="2023-03-29T23:59:59"),
        article("at", published="2023-03-30"),
        article("after", published="2023-03-31"),
    )
    query = (
        '{ articles(filter: {publishedDateTime: {gte: %s, lt: "2023-03-31"}}) { nodes { url } } }'
    )
    expected = {"articles": {"nodes": [{"url": "https://news.example/at"}]}}
    assert answer(store, query % literal) == expected
    asked = "query($since: DateTime) " + query % "$since"
    assert answer(store, asked, since=json.loads(literal)) == expected


def test_a_url_that_is_no_text_is_refused():
    message, extensions = refusal(None, "{ article(url: 12) { title } }")
    assert message.startswith("URL: 12 cannot be used")
    assert extensions["code"] == "BAD_USER_INPUT"
