"""Encoded fragments: kept for immutable objects, within a bound, never served to the wrong one."""

from typing import Any

import orjson
import strawberry

from graphapi.execution import Declared, Engine


class PersonRecord:
    __slots__ = ("friends", "name", "reads")

    def __init__(self, name: Any) -> None:
        self.name, self.reads, self.friends = name, 0, []


@strawberry.type
class Person:
    friends: list["Person"]

    @strawberry.field
    def name(self, upper: bool = False) -> str:
        self.reads += 1
        return self.name.upper() if upper else self.name

    @strawberry.field
    def seen_by(self, info: strawberry.Info) -> "Viewer":
        return Viewer(name=info.context)


@strawberry.type
class Viewer:
    name: str


@strawberry.type
class Query:
    people: list[Person]


schema = strawberry.Schema(Query)
schema.process_errors = lambda _errors, _context=None: None  # type: ignore[method-assign]  # the schema logs them


def engine_that_keeps(limit: int = 1_000_000) -> Engine:
    """An engine that has met the class before; a value of an unknown class is not kept yet."""
    engine = Engine(
        schema,
        compile_immediately=True,
        declared=Declared(frozenset({"Person"})),
        fragment_cache_bytes=limit,
    )
    asked(engine, "{ people { name } }", [PersonRecord("somebody")])
    return engine


def asked(engine: Engine, query: str, people: list[Any], version: Any = 1, **variables: Any) -> Any:
    prepared = engine.prepare(query)
    answer = engine.run(prepared, variables, "ann", Query(people=people), version=version)
    return orjson.loads(answer.to_bytes())["data"]  # type: ignore[union-attr]  # nothing waits


def test_an_object_is_read_once_for_one_selection_and_version():
    engine, ann = engine_that_keeps(), PersonRecord("ann")
    for _ in range(3):
        assert asked(engine, "{ people { name } }", [ann]) == {"people": [{"name": "ann"}]}
    assert ann.reads == 1


def test_another_version_reads_it_again():
    engine, ann = engine_that_keeps(), PersonRecord("ann")
    asked(engine, "{ people { name } }", [ann], version=1)
    ann.name = "anna"
    assert asked(engine, "{ people { name } }", [ann], version=1) == {"people": [{"name": "ann"}]}
    assert asked(engine, "{ people { name } }", [ann], version=2) == {"people": [{"name": "anna"}]}


def test_without_a_version_nothing_is_kept_and_data_is_plain():
    engine, ann = engine_that_keeps(), PersonRecord("ann")
    prepared = engine.prepare("{ people { name } }")
    for _ in range(2):
        answer = engine.run(prepared, root=Query(people=[ann]))
        assert answer.data == {"people": [{"name": "ann"}]}  # type: ignore[union-attr]  # nothing waits
    assert ann.reads == 2


def test_arguments_from_variables_make_another_fragment():
    engine, ann = engine_that_keeps(), PersonRecord("ann")
    query = "query ($u: Boolean!) { people { name(upper: $u) } }"
    for _ in range(2):
        assert asked(engine, query, [ann], u=True) == {"people": [{"name": "ANN"}]}
        assert asked(engine, query, [ann], u=False) == {"people": [{"name": "ann"}]}
    assert ann.reads == 2


def test_a_selection_that_reaches_an_undeclared_type_is_not_kept():
    engine, ann = engine_that_keeps(), PersonRecord("ann")
    for _ in range(2):
        data = asked(engine, "{ people { name seenBy { name } } }", [ann])
        assert data == {"people": [{"name": "ann", "seenBy": {"name": "ann"}}]}
    assert ann.reads == 2


def test_fragments_inside_lists_inside_fragments_are_those_of_their_own_objects():
    engine = engine_that_keeps()
    crowd = [PersonRecord(f"person {n}") for n in range(6)]
    for n, person in enumerate(crowd):
        person.friends = [crowd[(n + step) % 6] for step in (1, 2, 3)]
    query = "{ people { name friends { name friends { name friends { name } } } } }"
    plain = engine.run(engine.prepare(query), root=Query(people=crowd)).data  # type: ignore[union-attr]  # nothing waits
    reads = [person.reads for person in crowd]
    for _ in range(2):
        assert asked(engine, query, crowd) == plain
    # Four selections say something of each person, and each is worked out once.
    assert [person.reads for person in crowd] == [before + 4 for before in reads]


def test_what_is_derived_from_an_object_is_kept_with_it_but_not_alone():
    declared = Declared(frozenset({"Person"}), derived=frozenset({"Viewer"}))
    engine, ann = Engine(schema, compile_immediately=True, declared=declared), PersonRecord("ann")
    query = "{ people { name seenBy { name } } }"
    asked(engine, query, [PersonRecord("somebody")])
    for _ in range(3):
        data = asked(engine, query, [ann])
        assert data == {"people": [{"name": "ann", "seenBy": {"name": "ann"}}]}
    assert ann.reads == 1
    assert engine.figures["fragments"].entries == 1


def test_a_long_text_is_not_kept_as_one_piece_but_its_parts_are():
    engine = engine_that_keeps()
    star = PersonRecord("star")
    star.friends = [PersonRecord("friend " * 100) for _ in range(50)]
    for _ in range(20):
        data = asked(engine, "{ people { name friends { name } } }", [star])
        assert data["people"][0]["friends"] == [{"name": "friend " * 100}] * 50
    assert star.reads == 20
    assert [friend.reads for friend in star.friends] == [1] * 50


def test_what_went_wrong_is_not_kept():
    engine, nobody = engine_that_keeps(), PersonRecord(None)
    prepared = engine.prepare("{ people { friends { friends { name } } name } }")
    for _ in range(2):
        answer = engine.run(prepared, root=Query(people=[nobody]), version=1)
        assert [error.path for error in answer.errors] == [["people", 0, "name"]]  # type: ignore[union-attr]  # nothing waits
    assert nobody.reads == 2


def test_fragments_stay_within_their_bound_and_answers_right():
    limit = 20_000
    engine = engine_that_keeps(limit)
    crowd = [PersonRecord(f"person {n}") for n in range(200)]
    for start in range(0, 200, 7):
        few = crowd[start : start + 20]
        names = [each["name"] for each in asked(engine, "{ people { name } }", few)["people"]]
        assert names == [each.name for each in few]
        assert engine.figures["fragments"].bytes <= limit
    assert engine.figures["fragments"].evicted > 0


def test_an_object_that_is_gone_does_not_lend_its_fragment_to_another():
    engine = engine_that_keeps()
    for n in range(50):
        data = asked(engine, "{ people { name } }", [PersonRecord(f"person {n}")])
        assert data == {"people": [{"name": f"person {n}"}]}


def engine_with_keys() -> Engine:
    """An engine to which two people of one name are the same."""
    declared = Declared(frozenset({"Person"}), keys={"Person": "name"})
    engine = Engine(schema, compile_immediately=True, declared=declared)
    asked(engine, "{ people { name } }", [PersonRecord("somebody")])
    return engine


def test_an_object_made_again_has_the_fragment_of_its_key():
    engine, first, second = engine_with_keys(), PersonRecord("ann"), PersonRecord("ann")
    for person in (first, second, first):
        assert asked(engine, "{ people { name } }", [person]) == {"people": [{"name": "ann"}]}
    assert (first.reads, second.reads) == (1, 0)


def test_other_keys_and_versions_have_other_fragments():
    engine, people = engine_with_keys(), [PersonRecord("ann"), PersonRecord("bob")]
    expected = {"people": [{"name": "ann"}, {"name": "bob"}]}
    for version in (1, 2, 1):
        assert asked(engine, "{ people { name } }", people, version=version) == expected
    assert [person.reads for person in people] == [2, 2]


def test_a_value_without_the_key_fails_like_any_other():
    engine = engine_with_keys()
    prepared = engine.prepare("{ people { name } }")
    found = engine.run(prepared, root=Query(people=[PersonRecord("ann"), "bob", None]), version=1)  # type: ignore[list-item]  # on purpose
    plain = engine.run(prepared, root=Query(people=[PersonRecord("ann"), "bob", None]))  # type: ignore[list-item]  # the same
    assert [error.message for error in found.errors or ()] == [  # type: ignore[union-attr]  # nothing waits
        error.message
        for error in plain.errors or ()  # type: ignore[union-attr]  # the same
    ]
