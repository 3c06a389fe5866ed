"""What the owner of a schema declares about its types, so that results can be cached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["NOTHING_DECLARED", "Declared"]


@dataclass(frozen=True)
class Declared:
    """What the schema's owner declares about types, by name.

    Within one version every field of an `immutable` object depends only on the object and the
    arguments, and the object lives long; or else `keys` names an attribute that tells the objects
    of its type apart, and any object with the same key has the same fields. The same holds for
    `derived` objects, but resolvers create them for each call: their results are cached with the
    immutable object that they came from.

    The Python value of an `inputs` type depends only on what the client wrote, and nothing modifies
    it, so several resolvers may get the same one.

    `classes` are the Python classes of object types that have an `is_type_of`: it accepts all
    instances of these classes and of their subclasses, and nothing else. The compiler then calls it
    once for each Python class instead of once for each object.
    """

    immutable: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    classes: Mapping[str, type | tuple[type, ...]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)

    def holds(self, name: str) -> bool:
        """Whether the type is declared immutable or derived."""
        return name in self.immutable or name in self.derived

    @property
    def without_objects(self) -> "Declared":
        """The same, for answers of which no part may be cached."""
        return Declared(inputs=self.inputs, classes=self.classes)


NOTHING_DECLARED: Final = Declared()
