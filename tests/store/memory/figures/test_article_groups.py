"""Sets of articles split by what the articles have in common."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import Corpus
from graphapi.errors import BadUserInputError
from graphapi.graph import ArticleGraph
from graphapi.store import (
    ArticleFilter,
    ArticleGroupKey,
    ArticleOrder,
    ArticleOrderField,
    GroupOrder,
    IntFilter,
    PageRequest,
    TimeInterval,
)
from graphapi.store.memory import MemoryStore
from graphapi.store.memory.figures.article_groups import Group
from graphapi.store.memory.lists.article_sets import SortedArticles
from tests.corpora import article, found, names, store_of
from tests.store.drawing import article_filters, corpora

PROVIDER, TOPIC, TYPE, CATEGORY, STORY, YEAR, QUARTER, MONTH, WEEK, DAY = ArticleGroupKey
LARGEST = GroupOrder.COUNT_DESC
NEWEST = PageRequest()


def split(
    store: MemoryStore,
    *by: ArticleGroupKey,
    order: GroupOrder = LARGEST,
    first: int = 50,
    filter_: ArticleFilter | None = None,
) -> Sequence[Group[SortedArticles]]:
    return store.articles(filter_, (), NEWEST).groups(by, order, first)


def members(group: Group[SortedArticles]) -> list[str]:
    return names(group.articles((), PageRequest(first=100)).nodes())


def date(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_article_counts_once_in_the_group_of_each_of_its_topics():
    store = store_of(
        article("a", topics=("Rain", "Sea", "Rain")),
        article("b", topics=("Sea",)),
        article("c"),
    )
    groups = split(store, TOPIC)
    assert [(one.topic and one.topic.name, one.count, members(one)) for one in groups] == [
        ("Sea", 2, ["a", "b"]),
        ("Rain", 1, ["a"]),
        (None, 1, ["c"]),
    ]
    assert groups[0].stats().topics == 2


def test_what_articles_do_not_say_is_a_group_of_its_own_so_that_none_is_lost():
    store = store_of(
        article("a", provider="p.example", type="video", published="2021-01-01"),
        article("b", provider="p.example"),
        article("c"),
    )
    for key in (PROVIDER, TOPIC, TYPE, CATEGORY, STORY, YEAR, DAY):
        assert sum(group.count for group in split(store, key)) == 3
    assert [members(group) for group in split(store, PROVIDER, TYPE)] == [["a"], ["b"], ["c"]]


def test_the_articles_of_a_story_are_a_group_and_lone_ones_another():
    store = store_of(
        article("a", title="Skerrow ferry aground"),
        article("b", title="Skerrow ferry aground"),
        article("c", title="Comet"),
        article("d", title="Barley"),
    )
    story = store.graph.story_of(found(store.graph, "a"))
    groups = split(store, STORY, order=GroupOrder.KEY_ASC)
    assert [(group.story, members(group)) for group in groups] == [
        (story, ["a", "b"]),
        (None, ["c", "d"]),
    ]
    assert story is not None
    (group,) = store.articles(None, (), NEWEST, within=story).groups([STORY, TYPE], LARGEST, 9)
    assert group.count == 2


def test_periods_are_utc_and_weeks_start_on_monday():
    store = store_of(
        article("sunday", published="2021-01-03T23:59:59.999999"),
        article("monday", published="2021-01-04T01:00:00+02:00"),
        article("old", published="0001-01-01"),
        article("far", published="9999-12-31T23:59:59"),
    )

    def starts(key: ArticleGroupKey) -> list[tuple[datetime | None, int]]:
        return [
            (group.period, group.count) for group in split(store, key, order=GroupOrder.KEY_ASC)
        ]

    first = date("0001-01-01")
    assert starts(WEEK) == [(first, 1), (date("2020-12-28"), 2), (date("9999-12-27"), 1)]
    assert starts(DAY) == [(first, 1), (date("2021-01-03"), 2), (date("9999-12-31"), 1)]
    assert starts(QUARTER) == [(first, 1), (date("2021-01-01"), 2), (date("9999-10-01"), 1)]
    assert starts(YEAR) == [(first, 1), (date("2021-01-01"), 2), (date("9999-01-01"), 1)]


def test_of_several_periods_the_first_instant_in_all_of_them_is_shown():
    store = store_of(
        article("a", published="2021-01-30"),
        article("b", published="2021-02-01"),
        article("c", published="2021-02-07"),
        article("d", published="2021-01-31"),
        article("e", published="2021-02-08"),
        article("f"),
    )
    groups = split(store, WEEK, MONTH, order=GroupOrder.KEY_ASC)
    assert [(group.period, members(group)) for group in groups] == [
        (date("2021-01-25"), ["d", "a"]),
        (date("2021-02-01"), ["c", "b"]),
        (date("2021-02-08"), ["e"]),
        (None, ["f"]),
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (GroupOrder.COUNT_DESC, ["b", "a", None, "c", "d"]),
        (GroupOrder.COUNT_ASC, ["c", "d", "a", None, "b"]),
        (GroupOrder.KEY_ASC, ["a", "b", "c", "d", None]),
        (GroupOrder.KEY_DESC, ["d", "c", "b", "a", None]),
        (GroupOrder.QUALITY_DESC, ["c", "a", "b", "d", None]),
        (GroupOrder.HEAT_DESC, ["d", "a", "b", "c", None]),
    ],
)
def test_groups_come_in_the_order_asked_and_equals_by_key(
    order: GroupOrder, expected: list[str | None]
):
    store = store_of(
        article("1", type="b", quality=5),
        article("2", type="b", quality=4),
        article("3", type="b"),
        article("4", type="a", quality=5),
        article("5", type="a", quality=4),
        article("6", type="c", quality=9),
        article("7", type="d", heat=1),
        article("8"),
        article("9"),
    )
    assert [group.type for group in split(store, TYPE, order=order)] == expected
    assert [group.type for group in split(store, TYPE, order=order, first=2)] == expected[:2]


def test_keys_compare_one_after_the_other_and_null_comes_last_in_each():
    store = store_of(
        article("1", type="b", category="x"),
        article("2", type="a", category="y"),
        article("3", type="a", category="x"),
        article("4", type="a"),
        article("5", category="x"),
    )

    def keys(order: GroupOrder) -> list[tuple[str | None, str | None]]:
        return [(one.type, one.category) for one in split(store, TYPE, CATEGORY, order=order)]

    ascending = [("a", "x"), ("a", "y"), ("a", None), ("b", "x"), (None, "x")]
    assert keys(GroupOrder.KEY_ASC) == keys(LARGEST) == ascending
    assert keys(GroupOrder.KEY_DESC) == [
        ("b", "x"),
        ("a", "y"),
        ("a", "x"),
        ("a", None),
        (None, "x"),
    ]


def test_groups_follow_filter_and_owner_and_ignore_the_page():
    store = store_of(
        article("a", provider="p.example", topics=("t",), type="x", quality=1),
        article("b", provider="p.example", topics=("t",), type="y", quality=9),
        article("c", provider="q.example", topics=("t",), type="y", quality=9),
    )
    good = ArticleFilter(quality=IntFilter(gt=5))
    provider, topic = store.provider("p.example"), store.topic("t")
    for within, expected in ((None, 2), (provider, 1), (topic, 2)):
        connection = store.articles(good, (), PageRequest(first=0), within=within)
        assert [(one.type, one.count) for one in connection.groups([TYPE], LARGEST, 9)] == [
            ("y", expected)
        ]


def test_the_articles_of_a_group_are_a_set_that_can_be_paged_ordered_and_split_further():
    store = store_of(
        article("a", type="x", category="n", quality=1, published="2021-01-01"),
        article("b", type="x", category="m", quality=3, published="2021-01-02"),
        article("c", type="x", category="m", quality=2, published="2021-01-03"),
        article("d", type="y", category="m", quality=8, published="2021-01-04"),
    )
    group = split(store, TYPE)[0]
    best = (ArticleOrder(ArticleOrderField.QUALITY),)
    page = group.articles(best, PageRequest(first=2))
    assert (names(page.nodes()), page.total_count()) == (["b", "c"], 3)
    rest = group.articles(best, PageRequest(after=page.page_info().end_cursor))
    assert names(rest.nodes()) == ["a"]
    assert page.stats() == group.stats()
    inner = page.groups([CATEGORY], LARGEST, 9)
    assert [(one.category, members(one)) for one in inner] == [("m", ["c", "b"]), ("n", ["a"])]
    assert [one.count for one in inner[0].articles((), NEWEST).groups([DAY], LARGEST, 9)] == [1, 1]
    assert [point.count for point in page.timeline(TimeInterval.DAY, "UTC")] == [1, 1, 1]


def test_an_empty_set_has_no_groups():
    store = store_of(article("a", topics=("t",)))
    nothing = ArticleFilter(quality=IntFilter(gt=5))
    for key in ArticleGroupKey:
        assert split(store, key, TOPIC if key is TYPE else TYPE, filter_=nothing) == ()
    assert split(store_of(), PROVIDER, TOPIC, DAY) == ()
    assert split(store, TYPE, first=0) == ()


@pytest.mark.parametrize(
    ("by", "first", "message"),
    [
        ([], 50, 'by: "a list of 0" cannot be used; give from 1 to 3 keys'),
        ([PROVIDER, TOPIC, TYPE, DAY], 50, 'by: "a list of 4" .* from 1 to 3 keys'),
        ([TYPE, DAY, TYPE], 50, r'by: \["TYPE", "DAY", "TYPE"\] .* name each key once'),
        ([TYPE], -1, "first: -1 .* from 0 to 10,000"),
        ([TYPE], 10_001, "first: 10001 .* from 0 to 10,000"),
    ],
)
def test_arguments_out_of_range_are_refused_by_name(
    by: list[ArticleGroupKey], first: int, message: str
):
    connection = store_of(article("a")).articles(None, (), NEWEST)
    with pytest.raises(BadUserInputError, match=f"^{message}"):
        connection.groups(by, LARGEST, first)


@given(
    corpora(),
    st.none() | article_filters(),
    st.lists(st.sampled_from(ArticleGroupKey), min_size=1, max_size=3, unique=True),
)
def test_a_group_has_the_figures_of_its_articles(
    corpus: Corpus, filter_: ArticleFilter | None, by: list[ArticleGroupKey]
):
    store = MemoryStore(ArticleGraph.build(corpus), datetime(2021, 1, 1, tzinfo=UTC))
    for group in split(store, *by, filter_=filter_):
        listed = group.articles((), NEWEST)
        assert group.stats() == listed.stats()
        assert group.count == listed.total_count() == len(listed.nodes())


def test_nothing_is_worked_out_that_is_not_asked_for():
    store = store_of(article("a", type="x"), article("b", type="y"))
    connection = store.articles(None, (), NEWEST)
    (group, _) = connection.groups([TYPE], LARGEST, 9)
    connection.stats()
    connection.total_count()
    assert "_nodes" not in vars(connection)  # the page
    assert not {"members", "figures"} & vars(group._membership).keys()
    group.stats()
    assert "figures" in vars(group._membership)


def test_groups_are_remembered_with_their_figures():
    store = store_of(article("a", type="x"), article("b", type="y"))
    assert split(store, TYPE) is split(store, TYPE)
    assert split(store, TYPE) is not split(store, TYPE, first=1)
