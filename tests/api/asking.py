"""Corpora written inline, and questions asked to them."""

import asyncio
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import orjson
import strawberry
from strawberry.types import ExecutionResult

from graphapi.api import Context, create_schema
from graphapi.corpus import load_corpus
from graphapi.execution import Answer, Engine
from graphapi.graph import ArticleGraph
from graphapi.store import Store
from graphapi.store.memory import MemoryStore
from tests.store.waiting import WaitingStore

__all__ = ["LOADED_AT", "answer", "ask", "load_store", "refusal", "schema", "store_of"]

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
    """The whole answer to a query.

    Where the store is one in memory, a store that answers later has to give the same, byte by byte,
    whether or not the operation is compiled.
    """
    result = schema().execute_sync(query, variable_values=variables, context_value=Context(store))
    if isinstance(store, MemoryStore):
        expected = _encoded(result)
        for later in asyncio.run(_answers_later(WaitingStore(store), query, variables)):
            assert _encoded(later) == expected
    return result


async def _answers_later(
    store: WaitingStore, query: str, variables: dict[str, Any]
) -> list[ExecutionResult | Answer]:
    context = Context(store)
    uncompiled = await schema().execute(query, variables, context_value=context)
    assert isinstance(uncompiled, ExecutionResult)
    engine = _engine()
    compiled = await engine.execute(engine.prepare(query), variables, context)
    return [uncompiled, compiled]


@cache
def _engine() -> Engine:
    return Engine(schema(), compile_immediately=True, reports_errors=False)


def _encoded(result: ExecutionResult | Answer) -> bytes:
    """The answer as JSON."""
    errors = [error.formatted for error in result.errors or ()]
    return orjson.dumps({"data": result.data, "errors": errors})


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
