"""A schema with everything a compiler can get wrong: an animal shelter.

What each field does is looked up in the world of `faults.py`, so that a test decides which resolver
raises, returns null or nonsense, or makes its caller wait.
"""

# ruff: noqa: ARG002, ARG005, N805 -- a compiler must give what resolvers take, looked at or not

import asyncio
import datetime as dt
import enum
from typing import Annotated, Any, ClassVar, NewType

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission
from strawberry.relay import GlobalID
from strawberry.schema.config import StrawberryConfig

from tests.execution.faults import CURRENT, act, attribute

__all__ = ["schema"]


Hex = NewType("Hex", int)
Tag = NewType("Tag", str)


def parse_hex(value: Any) -> int:
    return int(value, 16)


def write_hex(value: Any) -> Any:
    return None if value == 13 else f"{value:x}"


@strawberry.enum
class Mood(enum.Enum):
    CALM = "calm"
    WILD = "wild"
    SLEEPY = strawberry.enum_value("sleepy", name="DROWSY")


@strawberry.input
class Range:
    least: int = 0
    most: int | None = None


@strawberry.input
class Wish:
    name: str
    mood: Mood = Mood.CALM
    ages: list[int] = strawberry.field(default_factory=lambda: [1, 2])
    range: Range | None = None
    code: Hex | None = strawberry.UNSET
    tags: list[list[str]] | None = None


@strawberry.input(one_of=True)
class Pick:
    number: strawberry.Maybe[int]
    word: strawberry.Maybe[str]


@strawberry.input
class Change:
    name: strawberry.Maybe[str]
    size: strawberry.Maybe[float | None]
    pick: Pick | None = None


class Nobody(BasePermission):
    message = "not for you"
    error_extensions: ClassVar[dict[str, Any]] = {"code": "UNAUTHORIZED"}

    def has_permission(self, source: Any, info: strawberry.Info, **kwargs: Any) -> bool:
        CURRENT[0].calls.append(f"permission {info.path.as_list()} {kwargs}")
        return CURRENT[0].faults.get("permission") != "deny"


class NobodyLater(Nobody):
    async def has_permission(self, source: Any, info: strawberry.Info, **kwargs: Any) -> bool:
        await asyncio.sleep(0)
        return CURRENT[0].faults.get("permission") != "deny"


class Loud(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: strawberry.Info, **kwargs: Any) -> Any:
        value = next_(source, info, **kwargs)
        return value.upper() if isinstance(value, str) else value


@strawberry.interface
class Being:
    number: int
    name: str

    @strawberry.field
    def friends(self, info: strawberry.Info, first: int = 2) -> list["Being"]:
        found = [being(getattr(self, "number", 0) * 3 + n) for n in range(1, first + 1)]
        return act("friends", self, found, first=first, path=info.path.as_list())

    @strawberry.field
    def rival(self) -> "Being | None":
        number = getattr(self, "number", 0)
        return act("rival", self, being(number + 2) if number % 4 else None)

    @strawberry.field
    async def greeting(self, word: str = "hello") -> str | None:
        return await _maybe(act("greeting", self, word, word=word))


@strawberry.type
class Cat(Being):
    lives: int | None

    @strawberry.field
    async def nap(self, hours: float = 1.5) -> str | None:
        return await _maybe(act("nap", self, f"{hours}h", hours=hours))


@strawberry.type
class Dog(Being):
    tricks: list[str]

    @strawberry.field
    def best_friend(self) -> "Pet | None":
        return act("best_friend", self, being(self.number + 1 + self.number % 2))


@strawberry.type
class Ghost(Being):
    age: int

    @classmethod
    def is_type_of(cls, value: Any, _info: Any) -> bool:
        return isinstance(value, (GhostRecord, Ghost))


async def _maybe(value: Any) -> Any:
    return await value if hasattr(value, "__await__") else value


Pet = Annotated[Cat | Dog, strawberry.union("Pet")]


class GhostRecord:
    """A domain object: no instance of a Strawberry type, no `__dict__`."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    name = attribute("ghost.name", lambda self: f"boo {self.number}")
    age = attribute("ghost.age", lambda self: self.number * 100)

    def friends(self) -> None:
        raise AssertionError("the resolver is called, not this")


def being(number: int) -> Any:
    """The being with this number: cats, dogs and ghosts in turn."""
    kind = number % 3
    if kind == 0:
        return Cat(number=number, name=f"cat {number}", lives=number if number % 2 else None)
    if kind == 1:
        return Dog(number=number, name=f"dog {number}", tricks=["sit", "roll"][: number % 3])
    return GhostRecord(number)


class KennelRecord:
    """A domain object behind a type without interfaces."""

    def __init__(self, number: int) -> None:
        self.number = number

    label = attribute("kennel.label", lambda self: f"kennel {self.number}")
    size = attribute("kennel.size", lambda self: self.number * 1.5)
    open = attribute("kennel.open", lambda self: self.number % 2 == 0)
    mood = attribute("kennel.mood", lambda self: list(Mood)[self.number % 3])
    code = attribute("kennel.code", lambda self: self.number + 10)
    tag = attribute("kennel.tag", lambda self: f"tag {self.number}")
    built = attribute(
        "kennel.built", lambda self: dt.datetime(2020, 1, 1 + self.number % 20, tzinfo=dt.UTC)
    )
    notes = attribute("kennel.notes", lambda self: {"number": self.number, "deep": [1, None]})
    grid = attribute("kennel.grid", lambda self: [[1, 2], [], [self.number]])
    codes = attribute("kennel.codes", lambda self: [1, 2, 300])
    moods = attribute("kennel.moods", lambda self: [Mood.CALM, None, Mood.WILD])
    next = attribute("kennel.next", lambda self: kennel_record(self.number + 1))
    maybe_next = attribute("kennel.maybe_next", lambda self: kennel_record(self.number + 2))
    rows = attribute(
        "kennel.rows",
        lambda self: [[kennel_record(self.number + 3)], [kennel_record(self.number + 4)]],
    )
    guests = attribute("kennel.guests", lambda self: [being(self.number + n) for n in range(3)])
    strict_guests = attribute("kennel.strict_guests", lambda self: [being(n) for n in range(4)])


def kennel_record(number: int) -> KennelRecord:
    """The kennel with this number, the same object every time."""
    return KENNELS.setdefault(number, KennelRecord(number))


KENNELS: dict[int, KennelRecord] = {}


@strawberry.type
class Kennel:
    number: int
    label: str
    size: float | None
    open: bool
    mood: Mood | None
    code: Hex
    tag: Tag | None
    built: dt.datetime
    notes: strawberry.scalars.JSON | None
    grid: list[list[int]]
    codes: list[Hex | None] | None
    moods: list[Mood | None]
    next: "Kennel"
    maybe_next: "Kennel | None"
    rows: list[list["Kennel | None"]] | None
    guests: list[Being | None] | None
    strict_guests: list[Being]

    @strawberry.field
    def pets(self, moods: list[Mood] | None = None, first: int = 3) -> list[Pet]:
        found = [being(n) for n in range(self.number, self.number + 9) if n % 3 != 2]
        value = act("pets", self, found[:first], moods=str(moods), first=first)
        if moods is not None:
            moods.append(Mood.WILD)  # another rude resolver
        return value

    @strawberry.field
    def tagged(root: Any, tag: Tag = Tag("none"), day: dt.date | None = None) -> str:
        return act("tagged", root, f"{tag} {day}", tag=tag, day=day)

    @strawberry.field
    def strict(parent: strawberry.Parent[KennelRecord], code: Hex = Hex(255)) -> "Kennel":
        return act("strict", parent, kennel_record(parent.number + 5), code=code)

    @strawberry.field
    @staticmethod
    def both(root: strawberry.Parent[KennelRecord], info: strawberry.Info) -> str | None:
        return act("both", root, f"{root.number} {info.field_name}")

    @strawberry.field
    @classmethod
    def made(cls, root: Any, word: str = "made") -> str | None:
        return act("made", root, f"{word} {cls.__name__}", word=word)

    @strawberry.field(permission_classes=[Nobody])
    def secret(self, info: strawberry.Info) -> str:
        return act("secret", self, f"secret {info.field_name}")

    @strawberry.field(permission_classes=[NobodyLater])
    async def deep_secret(self) -> "Kennel | None":
        return await _maybe(act("deep_secret", self, kennel_record(self.number + 1)))

    @strawberry.field(extensions=[Loud()])
    def shout(self, word: str = "hey") -> str | None:
        return act("shout", self, word, word=word)


@strawberry.type
class Query:
    @strawberry.field
    def kennel(self, info: strawberry.Info, number: int = 1) -> Kennel | None:
        seen = dict(info.variable_values)
        return act("kennel", None, kennel_record(number), number=number, seen=seen)

    @strawberry.field
    def kennels(self, first: int = 3) -> list[Kennel]:
        return act("kennels", None, [kennel_record(n) for n in range(first)], first=first)

    @strawberry.field
    async def kennel_later(self, info: strawberry.Info[Any, Any], number: int = 2) -> Kennel:
        await asyncio.sleep(0)
        found = kennel_record(number)
        return await _maybe(act("kennel_later", None, found, user=info.context["user"]))

    @strawberry.field
    def being(self, number: int) -> Being | None:
        return act("being", None, being(number), number=number)

    @strawberry.field
    def pet(self, number: int = 3) -> Pet | None:
        return act("pet", None, being(number), number=number)

    @strawberry.field
    def wish(
        self, wish: Wish, more: list[Wish] | None = None, id: strawberry.ID | None = None
    ) -> str:
        wish.ages.append(99)  # a rude resolver: the next one must not see this
        return act("wish", None, wish.name, wish=wish, more=more, id=id)

    @strawberry.field
    def change(self, change: Change | None = None, id: GlobalID | None = None) -> str | None:
        return act("change", None, "changed", change=change, id=id)

    @strawberry.field
    async def wish_later(self, wish: Wish | None = None, code: Hex | None = None) -> str | None:
        return await _maybe(act("wish_later", None, f"{code}", wish=wish, code=code))


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def adopt(self, number: int) -> Kennel | None:
        await asyncio.sleep(0)
        return await _maybe(act("adopt", None, kennel_record(number), number=number))

    @strawberry.mutation
    def rename(self, number: int, name: str = "rex") -> Being:
        return act("rename", None, being(number), number=number, name=name)


SCALARS = {
    Hex: strawberry.scalar(name="Hex", serialize=write_hex, parse_value=parse_hex),
    Tag: strawberry.scalar(name="Tag", serialize=lambda value: value, parse_value=str),
}

schema = strawberry.Schema(
    Query, Mutation, types=[Ghost], config=StrawberryConfig(scalar_map=SCALARS)
)
