"""A schema whose resolvers have to wait, and a loader that answers them in batches."""

import asyncio
from typing import Any, Final

import strawberry

__all__ = ["WAITING_QUERIES", "Loader", "waiting_schema"]

_QUERY = "{ items { name %(first)s { title year open } %(second)s { title year } } }"
WAITING_QUERIES: Final = {
    "futures of a loader": _QUERY % {"first": "detail", "second": "parts"},
    "async def": _QUERY % {"first": "detailLater", "second": "partsLater"},
}


class Loader:
    """Answers in the next turn of the event loop what was asked in this one."""

    def __init__(self) -> None:
        self._asked: list[tuple[asyncio.Future[Any], Any]] = []

    def load(self, value: Any) -> Any:
        """Return a future of `value`."""
        loop = asyncio.get_running_loop()
        if not self._asked:
            loop.call_soon(self._answer)
        future = loop.create_future()
        self._asked.append((future, value))
        return future

    def _answer(self) -> None:
        asked, self._asked = self._asked, []
        for future, value in asked:
            future.set_result(value)


@strawberry.type
class Detail:
    title: str
    year: int
    open: bool


_DETAIL: Final = Detail(title="a title", year=2020, open=True)
_PARTS: Final = [Detail(title="a part", year=n, open=False) for n in range(5)]


@strawberry.type
class Item:
    name: str

    @strawberry.field
    def detail(self, info: strawberry.Info) -> Detail:
        return info.context.load(_DETAIL)  # type: ignore[no-any-return]  # a future of one

    @strawberry.field
    def parts(self, info: strawberry.Info) -> list[Detail]:
        return info.context.load(_PARTS)  # type: ignore[no-any-return]  # a future of them

    @strawberry.field
    async def detail_later(self) -> Detail:
        return _DETAIL

    @strawberry.field
    async def parts_later(self) -> list[Detail]:
        return _PARTS


@strawberry.type
class Query:
    @strawberry.field
    def items(self, info: strawberry.Info) -> list[Item]:
        return info.context.load([Item(name=f"item {n}") for n in range(50)])  # type: ignore[no-any-return]  # a future of them


def waiting_schema() -> strawberry.Schema:
    """Return the schema; the context of its operations is a `Loader`."""
    return strawberry.Schema(Query)
