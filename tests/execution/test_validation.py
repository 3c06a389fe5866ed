"""Documents are found valid or not exactly as graphql-core and Strawberry find them."""

import re
from typing import Any

import pytest
from graphql import GraphQLError, parse, specified_rules
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strawberry.schema.schema import validate_document

from graphapi.execution.validation import validate
from tests.execution.operations import Request, requests
from tests.execution.shelter import schema

CORE = schema._schema

WRONG = {
    "an unknown field": "{ nothing }",
    "a type instead of an operation": "type A { a: Int } { __typename }",
    "two anonymous operations": "{ __typename } { __typename }",
    "two operations of one name": "query A { __typename } query A { __typename }",
    "an unknown root type": "subscription S { __typename ...F } fragment F on Query { a }",
    "an unknown type": "query ($a: Nothing) { __typename }",
    "a variable of an output type": "query ($a: Query) { __typename }",
    "a composite without a selection": "{ animals }",
    "a scalar with a selection": "{ __typename { a } }",
    "an unknown fragment": "{ ...F }",
    "an unused fragment": "{ __typename } fragment F on Query { __typename }",
    "two fragments of one name": (
        "{ ...F } fragment F on Query { __typename } fragment F on Query { a: __typename }"
    ),
    "fragments in a circle": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "a fragment on a scalar": "{ ... on Int { __typename } }",
    "an impossible fragment": "{ ... on Mutation { __typename } }",
    "two variables of one name": "query ($a: Int, $a: Int) { __typename }",
    "an undefined variable": "{ __typename @skip(if: $a) }",
    "an unused variable": "query ($a: Int) { __typename }",
    "an unknown directive": "{ __typename @nothing }",
    "a directive twice": "{ __typename @skip(if: true) @skip(if: true) }",
    "a directive out of place": "query @skip(if: true) { __typename }",
    "an argument twice": "{ __typename @skip(if: true, if: false) }",
    "an unknown argument": '{ __type(nothing: 1, name: "A") { name } }',
    "a required argument left out": "{ __type { name } }",
    "a wrong literal": "{ __typename @include(if: 3) }",
    "a variable in the wrong place": "query ($a: Int) { __typename @skip(if: $a) }",
    "fields that cannot be merged": '{ a: __typename a: __type(name: "A") { name } }',
    "too deep through fragments": (
        "{ ...F0 }"
        + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(300))
        + " fragment F300 on Query { __typename }"
    ),
    "more errors than are told": "{" + " ".join(f"x{n}" for n in range(150)) + "}",
}


def found(errors: list[GraphQLError]) -> list[Any]:
    return [(error.message, error.locations, error.path) for error in errors]


@pytest.mark.parametrize("document", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_in_the_same_words_and_order(document: str):
    node = parse(document)
    expected = validate_document(CORE, node, tuple(specified_rules))
    assert expected
    assert found(validate(CORE, node)) == found(expected)


@settings(max_examples=150, deadline=None)
@given(requests(CORE), st.integers(0), st.sampled_from(["", "nothing", "3", "$a", "id", "{ id }"]))
def test_a_document_with_a_word_changed_is_judged_the_same(
    request: Request, place: int, written: str
):
    words = list(re.finditer(r"\w+", request.query))
    word = words[place % len(words)]
    try:
        node = parse(request.query[: word.start()] + written + request.query[word.end() :])
    except GraphQLError:
        assume(False)
    expected = validate_document(CORE, node, tuple(specified_rules))
    assert found(validate(CORE, node)) == found(expected)
