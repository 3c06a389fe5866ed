"""Batches: what each request gets, and when the whole batch is rejected."""

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from graphapi.server import make_key
from tests.server.conftest import read
from tests.server.door.test_guard import LONG, client_of

BRIEF: Final = {"query": "{ brief }"}
ANSWER: Final = {"data": {"brief": "done"}}
MOST: Final = 4


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with client_of(max_batch=MOST) as client:
        yield client


def asked(client: httpx.Client, *entries: Any, **headers: str) -> httpx.Response:
    return client.post("/graphql", json=entries, headers=headers)


def error(answer: Any) -> dict[str, Any]:
    """The extensions of an answer's only error."""
    [found] = answer["errors"]
    extensions: dict[str, Any] = found["extensions"]
    return extensions


def refused(response: httpx.Response) -> tuple[int, str]:
    """The status and the code of a batch that is refused as a whole."""
    return response.status_code, error(response.json())["code"]


class TestOff:
    def test_an_array_is_rejected_with_the_setting_that_would_allow_it(self):
        with client_of() as client:
            response = asked(client, BRIEF)
            assert refused(response) == (400, "BATCHING_NOT_SUPPORTED")
            assert "--max-batch" in response.text
            assert client.post("/graphql", json=BRIEF).json() == ANSWER

    def test_so_is_one_that_asks_for_a_stream(self):
        with client_of() as client:
            response = asked(client, BRIEF, Accept="text/event-stream")
        assert refused(response) == (400, "BATCHING_NOT_SUPPORTED")


class TestAnswers:
    @pytest.mark.parametrize("padding", ["", LONG])
    def test_each_entry_has_its_answer_in_its_place(self, client: httpx.Client, padding: str):
        response = asked(
            client,
            {"query": "query($n: Int) { books(first: $n) { title } }", "variables": {"n": 1}},
            {"query": "{ slow }" + padding},
            {"query": "query A { brief } query B { slow }", "operationName": "B"},
            BRIEF,
        )
        assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
        assert response.headers["content-type"] == "application/json; charset=utf-8"
        assert response.json() == [
            {"data": {"books": [{"title": "Emma"}]}},
            {"data": {"slow": "done"}},
            {"data": {"slow": "done"}},
            ANSWER,
        ]

    @pytest.mark.parametrize(
        ("entry", "code"),
        [
            ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
            ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
            ({"query": "{ books(first: -1) { title } }"}, "BAD_USER_INPUT"),
            ({"query": "{ books(first: 1) { author } }"}, "INTERNAL_SERVER_ERROR"),
            ({"query": "subscription { arrivals }"}, "BAD_REQUEST"),
            ({}, "BAD_REQUEST"),
            ({"query": 1}, "BAD_REQUEST"),
            ({"query": "{ brief }", "variables": []}, "BAD_REQUEST"),
            ({"documentId": "unknown"}, "PERSISTED_QUERY_NOT_FOUND"),
        ],
    )
    @pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
    def test_the_errors_of_one_are_its_own(
        self, client: httpx.Client, entry: Any, code: str, accept: str
    ):
        response = asked(client, BRIEF, entry, BRIEF, Accept=accept)
        first, second, third = response.json()
        assert (first, third, response.status_code) == (ANSWER, ANSWER, 200)
        assert error(second)["code"] == code

    def test_mutations_run_in_their_order(self, client: httpx.Client):
        burnt = [{"query": f'mutation {{ burn(title: "{title}") }}'} for title in "ABC"]
        answers = asked(client, *burnt).json()
        assert [answer["data"]["burn"] for answer in answers] == ["A", "B", "C"]

    def test_a_document_registered_by_one_is_known_to_the_next(self, client: httpx.Client):
        query = "{ brief again: brief }"
        digest = sha256(query.encode()).hexdigest()
        named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}
        answers = asked(client, named, {"query": query, **named}, named).json()
        assert error(answers[0])["code"] == "PERSISTED_QUERY_NOT_FOUND"
        assert answers[1] == answers[2] == {"data": {"brief": "done", "again": "done"}}

    def test_where_only_trusted_documents_are_answered_so_it_is_here(self, tmp_path: Path):
        manifest = tmp_path / "manifest.json"
        digest = sha256(BRIEF["query"].encode()).hexdigest()
        manifest.write_text(json.dumps({digest: BRIEF["query"]}))
        settings: dict[str, Any] = {"trusted_documents": str(manifest), "trusted_only": True}
        with client_of(max_batch=MOST, **settings) as client:
            answers = asked(client, {"id": digest}, {"query": "{ slow }"}, BRIEF).json()
        assert answers[0] == answers[2] == ANSWER
        assert error(answers[1])["code"] == "DOCUMENT_NOT_TRUSTED"

    def test_strangers_are_shown_the_schema_in_none_of_them(self):
        schema = {"query": "{ __schema { queryType { name } } }"}
        key, entry = make_key("anna")
        settings: dict[str, Any] = {"public": True, "api_keys": entry, "introspection": False}
        with client_of(max_batch=MOST, **settings) as client:
            holders, strangers = (
                asked(client, schema, BRIEF, **headers).json()
                for headers in ({"X-API-Key": key}, {})
            )
        assert "errors" not in holders[0]
        assert "switched off" in strangers[0]["errors"][0]["message"]
        assert holders[1] == strangers[1] == ANSWER

    def test_body_and_answer_may_be_compressed(self, client: httpx.Client):
        long = {"query": '{ book(isbn: "' + "1" * 2_000 + '") { title } }'}
        headers = {
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
            "Accept-Encoding": "gzip",
        }
        content = gzip.compress(json.dumps([long, BRIEF]).encode())
        response = client.post("/graphql", content=content, headers=headers)
        assert response.headers["content-encoding"] == "gzip"
        assert response.json() == [{"data": {"book": {"title": "1" * 2_000}}}, ANSWER]

    def test_a_client_that_reads_streams_too_gets_json(self, client: httpx.Client):
        response = asked(client, BRIEF, Accept="text/event-stream, application/json")
        assert response.json() == [ANSWER]


class TestRefusals:
    @pytest.mark.parametrize(
        "entries",
        [[], [[BRIEF]], [BRIEF, None], [BRIEF, "{ brief }"], [[]]],
        ids=["empty", "nested", "null", "text", "empty within"],
    )
    def test_what_is_no_array_of_objects_is_refused(self, client: httpx.Client, entries: Any):
        assert refused(asked(client, *entries)) == (400, "BAD_REQUEST")

    def test_so_is_one_that_gives_a_parameter_twice(self, client: httpx.Client):
        headers = {"Content-Type": "application/json"}
        for body in (
            b'[{"query": "{ slow }"}, {"query": "{ brief }", "query": "{ slow }"}]',
            b'[{"query": "{ slow }"}, {"query": "{ brief }", "\\u0071uery": "{ slow }"}]',
        ):
            response = client.post("/graphql", content=body, headers=headers)
            assert refused(response) == (400, "BAD_REQUEST")
        body = b'[{"query": "{ brief }"}, {"query": "{ brief } # \\"query\\""}]'
        response = client.post("/graphql", content=body, headers=headers)
        assert response.json() == [ANSWER, ANSWER]

    def test_so_many_may_be_in_one_and_one_more_may_not(self, client: httpx.Client):
        assert asked(client, *[BRIEF] * MOST).json() == [ANSWER] * MOST
        response = asked(client, *[BRIEF] * (MOST + 1))
        assert response.status_code == 400
        assert error(response.json()) == {
            "code": "LIMIT_EXCEEDED",
            "limit": "max_batch",
            "allowed": MOST,
            "found": MOST + 1,
        }

    def test_a_batch_is_no_stream(self, client: httpx.Client):
        response = asked(client, BRIEF, Accept="text/event-stream")
        assert refused(response) == (406, "NOT_ACCEPTABLE")


class TestBudgets:
    BOOKS: Final = {"query": "{ books { title } }"}

    def test_all_prices_together_may_not_be_above_the_budget(self):
        priced = {**self.BOOKS, "extensions": {"cost": True}}
        with client_of() as client:
            answer = client.post("/graphql", json=priced).json()
            price = answer["extensions"]["cost"]["price"]
        with client_of(max_batch=MOST, max_cost=2 * price) as client:
            assert all("data" in answer for answer in asked(client, *[self.BOOKS] * 2).json())
            response = asked(client, *[self.BOOKS] * 3)
            assert response.status_code == 400
            assert error(response.json()) == {
                "code": "LIMIT_EXCEEDED",
                "limit": "max_cost",
                "allowed": 2 * price,
                "found": 3 * price,
            }

    def test_each_takes_its_units_from_the_one_client(self):
        settings = {"trusted_proxies": "127.0.0.0/8", "rate_units": 1, "rate_burst_units": 6}
        with client_of({"X-Forwarded-For": "192.0.2.1"}, max_batch=MOST, **settings) as client:
            read(str(client.base_url), BRIEF["query"])
            statuses = [asked(client, BRIEF, BRIEF).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]

    @pytest.mark.parametrize("query", ["{ busy }", "{ stuck }"])
    def test_there_is_one_deadline_for_all(self, query: str):
        with client_of(max_batch=MOST, deadline_ms=500) as client:
            response = asked(client, BRIEF, {"query": query}, BRIEF)
            assert refused(response) == (503, "DEADLINE_EXCEEDED")
            assert asked(client, BRIEF, BRIEF).json() == [ANSWER, ANSWER]

    def test_the_answers_together_may_not_be_too_long(self):
        with client_of() as client:
            length = len(client.post("/graphql", json=BRIEF).content)
        with client_of(max_batch=MOST, max_answer_bytes=2 * length) as client:
            answers = asked(client, *[BRIEF] * 3).json()
        assert answers[:2] == [ANSWER, ANSWER]
        assert error(answers[2])["limit"] == "max_answer_bytes"
