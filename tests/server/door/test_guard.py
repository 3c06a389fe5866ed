"""Which requests the guard admits, over a real socket, on every path to an answer."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from graphapi.server import ConnectionLimits, make_key
from graphapi.server.requests.error_codes import ErrorCode
from tests.server.conftest import library_app, read, running

QUERY = "{ brief }"  # it costs one unit at most
ANSWER = {"data": {"brief": "done"}}
LONG = " " * 70_000

Way = Callable[[httpx.Client], httpx.Response]


def short_post(client: httpx.Client) -> httpx.Response:
    return client.post("/graphql", json={"query": QUERY})


def long_post(client: httpx.Client) -> httpx.Response:
    """A body too long to be answered within the protocol: it goes through ASGI."""
    return client.post("/graphql", json={"query": QUERY + LONG})


def get(client: httpx.Client) -> httpx.Response:
    return client.get("/graphql", params={"query": QUERY})


def waiting_post(client: httpx.Client) -> httpx.Response:
    return client.post("/graphql", json={"query": "{ slow }"})


def stream(client: httpx.Client) -> httpx.Response:
    return client.post("/graphql", json={"query": QUERY}, headers={"Accept": "text/event-stream"})


def page(client: httpx.Client) -> httpx.Response:
    return client.get("/graphql", headers={"Accept": "text/html"})


WAYS: list[Way] = [short_post, long_post, get, waiting_post, stream, page]


@contextmanager
def client_of(headers: dict[str, str] | None = None, **settings: Any) -> Iterator[httpx.Client]:
    app = library_app(**{"max_body_bytes": 100_000, **settings})
    with running(app) as url, httpx.Client(base_url=url, headers=headers) as client:
        yield client


def opened(url: str, **options: Any) -> ClientConnection:
    """A WebSocket for GraphQL."""
    socket: ClientConnection = connect(
        url, subprotocols=[Subprotocol("graphql-transport-ws")], **options
    )
    return socket


def code(response: httpx.Response) -> str:
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found


def refused(response: httpx.Response, expected: ErrorCode, status: int) -> bool:
    return (code(response), response.status_code) == (expected, status)


@pytest.fixture(scope="module")
def key() -> tuple[str, str]:
    return make_key("anna")


@pytest.fixture(scope="module")
def locked_url(key: tuple[str, str]) -> Iterator[str]:
    with running(library_app(max_body_bytes=100_000, api_keys=key[1])) as url:
        yield url


class TestKeys:
    @pytest.fixture
    def client(self, locked_url: str) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=locked_url) as client:
            yield client

    @pytest.mark.parametrize("way", WAYS)
    def test_a_stranger_is_sent_away_from_every_door(self, client: httpx.Client, way: Way):
        response = way(client)
        assert refused(response, ErrorCode.UNAUTHENTICATED, 401)
        assert response.headers["www-authenticate"] == 'Bearer realm="graphapi"'

    @pytest.mark.parametrize("way", WAYS)
    def test_the_counted_client_of_a_key_comes_in(
        self, client: httpx.Client, way: Way, key: tuple[str, str]
    ):
        client.headers["Authorization"] = f"Bearer {key[0]}"
        try:
            assert way(client).status_code == 200
        finally:
            del client.headers["Authorization"]

    def test_a_key_may_come_in_a_header_of_its_own(
        self, client: httpx.Client, key: tuple[str, str]
    ):
        given = {"X-API-Key": key[0]}
        assert client.post("/graphql", json={"query": QUERY}, headers=given).json() == ANSWER

    @pytest.mark.parametrize("wrong", ["", "gk_", "Bearer", "Basic YTpi", "Bearer é"])
    def test_what_is_no_key_opens_nothing(self, client: httpx.Client, wrong: str):
        given = [(b"Authorization", wrong.encode())]
        response = client.post("/graphql", json={"query": QUERY}, headers=given)
        assert refused(response, ErrorCode.UNAUTHENTICATED, 401)

    def test_the_digest_is_no_key(self, client: httpx.Client, key: tuple[str, str]):
        given = {"X-API-Key": key[1].partition(":")[2]}
        response = client.post("/graphql", json={"query": QUERY}, headers=given)
        assert response.status_code == 401

    def test_a_web_socket_needs_one_too(self, client: httpx.Client, key: tuple[str, str]):
        url = str(client.base_url).replace("http", "ws") + "/graphql"
        with pytest.raises(InvalidStatus, match="403"), opened(url):
            pass
        given = {"Authorization": f"Bearer {key[0]}"}
        with opened(url, additional_headers=given) as ws:
            ws.send('{"type": "connection_init"}')
            assert json.loads(ws.recv())["type"] == "connection_ack"

    def test_health_is_public_and_counts_need_a_key(
        self, client: httpx.Client, key: tuple[str, str]
    ):
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").json() == {"status": "ready"}
        ready = client.get("/readyz", headers={"X-API-Key": key[0]}).json()
        assert ready["version"] == "v1"

    def test_keys_may_come_from_a_file(self, tmp_path: Path):
        key, entry = make_key("bo")
        file = tmp_path / "keys"
        file.write_text(f"# of the desk\n\n{entry}  # Bo\n")
        with client_of(api_keys_file=str(file)) as client:
            assert short_post(client).status_code == 401
            client.headers["X-API-Key"] = key
            assert short_post(client).json() == ANSWER


class TestHosts:
    @pytest.mark.parametrize("way", WAYS)
    def test_a_page_that_gives_its_name_our_address_gets_nothing(self, way: Way):
        with client_of({"Host": "evil.example"}) as client:
            assert refused(way(client), ErrorCode.MISDIRECTED_REQUEST, 421)

    @pytest.mark.parametrize("host", ["localhost:1", "a.localhost", "127.0.0.1", "[::1]:80"])
    def test_names_of_this_machine_are_answered_to(self, host: str):
        with client_of({"Host": host}) as client:
            assert short_post(client).json() == ANSWER

    @pytest.mark.parametrize(
        ("host", "status"),
        [
            ("news.example", 200),
            ("NEWS.example.:443", 200),
            ("a.wiki.example", 200),
            ("wiki.example", 200),
            ("b.news.example", 421),
            ("xwiki.example", 421),
            ("localhost", 421),
        ],
    )
    def test_others_are_once_they_are_allowed(self, host: str, status: int):
        with client_of({"Host": host}, allowed_hosts="news.example, .wiki.example") as client:
            assert short_post(client).status_code == status

    def test_health_is_answered_for_any_host(self):
        with client_of({"Host": "10.0.0.7"}) as client:
            assert client.get("/healthz").status_code == 200


class TestOrigins:
    ASKING: Final = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}

    def test_without_allowed_origins_no_page_may_read(self):
        with client_of({"Origin": "https://page.example"}) as client:
            for response in (short_post(client), client.options("/graphql", headers=self.ASKING)):
                assert not [name for name in response.headers if name.startswith("access-control")]

    @pytest.mark.parametrize("way", WAYS)
    def test_a_page_of_an_allowed_origin_may_read(self, way: Way):
        origin = "https://page.example"
        with client_of({"Origin": origin}, cors_origins=origin) as client:
            headers = way(client).headers
            assert headers["access-control-allow-origin"] == origin
            assert "Origin" in headers["vary"]

    def test_a_page_of_another_may_not_and_caches_know(self):
        with client_of({"Origin": "https://o.example"}, cors_origins="https://p.example") as client:
            headers = short_post(client).headers
            assert "access-control-allow-origin" not in headers
            assert "Origin" in headers["vary"]

    def test_a_preflight_is_answered_even_without_a_key(self):
        entry = make_key("anna")[1]
        with client_of(cors_origins="https://page.example", api_keys=entry) as client:
            response = client.options("/graphql", headers=self.ASKING)
        assert response.status_code == 204
        assert response.headers["access-control-allow-origin"] == "https://page.example"
        allowed = response.headers["access-control-allow-headers"].split(", ")
        assert {"Authorization", "Content-Type", "If-None-Match", "Traceparent"} <= {*allowed}

    @pytest.mark.parametrize(
        ("origin", "opens"),
        [("https://page.example", True), (None, True), ("https://evil.example", False)],
    )
    def test_a_web_socket_is_opened_for_allowed_pages_and_programs(
        self, origin: str | None, opens: bool
    ):
        with client_of(cors_origins="https://page.example") as client:
            url = str(client.base_url).replace("http", "ws") + "/graphql"
            if opens:
                with opened(url, origin=origin) as socket:
                    assert socket.subprotocol == "graphql-transport-ws"
            else:
                with pytest.raises(InvalidStatus, match="403"), opened(url, origin=origin):
                    pass


class TestRates:
    PROXIED: Final[dict[str, Any]] = {
        "trusted_proxies": "127.0.0.0/8",
        "rate_units": 1,
        "rate_burst_units": 3,
    }

    @pytest.mark.parametrize("way", WAYS)
    def test_a_client_may_ask_for_its_burst_and_then_has_to_wait(self, way: Way):
        with client_of({"X-Forwarded-For": "192.0.2.1"}, **self.PROXIED) as client:
            read(str(client.base_url), QUERY, QUERY + LONG, "{ slow }")
            statuses = [way(client).status_code for _ in range(3)]
            # A long body takes units of its own, and leaves none for the next.
            assert statuses == ([200, 429, 429] if way is long_post else [200] * 3)
            response = way(client)
            assert refused(response, ErrorCode.RATE_LIMITED, 429)
            seconds = int(response.headers["retry-after"])
            assert seconds > 1 if way is long_post else seconds == 1
            assert client.get("/healthz").status_code == 200

    def test_what_costs_more_takes_more(self):
        settings = {**self.PROXIED, "rate_burst_units": 200}
        with client_of({"X-Forwarded-For": "192.0.2.1"}, **settings) as client:
            dear = {
                "query": "{ books(first: 20) { title sequel { sequel { sequel { title } } } } }"
            }
            read(str(client.base_url), dear["query"])
            prices = {"query": dear["query"], "extensions": {"cost": True}}
            price = client.post("/graphql", json=prices).json()["extensions"]["cost"]["price"]
            answered = 1
            while client.post("/graphql", json=dear).status_code == 200:
                answered += 1
        assert answered * price >= 200 - price
        assert answered <= 200 // price + 2

    def test_another_client_does_not_wait_for_it(self):
        with client_of(**self.PROXIED) as client:
            read(str(client.base_url), QUERY)
            for address in ("192.0.2.1", "192.0.2.2"):
                client.headers["X-Forwarded-For"] = address
                assert [short_post(client).status_code for _ in range(3)] == [200] * 3

    def test_what_a_client_invents_before_the_proxy_is_not_believed(self):
        with client_of(**self.PROXIED) as client:
            read(str(client.base_url), QUERY)
            statuses = []
            for number in range(4):
                client.headers["X-Forwarded-For"] = f"198.51.100.{number}, 192.0.2.1"
                statuses.append(short_post(client).status_code)
        assert statuses == [200, 200, 200, 429]

    def test_without_a_trusted_proxy_the_header_means_nothing(self):
        with client_of(
            {"X-Forwarded-For": "192.0.2.1"}, rate_units=1, rate_burst_units=1
        ) as client:
            assert [short_post(client).status_code for _ in range(5)] == [200] * 5


class TestStreams:
    def test_they_may_be_switched_off(self):
        with client_of(streams=False) as client:
            response = stream(client)
            assert response.status_code == 406
            url = str(client.base_url).replace("http", "ws") + "/graphql"
            with pytest.raises(InvalidStatus, match="403"), opened(url):
                pass


class TestIntrospection:
    @pytest.mark.parametrize(
        "query",
        ["{ __schema { types { name } } }", '{ brief __type(name: "Book") { name } }'],
    )
    def test_it_may_be_switched_off(self, query: str):
        with client_of(introspection=False) as client:
            asked = client.post("/graphql", json={"query": query})
            assert code(asked) == ErrorCode.GRAPHQL_VALIDATION_FAILED
            assert "switched off" in asked.text
            typename = client.post("/graphql", json={"query": "{ __typename }"})
            assert typename.json() == {"data": {"__typename": "Query"}}


class TestDeadlines:
    @pytest.mark.parametrize(
        "ask",
        [
            lambda client, query: client.post("/graphql", json={"query": query}),
            lambda client, query: client.post("/graphql", json={"query": query + LONG}),
            lambda client, query: client.get("/graphql", params={"query": query}),
        ],
    )
    @pytest.mark.parametrize("query", ["{ busy }", "{ stuck }"])
    def test_what_takes_too_long_is_stopped_and_the_server_goes_on(
        self, ask: Callable[[httpx.Client, str], httpx.Response], query: str
    ):
        with client_of(deadline_ms=1_000) as client:
            response = ask(client, query)
            assert refused(response, ErrorCode.DEADLINE_EXCEEDED, 503)
            assert "data" not in response.json()
            assert ask(client, "{ brief slow }").json() == {
                "data": {"brief": "done", "slow": "done"}
            }

    @pytest.mark.parametrize("query", ["{ busy }", "{ stuck }"])
    def test_so_is_an_operation_in_a_stream(self, query: str):
        with client_of(deadline_ms=1_000) as client:
            accept = {"Accept": "text/event-stream"}
            response = client.post("/graphql", json={"query": query}, headers=accept)
            assert "DEADLINE_EXCEEDED" in response.text

    def test_work_for_a_client_that_went_away_is_stopped(self):
        with client_of(deadline_ms=3_600_000) as client:
            with pytest.raises(httpx.ReadTimeout):
                client.post("/graphql", json={"query": "{ busy }"}, timeout=0.2)
            assert short_post(client).json() == ANSWER


class TestLoad:
    def test_requests_wait_up_to_the_limit_and_are_rejected_above_it(self):
        with client_of(waiting_limit=1, deadline_ms=2_000) as client, ThreadPoolExecutor() as one:
            waiting = one.submit(
                httpx.post, f"{client.base_url}/graphql", json={"query": "{ stuck }"}
            )
            while get(client).status_code != 503:
                pass  # the request has not arrived
            for way in (long_post, waiting_post, stream):
                response = way(client)
                assert refused(response, ErrorCode.OVERLOADED, 503)
                assert response.headers["retry-after"] == "1"
            assert short_post(client).json() == ANSWER  # it does not wait
            assert client.get("/healthz").status_code == 200
            assert "DEADLINE_EXCEEDED" in waiting.result().text

    def test_streams_are_open_up_to_the_limit_and_others_do_not_count(self):
        with client_of(stream_limit=1, waiting_limit=1) as client:
            url = str(client.base_url).replace("http", "ws") + "/graphql"
            with opened(url):
                response = stream(client)
                assert refused(response, ErrorCode.OVERLOADED, 503)
                assert response.headers["retry-after"] == "1"
                with pytest.raises(InvalidStatus, match="403"), opened(url):
                    pass
                assert waiting_post(client).status_code == 200
            while stream(client).status_code == 503:
                pass  # the server has not seen that it is closed

    def test_a_connection_above_the_limit_is_rejected(self):
        app = library_app()
        with (
            running(app, ConnectionLimits(connection_limit=1)) as url,
            httpx.Client(base_url=url) as first,
            httpx.Client(base_url=url) as second,
        ):
            assert short_post(first).json() == ANSWER
            response = short_post(second)
            assert refused(response, ErrorCode.OVERLOADED, 503)
            assert response.headers["connection"] == "close"


class TestHeaders:
    @pytest.mark.parametrize("path", ["/graphql", "/healthz", "/nothing", "/graphql?query={"])
    def test_every_answer_has_a_name_and_is_taken_for_what_it_is(self, path: str):
        with client_of() as client:
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["x-request-id"]

    @pytest.mark.parametrize("way", WAYS)
    def test_no_two_requests_have_the_same_name(self, way: Way):
        with client_of() as client:
            names = {way(client).headers["x-request-id"] for _ in range(3)}
        assert len(names) == 3

    @pytest.mark.parametrize(
        ("proxies", "given", "is_kept"),
        [
            ("127.0.0.1", "a-1", True),
            ("127.0.0.1", "a\tb", False),
            ("127.0.0.1", "a" * 129, False),
            ("192.0.2.1", "a-1", False),
            ("", "a-1", False),
        ],
    )
    def test_the_name_that_a_trusted_proxy_gave_is_kept(
        self, proxies: str, given: str, is_kept: bool
    ):
        with client_of({"X-Request-Id": given}, trusted_proxies=proxies) as client:
            assert (short_post(client).headers["x-request-id"] == given) is is_kept
