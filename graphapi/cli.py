"""The command line: serve, check, stats, query, export, trust, schema, key.

Exit codes: 0 all is well; 1 the answer is bad news (problems of severity ERROR, errors in a
GraphQL answer); 2 the command could not be carried out, said in one line.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from strawberry.types.graphql import OperationType

from graphapi.answering import create_executor
from graphapi.api import Context, create_schema, schema_sdl
from graphapi.background import in_background
from graphapi.corpus import Corpus, Severity, load_corpus
from graphapi.errors import ConfigurationError, CorpusError, GraphApiError
from graphapi.execution import GraphQLRequest
from graphapi.export import FORMATS, TABLES, export, plan_target
from graphapi.graph import ArticleGraph
from graphapi.manifests import encode_manifest
from graphapi.reading import example_operations, sample_corpus
from graphapi.report import (
    Interval,
    ReportFormat,
    counted,
    print_exported,
    print_picture,
    print_problems,
    reading_progress,
    writing_progress,
)
from graphapi.server import (
    ConnectionLimits,
    Guard,
    KnownDocuments,
    Readiness,
    bind,
    create_app,
    load_known_documents,
    make_key,
    present,
    url_of,
)
from graphapi.server import serve as serve_app
from graphapi.settings import Settings, load_settings, option
from graphapi.store import MemoryStore
from graphapi.trust import gather_documents

__all__ = [
    "app",
    "check",
    "export_corpus",
    "key",
    "main",
    "query",
    "schema",
    "serve",
    "stats",
    "trust",
]

app = typer.Typer(
    name="graphapi",
    help="Turn folders of Markdown news articles into a fast, explorable GraphQL API.",
    epilog="Without PATHS, every command takes the sample corpus that comes with graphapi.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_LOGGER = logging.getLogger(__name__)

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Folders or files of articles; folders are read with all that is in them.",
        show_default="the sample corpus",
    ),
]
Strict = Annotated[bool | None, option("strict")]


def main() -> None:
    """Run the command line of this process."""
    try:
        app()
    except GraphApiError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has seen enough. Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@app.command()
def serve(  # noqa: PLR0917  Typer passes them by name
    paths: Paths = None,
    host: Annotated[str | None, option("host")] = None,
    public: Annotated[bool | None, option("public")] = None,
    port: Annotated[str | None, option("port")] = None,
    workers: Annotated[str | None, option("workers")] = None,
    log_level: Annotated[str | None, option("log_level")] = None,
    log_format: Annotated[str | None, option("log_format")] = None,
    log_requests: Annotated[bool | None, option("log_requests")] = None,
    log_documents: Annotated[bool | None, option("log_documents")] = None,
    slow_ms: Annotated[str | None, option("slow_ms")] = None,
    strict: Strict = None,
    graphiql: Annotated[bool | None, option("graphiql")] = None,
    introspection: Annotated[bool | None, option("introspection")] = None,
    streams: Annotated[bool | None, option("streams")] = None,
    api_keys_file: Annotated[str | None, option("api_keys_file")] = None,
    api_keys: Annotated[str | None, option("api_keys")] = None,
    allowed_hosts: Annotated[str | None, option("allowed_hosts")] = None,
    cors_origins: Annotated[str | None, option("cors_origins")] = None,
    trusted_proxies: Annotated[str | None, option("trusted_proxies")] = None,
    max_socket_operations: Annotated[str | None, option("max_socket_operations")] = None,
    deadline_ms: Annotated[str | None, option("deadline_ms")] = None,
    receive_seconds: Annotated[str | None, option("receive_seconds")] = None,
    connection_limit: Annotated[str | None, option("connection_limit")] = None,
    waiting_limit: Annotated[str | None, option("waiting_limit")] = None,
    queue_limit: Annotated[str | None, option("queue_limit")] = None,
    rate_units: Annotated[str | None, option("rate_units")] = None,
    rate_burst_units: Annotated[str | None, option("rate_burst_units")] = None,
    max_body_bytes: Annotated[str | None, option("max_body_bytes")] = None,
    max_url_bytes: Annotated[str | None, option("max_url_bytes")] = None,
    max_header_bytes: Annotated[str | None, option("max_header_bytes")] = None,
    max_tokens: Annotated[str | None, option("max_tokens")] = None,
    max_document_bytes: Annotated[str | None, option("max_document_bytes")] = None,
    max_cost: Annotated[str | None, option("max_cost")] = None,
    max_depth: Annotated[str | None, option("max_depth")] = None,
    max_root_fields: Annotated[str | None, option("max_root_fields")] = None,
    max_aliases: Annotated[str | None, option("max_aliases")] = None,
    max_directives: Annotated[str | None, option("max_directives")] = None,
    max_fragment_spreads: Annotated[str | None, option("max_fragment_spreads")] = None,
    max_repeated_fields: Annotated[str | None, option("max_repeated_fields")] = None,
    max_variables_bytes: Annotated[str | None, option("max_variables_bytes")] = None,
    max_variables_depth: Annotated[str | None, option("max_variables_depth")] = None,
    max_list_items: Annotated[str | None, option("max_list_items")] = None,
    max_answer_bytes: Annotated[str | None, option("max_answer_bytes")] = None,
    max_unsent_bytes: Annotated[str | None, option("max_unsent_bytes")] = None,
    document_cache_bytes: Annotated[str | None, option("document_cache_bytes")] = None,
    plan_cache_bytes: Annotated[str | None, option("plan_cache_bytes")] = None,
    fragment_cache_bytes: Annotated[str | None, option("fragment_cache_bytes")] = None,
    response_cache_bytes: Annotated[str | None, option("response_cache_bytes")] = None,
    compress_min_bytes: Annotated[str | None, option("compress_min_bytes")] = None,
    cache_max_age: Annotated[str | None, option("cache_max_age")] = None,
    apq_cache_bytes: Annotated[str | None, option("apq_cache_bytes")] = None,
    trusted_documents: Annotated[str | None, option("trusted_documents")] = None,
    trusted_only: Annotated[bool | None, option("trusted_only")] = None,
    metrics: Annotated[str | None, option("metrics")] = None,
    tracing: Annotated[bool | None, option("tracing")] = None,
    metrics_names: Annotated[str | None, option("metrics_names")] = None,
    debug: Annotated[bool | None, option("debug")] = None,
) -> None:
    """Serve a corpus over HTTP until Ctrl+C: GraphQL at /graphql, a page for browsers there too."""
    settings = load_settings(
        host=host,
        public=public,
        port=port,
        workers=workers,
        log_level=log_level,
        log_format=log_format,
        log_requests=log_requests,
        log_documents=log_documents,
        slow_ms=slow_ms,
        strict=strict,
        graphiql=graphiql,
        introspection=introspection,
        streams=streams,
        api_keys_file=api_keys_file,
        api_keys=api_keys,
        allowed_hosts=allowed_hosts,
        cors_origins=cors_origins,
        trusted_proxies=trusted_proxies,
        max_socket_operations=max_socket_operations,
        deadline_ms=deadline_ms,
        receive_seconds=receive_seconds,
        connection_limit=connection_limit,
        waiting_limit=waiting_limit,
        queue_limit=queue_limit,
        rate_units=rate_units,
        rate_burst_units=rate_burst_units,
        max_body_bytes=max_body_bytes,
        max_url_bytes=max_url_bytes,
        max_header_bytes=max_header_bytes,
        max_tokens=max_tokens,
        max_document_bytes=max_document_bytes,
        max_cost=max_cost,
        max_depth=max_depth,
        max_root_fields=max_root_fields,
        max_aliases=max_aliases,
        max_directives=max_directives,
        max_fragment_spreads=max_fragment_spreads,
        max_repeated_fields=max_repeated_fields,
        max_variables_bytes=max_variables_bytes,
        max_variables_depth=max_variables_depth,
        max_list_items=max_list_items,
        max_answer_bytes=max_answer_bytes,
        max_unsent_bytes=max_unsent_bytes,
        document_cache_bytes=document_cache_bytes,
        plan_cache_bytes=plan_cache_bytes,
        fragment_cache_bytes=fragment_cache_bytes,
        response_cache_bytes=response_cache_bytes,
        compress_min_bytes=compress_min_bytes,
        cache_max_age=cache_max_age,
        apq_cache_bytes=apq_cache_bytes,
        trusted_documents=trusted_documents,
        trusted_only=trusted_only,
        metrics=metrics,
        tracing=tracing,
        metrics_names=metrics_names,
        debug=debug,
    )
    documents = load_known_documents(settings)
    is_open = settings.public or bool(Guard(settings).keys)
    with bind(settings.host, settings.port, local_only=not is_open) as listener:
        _serve(_load_graph(paths, strict=settings.strict), listener, settings, documents)


@app.command()
def check(
    paths: Paths = None,
    format: Annotated[  # noqa: A002  the flag's name
        ReportFormat, typer.Option(help="How to print the problems.")
    ] = ReportFormat.TABLE,
) -> None:
    """Tell what could not be read as written, file by file. Exit code 1 when there are ERRORs."""
    corpus = _load(paths)
    graph = ArticleGraph.build(corpus)
    print_problems(graph, corpus, format)
    if any(problem.severity is Severity.ERROR for problem in graph.problems):
        raise typer.Exit(1)


@app.command()
def stats(
    paths: Paths = None,
    interval: Annotated[
        Interval | None,
        typer.Option(
            help="What a column of the timeline is.", show_default="the finest from day that fits"
        ),
    ] = None,
    strict: Strict = None,
) -> None:
    """Show what a corpus holds: counts, links, a timeline, the largest providers and topics."""
    print_picture(_load_graph(paths, strict=load_settings(strict=strict).strict), interval)


@app.command()
def query(
    paths: Paths = None,
    operation: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A file with a GraphQL document.", show_default=False),
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
) -> None:
    """Answer a GraphQL query without a server, as JSON. Exit code 1 when the answer has errors."""
    settings = load_settings(strict=strict)
    if (operation is None) == (text is None):
        raise ConfigurationError("give either --operation FILE or --text DOCUMENT")
    document = _read_text(operation) if operation is not None else text or ""
    values = _read_variables(variables, operation)
    if explain:
        engine = create_executor(settings).engine
        sys.stdout.write(f"{engine.explain(engine.prepare(document, name), values)}\n")
        return
    graph = _load_graph(paths, strict=settings.strict)
    execute = create_executor(settings, keeps_fragments=False)
    request = GraphQLRequest(document, name, values)
    context = Context(MemoryStore(graph, datetime.now(UTC)))
    outcome = asyncio.run(execute.answer(request, context, frozenset({OperationType.QUERY})))
    answer = present(outcome)
    sys.stdout.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() + "\n")
    if answer.get("errors"):
        raise typer.Exit(1)


@app.command("export")
def export_corpus(
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|FOLDER/|-",
            help="Where to write: a file, a folder for all tables, or - for standard output.",
        ),
    ],
    paths: Paths = None,
    format: Annotated[  # noqa: A002  the flag's name
        str | None,
        typer.Option(
            metavar="|".join(FORMATS),
            help="graphml, gexf and json hold the graph; csv and parquet hold tables.",
            show_default="what the file's ending says",
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(TABLES),
            help="The table that a file of one holds.",
            show_default="the one the file is named after, or articles",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
    strict: Strict = None,
) -> None:
    """Write the graph or its tables for other tools: GraphML, GEXF, node-link JSON, CSV, Parquet.

    Files appear whole or not at all. docs/export.md tells what is in each column.
    """
    settings = load_settings(strict=strict)
    target = plan_target(output, format_name=format, table=table, force=force)
    graph = _load_graph(paths, strict=settings.strict)
    with writing_progress() as progress:
        exported = export(graph, target, progress)
    print_exported(exported, graph)


@app.command()
def schema() -> None:
    """Print the GraphQL schema in the schema definition language."""
    sys.stdout.write(f"{schema_sdl()}\n")


@app.command()
def key(
    name: Annotated[str, typer.Argument(help="Whose key it is; the log and the limits name it.")],
) -> None:
    """Make an API key: print the key for its holder, and the line for the server's file of keys.

    The key is printed here and kept nowhere: --api-keys-file takes the line, a digest of it.
    """
    made, entry = make_key(name)
    Console(stderr=True, highlight=False).print(
        f"The key, for {name} alone; the line for --api-keys-file goes to standard output:\n{made}",
        markup=False,
        soft_wrap=True,
    )
    sys.stdout.write(f"{entry}\n")


@app.command()
def trust(
    folder: Annotated[
        Path,
        typer.Argument(help="Where the documents are: .graphql and .gql files, at any depth."),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE|-", help="Where to write the manifest."),
    ] = Path("-"),
) -> None:
    """Check GraphQL documents against the schema and write them into a manifest for `serve`.

    docs/caching.md tells what clients and servers do with it.
    """
    texts = gather_documents(folder, create_schema())
    manifest = encode_manifest(texts)
    if str(output) == "-":
        sys.stdout.buffer.write(manifest)
        return
    try:
        output.write_bytes(manifest)
    except OSError as error:
        raise ConfigurationError(f"{output}: cannot be written: {error.strerror}") from error
    message = f"wrote {output}: {counted(len(set(texts)), 'document')}"
    Console(stderr=True, highlight=False).print(message, markup=False, soft_wrap=True)


def _serve(
    graph: ArticleGraph, listener: socket.socket, settings: Settings, documents: KnownDocuments
) -> None:
    store = MemoryStore(graph, datetime.now(UTC))
    counts = {
        "articles": len(graph.articles),
        "stubs": store.corpus().stubs,
        "links": graph.nx.number_of_edges(),
        "providers": len(graph.providers),
        "topics": len(graph.topics),
        "problems": len(graph.problems),
    }
    readiness = Readiness(graph.version, counts, store.loaded_at)
    context = Context(store)
    executor = create_executor(settings)
    app = create_app(
        executor.engine.schema,
        lambda: context,
        lambda: readiness,
        settings,
        executor,
        documents,
        example_operations(),
    )
    console = Console(stderr=True, highlight=False)

    def say(message: str) -> None:
        if settings.log_format == "json":
            _LOGGER.info(message)
        else:
            console.print(message, soft_wrap=True)

    def started() -> None:
        served = f"{counted(counts['articles'], 'article')} with {counted(counts['links'], 'link')}"
        message = f"graphapi serves {served} at {url_of(listener)} (Ctrl+C stops it)"
        if counts["problems"]:
            message += f"\n{counted(counts['problems'], 'problem')} in the files: graphapi check"
        say(message)

    # What is loaded stays: the garbage collector need not look through it ever again.
    gc.collect()
    gc.freeze()
    with in_background(graph.discovery, graph.findings):
        serve_app(
            app,
            listener,
            workers=settings.workers,
            log_level=settings.log_level,
            log_format=settings.log_format,
            limits=ConnectionLimits(
                settings.receive_seconds,
                settings.connection_limit,
                settings.max_url_bytes,
                settings.max_header_bytes,
                settings.max_unsent_bytes,
            ),
            started=started,
        )
    say("graphapi has stopped")


def _load(paths: list[Path] | None) -> Corpus:
    with reading_progress() as progress:
        return load_corpus(paths or [sample_corpus()], progress)


def _load_graph(paths: list[Path] | None, *, strict: bool) -> ArticleGraph:
    """The graph of a corpus that is worth asking. Ends the process where `strict` forbids it."""
    corpus = _load(paths)
    errors = sum(problem.severity is Severity.ERROR for problem in corpus.problems)
    if strict and errors:
        print_problems(ArticleGraph.build(corpus), corpus, ReportFormat.TABLE, errors_only=True)
        found = counted(errors, "problem")
        _fail(f"the corpus has {found} of severity ERROR, and --strict is on", code=1)
    if not corpus.articles:
        where = ", ".join(str(path) for path in paths or [sample_corpus()])
        hint = "; graphapi check tells what is wrong with its files" if errors else ""
        raise CorpusError(f"{where}: no articles in {corpus.files + corpus.skipped} files{hint}")
    return ArticleGraph.build(corpus)


def _read_variables(given: str | None, operation: Path | None) -> dict[str, Any]:
    if given is None:
        beside = operation.with_suffix(".variables.json") if operation else None
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
        raise ConfigurationError(f"{source}: is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise ConfigurationError(f"{source}: must hold a JSON object of variables by name")
    return values


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: is not a text in UTF-8") from error


def _fail(message: str, code: int = 2) -> None:
    Console(stderr=True, highlight=False).print(
        f"graphapi: {message}", markup=False, soft_wrap=True
    )
    sys.exit(code)
