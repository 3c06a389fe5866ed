"""Figures over articles in plain Python: one article after the other, exact fractions, no arrays.

What a clock shows is found by looking at it every quarter of an hour, for eleven years.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from graphapi.graph import ArticleNode, StoryNode
from graphapi.store import (
    ArticleGroupKey,
    ArticleStats,
    GroupOrder,
    NumberStats,
    TimeInterval,
)

__all__ = ["LOOKED_AT", "groups_of", "stats_of", "timeline_of"]

LOOKED_AT = datetime(2009, 12, 1, tzinfo=UTC), datetime(2021, 3, 1, tzinfo=UTC)
"""When clocks are looked at."""

_TICK = timedelta(minutes=15)

Key = tuple[Any, ...]
StoryOf = Callable[[ArticleNode], StoryNode | None]


def numbers_of(values: Iterable[int | None]) -> NumberStats:
    """Figures over the numbers that are there."""
    ordered = sorted(value for value in values if value is not None)
    if not ordered:
        return NumberStats(0, None, None, None, None, None, None)

    def quantile(share: Fraction) -> float:
        place = share * (len(ordered) - 1)
        below = ordered[int(place)]
        above = ordered[min(int(place) + 1, len(ordered) - 1)]
        return float(below + (above - below) * (place - int(place)))

    return NumberStats(
        count=len(ordered),
        min=float(ordered[0]),
        max=float(ordered[-1]),
        average=float(Fraction(sum(ordered), len(ordered))),
        median=quantile(Fraction(1, 2)),
        p90=quantile(Fraction(9, 10)),
        sum=float(sum(ordered)),
    )


def stats_of(articles: Sequence[ArticleNode]) -> ArticleStats:
    """Figures over some articles."""
    dates = [one.published_date_time for one in articles if one.published_date_time is not None]
    return ArticleStats(
        count=len(articles),
        stubs=sum(one.stub for one in articles),
        providers=len({one.provider.domain for one in articles if one.provider is not None}),
        topics=len({topic.name for one in articles for topic in one.topics}),
        first_published=min(dates, default=None),
        last_published=max(dates, default=None),
        quality=numbers_of(one.quality for one in articles),
        heat=numbers_of(one.heat for one in articles),
    )


# ---------------------------------------------------------------- groups


def first_day(day: date, interval: TimeInterval) -> date:
    """The first day of the interval that a day is in."""
    match interval:
        case TimeInterval.WEEK:
            return day - timedelta(days=day.weekday())
        case TimeInterval.MONTH:
            return day.replace(day=1)
        case TimeInterval.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case TimeInterval.YEAR:
            return day.replace(month=1, day=1)
    return day


def values_of(one: ArticleNode, key: ArticleGroupKey, stories: StoryOf) -> list[Any]:
    """What an article is counted with, by a key; at least None. Stories stand largest first."""
    if key is ArticleGroupKey.STORY:
        story = stories(one)
        return [story and (-story.size, story.index)]
    if key is ArticleGroupKey.PROVIDER:
        return [one.provider and one.provider.domain]
    if key is ArticleGroupKey.TOPIC:
        return [topic.name for topic in one.topics] or [None]
    if key is ArticleGroupKey.TYPE:
        return [one.type]
    if key is ArticleGroupKey.CATEGORY:
        return [one.category]
    if one.published_date_time is None:
        return [None]
    return [first_day(one.published_date_time.astimezone(UTC).date(), TimeInterval[key.value])]


def groups_of(
    articles: Iterable[ArticleNode],
    by: Sequence[ArticleGroupKey],
    order: GroupOrder,
    stories: StoryOf,
) -> list[tuple[Key, list[ArticleNode]]]:
    """The groups of articles in an order, with what the members of each have in common."""
    groups: dict[Key, list[ArticleNode]] = {}
    for one in articles:
        for key in product(*(values_of(one, key, stories) for key in by)):
            groups.setdefault(key, []).append(one)
    # Python sorts stably: by key first, then by what weighs more.
    ordered = sorted(groups.items(), key=lambda group: in_order(group[0], by))
    if order is GroupOrder.KEY_DESC:
        for place in reversed(range(len(by))):
            there = [group for group in ordered if group[0][place] is not None]
            there.sort(key=lambda group: in_order(group[0], by)[place], reverse=True)
            ordered = there + [group for group in ordered if group[0][place] is None]
    elif order is GroupOrder.COUNT_DESC:
        ordered.sort(key=lambda group: -len(group[1]))
    elif order is GroupOrder.COUNT_ASC:
        ordered.sort(key=lambda group: len(group[1]))
    elif order is GroupOrder.QUALITY_DESC:
        ordered.sort(key=lambda group: last_if_none(stats_of(group[1]).quality.average))
    elif order is GroupOrder.HEAT_DESC:
        ordered.sort(key=lambda group: last_if_none(stats_of(group[1]).heat.average))
    return ordered


def in_order(key: Key, by: Sequence[ArticleGroupKey]) -> list[tuple[bool, Any]]:
    """A sort key: None last, names of topics whatever their case."""
    folded = [
        value.casefold() if value is not None and named is ArticleGroupKey.TOPIC else value
        for value, named in zip(key, by, strict=True)
    ]
    return [(value is None, "" if value is None else value) for value in folded]


def last_if_none(average: float | None) -> tuple[bool, float]:
    return (average is None, 0 if average is None else -average)


# ---------------------------------------------------------------- timelines


@cache
def looked_at(zone: str) -> tuple[list[datetime], dict[date, datetime]]:
    """The ticks at which the clock strikes an hour or leaps into one, and the first of each day."""
    clock, (tick, end) = ZoneInfo(zone), LOOKED_AT
    hours: list[datetime] = []
    days: dict[date, datetime] = {}
    before = (date.min, 0)
    while tick < end:
        local = tick.astimezone(clock)
        hour = (local.date(), local.hour)
        if local.minute == 0 or hour > before:
            hours.append(tick)
        days.setdefault(local.date(), tick)
        before = hour
        tick += _TICK
    return hours, days


@cache
def starts_of(zone: str, interval: TimeInterval) -> dict[date, datetime]:
    """The first tick of each interval, by its first day, whether or not there is that day."""
    found: dict[date, datetime] = {}
    for day, tick in looked_at(zone)[1].items():
        found.setdefault(first_day(day, interval), tick)
    return found


def timeline_of(
    articles: Iterable[ArticleNode], interval: TimeInterval, zone: str
) -> list[tuple[datetime, list[ArticleNode]]]:
    """The articles that have a date, by the first instant of their interval."""
    hours = looked_at(zone)[0]
    points: dict[datetime, list[ArticleNode]] = {}
    for one in articles:
        date_time = one.published_date_time
        if date_time is None:
            continue
        if interval is TimeInterval.HOUR:
            start = hours[bisect_right(hours, date_time) - 1]
        else:
            day = date_time.astimezone(ZoneInfo(zone)).date()
            start = starts_of(zone, interval)[first_day(day, interval)]
        points.setdefault(start, []).append(one)
    if not points:
        return []
    every = hours if interval is TimeInterval.HOUR else list(starts_of(zone, interval).values())
    shown = every[bisect_left(every, min(points)) : bisect_right(every, max(points))]
    return [(start, points.get(start, [])) for start in shown]
