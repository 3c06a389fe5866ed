"""The compiler and graphql-core give the same answer to every operation, whatever goes wrong.

600 operations are tried, or as many as `GRAPHAPI_FUZZ_CASES` says.
"""

import asyncio
import gc
import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from strawberry.utils.str_converters import to_camel_case

from graphapi.execution import Answer, Declared, Engine
from graphapi.server.turns.long_queries import TimeSlicer
from graphapi.server.turns.turn_queue import TurnQueue
from tests.execution.faults import FAULTS, attributes, resolvers, world
from tests.execution.sample_operations import Request, requests
from tests.execution.shelter import Ghost, GhostRecord, schema
from tests.fuzzing import fuzzed

# Where a field fails, both leave behind awaitables that nobody needs any more. Python warns of them
# whenever it collects them, wherever that happens to be.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Let Python collect here what fields left behind that failed: no later test is to blame."""
    yield
    gc.collect()


CONTEXT = {"user": "ann"}

ghosts = Declared(classes={"Ghost": (Ghost, GhostRecord)})
eager = Engine(schema, compile_immediately=True, declared=ghosts)
pausing = Engine(schema, compile_immediately=True, declared=ghosts)
"""Whose queries stop wherever they can, and let others in."""
pausing.set_long_runner(TimeSlicer(TurnQueue(1), seconds=0.0), least_price=0)
patient = Engine(schema)
keeping = Engine(schema, compile_immediately=True, declared=Declared(frozenset({"Kennel"})))

kinds = st.builds(
    lambda kind, which: kind + which,
    st.sampled_from(sorted(FAULTS)),
    st.sampled_from(["", "", "/2", "/3"]),
)


@st.composite
def trials(draw: Any) -> tuple[Request, dict[str, str]]:
    """A request, and what shall go wrong with some of the fields it asks for."""
    request = draw(requests(schema._schema))
    names = set(re.findall(r"\w+", request.query))
    asked = [
        place
        for place in (*attributes, *resolvers)
        if to_camel_case(place.rpartition(".")[2]) in names
    ]
    faults = draw(st.dictionaries(st.sampled_from(asked), kinds, max_size=5)) if asked else {}
    if "secret" in names or "deepSecret" in names:
        faults["permission"] = draw(st.sampled_from(["", "deny"]))
    return request, faults


@fuzzed("operations, compiled and not", quick=600)
@given(trial=trials(), engine=st.sampled_from([eager] * 4 + [patient, pausing, pausing]))
def test_compiler_and_graphql_core_give_the_same_answer(
    trial: tuple[Request, dict[str, str]], engine: Engine
) -> None:
    request, faults = trial
    prepared = engine.prepare(request.query, request.operation_name)
    event(f"runs {prepared.path}" if not prepared.errors else "refused")

    expected = asyncio.run(observed(by_graphql_core(request), faults))
    actual = asyncio.run(observed(by_compiler(engine, request), faults))

    event("with errors" if expected["errors"] else "without errors")
    if engine is pausing:
        # What a failed field left to be awaited, for nobody, goes on in the pauses.
        assert sorted(actual.pop("calls")) == sorted(expected.pop("calls"))
        assert actual == expected
        return
    assert actual == expected
    if (
        expected["errors"] or engine is patient
    ):  # now with all that the first execution taught the plan
        assert asyncio.run(observed(by_compiler(engine, request), faults)) == expected


waits = st.dictionaries(
    st.sampled_from([*attributes, *resolvers]),
    st.builds(
        lambda kind, which: kind + which,
        st.sampled_from(["future", "late-future", "task", "later", "some-futures"]),
        st.sampled_from(["", "", "/2", "/3"]),
    ),
    min_size=5,
    max_size=15,
)
"""Places that give the same values as without, later."""
failures = st.sampled_from(
    ["raise", "null", "exception", "fail-later", "failed-future", "null-future", "nonsense-future"]
)


@fuzzed("operations with futures", quick=150, price=4)
@given(
    trial=trials(),
    waits=waits,
    failure=failures,
    engine=st.sampled_from([eager, eager, patient, pausing]),
)
def test_futures_give_the_same_answer_in_whatever_turn_they_are_resolved(
    trial: tuple[Request, dict[str, str]], waits: dict[str, str], failure: str, engine: Engine
) -> None:
    """Which errors of one nulled object are reported, and what is called before the rest of it is
    cancelled, depends on what fails first; all else does not.
    """
    request, faults = trial
    failing = [place for place in faults if place != "permission"][:1]
    faults = waits | dict.fromkeys(failing, failure)

    expected = asyncio.run(observed(by_graphql_core(request), faults))
    for _ in range(2):
        actual = asyncio.run(observed(by_compiler(engine, request), faults))
        assert actual["data"] == expected["data"]
        assert bool(actual["errors"]) == bool(expected["errors"])
        if not expected["errors"]:
            assert sorted(actual["calls"]) == sorted(expected["calls"])


@fuzzed("operations, from kept fragments", quick=200, price=5)
@given(asked=requests(schema._schema), waits=st.one_of(st.just({}), waits))
def test_answers_from_kept_fragments_are_the_same_bytes(
    asked: Request, waits: dict[str, str]
) -> None:
    """The objects of the shelter do not change as long as nothing goes wrong."""
    prepared = keeping.prepare(asked.query, asked.operation_name)
    assert prepared.operation is not None or prepared.errors

    with world(waits):
        expected = asyncio.run(by_graphql_core(asked))
        for _ in range(2):
            run = keeping.execute(prepared, asked.variables, CONTEXT, version="one")
            answer = asyncio.run(run)
            assert json.loads(answer.to_bytes()).get("data") == expected.data
            assert list(map(str, answer.errors or ())) == list(map(str, expected.errors or ()))


async def observed(execution: Any, faults: dict[str, str]) -> dict[str, Any]:
    """Return all that a client or a resolver can tell of an execution, in comparable form."""
    with world(faults) as here, warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # coroutines abandoned by both
        answer = await execution
        for _ in range(8):  # let work in the background come to its end
            await asyncio.sleep(0)
    return {
        "data": comparable(answer.data),
        "errors": [
            (
                comparable(error.message),
                error.path,
                [(each.line, each.column) for each in error.locations or ()],
                error.extensions,
                type(error.original_error),
            )
            for error in answer.errors or ()
        ],
        "calls": [comparable(call) for call in here.calls],
    }


def comparable(value: Any) -> str:
    """A text that keeps order and types, and tells NaN from null; without memory addresses."""
    return re.sub(r"0x[0-9a-f]+", "0x", repr(value))


async def by_graphql_core(request: Request) -> Any:
    return await schema.execute(
        request.query, request.variables, CONTEXT, operation_name=request.operation_name
    )


async def by_compiler(engine: Engine, request: Request) -> Answer:
    prepared = engine.prepare(request.query, request.operation_name)
    return await engine.execute(prepared, request.variables, CONTEXT)
