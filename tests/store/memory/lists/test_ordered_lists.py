"""Pages of articles: every walk meets every node once, in the list's order."""

from base64 import urlsafe_b64decode
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import Corpus
from graphapi.domain import LinkDirection
from graphapi.errors import BadUserInputError, InvalidCursorError
from graphapi.graph import ArticleGraph, ArticleNode, StoryNode
from graphapi.store import (
    ArticleFilter,
    ArticleOrder,
    ArticleOrderField,
    OrderDirection,
    PageRequest,
    Period,
    StoryOrder,
    StringFilter,
)
from graphapi.store.memory import MemoryStore
from graphapi.store.memory.filtering.predicates import article_predicate
from graphapi.store.memory.filtering.selection import select
from graphapi.store.memory.lists import article_sets
from graphapi.store.memory.lists.ordered_lists import SortedList
from graphapi.store.memory.sorting.story_trends import trends
from graphapi.store.questions.cursors import encode_cursor
from tests.corpora import article, found, names, store_of
from tests.store.drawing import article_filters, article_orders, corpora
from tests.store.walking import Ask, backwards, check_walks, forwards

ASC, DESC = OrderDirection.ASC, OrderDirection.DESC


def sorted_by_hand(graph: ArticleGraph, filter_: ArticleFilter | None, order: Any) -> list[str]:
    """The oracle: stable sorts from the last step to the first."""
    fits = article_predicate(graph, filter_ or ArticleFilter())
    read: dict[ArticleOrderField, Callable[[ArticleNode], Any]] = {
        ArticleOrderField.PUBLISHED_DATE_TIME: lambda one: one.published_date_time,
        ArticleOrderField.QUALITY: lambda one: one.quality,
        ArticleOrderField.HEAT: lambda one: one.heat,
        ArticleOrderField.TITLE: lambda one: one.title.casefold(),
        ArticleOrderField.RANK: lambda one: graph.ranks[one.index],
        ArticleOrderField.IN_DEGREE: lambda one: one.in_degree,
        ArticleOrderField.OUT_DEGREE: lambda one: one.out_degree,
        ArticleOrderField.URL: lambda one: one.url,
    }
    found = sorted((one for one in graph.articles if fits(one)), key=lambda one: one.url)
    newest_first = ArticleOrder(ArticleOrderField.PUBLISHED_DATE_TIME, DESC)
    for step in reversed((*order, newest_first)):
        value = read[step.field]
        present = [one for one in found if value(one) is not None]
        missing = [one for one in found if value(one) is None]
        present.sort(key=value, reverse=step.direction is DESC)
        found = present + missing
    return [one.url for one in found]


@given(corpora(), st.none() | article_filters(), article_orders())
def test_any_walk_over_articles_is_the_whole_list(
    drawn: Corpus, filter_: ArticleFilter | None, order: tuple[ArticleOrder, ...]
):
    store = MemoryStore(ArticleGraph.build(drawn), store_of().loaded_at)
    check_walks(
        lambda page: store.articles(filter_, order, page),
        sorted_by_hand(store.graph, filter_, order),
    )


@given(corpora(), st.sampled_from(LinkDirection), st.none() | article_filters(), article_orders())
def test_any_walk_over_related_articles_is_the_whole_list(
    drawn: Corpus,
    direction: LinkDirection,
    filter_: ArticleFilter | None,
    order: tuple[ArticleOrder, ...],
):
    store = MemoryStore(ArticleGraph.build(drawn), store_of().loaded_at)
    for one in store.graph.articles[:2]:
        near = [node.url for node in store.graph.neighbours(one, direction)]
        chosen = sorted_by_hand(store.graph, filter_, order)
        expected = [url for url in chosen if url in near]
        if not order:
            expected = [url for url in near if url in chosen]
        check_walks(partial(store.related, one, direction, filter_, order), expected)


@given(
    corpora(),
    st.sampled_from(LinkDirection),
    st.integers(1, 4),
    st.none() | article_filters(),
    st.none() | article_filters(),
)
def test_any_walk_over_reachable_articles_is_the_whole_list(
    drawn: Corpus,
    direction: LinkDirection,
    hops: int,
    through: ArticleFilter | None,
    filter_: ArticleFilter | None,
):
    store = MemoryStore(ArticleGraph.build(drawn), store_of().loaded_at)
    for one in store.graph.articles[:2]:
        whole = store.reachable(one, hops, direction, through, None, PageRequest(first=100)).edges()
        assert [edge.hops for edge in whole] == sorted(edge.hops for edge in whole)
        assert all(len(edge.path) == edge.hops + 1 for edge in whole)
        chosen = sorted_by_hand(store.graph, filter_, ())
        check_walks(
            partial(store.reachable, one, hops, direction, through, filter_),
            [edge.node.url for edge in whole if edge.node.url in chosen],
        )


@given(corpora(), st.none() | article_filters())
def test_any_walk_over_similar_articles_is_the_whole_list(
    drawn: Corpus, filter_: ArticleFilter | None
):
    store = MemoryStore(ArticleGraph.build(drawn), store_of().loaded_at)
    for one in store.graph.articles[:2]:
        whole = store.similar(one, None, PageRequest(first=100)).edges()
        for edge in whole:
            assert isinstance(edge.node, ArticleNode)
            shared = [topic for topic in one.topics if topic in edge.node.topics]
            assert list(edge.shared_topics) == shared
        keys = [(-edge.score, store.graph.articles.index(edge.node)) for edge in whole]
        assert keys == sorted(keys)
        chosen = sorted_by_hand(store.graph, filter_, ())
        check_walks(
            partial(store.similar, one, filter_),
            [edge.node.url for edge in whole if edge.node.url in chosen],
        )


@given(corpora(), st.integers(1, 4), st.sampled_from(StoryOrder))
def test_any_walk_over_stories_is_the_whole_list(drawn: Corpus, min_size: int, order: StoryOrder):
    store = MemoryStore(ArticleGraph.build(drawn), store_of().loaded_at)

    def key(story: StoryNode) -> Any:
        """The order asked for, then largest, then by founder; what has no such figure is last."""
        figures = store.stats(story)
        value = {
            StoryOrder.TRENDING: float(trends(store.graph, None)[story.index]),
            StoryOrder.SIZE_DESC: story.size,
            StoryOrder.LATEST_DESC: figures.last_published and figures.last_published.timestamp(),
            StoryOrder.HEAT_DESC: figures.heat.average,
        }[order]
        return value is None, -(value or 0), -story.size, store.graph.articles.index(story.founder)

    fitting = [story for story in store.graph.story_nodes if story.size >= min_size]
    expected = [story.founder.url for story in sorted(fitting, key=key)]
    ask = partial(store.stories, min_size, None, Period(), order)
    for size in (1, 2, 100):
        assert forwards(ask, size, lambda story: story.founder.url) == expected
        assert backwards(ask, size, lambda story: story.founder.url) == expected


def test_a_page_has_twenty_nodes_where_nothing_is_asked():
    store = store_of(*(article(f"{number:03}") for number in range(30)))
    assert len(store.articles(None, (), PageRequest()).nodes()) == 20


def test_no_nodes_may_be_asked_for():
    store = store_of(article("a"), article("b"))
    page = store.articles(None, (), PageRequest(first=0))
    info = page.page_info()
    assert (list(page.nodes()), info.has_next_page, info.start_cursor) == ([], True, None)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (PageRequest(first=-1), "first: -1 cannot be used; give a number from 0 to 100"),
        (PageRequest(first=101), "first: 101 cannot be used; give a number from 0 to 100"),
        (PageRequest(last=101), "last: 101 cannot be used; give a number from 0 to 100"),
        (PageRequest(first=1, last=2), "last: 2 cannot be used; give `first` or `last`, not both"),
    ],
)
def test_impossible_pages_are_refused(request_: PageRequest, message: str):
    store = store_of(article("a"))
    for ask in asks(store):
        with pytest.raises(BadUserInputError, match=f"^{message}"):
            ask(request_)


def asks(store: MemoryStore) -> list[Ask]:
    a = store.graph.articles[0]
    order = (ArticleOrder(ArticleOrderField.QUALITY),)
    return [
        lambda page: store.articles(None, (), page),
        lambda page: store.articles(None, order, page),
        lambda page: store.related(a, LinkDirection.OUT, None, (), page),
        lambda page: store.related(a, LinkDirection.IN, None, (), page),
        lambda page: store.related(a, LinkDirection.OUT, None, order, page),
        lambda page: store.reachable(a, 2, LinkDirection.BOTH, None, None, page),
        lambda page: store.providers(None, (), page),
        lambda page: store.topics((), page),
        lambda page: store.similar(a, None, page),
        *(partial(store.stories, 2, None, Period(), order) for order in StoryOrder),
    ]


def test_a_cursor_of_another_list_or_order_is_refused_by_name():
    store = store_of(
        article("a", title="Comet", related=["b"], provider="p.example", topics=("t",)),
        article("b", title="Comet", related=["a"]),
    )
    lists = asks(store)
    cursors = [ask(PageRequest()).page_info().end_cursor for ask in lists]
    assert None not in cursors
    for place, ask in enumerate(lists):
        for other, cursor in enumerate(cursors):
            if other == place:
                ask(PageRequest(after=cursor)).nodes()
                continue
            with pytest.raises(InvalidCursorError, match="^after: "):
                ask(PageRequest(after=cursor))
            with pytest.raises(InvalidCursorError, match="^before: "):
                ask(PageRequest(last=1, before=cursor))


def test_a_forged_cursor_without_what_tells_nodes_apart_is_refused():
    store = store_of(article("a", provider="p.example", topics=("t",)))
    asked: list[Ask] = [
        lambda page: store.articles(None, [], page),
        lambda page: store.providers(None, [], page),
        lambda page: store.topics([], page),
    ]
    for ask in asked:
        cursor = ask(PageRequest()).page_info().end_cursor
        assert cursor is not None
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        forged = encode_cursor(values[0], [*values[1:-1], None])
        with pytest.raises(InvalidCursorError, match="^after: "):
            ask(PageRequest(after=forged))


def test_a_page_goes_on_where_its_cursor_was_when_the_article_is_gone():
    dates = {name: f"2021-01-0{number}" for number, name in enumerate("abcdef", 1)}
    before = store_of(*(article(name, published=dates[name]) for name in "abcdef"))
    after = store_of(*(article(name, published=dates[name]) for name in "abcef"))
    page = before.articles(None, (), PageRequest(first=3))
    assert names(page.nodes()) == ["f", "e", "d"]
    cursor = page.page_info().end_cursor
    assert names(after.articles(None, (), PageRequest(after=cursor)).nodes()) == ["c", "b", "a"]


def test_a_page_of_related_articles_goes_on_after_a_change():
    whole = store_of(article("a", related=list("bcdef")))
    page = whole.related(found(whole.graph, "a"), LinkDirection.OUT, None, (), PageRequest(first=2))
    cursor = page.page_info().end_cursor

    def rest(related: str) -> list[str]:
        store = store_of(article("a", related=list(related)))
        a = found(store.graph, "a")
        return names(
            store.related(a, LinkDirection.OUT, None, (), PageRequest(after=cursor)).nodes()
        )

    assert rest("bcdef") == ["d", "e", "f"]
    assert rest("bdef") == ["d", "e", "f"]  # c is gone
    assert rest("xbcdef") == ["d", "e", "f"]  # c has moved


def test_a_page_of_reachable_articles_goes_on_after_a_change():
    whole = store_of(article("a", related=list("bcd")), article("b", related=["x", "y"]))

    def page(store: MemoryStore, request: PageRequest) -> Any:
        a = found(store.graph, "a")
        return store.reachable(a, 3, LinkDirection.OUT, None, None, request)

    first = page(whole, PageRequest(first=4))
    assert names(first.nodes()) == ["b", "c", "d", "x"]
    cursor = first.page_info().end_cursor
    moved = store_of(article("a", related=list("xbcd")), article("b", related=["y"]))
    assert names(page(moved, PageRequest(after=cursor)).nodes()) == ["b", "c", "d", "y"]
    gone = store_of(article("a", related=list("bcd")), article("b", related=["w", "y"]))
    assert names(page(gone, PageRequest(after=cursor)).nodes()) == ["w", "y"]


def test_a_page_of_similar_articles_goes_on_after_a_change():
    def page(store: MemoryStore, request: PageRequest) -> Any:
        return store.similar(found(store.graph, "a"), None, request)

    def listing(*members: str) -> MemoryStore:
        dates = {name: f"2021-01-0{9 - number}" for number, name in enumerate("bcdef")}
        lists = (article(one, related=["x"], published=dates[one]) for one in members)
        return store_of(article("a", related=["x"]), *lists)

    first = page(listing(*"bcdef"), PageRequest(first=2))
    assert names(first.nodes()) == ["b", "c"]
    cursor = first.page_info().end_cursor
    # The scores change a little, because rare words have become rarer.
    assert names(page(listing(*"cdef"), PageRequest(after=cursor)).nodes()) == ["d", "e", "f", "x"]
    assert set(names(page(listing(*"bdef"), PageRequest(after=cursor)).nodes())) <= set("bdefx")


def test_a_cursor_from_beyond_all_calendars_stands_where_its_moment_would():
    store = store_of(
        article("a", related=["b"]), article("b", related=["a"], published="2021-01-01")
    )
    a = found(store.graph, "a")

    def after(moment: int) -> list[str]:
        page = PageRequest(after=encode_cursor("related IN", (1, moment, "https://x.example/")))
        return names(store.related(a, LinkDirection.IN, None, (), page).nodes())

    assert (after(2**62), after(-(2**62))) == (["b"], [])


def test_a_forged_cursor_of_similar_articles_is_refused():
    store = store_of(article("a", related=["x"]), article("b", related=["x"]))
    for key in ((None, None, "u"), (0.5, None, None), (1, None, "u"), (0.5, "x", "u")):
        cursor = encode_cursor("similar", key)
        with pytest.raises(InvalidCursorError, match="^after: "):
            store.similar(store.graph.articles[0], None, PageRequest(after=cursor))


def test_a_story_has_at_least_one_article():
    store = store_of(article("a", related=["b"]))
    with pytest.raises(BadUserInputError, match="^minSize: 0 cannot be used; give a number from 1"):
        store.stories(0, None, Period(), StoryOrder.SIZE_DESC, PageRequest())


def test_a_total_is_known_without_a_page_and_a_page_without_a_total(
    monkeypatch: pytest.MonkeyPatch,
):
    store = store_of(article("a"), article("b"))

    def forbidden(_: object) -> None:
        raise AssertionError("not asked for")

    monkeypatch.setattr(SortedList, "_between", property(forbidden))
    connection = store.articles(None, (), PageRequest())
    assert connection.total_count() == 2
    assert connection.stats().count == 2


def test_first_on_the_page_of_a_search_walks_no_further_than_the_page():
    store = store_of(*(article(one, related=[other]) for one, other in pairwise("abcdef")))
    asked: list[str] = []
    whole = store.graph.neighbours

    class Counting:
        def __getattr__(self, name: str) -> Any:
            return getattr(store.graph, name)

        def neighbours(self, one: Any, direction: Any) -> Any:
            asked.append(one.url)
            return whole(one, direction)

    counting = MemoryStore(Counting(), store.loaded_at)  # type: ignore[arg-type]  # it answers what is asked here
    a = found(store.graph, "a")
    page = counting.reachable(a, 9, LinkDirection.OUT, None, None, PageRequest(first=2))
    assert names(page.nodes()) == ["b", "c"]
    assert len(asked) == 3


def test_titles_sort_whatever_their_case_and_missing_values_come_last_either_way():
    store = store_of(
        article("1", title="beta", quality=1),
        article("2", title="Alpha"),
        article("3", title="Gamma", quality=2),
    )

    def walk(field: ArticleOrderField, direction: OrderDirection) -> list[str]:
        order = (ArticleOrder(field, direction),)
        return names(store.articles(None, order, PageRequest()).nodes())

    assert walk(ArticleOrderField.TITLE, ASC) == ["2", "1", "3"]
    assert walk(ArticleOrderField.QUALITY, ASC) == ["1", "3", "2"]
    assert walk(ArticleOrderField.QUALITY, DESC) == ["3", "1", "2"]


def test_a_filter_is_worked_out_once_for_all_pages(monkeypatch: pytest.MonkeyPatch):
    store = store_of(*(article(name) for name in "abc"))
    worked_out: list[object] = []

    def counting(*given: Any) -> Any:
        worked_out.append(given)
        return select(*given)

    monkeypatch.setattr(article_sets, "select", counting)
    filter_ = ArticleFilter(title=StringFilter(contains="about"))
    assert len(forwards(lambda page: store.articles(filter_, (), page), 1)) == 3
    assert len(worked_out) == 1
