"""What the engine promises about answers, and how it takes what it can't compile."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
import strawberry
from graphql import OperationType
from graphql.execution.values import VariableValues
from strawberry.directive import DirectiveLocation, DirectiveValue
from strawberry.extensions import MaskErrors, QueryDepthLimiter, SchemaExtension
from strawberry.schema.config import StrawberryConfig

from graphapi.execution import Answer, Engine, Limits
from tests.execution.faults import world
from tests.execution.shelter import schema

pytestmark = pytest.mark.anyio


@strawberry.type
class Book:
    title: str
    year: int

    @strawberry.field
    async def price(self) -> float:
        await asyncio.sleep(0)
        return 9.5


@strawberry.type
class Query:
    @strawberry.field
    def book(self, title: str = "Dune") -> Book:
        return Book(title=title, year=1965)

    @strawberry.field
    def broken(self) -> str | None:
        raise ValueError("no such shelf")


def engine_for(**settings: Any) -> Engine:
    return Engine(strawberry.Schema(Query, **settings), compile_immediately=True)


def answered(answer: Any) -> Answer:
    assert isinstance(answer, Answer), "the answer had to be awaited"
    return answer


@pytest.mark.parametrize("reports", [True, False])
def test_the_schema_hears_of_errors_unless_that_is_left_to_the_caller(reports: bool):
    heard: list[Any] = []
    schema = strawberry.Schema(Query)
    schema.process_errors = lambda errors, _context=None: heard.extend(errors)
    engine = Engine(schema, compile_immediately=True, reports_errors=reports)
    for query in ("{ broken }", "{ unknown }"):
        answered(engine.run(engine.prepare(query)))
    assert len(heard) == (2 if reports else 0)


def test_an_operation_without_awaitables_is_answered_without_an_event_loop():
    engine = engine_for()
    answer = answered(engine.run(engine.prepare("{ book { title year } }")))
    assert answer.to_bytes() == b'{"data":{"book":{"title":"Dune","year":1965}}}'


async def test_an_operation_with_awaitables_is_answered_by_an_awaitable():
    engine = engine_for()
    prepared = engine.prepare("{ book { title price } }")
    pending = engine.run(prepared)
    assert not isinstance(pending, Answer)
    assert (await pending).data == {"book": {"title": "Dune", "price": 9.5}}


def test_a_document_that_does_not_parse_is_refused_without_data():
    engine = engine_for()
    prepared = engine.prepare("{ book {")
    answer = answered(engine.run(prepared))
    assert prepared.errors[0].message == "Syntax Error: Expected Name, found <EOF>."
    assert "data" not in orjson.loads(answer.to_bytes())


def test_an_operation_that_is_not_in_the_document_is_refused():
    engine = engine_for()
    prepared = engine.prepare("query A { __typename } query B { __typename }", "C")
    assert str(prepared.errors[0]).startswith("Unknown operation named 'C'; the document holds")
    prepared = engine.prepare("query A { __typename } query B { __typename }")
    assert str(prepared.errors[0]).startswith("The document holds several operations: name one")


def test_a_refused_operation_says_where_it_failed():
    engine = engine_for()
    assert engine.prepare("{").refused_at == "parsing"
    assert engine.prepare("query A { nothing }", "B").refused_at == "operation"
    invalid = engine.prepare("query A { nothing }", "A")
    assert invalid.refused_at == "validation"
    assert invalid.operation_type is OperationType.QUERY
    assert engine.prepare("{ book { title } }").refused_at is None


def test_a_document_of_too_many_tokens_is_not_read_to_its_end():
    engine = Engine(strawberry.Schema(Query), limits=Limits(max_tokens=5))
    assert "more than 5 tokens" in str(engine.prepare("{ book { title year } }").errors[0])
    assert not engine.prepare("{ broken }").errors


def test_variables_that_do_not_coerce_refuse_the_request_without_data():
    engine = engine_for()
    prepared = engine.prepare("query ($t: String!) { book(title: $t) { title } }")
    answer = answered(engine.run(prepared, {"t": 5}))
    assert not answer.has_data
    assert "String cannot represent a non string value: 5" in answer.errors[0].message


def test_an_error_that_reaches_the_root_leaves_data_that_is_null():
    with world({"kennel.label": "null"}):
        engine = Engine(schema)
        answer = asyncio.run(engine.execute(engine.prepare("{ kennels { label } }")))
    assert orjson.loads(answer.to_bytes())["data"] is None


def test_errors_are_given_to_the_schema_to_process():
    seen: list[str] = []

    class Watching(strawberry.Schema):
        def process_errors(self, errors: Any, execution_context: Any = None) -> None:
            seen.extend(f"{error.message} in {execution_context.query}" for error in errors)

    engine = Engine(Watching(Query), compile_immediately=True)
    engine.run(engine.prepare("{ broken }"))
    assert seen == ["no such shelf in { broken }"]


def test_each_choice_of_conditions_has_its_own_plan():
    engine = engine_for()
    prepared = engine.prepare(
        "query ($y: Boolean!) { book { title year @include(if: $y) __typename @skip(if: $y) } }"
    )
    assert prepared.conditions == ("y",)
    with_year = answered(engine.run(prepared, {"y": True})).data
    without = answered(engine.run(prepared, {"y": False})).data
    assert with_year == {"book": {"title": "Dune", "year": 1965}}
    assert without == {"book": {"title": "Dune", "__typename": "Book"}}


def test_introspection_is_answered_from_the_cache_the_second_time():
    engine = engine_for()
    prepared = engine.prepare("{ __schema { queryType { name } } }")
    assert prepared.path == "introspection"
    first = answered(engine.run(prepared))
    assert first.data == {"__schema": {"queryType": {"name": "Query"}}}
    assert engine.run(prepared) is first


def test_introspection_with_other_variables_is_another_answer():
    engine = engine_for()
    prepared = engine.prepare("query ($n: String!) { __type(name: $n) { kind } }")
    assert answered(engine.run(prepared, {"n": "Book"})).data == {"__type": {"kind": "OBJECT"}}
    assert answered(engine.run(prepared, {"n": "Int"})).data == {"__type": {"kind": "SCALAR"}}


async def test_introspection_beside_other_fields_runs_on_graphql_core():
    engine = engine_for()
    prepared = engine.prepare("{ __schema { queryType { name } } book { title } }")
    assert prepared.reason == "introspection beside other fields"
    assert (await engine.execute(prepared)).data["book"] == {"title": "Dune"}


async def test_a_directive_with_behaviour_runs_on_graphql_core():
    @strawberry.directive(locations=[DirectiveLocation.FIELD])
    def loud(value: DirectiveValue[str]) -> str:
        return value.upper()

    engine = engine_for(directives=[loud])
    prepared = engine.prepare("{ book { title @loud } }")
    assert prepared.reason == "@loud"
    assert (await engine.execute(prepared)).data == {"book": {"title": "DUNE"}}
    assert engine.prepare("{ book { title } }").path == "compiled"


async def test_an_answer_in_several_parts_is_left_to_streaming():
    config = StrawberryConfig(enable_experimental_incremental_execution=True)
    engine = engine_for(config=config)
    prepared = engine.prepare("{ book { title ... @defer { year } } }")
    assert prepared.reason == "@defer"
    with pytest.raises(TypeError, match="more than one answer"):
        await engine.execute(prepared)


def test_a_subscription_is_recognised_and_not_compiled():
    @strawberry.type
    class Subscription:
        @strawberry.subscription
        async def ticks(self) -> AsyncIterator[int]:
            yield 1

    engine = engine_for(subscription=Subscription)
    assert engine.prepare("subscription { ticks }").reason == "subscription"


async def test_a_plan_cache_of_no_bytes_turns_the_compiler_off():
    engine = Engine(strawberry.Schema(Query), plan_cache_bytes=0)
    prepared = engine.prepare("{ book { title } }")
    assert prepared.reason == "the plan cache is off"
    assert (await engine.execute(prepared)).data == {"book": {"title": "Dune"}}


def test_a_small_operation_is_compiled_when_it_comes_again():
    engine = Engine(strawberry.Schema(Query))
    prepared = engine.prepare("{ book { title } }")
    first = answered(engine.run(prepared))
    assert engine.figures["plans"].bytes < 1000
    second = answered(engine.run(prepared))
    assert engine.figures["plans"].bytes > 1000
    assert first == second


def test_a_larger_operation_that_asks_little_of_lists_is_compiled_when_it_comes_again():
    engine = Engine(strawberry.Schema(Query))
    prepared = engine.prepare("{ book { " + " ".join(f"a{n}: title" for n in range(20)) + " } }")
    first = answered(engine.run(prepared))
    plan = engine._plan(prepared, VariableValues({}, {}), keeping=False, at_once=False)
    assert plan is not None
    assert not plan.sources
    assert answered(engine.run(prepared)) == first
    assert plan.sources


async def test_extensions_see_an_operation_that_runs_compiled():
    seen: list[str] = []

    class Watching(SchemaExtension):
        def on_operation(self) -> Any:
            seen.append("operation")
            yield
            seen.append(f"answered {self.execution_context.result.data}")

        def on_validate(self) -> Any:
            seen.append("validation")
            yield

        def on_execute(self) -> Any:
            seen.append("execution")
            yield

        def get_results(self) -> dict[str, Any]:
            return {"watched": True}

    engine = engine_for(extensions=[Watching])
    prepared = engine.prepare("{ book { title } }")
    assert prepared.path == "compiled"
    answer = await engine.execute(prepared)
    assert answer.data == {"book": {"title": "Dune"}}
    assert answer.extensions == {"watched": True}
    assert seen[:3] == ["operation", "validation", "execution"]
    assert seen[3] == "answered {'book': {'title': 'Dune'}}"
    assert "def s0" in engine.explain(prepared)


async def test_extensions_are_called_once_where_an_operation_is_refused_by_the_compiler():
    seen: list[str] = []

    class Watching(SchemaExtension):
        def on_operation(self) -> Any:
            seen.append("operation")
            yield

    engine = engine_for(extensions=[Watching])
    prepared = engine.prepare("query ($y: Boolean = true) { book { title @skip(if: $y) } }")
    assert (await engine.execute(prepared)).data == {"book": {}}
    answer = await engine.execute(prepared, {"y": None})
    assert answer.data == {"book": None} or answer.errors
    introspection = engine.prepare("{ __schema { queryType { name } } }")
    assert (await engine.execute(introspection)).errors is None
    assert seen == ["operation"] * 3


async def test_extensions_may_change_errors_and_refuse_documents():
    engine = engine_for(
        extensions=[lambda: MaskErrors(error_message="hidden"), lambda: QueryDepthLimiter(1)]
    )
    answer = await engine.execute(engine.prepare("{ broken }"))
    assert [str(error.message) for error in answer.errors] == ["hidden"]
    answer = await engine.execute(engine.prepare("{ book { title } __typename }"))
    assert answer.errors is None
    answer = await engine.execute(engine.prepare("{ nothing }"))
    assert answer.has_data is False


async def test_an_extension_that_resolves_fields_turns_the_compiler_off():
    class Shouting(SchemaExtension):
        def resolve(self, _next: Any, root: Any, info: Any, *args: Any, **kwargs: Any) -> Any:
            value = _next(root, info, *args, **kwargs)
            return value.upper() if isinstance(value, str) else value

    engine = engine_for(extensions=[Shouting])
    prepared = engine.prepare("{ book { title } }")
    assert prepared.reason == "the extension Shouting resolves fields"
    assert (await engine.execute(prepared)).data == {"book": {"title": "DUNE"}}


def test_deep_nesting_is_compiled_and_answered():
    engine = Engine(schema, compile_immediately=True)
    depth = 150
    query = "{ kennel { " + "next { " * depth + "number" + " }" * depth + " } }"
    with world():
        answer = answered(engine.run(engine.prepare(query)))
    found = answer.data["kennel"]
    for _ in range(depth):
        found = found["next"]
    assert found == {"number": 1 + depth}
    assert answer.errors is None
    assert orjson.loads(answer.to_bytes())


def test_nesting_deeper_than_orjson_writes_is_written_all_the_same():
    data: dict[str, Any] = {}
    for _ in range(300):
        data = {"a": data}
    assert Answer(data).to_bytes().count(b'{"a":') == 300
    assert Answer({"n": 2**70}).to_bytes() == b'{"data":{"n":1180591620717411303424}}'


def test_explain_shows_the_plan_and_the_source():
    engine = engine_for()
    text = engine.explain(engine.prepare("{ book { title price } }"))
    assert "title: String! from attribute title" in text
    assert "price: Float! from resolver Book.price, arguments constant" in text
    assert "v2 = v1.title" in engine.explain(engine.prepare("{ book { title } }"))
    assert engine.explain(engine.prepare("{ nothing }")).startswith("refused:")
    with_mutation = Engine(schema)
    text = with_mutation.explain(with_mutation.prepare("mutation { adopt(number: 1) { tag } }"))
    assert "v1 = o.tag" in text
