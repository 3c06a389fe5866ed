"""Which queries an engine leaves to its owner to be run in several stretches."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
import strawberry

from graphapi.api.field_costs import Cost
from graphapi.execution import Answer, Engine, Limits

ResultT = TypeVar("ResultT")


@strawberry.type
class Query:
    @strawberry.field(directives=[Cost(weight="100")])
    def walk(self) -> str:
        return "far"

    @strawberry.field(directives=[Cost(weight="100")])
    async def wait(self) -> str:
        return "long"


@strawberry.type
class Mutation:
    @strawberry.mutation(directives=[Cost(weight="100")])
    def move(self) -> str:
        return "moved"


schema = strawberry.Schema(Query, Mutation)

WALKED = {"walk": "far"}


class Owner:
    """Runs what it is given, and remembers what that costs."""

    def __init__(self) -> None:
        self.prices: list[int] = []

    async def __call__(self, work: Callable[[], ResultT], price: int) -> ResultT:
        self.prices.append(price)
        return work()


def asked(query: str, least_price: int, limits: Limits = Limits()) -> tuple[object, list[int]]:  # noqa: B008  it is frozen
    """The data of the answer, and the prices that the owner was told."""
    owner = Owner()
    engine = Engine(schema, compile_immediately=True, limits=limits)
    engine.set_long_runner(owner, least_price)
    answer = asyncio.run(engine.execute(engine.prepare(query)))
    assert not answer.errors
    return answer.data, owner.prices


@pytest.mark.parametrize("limits", [Limits(), Limits(max_cost=100_000)])
def test_queries_of_a_price_are_left_to_the_owner_and_no_others(limits: Limits):
    assert asked("{ walk }", 100, limits) == (WALKED, [100])
    assert asked("{ walk }", 101, limits) == (WALKED, [])


def test_what_has_to_be_awaited_is_awaited():
    assert asked("{ walk wait }", 200) == ({**WALKED, "wait": "long"}, [200])


def test_what_is_not_compiled_costs_fifty_times_as_much():
    data, prices = asked("{ __schema { queryType { name } } walk }", 5_000)
    assert data == {"__schema": {"queryType": {"name": "Query"}}, **WALKED}
    assert all(price >= 50 * 100 for price in prices)
    assert len(prices) == 1


def test_a_mutation_is_never_left_to_the_owner():
    assert asked("mutation { move }", 0) == ({"move": "moved"}, [])


def test_without_an_owner_everything_runs_at_once():
    engine = Engine(schema, compile_immediately=True)
    assert isinstance(engine.run(engine.prepare("{ walk }")), Answer)
