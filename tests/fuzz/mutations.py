"""Things nearly right: what is right, changed in a few places."""

from collections.abc import Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

__all__ = ["mutated"]

T = TypeVar("T", str, bytes)


@st.composite
def mutated(draw: Any, seeds: Sequence[T], pieces: Sequence[T]) -> T:
    """One of the seeds, after up to eight changes: parts dropped, doubled, cut off, or put in.

    What is put in comes from `pieces`, or from another seed.
    """
    text: T = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        match draw(st.integers(0, 5)):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:]
            case 2:
                text = text[:start]
            case 3:
                other = draw(st.sampled_from(seeds))
                text = text[:start] + other[draw(st.integers(0, len(other))) :]
            case _:
                text = text[:start] + draw(st.sampled_from(pieces)) + text[end:]
    return text
