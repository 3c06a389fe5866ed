"""What the owner of a schema says of its types, so that arguments and answers may be kept."""

from dataclasses import dataclass
from typing import Final

__all__ = ["NOTHING_DECLARED", "Declared"]


@dataclass(frozen=True)
class Declared:
    """What the schema's owner says of types, by name.

    Within one version every field of an `immutable` object depends on the object and the arguments
    alone, and the object lives long. The same holds for `derived` ones, but they are made anew each
    time: what is said of them is kept with the immutable object that they came from.

    The Python value of an `inputs` type depends on what the client wrote alone, and nobody changes
    it: several resolvers may be given the same one.
    """

    immutable: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()

    def holds(self, name: str) -> bool:
        """Whether the type is declared in either way."""
        return name in self.immutable or name in self.derived

    @property
    def without_objects(self) -> "Declared":
        """The same where no part of an answer may be kept."""
        return Declared(inputs=self.inputs)


NOTHING_DECLARED: Final = Declared()
