"""Requests answered by the engine, phase by phase."""

import asyncio
from collections.abc import Iterator

import pytest
import strawberry
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from graphapi.execution import (
    CompilingExecutor,
    Engine,
    GraphQLRequest,
    Limits,
    OperationFacts,
    Outcome,
    Phase,
)


@strawberry.type
class Query:
    @strawberry.field
    def double(self, number: int) -> int:
        return 2 * number

    @strawberry.field
    def broken(self) -> str:
        raise ValueError("broken")


def outcome_of(
    query: str,
    name: str | None = None,
    *,
    schema: strawberry.Schema | None = None,
    max_tokens: int = 100,
    **variables: object,
) -> Outcome:
    engine = Engine(schema or strawberry.Schema(Query), limits=Limits(max_tokens=max_tokens))
    execute = CompilingExecutor(engine)
    request = GraphQLRequest(query, name, variables)
    return asyncio.run(execute.answer(request, None, frozenset({OperationType.QUERY})))


@pytest.mark.parametrize(
    ("query", "phase"),
    [
        ("{", Phase.PARSE),
        ("query A { broken } query B { broken }", Phase.OPERATION),
        ("mutation { burn }", Phase.OPERATION_TYPE),
        ("{ unknown }", Phase.VALIDATION),
        ("query A { broken } query A { broken }", Phase.OPERATION),
        ("query($n: Int!) { double(number: $n) }", Phase.VARIABLES),
        ("{ broken }", Phase.EXECUTION),
        ("{ __typename }", Phase.EXECUTION),
    ],
)
def test_the_outcome_tells_how_far_the_request_came(query: str, phase: Phase):
    outcome = outcome_of(query)
    assert outcome.phase is phase
    assert outcome.executed == (phase is Phase.EXECUTION)
    assert outcome.errors or outcome.data == {"__typename": "Query"}


def test_the_named_operation_runs():
    query = "query A { __typename } query B { double(number: 2) }"
    assert outcome_of(query, "B").data == {"double": 4}


def test_an_error_at_the_root_is_an_execution_without_data():
    outcome = outcome_of("{ broken }")
    assert (outcome.executed, outcome.data) == (True, None)
    assert [error.path for error in outcome.errors] == [["broken"]]


@pytest.mark.parametrize(
    ("query", "facts"),
    [
        ("{", None),
        ("query A { broken } query B { broken }", None),
        ("mutation Burn { burn }", OperationFacts("Burn", "mutation")),
        ("query Wrong { unknown }", OperationFacts("Wrong", "query")),
        ("query Missing($n: Int!) { double(number: $n) }", OperationFacts("Missing", "query")),
        ("query Broken { broken }", OperationFacts("Broken", "query", 0)),
        ("{ double(number: 1) }", OperationFacts(None, "query", 0)),
        ("{ __typename }", OperationFacts(None, "query", 0)),
    ],
)
def test_the_outcome_tells_what_was_asked_as_far_as_that_is_known(
    query: str, facts: OperationFacts | None
):
    assert outcome_of(query).facts == facts


def test_two_operations_of_one_name_are_invalid():
    outcome = outcome_of("query A { broken } query A { broken }", "A")
    assert outcome.phase is Phase.VALIDATION
    assert outcome.errors[0].message == "There can be only one operation named 'A'."


@pytest.mark.parametrize("query", ["{ __typename }", "{}#\n#\n#\n#\n"])
def test_tokens_and_comments_are_limited(query: str):
    outcome = outcome_of(query, max_tokens=2)
    assert outcome.phase is Phase.PARSE
    assert "more than 2" in outcome.errors[0].message


def test_strawberrys_extensions_keep_their_meaning():
    steps = []

    class Recorder(SchemaExtension):
        def on_operation(self) -> Iterator[None]:
            steps.append("operation begins")
            yield
            assert self.execution_context.result is not None
            steps.append(f"operation ends with {self.execution_context.result.data}")

        def on_validate(self) -> Iterator[None]:
            steps.append("validate")
            yield

        def on_execute(self) -> Iterator[None]:
            steps.append("execute")
            yield

        def get_results(self) -> dict[str, object]:
            return {"steps": len(steps)}

    schema = strawberry.Schema(Query, extensions=[Recorder])
    outcome = outcome_of("{ double(number: 1) }", schema=schema)
    ending = "operation ends with {'double': 2}"
    assert steps == ["operation begins", "validate", "execute", ending]
    assert outcome.extensions == {"steps": 4}
