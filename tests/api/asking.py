"""Corpora written inline, and questions asked to them."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import strawberry
from strawberry.types import ExecutionResult

from graphapi.api import Context, create_schema
from graphapi.corpus import load_corpus
from graphapi.graph import ArticleGraph
from graphapi.store import Store
from graphapi.store.memory import MemoryStore

__all__ = ["answer", "ask", "load_store", "refusal", "schema", "store_of"]

LOADED_AT = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


@cache
def schema() -> strawberry.Schema:
    """The schema, made once for all tests."""
    return create_schema()


def load_store(folder: Path) -> Store:
    """A store of the files of a folder."""
    return MemoryStore(ArticleGraph.build(load_corpus(folder)), LOADED_AT)


def store_of(folder: Path, **files: str) -> Store:
    """A store of files named `<name>.md`, written into a folder from (indented) front matter."""
    for name, front_matter in files.items():
        text = dedent(front_matter).strip("\n")
        (folder / f"{name}.md").write_text(f"---\n{text}\n---\n", encoding="utf-8")
    return load_store(folder)


def ask(store: Any, query: str, **variables: Any) -> ExecutionResult:
    """The whole answer to a query."""
    return schema().execute_sync(query, variable_values=variables, context_value=Context(store))


def answer(store: Any, query: str, **variables: Any) -> Any:
    """The data of an answer that has no errors."""
    result = ask(store, query, **variables)
    assert result.errors is None, result.errors
    return result.data


def refusal(store: Any, query: str, **variables: Any) -> tuple[str, dict[str, Any]]:
    """The message and the extensions of the only error of an answer."""
    result = ask(store, query, **variables)
    assert result.errors is not None
    [error] = result.errors
    return error.message, dict(error.extensions or {})
