"""The scalars: URL, DateTime and JSON."""

from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from graphapi.api.scalars import SCALARS, encode_date_time, encode_json, parse_date_time
from tests.api.asking import refusal


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
    "text",
    [
        "2023-03-30",  # no time
        "2023-03-30T11:11:00",  # no zone
        "2023-03-30T11:11Z",  # no seconds
        "2023-03-30 11:11:00Z",  # a space
        "20230330T111100Z",  # ISO 8601, not RFC 3339
        "2023-02-31T00:00:00Z",  # no such day
        "2023-03-30T11:11:60Z",  # no leap second
        "9999-12-31T23:59:60Z",  # after the last year
        "2023-03-30T24:00:00Z",  # the hours end at 23
        "2023-03-30T11:11:00+02:60",  # and minutes at 59
        "0001-01-01T00:00:00+01:00",  # before the first year
        "٢٠٢٣-03-30T11:11:00Z",  # digits that are not ASCII
        "yesterday",
        1680174660,
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
    message, extensions = refusal(None, WITH_DATE, since="2023-03-30")
    assert message.startswith("Variable '$since' has invalid value: DateTime: \"2023-03-30\"")
    assert extensions["code"] == "BAD_USER_INPUT"


def test_a_wrong_instant_in_the_document_is_refused_too():
    query = '{ articles(filter: {publishedDateTime: {gte: "2023-03-30"}}) { totalCount } }'
    message, extensions = refusal(None, query)
    assert message.startswith('DateTime: "2023-03-30" cannot be used; write date, time and zone')
    assert extensions["code"] == "BAD_USER_INPUT"


def test_a_url_that_is_no_text_is_refused():
    message, extensions = refusal(None, "{ article(url: 12) { title } }")
    assert message.startswith("URL: 12 cannot be used")
    assert extensions["code"] == "BAD_USER_INPUT"
