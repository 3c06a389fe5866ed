"""The timeline of `graphapi stats`: its counts and its drawing."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.graph import MISSING, Numbers, microseconds
from graphapi.report.timeline_chart import Interval, Timeline, count_by_interval, draw, summary


def instants(*texts: str | None) -> Numbers:
    moments = [None if text is None else datetime.fromisoformat(text) for text in texts]
    return np.array(
        [
            MISSING if each is None else microseconds(each.replace(tzinfo=each.tzinfo or UTC))
            for each in moments
        ],
        dtype=np.int64,
    )


def columns(timeline: Timeline) -> dict[str, int]:
    return {timeline.label(at): count for at, count in enumerate(timeline.counts.tolist())}


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("hour", {"2023-12-31T23": 1, "2024-01-01T00": 1}),
        ("day", {"2023-12-31": 1, "2024-01-01": 1}),
        ("week", {"2023-12-25": 1, "2024-01-01": 1}),
        ("month", {"2023-12": 1, "2024-01": 1}),
        ("quarter", {"2023-Q4": 1, "2024-Q1": 1}),
        ("year", {"2023": 1, "2024": 1}),
    ],
)
def test_an_instant_counts_in_the_interval_that_holds_it(interval: str, expected: dict[str, int]):
    told = instants("2023-12-31T23:59:59.999999", "2024-01-01")
    assert columns(count_by_interval(told, Interval(interval), 60)) == expected


def test_weeks_start_on_monday_before_1970_too():
    told = instants("1969-12-28", "1969-12-29", "1970-01-04", "1970-01-05")
    assert columns(count_by_interval(told, Interval.WEEK, 60)) == {
        "1969-12-22": 1,
        "1969-12-29": 2,
        "1970-01-05": 1,
    }


def test_intervals_without_articles_are_columns_of_zero():
    told = instants("2024-01-05", "2024-04-05", "2024-04-06")
    expected = {"2024-01": 1, "2024-02": 0, "2024-03": 0, "2024-04": 2}
    assert columns(count_by_interval(told, Interval.MONTH, 60)) == expected


@pytest.mark.parametrize(
    ("last", "unit"),
    [
        ("2024-01-01", "day"),
        ("2024-02-20", "day"),
        ("2024-06-01", "week"),
        ("2026-06-01", "month"),
        ("2034-01-01", "quarter"),
        ("2074-01-01", "year"),
        ("2100-01-01", "2 years"),
        ("3024-01-01", "20 years"),
        ("9999-12-31", "200 years"),
    ],
)
def test_unasked_the_finest_interval_that_fits_is_taken(last: str, unit: str):
    assert count_by_interval(instants("2024-01-01", last), None, 60).unit == unit


def test_an_interval_asked_for_is_joined_to_round_numbers_where_it_does_not_fit():
    told = instants("2020-01-01", "2024-12-31")
    assert count_by_interval(told, Interval.MONTH, 30).unit == "2 months"
    assert count_by_interval(told, Interval.HOUR, 60).unit == "1,200 hours"


def test_a_terminal_too_narrow_for_anything_gets_two_columns():
    told = instants("1000-01-01", "1970-01-01", "3000-01-01")
    for interval in Interval:
        assert len(count_by_interval(told, interval, 0).counts) == 2


def test_a_thousand_years_start_on_round_years():
    timeline = count_by_interval(instants("1024-05-01", "2024-05-01"), None, 60)
    assert [timeline.label(at) for at in (0, 1)] == ["1020", "1040"]
    assert int(timeline.counts.sum()) == 2


moments = st.datetimes(timezones=st.just(UTC))


@given(
    st.lists(st.none() | moments, max_size=30),
    st.none() | st.sampled_from(Interval),
    st.integers(2, 120),
)
def test_every_article_is_counted_once_or_undated_and_the_columns_fit(
    dates: list[datetime | None], interval: Interval | None, most: int
):
    told = np.array(
        [MISSING if each is None else microseconds(each) for each in dates], dtype=np.int64
    )
    timeline = count_by_interval(told, interval, most)
    assert int(timeline.counts.sum()) + timeline.undated == len(dates)
    assert timeline.undated == dates.count(None)
    assert len(timeline.counts) <= most
    if len(timeline.counts):
        assert timeline.counts[0] > 0
        assert timeline.counts[-1] > 0


@given(
    st.lists(moments, min_size=1, max_size=30),
    st.none() | st.sampled_from(Interval),
    st.integers(24, 200),
    st.booleans(),
)
def test_no_line_is_wider_than_asked_and_plain_charts_are_ascii(
    dates: list[datetime], interval: Interval | None, width: int, plain: bool
):
    told = np.array([microseconds(each) for each in dates], dtype=np.int64)
    lines = draw(count_by_interval(told, interval, width - 4), width, plain=plain)
    assert max(map(len, lines)) <= width
    assert not plain or all(line.isascii() for line in lines)


def test_columns_stand_on_zero_and_are_as_high_as_they_count():
    told = instants(*["2021-01-01"] * 48, *["2022-01-01"] * 24, "2023-01-01", "2025-01-01")
    lines = draw(count_by_interval(told, Interval.YEAR, 60), 12, plain=False)
    assert lines == [
        "48 ┤█",
        "   │█",
        "   │█",
        "   │██",
        "   │██",
        "   │██▁ ▁",
        " 0 └┴────",
        "    2021",
    ]


def test_plain_columns_need_no_block_characters():
    told = instants(*["2021-01-01"] * 4, *["2022-01-01"] * 3, "2024-01-01")
    lines = draw(count_by_interval(told, Interval.YEAR, 60), 40, plain=True)
    assert lines[0] == "4 +####"
    assert lines[1] == "  |####  ::::"
    assert lines[-2:] == ["0 ++-----+-----+-----+-----", "   2021  2022  2023  2024"]


def test_a_label_stands_below_the_column_that_it_names():
    days = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=31 * month) for month in range(30)]
    told = instants(*(each.isoformat() for each in days))
    lines = draw(count_by_interval(told, Interval.MONTH, 60), 40, plain=False)
    ground, labels = lines[-2:]
    assert [at for at, mark in enumerate(ground) if mark == "┴"] == [
        labels.index(each) for each in labels.split()
    ]
    assert labels.split() == ["2024-01", "2025-01", "2026-01"]


def test_the_summary_tells_the_peak_the_gaps_and_the_undated():
    told = instants("2024-01-05", "2024-03-05", "2024-03-06", None)
    text = summary(count_by_interval(told, Interval.MONTH, 60))
    assert text == "most in 2024-03: 2; none in 1 of 3 months; 1 article undated"
    assert summary(count_by_interval(instants(None, None), None, 60)) == "2 articles undated"
    assert summary(count_by_interval(instants(), None, 60)) == ""
