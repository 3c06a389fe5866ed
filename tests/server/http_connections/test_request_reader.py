"""Bytes into requests: where one ends, whatever its head says and however its bytes arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.server.http_connections.connection_limits import ConnectionLimits
from graphapi.server.http_connections.request_reader import (
    END_OF_REQUEST,
    RequestHead,
    RequestReader,
)
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from tests.fuzz.mutations import mutated
from tests.fuzz.test_connections import PIECES, SEEDS

LIMITS = ConnectionLimits()
GET = b"GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n"


def post(*fields: str, body: bytes = b"") -> bytes:
    lines = ["POST /graphql HTTP/1.1", *fields]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@dataclass
class Read:
    """A request as the reader tells it."""

    head: RequestHead
    body: bytes = b""
    is_whole: bool = False


def read(*parts: bytes, limits: ConnectionLimits = LIMITS) -> tuple[list[Read], ErrorCode | None]:
    """The requests in some bytes that arrive in parts, and the code of what ends them."""
    reader, found = RequestReader(limits), []
    try:
        for part in parts:
            reader.receive(part)
            while (event := reader.next_event()) is not None:
                if isinstance(event, RequestHead):
                    found.append(Read(event))
                elif event is END_OF_REQUEST:
                    found[-1].is_whole = True
                else:
                    found[-1].body += event
    except RequestError as error:
        return found, error.code
    return found, None


def refused(*parts: bytes, limits: ConnectionLimits = LIMITS) -> ErrorCode | None:
    return read(*parts, limits=limits)[1]


class TestWhatAHeadSays:
    def test_a_path_and_a_query_are_told_apart_and_the_path_decoded(self):
        [request], _ = read(b"GET /a%20b?c=%20&d HTTP/1.1\r\nHost: localhost\r\n\r\n")
        scope = request.head.scope
        assert (scope["path"], scope["raw_path"]) == ("/a b", b"/a%20b")
        assert scope["query_string"] == b"c=%20&d"

    def test_lines_of_a_list_are_one_field(self):
        lines = ["Host: a", "X-Forwarded-For: 192.0.2.1", "Accept: a/b", "x-forwarded-for: ::1"]
        [request], _ = read(post(*lines, "Content-Length: 0"))
        assert request.head.scope["graphapi.headers"][b"x-forwarded-for"] == b"192.0.2.1, ::1"
        assert (b"x-forwarded-for", b"192.0.2.1, ::1") in request.head.scope["headers"]

    @pytest.mark.parametrize("name", ["Content-Type", "Authorization", "X-API-Key", "Origin"])
    def test_a_field_of_one_value_may_not_come_twice(self, name: str):
        assert refused(post("Host: a", f"{name}: a", f"{name}: a")) is ErrorCode.BAD_REQUEST

    @pytest.mark.parametrize(
        ("head", "keeps_alive"),
        [
            (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
            (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\n\r\n", False),
            (b"GET / HTTP/1.0\r\n\r\n", False),
            (post("Host: a", "Content-Length: 1", "Connection: Close"), False),
            (post("Host: a", "Connection: Upgrade", "Upgrade: h2c"), True),
            (post("Host: a", "Connection: Upgrade, close", "Upgrade: h2c"), False),
        ],
    )
    def test_whether_the_connection_is_kept(self, head: bytes, keeps_alive: bool):
        [request], _ = read(head)
        assert request.head.keeps_alive is keeps_alive


class TestHost:
    @pytest.mark.parametrize(
        "host", ["localhost", "a:80", "a:", "[::1]:8000", "192.0.2.1", "a_b.example", "x%20y", "a."]
    )
    def test_a_name_or_an_address_with_or_without_a_port_is_taken(self, host: str):
        [request], error = read(post(f"Host: {host}"))
        assert error is None
        assert request.head.scope["graphapi.headers"][b"host"] == host.encode()

    @pytest.mark.parametrize(
        "fields",
        [
            [],
            ["Host: a", "Host: a"],
            ["Host: a", "host: b"],
            ["Host:"],
            ["Host: a b"],
            ["Host: a, b"],
            ["Host: a/b"],
            ["Host: user@a"],
            ["Host: a:b"],
            ["Host: a:80:80"],
            ["Host: [::1"],
            ["Host: ::1"],
            ["Host: a\xe9"],
            ["Host: a%2"],
            ["Host: http://a/"],
        ],
    )
    def test_it_is_there_once_and_names_a_host(self, fields: list[str]):
        assert refused(post(*fields, "Content-Length: 0")) is ErrorCode.BAD_REQUEST

    def test_http_1_0_can_do_without(self):
        assert refused(b"GET / HTTP/1.0\r\n\r\n") is None
        assert refused(b"GET / HTTP/1.0\r\nHost: a b\r\n\r\n") is ErrorCode.BAD_REQUEST

    @pytest.mark.parametrize(
        ("target", "host", "path"),
        [
            ("http://b.example/graphql?x", b"b.example", "/graphql"),
            ("HTTP://b.example:80/graphql", b"b.example:80", "/graphql"),
            ("http://[::1]:80/graphql", b"[::1]:80", "/graphql"),
            ("http://b.example", b"b.example", "/"),
            ("http://b.example?x", b"b.example", "/"),
        ],
    )
    def test_that_of_an_absolute_target_stands_over_the_field(
        self, target: str, host: bytes, path: str
    ):
        [request], _ = read(f"GET {target} HTTP/1.1\r\nHost: a.example\r\n\r\n".encode())
        scope = request.head.scope
        assert scope["graphapi.headers"][b"host"] == host
        assert [value for name, value in scope["headers"] if name == b"host"] == [host]
        assert scope["path"] == path

    @pytest.mark.parametrize(
        "target",
        [
            "http://user@a/",
            "http:///x",
            "ftp://a/",
            "http://a b/",
            "a:80",
            "x",
            "//",
            "http://a:b/",
        ],
    )
    def test_a_target_that_is_none_is_refused(self, target: str):
        request = f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        expected = None if target == "//" else ErrorCode.BAD_REQUEST
        assert refused(request) is expected


class TestOtherProtocols:
    """A request to switch protocols that is not granted is a request like any other."""

    FRAMINGS: ClassVar[tuple[tuple[list[str], bytes], ...]] = (
        (["Content-Length: 39"], GET),
        (["Transfer-Encoding: chunked"], b"27\r\n" + GET + b"\r\n0\r\n\r\n"),
        (["Content-Length: 0"], b""),
        ([], b""),
    )

    @pytest.mark.parametrize("version", ["1.1", "1.0"])
    @pytest.mark.parametrize(("framing", "body"), FRAMINGS)
    @pytest.mark.parametrize("protocol", ["foo", "h2c", "HTTP/2.0", "foo, bar", "websockets"])
    def test_its_body_is_no_request(
        self, protocol: str, framing: list[str], body: bytes, version: str
    ):
        asked = post("Host: a", "Connection: Upgrade", f"Upgrade: {protocol}", *framing)
        asked = asked.replace(b"HTTP/1.1", b"HTTP/" + version.encode()) + body
        for cut in range(len(asked)):
            requests, error = read(asked[:cut], asked[cut:] + GET)
            assert error is None
            assert [each.head.scope["path"] for each in requests] == ["/graphql", "/next"]
            assert requests[0].body == (GET if body else b"")
            assert all(each.is_whole for each in requests)

    def test_a_websocket_is_opened_and_what_follows_left_alone(self):
        reader = RequestReader(LIMITS)
        reader.receive(
            b"GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: Upgrade\r\n"
            b"Upgrade: h2c\r\nUpgrade: WebSocket\r\n\r\n\x81\x80frame" + GET
        )
        head = reader.next_event()
        assert isinstance(head, RequestHead)
        assert head.opens_websocket
        assert reader.next_event() is None
        assert reader.unread == b"\x81\x80frame" + GET

    @pytest.mark.parametrize(("framing", "body"), FRAMINGS[:2])
    def test_a_websocket_has_no_body(self, framing: list[str], body: bytes):
        asked = post("Host: a", "Connection: Upgrade", "Upgrade: websocket", *framing, body=body)
        assert read(asked + GET) == ([], ErrorCode.BAD_REQUEST)

    @pytest.mark.parametrize(
        "asked",
        [
            b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
            b"GET /\r\n\r\n",
            b"\x16\x03\x01\x02\0\x01\0",
        ],
    )
    def test_what_is_not_http_1_is_refused(self, asked: bytes):
        assert read(asked + GET) == ([], ErrorCode.BAD_REQUEST)


class TestLimits:
    def test_a_url_too_long_is_refused_before_it_ends(self):
        limits = ConnectionLimits(max_url_bytes=100)
        assert refused(b"GET /" + b"x" * 100, limits=limits) is ErrorCode.URI_TOO_LONG

    def test_headers_too_long_are_refused_before_they_end(self):
        limits = ConnectionLimits(max_header_bytes=100)
        head = b"GET / HTTP/1.1\r\nHost: a\r\nX: "
        error = refused(head, *[b"y" * 10] * 10, limits=limits)
        assert error is ErrorCode.HEADERS_TOO_LARGE

    @pytest.mark.parametrize(
        "chunk",
        [b"1;" + b"x" * 1_000 + b"\r\ny\r\n", b"0\r\n" + b"a: b\r\n" * 200, b"0" * 900 + b"1;"],
        ids=["extensions", "trailers", "a size of zeros"],
    )
    def test_what_is_said_about_chunks_has_a_limit(self, chunk: bytes):
        limits = ConnectionLimits(max_header_bytes=2_000)
        head = post("Host: a", "Transfer-Encoding: chunked")
        assert refused(head, *[chunk] * 5, limits=limits) in (
            ErrorCode.HEADERS_TOO_LARGE,
            ErrorCode.BAD_REQUEST,
        )

    def test_a_body_in_chunks_of_single_bytes_is_read(self):
        chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in b"abc" * 1_000) + b"0\r\n\r\n"
        [request], error = read(post("Host: a", "Transfer-Encoding: chunked", body=chunks))
        assert error is None
        assert request.body == b"abc" * 1_000


class TestSoleHead:
    """What may be known again is the head of a request that was all that arrived."""

    WHOLE = post("Host: a", "Content-Length: 4", body=b"body")

    def complete_head(self, *parts: bytes) -> bytes | None:
        reader, head = RequestReader(LIMITS), None
        for part in parts:
            reader.receive(part)
            while (event := reader.next_event()) is not None:
                if event is END_OF_REQUEST:
                    head = reader.complete_head
        return head

    def test_it_is_the_head_of_one_whole_request(self):
        assert self.complete_head(self.WHOLE) == self.WHOLE[:-4]
        assert self.complete_head(GET, self.WHOLE) == self.WHOLE[:-4]

    @pytest.mark.parametrize("cut", range(1, len(WHOLE)))
    def test_there_is_none_where_it_came_in_two_parts(self, cut: int):
        assert self.complete_head(self.WHOLE[:cut], self.WHOLE[cut:]) is None

    @pytest.mark.parametrize(
        "data",
        [
            WHOLE + WHOLE,
            WHOLE + WHOLE[:-1],
            WHOLE + b"\r\n",
            GET + post("Host: a", "Content-Length: 82", body=b"x" * 40),
            post("Host: a", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
        ],
    )
    def test_there_is_none_if_more_arrived_or_the_length_is_chunked(self, data: bytes):
        assert self.complete_head(data) is None


# Laws.


@st.composite
def chunked(draw: st.DrawFn, body: bytes) -> bytes:
    cuts = sorted(draw(st.lists(st.integers(0, len(body)), max_size=3)))
    parts = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    written = b"".join(
        b"%x%b\r\n%b\r\n" % (len(part), draw(st.sampled_from([b"", b";a=b"])), part)
        for part in parts
        if part
    )
    return written + b"0\r\n" + draw(st.sampled_from([b"", b"Trailer: x\r\n"])) + b"\r\n"


BODIES = st.one_of(
    st.binary(max_size=60), st.sampled_from([GET, b"\r\n\r\n", b"0\r\n\r\n" + GET, b"\r\n" * 9])
)
UPGRADES = [[], [], ["Connection: Upgrade", "Upgrade: h2c"], ["Connection: keep-alive"]]


@st.composite
def requests(draw: st.DrawFn) -> tuple[bytes, str, bytes]:
    """A request as it is sent, its path, and its body."""
    path, body = draw(st.sampled_from(["/graphql", "/a", "/b"])), draw(BODIES)
    fields = ["Host: a", *draw(st.sampled_from(UPGRADES))]
    if draw(st.booleans()):
        fields.append("Transfer-Encoding: chunked")
        sent = draw(chunked(body))
    elif body or draw(st.booleans()):
        fields.append(f"Content-Length: {len(body)}")
        sent = body
    else:
        sent = b""
    before = draw(st.sampled_from([b"", b"", b"\r\n"]))
    head = "\r\n".join([f"POST {path} HTTP/1.1", *fields]).encode()
    return before + head + b"\r\n\r\n" + sent, path, body


def parts_of(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted(cut % (len(data) + 1) for cut in cuts)
    return [data[start:end] for start, end in zip([0, *places], [*places, None], strict=True)]


CUTS = st.lists(st.integers(0, 10**6), max_size=8)


@settings(max_examples=300)
@given(sent=st.lists(requests(), min_size=1, max_size=4), cuts=CUTS)
def test_each_request_is_read_as_it_was_sent_wherever_the_bytes_are_cut(
    sent: list[tuple[bytes, str, bytes]], cuts: list[int]
):
    found, error = read(*parts_of(b"".join(data for data, _, _ in sent), cuts))
    assert error is None
    assert [(each.head.scope["path"], each.body, each.is_whole) for each in found] == [
        (path, body, True) for _, path, body in sent
    ]


def told(found: list[Read]) -> list[tuple[Any, bytes, bool]]:
    return [(each.head.scope, each.body, each.is_whole) for each in found]


@settings(max_examples=300)
@given(data=mutated(SEEDS, PIECES) | st.binary(max_size=99), cuts=CUTS)
def test_whatever_arrives_means_the_same_wherever_it_is_cut(data: bytes, cuts: list[int]):
    whole, error = read(data)
    parts, same_error = read(*parts_of(data, cuts))
    assert (error is None) is (same_error is None)
    assert [entry[0] for entry in told(parts)] == [entry[0] for entry in told(whole)]
    finished = [entry for entry in told(whole) if entry[2]]
    assert [entry for entry in told(parts) if entry[2]] == finished


class TestTransferCodings:
    @pytest.mark.parametrize("coding", ["gzip, chunked", "identity", "gzip", "chunked, identity"])
    @pytest.mark.parametrize("upgrade", [(), ("Connection: upgrade", "Upgrade: foo")])
    def test_only_chunks_are_read(self, coding: str, upgrade: tuple[str, ...]):
        head = post("Host: a", f"Transfer-Encoding: {coding}", *upgrade, body=b"0\r\n\r\n")
        assert read(head + GET) == ([], ErrorCode.BAD_REQUEST)

    def test_the_name_may_be_written_in_capitals(self):
        requests, error = read(post("Host: a", "Transfer-Encoding: Chunked", body=b"0\r\n\r\n"))
        assert (len(requests), error) == (1, None)


def test_http_1_0_knows_no_interim_answer():
    for version, expects in (("1.0", False), ("1.1", True)):
        head = post("Host: a", "Expect: 100-continue").replace(b"1.1", version.encode())
        [request], _ = read(head)
        assert request.head.expects_continue is expects
