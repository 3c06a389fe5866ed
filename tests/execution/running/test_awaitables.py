"""What is awaited, and when: as graphql-core does it, failures or not."""

import asyncio
from typing import Annotated, Any

import pytest
import strawberry
from strawberry.dataloader import DataLoader

from graphapi.execution import Answer, Engine

calls: list[str] = []


@pytest.fixture(autouse=True)
def no_calls_yet() -> None:
    calls.clear()


@strawberry.type
class Left:
    name: str

    @strawberry.field
    def fails(self) -> str | None:
        raise ValueError("left")

    @strawberry.field
    async def waits(self) -> str:
        await asyncio.sleep(0)
        calls.append(f"waited for {self.name}")
        return self.name

    @strawberry.field
    def must(self) -> str:
        if self.name == "bad":
            raise ValueError("bad")
        return self.name


@strawberry.type
class Right:
    name: str


Side = Annotated[Left | Right, strawberry.union("Side")]


@strawberry.type
class Sides:
    sides: list[Side | None]
    strict: list[Left]

    @strawberry.field
    def nullable(self) -> list[Left] | None:
        return self.strict


def same_as_graphql_core(query: str, make: Any) -> tuple[Any, list[str]]:
    """Return data and calls of the third execution; none differs from graphql-core's."""
    both = strawberry.Schema(Sides)
    both.process_errors = lambda _errors, _context=None: None  # type: ignore[method-assign]  # the schema logs them
    engine = Engine(both, compile_at_once=True)

    async def observed(execution: Any) -> tuple[str, list[Any], list[str]]:
        calls.clear()
        answer = await execution
        for _ in range(5):
            await asyncio.sleep(0)
        errors = [error.formatted for error in answer.errors or ()]
        return repr(answer.data), errors, list(calls)

    expected = asyncio.run(observed(both.execute(query, root_value=make())))
    for _ in range(3):
        run = engine.execute(engine.prepare(query), root=make())
        assert asyncio.run(observed(run)) == expected
    return expected[0], expected[2]


def test_an_awaitable_behind_a_failure_is_awaited_in_objects_of_known_class():
    data, _ = same_as_graphql_core(
        "{ sides { ... on Left { fails waits } } }",
        lambda: Sides(sides=[Left(name="a"), Right(name="b"), Left(name="c")], strict=[]),
    )
    assert data == str(
        {"sides": [{"fails": None, "waits": "a"}, {}, {"fails": None, "waits": "c"}]}
    )


def test_awaitables_in_a_list_that_fails_are_still_settled():
    async def later(value: Any) -> Any:
        await asyncio.sleep(0)
        calls.append(f"item {value.name}")
        return value

    _, done = same_as_graphql_core(
        "{ nullable { must waits } }",
        lambda: Sides(
            sides=[],
            strict=[Left(name="a"), later(Left(name="b")), Left(name="bad"), later(Left(name="c"))],
        ),
    )
    assert done == ["waited for a", "item b", "item c", "waited for b"]


def test_a_list_that_fails_behind_awaitables_of_its_siblings_leaves_them_running():
    _, done = same_as_graphql_core(
        "{ strict { waits } nullable { must } }",
        lambda: Sides(sides=[], strict=[Left(name="a"), Left(name="bad")]),
    )
    assert sorted(done) == ["waited for a", "waited for bad"]


def test_loads_of_one_level_come_in_one_batch():
    batches: list[list[int]] = []

    async def load(keys: list[int]) -> list[str]:
        batches.append(keys)
        return [f"name {key}" for key in keys]

    @strawberry.type
    class Row:
        number: int

        @strawberry.field
        def name(self, info: strawberry.Info) -> str:
            return info.context.load(self.number)  # type: ignore[no-any-return]  # the context is untyped

    @strawberry.type
    class Root:
        @strawberry.field
        def rows(self) -> list[Row]:
            return [Row(number=n) for n in range(5)]

    engine = Engine(strawberry.Schema(Root), compile_at_once=True)

    async def execute() -> Answer:
        return await engine.execute(engine.prepare("{ rows { name } }"), None, DataLoader(load))

    for _ in range(2):
        data = asyncio.run(execute()).data
        assert data == {"rows": [{"name": f"name {n}"} for n in range(5)]}
    assert batches == [[0, 1, 2, 3, 4]] * 2
