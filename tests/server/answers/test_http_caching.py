"""Cache headers of answers, and conditional requests."""

import httpx
import pytest

from graphapi.server import make_key
from graphapi.server.answers.http_caching import CachePolicy
from graphapi.server.answers.response_cache import ResponseCache, ResponseFormat
from graphapi.server.requests.content_encodings import Encoding, EncodingPreference
from graphapi.server.requests.negotiation import MediaType
from tests.server.answers.test_response_cache import Shop, client_of

ASKED = {"query": 'query($of: String = "tea") { price(of: $of) }'}
JSON, MODERN = "application/json", "application/graphql-response+json"


def get(client: httpx.Client, headers: dict[str, str] | None = None, **more: str) -> httpx.Response:
    headers = {"Accept-Encoding": "identity", **(headers or {})}
    return client.get("/graphql", params={**ASKED, **more}, headers=headers)


def test_an_answer_to_get_has_a_strong_tag_and_may_be_kept_but_not_used_unasked():
    with client_of(Shop()) as client:
        response = get(client)
    assert response.headers["etag"].startswith('"')
    assert response.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert response.headers["vary"] == "Accept, Accept-Encoding"


def test_a_client_that_has_the_answer_gets_304_and_nothing_runs():
    shop = Shop()
    with client_of(shop, kept_bytes=0) as client:
        tag = get(client).headers["etag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}'):
            response = get(client, {"If-None-Match": known})
            assert (response.status_code, response.content) == (304, b"")
            assert response.headers["etag"] == tag
            assert response.headers["cache-control"] == "public, max-age=0, must-revalidate"
            assert response.headers["vary"] == "Accept, Accept-Encoding"
            assert "content-type" not in response.headers
        assert shop.asked == ["tea"]
        assert get(client, {"If-None-Match": '"other"'}).status_code == 200


def test_a_client_that_has_any_answer_gets_304_if_one_may_be_cached():
    with client_of(Shop()) as client:
        response = get(client, {"If-None-Match": "*"})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == get(client).headers["etag"]
        refused = client.get("/graphql", params={"query": "{"}, headers={"If-None-Match": "*"})
        assert refused.status_code == 200
        assert refused.json()["errors"]


def test_tags_in_several_lines_are_one_list():
    with client_of(Shop()) as client:
        tag = get(client).headers["etag"]
        lines = [
            ("If-None-Match", '"other"'),
            ("If-None-Match", tag),
            ("Accept-Encoding", "identity"),
        ]
        response = client.get("/graphql", params=ASKED, headers=lines)
        assert response.status_code == 304


def test_head_has_the_headers_and_status_of_get():
    with client_of(Shop()) as client:
        plain = get(client)
        headers = {"Accept-Encoding": "identity"}
        tagged = client.head("/graphql", params=ASKED, headers=headers)
        for name in ("etag", "cache-control", "vary", "content-type", "content-length"):
            assert tagged.headers[name] == plain.headers[name]
        headers["If-None-Match"] = tagged.headers["etag"]
        assert client.head("/graphql", params=ASKED, headers=headers).status_code == 304


def test_everything_that_an_answer_depends_on_changes_its_tag():
    shop = Shop()
    with client_of(shop) as client:
        tags = [
            get(client).headers["etag"],
            get(client, variables='{"of": "milk"}').headers["etag"],
            get(client, {"Accept": MODERN}).headers["etag"],
            get(client, {"Accept-Encoding": "gzip"}).headers["etag"],
            get(client, {"Accept-Encoding": "br"}).headers["etag"],
            get(client, query="{ price }").headers["etag"],
        ]
        shop.version = "v2"
        stale = get(client, {"If-None-Match": tags[0]})
        assert stale.status_code == 200
        tags.append(stale.headers["etag"])
    assert len(set(tags)) == len(tags)
    policies = [CachePolicy(seed) for seed in ("one schema", "another")]
    assert len({policy.tag("v1", b"x", MediaType.JSON, None) for policy in policies}) == 2


def test_the_same_request_to_another_process_has_the_same_tag():
    tags = []
    for _ in range(2):
        with client_of(Shop()) as client:
            tags.append(get(client).headers["etag"])
    assert tags[0] == tags[1]


@pytest.mark.parametrize("accept", [JSON, MODERN])
def test_errors_are_not_cached(accept: str):
    with client_of(Shop()) as client:
        for parameters in (
            {"variables": '{"of": "nothing"}'},
            {"query": "{ nothing }"},
            {"query": ""},
            {"query": "mutation { buy }"},
            {"operationName": "Nothing"},
            {"variables": "{"},
        ):
            response = get(client, {"Accept": accept}, **parameters)
            assert response.json()["errors"]
            assert response.headers["cache-control"] == "no-store"
            assert "etag" not in response.headers


def test_answers_to_post_are_not_cached_by_others():
    with client_of(Shop()) as client:
        response = client.post("/graphql", json=ASKED, headers={"If-None-Match": "*"})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_how_long_an_answer_may_be_used_is_set():
    with client_of(Shop(), cache_max_age=60) as client:
        assert get(client).headers["cache-control"] == "public, max-age=60, must-revalidate"


def test_a_server_with_keys_says_so_to_caches():
    key, entry = make_key("anna")
    with client_of(Shop(), api_keys=entry) as client:
        assert get(client).headers["cache-control"] == "no-store"
        response = get(client, {"Authorization": f"Bearer {key}"})
        assert response.headers["cache-control"] == "private, max-age=0, must-revalidate"
        stranger = get(client, {"If-None-Match": response.headers["etag"]})
        assert stranger.status_code == 401


def test_an_answer_is_compressed_once_in_each_encoding():
    answers = ResponseCache(cache_bytes=100_000, min_bytes=1, policy=CachePolicy(""))
    answers.store(b"plain" * 100, None, "key", 10, ResponseFormat(MediaType.JSON))
    kept = answers.find("key")
    assert kept is not None
    bodies = []
    for encoding in Encoding:
        response_format = ResponseFormat(
            MediaType.JSON, EncodingPreference(encoding, is_needed=False)
        )
        first, second = (
            answers.cached_reply(kept, "key", response_format),
            answers.cached_reply(kept, "key", response_format),
        )
        assert first.body is second.body
        bodies.append(first.body)
    assert len(set(bodies)) == 3
