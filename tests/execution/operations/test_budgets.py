"""Budgets: what an operation may cost, and what is said of one that costs more."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from graphapi.execution import Answer, CompilingExecutor, Engine, GraphQLRequest, Limits, Outcome
from tests.execution.pricing.test_prices import Book, Cost, Pen, Query, price, refusal, schema


def test_a_price_at_the_budget_runs_and_one_above_it_does_not():
    query = "query($n: Int) { books(first: $n) { nodes { name } } }"
    engine = Engine(schema, limits=Limits(max_cost=8))
    prepared = engine.prepare(query)
    within = engine.run(prepared, {"n": 7})
    assert isinstance(within, Answer)
    assert within.data == {"books": {"nodes": []}}
    assert refusal(query, 8, n=8) == {
        "message": (
            "The operation costs 9; at most 8 is allowed. The most expensive part is `books`: "
            "reduce `first` or `last`, there or further up, or select less below it."
        ),
        "extensions": {
            "code": "LIMIT_EXCEEDED",
            "limit": "max_cost",
            "allowed": 8,
            "found": 9,
            "field": "books",
        },
    }


@pytest.mark.parametrize(
    ("query", "field", "advice"),
    [
        (
            "{ cheap: book { name } books { nodes { again: similar { nodes { name } } } } }",
            "books.nodes.again",
            "reduce `first` or `last`",
        ),
        ("{ search { name } }", "search", "leave it out, or request it separately"),
        ("{ __schema { types { name } } }", "__schema", "leave it out"),
        ("{ points(kind: LONG) { name } }", "points", "Ask for pens."),
        (
            "{ things(ids: [1, 2]) { ...F } } fragment F on Book { similar { nodes { name } } }",
            "things.similar",
            "reduce `first`",
        ),
    ],
)
def test_a_refusal_names_the_most_expensive_field_and_what_to_change(
    query: str, field: str, advice: str
):
    error = refusal(query, 1)
    assert error["extensions"]["field"] == field
    assert advice in error["message"]


def test_a_refused_operation_calls_no_resolver():
    calls = []

    @strawberry.type
    class Counting:
        @strawberry.field(directives=[Cost(weight="2")])
        def count(self) -> int:
            calls.append("count")
            return len(calls)

    engine = Engine(strawberry.Schema(Counting), limits=Limits(max_cost=1))
    for _ in range(3):  # on graphql-core, then compiled
        answer = engine.run(engine.prepare("{ count }"))
        assert isinstance(answer, Answer)
        assert answer.errors is not None
    assert calls == []


@pytest.mark.parametrize("extensions", [[], [SchemaExtension]])
@pytest.mark.parametrize("plan_cache_bytes", [0, 2**20])
def test_a_budget_holds_however_the_operation_runs(
    extensions: list[type[SchemaExtension]], plan_cache_bytes: int
):
    engine = Engine(
        strawberry.Schema(Query, types=[Book, Pen], extensions=extensions),
        plan_cache_bytes=plan_cache_bytes,
        limits=Limits(max_cost=20, max_depth=5),
    )
    for query in (
        "{ books { nodes { name } } }",
        "{ book { similar { nodes { similar { nodes { name } } } } } }",
    ):
        answer = asyncio.run(engine.execute(engine.prepare(query)))
        assert answer.errors is not None
        assert (answer.errors[0].extensions or {})["code"] == "LIMIT_EXCEEDED"
        assert not answer.has_data


def errors(query: str, budget: int, **variables: Any) -> list[GraphQLError]:
    """What becomes of a query within such a budget, asked several times."""
    engine = Engine(schema, limits=Limits(max_cost=budget))
    answers = [
        asyncio.run(engine.execute(engine.prepare(query), variables)).errors for _ in range(3)
    ]
    assert all(bool(answer) is bool(answers[0]) for answer in answers)
    return answers[0] or []


SCHEMA = "__schema { types { name } }"


def test_what_is_not_compiled_may_cost_a_fiftieth():
    beside = f"query($n: Int) {{ {SCHEMA} books(first: $n) {{ nodes {{ name }} }} }}"
    budget = 50 * (price(beside, n=7) or 0)
    assert errors(beside, budget, n=7) == []
    assert (
        "not compiled (introspection beside other fields)" in errors(beside, budget, n=8)[0].message
    )


def test_what_asks_for_the_schema_alone_may_cost_a_tenth():
    budget = 10 * (price(f"{{ {SCHEMA} }}") or 0)
    assert errors(f"{{ {SCHEMA} }}", budget) == []
    assert (
        "not compiled (introspection)"
        in errors(f"{{ a: {SCHEMA} b: {SCHEMA} }}", budget)[0].message
    )


def test_what_turns_out_to_be_too_large_for_a_plan_may_cost_a_fiftieth():
    pages = " ".join(f"a{number}: similar {{ nodes {{ name }} }}" for number in range(20))
    books = " ".join(f"a{number}: book {{ ...F }}" for number in range(30))
    query = f"{{ {books} }} fragment F on Book {{ {pages} }}"
    budget = 50 * (price(query) or 0)
    assert errors(query, budget) == []
    assert "not compiled (more than 1000 selections)" in errors(query, budget - 50)[0].message


def test_it_holds_for_subscriptions_too():
    @strawberry.type
    class Subscription:
        @strawberry.subscription(directives=[Cost(weight="7")])
        async def ticks(self) -> AsyncIterator[int]:
            yield 1

    engine = Engine(
        strawberry.Schema(Query, subscription=Subscription, types=[Book, Pen]),
        limits=Limits(max_cost=6),
    )
    found = engine.refusal(engine.prepare("subscription { ticks }"), {})
    assert found is not None
    assert "The operation costs 7" in found.message


def outcome_of(query: str, **extensions: Any) -> Outcome:
    executor = CompilingExecutor(Engine(schema, limits=Limits(max_cost=50)))
    request = GraphQLRequest(query, None, {}, extensions)
    return asyncio.run(executor.answer(request, None, frozenset()))


def test_a_request_that_asks_for_it_is_told_price_and_budget():
    outcome = outcome_of("{ books { nodes { name } } }", cost=True)
    assert outcome.extensions == {"cost": {"price": 21, "budget": 50}}
    assert not outcome.is_repeatable
    assert outcome_of("{ books { nodes { name } } }").extensions == {}
    assert outcome_of("{ books { nodes { name } } }", cost=1).extensions == {}


def test_a_refusal_tells_price_and_budget_as_well():
    outcome = outcome_of("{ search { name } }", cost=True)
    assert outcome.extensions == {"cost": {"price": 110, "budget": 50}}
    assert outcome.data is None
    assert outcome_of("{ nothing }", cost=True).extensions == {}


def test_those_who_watch_are_told_the_price_of_what_ran_and_of_what_was_refused():
    assert outcome_of("query List { books { nodes { name } } }").facts == ("List", "query", 21)
    assert outcome_of("query Search { search { name } }").facts == ("Search", "query", 110)
