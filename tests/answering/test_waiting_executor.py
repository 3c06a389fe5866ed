"""Requests that wait for values still being computed."""

import asyncio
from dataclasses import dataclass, field

import strawberry
from strawberry.types.graphql import OperationType

from graphapi.answering.waiting_executor import WaitingExecutor
from graphapi.errors import NotReadyError
from graphapi.execution import Engine, GraphQLRequest, Outcome

BOTH = frozenset({OperationType.QUERY, OperationType.MUTATION})


@dataclass
class Kitchen:
    """Dinner is ready once somebody has waited so often; `waits` has the patience of each."""

    needed: int = 1
    asked: int = 0
    waits: list[float] = field(default_factory=list)
    ends: bool = True

    async def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        return self.ends

    def dinner(self) -> str:
        self.asked += 1
        if len(self.waits) < self.needed:
            raise NotReadyError("potatoes", self.wait)
        return "soup"


Info = strawberry.Info[Kitchen, None]


@strawberry.type
class Query:
    @strawberry.field
    def dinner(self, info: Info) -> str:
        return info.context.dinner()

    @strawberry.field
    async def later(self, info: Info) -> str | None:
        await asyncio.sleep(0)
        return info.context.dinner()

    @strawberry.field
    def broken(self) -> str:
        raise ZeroDivisionError


@strawberry.type
class Mutation:
    @strawberry.mutation
    def cook(self, info: Info) -> str:
        return info.context.dinner()


engine = Engine(strawberry.Schema(Query, Mutation), reports_errors=False)


def run(kitchen: Kitchen, query: str) -> Outcome:
    executor = WaitingExecutor(engine, max_wait_seconds=20)
    return asyncio.run(executor.answer(GraphQLRequest(query), kitchen, BOTH))


def test_a_query_runs_again_when_what_it_needs_is_there():
    for query in ("{ dinner }", "{ dinner: later }", "{ dinner }"):
        kitchen = Kitchen()
        outcome = run(kitchen, query)
        assert (outcome.data, outcome.errors) == ({"dinner": "soup"}, ())
        assert kitchen.asked == 2


def test_it_waits_for_several_things_but_no_longer_than_its_patience_altogether():
    kitchen = Kitchen(needed=3)
    assert run(kitchen, "{ dinner }").data == {"dinner": "soup"}
    assert len(kitchen.waits) == 3
    assert 20 >= kitchen.waits[0] > kitchen.waits[1] > kitchen.waits[2] > 0


def test_an_answer_that_did_not_come_in_time_is_shown_as_it_is_and_is_not_repeatable():
    kitchen = Kitchen(needed=2, ends=False)
    outcome = run(kitchen, "{ later }")
    assert (outcome.data, kitchen.asked, len(kitchen.waits)) == ({"later": None}, 1, 1)
    assert [error.extensions for error in outcome.errors] == [{"code": "NOT_READY"}]
    assert not outcome.is_repeatable


def test_a_mutation_never_runs_twice():
    kitchen = Kitchen()
    outcome = run(kitchen, "mutation { cook }")
    assert (kitchen.asked, kitchen.waits, len(outcome.errors)) == (1, [], 1)


def test_other_errors_are_not_waited_for():
    kitchen = Kitchen()
    assert len(run(kitchen, "{ broken }").errors) == 1
    assert len(run(kitchen, "{ nonsense }").errors) == 1
    assert kitchen.waits == []
