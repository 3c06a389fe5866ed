"""How long others wait while hostile requests run.

    python -m benchmarks.hostile [FOLDER ...]

Serves a corpus (the sample corpus without FOLDER) and keeps 500 connections busy with the dearest
operations that the limits allow, with those they refuse, with bodies that trickle and with
documents that are no GraphQL. Meanwhile asks for /healthz and for one article, on connections of
their own, and prints how long that took.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from statistics import median

import orjson
from rich.console import Console

__all__ = ["main"]

_HOSTILE = 500
_SECONDS = 15.0

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
            asyncio.run(_measure(port))
        finally:
            server.terminate()


async def _measure(port: int) -> None:
    end = time.monotonic() + _SECONDS
    answered: list[int] = []
    attackers = [
        asyncio.create_task(_attack(port, number, end, answered)) for number in range(_HOSTILE)
    ]
    lookup = _post({"query": "query Lookup { articles(first: 1) { nodes { title } } }"})
    waits = await asyncio.gather(
        _ask(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", end),
        _ask(port, lookup, end),
    )
    for attacker in attackers:
        attacker.cancel()
    await asyncio.gather(*attackers, return_exceptions=True)
    console = Console(highlight=False)
    console.print(f"{_HOSTILE} hostile clients, {len(answered)} of their requests answered")
    for name, seconds in zip(("/healthz", "a lookup"), waits, strict=True):
        console.print(
            f"{name}: {len(seconds)} answers, median {median(seconds) * 1e3:.0f} ms, "
            f"longest {max(seconds) * 1e3:.0f} ms"
        )


async def _attack(port: int, number: int, end: float, answered: list[int]) -> None:
    document = _DOCUMENTS[number % len(_DOCUMENTS)]
    turn = 0
    while time.monotonic() < end:
        turn += 1
        text = document.replace("%d", str(number * 1_000 + turn))
        message = _post({"query": f"query Q{number}_{turn} {text}"})
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            if number % 10 == 0:  # one that trickles
                writer.write(message[:-10])
                await reader.read()
            else:
                writer.write(message)
                await _response(reader)
            answered.append(number)
            writer.close()
        except OSError:
            await asyncio.sleep(0.01)


async def _ask(port: int, message: bytes, end: float) -> list[float]:
    """How long each answer took, asked for every 50 ms on a new connection."""
    seconds = []
    while time.monotonic() < end:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(message)
        await _response(reader)
        seconds.append(time.monotonic() - began)
        writer.close()
        await asyncio.sleep(0.05)
    return seconds


async def _response(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length or 0))


def _post(body: dict[str, object]) -> bytes:
    content = orjson.dumps(body)
    return (
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(content) + content
    )


if __name__ == "__main__":
    main()
