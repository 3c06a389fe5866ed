"""Which answers are cached, and when they are served from the cache."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import strawberry

from graphapi.execution import CompilingExecutor, Engine
from graphapi.server import Readiness, create_app
from graphapi.server.app import Application
from graphapi.settings import Settings
from tests.server.conftest import running


@dataclass
class Shop:
    """What the resolvers see; `asked` counts how often they were."""

    version: str = "v1"
    asked: list[str] = field(default_factory=list)


@strawberry.type
class Query:
    @strawberry.field
    def price(self, info: strawberry.Info[Shop, None], of: str = "tea") -> str:
        info.context.asked.append(of)
        if of == "nothing":
            raise ValueError("no such thing")
        return f"{of} in {info.context.version}"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def buy(self, info: strawberry.Info[Shop, None]) -> int:
        info.context.asked.append("bought")
        return len(info.context.asked)


def app_of(shop: Shop, kept_bytes: int = 100_000, **settings: Any) -> Application:
    """A server of the shop, with these settings."""
    engine = Engine(strawberry.Schema(Query, Mutation))
    return create_app(
        engine.schema,
        context=lambda: shop,
        readiness=lambda: Readiness(shop.version, {}),
        settings=Settings(response_cache_bytes=kept_bytes, **settings),
        execute=CompilingExecutor(engine, lambda context: context.version),
    )


@contextmanager
def client_of(shop: Shop, kept_bytes: int = 100_000, **settings: Any) -> Iterator[httpx.Client]:
    with running(app_of(shop, kept_bytes, **settings)) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def client(shop: Shop) -> Iterator[httpx.Client]:
    with client_of(shop) as client:
        yield client


def price(client: httpx.Client, of: str = "tea", **more: object) -> httpx.Response:
    query = "query($of: String!) { price(of: $of) }"
    return client.post("/graphql", json={"query": query, "variables": {"of": of}, **more})


def test_the_same_request_is_answered_once(client: httpx.Client, shop: Shop):
    answers = [price(client).json() for _ in range(3)]
    assert answers == [{"data": {"price": "tea in v1"}}] * 3
    assert shop.asked == ["tea"]


def test_other_variables_make_another_answer(client: httpx.Client, shop: Shop):
    for of in ("tea", "milk", "tea", "milk"):
        assert price(client, of).json() == {"data": {"price": f"{of} in v1"}}
    assert shop.asked == ["tea", "milk"]


def test_a_new_version_is_never_answered_from_the_old_one(client: httpx.Client, shop: Shop):
    price(client)
    shop.version = "v2"
    assert price(client).json() == {"data": {"price": "tea in v2"}}


def test_get_and_post_are_kept_apart(client: httpx.Client, shop: Shop):
    text = "query={price}"
    for _ in range(2):
        assert client.get(f"/graphql?{text}").json() == {"data": {"price": "tea in v1"}}
        assert client.post("/graphql", content=text).status_code == 415
        headers = {"content-type": "application/json"}
        assert client.post("/graphql", content=text, headers=headers).status_code == 400
    assert shop.asked == ["tea"]


def test_a_kept_answer_comes_in_the_format_that_each_client_wants(client: httpx.Client):
    for wanted in ("application/json", "application/graphql-response+json"):
        response = client.post("/graphql", json={"query": "{ price }"}, headers={"accept": wanted})
        assert response.headers["content-type"] == f"{wanted}; charset=utf-8"
        assert response.json() == {"data": {"price": "tea in v1"}}


def test_an_answer_with_errors_is_not_kept(client: httpx.Client, shop: Shop):
    for _ in range(2):
        assert price(client, "nothing").json()["errors"][0]["message"] == "Internal server error"
    assert shop.asked == ["nothing", "nothing"]


def test_a_mutation_runs_each_time(client: httpx.Client):
    answers = [client.post("/graphql", json={"query": "mutation { buy }"}).json() for _ in range(2)]
    assert answers == [{"data": {"buy": 1}}, {"data": {"buy": 2}}]


def test_nothing_is_kept_where_the_cache_has_no_bytes(shop: Shop):
    with client_of(shop, kept_bytes=0) as client:
        price(client)
        price(client)
    assert shop.asked == ["tea", "tea"]


def test_ever_new_requests_push_out_the_oldest(shop: Shop):
    with client_of(shop, kept_bytes=5_000) as client:
        for number in range(50):
            price(client, str(number))
        price(client, "49")
        price(client, "0")
    assert shop.asked == [*map(str, range(50)), "0"]
