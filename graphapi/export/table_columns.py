"""The columns of a table: a name, a kind of value, where it comes from and what it means.

A value is None where the corpus does not say. Every format derives its own form from the kind.
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
    """What the values of a column are in Python, and what a reader is told that they are."""

    TEXT = "text"
    INTEGER = "whole number"
    NUMBER = "number"
    BOOLEAN = "true or false"
    INSTANT = "instant"
    TEXTS = "list of texts"
    JSON = "JSON"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. `on_nodes` says that the nodes of the graph formats carry it too."""

    name: str
    kind: Kind
    value: Callable[[ArticleGraph, Row], Any]
    meaning: str
    on_nodes: bool = False


def as_rfc3339(moment: datetime) -> str:
    """`2024-01-15T20:10:00Z`: in UTC, with as many digits of a second as there are."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def as_json(value: Any) -> str:
    """A list or an object as JSON, for formats whose cells hold only text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
