"""How much a connection buffers of what its client sends ahead or does not read."""

from __future__ import annotations

import asyncio
import threading

from graphapi.server.http_connections.connection_limits import ConnectionLimits
from graphapi.server.http_connections.flow import StallDetector, SteppedFlowControl
from graphapi.server.http_connections.request_reader import END_OF_REQUEST, RequestReader
from tests.server.conftest import library_app, running
from tests.server.http_connections.test_heads import address_of
from tests.server.http_connections.test_protocol import ANSWER, BODY, Connection, request

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Transport(asyncio.Transport):
    """What the event loop would do with the socket."""

    is_reading_now = True

    def pause_reading(self) -> None:
        self.is_reading_now = False

    def resume_reading(self) -> None:
        self.is_reading_now = True


def read_request(reader: RequestReader) -> None:
    while reader.next_event() is not END_OF_REQUEST:
        pass


def test_reading_resumes_only_after_all_received_requests_were_parsed():
    transport, reader = Transport(), RequestReader(ConnectionLimits())
    flow = SteppedFlowControl(transport, reader)
    reader.receive(GET * 3)
    flow.pause_reading()
    for is_last in (False, False, True):
        read_request(reader)
        flow.resume_reading()
        assert transport.is_reading_now is is_last


def test_a_pipeline_longer_than_any_buffer_is_answered_to_its_end():
    posts, gets = request(BODY, f"X-Filler: {'x' * 2_000}"), GET.replace(b"/", b"/healthz", 1)
    pipeline = (posts + gets) * 1_000
    with running(library_app()) as url, Connection(address_of(url)) as connection:
        sender = threading.Thread(target=connection.socket.sendall, args=(pipeline,))
        sender.start()
        for _ in range(1_000):
            assert connection.response()[2] == ANSWER
            assert b"ok" in connection.response()[2]
        sender.join(timeout=60)


class TestStalls:
    def test_a_client_that_takes_something_has_not_stalled(self):
        watch = StallDetector()
        assert not any(watch.has_stalled(100 - now, float(now), 1.5) for now in range(50))

    def test_one_that_takes_nothing_has_after_so_many_seconds(self):
        watch = StallDetector()
        assert [watch.has_stalled(9, now, 2.0) for now in (0.0, 2.0, 2.1)] == [False, False, True]

    def test_one_that_has_taken_everything_has_not(self):
        watch = StallDetector()
        assert not any(watch.has_stalled(0, now, 2.0) for now in (0.0, 50.0, 100.0))
