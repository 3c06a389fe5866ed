"""Mentions as bytes, for processes that are seldom asked what files say word by word.

All of a large corpus take long to hand over as objects. As bytes they are mapped, and a mention is
made of them when it is asked for.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from graphapi.corpus.records import Mention
from graphapi.graph.indexes.postings import Numbers

__all__ = ["PackedMentions"]

_VALUES: Final = attrgetter(*(field.name for field in fields(Mention)))


class PackedMentions(Sequence[Mention]):
    """The mentions at `starts` in `packed`, which end where the next one begins."""

    __slots__ = ("packed", "starts")

    def __init__(self, starts: Numbers, packed: NDArray[np.uint8]) -> None:
        self.starts, self.packed = starts, packed

    @classmethod
    def of(cls, mentions: Sequence[Mention], known: dict[Mention, bytes]) -> PackedMentions:
        """Pack mentions. `known` has the bytes of some of them; then it has those of all."""
        if isinstance(mentions, cls):
            return mentions
        texts = [known.get(mention) or _packed(mention) for mention in mentions]
        known.clear()
        known.update(zip(mentions, texts, strict=True))
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=starts[1:])
        return cls(starts, np.frombuffer(b"".join(texts), dtype=np.uint8))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, place: int) -> Mention: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Mention]: ...
    def __getitem__(self, place: int | slice) -> Mention | Sequence[Mention]:
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        number = range(len(self))[place]
        text = self.packed[self.starts[number] : self.starts[number + 1]].tobytes()
        return Mention(*pickle.loads(text))  # noqa: S301  we wrote it ourselves


def _packed(mention: Mention) -> bytes:
    return pickle.dumps(_VALUES(mention), protocol=5)
