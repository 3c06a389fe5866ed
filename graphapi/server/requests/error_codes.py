"""The codes in `errors[].extensions.code`, and the HTTP errors that carry them.

`graphapi.errors` has further codes, for errors about articles.
"""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType

__all__ = ["ErrorCode", "RequestError"]


class ErrorCode(StrEnum):
    """A stable code for programs; `RequestError.STATUS` has the HTTP status of each."""

    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    """The document is not valid GraphQL, or is longer or deeper than the server accepts."""

    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    """The request does not say which operation of the document to run."""

    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    """The document does not match the schema."""

    BAD_USER_INPUT = "BAD_USER_INPUT"
    """A variable or an argument has an invalid value."""

    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    """The request or its operation is above a limit, such as that of the price."""

    BAD_REQUEST = "BAD_REQUEST"
    """The HTTP request is no GraphQL request: bad JSON, no query, a parameter of a wrong type."""

    BATCHING_NOT_SUPPORTED = "BATCHING_NOT_SUPPORTED"
    """The body holds several requests, but this server accepts one: see --max-batch."""

    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    """The HTTP method is not supported here, or not for an operation of this type."""

    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    """The Accept or Accept-Encoding header allows none of the supported formats."""

    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    """The request body is longer than the server accepts."""

    URI_TOO_LONG = "URI_TOO_LONG"
    """The URL is longer than the server accepts."""

    HEADERS_TOO_LARGE = "HEADERS_TOO_LARGE"
    """The headers of the request are longer, or more, than the server accepts."""

    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    """The request body has a type, a charset or an encoding that is not supported."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    """The server requires an API key, and the request has none that is known."""

    FORBIDDEN = "FORBIDDEN"
    """Only programs on the server's own machine and clients with an API key may read this."""

    MISDIRECTED_REQUEST = "MISDIRECTED_REQUEST"
    """The server does not answer to the name in the Host header."""

    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    """The request took too long to arrive."""

    RATE_LIMITED = "RATE_LIMITED"
    """The client has exceeded its rate limit; Retry-After says when to try again."""

    OVERLOADED = "OVERLOADED"
    """Too many requests or connections are waiting; Retry-After says when to try again."""

    UNAVAILABLE = "UNAVAILABLE"
    """The place where the corpus is kept does not answer; Retry-After says when to try again."""

    NOT_OFFERED = "NOT_OFFERED"
    """The store of this server cannot answer such a question; the message names what it is."""

    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED"
    """The operation took longer than a request may, and was stopped; ask for less."""

    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    """The request names a document that the server does not know: send the document as well."""

    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    """Automatic persisted queries are switched off: send the document itself."""

    PERSISTED_QUERY_HASH_MISMATCH = "PERSISTED_QUERY_HASH_MISMATCH"
    """The name in the request does not match the document that it sends."""

    DOCUMENT_NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"
    """The server accepts trusted documents only, and this is not one of them."""

    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    """Something failed in the server; its log has the details."""


class RequestError(Exception):
    """An HTTP request that is rejected before any GraphQL runs.

    `headers` go into the response: those that its status requires, such as Allow. `details` go into
    the extensions of the error, besides its code.
    """

    STATUS: Mapping[ErrorCode, HTTPStatus] = MappingProxyType(
        {
            ErrorCode.BAD_REQUEST: HTTPStatus.BAD_REQUEST,
            ErrorCode.BATCHING_NOT_SUPPORTED: HTTPStatus.BAD_REQUEST,
            ErrorCode.LIMIT_EXCEEDED: HTTPStatus.BAD_REQUEST,
            ErrorCode.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
            ErrorCode.NOT_ACCEPTABLE: HTTPStatus.NOT_ACCEPTABLE,
            ErrorCode.PAYLOAD_TOO_LARGE: HTTPStatus(413),  # renamed in Python 3.13
            ErrorCode.URI_TOO_LONG: HTTPStatus(414),  # the same
            ErrorCode.HEADERS_TOO_LARGE: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            ErrorCode.UNSUPPORTED_MEDIA_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            ErrorCode.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
            ErrorCode.FORBIDDEN: HTTPStatus.FORBIDDEN,
            ErrorCode.MISDIRECTED_REQUEST: HTTPStatus.MISDIRECTED_REQUEST,
            ErrorCode.REQUEST_TIMEOUT: HTTPStatus.REQUEST_TIMEOUT,
            ErrorCode.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
            ErrorCode.OVERLOADED: HTTPStatus.SERVICE_UNAVAILABLE,
            ErrorCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
            ErrorCode.DEADLINE_EXCEEDED: HTTPStatus.SERVICE_UNAVAILABLE,
            ErrorCode.PERSISTED_QUERY_NOT_FOUND: HTTPStatus.BAD_REQUEST,
            ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED: HTTPStatus.BAD_REQUEST,
            ErrorCode.PERSISTED_QUERY_HASH_MISMATCH: HTTPStatus.BAD_REQUEST,
            ErrorCode.DOCUMENT_NOT_TRUSTED: HTTPStatus.BAD_REQUEST,
        }
    )

    WELL_FORMED: frozenset[ErrorCode] = frozenset(
        {
            ErrorCode.PERSISTED_QUERY_NOT_FOUND,
            ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
            ErrorCode.DOCUMENT_NOT_TRUSTED,
        }
    )
    """Errors of well-formed requests: they are answered 200 to clients of `application/json`."""

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        headers: Mapping[str, str] | None = None,
        *,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.headers = code, headers or {}
        self.details = details or {}
        self.status = self.STATUS[code]

    @property
    def shown(self) -> dict[str, object]:
        """The error as the client sees it."""
        return {"message": str(self), "extensions": {"code": self.code, **self.details}}
