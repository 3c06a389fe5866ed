"""What every answer to a request for GraphQL has to be, whatever the request was."""

import json
import re
from typing import Any, Final

from graphapi.errors import BadUserInputError, LimitExceededError, NotReadyError
from graphapi.server.requests.error_codes import ErrorCode
from tests.server.answers.test_schema_visibility import TELLTALE
from tests.server.http_connections.test_protocol import Connection

__all__ = [
    "DOCUMENTED",
    "WORDS_OF_PYTHON",
    "assert_answered",
    "assert_documented",
    "get_of",
    "post_of",
]

DOCUMENTED: Final = {
    *map(str, ErrorCode),
    BadUserInputError.code,
    LimitExceededError.code,
    NotReadyError.code,
} - {ErrorCode.INTERNAL_SERVER_ERROR}

WORDS_OF_PYTHON: Final = re.compile(
    r"\b(?:None|True|False|NoneType|dict|str|bool|tuple|codec|surrogates?|non-integer|Python)\b"
    r"|\bint\b|object at 0x|Traceback|unexpected end of data|set_int_max_str_digits"
)
"""What clients do not know, and need not; no test may send it either."""

Response = tuple[bytes, dict[bytes, bytes], bytes]


def post_of(body: bytes, accept: bytes = b"application/graphql-response+json") -> bytes:
    """A request by POST, on a connection that stays."""
    return (
        b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Accept: %b\r\nContent-Length: %d\r\n\r\n%b" % (accept, len(body), body)
    )


def get_of(target: bytes) -> bytes:
    """The same by GET."""
    return b"GET %b HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n" % target


def assert_answered(connection: Connection, request: bytes) -> Any:
    """The answer to a request, in JSON, that is what every answer has to be."""
    connection.socket.sendall(request)
    content = assert_documented(connection.response())
    for error in content.get("errors", ()):
        # What the client has written itself may be told again.
        words = WORDS_OF_PYTHON.findall(error["message"])
        assert all(word.encode() in request for word in words), error
    return content


def assert_documented(response: Response) -> Any:
    """The content of an answer: data, or errors that all have a code that the docs list."""
    status_line, headers, body = response
    status = int(status_line.split()[1])
    assert status < 500 or status == 503, response
    assert not TELLTALE.search(body), body
    assert b"json" in headers[b"content-type"], response
    content = json.loads(body)
    assert content.get("errors") or "data" in content
    for error in content.get("errors", ()):
        assert error["extensions"]["code"] in DOCUMENTED, content
        assert isinstance(error["message"], str)
    return content
