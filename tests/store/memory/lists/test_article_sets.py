"""What is said of a set of articles, against plain Python over the articles one by one."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from graphapi.graph import StoryNode
from graphapi.store import (
    ArticleFilter,
    ArticleGroup,
    ArticleGroupKey,
    DateTimeFilter,
    GroupOrder,
    PageRequest,
    TimeInterval,
)
from graphapi.store.memory import MemoryStore
from tests.corpora import article, store_of
from tests.fuzzing import fuzzed
from tests.store.brute_force import groups_of, stats_of, timeline_of
from tests.store.drawing import article_filters
from tests.store.memory.filtering.test_selection import fits

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/Sao_Paulo",  # leaps over midnight
    "America/Havana",  # shows midnight twice
    "Australia/Lord_Howe",  # goes on and back by half an hour
    "Asia/Kathmandu",  # 5:45 ahead of UTC
    "Pacific/Apia",  # had no 2011-12-30
)
CHANGES = [
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in (
        "2011-02-20T02:00",  # Sao Paulo goes back
        "2011-10-16T03:00",  # Sao Paulo leaps
        "2011-12-30T10:00",  # Apia crosses the date line
        "2012-04-01T05:00",  # Havana leaps
        "2012-11-04T05:00",  # Havana goes back
        "2016-03-27T01:00",  # Berlin leaps
        "2016-04-02T15:00",  # Lord Howe goes back
        "2016-10-01T15:30",  # Lord Howe leaps
        "2016-10-30T01:00",  # Berlin goes back
        "2021-01-01T00:00",
    )
]


@cache
def large() -> MemoryStore:
    """Three hundred articles that share few values, near the hours at which clocks change."""
    rng = random.Random(4)

    def maybe(value: object) -> object:
        return value if rng.random() < 0.8 else None

    def published() -> str:
        hours = rng.choice((1, 30, 24 * 60)) * rng.uniform(-1, 1)
        return (rng.choice(CHANGES) + timedelta(hours=hours)).isoformat()

    texts, stubs = ("Alpha", "alpha", "Beta gamma", "ß", "SS"), [f"s{n}" for n in range(20)]
    return store_of(
        *(
            article(
                rng.choice("abcdefgh") + str(number),
                published=maybe(published()),
                title=rng.choice(texts),
                excerpt=maybe(rng.choice(texts)),
                type=maybe(rng.choice(("article", "video"))),
                category=maybe(rng.choice(("news", "News"))),
                quality=maybe(rng.randint(-2, 9)),
                heat=maybe(rng.choice((1, 2, 3, 2**31 - 1, -(2**31)))),
                is_published=maybe(rng.random() < 0.5),
                provider=maybe(rng.choice(("a.example", "b.example", "c.example"))),
                topics=tuple(rng.sample(texts, rng.randrange(4))),
                related=rng.sample(stubs, rng.randrange(3)),
            )
            for number in range(280)
        )
    )


def about(change: datetime, interval: TimeInterval) -> ArticleFilter:
    """Articles near a change: of short intervals, eleven years would have very many."""
    days = {TimeInterval.HOUR: 4, TimeInterval.DAY: 100}.get(interval, 5_000)
    span = timedelta(days=days)
    return ArticleFilter(published_date_time=DateTimeFilter(gte=change - span, lt=change + span))


def common(group: ArticleGroup, by: Sequence[ArticleGroupKey]) -> tuple[object, ...]:
    """What the articles of a group have in common, as the oracle writes it."""
    story = group.story
    assert story is None or isinstance(story, StoryNode)
    has = {
        ArticleGroupKey.PROVIDER: group.provider and group.provider.domain,
        ArticleGroupKey.TOPIC: group.topic and group.topic.name,
        ArticleGroupKey.TYPE: group.type,
        ArticleGroupKey.CATEGORY: group.category,
        ArticleGroupKey.STORY: story and (-story.size, story.index),
    }
    return tuple(has[key] for key in by if key in has)


@fuzzed("figures, groups and timelines", quick=150, price=20)
@given(
    filter_=article_filters(),
    by=st.lists(st.sampled_from(ArticleGroupKey), min_size=1, max_size=3, unique=True),
    order=st.sampled_from(GroupOrder),
    first=st.sampled_from((1, 3, 10_000)),
    interval=st.sampled_from(TimeInterval),
    zone=st.sampled_from(ZONES),
    change=st.sampled_from(CHANGES),
)
def test_figures_groups_and_timeline_are_what_plain_python_counts(
    filter_: ArticleFilter,
    by: list[ArticleGroupKey],
    order: GroupOrder,
    first: int,
    interval: TimeInterval,
    zone: str,
    change: datetime,
):
    store = large()
    near = about(change, interval)
    both = ArticleFilter(and_=(filter_, near))
    everything = [one for one in store.graph.articles if fits(filter_, store.graph, one)]
    chosen = [one for one in everything if fits(near, store.graph, one)]

    assert store.articles(filter_, (), PageRequest()).stats() == stats_of(everything)

    expected = groups_of(everything, by, order, store.graph.story_of)[:first]
    groups = store.articles(filter_, (), PageRequest(first=0)).groups(by, order, first)
    assert [(group.count, group.stats()) for group in groups] == [
        (len(members), stats_of(members)) for _, members in expected
    ]
    for group, (key, members) in zip(groups, expected, strict=True):
        periods = [value for value, one in zip(key, by, strict=True) if one.interval is not None]
        assert common(group, by) == tuple(
            value for value, one in zip(key, by, strict=True) if one.interval is None
        )
        starts = [value for value in periods if value is not None]
        assert (None if group.period is None else group.period.date()) == max(starts, default=None)
        page = group.articles((), PageRequest(first=2))
        assert (page.nodes(), page.total_count()) == (members[:2], len(members))

    timeline = store.articles(both, (), PageRequest(last=1)).timeline(interval, zone)
    assert [(point.start, point.count, point.stats()) for point in timeline] == [
        (start, len(members), stats_of(members))
        for start, members in timeline_of(chosen, interval, zone)
    ]
