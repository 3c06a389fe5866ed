"""How input objects become the store's filters and orders."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from strawberry.types.base import get_object_definition

from graphapi import store
from graphapi.api import filter_inputs, order_inputs
from tests.api.asking import ask, refusal

QUERY = """
    query($filter: ArticleFilter, $orderBy: [ArticleOrder!]) {
      articles(filter: $filter, orderBy: $orderBy) { totalCount }
    }
"""


class Recorder:
    """A store that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def articles(self, *asked: Any, collapse_copies: bool) -> "Recorder":
        assert not collapse_copies
        self.asked = list(asked)
        return self

    def total_count(self) -> int:
        return 0


def asked(query: str = QUERY, **variables: Any) -> list[Any]:
    recorder = Recorder()
    result = ask(recorder, query, **variables)
    assert result.errors is None, result.errors
    return recorder.asked


@pytest.mark.parametrize(
    ("described", "domain"),
    [
        (filter_inputs.StringFilterInput, store.StringFilter),
        (filter_inputs.IntFilterInput, store.IntFilter),
        (filter_inputs.DateTimeFilterInput, store.DateTimeFilter),
        (filter_inputs.ArticleFilterInput, store.ArticleFilter),
        (filter_inputs.ProviderFilterInput, store.ProviderFilter),
        (order_inputs.ArticleOrderInput, store.ArticleOrder),
        (order_inputs.ProviderOrderInput, store.ProviderOrder),
        (order_inputs.TopicOrderInput, store.TopicOrder),
    ],
)
def test_an_input_has_the_fields_of_the_value_it_builds(described: type, domain: type):
    fields = get_object_definition(described, strict=True).fields
    assert [field.python_name for field in fields] == [
        field.name for field in dataclasses.fields(domain)
    ]


def test_a_filter_reaches_the_store_as_its_own_value_with_tuples_for_lists():
    given = {
        "and": [{"title": {"contains": "x", "notIn": ["a", "b"]}}, {}],
        "or": [{"heat": {"isNull": True}}],
        "not": {"quality": {"in": [1, 2], "gte": 0}},
        "publishedDateTime": {"lt": "2023-01-01T02:00:00+02:00"},
        "hasImage": False,
    }
    condition, order, page = asked(filter=given)
    assert condition == store.ArticleFilter(
        and_=(
            store.ArticleFilter(title=store.StringFilter(contains="x", not_in=("a", "b"))),
            store.ArticleFilter(),
        ),
        or_=(store.ArticleFilter(heat=store.IntFilter(is_null=True)),),
        not_=store.ArticleFilter(quality=store.IntFilter(in_=(1, 2), gte=0)),
        published_date_time=store.DateTimeFilter(lt=datetime(2023, 1, 1, tzinfo=UTC)),
        has_image=False,
    )
    assert hash(condition) == hash(condition)
    assert list(order) == []
    assert page == store.PageRequest()


def test_a_filter_written_in_the_document_is_the_same():
    [condition, *_] = asked(
        '{ articles(filter: {url: {in: "x"}, not: {stub: true}}) { totalCount } }'
    )
    assert condition == store.ArticleFilter(
        url=store.StringFilter(in_=("x",)), not_=store.ArticleFilter(stub=True)
    )


def test_a_null_counts_as_not_given():
    [left_out, order, _] = asked()
    assert left_out is None
    assert list(order) == []
    assert asked(filter=None, orderBy=None)[0] is None
    given = {"and": None, "not": None, "title": {"eq": None}, "stub": None}
    assert asked(filter=given)[0] == store.ArticleFilter(title=store.StringFilter())


def test_an_order_is_descending_unless_it_says_otherwise():
    [_, order, _] = asked(orderBy=[{"field": "HEAT"}, {"field": "URL", "direction": "ASC"}])
    assert order == [
        store.ArticleOrder(store.ArticleOrderField.HEAT, store.OrderDirection.DESC),
        store.ArticleOrder(store.ArticleOrderField.URL, store.OrderDirection.ASC),
    ]


def nested(depth: int) -> dict[str, Any]:
    condition: dict[str, Any] = {"stub": True}
    for level in range(depth):
        condition = {"not": condition} if level % 2 else {"and": [condition]}
    return condition


def test_a_filter_may_nest_twenty_levels_deep_and_no_deeper():
    assert asked(filter=nested(20))
    message, extensions = refusal(Recorder(), QUERY, filter=nested(21))
    assert message == (
        'filter: "a filter nested 21 levels deep" cannot be used;'
        " nest and, or and not at most 20 levels deep"
    )
    assert extensions == {"code": "BAD_USER_INPUT", "argument": "filter"}


def test_a_filter_may_hold_two_hundred_conditions_and_no_more():
    assert asked(filter={"or": [{"stub": True}] * 100})
    message, _ = refusal(Recorder(), QUERY, filter={"or": [{"stub": True}] * 101})
    assert "give at most 200 conditions, nested filters included" in message


def test_a_list_of_values_may_hold_a_thousand_and_no_more():
    assert asked(filter={"and": [{"url": {"in": ["x"] * 1000}}]})
    message, extensions = refusal(Recorder(), QUERY, filter={"url": {"in": ["x"] * 1001}})
    assert message == 'filter.url.in: "1001 values" cannot be used; list at most 1000 values'
    assert extensions["argument"] == "filter.url.in"


def test_an_order_may_have_ten_entries_and_no_more():
    assert asked(orderBy=[{"field": "URL"}] * 10)
    message, _ = refusal(Recorder(), QUERY, orderBy=[{"field": "URL"}] * 11)
    assert message == 'orderBy: "entry 11" cannot be used; give at most 10 entries'


def test_a_filter_as_deep_as_a_client_can_make_it_is_an_error_like_any_other():
    document = f"{{ articles(filter: {'{not: ' * 60}{{}}{'}' * 60}) {{ totalCount }} }}"
    message, extensions = refusal(Recorder(), document)
    assert "at most 20 levels deep" in message
    assert extensions["code"] == "BAD_USER_INPUT"
    message, _ = refusal(Recorder(), QUERY, filter=nested(2000))
    assert "nested too deeply" in message
