"""Where in a generated function which part of the answer is made.

A generated function works on nested selections and lists without any bookkeeping: all it leaves
behind when something fails is its local variables and the line of the failure. Its frames tell what
they mean, so that graphql-core can go on from there.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from graphapi.execution.planning.selections import Field, Selection

__all__ = ["FieldsFrame", "Frame", "ItemsFrame"]


@dataclass(eq=False)
class FieldsFrame:
    """The lines that execute one selection on the object in the variable `source`."""

    selection: Selection
    source: str
    values: list[str] = field(default_factory=list)
    """The variable of each field's value."""
    starts: list[int] = field(default_factory=list)
    """The first line of each field."""
    inner: dict[int, "Frame"] = field(default_factory=dict)
    """The frames of fields that are completed here, by the field's place in the selection."""
    first: int = 0
    end: int = 0

    @cached_property
    def inner_by_key(self) -> dict[str, "Frame"]:
        """The same frames by response key; complete once the function is written."""
        fields = self.selection.fields
        return {fields[place].key: frame for place, frame in self.inner.items()}

    def place_at(self, line: int) -> int:
        """Return the place of the field that the given line works on."""
        for place in range(len(self.starts) - 1, 0, -1):
            if self.starts[place] <= line:
                return place
        return 0


@dataclass(eq=False)
class ItemsFrame:
    """The lines that complete the items of one list, which is `depth` lists deep in its field."""

    field: Field
    depth: int
    results: str
    """The variable of the list of completed items; its length is the index of the current item."""
    rest: str
    """The variable of the iterator over the items that are still to do."""
    inner: "Frame | None" = None
    first: int = 0
    end: int = 0


Frame: TypeAlias = FieldsFrame | ItemsFrame
