"""What all transports share: an empty operation name is none, and the path of the endpoint."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from tests.server.conftest import library_app, running

ONE = "query Only { slow }"
DONE = '{"data":{"slow":"done"}}'

PATHS = ["/graphql", "/graphql/"]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with running(library_app(max_batch=2)) as url, httpx.Client(base_url=url) as client:
        yield client


def posted(client: httpx.Client, path: str, request: dict[str, Any]) -> str:
    return client.post(path, json=request).text


def posted_in_pieces(client: httpx.Client, path: str, request: dict[str, Any]) -> str:
    """By the long way, through ASGI."""
    pieces = iter([json.dumps(request).encode()])
    return client.post(path, content=pieces, headers={"Content-Type": "application/json"}).text


def got(client: httpx.Client, path: str, request: dict[str, Any]) -> str:
    return client.get(path, params=request).text


def in_a_batch(client: httpx.Client, path: str, request: dict[str, Any]) -> str:
    return client.post(path, json=[request]).text.removeprefix("[").removesuffix("]")


def by_events(client: httpx.Client, path: str, request: dict[str, Any]) -> str:
    text = client.post(path, json=request, headers={"Accept": "text/event-stream"}).text
    return text.partition("data: ")[2].partition("\r\n")[0]


def by_events_got(client: httpx.Client, path: str, request: dict[str, Any]) -> str:
    text = client.get(path, params=request, headers={"Accept": "text/event-stream"}).text
    return text.partition("data: ")[2].partition("\r\n")[0]


def in_parts(client: httpx.Client, path: str, request: dict[str, Any]) -> str:
    headers = {"Accept": "multipart/mixed;subscriptionSpec=1.0"}
    text = client.post(path, json=request, headers=headers).text
    return text.partition('{"payload":')[2].partition("}\r\n")[0]


def by_socket(client: httpx.Client, path: str, request: dict[str, Any]) -> str:
    url = str(client.base_url).replace("http", "ws", 1).rstrip("/") + path
    with connect(url, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]  # the stubs want their own str
        socket.send('{"type":"connection_init"}')
        socket.recv(timeout=60)
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": request}))
        message = json.loads(socket.recv(timeout=60))
    return json.dumps(message["payload"], separators=(",", ":"))


Way = Callable[[httpx.Client, str, dict[str, Any]], str]
WAYS: list[Way] = [
    posted,
    posted_in_pieces,
    got,
    in_a_batch,
    by_events,
    by_events_got,
    in_parts,
    by_socket,
]


@pytest.mark.parametrize("way", WAYS)
def test_an_empty_operation_name_names_none(client: httpx.Client, way: Way):
    assert way(client, "/graphql", {"query": ONE, "operationName": ""}) == DONE


@pytest.mark.parametrize("way", WAYS)
def test_of_several_operations_it_chooses_none(client: httpx.Client, way: Way):
    answer = way(client, "/graphql", {"query": f"{ONE} query B {{ slow }}", "operationName": ""})
    assert "OPERATION_RESOLUTION_FAILURE" in answer
    assert '"data":{' not in answer


@pytest.mark.parametrize("way", WAYS)
def test_the_endpoint_is_reached_with_a_slash_behind_it_too(client: httpx.Client, way: Way):
    assert way(client, "/graphql/", {"query": ONE}) == DONE


def test_browsers_get_the_same_page_there(client: httpx.Client):
    pages = [client.get(path, headers={"Accept": "text/html"}) for path in PATHS]
    assert [page.status_code for page in pages] == [200, 200]
    # The addresses in it are relative, so they begin one level further up behind a slash.
    assert pages[0].content.replace(b'="./', b'="../') == pages[1].content
    assert "text/html" in pages[1].headers["content-type"]


def test_what_is_asked_there_is_refused_as_it_is_without_the_slash(client: httpx.Client):
    for method in ("PUT", "OPTIONS"):
        answers = [client.request(method, path) for path in PATHS]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].headers["allow"] == answers[1].headers["allow"]


@pytest.mark.parametrize(
    "path", ["/graphql//", "//graphql", "/graphql/x", "/GraphQL", "/graphql%2f/"]
)
def test_nothing_else_is_the_endpoint(client: httpx.Client, path: str):
    assert client.post(path, json={"query": ONE}, follow_redirects=False).status_code != 200
