"""How long others wait while hostile requests run.

    python -m benchmarks.hostile [FOLDER ...]

Serves a corpus (the sample corpus without FOLDER) and keeps 500 connections busy with the most
expensive operations that the limits allow, with those they reject and with documents that are no
GraphQL, by POST and GET, as server-sent events and on WebSockets, in bodies of the greatest length,
or that trickle, and with clients that hang up; none of them twice. Meanwhile asks for /healthz and
for one article, by a document that is known and by new ones, on connections of their own, and
prints how long that took.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count, cycle
from statistics import median
from urllib.parse import quote

import orjson
from rich.console import Console
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

__all__ = ["main"]

_HOSTILE = 500
_SECONDS = 15.0
_HEAD_START = 2.0
"""So long the attackers are at it before somebody else asks."""

_A_SOCKET = 10
"""Operations on each WebSocket."""

_CONSOLE = Console(highlight=False)

_NESTED = """{
  articles(first: 20) {
    nodes { related(first: %d) { nodes { related(first: %d) { nodes { title } } } } }
  }
}"""
_DOCUMENTS = [
    _NESTED % (20, 20),
    _NESTED % (100, 100),
    '{ articles(first: 100, filter: { title: { contains: "e%d" } }) { nodes { title } } }',
    "{ articles(first: 5) { nodes { reachable(maxHops: 10) { totalCount } } } }",
    "{" * 5_000,
]


def main() -> None:
    """Serve, attack, and print what others had to wait."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "graphapi", "serve", *sys.argv[1:], "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            server.stderr.readline()
            context = multiprocessing.get_context("spawn")  # its waits must not be ours
            attackers = context.Process(target=_attack_all, args=(port,), daemon=True)
            attackers.start()
            asyncio.run(_measure(port))
            attackers.join()
        finally:
            server.terminate()


async def _measure(port: int) -> None:
    await asyncio.sleep(_HEAD_START)
    end = time.monotonic() + _SECONDS - _HEAD_START
    known = [_post({"query": "query Known { articles(first: 1) { nodes { title } } }"})]
    new = (
        _post({"query": f"query New{number} {{ articles(first: 1) {{ nodes {{ url }} }} }}"})
        for number in count()
    )
    waits = await asyncio.gather(
        _ask(port, cycle([b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"]), end),
        _ask(port, cycle(known), end),
        _ask(port, new, end),
    )
    names = ("/healthz", "a known lookup", "a new lookup")
    for name, seconds in zip(names, waits, strict=True):
        _CONSOLE.print(
            f"{name}: {len(seconds)} answers, median {median(seconds) * 1e3:.0f} ms, "
            f"longest {max(seconds) * 1e3:.0f} ms"
        )


def _attack_all(port: int) -> None:
    """What the process of the attackers does."""
    statuses: Counter[str] = Counter()

    async def attack() -> None:
        end = time.monotonic() + _SECONDS
        attacks = [_attack(port, number, end, statuses) for number in range(_HOSTILE)]
        await asyncio.wait([asyncio.ensure_future(each) for each in attacks], timeout=_SECONDS)

    asyncio.run(attack())
    found = ", ".join(f"{number} times {status}" for status, number in sorted(statuses.items()))
    _CONSOLE.print(f"{_HOSTILE} hostile clients, answered {found}")


async def _attack(port: int, number: int, end: float, statuses: Counter[str]) -> None:
    document = _DOCUMENTS[number % len(_DOCUMENTS)]
    way = _WAYS[number // len(_DOCUMENTS) % len(_WAYS)]
    for turn in count():
        if time.monotonic() > end:
            return
        text = document.replace("%d", str(number * 1_000 + turn))
        query = f"query Q{number}_{turn} {text}"
        message = way(query)
        try:
            if way is _in_sockets:
                await _send_in_socket(port, query)
                statuses["on WebSockets"] += _A_SOCKET
                continue
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            if way is _trickled:
                writer.write(message[:-10])
                await reader.read()
            elif way is _left:
                writer.write(message)
                await writer.drain()
                await asyncio.sleep(0.01)
            elif way is _streamed:
                writer.write(message)
                statuses[(await reader.read())[9:12].decode()] += 1
            else:
                writer.write(message)
                statuses[await _response(reader)] += 1
            writer.close()
        except (OSError, asyncio.IncompleteReadError, WebSocketException):
            statuses["nothing"] += 1
            await asyncio.sleep(0.01)


async def _send_in_socket(port: int, query: str) -> None:
    """Ask for as many operations at once as one WebSocket may, and wait until all are complete."""
    protocol = Subprotocol("graphql-transport-ws")
    url = f"ws://127.0.0.1:{port}/graphql"
    async with connect(url, subprotocols=[protocol], max_size=None) as socket:
        await socket.send('{"type": "connection_init"}')
        for number in range(_A_SOCKET):
            payload = {"query": query.replace("query Q", f"query S{number}_")}
            message = {"type": "subscribe", "id": str(number), "payload": payload}
            await socket.send(orjson.dumps(message).decode())
        under_way = _A_SOCKET
        async for received in socket:
            under_way -= orjson.loads(received)["type"] in ("complete", "error")
            if not under_way:
                return


async def _ask(port: int, messages: Iterator[bytes], end: float) -> list[float]:
    """How long each answer took, asked for every 50 ms on a new connection."""
    seconds = []
    while time.monotonic() < end:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(next(messages))
        status = await _response(reader)
        if status != "200":
            _CONSOLE.print(f"an honest client was answered {status}")
        seconds.append(time.monotonic() - began)
        writer.close()
        await asyncio.sleep(0.05)
    return seconds


async def _response(reader: asyncio.StreamReader) -> str:
    """Read an answer; its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length or 0))
    return head[9:12].decode()


def _post(body: dict[str, object]) -> bytes:
    content = orjson.dumps(body)
    return (
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(content) + content
    )


def _posted(query: str) -> bytes:
    return _post({"query": query})


def _got(query: str) -> bytes:
    return b"GET /graphql?query=%b HTTP/1.1\r\nHost: localhost\r\n\r\n" % quote(query).encode()


def _long(query: str) -> bytes:
    """As long as a body may be, and as slow to be read."""
    return _post({"query": query, "variables": {"x": [{"a": 1}] * 60_000}})


def _streamed(query: str) -> bytes:
    """For an answer in server-sent events."""
    headers = b"\r\nAccept: text/event-stream\r\nConnection: close\r\n"
    return _posted(query).replace(b"\r\n", headers, 1)


def _in_sockets(query: str) -> bytes:
    """In messages of a WebSocket; see `_send_in_socket`."""
    return query.encode()


def _left(query: str) -> bytes:
    """By a client that hangs up at once."""
    return _posted(query)


def _trickled(query: str) -> bytes:
    """By a client that never sends the end of it."""
    return _posted(query)


_WAYS = [
    _posted,
    _streamed,
    _got,
    _posted,
    _long,
    _in_sockets,
    _left,
    _got,
    _posted,
    _trickled,
]


if __name__ == "__main__":
    main()
