"""Parses HTTP requests into GraphQL requests, following the GraphQL-over-HTTP specification.

All functions raise RequestError for invalid requests.
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
"""The highest number of parameters in the query of a URL."""
_MOST_ASCII: Final = 0x7F
_REASONS: Final = {
    "Input is a zero-length, empty document": "it is empty",
    "unexpected end of data": "it ends too early",
    "number is infinity when parsed as double": "a number is too large",
}
"""Clearer words for some of orjson's reasons."""
_JSON_ONLY = {"Accept-Post": "application/json"}
_LONG_BYTES: Final = 16_384
"""From this length on, JSON can hold enough values to keep the garbage collector busy."""


class BatchError(RequestError):
    """Several requests in one body: an error, unless batches are allowed and answer `entries`."""

    def __init__(self, body: bytes, entries: list[Any]) -> None:
        super().__init__(
            ErrorCode.BATCHING_NOT_SUPPORTED,
            "The request body holds several requests, but this server accepts one per body; its "
            "operator can allow more with --max-batch.",
        )
        self.body, self.entries = body, entries


async def read_body(headers: Mapping[bytes, bytes], receive: Receive, limit: int) -> bytes:
    """The decompressed body, of at most `limit` bytes; longer ones are rejected as they arrive.

    Raises ClientDisconnect if the client disconnects first.
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
    """The encoding of a body of `length` bytes; None if it is not compressed.

    Rejects a body that is too long, or is not JSON in UTF-8.
    """
    encoding = None
    if headers.get(b"content-type") != b"application/json" or b"content-encoding" in headers:
        encoding = _encoding(headers)
    _check_length(length, limit)
    return encoding


def decode_body(body: bytes, documents: KnownDocuments) -> GraphQLRequest:
    """The request in a JSON body (UTF-8, with or without a byte order mark).

    Raises BatchError for an array of requests.
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
    """The requests of a batch in order; for an invalid one, its error.

    Raises RequestError for an invalid batch, or one of more than `most` requests.
    """
    entries = batch.entries
    if not entries:
        raise _bad_request("The batch is empty; send at least one request.")
    if len(entries) > most:
        message = f"The batch has {len(entries):,} requests; send at most {most:,}."
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

    `variables` and `extensions` are JSON text there; empty text means none.
    """
    if not query_string.isascii():
        place = next(place for place, byte in enumerate(query_string) if byte > _MOST_ASCII)
        what = f"byte 0x{query_string[place]:02x} at position {place}"
        raise _bad_request(f"The query of the URL has {what}; percent-encode it.")
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
    """A parameter in a URL's query and its value, both decoded; the value is "" if it has none."""
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
    """The request with these parameters; unknown ones are ignored, as the specification demands.

    It sends its document or names one of `documents`. An empty `operationName` means none, since
    many clients send it that way.
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
    """The decoded JSON. Raises orjson.JSONDecodeError, also for JSON that is nested too deeply."""
    if len(text) < _LONG_BYTES:
        return orjson.loads(text)
    with collections_paused():
        return orjson.loads(text)


def _parse_json(text: bytes, where: str) -> Any:
    """The decoded JSON text, which may start with a byte order mark."""
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
    """The first byte that is not UTF-8, and its position from 0; None if the text is valid."""
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return f"byte 0x{text[error.start]:02x} at position {error.start} cannot be decoded"
    return None


def _check_length(length: int, limit: int) -> None:
    if length > limit:
        raise _too_large(limit)


def _encoding(headers: Mapping[bytes, bytes]) -> Encoding | None:
    """The encoding of a body, None if it is not compressed; rejects bodies that are not JSON."""
    content_type = headers.get(b"content-type")
    if content_type is None:
        message = "The request has no Content-Type; send application/json."
        raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message, _JSON_ONLY)
    media_type, parameters = parse_content_type(content_type.decode("latin-1"))
    if media_type != "application/json":
        message = f"The Content-Type {shown(media_type)} is not supported; send application/json."
        raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message, _JSON_ONLY)
    charset = parameters.get("charset", "utf-8")
    if charset not in ("utf-8", "utf8"):
        message = f"The charset {shown(charset)} is not supported; send utf-8."
        raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message, _JSON_ONLY)
    token = headers.get(b"content-encoding", b"identity").strip().lower()
    if token == b"identity":
        return None
    encoding = READABLE.get(token)
    if encoding is None:
        names = ", ".join(each.token for each in Encoding)
        name = shown(token.decode("latin-1"))
        message = f"The Content-Encoding {name} is not supported; use one of {names}, or none."
        raise RequestError(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, message, {"Accept-Encoding": f"{names}, identity"}
        )
    return encoding


def _refuse_duplicate_names(body: bytes, parameters: Mapping[str, Any]) -> None:
    """Reject a JSON object that gives a parameter twice.

    A proxy could read one value and this server the other. Finding duplicates takes a slower
    parser, so it only runs if the bytes allow for one: a name occurs twice, or letters are escaped.
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
    """The JSON of a body, with lists of name and value pairs in place of objects."""
    try:
        # Only names matter, so numbers stay text, which has no limit of digits.
        with collections_paused():
            return json.loads(body, object_pairs_hook=list, parse_int=str, parse_float=str)
    except RecursionError as error:
        raise _bad_request("The request body is nested too deeply.") from error


def _refuse_duplicates(names: list[str]) -> None:
    for name in _PARAMETERS:
        if names.count(name) > 1:
            raise _bad_request(f"The parameter {name} is given more than once; send it once.")


def _too_large(limit: int) -> RequestError:
    # The rest of the body is not read, so the connection cannot be reused.
    return RequestError(
        ErrorCode.PAYLOAD_TOO_LARGE,
        f"The request body is longer than {limit} bytes; send less.",
        {"Connection": "close"},
    )


def _bad_request(message: str) -> RequestError:
    return RequestError(ErrorCode.BAD_REQUEST, message)


def _wrong_type(name: str, expected: str, value: object) -> RequestError:
    return _bad_request(f"The parameter {name} must be {expected}, not {_json_type(value)}.")


def _json_type(value: object) -> str:
    """The name of the value's type in JSON."""
    if value is None:
        return "null"
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return names.get(type(value), "a number")
