"""The schema as a whole."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    build_schema,
    is_nullable_type,
    is_specified_scalar_type,
)

from graphapi.api import INPUT_TYPES, NODE_CLASSES, create_schema, schema_sdl
from graphapi.errors import BadUserInputError
from graphapi.execution.documents.documents import core_schema
from tests.api.asking import answer, refusal

ROOT = Path(__file__).parents[2]
SDL = ROOT / "schema" / "schema.graphql"
CONTRACT_CHECK = ROOT.parent / "shared" / "tools" / "contract_check"


@pytest.fixture(scope="module")
def built() -> GraphQLSchema:
    return build_schema(schema_sdl())


def test_every_type_that_decides_what_its_objects_are_declares_their_classes():
    types = core_schema(create_schema()).type_map.values()
    deciding = {
        each.name: each.is_type_of
        for each in types
        if isinstance(each, GraphQLObjectType) and each.is_type_of is not None
    }
    own = {
        name: accepts
        for name, accepts in deciding.items()
        if getattr(accepts, "__module__", "").startswith("graphapi.")
    }
    assert own.keys() == NODE_CLASSES.keys()
    for name, accepts in own.items():
        for other, cls in NODE_CLASSES.items():
            derived = type("Derived", (cls,), {"__slots__": ()})
            for each in (cls, derived):
                assert accepts(object.__new__(each), None) == (name == other)  # type: ignore[arg-type]  # it needs no `info`


def test_the_committed_sdl_is_the_schema():
    assert SDL.read_text(encoding="utf-8") == f"{schema_sdl()}\n", "run `make schema`"


def test_the_sdl_begins_with_what_the_schema_is_about(built: GraphQLSchema):
    assert built.description is not None
    assert built.description.startswith("News articles as a graph")
    described = answer(None, "{ __schema { description } }")
    assert described["__schema"]["description"] == built.description


def elements(built: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Everything that can have a description, by its coordinate, with its description."""
    for name, kind in built.type_map.items():
        if name.startswith("__") or name in {"String", "Int", "Float", "Boolean", "ID"}:
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLEnumType):
            for value, definition in kind.values.items():
                yield f"{name}.{value}", definition.description
        if isinstance(kind, GraphQLInputObjectType):
            for field, given in kind.fields.items():
                yield f"{name}.{field}", given.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, got in kind.fields.items():
                yield f"{name}.{field}", got.description
                for argument, taken in got.args.items():
                    yield f"{name}.{field}({argument}:)", taken.description


def test_every_element_is_described_in_a_sentence(built: GraphQLSchema):
    without = [
        coordinate
        for coordinate, description in elements(built)
        if not description or not description.rstrip().endswith((".", "`"))
    ]
    assert without == []


def test_every_scalar_names_its_specification(built: GraphQLSchema):
    scalars = [kind for kind in built.type_map.values() if isinstance(kind, GraphQLScalarType)]
    ours = [kind for kind in scalars if not is_specified_scalar_type(kind)]
    assert {kind.name for kind in ours} == {"URL", "DateTime", "JSON"}
    assert all((kind.specified_by_url or "").startswith("https://") for kind in ours)


def test_an_argument_that_may_be_null_has_no_default_except_nothing(built: GraphQLSchema):
    for kind in built.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for field in kind.fields.values():
                for argument in field.args.values():
                    if is_nullable_type(argument.type):
                        assert argument.default_value in (Undefined, [])


def test_every_input_type_is_said_to_give_frozen_values(built: GraphQLSchema):
    kinds = built.type_map.values()
    assert {kind.name for kind in kinds if isinstance(kind, GraphQLInputObjectType)} == INPUT_TYPES


@pytest.mark.skipif(not CONTRACT_CHECK.exists(), reason="the contract is not beside the repository")
def test_the_contract_is_kept():
    command = [sys.executable, str(CONTRACT_CHECK), str(SDL)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    *broken, _ = checked.stdout.splitlines()
    assert broken == [], checked.stderr


class Broken:
    """A store in which something is wrong: what is asked of it fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def article(self, *_: object) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "logged"),
    [
        (BadUserInputError("url", "x", "say something else"), False),
        (ZeroDivisionError("of ours"), True),
    ],
)
def test_only_what_went_wrong_on_our_side_is_logged(
    error: Exception, logged: bool, caplog: pytest.LogCaptureFixture
):
    message, _ = refusal(Broken(error), '{ article(url: "https://a.example/1") { title } }')
    assert message == str(error)
    assert bool(caplog.records) == logged
