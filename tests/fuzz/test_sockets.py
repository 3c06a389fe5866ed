"""Messages on a WebSocket: they are answered or end the connection, and are no error of ours."""

import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from tests.fuzz.answers import DOCUMENTED
from tests.fuzz.mutations import mutated
from tests.fuzzing import fuzzed
from tests.server.door.test_guard import opened

INIT = '{"type": "connection_init", "payload": {"a": 1}}'
PING = '{"type": "ping"}'
SUBSCRIBE = '{"id": "1", "type": "subscribe", "payload": {"query": "{ __typename }"}}'
COMPLETE = '{"id": "1", "type": "complete"}'
LAST = '{"id": "last", "type": "subscribe", "payload": {"query": "{ __typename }"}}'
SEEDS = [INIT, PING, SUBSCRIBE, COMPLETE]
PIECES = [*'{}[]",:\\\0é', "null", "1e999", "[" * 2_000, "\\ud800", '"id"', "x" * 200]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
built = st.fixed_dictionaries(
    {"type": st.sampled_from(["subscribe", "complete", "ping", "pong", "connection_init", "x"])},
    optional={
        "id": st.just("1") | values,
        "payload": st.fixed_dictionaries(
            {"query": st.just("{ __typename }") | values},
            optional={"variables": values, "operationName": values, "extensions": values},
        )
        | values,
    },
)
messages = (
    mutated(SEEDS, PIECES)
    | built.map(json.dumps)
    | values.map(json.dumps)
    | st.binary(max_size=20)
    | st.sampled_from(SEEDS)
)


def answers(address: tuple[str, int], sent: list[str | bytes]) -> list[Any]:
    """What is said to some messages, until a last one is answered or the connection ends."""
    received: list[Any] = [{}]
    with opened("ws://{}:{}/graphql".format(*address)) as socket:
        try:
            for message in [INIT, *sent, LAST]:
                socket.send(message)
            while (received[-1].get("id"), received[-1].get("type")) != ("last", "complete"):
                received.append(json.loads(socket.recv(timeout=60)))
        except ConnectionClosed:
            pass
    return received[1:]


@fuzzed("messages on a WebSocket", quick=50, price=10)
@given(sent=st.lists(messages, max_size=4))
def test_any_messages_are_answered_or_end_the_connection(
    server: tuple[str, int], caplog: pytest.LogCaptureFixture, sent: list[str | bytes]
):
    for message in answers(server, sent):
        assert message["type"] in {"connection_ack", "pong", "next", "error", "complete"}
        if message["type"] == "error":
            codes = {error["extensions"]["code"] for error in message["payload"]}
            assert codes <= DOCUMENTED
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
