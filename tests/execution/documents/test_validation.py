"""Documents are found valid or not exactly as graphql-core and Strawberry find them."""

import re
from typing import Any

import pytest
from graphql import GraphQLError, parse, specified_rules
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from strawberry.schema.schema import validate_document

from graphapi.execution.documents.documents import load_document
from graphapi.execution.documents.validation import (
    CHARACTERS_PER_LINE,
    MOST_CHARACTERS,
    MOST_COMPARISONS,
    MOST_DEFINITIONS,
    MOST_FRAGMENT_STEPS,
    MOST_SEARCHED,
    MOST_SUGGESTIONS,
    validate,
)
from graphapi.execution.requests.operation_limits import Limits
from graphapi.settings import Settings
from tests.execution.sample_operations import Request, requests
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


def with_unknown_fields(number: int) -> str:
    """A document with an object that has so many fields that its type does not."""
    fields = " ".join(f"x{place}: 1" for place in range(number))
    return f"{{ change(change: {{ {fields} }}) }}"


def test_errors_that_repeat_what_is_long_are_not_all_told():
    few, many = (found(validate(CORE, parse(with_unknown_fields(n)))) for n in (50, 4_000))
    node = parse(with_unknown_fields(50))
    assert few == found(validate_document(CORE, node, tuple(specified_rules)))
    assert len(few) == 50
    assert sum(len(message) for message, _, _ in many) < 2 * MOST_CHARACTERS
    assert many[-1][0].endswith("Validation aborted.")


def with_fields_in_common(fragments: int) -> str:
    """A document with so many fragments that have the same five fields."""
    fields = " ".join(f"x{number}: __typename" for number in range(5))
    spread = " ".join(f"...F{number}" for number in range(fragments))
    definitions = (f"fragment F{number} on Query {{ {fields} }}" for number in range(fragments))
    return " ".join([f"{{ {spread} }}", *definitions])


def test_fields_are_not_compared_with_fields_without_end():
    assert validate(CORE, parse(with_fields_in_common(100))) == []
    many = parse(with_fields_in_common(190))
    assert found(validate(CORE, many)) == [("Validation aborted.", None, None)]
    assert validate_document(CORE, many, tuple(specified_rules)) == []


@settings(max_examples=150)
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


@pytest.mark.parametrize(
    "padding", ["\n" * 50_000, " " * 90_000, "\r" * 50_000, "#" * 90_000 + "\n"]
)
def test_a_long_text_is_not_searched_without_end_to_tell_where_errors_are(padding: str):
    errors = validate(CORE, parse(padding + "{ " + "nothing " * 90 + "}"))
    searched = len(padding) + CHARACTERS_PER_LINE * (padding.count("\n") + padding.count("\r"))
    assert len(errors) <= 2 + MOST_SEARCHED // searched
    assert errors[-1].message.endswith("Validation aborted.")
    line = max(padding.count("\n"), padding.count("\r")) + 1
    assert errors[0].locations == [(line, 3 if line > 1 else 90_003)]


def test_only_the_first_errors_offer_names():
    errors = validate(CORE, parse("{ " + "kennl " * 90 + "}"))
    offering = [error for error in errors if "Did you mean" in error.message]
    assert len(errors) == 90
    assert offering == errors[:MOST_SUGGESTIONS]


def test_a_document_of_very_many_definitions_is_not_looked_at():
    few, many = (
        parse(" ".join(f"query Q{n} {{ __typename }}" for n in range(number)))
        for number in (MOST_DEFINITIONS, MOST_DEFINITIONS + 1)
    )
    assert validate(CORE, few) == []
    assert [error.message for error in validate(CORE, many)] == [
        "The document has 1,001 definitions, and 1,000 is the most. Validation aborted."
    ]


def test_variables_are_not_followed_through_fragments_without_end():
    queries = " ".join(f"query Q{n}($a: Boolean!) {{ ...F }}" for n in range(190))
    uses = " ".join(f"a{n}: __typename @skip(if: $a)" for n in range(100))
    few = parse(f"query Q($a: Boolean!) {{ ...F }} fragment F on Query {{ {uses} }}")
    many = parse(f"{queries} fragment F on Query {{ {uses} {uses} }}")
    assert validate(CORE, few) == []
    assert [error.message for error in validate(CORE, many)] == ["Validation aborted."]


LIMITS = Limits.of(Settings())
_TYPE = "__schema { queryType"
SELECTIONS = [
    "name",
    "...{name}",
    "...on __Type{a: kind}",
    "fields{name type{name}}",
    "a: nam",
    "name @skip(if: $v)",
    "fields(includeDeprecated: {nothing: 1, nothing: $v}){name}",
    "fields(includeDeprecated: 1, includeDeprecated: [1 2 {c: $v}]){name}",
    "\n",
]


@st.composite
def crowded(draw: st.DrawFn) -> str:
    """A document that has a lot of few things, mostly within what the limits allow of each."""
    parts = draw(st.lists(st.sampled_from(SELECTIONS), min_size=1, max_size=4))
    repeated = " ".join(parts * draw(st.integers(1, 300)))
    operations, fragments = draw(st.integers(0, 100)), draw(st.integers(1, 95))
    spread = " ".join(f"...F{n}" for n in range(fragments))
    declared = "($v: Boolean!)" if "$v" in repeated else ""
    inside = [repeated, *(" ".join(parts) for _ in range(fragments - 1))]
    return " ".join(
        [
            *(f"query Q{n}{declared} {{ {_TYPE} {{ ...F0 }} }} }}" for n in range(operations)),
            f"query All{declared} {{ {_TYPE} {{ {spread} {repeated} }} }} }}",
            *(f"fragment F{n} on __Type {{ {text} }}" for n, text in enumerate(inside)),
        ]
    )


@settings(max_examples=25)
@given(crowded())
def test_no_document_within_the_limits_takes_more_steps_than_there_may_be(text: str):
    document = load_document(schema, text, LIMITS)
    errors, steps = document.errors, document.steps
    told = sum(len(error.message) for error in errors)
    event(errors[0].message if errors else "valid")
    # One step may count for many: the last one of them goes beyond.
    assert steps <= MOST_COMPARISONS + MOST_FRAGMENT_STEPS + len(text)
    assert told <= 2 * MOST_CHARACTERS + len(text)
    assert len(text) * (len(errors) - 2) <= MOST_SEARCHED
    assert sum("Did you mean" in error.message for error in errors) <= MOST_SUGGESTIONS
