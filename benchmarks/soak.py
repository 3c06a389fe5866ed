"""Whether a server stays as it is under ten minutes of everything.

    python -m benchmarks.soak [FOLDER ...] --minutes 10

Serves a corpus (the sample corpus without FOLDER) from two workers, and lets honest and hostile
clients at it: look-ups, nested lists, searches, GET with a known tag, registrations of documents
without end, WebSockets and event streams, documents that are refused, broken HTTP, and clients that
hang up in the middle of everything. Prints what was answered, and memory and open files of each
process over time. Ends with 1 where memory grows after it has warmed up, where files stay open, or
where an answer is a 5xx that none expects.
"""

from __future__ import annotations

import asyncio
import random
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from threading import Thread
from typing import IO

import numpy as np
import orjson
from rich.console import Console
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

__all__ = ["main"]

_CLIENTS = 12
_SAMPLES = 60
_PAUSE = 0.02
"""Seconds that a client waits between two requests."""

_GROWTH = 0.03
"""The part of its memory by which a process may be larger at the end than at half-time."""

_CACHE_BYTES = 2**21
"""Room for each cache: so little that all are full soon, and what grows then is no cache."""

_EXPECTED_5XX = frozenset({"OVERLOADED", "DEADLINE_EXCEEDED"})
_CONSOLE = Console(highlight=False, soft_wrap=True)
_NUMBERS = count()

Ask = Callable[["_Soak", random.Random], Awaitable[None]]


@dataclass
class _Process:
    """What was seen of a process: seconds, MiB of resident memory, and open files."""

    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    def slope(self) -> float:
        """MiB an hour, over the second half of the time."""
        half = len(self.seconds) // 2
        line = np.polyfit(self.seconds[half:], self.memory[half:], 1)
        return float(line[0]) * 3600


class _Soak:
    """One run: where the server is, what it answered, and how it was."""

    def __init__(self, port: int, urls: list[str], end: float) -> None:
        self.port, self.urls, self.end = port, urls, end
        self.asked: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.unexpected: list[bytes] = []
        self.tags: dict[str, str] = {}

    async def send(self, request: bytes) -> tuple[bytes, bytes]:
        """The head and the body of the answer to a request on a connection of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            body = await reader.readexactly(int(length or 0))
        finally:
            writer.close()
        self.note(head, body)
        return head, body

    def note(self, head: bytes, body: bytes) -> None:
        """Count an answer."""
        status = head[9:12].decode()
        self.statuses[status] += 1
        codes = {part.partition(b'"')[0].decode() for part in body.split(b'"code":"')[1:]}
        self.codes.update(codes)
        if status >= "500" and not codes & _EXPECTED_5XX:
            self.unexpected.append(head + body[:500])
        if "INTERNAL_SERVER_ERROR" in codes:
            self.unexpected.append(body[:500])

    async def post(self, body: object, headers: bytes = b"") -> tuple[bytes, bytes]:
        """The answer to a body, by POST."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        return await self.send(_head(b"POST /graphql", headers, len(content)) + content)


def _head(line: bytes, headers: bytes = b"", length: int | None = None) -> bytes:
    announced = b"" if length is None else b"Content-Length: %d\r\n" % length
    return b"%b HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%b%b\r\n" % (
        line,
        headers,
        announced,
    )


# ---------------------------------------------------------------- honest clients


async def _look_up(soak: _Soak, chance: random.Random) -> None:
    query = "query Look($url: URL!) { article(url: $url) { title provider { name } } }"
    await soak.post({"query": query, "variables": {"url": chance.choice(soak.urls)}})


async def _nest(soak: _Soak, chance: random.Random) -> None:
    query = """query Nest($url: URL!, $first: Int) { article(url: $url) {
      related(first: $first) { nodes { title related(first: 5) { nodes { title } } } }
      reachable(maxHops: 3, first: 10) { edges { hops node { url } } }
      similar(first: 3) { nodes { title } }
    } }"""
    variables = {"url": chance.choice(soak.urls), "first": chance.randrange(1, 20)}
    await soak.post({"query": query, "variables": variables})


async def _search(soak: _Soak, chance: random.Random) -> None:
    query = """query Find($text: String!) {
      search(text: $text, first: 5) { totalCount edges { titleHighlight } }
      suggest(prefix: $text) { __typename }
    }"""
    words = ["night", "train", "the*", '"of the"', "a -b", "zzzz", str(chance.random())]
    await soak.post({"query": query, "variables": {"text": chance.choice(words)}})


async def _filter(soak: _Soak, chance: random.Random) -> None:
    query = """query Some($part: String!) {
      articles(filter: { title: { contains: $part } }, first: 5, orderBy: [{ field: TITLE }]) {
        totalCount nodes { title }
        timeline(interval: MONTH) { __typename }
      }
    }"""
    await soak.post({"query": query, "variables": {"part": chance.choice("abcdefgh") * 2}})


async def _get_with_tag(soak: _Soak, chance: random.Random) -> None:
    target = f"/graphql?query=%7Barticles(first:{chance.randrange(1, 30)})%7Bnodes%7Btitle%7D%7D%7D"
    known = soak.tags.get(target)
    headers = f"If-None-Match: {known}\r\n".encode() if known else b""
    head, _ = await soak.send(_head(b"GET " + target.encode(), headers))
    tag = head.lower().partition(b"etag: ")[2].partition(b"\r\n")[0]
    soak.tags[target] = tag.decode()


async def _page(soak: _Soak, chance: random.Random) -> None:
    path = chance.choice([b"/", b"/dashboard", b"/healthz", b"/readyz", b"/metrics", b"/nothing"])
    await soak.send(_head(b"GET " + path))


async def _socket(soak: _Soak, chance: random.Random) -> None:
    protocol = Subprotocol("graphql-transport-ws")
    url = f"ws://localhost:{soak.port}/graphql"
    async with connect(url, subprotocols=[protocol]) as connection:
        await connection.send('{"type": "connection_init"}')
        await connection.recv()
        operations = chance.randrange(1, 30)
        for number in range(operations):
            payload = {"query": "{ articles(first: 2) { nodes { title } } }"}
            message = {"id": str(number), "type": "subscribe", "payload": payload}
            await connection.send(orjson.dumps(message).decode())
        for _ in range(chance.randrange(0, min(operations, 4))):
            await asyncio.wait_for(connection.recv(), 60)
        if chance.random() < 0.3:
            connection.transport.abort()


# ---------------------------------------------------------------- hostile clients


async def _register(soak: _Soak, _: random.Random) -> None:
    query = f"query Q{next(_NUMBERS)} {{ articles(first: 1) {{ nodes {{ url }} }} }}"
    digest = sha256(query.encode()).hexdigest()
    named = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    await soak.post({"query": query, "extensions": named})
    await soak.post({"extensions": named})


async def _refused(soak: _Soak, chance: random.Random) -> None:
    number = next(_NUMBERS)
    query = chance.choice(
        [
            f"{{ a{number} }}",
            "{" * 5_000,
            f"query Q{number} {{ ...F }} fragment F on Query {{ ...F }}",
            "{ articles(first: 100) { nodes { %s } } }"
            % ("related(first: 100) { nodes { " * 4 + "url" + " } }" * 4),
            f"{{ {' '.join(f'a{n}_{number}: __typename' for n in range(500))} }}",
            '{ articles(first: 1, after: "x") { nodes { url } } }',
            "{ __schema { types { fields { type { fields { name } } } } } }",
        ]
    )
    await soak.post({"query": query, "variables": {"x": [number] * chance.randrange(1, 2_000)}})


async def _broken(soak: _Soak, chance: random.Random) -> None:
    data = chance.choice(
        [
            chance.randbytes(200),
            _head(b"POST /graphql", length=5)[:-20],
            _head(b"POST /graphql", b"Transfer-Encoding: chunked\r\n", 5) + b"zz\r\n",
            _head(b"GET /" + b"a" * 20_000),
            _head(b"GET /graphql", b"X: y\r\n" * 3_000),
            _head(b"POST /graphql", length=10**9),
            _head(b"GET /healthz") * 50,
        ]
    )
    await _hang_up(soak, data, chance.random() * 0.05)


async def _leave(soak: _Soak, chance: random.Random) -> None:
    query = "{ articles(first: 100) { nodes { title body related { nodes { title } } } } }"
    if chance.random() < 0.5:
        query = "{ articles(first: 5) { nodes { reachable(maxHops: 10) { totalCount } } } }"
    content = orjson.dumps({"query": query, "operationName": None, "variables": {}})
    stream = b"Accept: text/event-stream\r\n" if chance.random() < 0.5 else b""
    request = _head(b"POST /graphql", stream, len(content)) + content
    await _hang_up(soak, request * chance.randrange(1, 4), chance.random() * 0.1)


async def _hang_up(soak: _Soak, data: bytes, seconds: float) -> None:
    """Send something, take nothing, and go after a while without a word."""
    _, writer = await asyncio.open_connection("127.0.0.1", soak.port)
    writer.write(data)
    await asyncio.sleep(seconds)
    writer.transport.abort()


_ASKS: dict[str, tuple[int, Ask]] = {
    "look up": (30, _look_up),
    "nest": (10, _nest),
    "search": (10, _search),
    "filter": (8, _filter),
    "GET with a tag": (12, _get_with_tag),
    "pages": (6, _page),
    "WebSockets": (6, _socket),
    "registrations": (6, _register),
    "refused documents": (8, _refused),
    "broken HTTP": (8, _broken),
    "hanging up": (6, _leave),
}


async def _client(soak: _Soak, seed: int) -> None:
    chance = random.Random(seed)
    names = list(_ASKS)
    weights = [weight for weight, _ in _ASKS.values()]
    while time.monotonic() < soak.end:
        (name,) = chance.choices(names, weights)
        soak.asked[name] += 1
        try:
            await asyncio.wait_for(_ASKS[name][1](soak, chance), 90)
        except TimeoutError:
            soak.unexpected.append(f"{name}: no answer within 90 seconds".encode())
        except (OSError, asyncio.IncompleteReadError, WebSocketException) as error:
            soak.statuses[type(error).__name__] += 1
        await asyncio.sleep(_PAUSE)


# ---------------------------------------------------------------- the server


def _processes(parent: int) -> list[int]:
    """A process and those that it began, their own included."""
    found = [parent]
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _processes(int(child))
    return found


def _look_at(pid: int, seconds: float, process: _Process) -> None:
    memory = Path(f"/proc/{pid}/smaps_rollup").read_text()
    # What a process shares counts too: what one writes to would be private to all others then.
    resident = next(int(row.split()[1]) for row in memory.splitlines() if row.startswith("Rss:"))
    process.seconds.append(seconds)
    process.memory.append(resident / 1024)
    process.files.append(len(list(Path(f"/proc/{pid}/fd").iterdir())))


def _look_at_all(server: int, seconds: float, seen: dict[int, _Process]) -> None:
    for pid in _processes(server):
        with suppress(OSError):  # it may have ended
            _look_at(pid, seconds, seen.setdefault(pid, _Process()))


async def _watch(soak: _Soak, server: int, seconds: float) -> dict[int, _Process]:
    """Look at all processes from time to time; at last when all clients have gone."""
    seen: dict[int, _Process] = {}
    began = time.monotonic()
    while True:
        is_last = time.monotonic() >= soak.end
        await asyncio.sleep(5 if is_last else seconds / _SAMPLES)
        _look_at_all(server, time.monotonic() - began, seen)
        if is_last:
            return seen


async def _urls(port: int) -> list[str]:
    soak = _Soak(port, [], 0.0)
    _, body = await soak.post({"query": "{ articles(first: 100) { nodes { url } } }"})
    return [node["url"] for node in orjson.loads(body)["data"]["articles"]["nodes"]]


async def _run(port: int, server: int, minutes: float) -> bool:
    urls = await _urls(port)
    await asyncio.sleep(5)  # ranks, stories and the index of words are there by then
    soak = _Soak(port, urls, time.monotonic() + minutes * 60)
    idle: dict[int, _Process] = {}
    _look_at_all(server, 0, idle)
    watching = asyncio.create_task(_watch(soak, server, minutes * 60))
    await asyncio.gather(*(_client(soak, seed) for seed in range(_CLIENTS)))
    return _tell(soak, idle, await watching)


def _tell(soak: _Soak, idle: dict[int, _Process], seen: dict[int, _Process]) -> bool:
    """Print what came of it; whether all is as it should be."""
    total = soak.asked.total()
    _CONSOLE.print(f"{total:,} requests: {dict(soak.asked)}")
    _CONSOLE.print(f"answers by status: {dict(soak.statuses.most_common())}")
    _CONSOLE.print(f"errors by code: {dict(soak.codes.most_common())}")
    is_well = not soak.unexpected
    for answer in soak.unexpected[:5]:
        _CONSOLE.print(f"[red]not expected:[/] {answer!r}", markup=True)
    for pid, process in seen.items():
        if pid not in idle or not idle[pid].files or len(process.seconds) < 4:
            continue
        steps = range(0, len(process.memory), max(len(process.memory) // 10, 1))
        over_time = " ".join(f"{process.memory[step]:.0f}" for step in steps)
        an_hour = process.slope()
        hours = (process.seconds[-1] - process.seconds[len(process.seconds) // 2]) / 3600
        grows = an_hour * hours > _GROWTH * max(process.memory)
        left = process.files[-1] - idle[pid].files[0]
        is_well = is_well and not grows and left <= 0
        _CONSOLE.print(
            f"process {pid}: MiB resident {over_time}; second half {an_hour:+.1f} MiB an hour, "
            f"{'it grows' if grows else 'flat'}; open files {idle[pid].files[0]} at first, "
            f"{max(process.files)} at most, {process.files[-1]} at last"
        )
    gone = [pid for pid in idle if not Path(f"/proc/{pid}").exists()]
    if gone:
        _CONSOLE.print(f"processes that ended: {gone}")
    return is_well


def _print_all(log: IO[str]) -> None:
    for line in log:
        _CONSOLE.print(f"the server says: {line.rstrip()}")


def main() -> None:
    """Serve, soak, and tell."""
    parser = ArgumentParser(prog="benchmarks.soak", description=__doc__)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "graphapi", "serve", *given.folders, "--port", str(port)]
    command += ["--workers", str(given.workers), "--log-level", "error"]
    for cache in ("document", "plan", "fragment", "response", "apq"):
        command += [f"--{cache}-cache-bytes", str(_CACHE_BYTES)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        server.stderr.readline()
        log = Thread(target=_print_all, args=(server.stderr,))
        log.start()
        try:
            is_well = asyncio.run(_run(port, server.pid, given.minutes))
        finally:
            server.terminate()
            log.join()
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
