"""Sequences of requests on one connection: whether heads are known makes no difference.

The protocol is driven without a socket: what matters here is which bytes arrive together.
"""

import asyncio
import re
from collections.abc import Iterable
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from graphapi.server import make_key
from graphapi.server.app import Application
from graphapi.server.http_connections.request_head_cache import RequestHeadCache
from tests.fuzz.mutations import mutated
from tests.fuzz.test_connections import PIECES, SEEDS, SOCKET
from tests.fuzzing import fuzzed
from tests.server.conftest import library_app
from tests.server.http_connections.test_protocol import BODY, request
from tests.server.http_connections.test_request_head_cache import Wire, connection_of

KEY, ENTRY = make_key("anna")
SETTINGS = {
    "api_keys": ENTRY,
    "public": True,
    "cors_origins": "https://page.example",
    "metrics": "off",  # which tell of time
}
HEADERS = [
    "Accept: text/event-stream",
    "Accept: text/html",
    "Accept-Encoding: gzip",
    f"Authorization: Bearer {KEY}",
    "Authorization: Bearer wrong",
    "Connection: close",
    "Connection: keep-alive",
    "Content-Encoding: gzip",
    "Content-Length: 3",
    "Content-Type: text/plain",
    "Expect: 100-continue",
    "Host: evil.example",
    "Origin: https://page.example",
    "Transfer-Encoding: chunked",
    "Upgrade: h2c",
    "X-Forwarded-For: 192.0.2.7",
    "x: y",
]
BODIES = [
    BODY,
    b'{"query": "{ nothing }"}',
    b'{"query": "subscription { arrivals }"}',
    b"{",
    b"",
    b"x" * 70_000,
]
requests = st.builds(
    lambda body, headers, path, version: request(body, *headers, path=path, version=version),
    st.sampled_from(BODIES),
    st.lists(st.sampled_from(HEADERS), max_size=2),
    st.sampled_from(["/graphql"] * 4 + ["/graphql?x=1", "/healthz", "http://localhost/graphql"]),
    st.sampled_from(["1.1"] * 4 + ["1.0"]),
)
reads = st.one_of(
    requests,
    mutated([seed for seed in SEEDS if SOCKET not in seed], PIECES),
    st.builds(lambda first, second: first + second, requests, requests),
    requests.map(lambda data: b"\r\n" + data),
    requests.map(lambda data: data.replace(b"\r\n", b"\n", 2)),
)


@st.composite
def sequences(draw: st.DrawFn) -> list[bytes]:
    """Reads that come again and again, whole, and in two parts with others in between."""
    known = draw(st.lists(reads, min_size=1, max_size=3))
    sent = known * draw(st.integers(2, 3))
    for _ in range(draw(st.integers(0, 3))):
        read = draw(st.sampled_from(known))
        cut = draw(st.integers(0, len(read)))
        sent += [read[:cut], *draw(st.lists(st.sampled_from(known), max_size=2)), read[cut:]]
    return [read for read in sent if read]


class Forgetful(RequestHeadCache):
    def find(self, data: bytes) -> None:  # noqa: ARG002 - nothing is known
        return None


async def answers(app: Application, heads: RequestHeadCache, reads: Iterable[bytes]) -> list[bytes]:
    """What is written on one connection after each read, until it is over."""
    connection = connection_of(app, heads)
    tasks, reader = connection._server_state.tasks, connection._reader
    wire, found = Wire(), []
    connection.connection_made(wire)
    for read in reads:
        wire.written = b""
        connection.data_received(read)
        for number in count():
            is_done = not (tasks or reader.has_more)
            # A task may wait for bytes that come with the next read, or for its turn.
            if is_done or (number > 200 and not app.turns):
                break
            await asyncio.sleep(0)
        found.append(re.sub(rb"x-request-id: \S+", b"", wire.written))
        if wire.is_over:
            break
    connection.connection_lost(None)
    wire.close()
    return found


@fuzzed("known heads", quick=150, price=10)
@given(sent=sequences())
def test_answers_are_those_of_a_server_that_knows_no_heads(sent: list[bytes]):
    async def both() -> tuple[list[bytes], list[bytes]]:
        knowing, forgetful = [library_app(**SETTINGS) for _ in range(2)]
        return (
            await answers(knowing, RequestHeadCache(), sent),
            await answers(forgetful, Forgetful(), sent),
        )

    knowing, forgetful = asyncio.run(both())
    assert knowing == forgetful
