"""What fields cost: IBM's cost directives, as fields of this schema declare them.

A price counts objects (see docs/limits.md). A weight stands for work that makes none: about as many
objects as are made in the same time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import strawberry
from strawberry.schema_directive import Location

from graphapi.store import DEFAULT_PAGE, MAX_PAGE

__all__ = [
    "FREE",
    "LONG",
    "SCAN",
    "SEARCH",
    "SORTING",
    "Cost",
    "ListSize",
    "Pricing",
    "condition",
    "listed",
    "paged",
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


@dataclass(frozen=True)
class Pricing:
    """What a field costs. `size`: at most, of its list, or of the lists `sized` below it.

    `slicing` arguments say the size; `largest` is the most that they may say. `assumed_by` refines
    the assumed size by the values of an enum argument; `remedy` tells those who find it too dear
    what to ask instead.
    """

    weight: int = 0
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
        if self.weight:
            found.append(Cost(weight=str(self.weight)))
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
        said = {"largest": self.largest, "assumed": self.assumed_by, "remedy": self.remedy}
        return {"pricing": {name: value for name, value in said.items() if value}}


def paged(weight: int = 0, remedy: str = "") -> Pricing:
    """What a connection costs of which a page is shown."""
    return Pricing(
        weight=weight,
        size=DEFAULT_PAGE,
        slicing=("first", "last"),
        sized=("nodes", "edges"),
        largest=MAX_PAGE,
        remedy=remedy,
    )


def listed(size: int, largest: int, weight: int = 0, slicing: str = "first") -> Pricing:
    """What a list costs whose length an argument bounds; `size` is its default."""
    return Pricing(weight=weight, size=size, slicing=(slicing,), largest=largest)


FREE: Final = Pricing()
"""Nothing beside the objects that a field makes."""

LONG: Final = Pricing(weight=1)
"""A leaf that can be as long as a file."""

SCAN: Final = 100
"""The weight of looking at each article of a set."""

SEARCH: Final = 1_000
"""The weight of a walk through the graph of links."""

SORTING: Final = Cost(weight="50")
"""On an entry of an order."""


def condition(description: str) -> Any:
    """A field of a filter: what it asks for has to be looked for among all articles."""
    return Pricing(weight=SCAN).field(description=description)
