"""What may be concluded from a class, and what may not."""

import asyncio
import weakref
from typing import Any, NamedTuple

import pytest

from graphapi.execution.planning.value_classes import is_identity, is_plain, looks_at_class_only


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


def test_a_function_that_returns_its_argument_is_recognised():
    assert is_identity(lambda value: value)
    assert not is_identity(lambda value: value or None)
    assert not is_identity(str)


class One:
    pass


class Other:
    pass


def predicates() -> list[tuple[Any, bool]]:
    local = One

    class Type:
        @classmethod
        def by_global(cls, value: Any, _info: Any) -> bool:
            return isinstance(value, One)

        @classmethod
        def by_closure(cls, value: Any, _info: Any) -> bool:
            return isinstance(value, local)

        @classmethod
        def by_several(cls, value: Any, _info: Any) -> bool:
            return isinstance(value, (One, Other))

        @classmethod
        def by_value(cls, value: Any, _info: Any) -> bool:
            return isinstance(value, One) and value.is_right  # type: ignore[attr-defined, no-any-return]  # One has it

        @classmethod
        def by_info(cls, _value: Any, info: Any) -> bool:
            return isinstance(info, One)

        @classmethod
        def by_call(cls, value: Any, info: Any) -> bool:
            return isinstance(value, type(info))

    return [
        (Type.by_global, True),
        (Type.by_closure, True),
        (Type.by_several, True),
        (lambda value, _info: isinstance(value, One), True),
        (Type.by_value, False),
        (Type.by_info, False),
        (Type.by_call, False),
        (None, True),
        (len, False),
    ]


@pytest.mark.parametrize(("predicate", "is_certain"), predicates())
def test_a_predicate_is_certain_if_it_is_one_isinstance_of_the_value(
    predicate: Any, is_certain: bool
):
    assert looks_at_class_only(predicate) is is_certain
