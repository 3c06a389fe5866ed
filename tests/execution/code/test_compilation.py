"""What compiled operations do, one claim at a time. `test_sameness` tries everything else."""

import asyncio
import enum
from typing import Annotated, Any

import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

from graphapi.execution import Answer, Declared, Engine

calls: list[str] = []


class StarRecord:
    """A domain object: no instance of a Strawberry type."""

    __slots__ = ("bright", "name", "planets")

    def __init__(self, name: Any, planets: Any = (), bright: Any = True) -> None:
        self.name, self.planets, self.bright = name, planets, bright


class PlanetRecord:
    __slots__ = ("moons", "name")

    def __init__(self, name: Any, moons: Any = 0) -> None:
        self.name, self.moons = name, moons


@strawberry.interface
class Body:
    name: str


@strawberry.type
class Planet(Body):
    moons: int | None

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        return isinstance(value, PlanetRecord)

    @strawberry.field
    def distance(self, unit: str = "km") -> str:
        calls.append(f"distance of {self.name} in {unit}")
        return unit


class Kind(enum.Enum):
    NEAR = "near"
    FAR = "far"


@strawberry.type
class Star(Body):
    bright: bool
    planets: list[Planet]

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        calls.append("asked whether it is a star")
        return type(value) is StarRecord

    @strawberry.field
    def strict(self) -> int:
        calls.append(f"strict of {self.name}")
        raise ValueError(f"{self.name} is unmeasured")

    @strawberry.field
    def place(self, info: strawberry.Info) -> str:
        return f"{info.path.as_list()} {info.field_name} {info.context}"

    @strawberry.field
    async def slow(self) -> str:
        calls.append(f"slow of {self.name} begins")
        await asyncio.sleep(0)
        calls.append(f"slow of {self.name} ends")
        return "done"


Found = Annotated[Star | Planet, strawberry.union("Found")]


@strawberry.type
class Query:
    stars: list[Star]
    bodies: list[Body | None]
    found: list[Found]

    @strawberry.field
    def star(self) -> Star | None:
        return self.stars[0]

    @strawberry.field
    def ids(self, ids: list[int]) -> int:
        ids.append(0)
        return len(ids)


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def slow(self, name: str) -> str:
        calls.append(f"{name} begins")
        await asyncio.sleep(0)
        calls.append(f"{name} ends")
        return name


schema = strawberry.Schema(Query, Mutation, types=[Star, Planet])
schema.process_errors = lambda _errors, _context=None: None  # type: ignore[method-assign]  # the schema logs them


@pytest.fixture(autouse=True)
def no_calls_yet() -> None:
    calls.clear()


def answer_to(query: str, root: Any = None, **variables: Any) -> Answer:
    """Execute three times with one engine, since plans learn, and return the last answer.

    The answers must not differ, nor from graphql-core's.
    """
    engine = Engine(schema, compile_immediately=True)
    prepared = engine.prepare(query)
    assert prepared.path == "compiled", prepared.errors
    answers = [asyncio.run(engine.execute(prepared, variables, "ctx", root)) for _ in range(3)]
    first = asyncio.run(schema.execute(query, variables, "ctx", root))
    for answer in answers:
        assert repr(answer.data) == repr(first.data)
        assert [error.formatted for error in answer.errors or ()] == [
            error.formatted for error in first.errors or ()
        ]
    return answers[-1]


def sky(*stars: Any, **other: Any) -> Query:
    return Query(stars=list(stars), bodies=other.get("bodies", []), found=other.get("found", []))


def test_keys_come_in_the_order_of_the_document_with_fragments_merged():
    query = """{ star { bright ...F name ... on Star { kind: __typename } } }
               fragment F on Star { planets { name } name }"""
    star = StarRecord("Sun", [PlanetRecord("Earth")])
    data = answer_to(query, sky(star)).data
    assert list(data["star"]) == ["bright", "planets", "name", "kind"]  # type: ignore[index]  # it has data


def test_fields_of_the_same_key_are_merged_below():
    star = StarRecord("Sun", [PlanetRecord("Earth", 1)])
    data = answer_to("{ star { planets { name } planets { moons } } }", sky(star)).data
    assert data == {"star": {"planets": [{"name": "Earth", "moons": 1}]}}


def test_a_null_for_a_non_null_field_reaches_the_nearest_nullable_field():
    answer = answer_to("{ star { name } stars { bright } }", sky(StarRecord(None)))
    assert answer.data == {"star": None, "stars": [{"bright": True}]}
    (error,) = answer.errors or ()
    assert error.message == "Cannot return null for non-nullable field Star.name."
    assert error.path == ["star", "name"]


def test_a_null_among_nullable_items_leaves_the_others():
    bodies = [PlanetRecord("Earth"), PlanetRecord(None), None, PlanetRecord("Mars")]
    answer = answer_to("{ bodies { name } }", sky(bodies=bodies))
    assert answer.data == {"bodies": [{"name": "Earth"}, None, None, {"name": "Mars"}]}
    assert [error.path for error in answer.errors or ()] == [["bodies", 1, "name"]]


def test_after_a_failure_the_fields_behind_it_are_still_executed_once():
    answer_to("{ star { strict distant: place } }", sky(StarRecord("Sun")))
    assert calls.count("strict of Sun") == 4  # three compiled executions and graphql-core's


def test_a_resolver_is_not_called_again_when_its_value_is_unusual():
    planet = PlanetRecord("Earth", moons="1")
    answer = answer_to("{ stars { planets { distance moons } } }", sky(StarRecord("Sun", [planet])))
    assert answer.data == {"stars": [{"planets": [{"distance": "km", "moons": 1}]}]}
    assert len([call for call in calls if call.startswith("distance")]) == 4


def test_paths_inside_lists_count_the_items_before():
    stars = [StarRecord(f"{n}", [PlanetRecord("p"), PlanetRecord("q", moons=object)]) for n in "ab"]
    answer = answer_to("{ stars { planets { moons } } }", sky(*stars))
    assert [error.path for error in answer.errors or ()] == [
        ["stars", 0, "planets", 1, "moons"],
        ["stars", 1, "planets", 1, "moons"],
    ]


def test_info_tells_path_and_context():
    answer = answer_to("{ stars { place } }", sky(StarRecord("a"), StarRecord("b")))
    assert answer.data["stars"][1] == {"place": "['stars', 1, 'place'] place ctx"}  # type: ignore[index]  # it has data


def test_info_keeps_its_path_when_it_is_looked_at_later():
    @strawberry.type
    class Item:
        @strawberry.field
        async def where(self, info: strawberry.Info) -> str:
            await asyncio.sleep(0)
            return str(info.path.as_list())

    @strawberry.type
    class Root:
        @strawberry.field
        def items(self) -> list[Item]:
            return [Item(), Item()]

    engine = Engine(strawberry.Schema(Root), compile_immediately=True)
    answer = asyncio.run(engine.execute(engine.prepare("{ items { where } }")))
    assert answer.data["items"][1] == {"where": "['items', 1, 'where']"}  # type: ignore[index]  # it has data


def test_a_custom_info_class_is_used():
    class Special(strawberry.Info[Any, Any]):
        @property
        def context(self) -> str:
            return "special"

    @strawberry.type
    class Root:
        @strawberry.field
        def hello(self, info: Special) -> str:
            return f"{info.context} {isinstance(info, Special)}"

    custom = strawberry.Schema(Root, config=StrawberryConfig(info_class=Special))
    engine = Engine(custom, compile_immediately=True)
    answer = engine.run(engine.prepare("{ hello }"))
    assert answer.data == {"hello": "special True"}  # type: ignore[union-attr]  # nothing waits


def test_awaitables_of_one_level_run_together():
    answer_to("{ stars { slow } }", sky(StarRecord("a"), StarRecord("b")))
    waited = [call for call in calls if call.startswith("slow")]
    assert waited[:4] == [
        "slow of a begins",
        "slow of b begins",
        "slow of a ends",
        "slow of b ends",
    ]


def test_mutations_run_one_after_another():
    answer_to('mutation { a: slow(name: "a") b: slow(name: "b") }')
    assert calls[:4] == ["a begins", "a ends", "b begins", "b ends"]


def test_a_resolver_that_changes_its_arguments_changes_no_other_call():
    answer = answer_to("{ a: ids(ids: [1]) b: ids(ids: [1]) }", sky())
    assert answer.data == {"a": 2, "b": 2}
    answer = answer_to("query ($i: [Int!]!) { a: ids(ids: $i) b: ids(ids: $i) }", sky(), i=[1])
    assert answer.data == {"a": 2, "b": 2}


def test_a_predicate_of_declared_classes_is_asked_once_per_class():
    declared = Declared(classes={"Planet": PlanetRecord})
    engine = Engine(schema, compile_immediately=True, declared=declared)
    prepared = engine.prepare("{ stars { planets { name } } }")
    engine.run(prepared, root=sky(StarRecord("Sun", [PlanetRecord("Earth")])))
    planet: Any = schema._schema.get_type("Planet")
    star: Any = schema._schema.get_type("Star")
    assert PlanetRecord in engine._learned.of_type(planet)
    assert StarRecord not in engine._learned.of_type(star)


def test_any_other_predicate_is_asked_for_every_value():
    engine = Engine(schema, compile_immediately=True)
    prepared = engine.prepare("{ stars { name } }")
    for _ in range(3):
        calls.clear()
        engine.run(prepared, root=sky(StarRecord("a"), StarRecord("b")))
        assert calls == ["asked whether it is a star"] * 2


def test_a_value_of_another_type_is_an_error_even_after_many_right_ones():
    found = [PlanetRecord("Earth"), PlanetRecord("Mars"), "no body"]
    answer = answer_to("{ bodies { name } }", sky(bodies=found))
    assert answer.data["bodies"][2] is None  # type: ignore[index]  # it has data
    assert "must resolve to an Object type" in (answer.errors or [])[0].message


def test_an_object_cast_to_another_type_is_taken_as_that_type():
    @strawberry.type
    class One:
        name: str

    @strawberry.type
    class Two:
        name: str

    @strawberry.type
    class Root:
        @strawberry.field
        def both(self) -> list[Annotated[One | Two, strawberry.union("Both")]]:
            return [One(name="a"), One(name="b"), strawberry.cast(Two, One(name="c"))]

    engine = Engine(strawberry.Schema(Root), compile_immediately=True)
    prepared = engine.prepare("{ both { __typename ... on One { name } } }")
    for _ in range(2):
        data = engine.run(prepared).data  # type: ignore[union-attr]  # nothing waits
        assert [each["__typename"] for each in data["both"]] == ["One", "One", "Two"]


def test_an_exception_returned_is_an_exception_raised():
    answer = answer_to("{ bodies { name } }", sky(bodies=[PlanetRecord(KeyError("lost"))]))
    assert answer.data == {"bodies": [None]}


def test_more_selections_than_a_plan_may_have_run_on_graphql_core():
    engine = Engine(schema, compile_immediately=True)
    spread = " ".join(f"a{n}: stars {{ planets {{ name }} }}" for n in range(510))
    prepared = engine.prepare(f"{{ {spread} }}")
    answer = asyncio.run(engine.execute(prepared, root=sky(StarRecord("Sun"))))
    assert prepared.reason == "more than 1000 selections"
    assert answer.data is not None
    assert len(answer.data) == 510


def test_info_tells_the_selected_fields():
    @strawberry.type
    class Child:
        name: str

    @strawberry.type
    class Root:
        @strawberry.field
        def child(self, info: strawberry.Info) -> Child:
            (selected,) = info.selected_fields
            return Child(name=str([each.name for each in selected.selections]))

    engine = Engine(strawberry.Schema(Root), compile_immediately=True)
    answer = engine.run(engine.prepare("{ child { name __typename } }"))
    assert answer.data["child"]["name"] == "['name', '__typename']"  # type: ignore[union-attr, index]  # nothing waits
