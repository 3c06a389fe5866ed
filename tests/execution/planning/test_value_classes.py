"""What may be concluded from a class, and what may not."""

import asyncio
import weakref
from typing import Any, NamedTuple

import pytest
import strawberry

from graphapi.execution import Answer, Declared, Engine
from graphapi.execution.planning.value_classes import is_plain


class Slotted:
    __slots__ = ("name",)


class Ordinary(Slotted):
    pass


class Pair(NamedTuple):
    left: int
    right: int


class Strange:
    def __getattribute__(self, name: str) -> Any:
        return object.__getattribute__(self, name)


class Awaitable:
    def __await__(self) -> Any:
        yield


class Dynamic:
    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class Pretender:
    @property  # type: ignore[misc]  # mypy wants no such property
    def __class__(self) -> type:
        return ValueError


@pytest.mark.parametrize("cls", [Slotted, Ordinary, Pair, str, dict, int])
def test_ordinary_classes_are_plain(cls: type):
    assert is_plain(cls)


@pytest.mark.parametrize(
    "cls",
    [
        Awaitable,
        Dynamic,
        Strange,
        Pretender,
        ValueError,
        type,
        weakref.ProxyType,
        asyncio.Future,
        type(None),
    ],
)
def test_classes_that_may_answer_differently_are_not_plain(cls: type):
    assert not is_plain(cls)


class Record:
    """What stands behind objects of the type Planet."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class SmallRecord(Record):
    __slots__ = ()


class Impostor:
    """No record, though `is_type_of` takes it for one."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


asked: list[str] = []


@strawberry.interface
class Body:
    name: str


@strawberry.type
class Planet(Body):
    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        asked.append(type(value).__name__)
        return isinstance(value, (Record, Impostor))


@strawberry.type
class Query:
    planets: list[Planet]
    bodies: list[Body]


@pytest.mark.parametrize("field", ["planets", "bodies"])
@pytest.mark.parametrize(
    ("declared", "counts"),
    [
        (Declared(), (6, 6, 6)),
        (Declared(classes={"Planet": Record}), (1, 1, 6)),
        (Declared(classes={"Planet": (Record, Impostor)}), (1, 1, 1)),
    ],
)
def test_a_predicate_is_asked_once_for_each_class_that_is_declared_or_derived_from_one(
    field: str, declared: Declared, counts: tuple[int, int, int]
):
    schema = strawberry.Schema(Query, types=[Planet])
    engine = Engine(schema, compile_immediately=True, declared=declared)
    prepared = engine.prepare(f"{{ {field} {{ __typename name }} }}")
    bodies = [cls("x") for cls in (Record, SmallRecord, Impostor) for _ in range(3)]
    asked.clear()

    for _ in range(2):
        answer = engine.run(prepared, root=Query(planets=bodies, bodies=bodies))  # type: ignore[arg-type]  # the records stand for planets
        assert isinstance(answer, Answer)
        assert answer.data == {field: [{"__typename": "Planet", "name": "x"}] * 9}

    per_value = 2 if field == "bodies" else 1  # which type it is, and whether it is of that type
    found = tuple(asked.count(cls.__name__) for cls in (Record, SmallRecord, Impostor))
    assert found == tuple(per_value * count for count in counts)
