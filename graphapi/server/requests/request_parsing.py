"""HTTP requests into GraphQL requests, after the GraphQL-over-HTTP specification.

Every function raises RequestError for what is no GraphQL request.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from graphapi.errors import shown
from graphapi.execution import GraphQLRequest
from graphapi.runtime.garbage import collections_paused
from graphapi.server.requests.content_encodings import READABLE, Encoding, decompressed
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.known_documents import KnownDocuments, document_name
from graphapi.server.requests.negotiation import parse_content_type

__all__ = [
    "MOST_PARTS",
    "BatchError",
    "check_body",
    "decode_batch",
    "decode_body",
    "decode_query_string",
    "load_json",
    "read_body",
]

_PARAMETERS = ("query", "operationName", "variables", "extensions", "documentId", "doc_id", "id")
_QUOTED = {name: f'"{name}"'.encode() for name in _PARAMETERS}
_ESCAPED_LETTER = re.compile(rb"\\u00[467]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MOST_PARTS: Final = 100
"""The query of a URL has so many parameters at most."""
_MOST_ASCII: Final = 0x7F
_REASONS: Final = {
    "Input is a zero-length, empty document": "it is empty",
    "unexpected end of data": "it ends too early",
    "number is infinity when parsed as double": "a number is too large",
}
"""What some of orjson's reasons mean."""
_JSON_ONLY = {"Accept-Post": "application/json"}
_LONG_BYTES: Final = 16_384
"""From this length on, JSON can hold so many values that the garbage collector gets busy."""


class BatchError(RequestError):
    """Several requests in one body, refused unless somebody answers the `entries` one by one."""

    def __init__(self, body: bytes, entries: list[Any]) -> None:
        super().__init__(
            ErrorCode.BATCHING_NOT_SUPPORTED,
            "The request body holds several requests, and this server answers one in each body; "
            "whoever runs it can allow more with --max-batch.",
        )
        self.body, self.entries = body, entries


async def read_body(headers: Mapping[bytes, bytes], receive: Receive, limit: int) -> bytes:
    """The plain body, of at most `limit` bytes; longer ones are refused while they arrive.

    Raises ClientDisconnect where the client goes away first.
    """
    announced = headers.get(b"content-length", b"")
    encoding = check_body(headers, int(announced[:20]) if announced.isdigit() else 0, limit)
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part: bytes = message.get("body", b"")
        body = body + part if body else part
        _check_length(len(body), limit)
        if not message.get("more_body", False):
            break
    if encoding is not None:
        body = decompressed(body, encoding, limit)
        _check_length(len(body), limit)
    return body


def check_body(headers: Mapping[bytes, bytes], length: int, limit: int) -> Encoding | None:
    """How a body of so many bytes is compressed, if it is.

    Refuses one that is too long, or is not JSON in UTF-8.
    """
    encoding = None
    if headers.get(b"content-type") != b"application/json" or b"content-encoding" in headers:
        encoding = _encoding(headers)
    _check_length(length, limit)
    return encoding


def decode_body(body: bytes, documents: KnownDocuments) -> GraphQLRequest:
    """The request in a JSON body (UTF-8, with or without a byte order mark).

    Raises BatchError for an array of them.
    """
    try:
        parameters = load_json(body)
    except orjson.JSONDecodeError:
        if not body.removeprefix(_BYTE_ORDER_MARK).strip():
            message = 'The request body is empty; send JSON such as {"query": "{ … }"}.'
            raise _bad_request(message) from None
        parameters = _parse_json(body, "The request body")
    if not isinstance(parameters, dict):
        if isinstance(parameters, list):
            raise BatchError(body, parameters)
        what = _json_type(parameters)
        raise _bad_request(f"The request body must be one JSON object, not {what}.")
    _refuse_duplicate_names(body, parameters)
    return _request(parameters, documents)


def decode_batch(
    batch: BatchError, documents: KnownDocuments, most: int
) -> list[GraphQLRequest | RequestError]:
    """The requests of a batch in their order, or why one of them cannot be answered.

    Raises RequestError for a batch that is none, or has more than `most`.
    """
    entries = batch.entries
    if not entries:
        raise _bad_request("The batch is empty; send at least one request.")
    if len(entries) > most:
        message = f"The batch has {len(entries):,} requests, and {most:,} is the most."
        details = {"limit": "max_batch", "allowed": most, "found": len(entries)}
        raise RequestError(ErrorCode.LIMIT_EXCEEDED, message, details=details)
    for place, entry in enumerate(entries):
        if not isinstance(entry, dict):
            what = _json_type(entry)
            raise _bad_request(f"Entry {place} of the batch must be an object, not {what}.")
    _refuse_duplicate_names_in_batch(batch)
    return [_entry(entry, documents) for entry in entries]


def _entry(entry: Mapping[str, Any], documents: KnownDocuments) -> GraphQLRequest | RequestError:
    try:
        return _request(entry, documents)
    except RequestError as error:
        return error


def decode_query_string(query_string: bytes, documents: KnownDocuments) -> GraphQLRequest:
    """The request in the query of a URL.

    `variables` and `extensions` are JSON text there; where that is empty there are none.
    """
    if not query_string.isascii():
        place = next(place for place, byte in enumerate(query_string) if byte > _MOST_ASCII)
        what = f"byte 0x{query_string[place]:02x} at position {place}"
        raise _bad_request(f"The query of the URL has {what}: write it percent-encoded.")
    parts = query_string.split(b"&", MOST_PARTS)
    if len(parts) > MOST_PARTS:
        raise _bad_request(f"The query of the URL has more than {MOST_PARTS} parameters.")
    pairs = [_pair(part) for part in parts if part]
    _refuse_duplicates([name for name, _ in pairs])
    parameters: dict[str, Any] = dict(pairs)
    for name in ("variables", "extensions"):
        text = parameters.pop(name, "")
        if text:
            parameters[name] = _parse_json(text.encode(), f"The parameter {name}")
    return _request(parameters, documents)


def _pair(part: bytes) -> tuple[str, str]:
    """A parameter of a URL's query and its value, "" where there is none, both decoded."""
    name, _, value = (unquote_to_bytes(piece) for piece in part.replace(b"+", b" ").partition(b"="))
    try:
        key = name.decode()
    except UnicodeDecodeError as error:
        reason = _undecodable(name)
        message = f"The query of the URL has a parameter whose name is not UTF-8: {reason}."
        raise _bad_request(message) from error
    try:
        return key, value.decode()
    except UnicodeDecodeError as error:
        message = f"The parameter {shown(key)} is not UTF-8: {_undecodable(value)}."
        raise _bad_request(message) from error


def _request(parameters: Mapping[str, Any], documents: KnownDocuments) -> GraphQLRequest:
    """The request with these parameters; unknown ones are ignored, as the specification asks.

    It may send its document, or name one that is among `documents`. An empty `operationName` names
    none, as many clients have it.
    """
    query = parameters.get("query")
    if query is not None and not isinstance(query, str):
        raise _wrong_type("query", "a string", query)
    operation_name = parameters.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise _wrong_type("operationName", "a string or null", operation_name)
    variables, extensions = parameters.get("variables"), parameters.get("extensions")
    if variables is not None and not isinstance(variables, dict):
        raise _wrong_type("variables", "an object or null", variables)
    if extensions is not None and not isinstance(extensions, dict):
        raise _wrong_type("extensions", "an object or null", extensions)
    if query is None or extensions or documents.trusted_only or "documentId" in parameters:
        query = documents.find(query, document_name(parameters))
    return GraphQLRequest(query, operation_name or None, variables or {}, extensions or {})


def load_json(text: bytes | str) -> Any:
    """The values that JSON stands for. Raises orjson.JSONDecodeError, also for what is too deep."""
    if len(text) < _LONG_BYTES:
        return orjson.loads(text)
    with collections_paused():
        return orjson.loads(text)


def _parse_json(text: bytes, where: str) -> Any:
    """The value in JSON text, before which there may be a byte order mark."""
    try:
        return load_json(text.removeprefix(_BYTE_ORDER_MARK))
    except orjson.JSONDecodeError as error:
        reason = _undecodable(text)
        if reason is None:
            reason = _REASONS.get(error.msg, error.msg)
            if "surrogate" in reason:
                reason = "an escape is half of a character"
            reason = f"{reason} at line {error.lineno}, column {error.colno}"
        raise _bad_request(f"{where} is not JSON in UTF-8: {reason}.") from error


def _undecodable(text: bytes) -> str | None:
    """Which byte is none of UTF-8, and where, counted from 0; None for a text that is."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return f"byte 0x{text[error.start]:02x} at position {error.start} cannot be decoded"
    return None


def _check_length(length: int, limit: int) -> None:
    if length > limit:
        raise _too_large(limit)


def _encoding(headers: Mapping[bytes, bytes]) -> Encoding | None:
    """How a body is compressed, if it is; refuses one that is not JSON in UTF-8."""
    content_type = headers.get(b"content-type")
    if content_type is None:
        message = "The request has no Content-Type; send application/json."
        raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message, _JSON_ONLY)
    media_type, parameters = parse_content_type(content_type.decode("latin-1"))
    if media_type != "application/json":
        message = f"Content-Type {shown(media_type)} is not read here; send application/json."
        raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message, _JSON_ONLY)
    charset = parameters.get("charset", "utf-8")
    if charset not in ("utf-8", "utf8"):
        message = f"The charset {shown(charset)} is not read here; send utf-8."
        raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message, _JSON_ONLY)
    token = headers.get(b"content-encoding", b"identity").strip().lower()
    if token == b"identity":
        return None
    encoding = READABLE.get(token)
    if encoding is None:
        names = ", ".join(each.token for each in Encoding)
        name = shown(token.decode("latin-1"))
        message = f"The Content-Encoding {name} is not read here; send one of {names}, or none."
        raise RequestError(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, message, {"Accept-Encoding": f"{names}, identity"}
        )
    return encoding


def _refuse_duplicate_names(body: bytes, parameters: Mapping[str, Any]) -> None:
    """Refuse a body, known to be a JSON object, that gives one of the parameters twice.

    It could mean one thing to a proxy and another to us. Looking for it takes a slower parser, so
    we look only where the bytes leave room for it: the name twice, or letters written as escapes.
    """
    for name in parameters:
        quoted = _QUOTED.get(name)
        if quoted is not None and body.count(quoted) > 1:
            break
    else:
        if b"\\" not in body or not _ESCAPED_LETTER.search(body):
            return
    _refuse_duplicates([name for name, _ in _pairs(body)])


def _refuse_duplicate_names_in_batch(batch: BatchError) -> None:
    """The same for each entry of an array of objects."""
    body = batch.body
    for name, quoted in _QUOTED.items():
        if body.count(quoted) > sum(name in entry for entry in batch.entries):
            break
    else:
        if b"\\" not in body or not _ESCAPED_LETTER.search(body):
            return
    for pairs in _pairs(body):
        _refuse_duplicates([name for name, _ in pairs])


def _pairs(body: bytes) -> Any:
    """A body that is known to be JSON, with pairs of name and value in place of objects."""
    try:
        # Only names matter: numbers stay text, whatever their length.
        with collections_paused():
            return json.loads(body, object_pairs_hook=list, parse_int=str, parse_float=str)
    except RecursionError as error:
        raise _bad_request("The request body is nested too deeply.") from error


def _refuse_duplicates(names: list[str]) -> None:
    for name in _PARAMETERS:
        if names.count(name) > 1:
            raise _bad_request(f"The parameter {name} is given more than once.")


def _too_large(limit: int) -> RequestError:
    # What is left of the body is not read, so the connection cannot be used again.
    return RequestError(
        ErrorCode.PAYLOAD_TOO_LARGE,
        f"The request body is longer than {limit} bytes.",
        {"Connection": "close"},
    )


def _bad_request(message: str) -> RequestError:
    return RequestError(ErrorCode.BAD_REQUEST, message)


def _wrong_type(name: str, expected: str, value: object) -> RequestError:
    return _bad_request(f"The parameter {name} must be {expected}, not {_json_type(value)}.")


def _json_type(value: object) -> str:
    """What JSON calls a value of this type."""
    if value is None:
        return "null"
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return names.get(type(value), "a number")
