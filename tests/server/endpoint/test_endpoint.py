"""GraphQL over HTTP, as a client on a socket sees it."""

import json
import logging
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from graphapi.server import create_app
from graphapi.settings import Settings
from tests.server.conftest import GRAPHQL_RESPONSE, library_app, running
from tests.server.library import library_schema

JSON = "application/json"
TITLES = "{ books { title } }"
EMMA_AND_ULYSSES = {"books": [{"title": "Emma"}, {"title": "Ulysses"}]}


def ask(client: httpx.Client, query: str, **parameters: object) -> httpx.Response:
    return client.post("/graphql", json={"query": query, **parameters})


def error_of(response: httpx.Response) -> dict[str, Any]:
    """The one error of an answer that has no data."""
    answer = response.json()
    assert list(answer) == ["errors"], answer
    (error,) = answer["errors"]
    assert isinstance(error, dict)
    return error


def code_of(response: httpx.Response) -> str:
    return str(error_of(response)["extensions"]["code"])


class TestAnswers:
    def test_post_answers_json_in_utf8(self, client: httpx.Client):
        response = ask(client, TITLES)
        assert response.status_code == 200
        assert response.headers["content-type"] == f"{GRAPHQL_RESPONSE}; charset=utf-8"
        assert response.headers["vary"] == "Accept, Accept-Encoding"
        assert response.json() == {"data": EMMA_AND_ULYSSES}

    def test_get_answers_the_same(self, client: httpx.Client):
        parameters = {
            "query": "query Some($n: Int!) { books(first: $n) { title } }",
            "variables": '{"n": 1}',
            "operationName": "Some",
            "extensions": "",
        }
        response = client.get("/graphql", params=parameters)
        assert response.json() == {"data": {"books": [{"title": "Emma"}]}}

    def test_head_answers_the_headers_of_get(self, client: httpx.Client):
        response = client.head("/graphql", params={"query": TITLES})
        assert (response.status_code, response.content) == (200, b"")
        assert int(response.headers["content-length"]) > 0

    def test_options_names_methods_and_formats(self, client: httpx.Client):
        response = client.options("/graphql")
        assert response.status_code == 204
        assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"
        assert response.headers["accept-post"] == JSON

    def test_a_resolver_may_be_asynchronous(self, client: httpx.Client):
        assert ask(client, "{ slow }").json() == {"data": {"slow": "done"}}

    def test_a_byte_order_mark_is_no_part_of_the_json(self, client: httpx.Client):
        body = b"\xef\xbb\xbf" + json.dumps({"query": TITLES}).encode()
        response = client.post("/graphql", content=body, headers={"Content-Type": JSON})
        assert response.json() == {"data": EMMA_AND_ULYSSES}

    def test_a_mutation_runs_by_post(self, client: httpx.Client):
        answer = ask(client, 'mutation { burn(title: "Emma") }').json()
        assert answer == {"data": {"burn": "Emma"}}

    def test_no_cookie_and_no_permission_for_other_origins_is_given(self, client: httpx.Client):
        response = client.get(
            "/graphql", params={"query": TITLES}, headers={"Origin": "http://other.example"}
        )
        assert "set-cookie" not in response.headers
        assert "access-control-allow-origin" not in response.headers


class TestRequestErrors:
    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("{", "GRAPHQL_PARSE_FAILED"),
            ("", "GRAPHQL_PARSE_FAILED"),
            ("{ films }", "GRAPHQL_VALIDATION_FAILED"),
            ("query($n: Int!) { books(first: $n) { title } }", "BAD_USER_INPUT"),
            ("query A { slow } query B { slow }", "OPERATION_RESOLUTION_FAILURE"),
            ("fragment F on Book { title }", "OPERATION_RESOLUTION_FAILURE"),
            ('{ book(isbn: "x") { title } }', "BAD_USER_INPUT"),
        ],
    )
    def test_status_is_400_but_200_for_clients_of_plain_json(
        self, client: httpx.Client, query: str, code: str
    ):
        modern = ask(client, query)
        legacy = client.post("/graphql", json={"query": query}, headers={"Accept": JSON})
        assert (modern.status_code, code_of(modern)) == (400, code)
        assert (legacy.status_code, code_of(legacy)) == (200, code)

    def test_an_unknown_operation_name_is_reported_with_the_known_ones(self, client: httpx.Client):
        response = ask(client, "query A { slow }", operationName="Z")
        expected = "Unknown operation named 'Z'; the document holds 'A'."
        assert error_of(response)["message"] == expected

    def test_a_scalar_keeps_its_own_code_and_argument(self, client: httpx.Client):
        query = "query($isbn: Isbn!) { book(isbn: $isbn) { title } }"
        error = error_of(ask(client, query, variables={"isbn": "x"}))
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "isbn"}
        assert "write digits alone" in error["message"]

    @pytest.mark.parametrize(
        "parameters",
        [
            {"query": 1},
            {"query": None},
            {"query": TITLES, "variables": []},
            {"query": TITLES, "variables": "{}"},
            {"query": TITLES, "operationName": 1},
            {"query": TITLES, "extensions": False},
            "text",
        ],
    )
    def test_a_body_that_is_no_request_is_400_for_all(
        self, client: httpx.Client, parameters: object
    ):
        for accept in (JSON, GRAPHQL_RESPONSE):
            response = client.post("/graphql", json=parameters, headers={"Accept": accept})
            assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")

    @pytest.mark.parametrize(
        "body", [b"", b" ", b"{", b"null", b'{"query": "\xff"}', b"[" * 10_000]
    )
    def test_bytes_that_are_no_json_are_400(self, client: httpx.Client, body: bytes):
        response = client.post("/graphql", content=body, headers={"Content-Type": JSON})
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")

    @pytest.mark.parametrize(
        "body",
        [
            b'{"query": "{ slow }", "query": "{ books { title } }"}',
            b'{"query": "{ slow }", "\\u0071uery": "{ books { title } }"}',
        ],
    )
    def test_a_parameter_given_twice_is_refused(self, client: httpx.Client, body: bytes):
        response = client.post("/graphql", content=body, headers={"Content-Type": JSON})
        message = "The parameter query is given more than once; send it once."
        assert error_of(response)["message"] == message

    def test_depth_is_no_way_around_the_search_for_duplicates(self, client: httpx.Client):
        body = (
            b'{"extensions": {"\\u0061": '
            + b"[" * 1_000
            + b"]" * 1_000
            + b'}, "query": "{ slow }"}'
        )
        response = client.post("/graphql", content=body, headers={"Content-Type": JSON})
        assert response.status_code in (200, 400)  # Pythons differ in how deep they read
        assert "errors" not in response.json() or code_of(response) == "BAD_REQUEST"

    def test_a_variable_may_bear_the_name_of_a_parameter(self, client: httpx.Client):
        query = "query($query: Int!) { books(first: $query) { title } }"
        answer = ask(client, query, variables={"query": 0}).json()
        assert answer == {"data": {"books": []}}

    @pytest.mark.parametrize(
        "url",
        ["?query=%FF", "?query={slow}&query={slow}", "?variables={}", "?query={a}&variables=1"],
    )
    def test_an_address_that_is_no_request_is_400(self, client: httpx.Client, url: str):
        response = client.get(f"/graphql{url}")
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")

    def test_other_methods_are_405(self, client: httpx.Client):
        response = client.put("/graphql", json={"query": TITLES})
        assert (response.status_code, code_of(response)) == (405, "METHOD_NOT_ALLOWED")
        assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"

    @pytest.mark.parametrize(
        "query", ['mutation { burn(title: "x") }', "subscription { arrivals }"]
    )
    @pytest.mark.parametrize("accept", [JSON, GRAPHQL_RESPONSE])
    def test_get_runs_queries_alone(self, client: httpx.Client, query: str, accept: str):
        response = client.get("/graphql", params={"query": query}, headers={"Accept": accept})
        assert (response.status_code, code_of(response)) == (405, "METHOD_NOT_ALLOWED")
        assert response.headers["allow"] == "POST"

    def test_a_subscription_needs_another_transport(self, client: httpx.Client):
        response = ask(client, "subscription { arrivals }")
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")

    @pytest.mark.parametrize(
        "headers",
        [
            {"Content-Type": "text/plain"},
            {"Content-Type": "application/graphql-response+json"},
            {"Content-Type": "application/json; charset=latin-1"},
            {"Content-Type": JSON, "Content-Encoding": "deflate"},
            {},
        ],
    )
    def test_other_types_of_body_are_415(self, client: httpx.Client, headers: dict[str, str]):
        response = client.post("/graphql", content=b'{"query": "{ slow }"}', headers=headers)
        assert (response.status_code, code_of(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")

    def test_the_charset_may_be_written_in_quotes(self, client: httpx.Client):
        headers = {"Content-Type": 'application/json; charset="UTF-8"'}
        response = client.post("/graphql", content=b'{"query": "{ slow }"}', headers=headers)
        assert response.status_code == 200

    def test_an_accept_header_without_our_formats_is_406(self, client: httpx.Client):
        response = client.post("/graphql", json={"query": TITLES}, headers={"Accept": "image/png"})
        assert (response.status_code, code_of(response)) == (406, "NOT_ACCEPTABLE")
        assert response.headers["content-type"] == "application/json; charset=utf-8"


class TestExecutionErrors:
    def test_an_unexpected_error_is_masked_and_logged(
        self, client: httpx.Client, caplog: pytest.LogCaptureFixture
    ):
        response = ask(client, "{ books(first: 1) { title author } }")
        assert response.status_code == 200
        assert response.json()["data"] is None
        (error,) = response.json()["errors"]
        assert error["message"] == "Internal server error"
        assert error["path"] == ["books", 0, "author"]
        request_id = response.headers["X-Request-Id"]
        assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id}
        assert "the secret of the shelf" not in response.text
        (record,) = caplog.records
        assert record.levelno == logging.ERROR
        assert record.getMessage() == f"Field books.0.author failed in request {request_id}"
        assert "the secret of the shelf" in caplog.text

    def test_a_value_of_ours_that_its_type_refuses_is_masked(self, client: httpx.Client):
        response = ask(client, "{ books(first: 1) { pages } }")
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert "1099511627776" not in response.text

    def test_a_domain_error_is_shown_with_its_code(self, client: httpx.Client):
        response = ask(client, "{ books(first: -1) { title } }")
        (error,) = response.json()["errors"]
        assert error["message"] == "first: -1 cannot be used; use a number from 0 to 20"
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "first"}

    def test_a_null_that_only_a_variable_brings_is_the_clients_error(self, client: httpx.Client):
        query = "query($n: Int = 1) { books(first: $n) { title } }"
        (error,) = ask(client, query, variables={"n": None}).json()["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"

    def test_a_server_that_breaks_answers_500_and_says_nothing(
        self, caplog: pytest.LogCaptureFixture
    ):
        def broken() -> object:
            raise RuntimeError("the secret of the shelf")

        app = create_app(library_schema(), broken, lambda: None, Settings())
        with running(app) as url:
            response = httpx.post(f"{url}/graphql", json={"query": TITLES})
        assert (response.status_code, code_of(response)) == (500, "INTERNAL_SERVER_ERROR")
        assert error_of(response)["message"] == "Internal server error"
        assert "the secret of the shelf" in caplog.text


class TestLimits:
    @pytest.mark.parametrize("chunked", [False, True])
    def test_a_long_body_is_refused_while_it_arrives(self, client: httpx.Client, chunked: bool):
        body = json.dumps({"query": TITLES + " " * 10_000}).encode()
        content: Any = iter([body[:5_000], body[5_000:]]) if chunked else body
        response = client.post("/graphql", content=content, headers={"Content-Type": JSON})
        assert (response.status_code, code_of(response)) == (413, "PAYLOAD_TOO_LARGE")
        assert response.headers["connection"] == "close"

    def test_a_long_address_is_refused(self, client: httpx.Client):
        response = client.get("/graphql", params={"query": "{ slow }" + " " * 17_000})
        assert (response.status_code, code_of(response)) == (414, "URI_TOO_LONG")

    def test_an_announced_length_is_refused_before_the_body_is_sent(self, library_url: str):
        address = urlsplit(library_url)
        head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
            connection.sendall(f"{head}Content-Length: 999999\r\n\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 413 ")

    @pytest.mark.parametrize(
        "query",
        [
            "{ slow " * 10_000,
            "{ slow " * 10_000 + "}" * 10_000,
            "{ slow(a: " + "[" * 10_000 + "]" * 10_000 + ") }",
            "#\n" * 16_000 + "{ slow }",
            "{ slow " + "slow " * 16_000 + "}",
        ],
        ids=["open", "braces", "brackets", "comments", "fields"],
    )
    def test_a_long_or_deep_document_is_not_parsed(self, query: str):
        with running(library_app(max_body_bytes=1 << 20)) as url, httpx.Client() as client:
            accept = {"Accept": GRAPHQL_RESPONSE}
            response = client.post(f"{url}/graphql", json={"query": query}, headers=accept)
        assert (response.status_code, code_of(response)) == (400, "GRAPHQL_PARSE_FAILED")

    @pytest.mark.parametrize("depth", [90, 300])
    def test_a_deep_operation_is_answered_or_refused_cleanly(
        self, client: httpx.Client, depth: int
    ):
        query = "{ books(first: 1) { " + "sequel { " * depth + "title" + " }" * (depth + 2)
        response = ask(client, query)
        codes = {error["extensions"]["code"] for error in response.json().get("errors", ())}
        assert codes <= {"LIMIT_EXCEEDED", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"}

    def test_a_client_that_goes_away_leaves_no_trace(
        self, client: httpx.Client, library_url: str, caplog: pytest.LogCaptureFixture
    ):
        address = urlsplit(library_url)
        head = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
            connection.sendall(head + b"Content-Length: 100\r\n\r\n{")
        assert ask(client, TITLES).status_code == 200  # the server has read on since
        assert not caplog.records


class TestBrowsers:
    FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    def test_a_browser_gets_graphiql(self, client: httpx.Client):
        response = client.get("/graphql", headers={"Accept": self.FIREFOX})
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.text.startswith("<!doctype html>")
        assert "script-src 'self';" in response.headers["content-security-policy"]

    def test_a_browser_at_an_address_with_a_query_gets_the_answer(self, client: httpx.Client):
        response = client.get(
            "/graphql", params={"query": TITLES}, headers={"Accept": self.FIREFOX}
        )
        assert response.json() == {"data": EMMA_AND_ULYSSES}

    def test_graphiql_can_be_switched_off(self):
        with running(library_app(graphiql=False)) as url:
            response = httpx.get(f"{url}/graphql", headers={"Accept": self.FIREFOX})
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")
