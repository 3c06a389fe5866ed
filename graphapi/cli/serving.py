"""The command `serve`: the server."""

import gc
import logging
import socket
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from graphapi.answering.article_executor import create_executor
from graphapi.answering.operation_contexts import contexts_of
from graphapi.cli import checking
from graphapi.cli.arguments import Paths, with_settings
from graphapi.cli.loading import load_graph
from graphapi.cli.messages import print_message
from graphapi.graph import ArticleGraph
from graphapi.graph.reading import example_operations
from graphapi.report import counted
from graphapi.runtime.background import compute_in_background
from graphapi.server import (
    ConnectionLimits,
    Guard,
    KnownDocuments,
    Readiness,
    bind,
    check_tracing,
    create_app,
    load_known_documents,
    url_of,
)
from graphapi.server import serve as serve_app
from graphapi.settings import Settings, load_settings
from graphapi.store.memory import MemoryStore

__all__ = ["serve"]

_HEALTH_CHECKS: Final = (
    "{__typename}",
    "{ __typename }",
    "query{__typename}",
    "query { __typename }",
)
"""Documents with which clients and load balancers check a GraphQL server.

They are prepared at start-up, so the first client that sends one does not pay for that.
"""

_LOGGER = logging.getLogger(__name__)


@with_settings
def serve(
    paths: Paths = None,
    check_config: Annotated[
        bool,
        typer.Option("--check-config", help="Check the settings, print those in effect, and exit."),
    ] = False,
    **flags: str | bool | None,
) -> None:
    """Serve a corpus over HTTP until Ctrl+C: GraphQL and a page for browsers, both at /graphql."""
    settings = load_settings(**flags)
    if check_config:
        checking.check_config(paths, settings, flags)
        return
    check_tracing(settings)
    documents = load_known_documents(settings)
    local_only = not Guard(settings).is_open
    with bind(settings.host, settings.port, local_only=local_only) as listener:
        _run(load_graph(paths, settings), listener, settings, documents)


def _run(
    graph: ArticleGraph, listener: socket.socket, settings: Settings, documents: KnownDocuments
) -> None:
    store = MemoryStore(graph, datetime.now(UTC))
    store.prepare()
    counts = {
        "articles": len(graph.articles),
        "stubs": store.corpus().stubs,
        "links": len(graph.links),
        "providers": len(graph.providers),
        "topics": len(graph.topics),
        "problems": len(graph.problems),
    }
    readiness = Readiness(graph.version, counts, store.loaded_at)
    executor = create_executor(settings, articles=len(graph.articles))
    for query in _HEALTH_CHECKS:
        executor.engine.prepare(query)
    app = create_app(
        executor.engine.schema,
        contexts_of(store),
        lambda: readiness,
        settings,
        executor,
        documents,
        example_operations(),
    )
    tell = _LOGGER.info if settings.log_format == "json" else print_message

    def started() -> None:
        served = f"{counted(counts['articles'], 'article')} with {counted(counts['links'], 'link')}"
        message = f"graphapi serves {served} at {url_of(listener)} (press Ctrl+C to stop)"
        if counts["problems"]:
            message += f"\n{counted(counts['problems'], 'problem')} in the files: graphapi check"
        tell(message)

    # What is loaded stays for good, so the garbage collector need not scan it again.
    gc.collect()
    gc.freeze()
    with compute_in_background(graph.discovery, graph.kin, graph.findings):
        serve_app(
            app,
            listener,
            workers=settings.workers,
            log_level=settings.log_level,
            log_format=settings.log_format,
            limits=ConnectionLimits.of(settings),
            started=started,
        )
    tell("graphapi has stopped")
