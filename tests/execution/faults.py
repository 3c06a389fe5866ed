"""A world whose parts fail on command, for the schema of the shelter.

Every call is noted in `calls`: two executions are the same only if they also did the same things in
the same order.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from graphql import GraphQLError

__all__ = [
    "CURRENT",
    "FAULTS",
    "FUTURES",
    "World",
    "act",
    "attribute",
    "attributes",
    "later",
    "resolvers",
    "world",
]


class World:
    """What goes wrong in one execution, and what was done in it."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.calls: list[str] = []

    def act(self, place: str, of: Any, value: Any, **arguments: Any) -> Any:
        """Note a call and return `value`, or misbehave as the faults have it for this place."""
        number = getattr(of, "number", 0)
        self.calls.append(f"{place}#{number}({arguments!r})")
        fault = self.faults.get(place, "")
        kind, _, which = fault.partition("/")
        if which and number % int(which) != 0:
            return value
        return (FAULTS.get(kind) or FUTURES[kind])(place, value) if kind else value


def raise_error(place: str, _value: Any) -> Any:
    raise ValueError(f"{place} is broken")


def raise_graphql_error(place: str, _value: Any) -> Any:
    raise GraphQLError(f"{place} is forbidden", extensions={"code": "FORBIDDEN"})


async def later(value: Any, rounds: int) -> Any:
    for _ in range(rounds):
        await asyncio.sleep(0)
    CURRENT[0].calls.append(f"waited for {value!r}")
    return value


async def fail_later(place: str, rounds: int) -> Any:
    for _ in range(rounds):
        await asyncio.sleep(0)
    raise ValueError(f"{place} broke while waiting")


def future(value: Any, turns: int) -> asyncio.Future[Any]:
    """A future that is resolved after so many turns of the event loop; exceptions fail it."""
    loop = asyncio.get_running_loop()
    made = loop.create_future()

    def resolve(left: int) -> None:
        if made.done():
            return
        if left:
            loop.call_soon(resolve, left - 1)
        elif isinstance(value, Exception):
            made.set_exception(value)
        else:
            made.set_result(value)

    loop.call_soon(resolve, turns)
    return made


def some_futures(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [future(each, place) if place % 2 else each for place, each in enumerate(value)]


class Nonsense:
    """A value that is no leaf, no list and no object of the schema."""

    def __repr__(self) -> str:
        return "<nonsense>"


def yielded(value: Any) -> Any:
    return (each for each in value) if isinstance(value, (list, tuple)) else value


async def yielded_async(value: Any) -> AsyncIterator[Any]:
    for each in value:
        await asyncio.sleep(0)
        yield each


def some_later(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [later(each, place) if place % 2 else each for place, each in enumerate(value)]


def with_holes(value: Any) -> Any:
    return [None, *value, ValueError("a broken item")] if isinstance(value, list) else value


FAULTS: dict[str, Any] = {
    "raise": raise_error,
    "raise-graphql": raise_graphql_error,
    "null": lambda _place, _value: None,
    "nonsense": lambda _place, _value: Nonsense(),
    "text": lambda _place, _value: "text",
    "number": lambda _place, _value: 3_000_000_000,
    "float": lambda _place, _value: float("nan"),
    "true": lambda _place, _value: True,
    "exception": lambda place, _value: KeyError(f"{place} returned this"),
    "later": lambda _place, value: later(value, 1),
    "much-later": lambda _place, value: later(value, 3),
    "null-later": lambda _place, _value: later(None, 1),
    "fail-later": lambda place, _value: fail_later(place, 1),
    "fail-much-later": lambda place, _value: fail_later(place, 4),
    "tuple": lambda _place, value: tuple(value) if isinstance(value, list) else value,
    "yielded": lambda _place, value: yielded(value),
    "yielded-async": lambda _place, value: (
        yielded_async(value) if isinstance(value, list) else value
    ),
    "some-later": lambda _place, value: some_later(value),
    "holes": lambda _place, value: with_holes(value),
    "empty": lambda _place, value: [] if isinstance(value, list) else value,
}

FUTURES: dict[str, Any] = {
    "future": lambda _place, value: future(value, 0),
    "late-future": lambda _place, value: future(value, 6),
    "task": lambda _place, value: asyncio.ensure_future(later(value, 1)),
    "some-futures": lambda _place, value: some_futures(value),
    "null-future": lambda _place, _value: future(None, 1),
    "nonsense-future": lambda _place, _value: future(Nonsense(), 1),
    "failed-future": lambda place, _value: future(ValueError(f"{place} has failed"), 1),
}
"""What makes its caller wait for a future: that is awaited in other turns than a coroutine is."""

CURRENT: list[World] = [World()]


@contextmanager
def world(faults: dict[str, str] | None = None) -> Iterator[World]:
    """Make a fresh world the current one."""
    CURRENT[0] = World()
    CURRENT[0].faults = faults or {}
    yield CURRENT[0]


def act(place: str, of: Any, value: Any, **arguments: Any) -> Any:
    return CURRENT[0].act(place, of, value, **arguments)


attributes: list[str] = []
"""The places that are plain attributes; awaitables and errors come from properties."""

resolvers: list[str] = [
    "friends", "rival", "greeting", "nap", "best_friend", "pets", "both", "made", "tagged",
    "strict", "secret", "deep_secret", "shout", "kennel", "kennels", "kennel_later", "being",
    "pet", "wish", "wish_later", "change", "adopt", "rename",
]  # fmt: skip
"""The places that are resolvers."""


def attribute(place: str, value: Any) -> Any:
    """A property that takes part in the world."""
    attributes.append(place)

    def read(self: Any) -> Any:
        return act(place, self, value(self) if callable(value) else value)

    return property(read)
