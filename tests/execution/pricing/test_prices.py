"""Prices on a small schema of its own: lists of books and pens.

Its resolvers give nothing: what counts is what they could give.
"""
# ruff: noqa: ARG002 -- the schema is priced, and seldom run

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

import pytest
import strawberry
from graphql import print_ast
from graphql.utilities import ast_from_value
from strawberry.schema_directive import Location

from graphapi.execution import Answer, Engine, Limits


@strawberry.schema_directive(
    name="cost",
    locations=[
        Location.FIELD_DEFINITION,
        Location.ARGUMENT_DEFINITION,
        Location.INPUT_FIELD_DEFINITION,
    ],
)
class Cost:
    weight: str


@strawberry.schema_directive(name="listSize", locations=[Location.FIELD_DEFINITION])
class ListSize:
    assumed_size: int | None = None
    slicing_arguments: list[str] | None = None
    sized_fields: list[str] | None = None
    require_one_slicing_argument: bool = True


PAGED = ListSize(assumed_size=20, slicing_arguments=["first", "last"], sized_fields=["nodes"])


@strawberry.interface
class Thing:
    name: str


@strawberry.type
class Pen(Thing):
    colour: str


@strawberry.type
class Book(Thing):
    @strawberry.field(directives=[PAGED], metadata={"pricing": {"largest": 100}})
    def similar(self, first: int | None = None, last: int | None = None) -> Books:
        return Books()

    @strawberry.field(directives=[ListSize(assumed_size=3)])
    def authors(self) -> list[Pen]:
        return []

    text: str = strawberry.field(directives=[Cost(weight="5")], default="")


@strawberry.type
class Books:
    nodes: list[Book] = strawberry.field(default_factory=list)
    marks: list[Pen] = strawberry.field(directives=[ListSize(assumed_size=4)], default_factory=list)


BY_KIND = {"pricing": {"assumed": ("kind", {"LONG": 50, "SHORT": 5}), "remedy": "Ask for pens."}}


@strawberry.enum
class Kind(Enum):
    LONG = "long"
    SHORT = "short"


@strawberry.input
class Match:
    title: str | None = strawberry.field(directives=[Cost(weight="30")], default=None)
    loud: bool | None = None
    inside: Match | None = strawberry.field(directives=[Cost(weight="3")], default=None)
    any_of: list[Match] | None = None
    words: list[str] | None = strawberry.field(directives=[Cost(weight="7")], default=None)
    scanned: int | None = strawberry.field(
        directives=[Cost(weight="10")], metadata={"pricing": {"holds_for": 100}}, default=None
    )


@strawberry.type
class Query:
    @strawberry.field
    def book(self) -> Book | None:
        return None

    @strawberry.field(directives=[PAGED], metadata={"pricing": {"largest": 100}})
    def books(
        self,
        first: int | None = strawberry.UNSET,
        last: int | None = strawberry.UNSET,
        match: Annotated[str | None, strawberry.argument(directives=[Cost(weight="30")])] = None,
    ) -> Books:
        return Books()

    @strawberry.field(
        directives=[
            ListSize(assumed_size=2, slicing_arguments=["first"], sized_fields=["nodes", "marks"])
        ]
    )
    def marked(self, first: int = 2) -> Books:
        return Books()

    @strawberry.field(directives=[ListSize(slicing_arguments=["ids"])])
    def things(self, ids: list[int]) -> list[Thing]:
        return []

    @strawberry.field(
        directives=[ListSize(assumed_size=9, slicing_arguments=["limit"])], metadata=BY_KIND
    )
    def points(self, kind: Kind, limit: int | None = strawberry.UNSET) -> list[Pen]:
        return []

    @strawberry.field(directives=[Cost(weight="100")])
    def search(self) -> list[Pen]:
        return []

    @strawberry.field
    def matching(
        self, match: Match | None = None, others: list[Match] | None = None
    ) -> Book | None:
        return None


schema = strawberry.Schema(Query, types=[Book, Pen])


def price(query: str, **variables: Any) -> int | None:
    engine = Engine(schema)
    prepared = engine.prepare(query)
    assert not prepared.errors
    return engine.price(prepared, variables)


def refusal(query: str, budget: int, **variables: Any) -> dict[str, Any]:
    engine = Engine(schema, limits=Limits(max_cost=budget))
    answer = engine.run(engine.prepare(query), variables)
    assert isinstance(answer, Answer)
    assert not answer.has_data
    assert answer.errors is not None
    return dict(answer.errors[0].formatted)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 0),
        ("{ book { name } }", 1),
        ("{ book { name text } }", 1 + 5),
        ("{ book { name a: text b: text } }", 1 + 5 + 5),
        ("{ book { authors { name } } }", 1 + 3),
        ("{ search { name } }", 100 + 10),  # the schema does not say how long the list is
        ("{ books { nodes { name } } }", 1 + 20),
        ("{ books(first: 7) { nodes { name } } }", 1 + 7),
        ("{ books(last: 7) { nodes { name } } }", 1 + 7),
        ("{ books(first: null) { nodes { name } } }", 1 + 20),
        ("{ books(first: 0) { nodes { name } } }", 1),
        ("{ books(first: -3) { nodes { name } } }", 1),
        ("{ books(first: 1000) { nodes { name } } }", 1 + 100),  # more are never given
        ('{ books(match: "x", first: 7) { nodes { name } } }', 30 + 1 + 7),
        ("{ books(first: 7) { a: nodes { name } b: nodes { name } } }", 1 + 7 + 7),
        ("{ books(first: 7) { nodes { authors { name } } } }", 1 + 7 * (1 + 3)),
        ("{ marked { nodes { name } marks { name } } }", 1 + 2 + 2 * 4),
        ("{ things(ids: [1, 2, 3]) { name } }", 3),
        ("{ things(ids: 1) { name } }", 1),
        ("{ points(kind: LONG) { name } }", 50),
        ("{ points(kind: SHORT, limit: 7) { name } }", 7),
    ],
)
def test_a_price_is_the_most_objects_there_can_be_and_the_weights_of_fields(
    query: str, expected: int
):
    assert price(query) == expected


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("query($n: Int) { books(first: $n) { nodes { name } } }", {"n": 7}, 1 + 7),
        ("query($n: Int) { books(first: $n) { nodes { name } } }", {}, 1 + 20),
        ("query($n: Int) { books(first: $n) { nodes { name } } }", {"n": None}, 1 + 20),
        ("query($n: Int = 9) { books(first: $n) { nodes { name } } }", {}, 1 + 9),
        ("query($n: Int!) { marked(first: $n) { marks { name } } }", {"n": 5}, 1 + 5 * 4),
        ("query($n: Int) { books(first: $n, last: 9) { nodes { name } } }", {"n": 7}, 1 + 9),
        ("query($ids: [Int!]!) { things(ids: $ids) { name } }", {"ids": [1, 2]}, 2),
        ("query($ids: [Int!]!) { things(ids: $ids) { name } }", {"ids": 1}, 1),
        ("query($n: Int!) { things(ids: [$n, $n]) { name } }", {"n": 50}, 2),
        ("query($k: Kind!) { points(kind: $k) { name } }", {"k": "LONG"}, 50),
        ("query($k: Kind!) { points(kind: $k, limit: 3) { name } }", {"k": "LONG"}, 3),
        (
            "query($n: Int!) { books(first: $n) { nodes { similar(last: $n) { nodes { name }}}}}",
            {"n": 10},
            1 + 10 * (1 + 1 + 10),
        ),
    ],
)
def test_variables_are_put_in_for_each_request(
    query: str, variables: dict[str, Any], expected: int
):
    assert price(query, **variables) == expected


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        (None, 1),
        ({}, 1),
        ({"loud": True}, 1),
        ({"title": None}, 1),
        ({"title": "x", "loud": True}, 1 + 30),
        ({"inside": {"inside": {"title": "x"}}}, 1 + 3 + 3 + 30),
        ({"anyOf": [{"title": "x"}, {"title": "y"}, {}]}, 1 + 30 + 30),
        ({"words": ["a", "b", "c"]}, 1 + 3 * 7),
        ({"words": []}, 1),
        ({"words": None}, 1),
        ({"anyOf": [{"words": ["a", "b"], "title": "x"}]}, 1 + 2 * 7 + 30),
    ],
)
def test_an_input_object_weighs_what_its_fields_do_wherever_it_is_written(
    match: dict[str, Any] | None, expected: int
):
    literal = print_ast(ast_from_value(match, schema._schema.type_map["Match"]))
    assert price(f"{{ matching(match: {literal}) {{ name }} }}") == expected
    assert price("query($m: Match) { matching(match: $m) { name } }", m=match) == expected
    assert price(f"query($m: Match = {literal}) {{ matching(match: $m) {{ name }} }}") == expected
    if match is not None:
        query = 'query($m: [Match!]) { matching(others: [{ anyOf: $m, title: "a" }]) { name } }'
        assert price(query, m=[match, match]) == 30 + 1 + 2 * (expected - 1)
        assert price("query($m: [Match!]) { matching(others: $m) { name } }", m=match) == expected


def test_a_list_weighs_by_its_items_also_where_a_variable_is_one_or_all_of_them():
    items = "query($a: String!, $b: String!) { matching(match: {words: [$a, $b]}) { name } }"
    assert price(items, a="x", b="y") == 1 + 2 * 7
    whole = "query($w: [String!]) { matching(match: {words: $w, title: null}) { name } }"
    assert [price(whole, w=given) for given in (["x", "y", "z"], "x", [], None)] == [22, 8, 1, 1]
    alone = '{ matching(match: {words: "x"}) { name } }'
    assert price(alone) == 1 + 7


@pytest.mark.parametrize(("size", "times"), [(0, 1), (100, 1), (101, 2), (1_000, 10)])
def test_a_weight_that_holds_for_a_size_is_a_multiple_for_larger_data(size: int, times: int):
    engine = Engine(schema, size=size)
    prepared = engine.prepare("query($m: Match) { matching(match: $m) { name } }")
    assert engine.price(prepared, {"m": {"scanned": 1, "title": "x"}}) == 1 + 30 + 10 * times


def test_a_refusal_names_the_arguments_where_these_are_what_is_dear():
    query = "query($m: Match) { a: matching(match: $m, others: []) { name } b: book { name } }"
    found = refusal(query, 50, m={"anyOf": [{"title": "x"}] * 3})
    assert found["message"] == (
        "The operation costs 92; at most 50 is allowed. The most expensive part is `a`: pass less"
        " in `match`."
    )
    assert found["extensions"]["found"] == 92


def test_an_abstract_type_costs_as_much_as_its_most_expensive_member():
    on_both = "... on Book { authors { name } } ... on Pen { colour }"
    assert price(f"{{ things(ids: [1, 2]) {{ name {on_both} }} }}") == 2 * (1 + 3)
    query = """
      query($n: Int) {
        things(ids: [1, 2]) {
          ... on Pen { name }
          ... on Book { similar(first: $n) { nodes { name } } }
        }
      }
    """
    assert price(query, n=5) == 2 * (1 + 1 + 5)


def test_skipped_selections_count_and_a_fragment_counts_once_in_a_selection():
    query = """
      query($no: Boolean!) {
        book @skip(if: $no) { ...Authors ...Authors @include(if: $no) }
      }
      fragment Authors on Book { authors { name } }
    """
    assert price(query, no=True) == 1 + 3


def test_fragments_that_multiply_are_priced_at_once_and_not_one_by_one():
    """Unfolded, this has 2**60 fields."""
    fragments = "".join(
        f"fragment F{place} on Book {{ a: similar(first: $n) {{ nodes {{ ...F{place + 1} }} }}"
        f" b: similar(first: 1) {{ nodes {{ ...F{place + 1} }} }} }} "
        for place in range(60)
    )
    query = f"query($n: Int) {{ book {{ ...F0 }} }} {fragments} fragment F60 on Book {{ name }}"
    price_of_1 = price(query, n=1)
    assert price_of_1 == 1 + sum(2 * 2**place * 2 for place in range(60))
    assert refusal(query, 10**6, n=1)["extensions"]["found"] == price_of_1


def test_introspection_costs_about_what_the_schema_can_say_of_itself():
    once = price("{ __schema { types { name } } }")
    assert once is not None
    assert once > len(schema._schema.type_map)
    assert price("{ a: __schema { types { name } } b: __schema { types { name } } }") == 2 * once


@strawberry.input
class OddMatch:
    title: str = strawberry.field(directives=[Cost(weight="-1")])


@strawberry.type
class Even:
    @strawberry.field
    def even(self, match: OddMatch) -> int:
        return 2


def test_a_weight_that_is_no_whole_number_is_found_by_its_place_when_the_schema_is_taken():
    @strawberry.type
    class Odd:
        @strawberry.field(directives=[Cost(weight="much")])
        def odd(self) -> int:
            return 1

    with pytest.raises(ValueError, match=r"Odd.odd: @cost\(weight: \"much\"\) .* whole number"):
        Engine(strawberry.Schema(Odd))

    with pytest.raises(
        ValueError, match=r"OddMatch.title: @cost\(weight: \"-1\"\) .* whole number"
    ):
        Engine(strawberry.Schema(Even))
