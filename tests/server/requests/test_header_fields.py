"""Header fields: lists spread over several lines, and a single Vary line."""

import json

import httpx
import pytest

from graphapi.server import make_key
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.header_fields import combined, with_one_vary
from tests.server.conftest import library_app, running
from tests.server.http_connections.test_heads import address_of
from tests.server.http_connections.test_protocol import BODY, Connection, request

KEY, ENTRY = make_key("anna")


def test_lines_of_a_list_are_joined_in_their_order():
    fields = [(b"a", b"1"), (b"b", b"2"), (b"a", b"3, 4"), (b"a", b"")]
    assert combined(fields) == {b"a": b"1, 3, 4, ", b"b": b"2"}


@pytest.mark.parametrize("name", [b"host", b"content-type", b"authorization", b"x-api-key"])
def test_a_field_of_one_value_is_given_once(name: bytes):
    with pytest.raises(RequestError, match="occurs more than once; send it once"):
        combined([(name, b"a"), (b"x", b"y"), (name, b"a")])


@pytest.mark.parametrize("name", [b"accept", b"if-none-match", b"x-forwarded-for"])
@pytest.mark.parametrize("separator", [b",", b";"])
def test_a_list_has_a_hundred_elements_at_most(name: bytes, separator: bytes):
    combined([(name, separator.join([b"aa"] * 100))])
    combined([(b"cookie", separator.join([b"aa"] * 101))])
    with pytest.raises(RequestError, match="has more than 100 elements; send fewer") as caught:
        combined([(name, separator.join([b"aa"] * 101))])
    assert caught.value.code is ErrorCode.HEADERS_TOO_LARGE
    with pytest.raises(RequestError, match="more than 100 elements"):
        combined([(name, separator.join([b"aa"] * 51)), (b"a", b""), (name, b"aa," * 50)])


def test_all_that_vary_names_stands_in_one_line_each_name_once():
    fields = [(b"Vary", b"Accept, Origin"), (b"a", b"b"), (b"vary", b", origin,Cookie")]
    assert with_one_vary(fields) == [(b"a", b"b"), (b"vary", b"Accept, Origin, Cookie")]
    assert with_one_vary([(b"a", b"b")]) == [(b"a", b"b")]


def test_two_lines_of_x_forwarded_for_count_to_the_client_that_one_line_counts_to():
    settings = {"trusted_proxies": "127.0.0.1", "rate_units": 1, "rate_burst_units": 3}
    one = ["X-Forwarded-For: 203.0.113.9, 127.0.0.1"]
    two = ["X-Forwarded-For: 203.0.113.10", "X-Forwarded-For: 127.0.0.1"]
    with running(library_app(**settings)) as url:
        for lines in (one, two):
            statuses = []
            for _ in range(6):
                with Connection(address_of(url)) as connection:
                    connection.socket.sendall(request(BODY, *lines))
                    statuses.append(connection.response()[0].split()[1])
            assert statuses[0] == b"200"
            assert statuses[-1] == b"429"


def test_two_lines_of_accept_and_of_accept_encoding_are_one_list():
    lines = [
        "Accept: text/plain",
        "Accept: application/graphql-response+json",
        "Accept-Encoding: identity;q=0",
        "Accept-Encoding: gzip",
    ]
    with running(library_app()) as url, Connection(address_of(url)) as connection:
        for _ in range(2):
            connection.socket.sendall(request(BODY, *lines))
            _, headers, _ = connection.response()
            kind = b"application/graphql-response+json; charset=utf-8"
            assert headers[b"content-type"] == kind
            assert headers[b"content-encoding"] == b"gzip"


SETTINGS = {"public": True, "api_keys": ENTRY, "cors_origins": "https://a.example"}
ALL = "Accept, Accept-Encoding, Origin, Authorization, X-API-Key"


@pytest.mark.parametrize(
    ("settings", "vary"),
    [({}, "Accept, Accept-Encoding"), (SETTINGS, ALL)],
    ids=["plain", "keys and origins"],
)
@pytest.mark.parametrize("origin", ["https://a.example", "https://b.example", None])
@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("POST", "/graphql"),
        ("GET", "/graphql?query=%7B__typename%7D"),
        ("GET", "/graphql?query=%7B"),
        ("HEAD", "/graphql?query=%7B__typename%7D"),
    ],
)
def test_an_answer_has_one_vary_line_whoever_asks(
    settings: dict[str, object], vary: str, origin: str | None, method: str, target: str
):
    headers = {"Content-Type": "application/json"} | ({"Origin": origin} if origin else {})
    with running(library_app(**settings)) as url:
        content = json.dumps({"query": "{ __typename }"}) if method == "POST" else None
        response = httpx.request(method, url + target, headers=headers, content=content)
    assert response.headers.get_list("vary") == [vary]


@pytest.mark.parametrize("path", ["/", "/healthz", "/nothing", "/dashboard", "/metrics"])
def test_pages_depend_on_the_same_as_answers_do(path: str):
    with running(library_app(**SETTINGS)) as url:
        lines = httpx.get(url + path).headers.get_list("vary")
    assert len(lines) == 1
    assert {"Origin", "Authorization", "X-API-Key"} <= set(lines[0].split(", "))
