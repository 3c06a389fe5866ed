"""CORS: the answers to preflight requests and to requests from pages of other origins."""

from typing import Any

import httpx
import pytest

from graphapi.server import make_key
from graphapi.server.door.origins import AllowedOrigins
from tests.server.conftest import library_app, running

PAGE = "https://page.example"
APOLLO = "apollographql-client-name,apollographql-client-version,content-type"
ALLOWED = AllowedOrigins((PAGE,))


def preflight(
    asked: bytes | None = None, origin: bytes = PAGE.encode(), allowed: AllowedOrigins = ALLOWED
) -> dict[bytes, bytes]:
    """The headers of the answer; none of them may be there twice."""
    headers = {b"origin": origin, b"access-control-request-method": b"POST"}
    if asked is not None:
        headers[b"access-control-request-headers"] = asked
    answer = allowed.preflight(headers)
    assert answer is not None
    assert len(dict(answer)) == len(answer)
    return dict(answer)


@pytest.mark.parametrize("path", ["/graphql", "/graphql/"])
@pytest.mark.parametrize(
    "settings", [{}, {"public": True, "api_keys": make_key("anna")[1]}, {"cors_origins": "*"}]
)
def test_a_page_of_an_allowed_origin_is_granted_the_headers_it_asks_for(
    path: str, settings: dict[str, Any]
):
    asking = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": APOLLO,
    }
    with running(library_app(**{"cors_origins": PAGE, **settings})) as url:
        response = httpx.options(url + path, headers=asking)
    assert response.status_code == 204
    headers = response.headers
    assert headers["access-control-allow-origin"] == settings.get("cors_origins", PAGE)
    assert headers["access-control-allow-headers"] == APOLLO
    assert headers["access-control-allow-methods"] == "GET, POST"
    assert headers.get_list("vary") == [
        "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
    ]


def test_a_page_of_another_origin_is_granted_nothing_and_caches_know_why():
    answer = preflight(APOLLO.encode(), b"https://evil.example")
    assert [*answer] == [b"vary"]
    assert b"Origin" in answer[b"vary"]


def test_a_preflight_without_headers_gets_the_default_ones():
    names = preflight()[b"access-control-allow-headers"].split(b", ")
    assert {b"Authorization", b"Content-Type", b"X-API-Key"} <= {*names}


@pytest.mark.parametrize(
    "asked",
    [
        b"",
        b",",
        b"a b",
        b"x\r\nset-cookie: a=b",
        b"x\nset-cookie: a=b",
        b"a\x00b",
        b"caf\xe9",
        b'"a"',
        b"a, b(",
        b"a:b",
        b", ".join(b"x-%d" % number for number in range(500)),
    ],
)
def test_what_is_no_list_of_names_or_too_long_is_not_echoed(asked: bytes):
    assert preflight(asked) == preflight()


@pytest.mark.parametrize(
    "asked",
    [b"x-a", b"x-a,x-b", b"X-A, x_b ,\tc!#$%&'*+.^`|~-9", b"x-a,,x-b", b"*", b"authorization"],
)
def test_names_are_echoed_as_they_were_asked_for(asked: bytes):
    assert preflight(asked)[b"access-control-allow-headers"] == asked


def test_without_a_method_or_an_allowed_origin_it_is_no_question_for_us():
    assert ALLOWED.preflight({b"origin": PAGE.encode()}) is None
    asking = {b"origin": PAGE.encode(), b"access-control-request-method": b"POST"}
    assert AllowedOrigins().preflight(asking) is None
