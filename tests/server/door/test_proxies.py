"""A real nginx in front behaves as docs/caching.md describes."""

import json
from collections.abc import Awaitable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from graphapi.server import make_key
from graphapi.server.answers.replies import Reply
from graphapi.server.app import Application
from tests.server.answers.test_response_cache import Shop, app_of
from tests.server.conftest import running
from tests.server.proxies import nginx

QUERY = "query($of: String!) { price(of: $of) }"
NAMED = {
    "extensions": json.dumps(
        {"persistedQuery": {"version": 1, "sha256Hash": sha256(QUERY.encode()).hexdigest()}}
    ),
    "variables": '{"of": "tea"}',
}


class Counting(Application):
    """An application that notes with which status it answered each request."""

    def __init__(self, app: Application) -> None:
        vars(self).update(
            {name: value for name, value in vars(app).items() if name != "answer_directly"}
        )
        self._app = app
        self.statuses: list[int] = []

    def answer_directly(self, scope: Scope, body: bytes) -> Reply | Awaitable[Reply] | None:
        reply = self._app.answer_directly(scope, body)
        assert isinstance(reply, Reply)  # nothing that is asked here has to wait
        self.statuses.append(reply.status)
        return reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.statuses.append(message["status"])
            await send(message)

        await self._app(scope, receive, noting)


@pytest.fixture
def counting() -> Counting:
    return Counting(app_of(Shop(), cache_max_age=1))


@pytest.fixture
def client(counting: Counting, tmp_path: Path) -> Iterator[httpx.Client]:
    with (
        running(counting) as url,
        nginx(url.removeprefix("http://"), tmp_path) as client,
    ):
        yield client


def asked(client: httpx.Client, encoding: str = "identity", **parameters: str) -> httpx.Response:
    headers = {"Accept-Encoding": encoding, "Accept": "application/json"}
    return client.get("/graphql", params={**NAMED, **parameters}, headers=headers)


def test_named_queries_are_kept_and_asked_for_again_by_their_tag(
    client: httpx.Client, counting: Counting
):
    missing = asked(client)
    assert missing.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert asked(client, query=QUERY).json() == {"data": {"price": "tea in v1"}}

    first = asked(client)
    assert (first.headers["x-cache-status"], first.json()) == (
        "MISS",
        {"data": {"price": "tea in v1"}},
    )
    requests = len(counting.statuses)
    second = asked(client)
    if second.headers["x-cache-status"] == "HIT":  # unless this machine slept for a second
        assert len(counting.statuses) == requests
        assert second.content == first.content
        assert second.headers["etag"] == first.headers["etag"]

    later = second
    while later.headers["x-cache-status"] == "HIT":
        later = asked(client)
    assert later.headers["x-cache-status"] == "REVALIDATED"
    assert counting.statuses[-1] == 304
    assert later.json() == {"data": {"price": "tea in v1"}}


def test_the_proxy_answers_304_to_a_client_that_has_the_answer(client: httpx.Client):
    asked(client, query=QUERY)
    tag = asked(client).headers["etag"]
    headers = {"If-None-Match": tag, "Accept": "application/json", "Accept-Encoding": "identity"}
    response = client.get("/graphql", params=NAMED, headers=headers)
    assert (response.status_code, response.content) == (304, b"")


def test_each_encoding_is_kept_apart(tmp_path: Path):
    app = app_of(Shop(), cache_max_age=60, compress_min_bytes=1)
    with running(app) as url, nginx(url.removeprefix("http://"), tmp_path) as client:
        asked(client, query=QUERY)
        for encoding in ("identity", "gzip", "br"):
            for status in ("MISS", "HIT"):
                response = asked(client, encoding)
                assert response.headers["x-cache-status"] == status
                assert response.headers.get("content-encoding", "identity") == encoding
                assert response.json() == {"data": {"price": "tea in v1"}}


def test_post_and_errors_are_never_kept(client: httpx.Client):
    for _ in range(2):
        body = {"query": QUERY, "variables": {"of": "tea"}}
        assert "HIT" not in client.post("/graphql", json=body).headers.get("x-cache-status", "")
        assert asked(client, variables='{"of": "nothing"}').headers["x-cache-status"] == "MISS"


def test_what_a_counted_client_of_a_key_was_shown_is_never_given_to_a_stranger(tmp_path: Path):
    key, entry = make_key("anna")
    settings: dict[str, Any] = {"public": True, "api_keys": entry, "introspection": False}
    app = app_of(Shop(), cache_max_age=60, **settings)
    schema = {"query": "{ __schema { queryType { name } } }"}
    with running(app) as url, nginx(url.removeprefix("http://"), tmp_path) as client:
        for _ in range(2):
            shown = client.get("/graphql", params=schema, headers={"X-API-Key": key})
            assert shown.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
            refused = client.get("/graphql", params=schema)
            assert "switched off" in refused.text
        asked(client, query=QUERY)
        assert [asked(client).headers["x-cache-status"] for _ in range(2)] == ["MISS", "HIT"]
