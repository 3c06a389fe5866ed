"""Streams: what clients of server-sent events, multipart responses and WebSockets see."""

import json
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.server.conftest import library_app, running

SSE = {"Accept": "text/event-stream"}
MULTIPART = {"Accept": 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json'}
PARTS_ALONE = {"Accept": "multipart/mixed;subscriptionSpec=1.0"}
ARRIVALS = "subscription { arrivals }"


def events(response: httpx.Response) -> list[tuple[str, Any]]:
    """The server-sent events of a response, each with its data."""
    found = []
    for block in response.text.replace("\r\n", "\n").strip().split("\n\n"):
        fields = {
            name: text.strip()
            for name, _, text in (line.partition(":") for line in block.split("\n"))
        }
        data = fields.get("data")
        found.append((fields["event"], json.loads(data) if data else None))
    return found


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(library_app()) as url:
        yield url


def post(url: str, query: str, headers: dict[str, str], **parameters: Any) -> httpx.Response:
    return httpx.post(f"{url}/graphql", json={"query": query, **parameters}, headers=headers)


class TestServerSentEvents:
    def test_a_subscription_gives_an_event_for_each_result(self, url: str):
        response = post(url, ARRIVALS, SSE)
        assert response.headers["content-type"].startswith("text/event-stream")
        assert events(response) == [("next", {"data": {"arrivals": "Emma"}}), ("complete", None)]

    def test_so_does_a_get_request(self, url: str):
        response = httpx.get(f"{url}/graphql", params={"query": ARRIVALS}, headers=SSE)
        assert events(response)[0] == ("next", {"data": {"arrivals": "Emma"}})

    def test_a_query_gives_one(self, url: str):
        response = post(
            url, "query($n: Int) { books(first: $n) { title } }", SSE, variables={"n": 1}
        )
        answer = {"data": {"books": [{"title": "Emma"}]}}
        assert events(response) == [("next", answer), ("complete", None)]

    def test_errors_are_shown_as_they_are_elsewhere(self, url: str):
        response = post(url, "{ books(first: 1) { author } }", SSE)
        [error] = events(response)[0][1]["errors"]
        assert error["message"] == "Internal server error"
        assert error["path"] == ["books", 0, "author"]
        request_id = response.headers["X-Request-Id"]
        assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id}

    def test_a_document_that_does_not_fit_is_an_error_with_its_code(self, url: str):
        for query in ("{ nothing }", "subscription { nothing }"):
            answer = events(post(url, query, SSE))[0][1]
            assert answer["errors"][0]["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
            assert not answer.get("data")

    def test_a_mutation_by_get_is_refused(self, url: str):
        query = 'mutation { burn(title: "Emma") }'
        response = httpx.get(f"{url}/graphql", params={"query": query}, headers=SSE)
        assert "cannot be run by this request" in response.text
        assert '"burn"' not in response.text

    def test_what_is_no_request_is_refused_with_json(self, url: str):
        response = httpx.post(
            f"{url}/graphql", content=b"{", headers=SSE | {"Content-Type": "application/json"}
        )
        assert response.status_code == 400
        assert response.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}

    def test_a_body_too_long_is_refused_before_it_is_read(self, url: str):
        response = post(url, "#" * 20_000 + ARRIVALS, SSE)
        assert response.status_code == 413
        assert response.headers["content-type"].startswith("application/json")


class TestChoice:
    def test_a_client_that_reads_both_gets_json_where_there_is_one_answer(self, url: str):
        headers = {"Accept": "text/event-stream, application/json"}
        assert post(url, "{ slow }", headers).json() == {"data": {"slow": "done"}}

    def test_and_a_stream_where_there_are_many(self, url: str):
        headers = {"Accept": "application/json, text/event-stream"}
        assert events(post(url, ARRIVALS, headers))[0][1] == {"data": {"arrivals": "Emma"}}

    def test_a_client_that_accepts_only_json_gets_an_error_with_the_remedy(self, url: str):
        response = post(url, ARRIVALS, {"Accept": "application/json"})
        assert response.status_code == 400
        assert "needs a streaming transport" in response.json()["errors"][0]["message"]


def parts(response: httpx.Response) -> list[Any]:
    """The parts of a multipart response, as Python's parser of mail reads them."""
    head = f"Content-Type: {response.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(head + response.content)
    assert message.is_multipart()
    assert message.get_content_type() == "multipart/mixed"
    assert not message.defects
    found = list(message.iter_parts())
    assert not any(part.defects for part in found)
    assert {part.get_content_type() for part in found} == {"application/json"}
    contents: list[bytes] = [part.get_payload(decode=True) for part in found]  # type: ignore[misc]  # it is no multipart itself
    assert [int(part["content-length"]) for part in found] == [*map(len, contents)]
    return [json.loads(content) for content in contents]


class TestMultipart:
    def test_a_subscription_gives_a_part_for_each_result(self, url: str):
        response = post(url, ARRIVALS, MULTIPART)
        assert response.headers["content-type"].startswith("multipart/mixed;boundary=graphql")
        assert parts(response) == [{}, {"payload": {"data": {"arrivals": "Emma"}}}]

    def test_it_begins_and_ends_with_its_delimiter_and_has_no_empty_part(self, url: str):
        for query in (ARRIVALS, "{ slow }", "{ nothing }", "subscription { nothing }"):
            content = post(url, query, PARTS_ALONE).content
            assert content.startswith(b"--graphql\r\nContent-Type: application/json")
            assert content.endswith(b"}\r\n--graphql--\r\n")
            assert content.count(b"--graphql") == content.count(b"\r\n\r\n{") + 1

    def test_errors_have_their_codes(self, url: str):
        _, answer = parts(post(url, "{ nothing }", PARTS_ALONE))
        [error] = answer["payload"]["errors"]
        assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}

    def test_a_get_request_is_answered_so_too(self, url: str):
        response = httpx.get(f"{url}/graphql", params={"query": ARRIVALS}, headers=MULTIPART)
        assert parts(response)[-1] == {"payload": {"data": {"arrivals": "Emma"}}}


@pytest.mark.parametrize(
    "accept",
    [
        "text/html, text/event-stream;q=0.3",
        "TEXT/Event-Stream",
        'multipart/mixed; boundary="-"; subscriptionSpec=1.0',
        "multipart/mixed;subscriptionSpec=2.0",
        "multipart/mixed;subscriptionSpec=",
        "image/png, multipart/mixed; subscriptionSpec=1.0",
        "multipart/mixed;deferSpec=20220824, multipart/mixed;subscriptionSpec=1.0",
    ],
)
def test_whatever_asks_for_a_stream_gets_one_and_within_the_limits(url: str, accept: str):
    response = post(url, ARRIVALS, {"Accept": accept})
    assert response.headers["content-type"].startswith(("text/event-stream", "multipart/mixed"))
    assert '"arrivals":"Emma"' in response.text
    too_much = "query { " + " ".join(f"a{n}: slow" for n in range(200)) + " }"
    response = post(url, too_much, {"Accept": accept})
    assert '"LIMIT_EXCEEDED"' in response.text


class TestWebSockets:
    @staticmethod
    def opened(url: str, **options: Any) -> ClientConnection:
        address = url.replace("http", "ws", 1) + "/graphql"
        return connect(address, subprotocols=["graphql-transport-ws"], **options)  # type: ignore[list-item]  # the stubs want their own str

    def asked(self, url: str, query: str) -> list[dict[str, Any]]:
        """The messages that answer an operation, to the last."""
        with self.opened(url) as socket:
            socket.send('{"type": "connection_init"}')
            assert json.loads(socket.recv(timeout=60)) == {"type": "connection_ack"}
            subscribe = {"id": "1", "type": "subscribe", "payload": {"query": query}}
            socket.send(json.dumps(subscribe))
            messages = [json.loads(socket.recv(timeout=60))]
            while messages[-1]["type"] == "next":
                messages.append(json.loads(socket.recv(timeout=60)))
            return messages

    def test_a_subscription_gives_a_message_for_each_result(self, url: str):
        following, complete = self.asked(url, ARRIVALS)
        assert following["payload"] == {"data": {"arrivals": "Emma"}}
        assert complete == {"id": "1", "type": "complete"}

    @pytest.mark.parametrize("payload", ["", ', "payload": null', ', "payload": {"a": [1]}'])
    def test_a_connection_begins_with_any_payload_or_none(self, url: str, payload: str):
        with self.opened(url) as socket:
            socket.send(f'{{"type": "connection_init"{payload}}}')
            assert json.loads(socket.recv(timeout=60)) == {"type": "connection_ack"}

    @pytest.mark.parametrize("payload", ["[]", '"a"', "0", "false"])
    def test_a_payload_that_is_no_object_ends_the_connection(self, url: str, payload: str):
        with self.opened(url) as socket:
            socket.send(f'{{"type": "connection_init", "payload": {payload}}}')
            with pytest.raises(ConnectionClosed, match="4400"):
                socket.recv(timeout=60)

    def test_a_query_is_answered_as_it_is_by_post(self, url: str):
        assert self.asked(url, "{ slow }")[0]["payload"] == {"data": {"slow": "done"}}

    def test_what_is_ours_alone_is_masked(self, url: str):
        [error] = self.asked(url, "{ books(first: 1) { author } }")[0]["payload"]["errors"]
        assert error["message"] == "Internal server error"

    def test_a_wrong_document_is_an_error_with_its_code(self, url: str):
        [message] = self.asked(url, "{ nothing }")
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}

    @pytest.mark.parametrize("name", ["1", "é" * 1_000])
    def test_a_name_that_is_in_use_ends_the_connection_however_long_it_is(
        self, url: str, name: str
    ):
        subscribe = {"id": name, "type": "subscribe", "payload": {"query": "{ stuck }"}}
        with self.opened(url) as socket:
            socket.send('{"type": "connection_init"}')
            socket.recv(timeout=60)
            for _ in range(2):
                socket.send(json.dumps(subscribe))
            with pytest.raises(ConnectionClosed, match="4409"):
                socket.recv(timeout=60)

    def test_a_page_of_another_origin_is_not_let_in(self, url: str):
        with pytest.raises(InvalidStatus, match="403"):
            self.opened(url, origin="https://elsewhere.example")

    def test_a_message_too_long_ends_the_connection(self, url: str):
        def send_too_much(socket: ClientConnection) -> None:
            socket.send("x" * 2**21)  # fails, or is cut off, where the server closes at once
            socket.recv(timeout=60)

        ended = pytest.raises(ConnectionClosed, match="1009|no close frame")
        with self.opened(url) as socket, ended:
            send_too_much(socket)
