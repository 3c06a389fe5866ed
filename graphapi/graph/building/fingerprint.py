"""The version of a corpus: a digest of everything in it that an answer can show.

Equal content gives an equal version, wherever the folder lies, whenever it is read, and in
whatever order its files and keys come.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import sha256
from operator import attrgetter
from typing import Any, Final

import numpy as np
import orjson

from graphapi.corpus.records import Corpus, Mention
from graphapi.graph.building.mentions import MentionTable
from graphapi.graph.building.reuse import Reuse

__all__ = ["fingerprint"]

_LENGTH: Final = 32
"""Hexadecimal digits shown: 128 bits, far more than the versions of one corpus will ever need."""

_RULES: Final = 2
"""The version of the rules that decide what is one article: raise it whenever these change.

Caches keep answers under the version of the corpus, so new rules need a new one.
"""

_BLOCK: Final = 65_536

_OPTIONS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS
_MENTION_VALUES: Final = attrgetter(*(field.name for field in fields(Mention)))


def fingerprint(corpus: Corpus, table: MentionTable, reuse: Reuse | None = None) -> str:
    """The digest of a corpus whose mentions are in `table`, as 32 hexadecimal digits."""
    known = {} if reuse is None else reuse.digests
    digests = [known.get(mention) or _digest(mention) for mention in table.mentions]
    if reuse is not None:
        reuse.digests = dict(zip(table.mentions, digests, strict=True))
    whole = sha256(table.entry_starts.astype("<i8").tobytes())
    whole.update(table.entry_positions.astype("<i4").tobytes())
    for document, number in zip(table.documents, table.document_mentions.tolist(), strict=True):
        whole.update(_encode((document.file, document.body)))
        whole.update(digests[number])
    for start in range(0, len(table.entry_mentions), _BLOCK):
        block = table.entry_mentions[start : start + _BLOCK].tolist()
        whole.update(b"".join([digests[number] for number in block]))
    for records in (corpus.topics, corpus.organizations, corpus.problems):
        for encoded in sorted(map(_encode, records)):
            whole.update(sha256(encoded).digest())
    whole.update(_encode((corpus.files, len(table.documents), _RULES)))
    return whole.hexdigest()[:_LENGTH]


def _digest(mention: Mention) -> bytes:
    return sha256(_encode(_MENTION_VALUES(mention))).digest()


def _encode(value: Any) -> bytes:
    try:
        return orjson.dumps(value, default=_plain, option=_OPTIONS)
    except TypeError:  # whole numbers beyond 64 bits, halves of surrogate pairs
        text = json.dumps(value, default=_plain_text, sort_keys=True, ensure_ascii=True)
        return text.encode()


def _plain(value: Any) -> Any:
    """What JSON has for a value that orjson does not know."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _plain_text(value: Any) -> Any:
    try:
        return _plain(value)
    except TypeError:
        return str(value)
