"""Sets of articles over time, by clocks that leap, go back, and were set to the sun once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.errors import BadUserInputError, LimitExceededError
from graphapi.store import ArticleFilter, IntFilter, PageRequest, TimeInterval
from graphapi.store.memory import MemoryStore
from tests.corpora import article, store_of

HOUR, DAY, WEEK, MONTH, QUARTER, YEAR = TimeInterval


def published(*dates: str) -> MemoryStore:
    """A store of articles published at these instants, in UTC where no zone is given."""
    return store_of(*(article(str(place), published=date) for place, date in enumerate(dates)))


def timeline(store: MemoryStore, interval: TimeInterval, zone: str = "UTC") -> list[str]:
    """The points as texts: the start in UTC, and the count."""
    return [
        f"{point.start:%Y-%m-%dT%H:%M:%S}".removesuffix(":00") + f" {point.count}"
        for point in store.articles(None, (), PageRequest()).timeline(interval, zone)
    ]


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (DAY, ["2021-01-30T00:00 1", "2021-01-31T00:00 0", "2021-02-01T00:00 2"]),
        (WEEK, ["2021-01-25T00:00 1", "2021-02-01T00:00 2"]),
        (MONTH, ["2021-01-01T00:00 1", "2021-02-01T00:00 2"]),
        (QUARTER, ["2021-01-01T00:00 3"]),
        (YEAR, ["2021-01-01T00:00 3"]),
    ],
)
def test_there_is_a_point_for_every_interval_from_the_first_article_to_the_last(
    interval: TimeInterval, expected: list[str]
):
    store = published("2021-02-01", "2021-01-30T23:59:59", "2021-02-01T12:00")
    assert timeline(store, interval) == expected


@pytest.mark.parametrize(
    ("zone", "interval", "dates", "expected"),
    [
        pytest.param(
            "America/Sao_Paulo",
            DAY,
            ["2018-11-04T02:59", "2018-11-04T03:00", "2018-11-05T02:00"],
            ["2018-11-03T03:00 1", "2018-11-04T03:00 1", "2018-11-05T02:00 1"],
            id="a day begins at 1:00 where the clock leaps over midnight",
        ),
        pytest.param(
            "Pacific/Apia",
            DAY,
            ["2011-12-30T09:59", "2011-12-30T10:00"],
            ["2011-12-29T10:00 1", "2011-12-30T10:00 1"],
            id="a day that a place has not had is no point",
        ),
        pytest.param(
            "Europe/Berlin",
            HOUR,
            ["2021-10-31T00:30+02:00", "2021-10-31T01:30", "2021-10-31T02:10"],
            [
                "2021-10-30T22:00 1",
                "2021-10-30T23:00 0",
                "2021-10-31T00:00 0",
                "2021-10-31T01:00 1",
                "2021-10-31T02:00 1",
            ],
            id="an hour that the clock strikes twice is two",
        ),
        pytest.param(
            "Europe/Berlin",
            HOUR,
            ["2021-03-28T00:59", "2021-03-28T01:00"],
            ["2021-03-28T00:00 1", "2021-03-28T01:00 1"],
            id="an hour that the clock leaps over is none",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            HOUR,
            ["2021-04-03T14:00", "2021-04-03T15:15", "2021-04-03T15:30"],
            ["2021-04-03T14:00 2", "2021-04-03T15:30 1"],
            id="set back by half an hour, an hour takes one and a half",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            HOUR,
            ["2021-10-02T15:29", "2021-10-02T15:30", "2021-10-02T16:00"],
            ["2021-10-02T14:30 1", "2021-10-02T15:30 1", "2021-10-02T16:00 1"],
            id="set on by half an hour, the next one takes half",
        ),
        pytest.param(
            "America/Havana",
            DAY,
            ["2021-11-07T04:30", "2021-11-07T05:30", "2021-11-08T04:59"],
            ["2021-11-07T04:00 3"],
            id="a day whose midnight comes twice begins with the first",
        ),
        pytest.param(
            "America/St_Johns",
            DAY,
            ["2010-11-07T02:30:30", "2010-11-07T02:31", "2010-11-07T03:29", "2010-11-07T03:30"],
            ["2010-11-06T02:30 2", "2010-11-07T02:30 2"],
            id="set back across midnight, the end of the day before comes again",
        ),
        pytest.param(
            "America/St_Johns",
            HOUR,
            ["2010-11-07T02:30:30", "2010-11-07T02:31", "2010-11-07T03:29", "2010-11-07T03:30"],
            ["2010-11-07T02:30 3", "2010-11-07T03:30 1"],
            id="and an hour begins when the clock strikes",
        ),
        pytest.param(
            "America/Sitka",
            DAY,
            ["1867-10-17T12:00", "1867-10-18T12:00", "1867-10-19T02:00", "1867-10-19T10:00"],
            ["1867-10-17T09:01:13 2", "1867-10-18T09:01:13 2"],
            id="set back by a day, half of one day and half of the next come again",
        ),
        pytest.param(
            "Asia/Kathmandu",
            HOUR,
            ["2021-05-01T00:14:59", "2021-05-01T00:15"],
            ["2021-04-30T23:15 1", "2021-05-01T00:15 1"],
            id="hours begin at a quarter past where the offset is 5:45",
        ),
        pytest.param(
            "Europe/Paris",
            YEAR,
            ["1899-12-31T23:50:38", "1899-12-31T23:50:39"],
            ["1898-12-31T23:50:39 1", "1899-12-31T23:50:39 1"],
            id="before there were zones, clocks went by the sun",
        ),
        pytest.param(
            "Europe/London",
            DAY,
            ["1969-12-30T23:00", "1969-12-31T22:59", "1969-12-31T23:00", "1970-01-01T22:59"],
            ["1969-12-30T23:00 2", "1969-12-31T23:00 2"],
            id="nothing is special about 1970",
        ),
        pytest.param(
            "Asia/Tokyo",
            WEEK,
            ["2021-01-03T14:59", "2021-01-03T15:00"],
            ["2020-12-27T15:00 1", "2021-01-03T15:00 1"],
            id="weeks begin on Monday of the place",
        ),
    ],
)
def test_intervals_begin_by_the_clock_of_the_place(
    zone: str, interval: TimeInterval, dates: list[str], expected: list[str]
):
    assert timeline(published(*dates), interval, zone) == expected


def test_years_reach_from_the_first_to_the_last_that_can_be_written():
    store = published("0001-01-01", "9999-12-31T23:59:59.999999")
    for zone, points in (("UTC", 9_999), ("Europe/Berlin", 10_000), ("America/New_York", 10_000)):
        years = store.articles(None, (), PageRequest()).timeline(YEAR, zone)
        assert len(years) == points
        assert (years[0].count, years[-1].count) == (1, 1)
        assert years[0].start == datetime(1, 1, 1, tzinfo=UTC)


def test_articles_without_a_date_are_in_no_point():
    store = store_of(article("a", published="2021-01-01"), article("b"))
    assert timeline(store, DAY) == ["2021-01-01T00:00 1"]
    assert timeline(store_of(article("b")), DAY) == []
    assert timeline(store_of(), YEAR) == []


def test_a_point_has_figures_and_an_empty_one_has_those_of_nothing():
    store = store_of(
        article("a", published="2021-01-01", quality=1, provider="p.example", topics=("t",)),
        article("b", published="2021-01-03", quality=5, topics=("t", "u")),
        article("c", published="2021-01-03", quality=7, provider="p.example"),
    )
    connection = store.articles(None, (), PageRequest())
    first, empty, last = (point.stats() for point in connection.timeline(DAY, "UTC"))
    assert (first.count, first.quality.sum) == (1, 1.0)
    assert (last.count, last.quality.median, last.providers, last.topics) == (2, 6.0, 1, 2)
    nothing = ArticleFilter(quality=IntFilter(gt=9))
    assert empty == store.articles(nothing, (), PageRequest()).stats()


@pytest.mark.parametrize(
    ("interval", "last", "advice"),
    [
        (
            HOUR,
            "2012-01-01",
            "HOUR would give 105,193 points, .* 50,000 .* ask for DAY, filter",
        ),
        (HOUR, "2400-01-01", "HOUR would give .* ask for QUARTER,"),
        (DAY, "9999-01-01", "DAY would give .* ask for YEAR,"),
    ],
)
def test_too_many_points_are_refused_with_what_to_ask_instead(
    interval: TimeInterval, last: str, advice: str
):
    store = published("2000-01-01", last)
    with pytest.raises(LimitExceededError, match=f"^timeline: interval {advice}"):
        timeline(store, interval)


def test_a_limit_bounds_the_points_to_the_last():
    connection = published("2000-01-01", "2000-01-10").articles(None, (), PageRequest())
    assert len(connection.timeline(DAY, "UTC", 10)) == 10
    with pytest.raises(LimitExceededError, match="would give 10 points, and at most 9 are given"):
        connection.timeline(DAY, "UTC", 9)
    with pytest.raises(BadUserInputError, match=r"limit: 100001 .* from 0 to 100,000"):
        connection.timeline(DAY, "UTC", 100_001)


def test_an_hour_that_comes_twice_counts_twice_for_the_limit():
    store = published("2021-10-31T00:30:00Z", "2021-10-31T01:30:00Z")
    connection = store.articles(None, (), PageRequest())
    assert len(connection.timeline(HOUR, "Europe/Berlin", 2)) == 2
    with pytest.raises(LimitExceededError, match="at most 1 are given"):
        connection.timeline(HOUR, "Europe/Berlin", 1)


@pytest.mark.parametrize(
    ("zone", "advice"),
    [
        ("Berlin", "did you mean Europe/Berlin"),
        ("Europe/Berln", "did you mean Europe/Berlin"),
        ("america/sao paolo", "did you mean America/Sao_Paulo"),
        ("", "give the name of a time zone in the IANA database, such as Europe/Berlin$"),
        ("../UTC", "give the name"),
        ("/etc/localtime", "give the name"),
        ("localtime", "give the name"),
        ("+02:00", "give the name"),
        ("UTC\0", "give the name"),
        ("x" * 1_000_000, "give the name"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest_names(zone: str, advice: str):
    with pytest.raises(BadUserInputError, match=f"^timeZone: .*{advice}"):
        timeline(store_of(), DAY, zone)


def test_the_name_of_a_zone_may_have_any_case():
    assert timeline(published("2021-01-01"), DAY, "asia/TOKYO") == ["2020-12-31T15:00 1"]


EARLIEST, LATEST = datetime.fromisoformat("1840-01-01"), datetime.fromisoformat("2100-01-01")
ZONES = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})


def shown(instant: datetime, zone: str, interval: TimeInterval) -> tuple[int, ...]:
    local = instant.astimezone(ZoneInfo(zone))
    return (local.year, local.month, local.day, local.hour)[: 3 if interval is DAY else 4]


@given(
    st.sampled_from(ZONES),
    st.sampled_from((HOUR, DAY)),
    st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)),
    st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), min_size=1, max_size=5),
)
def test_by_whatever_clock_points_begin_when_it_first_shows_what_is_counted(
    zone: str, interval: TimeInterval, first: datetime, later: list[timedelta]
):
    dates = [first + delta for delta in later]
    store = published(*(date.isoformat() for date in dates))
    points = store.articles(None, (), PageRequest()).timeline(interval, zone)
    assert sum(point.count for point in points) == len(dates)
    starts = [point.start for point in points]
    assert starts == sorted(set(starts))
    for point in points:
        before = point.start - timedelta(microseconds=1)
        begins = shown(point.start, zone, interval)
        local = point.start.astimezone(ZoneInfo(zone))
        strikes = (local.minute, local.second) == (0, 0)
        assert begins > shown(before, zone, interval) or (interval is HOUR and strikes)
        stats = point.stats()
        if interval is DAY and stats.first_published is not None:
            assert stats.last_published is not None
            assert begins == shown(stats.first_published, zone, interval)
            assert begins == shown(stats.last_published, zone, interval)
