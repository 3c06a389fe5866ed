"""graphql-core's messages as clients see them."""

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from graphapi.errors import shown
from graphapi.execution import Phase
from graphapi.server.answers.error_messages import in_client_terms
from graphapi.server.answers.presentation import present_error


def plain(message: str) -> str:
    return in_client_terms(message, prints_variables=True)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Int cannot represent non-integer value: None", "Int must be a whole number, not null"),
        (
            (
                "Argument 'Query.a(b:)' has invalid value at .c[0]: "
                "Int cannot represent non-integer value: True"
            ),
            (
                "Argument 'Query.a(b:)' has invalid value at .c[0]: "
                "Int must be a whole number, not true"
            ),
        ),
        (
            "ID cannot represent a non-string and non-integer value: [{...}]",
            "ID must be a string or a whole number, not [{...}]",
        ),
        (
            "Float cannot represent non numeric value: 'x' (value is too large)",
            'Float cannot represent non numeric value: "x" (value is too large)',
        ),
        (
            "Expected value of type 'A', but encountered error 'int too large; found'; found: 9.",
            "Expected value of type 'A', found: 9.",
        ),
        (
            "Enum 'A' cannot represent non-string value: True. Did you mean the enum value 'TRUE'?",
            "Enum 'A' cannot represent non-string value: true. Did you mean the enum value 'TRUE'?",
        ),
        (
            (
                "Expected value of type '[A!]' not to include unknown field 'x'. "
                "Did you mean 'y'? Found: {'x': False}."
            ),
            (
                "Expected value of type '[A!]' not to include unknown field 'x'. "
                "Did you mean 'y'? Found: {\"x\": false}."
            ),
        ),
        (
            "Expected value of type 'A', found: 'cut ...\\x0'.",
            ("Expected value of type 'A', found: \"cut ...\\\\x0\"."),
        ),
        (
            "Expected value of non-null type 'A!' not to be None.",
            ("Expected value of non-null type 'A!' not to be null."),
        ),
    ],
)
def test_values_are_those_of_json(message: str, told: str):
    assert plain(message) == told


@pytest.mark.parametrize(
    "message",
    [
        "Value 'None' does not exist in 'A' enum.",
        "Cannot query field 'None' on type 'Query'.",
        "Syntax Error: Expected Name, found Name 'None'.",
        "Unknown operation named 'x: Int cannot represent non-integer value: None'.",
    ],
)
def test_what_clients_have_named_themselves_is_told_again(message: str):
    assert plain(message) == message


def test_a_value_in_a_document_stands_as_it_does_there():
    message = "Int cannot represent non-integer value: None"
    told = in_client_terms(message, prints_variables=False)
    assert told == "Int must be a whole number, not None"


@given(st.text() | st.integers() | st.booleans() | st.none())
def test_whatever_a_variable_is_its_message_has_its_json(value: object):
    told = plain(
        f"Variable '$a' has invalid value: Int cannot represent non-integer value: {value!r}"
    )
    assert told.endswith(f"whole number, not {shown(value)}")


def test_a_text_is_shown_on_one_line_and_not_without_end():
    assert (
        shown("a\nb\x00\u2028\U000e0001\ud800'\"") == r'''"a\nb\u0000\u2028\udb40\udc01\ud800'\""'''
    )
    assert shown("x" * 10**6) == '"' + "x" * 199 + "…"
    assert shown([None, True, 1.5, {"a": "é"}]) == '[null, true, 1.5, {"a": "é"}]'


def test_every_error_that_is_presented_is_worded_so():
    error = GraphQLError("Int cannot represent non-integer value: None")
    shown_error = present_error(error, Phase.VARIABLES)
    assert shown_error["message"] == "Int must be a whole number, not null"
