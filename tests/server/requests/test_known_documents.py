"""Documents that requests name: trusted ones and registered ones."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from graphapi.errors import ConfigurationError
from graphapi.server.requests.error_codes import RequestError
from graphapi.server.requests.known_documents import (
    DocumentName,
    KnownDocuments,
    load_known_documents,
)
from graphapi.settings import Settings
from graphapi.trusted.manifests import encode_manifest
from tests.server.conftest import GRAPHQL_RESPONSE, library_app, running

TITLES = "{ books { title } }"
NUMBERED = "query Some($n: Int!) { books(first: $n) { title } }"
ANSWER = {"data": {"books": [{"title": "Emma"}, {"title": "Ulysses"}]}}
JSON = {"Accept": "application/json"}
MODERN = {"Accept": GRAPHQL_RESPONSE}


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def automatic(text: str) -> dict[str, Any]:
    """The extensions with which clients of Apollo name a document."""
    return {"persistedQuery": {"version": 1, "sha256Hash": digest(text)}}


def code_of(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


@contextmanager
def library(**settings: object) -> Iterator[httpx.Client]:
    with running(library_app(**settings)) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with library() as client:
        yield client


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.json"
    path.write_bytes(encode_manifest([TITLES, NUMBERED, 'mutation { burn(title: "Emma") }']))
    return path


@pytest.fixture
def trusting(manifest: Path) -> Iterator[httpx.Client]:
    with library(trusted_documents=str(manifest), trusted_only=True) as client:
        yield client


def post(client: httpx.Client, headers: dict[str, str] = JSON, **parameters: Any) -> httpx.Response:
    return client.post("/graphql", json=parameters, headers=headers)


def get(client: httpx.Client, headers: dict[str, str] = JSON, **parameters: Any) -> httpx.Response:
    texts = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in parameters.items()
    }
    return client.get("/graphql", params=texts, headers=headers)


@pytest.mark.parametrize("ask", [post, get])
class TestAutomaticPersistedQueries:
    def test_a_document_is_sent_once_and_named_from_then_on(self, client: httpx.Client, ask: Any):
        first = ask(client, extensions=automatic(TITLES))
        assert first.status_code == 200
        (error,) = first.json()["errors"]
        assert error["message"] == "PersistedQueryNotFound"
        assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
        assert ask(client, query=TITLES, extensions=automatic(TITLES)).json() == ANSWER
        assert ask(client, extensions=automatic(TITLES)).json() == ANSWER

    def test_what_post_registered_get_may_name_and_by_document_id_too(
        self, client: httpx.Client, ask: Any
    ):
        post(client, query=TITLES, extensions=automatic(TITLES))
        assert ask(client, documentId=f"sha256:{digest(TITLES)}").json() == ANSWER

    def test_a_document_may_be_registered_by_its_document_id(self, client: httpx.Client, ask: Any):
        assert ask(client, query=TITLES, documentId=digest(TITLES)).json() == ANSWER
        assert ask(client, documentId=digest(TITLES)).json() == ANSWER

    def test_a_name_of_another_document_is_refused_and_registers_nothing(
        self, client: httpx.Client, ask: Any
    ):
        response = ask(client, query=TITLES, extensions=automatic(NUMBERED))
        assert (response.status_code, code_of(response)) == (400, "PERSISTED_QUERY_HASH_MISMATCH")
        response = ask(client, extensions=automatic(NUMBERED))
        assert code_of(response) == "PERSISTED_QUERY_NOT_FOUND"

    def test_clients_of_the_newer_format_get_400_for_what_is_not_executed(
        self, client: httpx.Client, ask: Any
    ):
        response = ask(client, MODERN, extensions=automatic(TITLES))
        assert (response.status_code, code_of(response)) == (400, "PERSISTED_QUERY_NOT_FOUND")

    def test_switched_off_it_says_so_and_documents_are_answered_all_the_same(self, ask: Any):
        with library(apq_cache_bytes=0) as without:
            response = ask(without, extensions=automatic(TITLES))
            assert response.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
            assert (response.status_code, code_of(response)) == (
                200,
                "PERSISTED_QUERY_NOT_SUPPORTED",
            )
            assert ask(without, query=TITLES, extensions=automatic(TITLES)).json() == ANSWER

    @pytest.mark.parametrize(
        "persisted",
        [
            1,
            {},
            {"version": 2, "sha256Hash": digest(TITLES)},
            {"version": True, "sha256Hash": digest(TITLES)},
            {"version": 1, "sha256Hash": "x" * 64},
            {"version": 1, "sha256Hash": digest(TITLES)[:-1]},
            {"version": 1, "sha256Hash": 1},
        ],
    )
    def test_what_is_no_name_is_a_bad_request(
        self, client: httpx.Client, ask: Any, persisted: object
    ):
        response = ask(client, query=TITLES, extensions={"persistedQuery": persisted})
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


def test_registrations_without_end_take_no_more_than_their_memory():
    documents = KnownDocuments(cache_bytes=100_000)
    texts = [f"{{ a{number} }}" + "#" * 1_000 for number in range(1_000)]
    for text in texts:
        documents.find(text, DocumentName(digest(text), is_automatic=True))
    figures = documents._registered.figures
    assert figures.bytes <= 100_000
    assert 50 < figures.entries < 100
    assert documents.find(None, DocumentName(digest(texts[-1]))) == texts[-1]
    with pytest.raises(RequestError, match="PersistedQueryNotFound"):
        documents.find(None, DocumentName(digest(texts[0]), is_automatic=True))


def test_a_name_that_is_no_digest_registers_nothing(client: httpx.Client):
    assert post(client, query=TITLES, documentId="mine").json() == ANSWER
    response = post(client, documentId="mine")
    assert code_of(response) == "PERSISTED_QUERY_NOT_FOUND"
    assert 'There is no document named "mine"' in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("name", [1, ["a"], {"a": 1}, True])
def test_a_document_id_is_a_string(client: httpx.Client, name: object):
    response = post(client, documentId=name)
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


def test_an_id_beside_a_query_is_somebody_elses(client: httpx.Client):
    assert post(client, query=TITLES, id=7, doc_id="x").json() == ANSWER


def test_a_document_id_given_twice_is_refused(client: httpx.Client):
    body = b'{"documentId": "a", "documentId": "b"}'
    headers = {"Content-Type": "application/json"}
    response = client.post("/graphql", content=body, headers=headers)
    assert response.json()["errors"][0]["message"] == (
        "The parameter documentId is given more than once; send it once."
    )


class TestTrustedDocuments:
    @pytest.mark.parametrize("parameter", ["documentId", "doc_id", "id"])
    @pytest.mark.parametrize("prefix", ["", "sha256:"])
    @pytest.mark.parametrize("ask", [post, get])
    def test_a_trusted_document_is_found_under_its_digest(
        self, trusting: httpx.Client, parameter: str, prefix: str, ask: Any
    ):
        name = prefix + digest(NUMBERED)
        answer = ask(trusting, **{parameter: name}, variables={"n": 1}, operationName="Some")
        assert answer.json() == {"data": {"books": [{"title": "Emma"}]}}

    def test_so_it_is_by_the_extension_and_by_its_text(self, trusting: httpx.Client):
        assert post(trusting, extensions=automatic(TITLES)).json() == ANSWER
        assert post(trusting, query=TITLES).json() == ANSWER
        assert post(trusting, query=TITLES, extensions=automatic(TITLES)).json() == ANSWER

    @pytest.mark.parametrize(
        "parameters",
        [
            {"query": "{ slow }"},
            {"query": "{ slow }", "extensions": automatic("{ slow }")},
            {"query": TITLES + " "},
            {"query": "{ __schema { types { name } } }"},
            {"extensions": automatic("{ slow }")},
            {"documentId": digest("{ slow }")},
            {"query": "{"},
        ],
    )
    @pytest.mark.parametrize("ask", [post, get])
    def test_no_other_document_is_answered_in_any_form(
        self, trusting: httpx.Client, parameters: dict[str, Any], ask: Any
    ):
        response = ask(trusting, **parameters)
        assert (response.status_code, code_of(response)) == (200, "DOCUMENT_NOT_TRUSTED")
        response = ask(trusting, MODERN, **parameters)
        assert (response.status_code, code_of(response)) == (400, "DOCUMENT_NOT_TRUSTED")
        assert "trusted documents only" in response.json()["errors"][0]["message"]

    def test_nor_on_a_stream_or_a_websocket(self, trusting: httpx.Client):
        stream = {"Accept": "text/event-stream"}
        assert "DOCUMENT_NOT_TRUSTED" in post(trusting, stream, query="{ slow }").text
        url = str(trusting.base_url).replace("http", "ws", 1) + "/graphql"
        with connect(url, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]  # the stubs want their own str
            socket.send(json.dumps({"type": "connection_init"}))
            socket.recv()
            payload = {"query": "{ slow }"}
            socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
            told = json.loads(socket.recv())
            payload = {"query": TITLES}
            socket.send(json.dumps({"type": "subscribe", "id": "2", "payload": payload}))
            answered = json.loads(socket.recv())
        assert told["payload"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
        assert answered["payload"] == ANSWER

    @pytest.mark.parametrize("ask", [post, get])
    def test_a_stream_may_name_its_document(self, trusting: httpx.Client, ask: Any):
        stream = {"Accept": "text/event-stream"}
        response = ask(trusting, stream, documentId=digest(NUMBERED), variables={"n": 1})
        assert '{"data":{"books":[{"title":"Emma"}]}}' in response.text

    def test_get_runs_no_mutation_by_its_name(self, trusting: httpx.Client):
        name = digest('mutation { burn(title: "Emma") }')
        assert get(trusting, documentId=name).status_code == 405
        assert post(trusting, documentId=name).json() == {"data": {"burn": "Emma"}}

    def test_a_browser_is_not_offered_a_page_to_write_documents_on(self, trusting: httpx.Client):
        response = trusting.get("/graphql", headers={"Accept": "text/html,*/*;q=0.8"})
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")

    def test_beside_trusted_documents_others_are_answered_unless_it_is_trusted_only(
        self, manifest: Path
    ):
        with library(trusted_documents=str(manifest)) as client:
            assert post(client, query="{ slow }").json() == {"data": {"slow": "done"}}
            assert post(client, id=digest(TITLES)).json() == ANSWER
            response = post(client, query="{ slow }", documentId=digest(TITLES))
            assert code_of(response) == "PERSISTED_QUERY_HASH_MISMATCH"

    def test_trusting_only_nothing_is_a_mistake(self):
        with pytest.raises(ConfigurationError, match="--trusted-only: no trusted documents are"):
            load_known_documents(Settings(trusted_only=True))

    def test_other_manifests_have_other_versions(self):
        versions = [KnownDocuments(each).version for each in ({}, {"a": "{ x }"}, {"a": "{ y }"})]
        assert len(set(versions)) == 3
