"""Response paths that cost nothing until they are needed.

Where a selection sits in an operation is known when it is compiled, all but the list indexes. So a
running operation carries only a *chain* of those: None outside lists, else (outer chain, place in
the innermost list). A place is an index, or the list of completed items that is being filled: its
length is the index of the item in hand. Such a live place is right only until the item is
completed; to use a chain later (in a coroutine, an `info`), keep `frozen(chain)`.
"""

from typing import Any, Final, TypeAlias

from graphql.pyutils import Path

__all__ = ["INDEX", "Chain", "PathTemplate", "chain_of", "frozen", "path_at"]

Chain: TypeAlias = tuple[Any, Any] | None
PathTemplate: TypeAlias = tuple[tuple[str | None, str | None], ...]

INDEX: Final = (None, None)
"""Stands in a template for the index of a list item."""


def path_at(template: PathTemplate, chain: Chain) -> Path:
    """Return the path that graphql-core would have at this place. The template is not empty."""
    indexes: list[int] = []
    while chain is not None:
        chain, place = chain
        indexes.append(place if type(place) is int else len(place))
    path: Path | None = None
    for key, typename in template:
        path = Path(path, indexes.pop() if key is None else key, typename)
    assert path is not None
    return path


def chain_of(path: Path | None) -> Chain:
    """Return the frozen chain of a path: its indexes, the innermost last."""
    indexes: list[int] = []
    while path is not None:
        if isinstance(path.key, int):
            indexes.append(path.key)
        path = path.prev
    chain: Chain = None
    while indexes:
        chain = (chain, indexes.pop())
    return chain


def frozen(chain: Chain) -> Chain:
    """Return the chain with the indexes of this moment."""
    if chain is None:
        return None
    outer, place = chain
    return (frozen(outer), place if type(place) is int else len(place))
