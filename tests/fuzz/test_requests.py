"""Requests for GraphQL: bodies, query strings, documents, variables and words to search for.

Every one is answered: with data, or with errors whose codes the documentation lists.
"""

import json
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from graphql import GraphQLSchema
from hypothesis import given
from hypothesis import strategies as st

from graphapi.api import create_schema
from graphapi.graph.reading import example_operations
from tests.execution.sample_operations import requests
from tests.fuzz.answers import assert_answered, get_of, post_of
from tests.fuzz.mutations import mutated
from tests.fuzzing import fuzzed
from tests.server.http_connections.test_protocol import Connection

URL: Final = "https://www.harbourpost.example/2024/01/15/night-train-sells-out-six-weeks-in-an-hour"
SEEDS = [
    *example_operations(),
    f'{{ article(url: "{URL}") {{ title rank similar {{ nodes {{ url }} }} }} }}',
]
PIECES = [
    *'{}()[]:!$@|&=.,#"\\\n\t\0é😀\ud800\ufeff',
    *['"""', "...", "... on Article", "...F", "fragment F on Article { ...F }", "@skip(if: true)"],
    *["@include(if: $x)", "query($x: Int!)", "subscription", "mutation", "__schema", "__typename"],
    *["null", "-1", "1e999", "9" * 400, "2147483648", "{a: {b: 1}}", "[[[[]]]]", '"\\u{110000}"'],
    *['"\\ud800"', "first: 101", "last: -1", 'after: "x"', "related { nodes {" * 20, "a: title"],
    *['timeZone: "../../etc/passwd"', "maxHops: 99", "interval: HOUR", 'url: "file:///etc/passwd"'],
]
documents = mutated(SEEDS, PIECES) | st.text(max_size=80)

numbers = st.integers() | st.floats() | st.sampled_from([2**31, -(2**31) - 1, 2**63, 10**400])
texts = (
    st.text(max_size=20)
    | st.text(st.sampled_from('"*-()\\~^:[]{}/ \0\n\ud800\udfffäß中🇩🇪'), max_size=12)
    | st.sampled_from([URL, "2024-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "ASC", "HOUR"])
)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
members = st.sampled_from(
    ["query", "operationName", "variables", "extensions", "documentId", "id", "__proto__", "x"]
)


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


@fuzzed("bodies", price=2)
@given(
    body=mutated(
        [
            dumped({"query": SEEDS[0], "variables": {"a": 1}, "operationName": "A"}),
            dumped({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}),
            dumped({"query": "{ __typename }", "extensions": {"cost": True}}),
            dumped([{"query": "{ __typename }"}, {"query": "{ a }"}]),
        ],
        [*[each.encode() for each in '{}[]",:\\\0é'], b"\xff", b"[" * 900, b"null", b"1e999"],
    )
    | st.binary(max_size=60)
    | st.dictionaries(members, values).map(dumped)
    | values.map(dumped)
)
def test_any_body_is_answered(connection: Connection, body: bytes):
    assert_answered(connection, post_of(body))


@fuzzed("query strings", price=2)
@given(
    query=mutated(
        [
            f"query={quote(SEEDS[0])}&variables=%7B%7D&operationName=A",
            "query={__typename}&extensions={%22cost%22:true}",
            "documentId=sha256:0&variables=[1]&query=",
        ],
        [*'&=%+;#?/\\"', "%00", "%ff", "%ed%a0%80", "%zz", "&query=%7Ba%7D", "variables=%5B" * 9],
    )
    | st.dictionaries(members, texts | values.map(json.dumps)).map(
        lambda pairs: "&".join(
            f"{name}={quote(text.encode('utf-8', 'surrogatepass'))}" for name, text in pairs.items()
        )
    )
)
def test_any_query_string_is_answered(connection: Connection, query: str):
    assert_answered(connection, get_of(b"/graphql?" + query.replace("#", "%23").encode()))


@fuzzed("documents, nearly right", price=2)
@given(document=documents, variables=st.none() | st.dictionaries(texts, values, max_size=3))
def test_any_document_is_answered(connection: Connection, document: str, variables: Any):
    assert_answered(connection, post_of(dumped({"query": document, "variables": variables})))


@cache
def schema() -> GraphQLSchema:
    return create_schema()._schema


@fuzzed("documents that fit the schema", price=5)
@given(request=requests(schema()))
def test_any_operation_is_answered(connection: Connection, request: Any):
    body = {
        "query": request.query,
        "variables": request.variables,
        "operationName": request.operation_name,
    }
    assert_answered(connection, post_of(dumped(body)))


@st.composite
def filled(draw: Any) -> dict[str, Any]:
    """An example with other values for some of its variables."""
    query = draw(st.sampled_from(SEEDS))
    names = [part.partition(":")[0] for part in query.partition("{")[0].split("$")[1:]]
    given_ = {name: draw(values) for name in names if draw(st.booleans())}
    return {"query": query, "variables": given_}


@fuzzed("variables", price=2)
@given(body=filled())
def test_any_variables_are_answered(connection: Connection, body: dict[str, Any]):
    assert_answered(connection, post_of(dumped(body)))


SEARCH = """query($text: String!) {
  search(text: $text, first: 3) { edges { titleHighlight score node { url } } }
  suggest(prefix: $text) { __typename }
  articles(first: 3, filter: { title: { contains: $text } }) { nodes { url } }
  topic(name: $text) { name }
  provider(domain: $text) { name }
}"""


@fuzzed("words to search for", price=2)
@given(
    text=texts | mutated(['night "train to" -bus ferr*'], [*'"*-+~:()^\\ \0', "AND", "word " * 90])
)
def test_any_words_are_searched_for_or_refused(connection: Connection, text: str):
    content = assert_answered(
        connection, post_of(dumped({"query": SEARCH, "variables": {"text": text}}))
    )
    if "errors" in content:
        assert {error["extensions"]["code"] for error in content["errors"]} <= {
            "BAD_REQUEST",  # half of a character
            "BAD_USER_INPUT",
            "LIMIT_EXCEEDED",
        }


ADDRESS = """query($url: URL!, $zone: String!) {
  article(url: $url) { url }
  paths(from: $url, to: $url) { __typename }
  articles(first: 1) { timeline(interval: YEAR, timeZone: $zone) { __typename } }
}"""


@fuzzed("addresses and time zones asked for", price=2)
@given(
    url=texts
    | mutated([URL], [*" \0/\\?#@:[]%😀\ud800", "javascript:", "file:///etc/passwd", "//"]),
    zone=texts
    | mutated(["Europe/Berlin", "Etc/GMT+5"], [*"./\\\0 ", "../", "/etc/passwd", "posix/"]),
)
def test_any_address_and_any_zone_is_answered(connection: Connection, url: str, zone: str):
    variables = {"url": url, "zone": zone}
    assert_answered(connection, post_of(dumped({"query": ADDRESS, "variables": variables})))
