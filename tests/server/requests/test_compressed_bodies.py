"""Compressed request bodies, answered directly and through ASGI."""

import gzip
import json
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from graphapi.server.requests.content_encodings import Encoding, decompressed
from tests.server.conftest import library_app, running

LIMIT = 200_000
BODY = b'{"query": "{ slow }"}'
ANSWER = {"data": {"slow": "done"}}
LONG = b"".join(b"%09x" % (number * 0x9E3779B97F4A7C15 % 16**9) for number in range(20_000))
"""Text that even compressed is too long to be answered within the protocol."""

encodings = pytest.mark.parametrize("encoding", Encoding, ids=lambda each: each.token)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    app = library_app(max_body_bytes=LIMIT)
    with running(app) as url, httpx.Client(base_url=url) as client:
        yield client


def post(client: httpx.Client, body: bytes, token: str, **headers: str) -> httpx.Response:
    headers = {"Content-Type": "application/json", "Content-Encoding": token, **headers}
    return client.post("/graphql", content=body, headers=headers)


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


def padded(length: int, padding: bytes = b"") -> bytes:
    """A request of so many bytes."""
    body = b'{"query": "{ slow }", "padding": "%b"}' % padding
    return body + b" " * (length - len(body))


@encodings
def test_a_body_is_read_as_it_was_before_it_was_compressed(
    client: httpx.Client, encoding: Encoding
):
    assert post(client, encoding.compress(BODY), encoding.token).json() == ANSWER


@encodings
def test_so_is_one_that_comes_in_pieces(client: httpx.Client, encoding: Encoding):
    body = encoding.compress(padded(LIMIT, LONG))
    assert len(body) > 65_536
    assert post(client, body, encoding.token).json() == ANSWER


@encodings
def test_and_one_whose_answer_is_a_stream(client: httpx.Client, encoding: Encoding):
    body = encoding.compress(BODY)
    response = post(client, body, encoding.token, Accept="text/event-stream")
    assert json.dumps(ANSWER, separators=(",", ":")) in response.text


@pytest.mark.parametrize("token", ["x-gzip", "GZIP"])
def test_gzip_has_two_names_in_any_case(client: httpx.Client, token: str):
    assert post(client, gzip.compress(BODY), token).json() == ANSWER


def test_identity_says_that_it_is_not_compressed(client: httpx.Client):
    assert post(client, BODY, "identity").json() == ANSWER


@encodings
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_the_limit_counts_what_there_is_in_the_end(
    client: httpx.Client, encoding: Encoding, accept: str
):
    body = encoding.compress(padded(LIMIT))
    assert post(client, body, encoding.token, Accept=accept).status_code == 200
    body = encoding.compress(padded(LIMIT + 1))
    response = post(client, body, encoding.token, Accept=accept)
    assert code(response) == (413, "PAYLOAD_TOO_LARGE")


@encodings
def test_a_bomb_is_never_unpacked_further_than_the_limit(encoding: Encoding):
    bomb = encoding.compress(bytes(100_000_000))
    tracemalloc.start()
    try:
        found = decompressed(bomb, encoding, LIMIT)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found) == LIMIT + 1
    assert peak < 3 * LIMIT


def test_a_window_larger_than_http_has_is_not_opened():
    zstd: Any = Encoding.ZSTD.compress.__globals__["zstd"]
    options = {zstd.CompressionParameter.window_log: 27}
    huge = zstd.compress(bytes(range(256)) * 40_000, options=options)
    with pytest.raises(Exception, match="one piece of zstd"):
        decompressed(huge, Encoding.ZSTD, LIMIT)


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda content: content[:-1],
    "continued": lambda content: content + b"x",
    "doubled": lambda content: content * 2,
    "plain": lambda _: BODY,
    "empty": lambda _: b"",
}


@encodings
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_what_is_not_compressed_as_announced_is_a_bad_request(
    client: httpx.Client, encoding: Encoding, spoil: Callable[[bytes], bytes]
):
    response = post(client, spoil(encoding.compress(BODY)), encoding.token)
    assert code(response) == (400, "BAD_REQUEST")
    assert "Content-Encoding" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("token", ["deflate", "compress", "gzip, gzip", ""])
def test_other_encodings_are_refused_with_those_that_are_read(client: httpx.Client, token: str):
    response = post(client, BODY, token)
    assert code(response) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert response.headers["accept-encoding"] == "br, zstd, gzip, identity"


def test_a_page_of_an_allowed_origin_may_send_them():
    asking = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    app = library_app(cors_origins="https://page.example")
    with running(app) as url:
        response = httpx.options(f"{url}/graphql", headers=asking)
    assert "Content-Encoding" in response.headers["access-control-allow-headers"]
