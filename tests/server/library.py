"""A library of two books: the schema that the server's tests ask."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NewType

import strawberry
from strawberry.schema.config import StrawberryConfig

from graphapi.errors import BadUserInputError
from graphapi.runtime.deadlines import INTERRUPTIONS

__all__ = ["HOLD", "Shelf", "library_schema"]


class Hold:
    """Keeps the loop of a server in this process, from inside the field `held`."""

    def __init__(self) -> None:
        self._has_begun, self._is_over = threading.Event(), threading.Event()

    @contextmanager
    def kept(self, ask: Callable[[], object]) -> Iterator[None]:
        """Ask for the field; the block runs while it is being answered."""
        self._has_begun.clear()
        self._is_over.clear()
        ask()
        try:
            assert self._has_begun.wait(60)
            yield
        finally:
            self._is_over.set()

    def stay(self) -> None:
        """Wait until the block is over, and for so long that it is work to the server."""
        began = time.perf_counter()
        self._has_begun.set()
        self._is_over.wait()
        while time.perf_counter() < began + 0.05:
            pass


HOLD = Hold()


@dataclass(frozen=True)
class Shelf:
    """The context of one request."""

    titles: tuple[str, ...] = ("Emma", "Ulysses")


Isbn = NewType("Isbn", str)


def _parse_isbn(text: object) -> str:
    if not isinstance(text, str) or not text.isdecimal():
        raise BadUserInputError("isbn", text, "write digits alone")
    return text


ISBN = strawberry.scalar(name="Isbn", description="A book's number.", parse_value=_parse_isbn)


@strawberry.type
class Book:
    title: str

    @strawberry.field
    def sequel(self) -> "Book":
        return Book(title=f"{self.title} again")

    @strawberry.field
    def author(self) -> str:
        raise RuntimeError("the secret of the shelf")

    @strawberry.field
    def pages(self) -> int:
        return 2**40  # more than a GraphQL Int can hold


@strawberry.type
class Query:
    @strawberry.field
    def books(self, info: strawberry.Info[Shelf], first: int = 20) -> list[Book]:
        if first < 0:
            raise BadUserInputError("first", first, "use a number from 0 to 20")
        return [Book(title=title) for title in info.context.titles[:first]]

    @strawberry.field
    def book(self, isbn: Isbn) -> Book:
        return Book(title=isbn)

    @strawberry.field
    def whole_shelf(self) -> str:
        return "x" * 10_000_000

    @strawberry.field
    def busy(self) -> str:
        while True:  # a loop without end, that looks up as the long loops of the product do
            if INTERRUPTIONS.due:
                INTERRUPTIONS.check()

    @strawberry.field
    def held(self) -> str:
        HOLD.stay()
        return "done"

    @strawberry.field
    def brief(self) -> str:
        INTERRUPTIONS.check()
        return "done"

    @strawberry.field
    async def stuck(self) -> str:
        await asyncio.Event().wait()
        return "never"

    @strawberry.field
    async def slow(self) -> str:
        await asyncio.sleep(0)
        return "done"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def burn(self, title: str) -> str:
        return title


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def arrivals(self) -> AsyncIterator[str]:
        yield "Emma"

    @strawberry.subscription
    async def hours(self, seconds: float) -> AsyncIterator[str]:
        begin = time.monotonic()
        while time.monotonic() < begin + seconds:
            pass
        INTERRUPTIONS.check()
        yield "struck"

    @strawberry.subscription
    async def knocks(self, times: int) -> AsyncIterator[str]:
        for _ in range(times):
            yield "knock"


def library_schema() -> strawberry.Schema:
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        config=StrawberryConfig(scalar_map={Isbn: ISBN}),
    )
