"""Recursive rules without Python's stack: a document may nest deeper than that reaches."""

from collections.abc import Callable, Generator, Hashable
from typing import TypeVar

__all__ = ["solve"]

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def solve(
    start: Key,
    rule: Callable[[Key], Generator[Key, Value, Value]],
    known: dict[Key, Value],
    circular: Value,
) -> Value:
    """Return what `rule` finds for `start`; a rule yields each key whose value it needs.

    Every key is computed once and stays in `known`. A key that depends on itself, directly or
    through others, gets `circular`.
    """
    if start in known:
        return known[start]
    under_way = {start}
    stack: list[tuple[Key, Generator[Key, Value, Value]]] = [(start, rule(start))]
    answer: Value | None = None
    while True:
        key, steps = stack[-1]
        try:
            needed = next(steps) if answer is None else steps.send(answer)
        except StopIteration as end:
            stack.pop()
            under_way.discard(key)
            answer = known[key] = end.value
            if not stack:
                return known[key]
            continue
        if needed in known:
            answer = known[needed]
        elif needed in under_way:
            answer = circular
        else:
            answer = None
            under_way.add(needed)
            stack.append((needed, rule(needed)))
