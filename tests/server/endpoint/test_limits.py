"""Limits as clients see them, on every path to an answer."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.server.conftest import GRAPHQL_RESPONSE, library_app, running
from tests.server.streams.test_streams import SSE, events

DEAR = "{ books { title } }"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    settings: dict[str, Any] = {"max_cost": 9, "max_variables_bytes": 40, "max_depth": 4}
    with running(library_app(**settings)) as url:
        yield f"{url}/graphql"


def code(answer: Any) -> tuple[str, str]:
    """The code of an answer's only error, and the limit that it names."""
    assert answer.get("data") is None
    [error] = answer["errors"]
    return error["extensions"]["code"], error["extensions"]["limit"]


def test_an_operation_that_is_too_expensive_has_a_status_of_its_own(url: str):
    response = httpx.post(url, json={"query": DEAR}, headers={"Accept": GRAPHQL_RESPONSE})
    assert response.status_code == 400
    assert code(response.json()) == ("LIMIT_EXCEEDED", "max_cost")
    assert "data" not in response.json()


def test_what_is_cheaper_is_answered_with_its_price_if_asked(url: str):
    request = {"query": '{ book(isbn: "1") { title } }', "extensions": {"cost": True}}
    assert httpx.post(url, json=request).json() == {
        "data": {"book": {"title": "1"}},
        "extensions": {"cost": {"price": 1, "budget": 9}},
    }


def test_get_requests_have_the_same_budget(url: str):
    assert code(httpx.get(url, params={"query": DEAR}).json()) == ("LIMIT_EXCEEDED", "max_cost")


def test_streams_have_the_same_budget(url: str):
    response = httpx.post(url, json={"query": DEAR}, headers=SSE)
    assert code(events(response)[0][1]) == ("LIMIT_EXCEEDED", "max_cost")


def test_subscriptions_have_the_same_limits(url: str):
    request = {"query": "subscription { arrivals }", "variables": {"x": "y" * 39}}
    assert events(httpx.post(url, json=request, headers=SSE))[0][1]["data"] == {"arrivals": "Emma"}
    request["variables"] = {"x": "y" * 40}
    answer = events(httpx.post(url, json=request, headers=SSE))[0][1]
    assert code(answer) == ("LIMIT_EXCEEDED", "max_variables_bytes")


def test_a_document_that_is_too_deep_is_refused_before_it_is_validated(url: str):
    response = httpx.post(url, json={"query": "{ a { b { c { d { e } } } } }"})
    assert code(response.json()) == ("LIMIT_EXCEEDED", "max_depth")


@pytest.mark.parametrize(("most", "fits"), [(10_000_026, True), (10_000_000, False)])
def test_an_answer_may_be_so_long_and_no_longer(most: int, fits: bool):
    query = "{ wholeShelf }"
    with running(library_app(max_answer_bytes=most)) as url:
        answers = [
            httpx.post(f"{url}/graphql", json={"query": query}).json(),
            httpx.get(f"{url}/graphql", params={"query": query}).json(),
            events(httpx.post(f"{url}/graphql", json={"query": query}, headers=SSE))[0][1],
        ]
    for answer in answers:
        if fits:
            assert answer == {"data": {"wholeShelf": "x" * 10_000_000}}
        else:
            assert code(answer) == ("LIMIT_EXCEEDED", "max_answer_bytes")
