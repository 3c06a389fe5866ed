"""How soon an edit is visible while serving, and what that costs other clients.

    python -m benchmarks.alive [FOLDER] [--edits 15] [--files 500] [--reloads 100] [--workers 2]

Copies a corpus (the sample corpus without FOLDER), serves the copy, and edits it: one file at a
time, then many at once. Prints the seconds until every connection is answered from the new version,
the latency of other clients without and with edits, and the memory of all processes (PSS: what
processes share is divided among them) over many reloads. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from graphapi.graph.reading import sample_corpus

__all__ = ["main"]

_WATCHERS: Final = 8
"""Connections that ask for the version: enough to reach every worker."""
_POLL_SECONDS: Final = 0.01
_OTHERS: Final = 4
_PAUSE_SECONDS: Final = 0.01
"""Between two requests of another client."""
_QUIET_SECONDS: Final = 10.0
_EARLY: Final = 10
"""Reloads after which memory is measured for the first time."""
_LOAD: Final = """{ articles(first: 5) { nodes { title provider { name } topics { name }
  related(first: 5) { nodes { title url } } } } }"""
_READY: Final = """{ articles(first: 1) { nodes {
    story { id } similar(first: 1) { nodes { url } } } }
  search(text: "news", first: 1) { totalCount } }"""


@dataclass
class _Connection:
    """A connection that is kept, for one request after the other."""

    port: int
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, body: bytes | None = None) -> Any:
        """The JSON answered to GET, or to POST where there is a body."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        method = "GET" if body is None else "POST"
        length = "" if body is None else f"Content-Length: {len(body)}\r\n"
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}{length}\r\n".encode() + (body or b""))
        answer = await reader.readuntil(b"\r\n\r\n")
        size = next(
            int(line.partition(b":")[2])
            for line in answer.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        return json.loads(await reader.readexactly(size))

    async def query(self, text: str) -> Any:
        """The answer to a query."""
        return await self.ask("/graphql", json.dumps({"query": text}).encode())


@dataclass
class _Clients:
    """Other clients: they ask at a steady pace and note how long each answer takes, in seconds."""

    port: int
    seconds: list[float] = field(default_factory=list)
    errors: int = 0

    async def work(self) -> None:
        """Ask until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(_OTHERS):
                group.create_task(self._one())

    async def _one(self) -> None:
        connection = _Connection(self.port)
        while True:
            began = time.perf_counter()
            answer = await connection.query(_LOAD)
            self.seconds.append(time.perf_counter() - began)
            self.errors += "errors" in answer
            await asyncio.sleep(_PAUSE_SECONDS)

    def taken(self) -> list[float]:
        """What was noted since the last time."""
        taken, self.seconds = self.seconds, []
        return taken


class _Corpus:
    """A copy of a corpus, to be edited."""

    def __init__(self, folder: Path) -> None:
        self._files = sorted(path for path in folder.rglob("*.md") if path.is_file())
        self._edits = 0

    def edit(self, count: int) -> int:
        """Add a line to so many files, if there are as many; returns how many."""
        self._edits += 1
        first = self._edits * 37 % len(self._files)
        chosen = (self._files[first:] + self._files[:first])[:count]
        for path in chosen:
            with path.open("a", encoding="utf-8") as file:
                file.write(f"\nEdit {self._edits} concerns benchmark{self._edits}.\n")
        return len(chosen)


@contextmanager
def _server(folder: Path, workers: int) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server of a folder: its process and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "graphapi", "serve", str(folder), "--port", str(port)]
    command += ["--workers", str(workers), "--log-level", "error"]
    environment = {**os.environ, "GRAPHAPI_CACHE": "off"}
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    try:
        yield process, port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


async def _started(port: int) -> None:
    """Wait until all is answered."""
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            if "errors" not in await _Connection(port).query(_READY):
                return
        await asyncio.sleep(0.1)


class _Watchers:
    """Connections that ask for the version."""

    def __init__(self, port: int) -> None:
        self._connections = [_Connection(port) for _ in range(_WATCHERS)]

    async def version(self) -> str:
        """The version that is served."""
        return str((await self._connections[0].ask("/readyz"))["version"])

    async def seconds_until_changed(self, before: str, began: float) -> float:
        """The time until every connection is answered from another version."""
        await asyncio.gather(*(self._changed(one, before) for one in self._connections))
        return time.perf_counter() - began

    async def _changed(self, connection: _Connection, before: str) -> None:
        while (await connection.ask("/readyz"))["version"] == before:  # noqa: ASYNC110  the server is another process
            await asyncio.sleep(_POLL_SECONDS)


async def _edits(corpus: _Corpus, watchers: _Watchers, times: int, files: int) -> list[float]:
    """How long each of some edits took to be visible, in seconds."""
    taken = []
    for _ in range(times):
        before = await watchers.version()
        began = time.perf_counter()
        corpus.edit(files)
        taken.append(await watchers.seconds_until_changed(before, began))
    return taken


def _memory(root: int) -> int:
    """The PSS of a process and all below it, in bytes."""
    total = 0
    for process in _below(root):
        with suppress(ProcessLookupError):  # one that has ended, and is not reaped yet
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            sizes = [line.split()[1] for line in text.splitlines() if line.startswith("Pss:")]
            total += sum(map(int, sizes))
    return total * 1024


def _below(root: int) -> list[int]:
    found = [root]
    for process in found:
        text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
        found.extend(map(int, text.split()))
    return found


@dataclass
class _Result:
    one: list[float]
    many: list[float]
    quiet: list[float]
    busy: list[float]
    errors: int
    early: int
    late: int


async def _measured(
    corpus: _Corpus, process: int, port: int, options: argparse.Namespace
) -> _Result:
    await _started(port)
    watchers, clients = _Watchers(port), _Clients(port)
    await _edits(corpus, watchers, 2, 1)
    working = asyncio.create_task(clients.work())
    await asyncio.sleep(1)
    clients.taken()
    await asyncio.sleep(_QUIET_SECONDS)
    quiet = clients.taken()
    one = await _edits(corpus, watchers, options.edits, 1)
    many = await _edits(corpus, watchers, max(1, options.edits // 5), options.files)
    busy = clients.taken()
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    await _edits(corpus, watchers, _EARLY, 1)
    early = _memory(process)
    await _edits(corpus, watchers, max(0, options.reloads - _EARLY), 1)
    return _Result(one, many, quiet, busy, clients.errors, early, _memory(process))


def _tell(result: _Result, options: argparse.Namespace, files: int) -> None:
    visible = Table("edit", "median (s)", "worst (s)", title="Until it is visible everywhere")
    for name, seconds in (("1 file", result.one), (f"{files} files", result.many)):
        visible.add_row(name, f"{median(seconds):.2f}", f"{max(seconds):.2f}")
    latency = Table("answers", "median (ms)", "p99 (ms)", "number", title="Other clients")
    for name, seconds in (("without edits", result.quiet), ("with edits", result.busy)):
        values = f"{1000 * median(seconds):.1f}", f"{1000 * _p99(seconds):.1f}"
        latency.add_row(name, *values, str(len(seconds)))
    console = Console()
    console.print(visible, latency)
    console.print(f"p99 with edits, to that without: {_p99(result.busy) / _p99(result.quiet):.1f}")
    console.print(f"answers with errors: {result.errors}")
    mib = f"{result.early / 2**20:.0f} MiB after {_EARLY} reloads, {result.late / 2**20:.0f} MiB"
    console.print(f"memory: {mib} after {options.reloads}: {result.late / result.early:.2f} times")


def _p99(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=100)[-1]


def main() -> None:
    """Edit a copy of a corpus while it is served."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=sample_corpus())
    parser.add_argument("--edits", type=int, default=15)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--reloads", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "corpus"
        shutil.copytree(options.folder, folder)
        corpus = _Corpus(folder)
        with _server(folder, options.workers) as (process, port):
            result = asyncio.run(_measured(corpus, process.pid, port, options))
        files = min(options.files, len(list(folder.rglob("*.md"))))
    _tell(result, options, files)


if __name__ == "__main__":
    main()
