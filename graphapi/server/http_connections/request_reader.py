"""Splits the bytes of a connection into requests, one at a time (RFC 9112).

httptools parses. It gets no byte beyond the current request, so that no code has to deal with a
second request before the first is answered; what follows stays in the buffer. Only the framing of
a request decides where it ends: an upgrade request that is not granted has a body like any other.
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
"""A host, with or without a port (RFC 3986, 3.2.2); over HTTP it must not be empty."""


class EndOfRequest(Enum):
    """The end of a request."""

    END = auto()


END_OF_REQUEST: Final = EndOfRequest.END


@dataclass(slots=True, eq=False)
class RequestHead:
    """What comes before the body of a request.

    `scope` is the part of the ASGI scope that it determines. `body_bytes` is None for a chunked
    body.
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

    Pass bytes to `receive`, and get events from `next_event`: a head, parts of the body, and
    END_OF_REQUEST. After that, ask for the next event only once the request is answered.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self._limits, self._unchecked_head_bytes = limits, limits.unchecked_head_bytes
        self._parser = self._new_parser()
        self._expected = _Expected.HEAD
        self._received = b""
        self._at = 0
        """Where the bytes begin that were not parsed yet."""
        self._tail = b""
        """The last parsed bytes, which may hold the beginning of the end of a head or of chunks."""
        self._body_left = 0
        self._overhead = 0
        """Bytes of this head, or of this body's chunks without the content."""
        self._head_end = 0
        self._is_alone = False
        self._events: deque[Event] = deque()
        self._begin_message()

    def _new_parser(self) -> Any:
        parser = httptools.HttpRequestParser(self)
        # Data after a request with `Connection: close` is no error of this request.
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
        """Whether received bytes have not been parsed yet."""
        return self._at < len(self._received)

    @property
    def unread(self) -> bytes:
        """The received bytes that were not parsed."""
        return self._received[self._at :]

    @property
    def complete_head(self) -> bytes | None:
        """The head of the last request, if one call of `receive` delivered that request alone.

        Also None if its length was not given in bytes.
        """
        return self._received[: self._head_end] if self._is_alone else None

    def receive(self, data: bytes) -> None:
        """Add the bytes that the connection received."""
        if self.has_more:
            self._received, self._at = self.unread + data, 0
            self._is_alone = False
        else:
            self._is_alone = self._expected is _Expected.HEAD and not self._overhead
            self._received, self._at = data, 0

    def next_event(self) -> Event | None:
        """The next event; None if more bytes are needed.

        Raises RequestError for invalid requests and for those above the limits; do not call it
        again after that.
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
            pass  # it stops after the head, where the piece ends too
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
        """Where the next empty line ends; it may begin in bytes that were parsed before."""
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
        """Stop reading, and release the buffers.

        The parser and the reader refer to each other and would wait for the garbage collector.
        """
        self._parser, self._expected = None, _Expected.NOTHING
        self._received, self._at = b"", 0

    # Callbacks of httptools while it is fed. None of them runs application code.

    def on_url(self, url: bytes) -> None:
        """Add a part of the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header field. Trailers are ignored: no proxy checks them and no code uses them."""
        if not self._has_head:
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Save what the parser knows of the head; it soon forgets it if there is no body."""
        parser = self._parser
        self._has_head = True
        self._version, self._method = parser.get_http_version(), parser.get_method()
        self._keeps_alive, self._upgrades = parser.should_keep_alive(), parser.should_upgrade()

    def on_body(self, body: bytes) -> None:
        """Add a part of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Note that the request is complete."""
        self._has_end = True

    # Interpreting a head.

    def _check_length(self) -> None:
        """Raise RequestError if an incomplete head is already too long."""
        self._limits.check_head(len(self._url), ())
        self._limits.check_headers(self._overhead - len(self._url))

    def _check_chunks(self) -> None:
        """Raise RequestError if a body is small compared with the overhead of its chunks.

        Sizes, extensions and trailers of chunks may take as many bytes as headers may, and one more
        for each byte of the body; the parser itself has no limit.
        """
        self._overhead = max(0, self._overhead - 2 * sum(map(len, self._body)))
        if self._overhead > self._limits.max_header_bytes:
            message = "The chunks of the body are too small or carry too much metadata; send less."
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
        """Parse the body like that of a request that asks for no other protocol.

        The parser takes what follows such a head for the other protocol, and offers no option to
        change that. So a new parser is fed a head with the same framing of the body.
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
            raise _bad_request(f"HTTP/{version} is not supported here; send HTTP/1.1.")
        fields = combined(self._headers)
        raw_path, query = self._target(fields, version)
        path = raw_path.decode("ascii")
        opens_websocket = version == "1.1" and self._upgrades and _names_websocket(fields)
        body_bytes = (
            None if b"transfer-encoding" in fields else int(fields.get(b"content-length", 0))
        )
        if body_bytes is None and fields[b"transfer-encoding"].lower() != b"chunked":
            raise _bad_request("This Transfer-Encoding is not supported here; send chunked.")
        if opens_websocket and body_bytes != 0:
            raise _bad_request("A WebSocket request must not have a body; send it without one.")
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
            # HTTP/1.0 has no interim responses (RFC 9110, 10.1.1).
            expects_continue=version == "1.1"
            and fields.get(b"expect", b"").lower() == b"100-continue",
            opens_websocket=opens_websocket,
        )

    def _target(self, fields: dict[bytes, bytes], version: str) -> tuple[bytes, bytes]:
        """The path and the query of the target; also checks the host.

        The host in an absolute target overrides that of the header (RFC 9112, 3.2.2).
        """
        host = fields.get(b"host")
        if host is None and version == "1.1":
            raise _bad_request("The request has no Host header; send one.")
        try:
            parsed: Any = httptools.parse_url(self._url)
        except httptools.HttpParserInvalidURLError:
            raise _bad_request("The request target is not a valid URL; send a path.") from None
        raw_path = parsed.path or b"/"
        if parsed.schema is not None:
            if parsed.schema.lower() not in (b"http", b"https"):
                raise _bad_request("The request target is not an HTTP URL; send a path.")
            authority = re.split(rb"[/?#]", self._url.partition(b"://")[2], maxsplit=1)[0]
            _check_host(host)
            host = fields[b"host"] = authority
        elif not raw_path.startswith(b"/") and raw_path != b"*":
            raise _bad_request("The request target is not a path; start it with a slash.")
        _check_host(host)
        return raw_path, parsed.query or b""


def _names_websocket(fields: dict[bytes, bytes]) -> bool:
    protocols = fields.get(b"upgrade", b"").lower().split(b",")
    return any(each.strip() == b"websocket" for each in protocols)


def _check_host(host: bytes | None) -> None:
    if host is not None and _HOST.fullmatch(host) is None:
        raise _bad_request("The Host header is not a valid host; send a name or an IP address.")


def _bad_request(message: str) -> RequestError:
    return RequestError(ErrorCode.BAD_REQUEST, message)
