"""A public server with API keys: what clients with and without a key may use, on every transport.

What one of them got must not help the other: documents, plans and whole answers are kept for all.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Final

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from graphapi.server import make_key
from graphapi.server.answers.schema_visibility import without_suggestions
from tests.server.answers.test_response_cache import Shop
from tests.server.answers.test_response_cache import client_of as keeping_client_of
from tests.server.conftest import read
from tests.server.door.test_guard import (
    ANSWER,
    LONG,
    QUERY,
    WAYS,
    Way,
    client_of,
    code,
    get,
    opened,
    page,
    short_post,
    stream,
)
from tests.server.http_connections.test_sockets import socket_of

KEY, ENTRY = make_key("anna")
HOLDER = {"Authorization": f"Bearer {KEY}"}
STRANGER: dict[str, str] = {}
OPEN: dict[str, Any] = {"public": True, "api_keys": ENTRY}
CLOSED: dict[str, Any] = {**OPEN, "introspection": False, "graphiql": False, "streams": False}
SCHEMA = "{ __schema { queryType { name } } }"
SHOWN = {"data": {"__schema": {"queryType": {"name": "Query"}}}}

Ask = Callable[[httpx.Client, str, dict[str, str]], Any]


def by_post(client: httpx.Client, query: str, headers: dict[str, str]) -> Any:
    return client.post("/graphql", json={"query": query}, headers=headers).json()


def by_long_post(client: httpx.Client, query: str, headers: dict[str, str]) -> Any:
    return by_post(client, query + LONG, headers)


def by_get(client: httpx.Client, query: str, headers: dict[str, str]) -> Any:
    return client.get("/graphql", params={"query": query}, headers=headers).json()


def by_stream(client: httpx.Client, query: str, headers: dict[str, str]) -> Any:
    headers = {**headers, "Accept": "text/event-stream"}
    text = client.post("/graphql", json={"query": query}, headers=headers).text
    return json.loads(text.partition("data: ")[2].partition("\n")[0])


def by_socket(client: httpx.Client, query: str, headers: dict[str, str]) -> Any:
    """The answer to an operation on a WebSocket; its errors as the others have them."""
    with socket_of(str(client.base_url).rstrip("/"), **headers) as socket:
        socket.begin("1", query)
        message = socket.next()
        return message["payload"] if message["type"] == "next" else {"errors": message["payload"]}


WAYS_OF_ASKING: list[Ask] = [by_post, by_long_post, by_get, by_stream, by_socket]
every_way = pytest.mark.parametrize("ask", WAYS_OF_ASKING)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with client_of(**OPEN) as client:
        yield client


@contextmanager
def concealing(**settings: Any) -> Iterator[httpx.Client]:
    with client_of(**OPEN, introspection=False, **settings) as client:
        yield client


def is_refused(answer: Any) -> bool:
    """Whether an answer says that introspection is off, and nothing else."""
    [error] = answer["errors"]
    return answer.get("data") is None and "switched off" in error["message"]


class TestWhoMayAsk:
    @pytest.mark.parametrize("headers", [STRANGER, HOLDER], ids=["stranger", "holder"])
    @pytest.mark.parametrize("way", WAYS)
    def test_everybody_comes_in(self, client: httpx.Client, way: Way, headers: dict[str, str]):
        with httpx.Client(base_url=client.base_url, headers=headers) as asking:
            assert way(asking).status_code == 200

    @pytest.mark.parametrize("wrong", [{"Authorization": "Bearer gk_x"}, {"X-API-Key": "gk_x"}])
    @pytest.mark.parametrize("way", WAYS)
    def test_but_no_client_with_an_invalid_key(
        self, client: httpx.Client, way: Way, wrong: dict[str, str]
    ):
        with httpx.Client(base_url=client.base_url, headers=wrong) as asking:
            response = way(asking)
        assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
        assert response.headers["www-authenticate"] == 'Bearer realm="graphapi"'

    def test_credentials_for_somebody_else_are_no_key(self, client: httpx.Client):
        headers = {"Authorization": "Basic YTpi"}
        assert by_post(client, "{ brief }", headers) == ANSWER

    def test_figures_of_readiness_are_for_holders(self, client: httpx.Client):
        assert client.get("/readyz").json() == {"status": "ready"}
        assert client.get("/readyz", headers=HOLDER).json()["version"] == "v1"


class TestRates:
    PROXIED: Final = {
        **OPEN,
        "trusted_proxies": "127.0.0.0/8",
        "rate_units": 1,
        "rate_burst_units": 3,
    }

    def test_strangers_pay_by_their_address_and_holders_by_their_key(self):
        with client_of({"X-Forwarded-For": "192.0.2.1"}, **self.PROXIED) as client:
            read(str(client.base_url), QUERY)
            assert [short_post(client).status_code for _ in range(4)] == [200, 200, 200, 429]
            client.headers.update(HOLDER)
            for number in range(4):
                client.headers["X-Forwarded-For"] = f"192.0.2.{number}"
                assert short_post(client).status_code == (429 if number == 3 else 200)

    @pytest.mark.parametrize("name", ["192.0.2.1", "127.0.0.1", "localhost"])
    def test_a_key_that_is_named_like_an_address_is_not_that_client(self, name: str):
        key, entry = make_key(name)
        settings = {**self.PROXIED, "api_keys": entry}
        with client_of({"X-Forwarded-For": "192.0.2.1"}, **settings) as client:
            read(str(client.base_url), QUERY)
            for headers in ({}, {"X-API-Key": key}):
                client.headers.update(headers)
                assert [short_post(client).status_code for _ in range(4)] == [200, 200, 200, 429]


class TestIntrospection:
    @every_way
    @pytest.mark.parametrize("holder_first", [True, False])
    def test_holders_are_answered_and_strangers_are_not_whoever_asks_first(
        self, ask: Ask, holder_first: bool
    ):
        with concealing() as client:
            for is_holder in (holder_first, not holder_first, holder_first):
                answer = ask(client, SCHEMA, HOLDER if is_holder else STRANGER)
                assert answer == SHOWN if is_holder else is_refused(answer)

    @every_way
    @pytest.mark.parametrize(
        "query",
        [
            '{ brief __type(name: "Book") { name } }',
            "{ mine: __schema { queryType { name } } }",
            "{ ...Hidden } fragment Hidden on Query { __schema { queryType { name } } }",
            "{ ... @include(if: true) { __schema { queryType { name } } } }",
            "{ __schema @skip(if: true) { queryType { name } } }",
        ],
    )
    def test_it_does_not_matter_how_it_is_asked(self, ask: Ask, query: str):
        with concealing() as client:
            assert "errors" not in ask(client, query, HOLDER)
            assert is_refused(ask(client, query, STRANGER))

    @every_way
    def test_typename_is_answered_for_every_client(self, ask: Ask):
        with concealing() as client:
            query = '{ __typename book(isbn: "1") { __typename } }'
            answer = {"data": {"__typename": "Query", "book": {"__typename": "Book"}}}
            assert ask(client, query, STRANGER) == answer

    def test_another_operation_of_the_same_document_may_be_asked(self):
        query = f"query Schema {SCHEMA} query Brief {{ brief }}"
        with concealing() as client:
            asked = {"query": query, "operationName": "Brief"}
            assert client.post("/graphql", json=asked).json() == ANSWER
            assert is_refused(
                client.post("/graphql", json={**asked, "operationName": "Schema"}).json()
            )

    def test_a_document_that_a_holder_registered_shows_a_stranger_nothing(self):
        digest = sha256(SCHEMA.encode()).hexdigest()
        named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}
        with concealing() as client:
            registering = {"query": SCHEMA, **named}
            assert client.post("/graphql", json=registering, headers=HOLDER).json() == SHOWN
            assert is_refused(client.post("/graphql", json=named).json())

    def test_a_refusal_costs_a_unit_and_tells_no_price(self):
        settings = {"trusted_proxies": "127.0.0.0/8", "rate_units": 1, "rate_burst_units": 3}
        asked = {"query": SCHEMA, "extensions": {"cost": True}}
        with concealing(**settings) as client:
            read(str(client.base_url), SCHEMA)
            client.headers["X-Forwarded-For"] = "192.0.2.1"
            answers = [client.post("/graphql", json=asked) for _ in range(4)]
        assert all(is_refused(answer.json()) for answer in answers[:3])
        assert "cost" not in answers[0].text.replace("__schema", "")
        assert answers[3].status_code == 429


class TestKeptAnswers:
    """Where whole answers are kept, here and by others."""

    @contextmanager
    def client_of(self, **settings: Any) -> Iterator[httpx.Client]:
        with keeping_client_of(Shop(), **OPEN, introspection=False, **settings) as client:
            client.headers["Accept-Encoding"] = "identity"
            yield client

    @pytest.mark.parametrize("ask", [by_post, by_get])
    def test_the_kept_answer_of_a_holder_is_not_for_strangers(self, ask: Ask):
        with self.client_of() as client:
            for _ in range(2):
                assert ask(client, SCHEMA, HOLDER) == SHOWN
                assert is_refused(ask(client, SCHEMA, STRANGER))

    @pytest.mark.parametrize("ask", [by_post, by_get])
    def test_other_answers_are_the_same_for_both(self, ask: Ask):
        with self.client_of() as client:
            answers = [ask(client, "{ price }", headers) for headers in (HOLDER, STRANGER)] * 2
        assert answers == [{"data": {"price": "tea in v1"}}] * 4

    def test_shared_caches_may_keep_what_strangers_got_and_nothing_of_holders(self):
        with self.client_of() as client:
            asked = {"query": "{ price }"}
            stranger = client.get("/graphql", params=asked)
            holder = client.get("/graphql", params=asked, headers=HOLDER)
            for response, audience in ((stranger, "public"), (holder, "private")):
                control = f"{audience}, max-age=0, must-revalidate"
                assert response.headers["cache-control"] == control
                assert response.headers["vary"] == (
                    "Accept, Accept-Encoding, Authorization, X-API-Key"
                )
                headers = {**response.request.headers, "If-None-Match": response.headers["etag"]}
                known = client.get("/graphql", params=asked, headers=headers)
                assert (known.status_code, known.headers["cache-control"]) == (304, control)
                assert "X-API-Key" in known.headers["vary"]

    def test_the_tag_of_a_holder_tells_a_stranger_nothing(self):
        with self.client_of() as client:
            for query in (SCHEMA, "{ price }"):
                asked = {"query": query}
                tag = client.get("/graphql", params=asked, headers=HOLDER).headers["etag"]
                response = client.get("/graphql", params=asked, headers={"If-None-Match": tag})
                assert response.status_code == 200
                assert response.headers.get("etag") != tag
            asked = {"query": SCHEMA}
            refused = client.get("/graphql", params=asked, headers={"If-None-Match": tag})
            assert is_refused(refused.json())
            assert refused.headers["cache-control"] == "no-store"

    def test_where_nothing_is_concealed_both_have_the_same_tag(self):
        with keeping_client_of(Shop(), **OPEN) as client:
            asked = {"query": "{ price }"}
            tags = {
                client.get("/graphql", params=asked, headers=headers).headers["etag"]
                for headers in (HOLDER, STRANGER)
            }
        assert len(tags) == 1


class TestSuggestions:
    @every_way
    @pytest.mark.parametrize(
        "query",
        [
            "{ boks { title } }",
            '{ book(isbm: "1") { title } }',
            "query($n: Itn) { books(first: $n) { title } }",
            "{ book(isbn: 1) { titel } }",
        ],
    )
    def test_names_are_offered_to_holders_alone(self, ask: Ask, query: str):
        with concealing() as client:
            for headers, is_offered in ((HOLDER, True), (STRANGER, False), (HOLDER, True)):
                errors = ask(client, query, headers)["errors"]
                messages = " ".join(error["message"] for error in errors)
                assert ("Did you mean" in messages) is is_offered

    def test_and_to_everybody_where_introspection_is_on(self, client: httpx.Client):
        assert "Did you mean 'books'" in str(by_post(client, "{ boks { title } }", STRANGER))

    @pytest.mark.parametrize(
        ("message", "told"),
        [
            ("Unknown type 'A'. Did you mean 'B' or 'C'?", "Unknown type 'A'."),
            ("Got \" Did you mean 'x'?\". Did you mean 'B'?", "Got \" Did you mean 'x'?\"."),
            ("No field 'a'. Did you mean 'b'? Found: { a: 1 }.", "No field 'a'. Found: { a: 1 }."),
            ("Unknown type 'A'.", "Unknown type 'A'."),
            ("Got ' Did you mean it.'", "Got ' Did you mean it.'"),
        ],
    )
    def test_only_what_is_offered_is_left_out(self, message: str, told: str):
        assert without_suggestions(message) == told


class TestPagesAndStreams:
    def test_graphiql_is_for_holders_and_kept_by_no_shared_cache(self):
        with client_of(**CLOSED) as client:
            assert not page(client).headers["content-type"].startswith("text/html")
            client.headers.update(HOLDER)
            shown = page(client)
        assert shown.headers["content-type"].startswith("text/html")
        assert shown.headers["cache-control"] == "private, no-cache"
        assert "X-API-Key" in shown.headers["vary"]

    def test_streams_are_for_holders(self):
        with client_of(**CLOSED) as client:
            assert stream(client).status_code == 406
            both = {"Accept": "application/json, text/event-stream"}
            asked = {"query": "subscription { arrivals }"}
            assert client.post("/graphql", json=asked, headers=both).status_code == 400
            assert client.get("/graphql", params=asked, headers=both).status_code == 405
            url = str(client.base_url).replace("http", "ws") + "/graphql"
            with pytest.raises(InvalidStatus, match="403"), opened(url):
                pass
            client.headers.update(HOLDER)
            assert "event: next" in stream(client).text
            assert "Emma" in client.post("/graphql", json=asked, headers=both).text
            with opened(url, additional_headers=HOLDER) as socket:
                assert socket.subprotocol == "graphql-transport-ws"

    def test_everything_else_is_for_strangers_too(self):
        with client_of(**CLOSED) as client:
            for way in (short_post, get):
                assert way(client).json() == ANSWER


def test_without_keys_everybody_is_a_stranger():
    settings = {name: value for name, value in CLOSED.items() if name != "api_keys"}
    with client_of(HOLDER, **settings) as client:
        assert is_refused(by_post(client, SCHEMA, HOLDER))
        assert stream(client).status_code == 406
        assert not page(client).headers["content-type"].startswith("text/html")
        assert "authorization" not in short_post(client).headers["vary"].lower()


def test_without_public_strangers_are_sent_away_and_holders_have_everything():
    with client_of(**{**CLOSED, "public": False}) as client:
        assert short_post(client).status_code == 401
        client.headers.update(HOLDER)
        assert by_post(client, SCHEMA, HOLDER) == SHOWN
        assert "event: next" in stream(client).text
