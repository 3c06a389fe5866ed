"""Content negotiation: which format a client gets."""

import pytest

from graphapi.server.requests.error_codes import RequestError
from graphapi.server.requests.negotiation import MediaType, negotiate, parse_content_type

MODERN, LEGACY, PAGE = MediaType.GRAPHQL_RESPONSE, MediaType.JSON, MediaType.HTML


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, LEGACY),
        ("", LEGACY),
        ("*/*", LEGACY),
        ("application/*", LEGACY),
        ("application/json", LEGACY),
        ("application/graphql-response+json", MODERN),
        ("application/graphql-response+json, application/json;q=0.9", MODERN),
        ("application/json;q=0.9, application/graphql-response+json;q=0.8", LEGACY),
        ("application/json, application/graphql-response+json", MODERN),
        ("application/graphql-response+json;q=0.5, */*", LEGACY),
        ("application/graphql-response+json, */*", MODERN),
        ("application/json;q=0, */*", MODERN),
        ("APPLICATION/GRAPHQL-RESPONSE+JSON ; Q=0.5", MODERN),
        ("application/graphql-response+json; charset=utf-8", MODERN),
        ("application/graphql-response+json; charset=latin-1, application/json", LEGACY),
        ("application/json;q=many, application/graphql-response+json;q=0.1", MODERN),
        ("nonsense, application/json", LEGACY),
        (", " * 1_000 + "application/graphql-response+json", MODERN),
    ],
)
def test_the_best_quality_wins_then_what_is_named(accept: str | None, expected: MediaType):
    assert negotiate(None if accept is None else accept.encode(), html=False) is expected


@pytest.mark.parametrize("accept", ["text/html", "text/html, */*", "*/*, text/html;q=0.9"])
def test_a_page_must_be_on_offer(accept: str):
    if accept == "text/html":
        with pytest.raises(RequestError, match="allows none of the formats"):
            negotiate(accept.encode(), html=False)
    else:
        assert negotiate(accept.encode(), html=False) is LEGACY


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/html", PAGE),
        ("text/html,*/*;q=0.8", PAGE),
        ("text/html;q=0.8,application/json", LEGACY),
        ("*/*", LEGACY),
        ("text/*", None),
    ],
)
def test_a_page_must_be_named(accept: str, expected: MediaType | None):
    if expected is None:
        with pytest.raises(RequestError, match="application/json, application/graphql-response"):
            negotiate(accept.encode(), html=True)
    else:
        assert negotiate(accept.encode(), html=True) is expected


@pytest.mark.parametrize(
    "accept", ["image/png", "application/json;q=0", "*/*;q=0", ";", "a/b, */x"]
)
def test_what_is_not_allowed_is_not_given(accept: str):
    with pytest.raises(RequestError, match="allows none of the formats"):
        negotiate(accept.encode(), html=False)


def test_parameters_lose_quotes_and_case():
    assert parse_content_type('Text/HTML; Charset="UTF-8"; flag') == (
        "text/html",
        {"charset": "utf-8"},
    )
