"""TurnQueue outcomes into answers: what a client may see, with which message and status.

Errors that are meant for the client are shown: a GraphApiError, or an error of graphql-core about
the request. Everything else is masked, and logged with its traceback.
"""

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from graphql import GraphQLError

from graphapi.errors import GraphApiError
from graphapi.execution import Outcome, Phase
from graphapi.execution.requests.operation_limits import limit_error
from graphapi.server.answers.error_messages import in_client_terms
from graphapi.server.answers.schema_visibility import may_see_schema, without_suggestions
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.error_codes import ErrorCode
from graphapi.server.requests.negotiation import MediaType

__all__ = [
    "answer_too_long",
    "codes_of",
    "encode_json",
    "encode_outcome",
    "masked_extensions",
    "present",
    "present_error",
    "status_of",
]

_LOGGER = logging.getLogger(__name__)

_CODES: Mapping[Phase, ErrorCode] = {
    Phase.PARSE: ErrorCode.GRAPHQL_PARSE_FAILED,
    Phase.OPERATION: ErrorCode.OPERATION_RESOLUTION_FAILURE,
    Phase.OPERATION_TYPE: ErrorCode.BAD_REQUEST,
    Phase.VALIDATION: ErrorCode.GRAPHQL_VALIDATION_FAILED,
    Phase.VARIABLES: ErrorCode.BAD_USER_INPUT,
    Phase.EXECUTION: ErrorCode.BAD_USER_INPUT,
}


# Looking up an Enum member takes longer than the rest of `status_of`.
_EXECUTION, _JSON, _OK = Phase.EXECUTION, MediaType.JSON, HTTPStatus.OK


def status_of(outcome: Outcome, media_type: MediaType) -> HTTPStatus:
    """The HTTP status of an outcome.

    200 for every operation that was executed, with or without field errors. For other requests 400,
    but 200 for clients of `application/json`: their proxies and libraries may not expect GraphQL
    errors with another status.
    """
    if outcome.phase is _EXECUTION or media_type is _JSON:
        return _OK
    return HTTPStatus.BAD_REQUEST


def present(outcome: Outcome, admission: Admission | None = None) -> dict[str, Any]:
    """The outcome as a GraphQL response, errors first so that readers notice them.

    It has `data` if and only if the operation was executed. `admission` is that of the request;
    None if no client sent it.
    """
    response: dict[str, Any] = {}
    if outcome.errors:
        response["errors"] = [
            present_error(error, outcome.phase, admission) for error in outcome.errors
        ]
    if outcome.executed:
        response["data"] = outcome.data
    if outcome.extensions:
        response["extensions"] = dict(outcome.extensions)
    return response


def encode_outcome(outcome: Outcome, admission: Admission) -> tuple[bytes, tuple[str, ...]]:
    """The outcome as the JSON of a GraphQL response, and the codes of its errors, each once."""
    # A repeatable outcome has data only: there are no errors to present.
    if outcome.is_repeatable:
        return encode_json({"data": outcome.data}), ()
    response = present(outcome, admission)
    return encode_json(response), codes_of(response.get("errors", ()))


def answer_too_long(length: int, most: int) -> Outcome:
    """The outcome that replaces an answer of `length` bytes, if only `most` are allowed."""
    message = f"The answer is longer than {most:,} bytes; ask for fewer objects or fields."
    error = limit_error("max_answer_bytes", length, most, message)
    return Outcome(Phase.EXECUTION, [error])


def codes_of(errors: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The codes of presented errors, each once."""
    return tuple(dict.fromkeys([str(error["extensions"]["code"]) for error in errors]))


def present_error(
    error: GraphQLError, phase: Phase, admission: Admission | None = None
) -> dict[str, Any]:
    """The error as the client may see it, always with `extensions.code`."""
    cause = _cause(error)
    shown: dict[str, Any] = dict(error.formatted)
    if isinstance(cause, GraphApiError):
        shown["extensions"] = {**(error.extensions or {}), **cause.extensions}
    elif isinstance(cause, RecursionError):
        shown["message"] = "The operation is nested too deeply; use fewer levels."
        shown["extensions"] = {"code": ErrorCode.LIMIT_EXCEEDED}
    elif phase is Phase.EXECUTION and not _meant_for_clients(cause):
        request_id = None if admission is None else admission.request_id
        _LOGGER.error(
            "Field %s failed in request %s", _dotted(error.path), request_id, exc_info=cause
        )
        shown["message"] = "Internal server error"
        shown["extensions"] = masked_extensions(admission)
    else:
        if not may_see_schema(admission):
            shown["message"] = without_suggestions(shown["message"])
        is_of_variables = phase is Phase.VARIABLES
        shown["message"] = in_client_terms(shown["message"], prints_variables=is_of_variables)
        shown["extensions"] = {"code": _CODES[phase], **(error.extensions or {})}
    return shown


def masked_extensions(admission: Admission | None) -> dict[str, Any]:
    """The extensions of a masked error; its request id leads to the details in the log."""
    extensions: dict[str, Any] = {"code": ErrorCode.INTERNAL_SERVER_ERROR}
    if admission is not None:
        extensions["requestId"] = admission.request_id
    return extensions


def encode_json(value: object) -> bytes:
    """The value as JSON in UTF-8. Raises ValueError or TypeError if JSON cannot represent it.

    orjson rejects some values that GraphQL allows: more than 254 levels, integers beyond 64 bits,
    lone surrogates. The standard library encodes those.
    """
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def _cause(error: GraphQLError) -> Exception:
    """The original exception; graphql-core may wrap it several times."""
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _meant_for_clients(cause: Exception) -> bool:
    """Whether an error of the execution is about the request.

    graphql-core's errors about arguments have a place in the document, and errors that a resolver
    raises on purpose have a code. An error with neither is about one of our own values, such as an
    Int that is too large.
    """
    return isinstance(cause, GraphQLError) and bool(
        cause.nodes or (cause.extensions or {}).get("code")
    )


def _dotted(path: list[str | int] | None) -> str:
    return ".".join(map(str, path or ()))
