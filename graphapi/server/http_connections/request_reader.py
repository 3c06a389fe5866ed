"""The bytes of a connection, taken apart into requests one at a time (RFC 9112).

httptools parses. It is given no byte beyond the request that it parses, so that nobody has to think
of a second request before the first is answered: what follows stays here, unread. Nothing but the
framing of a request says where it ends: a request to switch protocols that is not granted has a
body like any other.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

import httptools

from graphapi.server.http_connections.connection_limits import ConnectionLimits
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.header_fields import combined

__all__ = ["END_OF_REQUEST", "EndOfRequest", "Event", "RequestHead", "RequestReader"]

_END_OF_HEAD: Final = b"\r\n\r\n"
_VERSIONS: Final = ("1.1", "1.0")
_HOST: Final = re.compile(
    rb"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(?::[0-9]*)?"
)
"""A host with or without a port (RFC 3986, 3.2.2); an empty one names nothing over HTTP."""


class EndOfRequest(Enum):
    """The end of a request."""

    END = auto()


END_OF_REQUEST: Final = EndOfRequest.END


@dataclass(slots=True, eq=False)
class RequestHead:
    """What a request says before its body.

    `scope` is what ASGI's scope has from it. `body_bytes` is None for a body in chunks.
    """

    scope: dict[str, Any]
    body_bytes: int | None
    keeps_alive: bool
    expects_continue: bool
    opens_websocket: bool


Event: TypeAlias = "RequestHead | bytes | EndOfRequest"


class _Expected(Enum):
    """What the next bytes belong to."""

    HEAD = auto()
    BODY = auto()
    CHUNKS = auto()
    NOTHING = auto()
    """The connection has become a WebSocket."""


class RequestReader:
    """Reads the requests of one connection.

    Put in bytes with `receive`, take out what they say with `next_event`: a head, parts of the
    body, and END_OF_REQUEST; take no more until that request is answered.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self._limits, self._unchecked_head_bytes = limits, limits.unchecked_head_bytes
        self._parser = self._new_parser()
        self._expected = _Expected.HEAD
        self._received = b""
        self._at = 0
        """Where the bytes begin that were not parsed."""
        self._tail = b""
        """The last parsed bytes, where the end of a head or of chunks may have begun in them."""
        self._body_left = 0
        self._overhead = 0
        """Bytes of this head, or of the chunks of this body, less the body's own."""
        self._head_end = 0
        self._is_alone = False
        self._events: deque[Event] = deque()
        self._begin_message()

    def _new_parser(self) -> Any:
        parser = httptools.HttpRequestParser(self)
        # What follows a request with `Connection: close` is none of its business.
        parser.set_dangerous_leniencies(lenient_data_after_close=True)
        return parser

    def _begin_message(self) -> None:
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._body: list[bytes] = []
        self._has_head = self._has_end = False
        self._version, self._method = "", b""
        self._keeps_alive = self._upgrades = False
        self._overhead = 0

    @property
    def has_more(self) -> bool:
        """Whether bytes have arrived that were not looked at."""
        return self._at < len(self._received)

    @property
    def is_between_requests(self) -> bool:
        """Whether nothing has arrived of the next request."""
        return (
            self._expected is _Expected.HEAD
            and not self._overhead
            and not self._tail
            and not self.has_more
        )

    @property
    def unread(self) -> bytes:
        """The bytes that were not looked at."""
        return self._received[self._at :]

    @property
    def complete_head(self) -> bytes | None:
        """The head of the last request, if one call of `receive` brought it whole and alone.

        None too where its length was told otherwise than in bytes.
        """
        return self._received[: self._head_end] if self._is_alone else None

    def receive(self, data: bytes) -> None:
        """Take what the connection brought."""
        if self.has_more:
            self._received, self._at = self.unread + data, 0
            self._is_alone = False
        else:
            self._is_alone = self._expected is _Expected.HEAD and not self._overhead
            self._received, self._at = data, 0

    def next_event(self) -> Event | None:
        """What comes next; None where more bytes are needed to tell.

        Raises RequestError for what is no request, or is longer than the limits; there is no going
        on after that.
        """
        while not self._events:
            if not self.has_more or self._expected is _Expected.NOTHING:
                return None
            self._parse_piece()
        return self._events.popleft()

    def _parse_piece(self) -> None:
        piece = self._next_piece()
        if self._expected is not _Expected.BODY:
            self._overhead += len(piece)
        try:
            self._parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            pass  # it stops behind the head, where the piece ends too
        except httptools.HttpParserError as error:
            self._check_length()
            reason = str(error) or "it cannot be parsed"
            raise _bad_request(f"This is not a valid HTTP request: {reason}.") from error
        if self._expected is _Expected.HEAD:
            self._take_head()
        if self._expected is _Expected.CHUNKS:
            self._check_chunks()
        if self._body:
            self._events.append(self._body[0] if len(self._body) == 1 else b"".join(self._body))
            self._body = []
        if self._has_end:
            self._events.append(END_OF_REQUEST)
            self._is_alone = self._is_alone and not self.has_more
            self._expected = _Expected.HEAD
            self._begin_message()

    def _next_piece(self) -> bytes:
        """The bytes up to the next place where a request may end."""
        data, start = self._received, self._at
        if self._expected is _Expected.BODY:
            end = min(len(data), start + self._body_left)
            self._body_left -= end - start
        else:
            end = self._end_of_lines(data, start)
        self._at = end
        return data if end - start == len(data) else data[start:end]

    def _end_of_lines(self, data: bytes, start: int) -> int:
        """Where the next empty line ends; it may have begun in what was parsed before."""
        if self._tail:
            begun = self._tail + data[start : start + 3]
            found = begun.find(_END_OF_HEAD)
            if found >= 0:
                end = start + found + len(_END_OF_HEAD) - len(self._tail)
                self._tail = b""
                return end
        found = data.find(_END_OF_HEAD, start)
        if found >= 0:
            self._tail = b""
            return found + len(_END_OF_HEAD)
        self._tail = (self._tail + data[max(start, len(data) - 3) :])[-3:]
        return len(data)

    def close(self) -> None:
        """Read no more, and let go of what is held.

        The parser and this know each other, and would wait for the garbage collector.
        """
        self._parser, self._expected = None, _Expected.NOTHING
        self._received, self._at = b"", 0

    # What httptools calls while it is fed. The application runs in none of it.

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field, or a trailer, which no proxy has looked at and nobody reads."""
        if not self._has_head:
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Note what the parser knows of the head: of one without a body, it forgets it soon."""
        parser = self._parser
        self._has_head = True
        self._version, self._method = parser.get_http_version(), parser.get_method()
        self._keeps_alive, self._upgrades = parser.should_keep_alive(), parser.should_upgrade()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self._has_end = True

    # What a head says.

    def _check_length(self) -> None:
        """Raise RequestError where a head is too long already."""
        self._limits.check_head(len(self._url), ())
        self._limits.check_headers(self._overhead - len(self._url))

    def _check_chunks(self) -> None:
        """Raise RequestError where a body is little beside what is said of its chunks.

        Their sizes, extensions and trailers may take as much as headers, and a byte for each of the
        body: the parser would read any number of them.
        """
        self._overhead = max(0, self._overhead - 2 * sum(map(len, self._body)))
        if self._overhead > self._limits.max_header_bytes:
            message = "The chunks of the body are too small, or say too much beside it; send less."
            raise RequestError(ErrorCode.HEADERS_TOO_LARGE, message)

    def _take_head(self) -> None:
        if not self._has_head:
            self._check_length()
            return
        if self._overhead > self._unchecked_head_bytes:
            self._limits.check_head(len(self._url), self._headers)
        head = self._head()
        self._head_end = self._at
        self._is_alone = self._is_alone and head.body_bytes is not None
        self._overhead = 0
        self._events.append(head)
        if head.opens_websocket:
            self._expected, self._has_end = _Expected.NOTHING, False
            return
        if self._upgrades:
            self._decline_upgrade(head)
        if head.body_bytes is None:
            self._expected = _Expected.CHUNKS
        elif head.body_bytes:
            self._expected, self._body_left = _Expected.BODY, head.body_bytes

    def _decline_upgrade(self, head: RequestHead) -> None:
        """Parse the body as that of a request that does not ask for another protocol.

        The parser takes what follows such a head for the other protocol, and cannot be told
        otherwise. Another one goes on behind a head that says the same of the body.
        """
        framing = (
            b"Transfer-Encoding: chunked"
            if head.body_bytes is None
            else b"Content-Length: %d" % head.body_bytes
        )
        self._has_end = False
        self._parser = self._new_parser()
        self._parser.feed_data(b"POST / HTTP/1.1\r\n" + framing + _END_OF_HEAD)

    def _head(self) -> RequestHead:
        version = self._version
        if version not in _VERSIONS:
            raise _bad_request(f"HTTP/{version} is not spoken here; send HTTP/1.1.")
        fields = combined(self._headers)
        raw_path, query = self._target(fields, version)
        path = raw_path.decode("ascii")
        opens_websocket = version == "1.1" and self._upgrades and _names_websocket(fields)
        body_bytes = (
            None if b"transfer-encoding" in fields else int(fields.get(b"content-length", 0))
        )
        if body_bytes is None and fields[b"transfer-encoding"].lower() != b"chunked":
            raise _bad_request("This Transfer-Encoding is not read here; send chunked.")
        if opens_websocket and body_bytes != 0:
            raise _bad_request("A request for a WebSocket has no body; send it without one.")
        return RequestHead(
            scope={
                "type": "http",
                "http_version": version,
                "method": self._method.decode("ascii"),
                "path": unquote(path) if "%" in path else path,
                "raw_path": raw_path,
                "query_string": query,
                "headers": list(fields.items()),
                "graphapi.headers": fields,
            },
            body_bytes=body_bytes,
            keeps_alive=version == "1.1" and self._keeps_alive,
            # HTTP/1.0 has no interim answers (RFC 9110, 10.1.1).
            expects_continue=version == "1.1"
            and fields.get(b"expect", b"").lower() == b"100-continue",
            opens_websocket=opens_websocket,
        )

    def _target(self, fields: dict[bytes, bytes], version: str) -> tuple[bytes, bytes]:
        """The path and the query of the target, after a look at the host that is named.

        The host in an absolute target stands over that of the header (RFC 9112, 3.2.2).
        """
        host = fields.get(b"host")
        if host is None and version == "1.1":
            raise _bad_request("The request has no Host header; send one.")
        try:
            parsed: Any = httptools.parse_url(self._url)
        except httptools.HttpParserInvalidURLError:
            raise _bad_request("The target of the request is no address; send a path.") from None
        raw_path = parsed.path or b"/"
        if parsed.schema is not None:
            if parsed.schema.lower() not in (b"http", b"https"):
                raise _bad_request("The target of the request is no http address; send a path.")
            authority = re.split(rb"[/?#]", self._url.partition(b"://")[2], maxsplit=1)[0]
            _check_host(host)
            host = fields[b"host"] = authority
        elif not raw_path.startswith(b"/") and raw_path != b"*":
            raise _bad_request("The target of the request is no path; begin it with a slash.")
        _check_host(host)
        return raw_path, parsed.query or b""


def _names_websocket(fields: dict[bytes, bytes]) -> bool:
    protocols = fields.get(b"upgrade", b"").lower().split(b",")
    return any(each.strip() == b"websocket" for each in protocols)


def _check_host(host: bytes | None) -> None:
    if host is not None and _HOST.fullmatch(host) is None:
        raise _bad_request("The Host header names no host; send a name or an address.")


def _bad_request(message: str) -> RequestError:
    return RequestError(ErrorCode.BAD_REQUEST, message)
