"""A server of real articles, and connections to it that nothing hides anything from."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from graphapi.answering.article_executor import create_executor
from graphapi.api import Context
from graphapi.graph.reading import read_corpus
from graphapi.server import ConnectionLimits, Readiness, create_app
from graphapi.settings import Settings
from graphapi.store.memory import MemoryStore
from tests.server.conftest import running
from tests.server.http_connections.test_protocol import Connection


@pytest.fixture(scope="session")
def server() -> Iterator[tuple[str, int]]:
    """The address of a server of the sample corpus."""
    graph = read_corpus()
    context = Context(MemoryStore(graph, datetime(2025, 1, 1, tzinfo=UTC)))
    settings = Settings(max_body_bytes=100_000)
    executor = create_executor(settings)
    app = create_app(
        executor.engine.schema,
        lambda: context,
        lambda: Readiness("v1", {"articles": len(graph.articles)}),
        settings,
        executor,
    )
    limits = ConnectionLimits(receive_seconds=60)
    with running(app, limits) as url:
        parts = urlsplit(url)
        assert parts.hostname is not None
        assert parts.port is not None
        yield parts.hostname, parts.port


@pytest.fixture
def connection(server: tuple[str, int]) -> Iterator[Connection]:
    """A connection that is used for many requests: all of one property.

    One of its own for each, because a server closes what is idle while other tests run.
    """
    with Connection(server) as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection
