"""Outcomes into answers: what a client may see, in which words and with which status.

An error is shown where it is meant for the client: a GraphApiError, or graphql-core's own
complaint about the request. Everything else is masked, and logged with its traceback.
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
from graphapi.server.requests.admission import current_request_id
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


# Looking a member up in its Enum takes longer than the rest of `status_of`.
_EXECUTION, _JSON, _OK = Phase.EXECUTION, MediaType.JSON, HTTPStatus.OK


def status_of(outcome: Outcome, media_type: MediaType) -> HTTPStatus:
    """The HTTP status of an outcome.

    200 for whatever was executed, field errors or not; 400 for a request that was not, but 200
    for clients of `application/json`, whose proxies and libraries may not expect GraphQL errors
    elsewhere.
    """
    if outcome.phase is _EXECUTION or media_type is _JSON:
        return _OK
    return HTTPStatus.BAD_REQUEST


def present(outcome: Outcome) -> dict[str, Any]:
    """The outcome as a GraphQL response: errors first, so that a reader cannot miss them.

    `data` is there exactly where the operation was executed.
    """
    response: dict[str, Any] = {}
    if outcome.errors:
        response["errors"] = [present_error(error, outcome.phase) for error in outcome.errors]
    if outcome.executed:
        response["data"] = outcome.data
    if outcome.extensions:
        response["extensions"] = dict(outcome.extensions)
    return response


def encode_outcome(outcome: Outcome) -> tuple[bytes, tuple[str, ...]]:
    """The outcome as the JSON of a GraphQL response, and the codes of its errors, each once."""
    # What is repeatable is data alone: nothing has to be presented.
    if outcome.is_repeatable:
        return encode_json({"data": outcome.data}), ()
    response = present(outcome)
    return encode_json(response), codes_of(response.get("errors", ()))


def answer_too_long(length: int, most: int) -> Outcome:
    """What is answered instead of an answer of `length` bytes, where `most` are allowed."""
    message = f"The answer is longer than {most:,} bytes; ask for fewer objects, or less of each."
    error = limit_error("max_answer_bytes", length, most, message)
    return Outcome(Phase.EXECUTION, [error])


def codes_of(errors: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The codes of errors that were presented, each once."""
    return tuple(dict.fromkeys([str(error["extensions"]["code"]) for error in errors]))


def present_error(error: GraphQLError, phase: Phase) -> dict[str, Any]:
    """The error as the client may see it, always with `extensions.code`."""
    cause = _cause(error)
    shown: dict[str, Any] = dict(error.formatted)
    if isinstance(cause, GraphApiError):
        shown["extensions"] = {**(error.extensions or {}), **cause.extensions}
    elif isinstance(cause, RecursionError):
        shown["message"] = "The operation is nested too deeply."
        shown["extensions"] = {"code": ErrorCode.LIMIT_EXCEEDED}
    elif phase is Phase.EXECUTION and not _meant_for_clients(cause):
        request_id = current_request_id()
        _LOGGER.error(
            "Field %s failed in request %s", _dotted(error.path), request_id, exc_info=cause
        )
        shown["message"] = "Internal server error"
        shown["extensions"] = masked_extensions()
    else:
        if not may_see_schema():
            shown["message"] = without_suggestions(shown["message"])
        is_of_variables = phase is Phase.VARIABLES
        shown["message"] = in_client_terms(shown["message"], prints_variables=is_of_variables)
        shown["extensions"] = {"code": _CODES[phase], **(error.extensions or {})}
    return shown


def masked_extensions() -> dict[str, Any]:
    """The extensions of an error that is masked: by the request's name, the log tells the rest."""
    extensions: dict[str, Any] = {"code": ErrorCode.INTERNAL_SERVER_ERROR}
    request_id = current_request_id()
    if request_id is not None:
        extensions["requestId"] = request_id
    return extensions


def encode_json(value: object) -> bytes:
    """The value as JSON in UTF-8. Raises ValueError or TypeError for what is not JSON.

    orjson refuses what GraphQL allows: more than 254 levels, whole numbers beyond 64 bits, lone
    surrogates. The standard library writes those.
    """
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def _cause(error: GraphQLError) -> Exception:
    """What was raised at first; graphql-core wraps it, at times more than once."""
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _meant_for_clients(cause: Exception) -> bool:
    """Whether an error of the execution speaks of the request.

    graphql-core's complaints about arguments point into the document; one that a resolver raised
    on purpose has a code. Without either it is about a value of ours, such as an Int too large.
    """
    return isinstance(cause, GraphQLError) and bool(
        cause.nodes or (cause.extensions or {}).get("code")
    )


def _dotted(path: list[str | int] | None) -> str:
    return ".".join(map(str, path or ()))
