"""Which encoding a client gets, and when."""

import gzip
import sys
from collections.abc import Callable, Iterator

import brotli
import httpx
import pytest

from graphapi.server.requests.content_encodings import Encoding, EncodingPreference, choose_encoding
from tests.server.conftest import library_app, running

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LONG = '{ book(isbn: "' + "0123456789" * 200 + '") { title } }'
FAULTY = "{ " + " ".join(f"nothing{number}" for number in range(20)) + " }"
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstd.decompress,
}


def chosen(accepted: str) -> str:
    preference = choose_encoding(accepted.encode())
    return "identity" if preference is None else preference.encoding.token


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("zstd, br", "br"),
        ("zstd;q=0.9, br;q=0.9", "br"),
        ("zstd;q=0.9, br;q=0.8", "zstd"),
        ("zstd, br;q=0.9, gzip", "zstd"),
        ("zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("gzip;q=0.5, br;q=0.8, zstd;q=0", "br"),
        ("br;q=0", "identity"),
        ("identity", "identity"),
        ("identity;q=1, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=1", "gzip"),
        ("deflate", "identity"),
        ("", "identity"),
        ("gzip;q=x", "identity"),
        ("gzip;q=2", "identity"),
        ("*", "br"),
        ("*;q=0, gzip", "gzip"),
        ("br;q=0, *", "zstd"),
        ("zstd;q=0, *", "br"),
        ("gzip," * 500, "gzip"),
        (",;;=,q", "identity"),
    ],
)
def test_what_a_client_likes_best_is_chosen(accepted: str, expected: str):
    assert chosen(accepted) == expected


def test_a_client_that_does_not_take_plain_answers_gets_short_ones_compressed_too():
    assert choose_encoding(b"gzip, identity;q=0") == EncodingPreference(
        Encoding.GZIP, is_needed=True
    )
    assert choose_encoding(b"gzip, *;q=0") == EncodingPreference(Encoding.GZIP, is_needed=True)
    assert choose_encoding(b"gzip") == EncodingPreference(Encoding.GZIP, is_needed=False)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with running(library_app()) as url, httpx.Client(base_url=url) as client:
        yield client


def raw(
    client: httpx.Client, query: str, accepted: str, method: str
) -> tuple[httpx.Headers, bytes]:
    """The headers and the body as it was on the wire."""
    given = {"json": {"query": query}} if method == "POST" else {"params": {"query": query}}
    headers = {"Accept-Encoding": accepted}
    with client.stream(method, "/graphql", headers=headers, **given) as response:  # type: ignore[arg-type]  # one of the two
        return response.headers, b"".join(response.iter_raw())


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["gzip", "br", "zstd"])
def test_a_long_answer_is_compressed_as_asked(client: httpx.Client, token: str, method: str):
    _, plain = raw(client, LONG, "identity", method)
    headers, body = raw(client, LONG, token, method)
    assert headers["content-encoding"] == token
    assert int(headers["content-length"]) == len(body) < len(plain) / 4
    assert headers["vary"] == "Accept, Accept-Encoding"
    assert DECODERS[token](body) == plain


@pytest.mark.parametrize(
    ("query", "accepted"), [(LONG, "identity"), (LONG, "deflate"), ("{ slow }", "gzip, br, zstd")]
)
def test_other_answers_are_sent_as_they_are(client: httpx.Client, query: str, accepted: str):
    headers, body = raw(client, query, accepted, "POST")
    assert "content-encoding" not in headers
    assert body.startswith(b'{"data":{')
    assert headers["vary"] == "Accept, Accept-Encoding"


def test_errors_are_compressed_too(client: httpx.Client):
    headers, body = raw(client, FAULTY, "gzip", "POST")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body).startswith(b'{"errors":[')


def test_a_client_that_takes_nothing_is_refused(client: httpx.Client):
    headers = {"Accept-Encoding": "identity;q=0, deflate"}
    response = client.post("/graphql", json={"query": "{ slow }"}, headers=headers)
    assert response.status_code == 406
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"
