"""Known attacks on GraphQL and HTTP servers, each with the code or the end that it meets.

Those that are about one limit are told where that limit is: test_limits, test_heads, test_slowness,
test_compressed_bodies, test_guard, test_sockets. After each, whatever else it claims, everybody
else has to be served as before, and no error may be in the log.
"""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from socket import SHUT_RDWR
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from graphapi.answering.article_executor import create_executor
from graphapi.api import Context
from graphapi.graph.reading import read_corpus
from graphapi.server import Readiness, create_app
from graphapi.settings import Settings
from graphapi.store.memory import MemoryStore
from tests.server.answers.test_schema_visibility import TELLTALE
from tests.server.conftest import running
from tests.server.door.test_guard import opened
from tests.server.http_connections.test_protocol import Connection

Address = tuple[str, int]

URL: Final = "https://www.harbourpost.example/2024/01/15/night-train-sells-out-six-weeks-in-an-hour"
JSON: Final = "Content-Type: application/json"
HONEST: Final = {"query": "{ __typename }"}


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    graph = read_corpus()
    context = Context(MemoryStore(graph, datetime(2025, 1, 1, tzinfo=UTC)))
    settings = Settings(max_batch=3)
    executor = create_executor(settings)
    app = create_app(
        executor.engine.schema, lambda: context, lambda: Readiness("v1", {}), settings, executor
    )
    with running(app) as url:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        yield parts.hostname, parts.port


@pytest.fixture(autouse=True)
def _others_are_served_and_nothing_is_logged(
    address: Address, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    yield
    assert sent(address, post(json.dumps(HONEST).encode()))[0] == (200, {"data"})
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def post(body: bytes, *headers: str, kind: str = JSON) -> bytes:
    lines = [
        "POST /graphql HTTP/1.1",
        f"Content-Length: {len(body)}",
        *([] if any(each.startswith("Host:") for each in headers) else ["Host: localhost"]),
        "Accept: application/graphql-response+json",
        kind,
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def get(target: str, *headers: str) -> bytes:
    hosts = [] if any(each.startswith("Host:") for each in headers) else ["Host: localhost"]
    return "\r\n".join([f"GET {target} HTTP/1.1", *hosts, *headers, "", ""]).encode("latin-1")


def sent(address: Address, data: bytes) -> tuple[tuple[int, set[str]], dict[bytes, bytes], bytes]:
    """The first answer to some bytes: its status with the codes of its errors, headers and body."""
    with Connection(address) as connection:
        connection.socket.sendall(data)
        status, headers, body = connection.response()
    assert not TELLTALE.search(body)
    codes = set()
    if b"json" in headers.get(b"content-type", b""):
        content = json.loads(body)
        answers = content if isinstance(content, list) else [content]
        for answer in answers:
            found = {error["extensions"]["code"] for error in answer.get("errors", ())}
            codes |= found or {"data"}
    return (int(status.split()[1]), codes), headers, body


def nested(times: int, inside: str = "title", around: str = "related { nodes { %s } }") -> str:
    for _ in range(times):
        inside = around % inside
    return f'{{ article(url: "{URL}") {{ {inside} }} }}'


def spreading(times: int) -> str:
    """Each fragment spreads the next one twice."""
    fragments = [f"fragment F{n} on Article {{ ...F{n + 1} ...F{n + 1} }}" for n in range(times)]
    last = f"fragment F{times} on Article {{ title }}"
    return " ".join([f'{{ article(url: "{URL}") {{ ...F0 }} }}', *fragments, last])


LIMIT, INPUT = "LIMIT_EXCEEDED", "BAD_USER_INPUT"
PARSE, VALIDATION = "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"

DOCUMENTS: dict[str, tuple[str, str]] = {
    "alias overload": ("{ " + " ".join(f"a{n}: __typename" for n in range(200)) + " }", LIMIT),
    "a thousand fields at the root": ("{ " + "__typename " * 1_000 + "}", LIMIT),
    "the same field again and again": (nested(0, "title " * 1_000), LIMIT),
    "directive overload": ("{ __typename " + "@skip(if: false) " * 500 + "}", LIMIT),
    "unknown directives": ("{ __typename " + "@aa " * 90 + "}", VALIDATION),
    "circular fragments": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        VALIDATION,
    ),
    "a fragment within itself": ("{ ...A } fragment A on Query { ...A }", VALIDATION),
    "deep nesting": (nested(30), LIMIT),
    "deep braces": ("{" * 10_000, PARSE),
    "deep lists": ("{ a(b: " + "[" * 5_000 + "]" * 5_000 + ") }", PARSE),
    "fragments that double": (spreading(95), "data"),
    "fragments that double, many": (spreading(150), LIMIT),
    "pages of pages": (nested(4, around="related(first: 100) { nodes { %s } }"), LIMIT),
    "introspection, circular": (
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        VALIDATION,
    ),
    "a document of words": ("word " * 19_000, PARSE),
    "a document of comments": ("#\n" * 40_000 + "{ __typename }", PARSE),
    "a huge number in a document": (
        "{ articles(first: %s) { totalCount } }" % ("9" * 5_000),
        VALIDATION,
    ),
    "a NUL in a document": ("{ __typename \0}", PARSE),
    "an escape of half a character": ('{ topic(name: "\\ud800") { name } }', PARSE),
    "a mutation": ("mutation { __typename }", VALIDATION),
    "a huge page": ("{ articles(first: 2147483647) { totalCount } }", INPUT),
    "a negative page": ("{ articles(last: -1) { totalCount } }", INPUT),
    "a cursor of another list": (
        '{ providers(after: "WyJyZWxhdGVkIE9VVCIsMCwwLCJodHRwczovL2EuYSJd") { totalCount } }',
        INPUT,
    ),
    "an address that runs": ('{ article(url: "javascript:alert(1)") { title } }', INPUT),
    "an address of a file": ('{ article(url: "file:///etc/passwd") { title } }', INPUT),
    "an address with another host inside": (
        '{ article(url: "https://a.example\\\\@b.example/") { title } }',
        INPUT,
    ),
    "the longest way there is": (
        f'{{ paths(from: "{URL}", to: "{URL}x", maxHops: 99) {{ __typename }} }}',
        INPUT,
    ),
    "every neighbour": (f'{{ neighborhood(around: "{URL}", hops: 99) {{ __typename }} }}', INPUT),
    "reaching everything from everywhere": (
        "{ articles(first: 100) { nodes { reachable(first: 100) { edges { path { title } } } } } }",
        LIMIT,
    ),
    "what is like everything": (
        "{ articles(first: 99) { nodes { similar(first: 99) { nodes { similar { totalCount } }}}}}",
        LIMIT,
    ),
    "groups of everything for everything": (
        "{ providers(first: 99) { nodes { articles { groups(by: TYPE, first: 9999) { count } }}}}",
        LIMIT,
    ),
    "more keys than a group has": (
        "{ articles { groups(by: [TOPIC, PROVIDER, MONTH, TYPE]) { count } } }",
        INPUT,
    ),
    "a timeline of all hours": (
        "{ articles { timeline(interval: HOUR, limit: 2147483647) { __typename } } }",
        INPUT,
    ),
    "a time zone that is a file": (
        '{ articles { timeline(interval: YEAR, timeZone: "../../../etc/passwd") { start } } }',
        INPUT,
    ),
    "a time zone at the root": (
        '{ articles { timeline(interval: YEAR, timeZone: "/etc/passwd") { __typename } } }',
        INPUT,
    ),
    "a time zone with a NUL": (
        'query { articles { timeline(interval: YEAR, timeZone: "UTC\\u0000/x") { __typename } } }',
        INPUT,
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_refused_with_its_code(address: Address, name: str):
    query, code = DOCUMENTS[name]
    (_, codes), _, _ = sent(address, post(json.dumps({"query": query}).encode()))
    assert codes == {code}


VARIABLES: dict[str, tuple[Any, str]] = {
    "a huge number": ({"first": 10**300}, INPUT),
    "a number that is none": ({"first": "1"}, INPUT),
    "a list for a number": ({"first": [[1]]}, INPUT),
    "an object for a number": ({"first": {"toString": 1}}, INPUT),
    "true for a number": ({"first": True}, INPUT),
    "keys of prototypes": ({"first": 1, "__proto__": {"a": 1}, "constructor": {}}, "data"),
    "names of Python": ({"first": 1, "__class__": {"__init__": "x"}}, "data"),
    "a filter as deep as it can be": (
        {"filter": json.loads('{"not": ' * 60 + "{}" + "}" * 60)},
        INPUT,
    ),
    "a variable deeper than that": ({"first": json.loads("[" * 100 + "]" * 100)}, LIMIT),
    "a long list": ({"filter": {"title": {"in": ["x"] * 5_000}}}, LIMIT),
    "a pattern of regular expressions": (
        {"filter": {"title": {"contains": "(a+)+$" * 99}}},
        "data",
    ),
    "wildcards of SQL": ({"filter": {"title": {"contains": "%' OR 1=1 --"}}}, "data"),
    "a NUL": ({"filter": {"title": {"contains": "\0"}}}, "data"),
    "wildcards to search for": ({"text": "*" * 500}, "data"),
    "one letter and more": ({"text": "a* b* c* d* e* f*"}, "data"),
    "an endless word": ({"text": "a" * 100_000}, "data"),
    "endless words": ({"text": "a b " * 20_000}, "data"),
    "quotes without end": ({"text": '"' * 999}, "data"),
}
ASKING = """query($first: Int = 1, $filter: ArticleFilter, $text: String = "a") {
  articles(first: $first, filter: $filter) { totalCount }
  search(text: $text, first: 1) { totalCount nodes { title } }
}"""


@pytest.mark.parametrize("name", VARIABLES)
def test_hostile_variables_are_values_or_refused(address: Address, name: str):
    variables, code = VARIABLES[name]
    body = json.dumps({"query": ASKING, "variables": variables}).encode()
    (_, codes), _, _ = sent(address, post(body))
    assert codes == {code}


HONEST_BODY = json.dumps(HONEST).encode()
BAD, METHOD, MEDIA = (
    (400, {"BAD_REQUEST"}),
    (405, {"METHOD_NOT_ALLOWED"}),
    (415, {"UNSUPPORTED_MEDIA_TYPE"}),
)
NOT_FOUND, FINE = (404, set[str]()), (200, {"data"})
MISDIRECTED = (421, {"MISDIRECTED_REQUEST"})

REQUESTS: dict[str, tuple[bytes, tuple[int, set[str]]]] = {
    "a batch too long": (post(b"[" + b",".join([HONEST_BODY] * 4) + b"]"), (400, {LIMIT})),
    "a batch within a batch": (post(b"[[" + HONEST_BODY + b"]]"), BAD),
    "a batch of nothing": (post(b"[]"), BAD),
    "JSON without end": (post(b"[" * 100_000), BAD),
    "JSON with a key twice": (post(b'{"query": "{ a }", "query": "{ __typename }"}'), BAD),
    "JSON in UTF-16": (post(HONEST_BODY.decode().encode("utf-16")), BAD),
    "JSON with a NUL": (post(HONEST_BODY + b"\0"), BAD),
    "half a character": (post(b'{"query": "{ __typename } #\\ud800"}'), BAD),
    "a form of text": (post(HONEST_BODY, kind="Content-Type: text/plain"), MEDIA),
    "a form": (
        post(b"query=%7B__typename%7D", kind="Content-Type: application/x-www-form-urlencoded"),
        MEDIA,
    ),
    "a form with files": (
        post(b"--x\r\n\r\n", kind="Content-Type: multipart/form-data; boundary=x"),
        MEDIA,
    ),
    "a body of no type": (post(HONEST_BODY, kind="X: y"), MEDIA),
    "a type that only begins like JSON": (post(HONEST_BODY, kind=JSON + "x"), MEDIA),
    "a method in a header": (
        get("/graphql?query=%7B__typename%7D", "X-HTTP-Method-Override: DELETE"),
        FINE,
    ),
    "another method": (b"DELETE /graphql HTTP/1.1\r\nHost: localhost\r\n\r\n", METHOD),
    "TRACE": (b"TRACE / HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\n\r\n", (405, set())),
    "another host": (post(HONEST_BODY, "Host: evil.example"), MISDIRECTED),
    "a host with ours in front": (post(HONEST_BODY, "Host: localhost.evil.example"), MISDIRECTED),
    "a host with ours as a user": (post(HONEST_BODY, "Host: localhost@evil.example"), BAD),
    "a host in another header": (
        post(HONEST_BODY, "X-Forwarded-Host: evil.example", "X-Original-URL: /metrics"),
        FINE,
    ),
    "an address that is not ours": (
        get("/metrics", "X-Forwarded-For: 127.0.0.1"),
        (403, {"FORBIDDEN"}),
    ),
    "a file beside the pages": (get("/assets/..%2f..%2fapp.py"), NOT_FOUND),
    "a file beside the pages, with dots": (get("/assets/../../app.py"), NOT_FOUND),
    "a file beside the pages, twice encoded": (get("/assets/%252e%252e%252fapp.py"), NOT_FOUND),
    "a file beside the pages, with a NUL": (get("/assets/%00"), NOT_FOUND),
    "a file at the root": (get("/assets//etc/passwd"), NOT_FOUND),
    "a part of an answer": (get("/graphql?query=%7B__typename%7D", "Range: bytes=0-1,1-2"), FINE),
    "a header of two lines": (get("/healthz", "X: a\r\n b"), BAD),
    "a header of no name": (get("/healthz", ": a"), BAD),
    "a header with a NUL": (get("/healthz", "X: \0"), BAD),
    "a space before the colon": (post(HONEST_BODY, "Transfer-Encoding : chunked"), BAD),
    "two ways to tell a length": (post(HONEST_BODY, "Transfer-Encoding: chunked"), BAD),
    "two lengths": (post(HONEST_BODY, "Content-Length: 3"), BAD),
    "a length with a sign": (post(HONEST_BODY).replace(b"Length: ", b"Length: +"), BAD),
    "an encoding that is none": (get("/healthz", "Transfer-Encoding: xchunked"), BAD),
    "a chunk of a negative length": (
        get("/graphql", "Transfer-Encoding: chunked") + b"-1\r\n",
        BAD,
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_hostile_request_has_the_answer_that_it_deserves(address: Address, name: str):
    request, expected = REQUESTS[name]
    found, _, _ = sent(address, request)
    assert found == expected


@pytest.mark.parametrize(
    "request_", [value[0] for name, value in REQUESTS.items() if "length" in name]
)
def test_what_tells_its_length_in_two_ways_is_the_last_on_its_connection(
    address: Address, request_: bytes
):
    with Connection(address) as connection:
        connection.socket.sendall(request_ + get("/healthz"))
        said = connection.stream.read()
    assert said.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("name", ["a%0d%0aSet-Cookie:%20a=b", "<script>", "x" * 10_000])
def test_a_name_that_a_stranger_gives_to_a_request_is_not_in_the_answer(
    address: Address, name: str
):
    _, headers, _ = sent(address, post(HONEST_BODY, f"X-Request-Id: {name}"))
    assert name.encode() not in headers[b"x-request-id"]
    assert b"set-cookie" not in headers


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Scheme: http",
        "X-Original-URL: /x",
        "Cookie: a",
    ],
)
def test_no_header_outside_of_vary_changes_an_answer(address: Address, header: str):
    target = "/graphql?query=%7B__typename%7D"
    _, headers, body = sent(address, get(target))
    _, same, again = sent(address, get(target, header))
    assert (again, same[b"etag"]) == (body, headers[b"etag"])


@pytest.mark.parametrize("tag", ['"x"', "*x", 'W/"', ",,,", '"' * 5_000])
def test_a_tag_that_is_guessed_gives_the_whole_answer(address: Address, tag: str):
    found, _, _ = sent(address, get("/graphql?query=%7B__typename%7D", f"If-None-Match: {tag}"))
    assert found == FINE


MESSAGES = [
    "",
    "[]",
    "1",
    "null",
    '"type"',
    "{}",
    '{"type": 1}',
    '{"type": {}}',
    json.dumps({"type": "x" * 1_000}),
    json.dumps({"type": "é" * 100}),
    '{"type": "connection_init", "payload": []}',
    '{"type": "connection_init"}',
    '{"type": "subscribe"}',
    '{"type": "subscribe", "id": "1"}',
    '{"type": "subscribe", "id": [], "payload": {"query": "{ __typename }"}}',
    '{"type": "subscribe", "id": "1", "payload": []}',
    '{"type": "subscribe", "id": "1", "payload": {}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": {}}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }", "variables": [1]}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "operationName": 1}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "extensions": "x"}}',
    '{"type": "subscribe", "id": "\\ud800", "payload": {"query": "{ __typename }"}}',
    '{"type": "complete"}',
    '{"type": "complete", "id": {}}',
    '{"type": ' + "[" * 50_000,
    b"\0\1",
]


class TestWebSockets:
    @pytest.fixture
    def url(self, address: Address) -> str:
        return "ws://{}:{}/graphql".format(*address)

    @pytest.mark.parametrize("message", MESSAGES, ids=range(len(MESSAGES)))
    def test_what_is_no_message_ends_the_connection(self, url: str, message: str | bytes):
        with opened(url) as socket:
            socket.send('{"type": "connection_init"}')
            assert json.loads(socket.recv(timeout=60)) == {"type": "connection_ack"}
            socket.send(message)
            with pytest.raises(ConnectionClosed, match="44"):
                socket.recv(timeout=60)

    def test_asking_before_saying_hello_ends_the_connection(self, url: str):
        with opened(url) as socket:
            socket.send('{"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }"}}')
            with pytest.raises(ConnectionClosed, match="4401"):
                socket.recv(timeout=60)

    def test_a_page_of_another_origin_is_not_let_in(self, url: str):
        with pytest.raises(InvalidStatus, match="403"), opened(url, origin="https://evil.example"):
            pass

    def test_a_client_that_leaves_in_the_middle_is_no_error(self, url: str):
        for number in range(10):
            with opened(url, max_queue=None) as socket:  # reads on, so that it closes at once
                socket.send('{"type": "connection_init"}')
                socket.recv(timeout=60)
                for name in range(20):
                    payload = {"query": "{ articles(first: 100) { nodes { title } } }"}
                    message = {"type": "subscribe", "id": str(name), "payload": payload}
                    socket.send(json.dumps(message))
                if number % 2:
                    socket.socket.shutdown(SHUT_RDWR)
        with opened(url) as socket:
            socket.send('{"type": "connection_init"}')
            assert "connection_ack" in str(socket.recv(timeout=60))
