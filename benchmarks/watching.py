"""What it costs a server to be watched: CPU of the server for each request, against no watching.

    python -m benchmarks.watching [FOLDER ...]

Serves a corpus (the sample corpus without FOLDER) several times over, each server watched in
another way, and asks each in turn the same: one article, and two levels of related ones, of each of
100 articles. No answer is kept. Prints microseconds of CPU for each request, and by how much that
is more than unwatched: the median over rounds, each of which asks all servers. Linux alone tells
such short times.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Final

import httpx
import orjson
from rich.console import Console
from rich.table import Table

__all__ = ["main"]

_WAYS: Final = {
    "nobody": ["--metrics", "off"],
    "metrics (the default)": [],
    "+ a line for each": ["--log-requests", "--log-format", "json"],
    "+ traces, 1 in 100": ["--tracing"],
}
_ENVIRONMENT: Final = {
    "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
    "OTEL_TRACES_SAMPLER_ARG": "0.01",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
    "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
    "GRAPHAPI_RESPONSE_CACHE_BYTES": "0",
}
_LOOKUP: Final = """query Lookup($u: URL!) { article(url: $u) { title excerpt
  publishedDateTime quality heat provider { name domain } topics { name } } }"""
_NESTED: Final = """query Nested($u: URL!) { article(url: $u) { title related(first: 10) { nodes {
  title url quality provider { name domain }
  related(first: 10) { nodes { title url quality provider { name domain } } } } } } }"""
_URLS: Final = "{ articles(first: 100, filter: { stub: false }) { nodes { url } } }"
_SHAPES: Final = {"one article": _LOOKUP, "two levels of related ones": _NESTED}
_CONNECTIONS: Final = 8
_STARTS: Final = 6
"""The same program is up to 3 % faster or slower the next time that it is started."""
_ROUNDS: Final = 10
_REQUESTS: Final = 400


class _Server:
    """A server of a corpus, and connections to it."""

    def __init__(self, stack: ExitStack, folders: Sequence[str], flags: Sequence[str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "graphapi", "serve", *folders, "--port", str(port), *flags]
        self.process = stack.enter_context(
            subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, **_ENVIRONMENT})
        )
        stack.callback(self.process.terminate)
        self.url = f"http://127.0.0.1:{port}"
        while True:
            try:
                httpx.get(f"{self.url}/readyz")
                break
            except httpx.ConnectError:
                assert self.process.poll() is None, "the server did not start"
        self._address = ("127.0.0.1", port)

    @property
    def seconds(self) -> float:
        """The CPU that it has used."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / 1e9

    def ask(self, messages: Iterator[bytes], count: int) -> float:
        """The CPU, in microseconds, that each of so many requests takes."""
        with ExitStack() as stack:
            connections = [
                stack.enter_context(socket.create_connection(self._address))
                for _ in range(_CONNECTIONS)
            ]
            _exchange(connections, messages)
            before = self.seconds
            for _ in range(count // _CONNECTIONS):
                _exchange(connections, messages)
            return (self.seconds - before) / count * 1e6


def main() -> None:
    """Serve, ask, and print what each way of watching costs."""
    rounds: dict[str, list[dict[str, float]]] = {shape: [] for shape in _SHAPES}
    for _ in range(_STARTS):
        with ExitStack() as stack:
            servers = {name: _Server(stack, sys.argv[1:], flags) for name, flags in _WAYS.items()}
            urls = _urls(servers["nobody"])
            for shape, query in _SHAPES.items():
                rounds[shape] += _measure(servers, [_post(query, url) for url in urls])
    table = Table(header_style="bold", box=None)
    for heading in ("Request", "watched by", "CPU, µs", "more, µs", "more"):
        table.add_column(heading, justify="left" if heading[0] in "Rw" else "right")
    for shape, found in rounds.items():
        for name in _WAYS:
            table.add_row(
                shape,
                name,
                f"{median(each[name] for each in found):.1f}",
                f"{median(each[name] - each['nobody'] for each in found):+.1f}",
                f"{median(each[name] / each['nobody'] - 1 for each in found):+.1%}",
            )
    Console(width=100).print(table)


def _measure(servers: dict[str, _Server], messages: Sequence[bytes]) -> list[dict[str, float]]:
    """The CPU that a request takes of each server, round by round, each in another order."""
    for server in servers.values():
        server.ask(cycle(messages), 4 * _REQUESTS)
    found = []
    for number in range(_ROUNDS):
        names = islice(cycle(servers), number % len(servers), number % len(servers) + len(servers))
        found.append({name: servers[name].ask(cycle(messages), _REQUESTS) for name in names})
    return found


def _urls(server: _Server) -> list[str]:
    answer = httpx.post(f"{server.url}/graphql", json={"query": _URLS}).json()
    return [node["url"] for node in answer["data"]["articles"]["nodes"]]


def _exchange(connections: Sequence[socket.socket], messages: Iterator[bytes]) -> None:
    for connection in connections:
        connection.sendall(next(messages))
    for connection in connections:
        _receive(connection)


def _receive(connection: socket.socket) -> None:
    received = connection.recv(1 << 20)
    head, _, body = received.partition(b"\r\n\r\n")
    left = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]) - len(body)
    while left > 0:
        left -= len(connection.recv(1 << 20))


def _post(query: str, url: str) -> bytes:
    content = orjson.dumps({"query": query, "variables": {"u": url}})
    return (
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(content) + content
    )


if __name__ == "__main__":
    main()
