"""The command `serve`: the server."""

import gc
import logging
import shlex
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from graphapi.answering.article_executor import create_executor
from graphapi.changes import ChangeLog, LogFile
from graphapi.cli import checking
from graphapi.cli.arguments import Paths, with_settings
from graphapi.cli.corpus_loading import LoadedCorpus, load_graph
from graphapi.cli.messages import print_message
from graphapi.cli.served_corpus import ServedCorpus
from graphapi.corpus.watching import WatchMode
from graphapi.feeds import feed_routes
from graphapi.graph.reading import example_operations
from graphapi.loading import Follower, Loader, open_log
from graphapi.report import counted
from graphapi.runtime.background import compute_in_background
from graphapi.runtime.mailbox import Mailbox
from graphapi.server import (
    ConnectionLimits,
    Guard,
    KnownDocuments,
    bind,
    check_tracing,
    create_app,
    inherited_listener,
    load_known_documents,
    url_of,
)
from graphapi.server import serve as serve_app
from graphapi.server.monitoring.logs import configure_logging
from graphapi.settings import Settings, load_settings

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
    """Serve a corpus over HTTP until Ctrl+C: GraphQL and pages for browsers."""
    settings = load_settings(**flags)
    if check_config:
        checking.check_config(paths, settings, flags)
        return
    check_tracing(settings)
    documents = load_known_documents(settings)
    local_only = not Guard(settings).is_open
    listener = inherited_listener(local_only=local_only) or bind(
        settings.host, settings.port, local_only=local_only, reuse_port=settings.reuse_port
    )
    with listener:
        _run(paths, load_graph(paths, settings), listener, settings, documents)


def _run(
    paths: list[Path] | None,
    loaded: LoadedCorpus,
    listener: socket.socket,
    settings: Settings,
    documents: KnownDocuments,
) -> None:
    graph, loaded_at = loaded.graph, datetime.now(UTC)
    executor = create_executor(settings, articles=len(graph.articles))
    for query in _HEALTH_CHECKS:
        executor.engine.prepare(query)
    log, log_file = open_log(loaded.snapshot, graph)
    with _mailbox(settings.workers) as mailbox:
        served = ServedCorpus(graph, loaded_at, log, executor.engine, mailbox)
        app = create_app(
            executor.engine.schema,
            served.context,
            served.readiness,
            settings,
            executor,
            documents,
            example_operations(),
            more_routes=feed_routes,
        )
        tell = _LOGGER.info if settings.log_format == "json" else print_message

        def follower(index: int) -> Follower:
            return Follower(mailbox, index, served.prepare)

        # What is loaded stays for long, so the garbage collector need not scan it again.
        gc.collect()
        gc.freeze()
        configure_logging(settings.log_level, settings.log_format)
        with compute_in_background(*graph.background.values(), tell=tell):
            serve_app(
                app,
                listener,
                workers=settings.workers,
                log_level=settings.log_level,
                log_format=settings.log_format,
                limits=ConnectionLimits.of(settings),
                started=lambda: tell(_greeting(served.counts, listener, paths, settings)),
                loader=partial(
                    _keep_up_to_date, loaded, loaded_at, mailbox, settings, log, log_file
                ),
                follower=follower,
            )
        if log_file is not None:
            log_file.release()
        tell("graphapi has stopped")


def _greeting(
    counts: Mapping[str, int],
    listener: socket.socket,
    paths: list[Path] | None,
    settings: Settings,
) -> str:
    served = f"{counted(counts['articles'], 'article')} with {counted(counts['links'], 'link')}"
    lines = [f"graphapi serves {served} at {url_of(listener)} (press Ctrl+C to stop)"]
    lines.append(f"  explorer   {url_of(listener, '/')}")
    lines.append(f"  dashboard  {url_of(listener, '/dashboard')}")
    if settings.graphiql:
        lines.append(f"  GraphiQL   {url_of(listener)}")
    if counts["problems"]:
        problems = counted(counts["problems"], "problem")
        command = shlex.join(["graphapi", "check", *map(str, paths or ())])
        lines.append(f"{problems} in the files: {url_of(listener, '/?list=problems')}")
        lines.append(f"  or run: {command}")
    return "\n".join(lines)


def _keep_up_to_date(
    loaded: LoadedCorpus,
    loaded_at: datetime,
    mailbox: Mailbox,
    settings: Settings,
    log: ChangeLog,
    log_file: LogFile | None,
) -> None:
    """What the loader process does."""
    loader = Loader(
        loaded.paths,
        loaded.reader,
        loaded.graph,
        loaded_at,
        mailbox,
        log,
        log_file=log_file,
        mode=WatchMode(settings.watch),
        strict=settings.strict,
        snapshot=loaded.snapshot,
        is_saved=loaded.is_saved,
    )
    loader.run()


@contextmanager
def _mailbox(workers: int) -> Iterator[Mailbox]:
    mailbox = Mailbox(workers)
    try:
        yield mailbox
    finally:
        mailbox.remove()
