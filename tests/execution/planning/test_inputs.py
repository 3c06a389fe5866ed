"""Input objects that the schema's owner declares: built once, shared by the calls of a request."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
import strawberry
from strawberry.types.arguments import InputContext
from strawberry.types.base import get_object_definition

from graphapi.execution import Answer, Declared, Engine

built: list[str] = []


@dataclass(frozen=True)
class Span:
    """The value that resolvers get of a `SpanInput`."""

    low: int
    high: int


@strawberry.input(name="Span")
class SpanInput:
    low: int
    high: int = 9


def build(_: type, value: Any, context: InputContext) -> Span:
    built.append(f"{value} at {'.'.join(map(str, context.path))}")
    if value["low"] > value["high"]:
        raise ValueError(f"{value['low']} is above {value['high']}")
    return Span(value["low"], value["high"])


get_object_definition(SpanInput, strict=True).from_input = build  # type: ignore[assignment]  # as Strawberry lets us


@strawberry.type
class Ruler:
    @strawberry.field
    def within(self, span: SpanInput) -> str:
        return f"{span.low}-{span.high}"

    @strawberry.field
    def all_within(self, spans: list[SpanInput]) -> int:
        spans.append(spans[0])  # what one call does to its list, no other may see
        return len(spans)


@strawberry.type
class Query:
    @strawberry.field
    def rulers(self) -> list[Ruler]:
        return [Ruler(), Ruler(), Ruler()]


schema = strawberry.Schema(Query)
schema.process_errors = lambda _errors, _context=None: None  # type: ignore[method-assign]  # the schema logs them


@pytest.fixture(autouse=True)
def nothing_built() -> None:
    built.clear()


def ask(engine: Engine, query: str, variables: dict[str, Any] | None = None) -> Answer:
    return asyncio.run(engine.execute(engine.prepare(query), variables))


def declaring() -> Engine:
    return Engine(schema, compile_immediately=True, declared=Declared(inputs=frozenset({"Span"})))


def by_graphql_core(query: str, variables: dict[str, Any] | None = None) -> Any:
    return asyncio.run(schema.execute(query, variables))


LITERAL = "{ rulers { within(span: { low: 1 }) } }"
BY_VARIABLE = "query ($span: Span!) { rulers { within(span: $span) } }"


def test_a_literal_is_built_once_for_all_requests():
    engine = declaring()
    for _ in range(2):
        assert ask(engine, LITERAL).data == {"rulers": [{"within": "1-9"}] * 3}
    assert built == ["{'low': 1, 'high': 9} at span"]


def test_a_variable_is_built_once_for_each_request():
    engine = declaring()
    for low in (2, 3):
        answer = ask(engine, BY_VARIABLE, {"span": {"low": low}})
        assert answer.data == {"rulers": [{"within": f"{low}-9"}] * 3}
    assert built == ["{'low': 2, 'high': 9} at span", "{'low': 3, 'high': 9} at span"]


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ rulers { allWithin(spans: [{ low: 1 }]) } }", {}),
        ("query ($s: [Span!]!) { rulers { allWithin(spans: $s) } }", {"s": [{"low": 1}]}),
    ],
)
def test_each_call_has_a_list_of_its_own(query: str, variables: dict[str, Any]):
    engine = declaring()
    for _ in range(2):
        assert ask(engine, query, variables).data == {"rulers": [{"allWithin": 2}] * 3}


def test_what_is_not_declared_is_built_for_every_call():
    engine = Engine(schema, compile_immediately=True)
    assert ask(engine, LITERAL).data == {"rulers": [{"within": "1-9"}] * 3}
    assert len(built) == 3
    assert "builds its own value" in engine.explain(engine.prepare(LITERAL))


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ rulers { within(span: { low: 11 }) } }", {}),
        (BY_VARIABLE, {"span": {"low": 11}}),
        (BY_VARIABLE, {"span": {"low": "x"}}),
    ],
)
def test_a_value_that_cannot_be_built_is_the_same_error_as_ever(
    query: str, variables: dict[str, Any]
):
    expected = by_graphql_core(query, variables)
    answer = ask(declaring(), query, variables)
    assert answer.data == expected.data
    assert expected.errors
    assert [error.formatted for error in answer.errors or ()] == [
        error.formatted for error in expected.errors
    ]
