"""The `info` of a resolver, made so that looking at the context costs little.

Nearly every resolver that asks for `info` reads `info.context` and nothing else. graphql-core
builds a path and a record of fifteen members for each call; here they are built when first looked
at.
"""

from functools import cached_property
from typing import Any, Generic, Protocol

from graphql import GraphQLResolveInfo
from strawberry.types.info import Info

from graphapi.execution.planning.response_paths import Chain

__all__ = ["InfoMaker", "info_class_for"]


class InfoMaker(Protocol):
    """What an `info` needs to know of its field: see `plans.Field`."""

    definition: Any

    def resolve_info(self, run: Any, chain: Chain) -> GraphQLResolveInfo[Any]:
        """Build graphql-core's record for the field at `chain`."""
        ...


def info_class_for(base: type[Info[Any, Any]]) -> type[Info[Any, Any]] | None:
    """Return a lazy subclass of the schema's info class: `cls(field, run, chain)`.

    None when `base` constructs itself in a way of its own, which then has to be used. The chain
    given must be frozen.
    """
    own = (
        "__init__",
        "__new__",
        "__post_init__",
        "__setattr__",
        "__slots__",
        "_raw_info",
        "_field",
    )
    classes = [cls for cls in base.__mro__ if cls not in (Info, Generic, object)]
    if any(name in cls.__dict__ for cls in classes for name in own):
        return None

    def initialize(self: Any, field: InfoMaker, run: Any, chain: Chain) -> None:
        self._place = (field, chain)
        self._run = run

    def _raw_info(self: Any) -> GraphQLResolveInfo[Any]:
        field, chain = self._place
        info: GraphQLResolveInfo[Any] = field.resolve_info(self._run, chain)
        return info

    def _field(self: Any) -> Any:
        return self._place[0].definition

    members: dict[str, Any] = {
        "__init__": initialize,
        "__module__": __name__,
        "__doc__": base.__doc__,
    }
    for function in (_raw_info, _field):
        lazy = cached_property(function)
        lazy.__set_name__(base, function.__name__)
        members[function.__name__] = lazy
    if base.context is Info.context:
        members["context"] = property(lambda self: self._run.context)
    return type(base.__name__, (base,), members)
