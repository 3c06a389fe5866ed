"""The columns of a table: name, kind of value, source and meaning.

A value is None if the corpus has none. Every format derives its own form from the kind.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from graphapi.graph import ArticleGraph

__all__ = ["Column", "Kind", "as_json", "as_rfc3339"]

Row = TypeVar("Row")


class Kind(Enum):
    """The type of a column's values in Python; its value is the description for readers."""

    TEXT = "text"
    INTEGER = "whole number"
    NUMBER = "number"
    BOOLEAN = "true or false"
    INSTANT = "instant"
    TEXTS = "list of texts"
    JSON = "JSON"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. `on_nodes` says whether nodes of the graph formats carry it too."""

    name: str
    kind: Kind
    value: Callable[[ArticleGraph, Row], Any]
    meaning: str
    on_nodes: bool = False


def as_rfc3339(moment: datetime) -> str:
    """`2024-01-15T20:10:00Z`: in UTC, with fractions of a second if there are any."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def as_json(value: Any) -> str:
    """A list or an object as JSON, for formats whose cells hold only text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
