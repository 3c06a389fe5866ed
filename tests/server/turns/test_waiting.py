"""Queries for values still being computed wait or get an error; other queries do not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from graphapi import read_corpus
from graphapi.store.memory import MemoryStore
from tests.api.asking import LOADED_AT, answer

PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from graphapi import read_corpus
from graphapi.answering.article_executor import create_executor
from graphapi.api import Context
from graphapi.runtime.background import Background, compute_in_background
from graphapi.server import Readiness, bind, create_app, serve, url_of
from graphapi.settings import Settings
from graphapi.store.memory import MemoryStore

gates, workers, patience = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
graph = read_corpus()


def hold(name):
    value, gate = getattr(graph, name), gates / name
    vars(graph)[name] = Background(value.name, lambda _: (gate.read_bytes(), value.get())[1])
    return vars(graph)[name]

held = hold("discovery"), hold("kin"), hold("findings")
store, settings = MemoryStore(graph, datetime.now(UTC)), Settings(workers=workers)
executor = create_executor(settings, max_wait_seconds=patience)
app = create_app(
    executor.engine.schema,
    lambda: Context(store),
    lambda: Readiness(graph.version, {}),
    settings,
    executor,
)
listener = bind("127.0.0.1", 0)
with compute_in_background(*held):
    serve(
        app, listener, workers=workers, started=lambda: print(url_of(listener, ""), flush=True)
    )
"""

QUERIES = [
    "{ articles(first: 3, orderBy: [{field: RANK}]) { nodes { title rank } } }",
    "{ articles(first: 5) { nodes { title story { title size lead { url } } } } }",
    "{ articles(first: 5) { nodes { title similar { totalCount edges { score } } } } }",
    "{ stories(minSize: 2) { totalCount nodes { id stats { count } } } corpus { stories } }",
    '{ search(text: "train*", first: 3) { totalCount edges { score titleHighlight } } }',
    '{ search(text: "night") { nodes { rank } groups(by: [STORY]) { story { size } count } } }',
    "{ articles(first: 5) { nodes { copyCount copies { url } } } }",
    '{ similarTo(text: "night train") { edges { score sharedTerms } } }',
    '{ suggest(prefix: "ni") { text node { id } } }',
]
"""What needs ranks, stories, kin or the index of words, or several. In the second the field is
nullable: only that part is missing.
"""


class Held(NamedTuple):
    """A server that works out ranks, kin and the index of words when their gates open."""

    client: httpx.Client
    gates: list[Path]

    def ask(self, query: str) -> Any:
        return self.client.post("/graphql", json={"query": query}).json()

    def open_gates(self) -> None:
        for gate in self.gates:
            gate.write_bytes(b"")


@contextmanager
def held_server(tmp_path: Path, workers: int, patience: float) -> Iterator[Held]:
    gates = [tmp_path / name for name in ("discovery", "kin", "findings")]
    for gate in gates:
        os.mkfifo(gate)
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), str(workers), str(patience)]
    server = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    with server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            assert url, server.communicate()
            with httpx.Client(base_url=url, timeout=60) as client:
                yield Held(client, gates)
            server.send_signal(signal.SIGTERM)
            output, errors = server.communicate(timeout=30)
            assert (output, errors, server.returncode) == ("", "", 0)
        finally:
            server.kill()


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    """The right answers."""
    store = MemoryStore(read_corpus(), LOADED_AT)
    return {query: {"data": answer(store, query)} for query in QUERIES}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_query_that_comes_too_early_waits_and_others_do_not(
    tmp_path: Path, workers: int, expected: dict[str, Any]
):
    with held_server(tmp_path, workers, patience=60) as held, ThreadPoolExecutor(8) as threads:
        early = {query: threads.submit(held.ask, query) for query in QUERIES * 2}
        for _ in range(10):
            assert held.client.get("/healthz").json() == {"status": "ok"}
            assert held.client.get("/readyz").status_code == 200
            assert "data" in held.ask("{ articles(first: 2) { nodes { title } } }")
        assert not any(future.done() for future in early.values())
        held.open_gates()
        assert {query: future.result() for query, future in early.items()} == expected
        for query in QUERIES * 4:
            assert held.ask(query) == expected[query]


def test_a_query_that_waited_too_long_gets_an_error_that_is_not_cached(
    tmp_path: Path, expected: dict[str, Any]
):
    with held_server(tmp_path, workers=1, patience=0) as held:
        for query in QUERIES * 4:  # often enough for all that is compiled or kept
            refused = held.ask(query)
            assert refused != expected[query]
            for error in refused["errors"]:
                assert error["extensions"] == {"code": "NOT_READY"}
                assert "are still being worked out" in error["message"]
        held.open_gates()
        for query in QUERIES:
            while "errors" in (given := held.ask(query)):
                assert given["errors"][0]["extensions"] == {"code": "NOT_READY"}
            assert given == held.ask(query) == expected[query]


def test_the_server_can_be_stopped_while_someone_works(tmp_path: Path):
    with held_server(tmp_path, workers=2, patience=0) as held:
        assert "errors" in held.ask(QUERIES[0])
