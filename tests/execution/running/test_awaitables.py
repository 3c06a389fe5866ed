"""What is awaited, and when: as graphql-core does it, failures or not."""

import asyncio
from typing import Annotated, Any

import pytest
import strawberry
from strawberry.dataloader import DataLoader

from graphapi.execution import Answer, Engine
from graphapi.runtime.deadlines import INTERRUPTIONS, Deadline, DeadlineExceededError, limited

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
    engine = Engine(both, compile_immediately=True)

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

    engine = Engine(strawberry.Schema(Root), compile_immediately=True)

    async def execute() -> Answer:
        return await engine.execute(engine.prepare("{ rows { name } }"), None, DataLoader(load))

    for _ in range(2):
        data = asyncio.run(execute()).data
        assert data == {"rows": [{"name": f"name {n}"} for n in range(5)]}
    assert batches == [[0, 1, 2, 3, 4]] * 2


class Loader:
    """Answers what was asked in one turn of the event loop together, in one of the next turns."""

    def __init__(self, turns: int = 0) -> None:
        self.turns = turns
        self.batches: list[int] = []
        self.asked: list[tuple[asyncio.Future[Any], Any]] = []
        self.cancelled = 0

    def load(self, value: Any) -> Any:
        loop = asyncio.get_running_loop()
        if not self.asked:
            loop.call_soon(self.send)
        self.asked.append((loop.create_future(), value))
        return self.asked[-1][0]

    def send(self) -> None:
        batch, self.asked = self.asked, []
        self.batches.append(len(batch))
        self.wait(batch, self.turns)

    def wait(self, batch: list[tuple[asyncio.Future[Any], Any]], turns: int) -> None:
        if turns:
            asyncio.get_running_loop().call_soon(self.wait, batch, turns - 1)
            return
        for future, value in batch:
            if future.cancelled():
                self.cancelled += 1
            elif isinstance(value, Exception):
                future.set_exception(value)
            else:
                future.set_result(value)


@strawberry.interface
class Named:
    @strawberry.field
    def name(self, info: strawberry.Info) -> str | None:
        return info.context.load("a name")  # type: ignore[no-any-return]  # the context is untyped


@strawberry.type
class Leaf(Named):
    number: int


@strawberry.type
class Branch(Named):
    number: int

    @strawberry.field
    def leaves(self, info: strawberry.Info, first: int = 20) -> list[Leaf]:
        return info.context.load([Leaf(number=n) for n in range(first)])  # type: ignore[no-any-return]  # untyped

    @strawberry.field
    def ready(self) -> "Branch":
        return self

    @strawberry.field
    def found(self, info: strawberry.Info) -> list[Named]:
        return [info.context.load(each) for each in (Leaf(number=1), self)]

    @strawberry.field
    def fails(self) -> str | None:
        raise ValueError("no name")

    @strawberry.field
    def strict(self, info: strawberry.Info) -> Leaf:
        wrong = self.number == 1
        return info.context.load(ValueError("no leaf") if wrong else Leaf(number=0))  # type: ignore[no-any-return]  # untyped


@strawberry.type
class Tree:
    @strawberry.field
    def branches(self, info: strawberry.Info, first: int = 50) -> list[Branch | None]:
        return info.context.load([Branch(number=n) for n in range(first)])  # type: ignore[no-any-return]  # untyped

    @strawberry.field
    def branch(self, info: strawberry.Info) -> Branch | None:
        return info.context.load(Branch(number=7))  # type: ignore[no-any-return]  # untyped


tree = strawberry.Schema(Tree, types=[Leaf, Branch])
tree.process_errors = lambda _errors, _context=None: None  # type: ignore[method-assign]  # the schema logs them
tree_engine = Engine(tree, compile_immediately=True)


async def grown(query: str, loader: Loader) -> Answer:
    answer = await tree_engine.execute(tree_engine.prepare(query), context=loader)
    expected = await tree.execute(query, context_value=Loader(loader.turns))
    assert repr(answer.data) == repr(expected.data)
    found = [error.formatted for error in answer.errors or ()]
    assert found == [error.formatted for error in expected.errors or ()]
    return answer


@pytest.mark.parametrize("turns", [0, 1, 5])
def test_each_level_of_lists_in_lists_is_one_batch(turns: int):
    for _ in range(2):
        loader = Loader(turns)
        answer = asyncio.run(grown("{ branches { leaves { name } } }", loader))
        assert answer.errors is None
        assert loader.batches == [1, 50, 50 * 20]


@pytest.mark.parametrize("turns", [0, 1, 5])
def test_places_of_one_level_are_one_batch_however_deep_they_are_in_what_needs_no_waiting(
    turns: int,
):
    query = """{
        a: branches(first: 2) { leaves(first: 3) { name } }
        b: branch { ready { ready { leaves(first: 2) { name } x: leaves(first: 1) { name } } } }
        branch { found { ... on Leaf { name } ... on Branch { leaves(first: 1) { name } } } name }
    }"""
    for _ in range(2):
        loader = Loader(turns)
        assert asyncio.run(grown(query, loader)).errors is None
        levels = [3, 2 + 2 + 2 + 1, 2 * 3 + 2 + 1 + 1 + 1]
        assert loader.batches == [*levels, 1]


@pytest.mark.parametrize("turns", [0, 1, 5])
def test_a_future_that_fails_makes_its_object_null_and_the_others_go_on(turns: int):
    query = "{ branches(first: 3) { name strict { name number } leaves(first: 1) { name } } }"
    loader = Loader(turns)
    answer = asyncio.run(grown(query, loader))
    assert [error.path for error in answer.errors or ()] == [["branches", 1, "strict"]]
    assert answer.data["branches"][1] is None  # type: ignore[index]  # it has data
    assert answer.data["branches"][2]["leaves"] == [{"name": "a name"}]  # type: ignore[index]  # it has


@pytest.mark.parametrize("turns", [0, 1, 5])
def test_levels_stay_one_batch_behind_a_field_that_fails_without_waiting(turns: int):
    query = """{
        branches(first: 3) { ready { leaves(first: 2) { name } } fails number
                             leaves(first: 2) { name } }
    }"""
    for _ in range(2):
        loader = Loader(turns)
        answer = asyncio.run(grown(query, loader))
        assert len(answer.errors or ()) == 3
        assert loader.batches == [1, 3 + 3, 3 * 2 + 3 * 2]


def test_what_waits_beside_a_failure_in_one_object_is_cancelled():
    class Slow(Loader):
        def __init__(self) -> None:
            super().__init__()
            self.names: list[asyncio.Future[Any]] = []

        def load(self, value: Any) -> Any:
            if value != "a name":
                return super().load(value)
            self.names.append(asyncio.get_running_loop().create_future())
            return self.names[-1]

    async def execute(run: Any, loader: Slow) -> list[bool]:
        task = asyncio.ensure_future(run)
        for _ in range(20):
            await asyncio.sleep(0)
        states = [name.cancelled() for name in loader.names]
        for name in loader.names:
            if not name.done():
                name.set_result("late")
        await task
        return states

    query = "{ branches(first: 3) { name strict { number } } }"
    for _ in range(2):
        compiled, core = Slow(), Slow()
        run = tree_engine.execute(tree_engine.prepare(query), context=compiled)
        assert asyncio.run(execute(run, compiled)) == [False, True, False]
        assert asyncio.run(execute(tree.execute(query, context_value=core), core)) == [
            False,
            True,
            False,
        ]


@pytest.mark.parametrize("query", ["{ branch { name } }", "{ branches(first: 2) { name number } }"])
def test_cancelling_an_operation_cancels_what_it_waits_for(query: str):
    async def execute() -> list[bool]:
        names = []

        class Never(Loader):
            def load(self, value: Any) -> Any:
                if value != "a name":
                    return super().load(value)
                names.append(asyncio.get_running_loop().create_future())
                return names[-1]

        run = tree_engine.execute(tree_engine.prepare(query), context=Never())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await run
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert not others
        return [name.cancelled() for name in names]

    found = asyncio.run(execute())
    assert found
    assert all(found)


def test_a_deadline_ends_an_operation_that_goes_on_after_waiting():
    class Late(Loader):
        def load(self, value: Any) -> Any:
            if isinstance(value, list):
                INTERRUPTIONS.pause_due = True  # as the thread that watches would do it
            return super().load(value)

    async def execute() -> Answer:
        prepared = tree_engine.prepare("{ branches { leaves { number } } }")
        with limited(Deadline(-1.0)):
            return await tree_engine.execute(prepared, context=Late())

    with pytest.raises(DeadlineExceededError):
        asyncio.run(execute())
