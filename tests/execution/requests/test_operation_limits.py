"""Each limit: the request that has just as much as is allowed runs, and the next one does not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import strawberry

from graphapi.execution import CompilingExecutor, Engine, GraphQLRequest, Limits, Outcome, Phase


@strawberry.input
class Filter:
    names: list[str] | None = None
    all: list[Filter] | None = None


@strawberry.type
class Query:
    @strawberry.field
    def number(self) -> int:
        return 7

    @strawberry.field
    def again(self, filter: Filter | None = None, names: list[str] | None = None) -> Query:  # noqa: ARG002  their names and types are what counts
        return Query()

    @strawberry.field
    def join(self, words: list[list[str]]) -> str:
        return " ".join(word for some in words for word in some)


schema = strawberry.Schema(Query)


def run(query: str, limits: Limits, **variables: Any) -> Outcome:
    request = GraphQLRequest(query, None, variables)
    executor = CompilingExecutor(Engine(schema, limits=limits))
    return asyncio.run(executor.answer(request, object(), frozenset()))


def refused(query: str, limits: Limits, **variables: Any) -> tuple[Phase, str]:
    """The phase in which a request was refused for a limit, and which limit it was."""
    outcome = run(query, limits, **variables)
    assert not outcome.executed
    (error,) = outcome.errors
    assert (error.extensions or {})["code"] == "LIMIT_EXCEEDED"
    limit = (error.extensions or {})["limit"]
    allowed = getattr(limits, limit)
    assert (error.extensions or {})["allowed"] == allowed
    assert f"{allowed:,}" in error.message
    return outcome.phase, limit


def nested(depth: int) -> str:
    """Selections so many fields deep."""
    return "{ " + "again { " * (depth - 1) + "number" + " }" * depth


def fragment_b(depth: int) -> str:
    return f"fragment B on Query {nested(depth)}"


@pytest.mark.parametrize(
    ("limit", "allowed", "within", "beyond"),
    [
        ("max_document_bytes", 12, "{ number } #", "{ number } # "),
        ("max_document_bytes", 14, "{ number } #é", "{ number } #éé"),
        ("max_depth", 3, nested(3), nested(4)),
        (
            "max_depth",
            3,
            f"{{ ...A }} fragment A on Query {{ again {{ ...B }} }} {fragment_b(2)}",
            f"{{ ...A }} fragment A on Query {{ again {{ ...B }} }} {fragment_b(3)}",
        ),
        (
            "max_depth",
            2,
            "{ again { ... { ... { number } } } }",
            "{ again { ... { again { number } } } }",
        ),
        ("max_root_fields", 2, "{ a: number b: number }", "{ a: number b: number c: number }"),
        (
            "max_root_fields",
            2,
            "{ ...A } fragment A on Query { number ... { again { number } } }",
            "{ ...A ...A } fragment A on Query { number ... { again { number } } }",
        ),
        ("max_aliases", 1, "{ a: number }", "{ a: number b: number }"),
        ("max_aliases", 0, "{ number }", "{ again { ... { a: number } } }"),
        (
            "max_directives",
            1,
            "{ number @skip(if: false) }",
            "{ number @skip(if: false) ... @include(if: true) { number } }",
        ),
        (
            "max_fragment_spreads",
            1,
            "{ ...A } fragment A on Query { number }",
            "{ ...A ...A } fragment A on Query { number }",
        ),
        ("max_repeated_fields", 1, "{ number number }", "{ number number number }"),
        (
            "max_list_items",
            2,
            '{ again(names: ["a", "b"]) { number } }',
            '{ again(names: ["a", "b", "c"]) { number } }',
        ),
        (
            "max_list_items",
            2,
            '{ again(filter: {all: [{names: ["a", "b"]}]}) { number } }',
            '{ again(filter: {all: [{names: ["a", "b", "c"]}]}) { number } }',
        ),
        (
            "max_list_items",
            1,
            'query($n: [String!] = ["a"]) { again(names: $n) { number } }',
            'query($n: [String!] = ["a", "b"]) { again(names: $n) { number } }',
        ),
    ],
)
def test_a_document_may_have_so_much_and_no_more(
    limit: str, allowed: int, within: str, beyond: str
):
    limits = Limits(**{limit: allowed})
    assert run(within, limits).errors == ()
    phase, named = refused(beyond, limits)
    assert named == limit
    assert phase in {Phase.PARSE, Phase.VALIDATION}


@pytest.mark.parametrize(
    ("limit", "allowed", "within", "beyond"),
    [
        ("max_list_items", 2, {"words": [["a", "b"]]}, {"words": [["a", "b", "c"]]}),
        ("max_list_items", 1, {"words": [["a"]]}, {"words": [["a"], ["b"]]}),
        ("max_variables_depth", 2, {"words": [["a"]]}, {"words": [[["a"]]]}),
        ("max_variables_bytes", 23, {"words": [["ab"]]}, {"words": [["abc"]]}),
        (
            "max_variables_bytes",
            30,
            {"words": [["ab"]], "x": "123456"},
            {"words": [["ab"]], "x": "1234567"},
        ),
    ],
)
def test_variables_may_have_so_much_and_no_more(
    limit: str, allowed: int, within: dict[str, Any], beyond: dict[str, Any]
):
    limits = Limits(**{limit: allowed})
    query = "query($words: [[String!]!]!) { join(words: $words) }"
    assert run(query, limits, **within).errors == ()
    assert refused(query, limits, **beyond) == (Phase.VARIABLES, limit)


def test_a_document_that_is_too_large_is_refused_before_it_is_validated():
    _, limit = refused("{ nothing { nothing } }", Limits(max_depth=1))
    assert limit == "max_depth"


def test_a_refused_document_is_not_measured_again():
    engine = Engine(schema, limits=Limits(max_depth=1))
    query = nested(2)
    first, second = engine.prepare(query), engine.prepare(query)
    assert first.errors[0] is second.errors[0]


@pytest.mark.parametrize(
    "query",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { again { ...B } } fragment B on Query { again { ...A } }",
        "{ ...Missing }",
        "{ number } fragment A on Query { number } fragment A on Query { number }",
    ],
)
def test_fragments_that_cannot_be_unfolded_are_left_to_validation(query: str):
    outcome = run(query, Limits(max_depth=9, max_root_fields=9))
    assert outcome.phase is Phase.VALIDATION
    assert "code" not in (outcome.errors[0].extensions or {})


def test_fragments_that_multiply_are_counted_at_once_and_not_one_by_one():
    """Unfolded, this has 2**60 fields at its root."""
    fragments = "".join(
        f"fragment F{place} on Query {{ ...F{place + 1} ... {{ ...F{place + 1} }} }} "
        for place in range(60)
    )
    query = f"{{ ...F0 }} {fragments} fragment F60 on Query {{ number }}"
    outcome = run(query, Limits(max_root_fields=9))
    assert (outcome.errors[0].extensions or {})["found"] == 2**60


def test_a_chain_of_fragments_may_be_longer_than_pythons_stack():
    fragments = "".join(
        f"fragment F{place} on Query {{ again {{ ...F{place + 1} }} }} " for place in range(3_000)
    )
    query = f"{{ ...F0 }} {fragments} fragment F3000 on Query {{ number }}"
    outcome = run(query, Limits(max_depth=25))
    assert (outcome.errors[0].extensions or {})["found"] == 3_001
