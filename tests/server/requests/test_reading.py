"""Reading a document: what it costs the client, that it happens once, and what is cached."""

import gc
import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from graphapi.execution import CompilingExecutor, Engine, Limits
from graphapi.server import Readiness, create_app
from graphapi.server.requests.request_parsing import load_json
from graphapi.settings import Settings
from tests.server.conftest import read, running
from tests.server.http_connections.test_sockets import socket_of
from tests.server.library import Shelf, library_schema

CLIENT: Final = {"X-Forwarded-For": "192.0.2.1"}
JSON: Final = {"Accept": "application/json"}

Way = Callable[[str, str], str | None]
"""Asks the server at a URL for a document; returns the code of the error, if there is one."""


def code(answer: Any) -> str | None:
    errors = answer.get("errors")
    return errors[0]["extensions"]["code"] if errors else None


def short_post(url: str, query: str) -> str | None:
    return code(httpx.post(f"{url}/graphql", json={"query": query}, headers=CLIENT).json())


def asgi_post(url: str, query: str) -> str | None:
    """By ASGI, because the body comes in parts of unknown length."""
    parts = iter([json.dumps({"query": query}).encode()])
    headers = {**CLIENT, "Content-Type": "application/json"}
    return code(httpx.post(f"{url}/graphql", content=parts, headers=headers).json())


def get(url: str, query: str) -> str | None:
    return code(httpx.get(f"{url}/graphql", params={"query": query}, headers=CLIENT).json())


def batch(url: str, query: str) -> str | None:
    entries = [{"query": query}] * 2
    answer = httpx.post(f"{url}/graphql", json=entries, headers=CLIENT).json()
    return code(answer[0] if isinstance(answer, list) else answer)


def stream(url: str, query: str) -> str | None:
    headers = {**CLIENT, "Accept": "text/event-stream"}
    response = httpx.post(f"{url}/graphql", json={"query": query}, headers=headers)
    if response.headers["content-type"].startswith("text/event-stream"):
        data = next(line for line in response.text.splitlines() if line.startswith("data: {"))
        return code(json.loads(data.removeprefix("data: ")))
    return code(response.json())


def socket(url: str, query: str) -> str | None:
    try:
        with socket_of(url, **CLIENT) as opened:
            answer = opened.answer(query)
    except InvalidStatus:  # a handshake has no code
        return "RATE_LIMITED"
    return answer if isinstance(answer, str) else None


WAYS: Final = [short_post, asgi_post, get, batch, stream, socket]


@contextmanager
def served(cache_bytes: int = 1 << 24, **settings: Any) -> Iterator[tuple[str, Engine]]:
    """The URL of a server of the library, and the engine that answers there."""
    given = {"max_batch": 4, "trusted_proxies": "127.0.0.0/8", **settings}
    chosen = Settings(**given)
    schema = library_schema()
    engine = Engine(
        schema,
        document_cache_bytes=cache_bytes,
        limits=Limits.of(chosen),
        reports_errors=False,
    )
    app = create_app(
        schema,
        context=Shelf,
        readiness=lambda: Readiness(version="v1", counts={"books": 2}),
        settings=chosen,
        execute=CompilingExecutor(engine),
    )
    with running(app) as url:
        yield url, engine


class TestPrice:
    SMALL: Final = {"rate_units": 1, "rate_burst_units": 1_000}

    @pytest.mark.parametrize("way", WAYS)
    def test_it_is_taken_on_every_way_in_before_the_next_is_read(self, way: Way):
        long = f"{{ brief }} #{'x' * 2_000}"
        with served(**self.SMALL) as (url, engine):
            assert way(url, long) is None
            assert way(url, f"{long}x") == "RATE_LIMITED"
            assert engine.documents_read == 1

    @pytest.mark.parametrize("way", [short_post, get, batch])
    def test_a_document_that_is_known_costs_it_no_more(self, way: Way):
        long = f"{{ brief }} #{'x' * 2_000}"
        with served(**self.SMALL) as (url, engine):
            read(url, long)
            assert [way(url, long) for _ in range(3)] == [None] * 3
            assert engine.documents_read == 1

    @pytest.mark.parametrize(
        "document",
        [
            pytest.param("{ brief " + "x" * 2_000, id="does not parse"),
            pytest.param("{ " + "nothing " * 250 + "}", id="does not fit the schema"),
            pytest.param("{ " + "brief " * 400 + "}", id="is beyond a limit"),
            pytest.param(
                "{ books { " + "sequel { " * 5 + "title" + " }" * 7 + "#" * 2_000,
                id="is beyond the budget",
            ),
        ],
    )
    def test_what_is_refused_pays_once_and_then_next_to_nothing(self, document: str):
        with served(max_cost=50, **self.SMALL) as (url, engine):
            assert short_post(url, document) not in (None, "RATE_LIMITED")
            assert short_post(url, document) == "RATE_LIMITED"
        with served(max_cost=50, **self.SMALL) as (url, engine):
            read(url, document)
            refusals = {short_post(url, document) for _ in range(3)}
            assert engine.documents_read == 1
            assert refusals.isdisjoint({None, "RATE_LIMITED"})
            assert len(refusals) == 1

    def test_many_that_enter_at_once_are_not_all_read(self):
        """Several requests of one client wait while the first is read: its price counts for all."""
        entries = [{"query": f"{{ brief }} #{place}{'x' * 2_000}"} for place in range(4)]
        with served(**self.SMALL) as (url, engine):
            answer = httpx.post(f"{url}/graphql", json=entries, headers=CLIENT)
            assert code(answer.json()) == "RATE_LIMITED"
            assert answer.status_code == 429
            assert engine.documents_read == 1

    def test_comparisons_and_errors_cost_beyond_the_length(self):
        aliased = "{ " + " ".join(f"a{n}: nothing" for n in range(45)) + " }"
        with served(rate_units=1, rate_burst_units=1_500) as (url, _):
            assert len(aliased) < 700
            assert short_post(url, aliased) == "GRAPHQL_VALIDATION_FAILED"
            assert short_post(url, "{ brief }") == "RATE_LIMITED"

    def test_each_operation_of_a_document_pays_for_being_analysed(self):
        several = " ".join(f"query Q{n} {{ brief }}" for n in range(100))
        with served(rate_units=1, rate_burst_units=100) as (url, _):
            read(url, several)
            codes = [
                code(
                    httpx.post(
                        f"{url}/graphql",
                        json={"query": several, "operationName": f"Q{n}"},
                        headers=CLIENT,
                    ).json()
                )
                for n in range(3)
            ]
        assert codes == [None, None, "RATE_LIMITED"]


class TestOnce:
    @pytest.mark.parametrize("cache_bytes", [0, 50_000])
    @pytest.mark.parametrize("introspection", [True, False])
    @pytest.mark.parametrize("way", WAYS)
    def test_a_document_too_large_to_keep_is_read_once_in_a_request(
        self, way: Way, cache_bytes: int, introspection: bool
    ):
        large = "{ brief " + "... { __typename } " * 40 + "}"
        options = {"introspection": introspection, "rate_burst_units": 1_000_000}
        with served(cache_bytes, **options) as (url, engine):
            assert way(url, large) is None
            assert engine.documents_read == 1
            assert engine.figures["documents"].entries == 0

    def test_so_is_one_that_has_to_wait_for_its_answer(self):
        large = "{ slow " + "... { __typename } " * 40 + "}"
        with served(0) as (url, engine):
            assert short_post(url, large) is None
            assert engine.documents_read == 1

    def test_a_batch_reads_it_once_for_all_its_operations(self):
        names = [f"Q{number}" for number in range(4)]
        large = " ".join(f"query {name} {{ brief }}" for name in names)
        entries = [{"query": large, "operationName": name} for name in names]
        with served(0) as (url, engine):
            answers = httpx.post(f"{url}/graphql", json=entries).json()
            assert [code(answer) for answer in answers] == [None] * 4
            assert engine.documents_read == 1


class TestRefusals:
    @pytest.mark.parametrize(
        "document",
        [
            pytest.param("{ " + "brief " * 5_000, id="does not parse"),
            pytest.param("{ brief { " + "title " * 5_000 + "} }", id="is beyond a limit"),
            pytest.param("{ " + "... { nothing } " * 3_000 + "}", id="does not fit the schema"),
        ],
    )
    def test_they_are_kept_where_the_document_itself_would_be_too_large(self, document: str):
        with served(1_600_000) as (url, engine):
            answers = [
                httpx.post(f"{url}/graphql", json={"query": document}, headers=JSON).json()
                for _ in range(3)
            ]
            assert answers[0]["errors"]
            assert answers[1:] == answers[:1] * 2
            assert engine.documents_read == 1
            assert engine.figures["documents"].bytes <= 400_000

    def test_they_tell_the_type_of_the_operation_still(self):
        document = "mutation Burn { burn(title: 1) { nothing } }"
        with served() as (url, engine):
            for _ in range(2):
                response = httpx.get(f"{url}/graphql", params={"query": document})
                assert response.status_code == 405
            assert engine.documents_read == 1

    def test_they_are_those_of_the_operation_that_is_named(self):
        document = "query A { brief } query B { nothing }"
        with served() as (url, engine):
            found = [
                code(
                    httpx.post(
                        f"{url}/graphql", json={"query": document, "operationName": name}
                    ).json()
                )
                for name in ("A", "C", "B", "C")
            ]
            assert engine.documents_read == 1
        assert (
            found
            == [
                "GRAPHQL_VALIDATION_FAILED",
                "OPERATION_RESOLUTION_FAILURE",
            ]
            * 2
        )

    def test_permissions_are_checked_for_each_request(self):
        with served(introspection=False) as (url, _):
            assert short_post(url, "{ __schema { types { name } } }") is not None
            assert short_post(url, "{ brief }") is None

    def test_an_error_lists_some_names_of_operations_and_not_thousands(self):
        document = " ".join(f"query Q{number} {{ brief }}" for number in range(500))
        with served() as (url, _):
            response = httpx.post(f"{url}/graphql", json={"query": document})
        assert "'Q0', 'Q1'" in response.json()["errors"][0]["message"]
        assert len(response.text) < 1_000


class TestBodies:
    """What a body holds costs by its bytes as they are decoded, and variables by their values."""

    LISTS: Final = ",".join(["[]"] * 30_000)

    def is_limited_after(self, url: str, body: bytes, **headers: str) -> bool:
        headers = {**CLIENT, "Content-Type": "application/json", **headers}
        httpx.post(f"{url}/graphql", content=body, headers=headers)
        return short_post(url, "{ brief }") == "RATE_LIMITED"

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(f'{{"query": "{{ brief }}", "z": [{LISTS}]}}', id="unknown parameter"),
            pytest.param(
                f'{{"query": "{{ brief }}", "variables": {{"z": [{LISTS}]}}}}', id="variables"
            ),
            pytest.param(
                f'{{"query": "{{ brief }}", "extensions": {{"z": [{LISTS}]}}}}', id="extensions"
            ),
            pytest.param(f"[{LISTS}]", id="array"),
            pytest.param(f'[{{"query": "{{ brief }}", "z": [{LISTS}]}}]', id="batch"),
            pytest.param(f'{{"query": "{{ brief }}", "z": [{LISTS}', id="no JSON"),
        ],
    )
    @pytest.mark.parametrize("is_compressed", [False, True])
    def test_a_long_one_takes_units_wherever_it_is_long(self, body: str, is_compressed: bool):
        with served(rate_units=1, rate_burst_units=500) as (url, _):
            read(url, "{ brief }")
            if is_compressed:
                content = gzip.compress(body.encode())
                assert len(content) < 1_000
                assert self.is_limited_after(url, content, **{"Content-Encoding": "gzip"})
            else:
                assert self.is_limited_after(url, body.encode())

    def test_one_of_a_client_without_units_is_not_decoded(self):
        with served(rate_units=1, rate_burst_units=500) as (url, _):
            read(url, "{ brief }")
            long = f"{{ brief }} #{'x' * 2_000}"
            assert short_post(url, long) is None
            assert self.is_limited_after(url, b"{" * 10_000)

    def test_values_in_variables_take_units_each(self):
        query = "query($n: Int) { books(first: $n) { title } }"
        variables = {"n": 1, "unused": {"values": [{}] * 50}}
        with served(rate_units=1, rate_burst_units=100) as (url, _):
            read(url, query, "{ brief }")
            body = json.dumps({"query": query, "variables": variables}).encode()
            assert self.is_limited_after(url, body)
            others = {**CLIENT, "X-Forwarded-For": "192.0.2.2"}
            plain = {"query": query, "variables": {"n": 1}}
            for _ in range(3):
                assert httpx.post(f"{url}/graphql", json=plain, headers=others).is_success

    def test_short_ones_cost_nothing_beyond_the_unit_of_their_request(self):
        with served(rate_units=1, rate_burst_units=3) as (url, _):
            read(url, "{ brief }")
            assert [short_post(url, "{ brief }") for _ in range(3)] == [None] * 3

    def test_the_garbage_collector_is_as_it_was_after_a_long_one(self):
        long = b'["\\u0061", ' + b"[]," * 30_000
        for text in (long + b"[]]", long):
            assert gc.isenabled()
            with suppress(ValueError):
                load_json(text)
            assert gc.isenabled()
