"""A real server on a real socket, for the tests of what clients see."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from graphapi.server import ConnectionLimits, Readiness, bind, create_app, url_of
from graphapi.server.app import Application
from graphapi.server.processes.serve import make_server
from graphapi.settings import Settings
from tests.server.library import Shelf, library_schema


@contextmanager
def running(
    app: Application,
    limits: ConnectionLimits = ConnectionLimits(),  # noqa: B008  it is frozen
    host: str = "127.0.0.1",
) -> Iterator[str]:
    """The base URL of a server that runs `app` until the end of the block."""
    started = threading.Event()
    listener = bind(host, 0)
    server = make_server(app, limits=limits, started=started.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert started.wait(timeout=30), "the server did not start"
        yield url_of(listener, path="")
    finally:
        server.should_exit = True
        thread.join(timeout=30)


def library_app(**settings: object) -> Application:
    """The library, ready, with these settings."""
    return create_app(
        library_schema(),
        context=Shelf,
        readiness=lambda: Readiness(version="v1", counts={"books": 2}),
        settings=Settings(**{"max_body_bytes": 10_000, **settings}),  # type: ignore[arg-type]  # the model checks them
    )


def read(url: str, *documents: str) -> None:
    """Let the server read and compile these documents: programs of its own machine pay no units.

    What is small is compiled when it comes for the second time.
    """
    for document in documents * 2:
        httpx.post(
            f"{url.rstrip('/')}/graphql",
            json={"query": document},
            headers={"Accept": GRAPHQL_RESPONSE},
        )


@pytest.fixture(scope="session")
def library_url() -> Iterator[str]:
    """The base URL of the library's server, one for all tests."""
    with running(library_app()) as url:
        yield url


@pytest.fixture
def client(library_url: str) -> Iterator[httpx.Client]:
    """A client of the library's server."""
    with httpx.Client(base_url=library_url, headers={"Accept": GRAPHQL_RESPONSE}) as client:
        yield client


GRAPHQL_RESPONSE = "application/graphql-response+json"
