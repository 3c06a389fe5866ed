"""Messages for clients, whatever value stands in whatever argument: none speaks of Python."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, NamedTuple

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_required_argument,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.answers import assert_answered, get_of, post_of
from tests.fuzz.test_requests import URL, schema
from tests.fuzzing import fuzzed
from tests.server.http_connections.test_protocol import Connection

SCALARS: Final = {
    "Boolean": "true",
    "DateTime": '"2024-01-01T00:00:00Z"',
    "Float": "1",
    "ID": '"QQ"',
    "Int": "2",
    "JSON": "null",
    "String": '"night"',
    "URL": f'"{URL}"',
}


def usable(type_: Any) -> str:
    """A value for the required arguments of fields that lead to another."""
    if isinstance(type_, GraphQLNonNull):
        return usable(type_.of_type)
    if isinstance(type_, GraphQLList):
        return f"[{usable(type_.of_type)}]"
    if isinstance(type_, GraphQLEnumType):
        name, *_ = type_.values
        return str(name)
    return SCALARS.get(type_.name, "{}")


class Argument(NamedTuple):
    """An argument of a field, and the fields that lead there."""

    way: tuple[str, ...]
    name: str
    type: Any

    def query(self, value: str, declared: str = "") -> str:
        """A query that gives the argument a value."""
        *ahead, last = self.way
        field, _, rest = last.partition("(")
        others = rest.removesuffix(")")
        text = f"{field}({self.name}: {value}{', ' if others else ''}{others})"
        if is_composite_type(get_named_type(self.field.type)):
            text += " { __typename }"
        for each in reversed(ahead):
            text = f"{each} {{ {text} }}"
        return f"query{declared} {{ {text} }}"

    @property
    def field(self) -> GraphQLField:
        type_: Any = schema().query_type
        for step in self.way:
            field: GraphQLField = type_.fields[step.partition("(")[0]]
            type_ = get_named_type(field.type)
        return field


def call(name: str, field: GraphQLField, without: str = "") -> str:
    """A field with what its required arguments need."""
    needed = [
        f"{key}: {usable(argument.type)}"
        for key, argument in field.args.items()
        if is_required_argument(argument) and key != without
    ]
    return f"{name}({', '.join(needed)})" if needed else name


@cache
def every_argument() -> list[Argument]:
    """Of every field of every type, by the shortest way there."""
    return sorted(_arguments(), key=lambda each: (each.way, each.name))


def _arguments() -> Iterator[Argument]:
    query: Any = schema().query_type
    seen, level = {query.name}, [((), query)]
    while level:
        below: list[Any] = []
        for way, type_ in level:
            for name, field in type_.fields.items():
                for key, argument in field.args.items():
                    yield Argument((*way, call(name, field, without=key)), key, argument.type)
                inner: Any = get_named_type(field.type)
                if isinstance(inner, GraphQLObjectType) and inner.name not in seen:
                    seen.add(inner.name)
                    below.append(((*way, call(name, field)), inner))
        level = below


texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["", "'", '"', "\\", "\0", "\x7f", "\u2028", "\U0001f600", 'it\'s "so"', "x" * 300, URL, "UTC"]
)
numbers = st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
plain = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=15,
)


@st.composite
def shaped(draw: Any, type_: Any, depth: int = 0) -> Any:
    """A value that has the shape of its type here and there, and is wrong somewhere."""
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if depth > 3 or draw(st.integers(0, 3)) == 0:
        return draw(values)
    if hasattr(inner, "of_type"):
        return draw(st.lists(shaped(inner.of_type, depth + 1), max_size=3))
    if isinstance(inner, GraphQLInputObjectType):
        names = draw(st.lists(st.sampled_from(sorted(inner.fields)), max_size=2, unique=True))
        found = {name: draw(shaped(inner.fields[name].type, depth + 1)) for name in names}
        return found | (draw(st.dictionaries(texts, plain, max_size=1)) if depth else {})
    if isinstance(inner, GraphQLEnumType):
        return draw(st.sampled_from(sorted(inner.values)) | values)
    return draw(plain)


def literal(value: Any) -> str:
    """A value as a document has it; keys that are no names are left out."""
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        pairs = [f"{k}: {literal(v)}" for k, v in value.items() if k.isascii() and k.isidentifier()]
        return f"{{{', '.join(pairs)}}}"
    return json.dumps(value)


@st.composite
def asked(draw: Any) -> tuple[Argument, Any]:
    argument = draw(st.sampled_from(every_argument()))
    return argument, draw(shaped(argument.type))


def test_every_argument_of_the_schema_is_tried():
    assert len(every_argument()) > 100
    assert {"first", "after", "filter", "orderBy", "url", "timeZone", "by", "id"} <= {
        each.name for each in every_argument()
    }


@fuzzed("values of arguments", price=2)
@given(asked=asked())
def test_a_wrong_variable_is_told_in_words_of_json(
    connection: Connection, asked: tuple[Argument, Any]
):
    argument, value = asked
    query = argument.query("$x", f"($x: {argument.type})")
    content = assert_answered(
        connection, post_of(json.dumps({"query": query, "variables": {"x": value}}).encode())
    )
    for error in content.get("errors", ()):
        assert error["extensions"]["code"] != "GRAPHQL_PARSE_FAILED", query


@fuzzed("values in documents", price=2)
@given(asked=asked())
def test_so_is_a_wrong_value_in_a_document(connection: Connection, asked: tuple[Argument, Any]):
    argument, value = asked
    body = json.dumps({"query": argument.query(literal(value))}).encode()
    assert_answered(connection, post_of(body))


QUERY = "query($n: Int!, $f: ArticleFilter, $o: [ArticleOrder!], $u: URL!) { \
articles(first: $n, filter: $f, orderBy: $o) { totalCount } article(url: $u) { url } }"


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "Variable '$n' has invalid value: Expected a value of non-null type 'Int!' to be"),
        ({"n": None}, "Expected value of non-null type 'Int!' not to be null."),
        ({"n": True}, "Variable '$n' has invalid value: Int must be a whole number, not true"),
        ({"n": 1.5}, "Int must be a whole number, not 1.5"),
        ({"n": "1"}, 'Int must be a whole number, not "1"'),
        ({"n": "it's"}, 'Int must be a whole number, not "it\'s"'),
        ({"n": "\0\x7f\u2028"}, r'Int must be a whole number, not "\u0000\u007f\u2028"'),
        ({"n": [None, False, "a"]}, 'Int must be a whole number, not [null, false, "a"]'),
        ({"n": {"a": None}}, 'Int must be a whole number, not {"a": null}'),
        ({"n": 1 << 31}, "Int cannot represent non 32-bit signed integer value: 2147483648"),
        ({"n": 1, "f": [None]}, "to be an object, found: [null]."),
        ({"n": 1, "f": {"title": {"eq": True}}}, "at .title.eq: String cannot represent a non"),
        ({"n": 1, "f": {"title": {"eq": True}}}, "string value: true"),
        ({"n": 1, "f": {"x": None}}, "not to include unknown field 'x', found: {\"x\": null}."),
        ({"n": 1, "o": [{"field": True}]}, "cannot represent non-string value: true."),
        ({"n": 1, "o": [{"field": "TITLE", "direction": None}]}, ""),
        ({"n": 1, "u": None}, ""),
        ({"n": 1, "u": True}, "URL: true cannot be used; write an absolute http or https address"),
    ],
)
def test_values_are_printed_as_json_has_them(
    connection: Connection, variables: dict[str, Any], message: str
):
    body = json.dumps({"query": QUERY, "variables": variables}).encode()
    content = assert_answered(connection, post_of(body))
    assert message in "\n".join(error["message"] for error in content["errors"])


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ('first: "1"', 'Int must be a whole number, not "1"'),
        ("first: true", "Int must be a whole number, not true"),
        (f"first: {'9' * 5_000}", "Int"),
        ("filter: {title: null, not: {title: {eq: 1}}}", "String cannot represent a non string"),
    ],
)
def test_values_in_documents_are_told_as_they_stand_there(
    connection: Connection, argument: str, message: str
):
    query = f"{{ articles({argument}) {{ totalCount }} }}"
    content = assert_answered(connection, post_of(json.dumps({"query": query}).encode()))
    assert message in content["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"query": "\xff"}', "byte 0xff at position 11 cannot be decoded."),
        (b"\xef\xbb\xbf\xff", "byte 0xff at position 3 cannot be decoded."),
        (b'{"query": "\xe2\x82"}', "byte 0xe2 at position 11 cannot be decoded."),
        (b'{"query": "\xed\xa0\x80"}', "byte 0xed at position 11 cannot be decoded."),
        (b'{"query": "\\ud800"}', "an escape is half of a character at line 1, column 12."),
        (b"{", "it ends too early at line 1, column 2."),
        (b'{\n"a" 1}', "expected ':' after key at line 2, column 5."),
        (b"[NaN]", "expected a JSON value at line 1, column 2."),
        (b'{"a": 1e999}', "a number is too large at line 1, column 7."),
        (b"null", "The request body must be one JSON object, not null."),
        (b"true", "not a boolean."),
        (b'{"query": null}', "The parameter query is missing"),
        (b'{"query": {}}', "The parameter query must be a string, not an object."),
        (b'{"query": "{a}", "variables": [null]}', "must be an object or null, not an array."),
    ],
)
def test_a_body_that_is_no_request_is_told_where_and_why(
    connection: Connection, body: bytes, message: str
):
    content = assert_answered(connection, post_of(body))
    assert message in content["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (b"query=%ff", 'The parameter "query" is not UTF-8: byte 0xff at position 0 cannot'),
        (b"query=ab%e2%82", "byte 0xe2 at position 2 cannot be decoded."),
        (b"query=%ed%a0%80", "byte 0xed at position 0 cannot be decoded."),
        (b"a=1&%ff=1", "a parameter whose name is not UTF-8: byte 0xff at position 0"),
        (b"&".join([b"a=1"] * 101), "more than 100 parameters."),
        (
            b"query={a}&variables={",
            "The parameter variables is not JSON in UTF-8: it ends too early",
        ),
        (b"query={a}&variables=%22%00%22", "control character in string at line 1, column 2."),
        (b"query={a}&variables=[true]", "must be an object or null, not an array."),
    ],
)
def test_so_is_a_query_string(connection: Connection, query: bytes, message: str):
    content = assert_answered(connection, get_of(b"/graphql?" + query))
    assert message in content["errors"][0]["message"]
