"""What fields cost: IBM's cost directives, as fields of this schema declare them.

A price counts objects (see docs/limits.md). A weight stands for work that makes none, such that a
unit takes at most 10 µs of CPU time: `python -m benchmarks.prices` measures it. Work on all
articles grows with the corpus, so its weight holds for so many and is a multiple for more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import strawberry
from strawberry.schema_directive import Location

from graphapi.store import DEFAULT_PAGE, MAX_PAGE

__all__ = [
    "CROSSING",
    "DIFFERENCES",
    "FIGURES",
    "FREE",
    "HIGHLIGHT",
    "KINSHIP",
    "LINKS",
    "LONG",
    "ROOM",
    "SEARCH",
    "SHARED",
    "SPLITTING",
    "SUGGESTING",
    "TALLY",
    "TERMS",
    "WALK",
    "Cost",
    "ListSize",
    "Pricing",
    "Weight",
    "condition",
    "each_value",
    "listed",
    "nested",
    "paged",
    "part",
    "sorting",
]


@strawberry.schema_directive(
    name="cost",
    locations=[
        Location.FIELD_DEFINITION,
        Location.ARGUMENT_DEFINITION,
        Location.INPUT_FIELD_DEFINITION,
    ],
    description=(
        "What a field costs each time it is asked, or an argument or input field where it is given,"
        " in the unit of prices: one object of an answer. Without it, leaves and arguments are"
        " free, and an object is one."
    ),
)
class Cost:
    """`@cost` of IBM's specification."""

    weight: str = strawberry.field(name="weight", description="A whole number.")


@strawberry.schema_directive(
    name="listSize",
    locations=[Location.FIELD_DEFINITION],
    description="How many objects a list has at most: its own, or those of the fields below it.",
)
class ListSize:
    """`@listSize` of IBM's specification."""

    assumed_size: int | None = strawberry.field(
        name="assumedSize",
        description="The size where no argument says one.",
        default=strawberry.UNSET,
    )
    slicing_arguments: list[str] | None = strawberry.field(
        name="slicingArguments",
        description="The arguments that say a size: the number, or the length of the list.",
        default=strawberry.UNSET,
    )
    sized_fields: list[str] | None = strawberry.field(
        name="sizedFields",
        description="The fields below this one that have the size, if it is not the list itself.",
        default=strawberry.UNSET,
    )
    require_one_slicing_argument: bool | None = strawberry.field(
        name="requireOneSlicingArgument",
        description="Whether one slicing argument has to be given.",
        default=True,
    )


class Weight(NamedTuple):
    """Units of work, in a corpus of up to `holds_for` articles; None: of any size."""

    units: int
    holds_for: int | None = None


_NOTHING: Final = Weight(0)


@dataclass(frozen=True)
class Pricing:
    """What a field costs. `size`: at most, of its list, or of the lists `sized` below it.

    `slicing` arguments say the size; `largest` is the most that they may say. `assumed_by` refines
    the assumed size by the values of an enum argument; `remedy` says what to ask for instead if it
    is too expensive.
    """

    weight: Weight = _NOTHING
    size: int | None = None
    slicing: tuple[str, ...] = ()
    sized: tuple[str, ...] = ()
    largest: int | None = None
    assumed_by: tuple[str, Mapping[str, int]] | None = None
    remedy: str = ""

    def field(self, **options: Any) -> Any:
        """A field of a Strawberry type that costs this; `options` are those of a plain one."""
        return strawberry.field(directives=self.directives, metadata=self.metadata, **options)

    @property
    def directives(self) -> list[object]:
        """The directives that say so in the schema."""
        found: list[object] = []
        if self.weight.units:
            found.append(Cost(weight=str(self.weight.units)))
        if self.size is not None:
            size = ListSize(assumed_size=self.size, require_one_slicing_argument=False)
            if self.slicing:
                size.slicing_arguments = list(self.slicing)
            if self.sized:
                size.sized_fields = list(self.sized)
            found.append(size)
        return found

    @property
    def metadata(self) -> dict[str, Any]:
        """What the directives have no words for, as the engine reads it."""
        said = {
            "holds_for": self.weight.holds_for,
            "largest": self.largest,
            "assumed": self.assumed_by,
            "remedy": self.remedy,
        }
        return {"pricing": {name: value for name, value in said.items() if value}}


def paged(weight: Weight = _NOTHING, remedy: str = "") -> Pricing:
    """What a connection costs of which a page is shown."""
    return Pricing(
        weight=weight,
        size=DEFAULT_PAGE,
        slicing=("first", "last"),
        sized=("nodes", "edges"),
        largest=MAX_PAGE,
        remedy=remedy,
    )


def listed(size: int, largest: int, weight: Weight = _NOTHING, slicing: str = "first") -> Pricing:
    """What a list costs whose length an argument bounds; `size` is its default."""
    return Pricing(weight=weight, size=size, slicing=(slicing,), largest=largest)


FREE: Final = Pricing()
"""Nothing beside the objects that a field makes."""

LONG: Final = Pricing(weight=Weight(1))
"""A leaf that can be as long as a file."""

HIGHLIGHT: Final = Pricing(weight=Weight(10))
"""A text in which words are marked."""

SHARED: Final = Pricing(weight=Weight(10))
"""What two texts have in common."""

DIFFERENCES: Final = Pricing(weight=Weight(5))
"""What two mentions of an article say differently."""

SCAN: Final = Weight(100, 100_000)
"""A condition: one pass over a column of numbers, or less."""

PARTS: Final = Weight(100, 5_000)
"""A look for a part of a text in the texts of all articles."""

FIGURES: Final = Weight(100, 100_000)
"Statistics about a set."

SPLITTING: Final = Weight(200, 50_000)
"""A set split by up to three keys."""

SEARCH: Final = Weight(800, 20_000)
"""A full-text search, by up to 64 words or beginnings of words, relaxed or not."""

SUGGESTING: Final = Weight(150, 20_000)
"""Completions of a prefix."""

WALK: Final = Weight(1_000, 50_000)
"""A walk through the graph of links."""

CROSSING: Final = Pricing(weight=Weight(2_000, 50_000))
"""A kind of bridge that a path may cross."""

KINSHIP: Final = Weight(1_000, 50_000)
"""What is about the same thing as an article or a text."""

TERMS: Final = Weight(400)
"""The words that tell a story, which are looked for in 40 of its articles."""

TALLY: Final = Weight(40, 50_000)
"""What goes together with the articles of a provider or topic, or an order of all stories."""

LINKS: Final = Weight(100, 50_000)
"""The links of all articles of a provider."""

ROOM: Final = Weight(100)
"""The links of a neighborhood, which has at most 1,000 articles."""

SORTING: Final = Weight(100, 10_000)
"""An entry of an order."""


def sorting() -> Any:
    """The field of an entry of an order that says what to sort by."""
    return Pricing(weight=SORTING).field(description="What to sort by.")


def condition(description: str) -> Any:
    """A field of a filter: what it asks for has to be looked for among all articles."""
    return Pricing(weight=SCAN).field(description=description)


def part(description: str) -> Any:
    """A condition on texts that has to look at each of them."""
    return Pricing(weight=PARTS).field(description=description)


def each_value(description: str, name: str | None = None) -> Any:
    """A condition that is a list of values, each of which is read."""
    return Pricing(weight=Weight(1)).field(description=description, name=name)


def nested(description: str, name: str) -> Any:
    """Filters in a filter, each of which is read."""
    return Pricing(weight=Weight(3)).field(description=description, name=name)
