"""How long a light query waits while a long one runs.

    python -m benchmarks.letting_in [FOLDER ...]

Serves a corpus (the sample corpus without FOLDER) and asks, one after the other, for the most
expensive operations that `max_cost` lets through, each of as many root fields as it allows.
Meanwhile asks for one article again and again, on a connection that is kept and on
new ones. Prints how long each operation took, alone and four of them at once, and the longest that
a light query waited for its answer. Exits with 1 where that was more than 250 ms.

What it prints is time on the clock: run it on a machine that has nothing else to do.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Final, NamedTuple

import orjson
from rich.console import Console
from rich.table import Table

__all__ = ["main"]

MOST_SECONDS: Final = 0.25
ROUNDS: Final = 3
AT_ONCE: Final = 4
_NUMBERS: Final = count(1)
"""No two operations have the same values, so that nothing of an answer is known."""


class Long(NamedTuple):
    """An operation that can be made longer: a root field, as often as it may be asked for."""

    name: str
    type: str
    """That of its variable, of which each field has its own."""
    field: str
    value: Callable[[int, list[str]], Any]
    """A value of the variable, from a number that is new and the addresses of articles."""


def main() -> None:
    """Serve, ask, and print the waits."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "graphapi", "serve", *sys.argv[1:], "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            server.stderr.readline()
            longest = asyncio.run(_measure(port))
        finally:
            server.terminate()
    sys.exit(longest > MOST_SECONDS)


def _choice(number: int, _: list[str]) -> Any:
    return {"or": [{"excerpt": {"contains": f"{number} {place}"}} for place in range(39)]}


def _all(number: int, _: list[str]) -> Any:
    return {"title": {"ne": str(number)}}


def _url(number: int, urls: list[str]) -> Any:
    return urls[number % len(urls)]


def _some(number: int, urls: list[str]) -> Any:
    start = number * _IN_A_LIST % len(urls)
    return {"url": {"in": urls[start : start + _IN_A_LIST]}}


def _words(number: int, _: list[str]) -> Any:
    return f"the a to of and azure in for new x{number} y*"


_IN_A_LIST: Final = 45
_MOST_FIELDS: Final = 50
"""As many as one operation may have at its root."""
_LONG: Final = (
    Long("or of 39 contains", "ArticleFilter", "articles(filter: $) { totalCount }", _choice),
    Long(
        "neighborhood of 10 hops",
        "URL!",
        "neighborhood(around: [$], hops: 10, limit: 1000) "
        "{ articles { url } links { position } adjacency }",
        _url,
    ),
    Long(
        "groups by three keys",
        "ArticleFilter",
        "articles(filter: $) { groups(by: [PROVIDER, MONTH, TOPIC], first: 1) { count } }",
        _all,
    ),
    Long(
        "reachable, of one article",
        "URL!",
        "article(url: $) { reachable(maxHops: 10, direction: BOTH) { totalCount } }",
        _url,
    ),
    Long(
        "reachable, of many",
        "ArticleFilter",
        "articles(first: 45, filter: $) "
        "{ nodes { reachable(maxHops: 10, direction: BOTH, first: 1) { totalCount } } }",
        _some,
    ),
    Long(
        "hourly timeline",
        "ArticleFilter",
        "articles(filter: $) { timeline(interval: HOUR, limit: 100000) { count } }",
        _all,
    ),
    Long(
        "search with highlights",
        "String!",
        "search(text: $, first: 100) { edges { titleHighlight excerptHighlight } }",
        _words,
    ),
)
_LIGHT: Final = "query Light($n: Int!) { articles(first: $n) { nodes { title } } }"
_HUBS: Final = """query ($after: String) {
    articles(first: 100, after: $after, orderBy: [{field: IN_DEGREE, direction: DESC}]) {
        nodes { url } pageInfo { endCursor hasNextPage } } }"""
_PAGES: Final = 10


async def _measure(port: int) -> float:
    urls = await _addresses(port)
    table = Table(header_style="bold", box=None)
    table.add_column("Operation")
    for heading in ("root fields", "price", "takes, ms", "longest wait, ms", "with four, ms"):
        table.add_column(heading, justify="right")
    longest = 0.0
    for each in _LONG:
        fields, price = await _largest(port, each, urls)
        rounds = [await _round(port, each, fields, urls, 1) for _ in range(ROUNDS)]
        four = await _round(port, each, fields, urls, AT_ONCE)
        waits = max(wait for _, wait in rounds)
        longest = max(longest, waits, four[1])
        table.add_row(
            each.name,
            str(fields),
            f"{price:,}",
            f"{max(taken for taken, _ in rounds) * 1e3:,.0f}",
            f"{waits * 1e3:,.0f}",
            f"{four[1] * 1e3:,.0f}",
        )
    Console(width=120).print(table)
    return longest


async def _addresses(port: int) -> list[str]:
    """The addresses of articles with many links, once the server knows all that it works out."""
    query = '{ search(text: "the") { totalCount } articles(first: 1) { nodes { rank } } }'
    await _asked_once(port, {"query": query})  # it waits for both
    urls: list[str] = []
    after = None
    for _ in range(_PAGES):
        answer = await _asked_once(port, {"query": _HUBS, "variables": {"after": after}})
        page = answer["data"]["articles"]
        urls += [node["url"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    return urls


async def _largest(port: int, long: Long, urls: list[str]) -> tuple[int, int]:
    """Of how many fields it may be made, and what it costs then. Compiles it, too."""
    for fields in range(_MOST_FIELDS, 0, -1):
        body = {**_asking(long, fields, urls), "extensions": {"cost": True}}
        answer = await _asked_once(port, body)
        if "data" in answer:
            return fields, answer["extensions"]["cost"]["price"]
        assert answer["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED", answer
    raise AssertionError(f"{long.name} is never cheap enough")


def _asking(long: Long, fields: int, urls: list[str]) -> dict[str, Any]:
    """A request for so many fields; the document is always the same."""
    names = [f"v{place}" for place in range(fields)]
    given = ", ".join(f"${name}: {long.type}" for name in names)
    parts = " ".join(f"f{name}: {long.field.replace('$', f'${name}')}" for name in names)
    variables = {name: long.value(next(_NUMBERS), urls) for name in names}
    return {"query": f"query ({given}) {{ {parts} }}", "variables": variables}


async def _round(
    port: int, long: Long, fields: int, urls: list[str], at_once: int
) -> tuple[float, float]:
    """How long so many operations took, and the longest wait of a light query meanwhile."""
    began = time.monotonic()
    work = asyncio.gather(*[_asked_once(port, _asking(long, fields, urls)) for _ in range(at_once)])
    light = [asyncio.ensure_future(_waits(port, work, is_kept=kept)) for kept in (True, False)]
    answers = await work
    taken = time.monotonic() - began
    assert all("data" in answer for answer in answers), answers
    return taken, max([wait for waits in light for wait in await waits], default=0.0)


async def _waits(port: int, work: asyncio.Future[Any], *, is_kept: bool) -> list[float]:
    """How long the answers to light queries took, asked for every 5 ms until the work is done."""
    waits: list[float] = []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for body in _light_bodies():
        if work.done():
            break
        began = time.monotonic()
        if not is_kept and waits:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_post(body))
        await _response(reader)
        waits.append(time.monotonic() - began)
        await asyncio.sleep(0.005)
    writer.close()
    return waits


def _light_bodies() -> Iterator[dict[str, Any]]:
    """Requests that are all alike, of which no two are the same to a cache of answers."""
    for number in count():
        yield {"query": _LIGHT, "variables": {"n": 3}, "extensions": {"number": number}}


async def _asked_once(port: int, body: dict[str, Any]) -> Any:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_post(body))
    answer = orjson.loads(await _response(reader))
    writer.close()
    return answer


async def _response(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length or 0))


def _post(body: dict[str, Any]) -> bytes:
    content = orjson.dumps(body)
    return (
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(content) + content
    )


if __name__ == "__main__":
    main()
