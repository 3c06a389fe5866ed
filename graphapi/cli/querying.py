"""The command `query`: queries without a server."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer
from strawberry.types.graphql import OperationType

from graphapi.answering.article_executor import create_executor
from graphapi.answering.operation_contexts import contexts_of
from graphapi.cli.arguments import Cache, FollowLinks, Paths, Strict
from graphapi.cli.corpus_loading import load_graph
from graphapi.errors import ConfigurationError
from graphapi.execution import CompilingExecutor, GraphQLRequest, Opening, Outcome
from graphapi.server import present
from graphapi.settings import load_settings
from graphapi.store.memory import MemoryStore

__all__ = ["query"]

_STANDARD_INPUT: Final = Path("-")


def query(
    paths: Paths = None,
    operation: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A file with a GraphQL document; - is standard input.",
            show_default=False,
        ),
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="A GraphQL document.", show_default=False)
    ] = None,
    variables: Annotated[
        str | None,
        typer.Option(
            metavar="JSON|FILE",
            help="Variables: a JSON object, or a file with one.",
            show_default="NAME.variables.json beside the operation's file, if there is one",
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(help="Which operation of the document to run.", show_default="the only one"),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print the plan and the generated code instead.")
    ] = False,
    strict: Strict = None,
    follow_links: FollowLinks = None,
    cache: Cache = None,
) -> None:
    """Run a GraphQL query without a server; print JSON. Exit code 1 if the answer has errors."""
    settings = load_settings(strict=strict, follow_links=follow_links, cache=cache)
    if (operation is None) == (text is None):
        raise ConfigurationError("give exactly one of --operation FILE and --text DOCUMENT")
    document = _read_text(operation) if operation is not None else text or ""
    values = _read_variables(variables, operation)
    if explain:
        engine = create_executor(settings).engine
        sys.stdout.write(f"{engine.explain(engine.prepare(document, name or None), values)}\n")
        return
    loaded = load_graph(paths, settings)
    graph = loaded.graph
    execute = create_executor(settings, articles=len(graph.articles), caches_fragments=False)
    request = GraphQLRequest(document, name or None, values)
    contexts = contexts_of(MemoryStore(graph, datetime.now(UTC)))
    answer = present(asyncio.run(_answered(execute, request, contexts())))
    sys.stdout.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() + "\n")
    loaded.save()
    if answer.get("errors"):
        raise typer.Exit(1)


async def _answered(
    execute: CompilingExecutor, request: GraphQLRequest, context: object
) -> Outcome:
    allowed = frozenset({OperationType.QUERY})
    if not isinstance(context, Opening):
        return await execute.answer(request, context, allowed)
    try:
        return await execute.answer(request, await context.enter(), allowed)
    finally:
        await context.leave()


def _read_variables(given: str | None, operation: Path | None) -> dict[str, Any]:
    if given is None:
        is_file = operation is not None and operation != _STANDARD_INPUT
        beside = operation.with_suffix(".variables.json") if operation and is_file else None
        if beside is None or not beside.is_file():
            return {}
        text, source = _read_text(beside), str(beside)
    elif given.lstrip().startswith("{"):
        text, source = given, "--variables"
    else:
        text, source = _read_text(Path(given)), given
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ConfigurationError(f"{source}: is not valid JSON: {error}") from error
    if not isinstance(values, dict):
        raise ConfigurationError(f"{source}: must hold a JSON object with variables by name")
    return values


def _read_text(path: Path) -> str:
    try:
        if path == _STANDARD_INPUT:
            return sys.stdin.buffer.read().decode("utf-8")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: is not UTF-8 text") from error
