"""The GraphQL endpoint: GET and POST according to the GraphQL-over-HTTP specification.

It is an ASGI application itself: an answer can take less time than creating Starlette's request and
response objects.
"""

import logging
from collections.abc import Awaitable, Callable, Hashable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send
from strawberry.types.graphql import OperationType

from graphapi.execution import (
    CacheFigures,
    Execute,
    GraphQLRequest,
    Opening,
    OperationFacts,
    Outcome,
    Phase,
)
from graphapi.runtime.deadlines import ClientDisconnectedError, Interruption, within_deadline
from graphapi.server.answers.http_caching import CachePolicy, is_any_known, is_known
from graphapi.server.answers.presentation import answer_too_long, encode_outcome, status_of
from graphapi.server.answers.replies import (
    Reply,
    deadline_reply,
    error_reply,
    internal_error_reply,
    send_reply,
)
from graphapi.server.answers.response_cache import ResponseCache, ResponseFormat
from graphapi.server.door.metering import charge_decoding, charge_decompressing
from graphapi.server.endpoint.request_batches import Batches
from graphapi.server.pages import Page
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.content_encodings import choose_encoding
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.known_documents import KnownDocuments
from graphapi.server.requests.negotiation import MediaType, accepts_stream, negotiate
from graphapi.server.requests.observation import GONE_STATUS
from graphapi.server.requests.opened_contexts import opened
from graphapi.server.requests.request_parsing import (
    MOST_PARTS,
    BatchError,
    check_body,
    decode_body,
    decode_query_string,
    read_body,
)
from graphapi.server.streams.streams import Streams
from graphapi.server.turns.turn_queue import TurnQueue

__all__ = ["GraphQLEndpoint"]

_LOGGER = logging.getLogger(__name__)

_METHODS = "GET, HEAD, POST, OPTIONS"
# A GET must be safe to repeat and to prefetch; a subscription needs a streaming transport.
_ALLOWED = {
    "GET": frozenset({OperationType.QUERY}),
    "HEAD": frozenset({OperationType.QUERY}),
    "POST": frozenset({OperationType.QUERY, OperationType.MUTATION}),
}


# Looking up an Enum member takes longer than many of the steps here.
_JSON, _HTML, _STREAM = MediaType.JSON, MediaType.HTML, MediaType.STREAM
_PLAIN = ResponseFormat(_JSON)
_EXECUTION, _OPERATION_TYPE = Phase.EXECUTION, Phase.OPERATION_TYPE

_QUERY_PARAMETERS = (b"query=", b"documentId=", b"doc_id=", b"id=", b"extensions=")
"""Parameters of a URL that hold something to run."""


class _Stream(NamedTuple):
    """The answer to this request will be streamed."""

    request: GraphQLRequest


class _OperationTypeError(RequestError):
    """This method must not run an operation of this type, unless the answer is streamed."""


class GraphQLEndpoint:
    """An ASGI application that answers GraphQL requests.

    `context` creates the `info.context` of a request, or an `Opening` of it, which is entered for
    the request and left after it. `facts` tells which operation it runs; `page` is the page for
    browsers, None for none; bodies longer than `max_body_bytes` are rejected.

    `streams` answers requests with streamed answers, `batches` arrays of requests; None: they are
    rejected. `documents` are those that a request may name instead of sending one. Long bodies are
    decoded in `turns`.

    If `version` returns the version of the data in a context, answers without errors are cached in
    `cache_bytes` of memory. The key is that version and the exact bytes of the request, and so its
    document, operation, variables and extensions. The `policy` decides how other caches may store
    answers to GET. Answers of `compress_min_bytes` or more are compressed if the client accepts it.
    """

    def __init__(
        self,
        execute: Execute,
        context: Callable[[], object],
        *,
        facts: Callable[[GraphQLRequest], OperationFacts | None],
        page: Page | None,
        max_body_bytes: int,
        max_answer_bytes: int,
        version: Callable[[Any], Hashable] | None = None,
        cache_bytes: int = 0,
        streams: Streams | None = None,
        batches: Batches | None = None,
        documents: KnownDocuments,
        turns: TurnQueue,
        policy: CachePolicy,
        compress_min_bytes: int,
    ) -> None:
        self._execute, self._context, self._facts = execute, context, facts
        self._version, self._streams, self._batches = version, streams, batches
        self._documents, self._turns = documents, turns
        self._cache = ResponseCache(cache_bytes, compress_min_bytes, policy)
        self._page = page
        self.max_body_bytes, self._max_answer_bytes = max_body_bytes, max_answer_bytes

    @property
    def cache_figures(self) -> CacheFigures:
        """The figures of the response cache."""
        return self._cache.figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request. A client that disconnects gets no answer and no log entry."""
        try:
            reply = await self._reply(scope, receive)
        except ClientDisconnect:
            return
        if isinstance(reply, _Stream):
            assert self._streams is not None
            await self._streams.answer(scope, reply.request, receive, send)
            return
        scope["graphapi.admission"].codes = reply.codes
        await send_reply(reply, send)

    def answer_directly(self, scope: Scope, body: bytes) -> Reply | Awaitable[Reply] | None:
        """The answer to a POST request whose body was read; None if it has to go through ASGI.

        An awaitable of the answer if it has to wait.
        """
        media_type = _JSON  # until the Accept header was read
        headers: Mapping[bytes, bytes] = scope["graphapi.headers"]  # stored by the guard
        admission: Admission = scope["graphapi.admission"]
        try:
            media_type = negotiate(
                headers.get(b"accept"), html=False, stream=self._allows_streams(admission)
            )
            if media_type is _STREAM:
                return None
            if check_body(headers, len(body), self.max_body_bytes) is not None:
                return None  # it is compressed, and its length is not known yet
            reply = self._answer("POST", body, media_type, headers, admission)
            return reply if isinstance(reply, Reply) else self._finish(reply, media_type, scope)
        except _OperationTypeError:  # rejected before anything ran
            return None
        except RequestError as error:
            return error_reply(error, media_type)
        except Interruption as error:
            self._note_failed(scope)
            return _interrupted(error, media_type)
        except Exception:  # the last resort: internal errors must not reach the client
            _LOGGER.exception("Request %s failed", admission.request_id)
            self._note_failed(scope)
            return internal_error_reply(media_type, admission)

    async def _finish(self, reply: Awaitable[Reply], media_type: MediaType, scope: Scope) -> Reply:
        admission: Admission = scope["graphapi.admission"]
        try:
            return await reply
        except RequestError as error:
            return error_reply(error, media_type)
        except Interruption as error:
            self._note_failed(scope)
            return _interrupted(error, media_type)
        except Exception:  # as above
            _LOGGER.exception("Request %s failed", admission.request_id)
            self._note_failed(scope)
            return internal_error_reply(media_type, admission)

    def _note_failed(self, scope: Scope) -> None:
        """Record the operation of a request that failed."""
        admission: Admission = scope["graphapi.admission"]
        if admission.request is not None:
            admission.facts, admission.is_executed = self._facts(admission.request), True

    async def _reply(self, scope: Scope, receive: Receive) -> Reply | _Stream:
        media_type = _JSON  # until the Accept header was read
        given = b""
        method = scope["method"]
        headers: Mapping[bytes, bytes] = scope["graphapi.headers"]
        admission: Admission = scope["graphapi.admission"]
        try:
            if method == "OPTIONS":
                return _options()
            _check_method(method)
            offers_page = method != "POST" and self._offers_page(scope, admission)
            gives_streams = self._allows_streams(admission)
            media_type = negotiate(headers.get(b"accept"), html=offers_page, stream=gives_streams)
            wants_stream = media_type is _STREAM
            if wants_stream:
                media_type = _JSON  # for errors
            if media_type is _HTML:
                assert self._page is not None
                page = self._page.at(scope["path"])
                return Reply(HTTPStatus.OK, page.body, _HTML, page.headers, ())
            if method == "POST":
                given = await read_body(headers, receive, self.max_body_bytes)
                if b"content-encoding" in headers:
                    charge_decompressing(admission, len(given))
                await within_deadline(self._turns.wait_to_decode(len(given)))
            else:
                given = scope["query_string"]
            if wants_stream:
                return self._stream(method, given, admission)
            reply = self._answer(method, given, media_type, headers, admission)
            return reply if isinstance(reply, Reply) else await reply
        except ClientDisconnect:
            raise
        except RequestError as error:
            if (
                isinstance(error, _OperationTypeError)
                and self._allows_streams(admission)
                and accepts_stream(headers.get(b"accept"))
            ):
                return _Stream(self._decode(method, given, admission))
            return error_reply(error, media_type)
        except Interruption as error:
            self._note_failed(scope)
            return _interrupted(error, media_type)
        except Exception:  # as above
            _LOGGER.exception("Request %s failed", admission.request_id)
            self._note_failed(scope)
            return internal_error_reply(media_type, admission)

    def _answer(
        self,
        method: str,
        given: bytes,
        media_type: MediaType,
        headers: Mapping[bytes, bytes],
        admission: Admission,
    ) -> Reply | Awaitable[Reply]:
        """Answer a request; at once, unless the answer has to wait."""
        context = self._context()
        if type(context) is Opening:
            return self._answer_opened(context, method, given, media_type, headers, admission)
        return self._answer_in(context, method, given, media_type, headers, admission)

    async def _answer_opened(self, opening: Opening[Any], *request: Any) -> Reply:
        """The same with a context that is open until the reply is ready."""
        async with opened(opening) as context:
            reply = self._answer_in(context, *request)
            return reply if isinstance(reply, Reply) else await reply

    def _answer_in(
        self,
        context: object,
        method: str,
        given: bytes,
        media_type: MediaType,
        headers: Mapping[bytes, bytes],
        admission: Admission,
    ) -> Reply | Awaitable[Reply]:
        accepted = headers.get(b"accept-encoding")
        if accepted is not None:
            response_format = ResponseFormat(media_type, choose_encoding(accepted))
        else:
            response_format = _PLAIN if media_type is _JSON else ResponseFormat(media_type)
        key: Hashable = None
        if self._version is not None:
            version, may_see_schema = self._version(context), admission.rights.introspection
            if method != "POST":
                tag = self._cache.policy.tag(
                    version,
                    given,
                    media_type,
                    response_format.preference,
                    may_see_schema=may_see_schema,
                )
                given_tags = headers.get(b"if-none-match")
                has_any = is_any_known(given_tags)
                response_format = ResponseFormat(
                    media_type,
                    response_format.preference,
                    tag,
                    admission.owner is not None,
                    has_any,
                )
                if is_known(tag, given_tags):
                    return self._cache.not_modified(response_format)
            key = (version, method == "POST", given, may_see_schema)
            known = self._cache.find(key) if self._cache.is_enabled else None
            if known is not None:
                admission.facts, admission.is_executed = known.facts, True
                admission.is_cached = True
                return self._cache.cached_reply(known, key, response_format)
            admission.is_cached = False
        try:
            request = admission.request = self._decode(method, given, admission)
        except BatchError as batch:
            if self._batches is None:
                raise
            return self._batch(self._batches, batch, context, response_format, admission)
        outcome = self._execute(request, context, _ALLOWED[method], admission)
        if isinstance(outcome, Outcome):
            return self._encoded(outcome, method, response_format, key, len(given), admission)
        return self._awaited(outcome, method, response_format, key, len(given), admission)

    def _decode(self, method: str, given: bytes, admission: Admission) -> GraphQLRequest:
        if admission.client is not None:
            charge_decoding(admission, len(given))
        if method == "POST":
            return decode_body(given, self._documents)
        return decode_query_string(given, self._documents)

    def _allows_streams(self, admission: Admission) -> bool:
        return self._streams is not None and admission.rights.streams

    async def _batch(
        self,
        batches: Batches,
        batch: BatchError,
        context: object,
        response_format: ResponseFormat,
        admission: Admission,
    ) -> Reply:
        content, codes = await batches.answer(batch, context, admission)
        return self._cache.uncached_reply(HTTPStatus.OK, content, codes, response_format)

    def _stream(self, method: str, given: bytes, admission: Admission) -> _Stream:
        try:
            return _Stream(self._decode(method, given, admission))
        except BatchError:
            if self._batches is None:
                raise
            message = "A batch is answered in one piece; accept application/json."
            raise RequestError(ErrorCode.NOT_ACCEPTABLE, message) from None

    async def _awaited(
        self,
        outcome: Awaitable[Outcome],
        method: str,
        response_format: ResponseFormat,
        key: Hashable,
        length: int,
        admission: Admission,
    ) -> Reply:
        return self._encoded(
            await within_deadline(outcome), method, response_format, key, length, admission
        )

    def _encoded(
        self,
        outcome: Outcome,
        method: str,
        response_format: ResponseFormat,
        key: Hashable,
        length: int,
        admission: Admission,
    ) -> Reply:
        """Encode an outcome, and cache the answer to a request of `length` bytes if possible."""
        admission.facts, admission.is_executed = outcome.facts, outcome.phase is _EXECUTION
        if outcome.phase is _OPERATION_TYPE:
            raise _wrong_operation_type(outcome, method)
        content, codes = encode_outcome(outcome, admission)
        if len(content) > self._max_answer_bytes:
            outcome = answer_too_long(len(content), self._max_answer_bytes)
            content, codes = encode_outcome(outcome, admission)
        if key is not None and outcome.is_repeatable:
            return self._cache.store(content, outcome.facts, key, length, response_format)
        return self._cache.uncached_reply(
            status_of(outcome, response_format.media_type), content, codes, response_format
        )

    def _offers_page(self, scope: Scope, admission: Admission) -> bool:
        """Whether a browser gets the page: yes, unless the URL holds a query to run."""
        if self._page is None or not admission.rights.graphiql:
            return False
        parameters = scope["query_string"].split(b"&", MOST_PARTS)
        return not any(parameter.startswith(_QUERY_PARAMETERS) for parameter in parameters)


def _interrupted(error: Interruption, media_type: MediaType) -> Reply:
    if isinstance(error, ClientDisconnectedError):
        return Reply(GONE_STATUS)  # for the observers; no client reads it
    return deadline_reply(media_type)


def _options() -> Reply:
    headers = {"Allow": _METHODS, "Accept-Post": MediaType.JSON.value}
    return Reply(HTTPStatus.NO_CONTENT, headers=headers)


def _check_method(method: str) -> None:
    if method not in _ALLOWED:
        message = f"The method {method} is not supported here."
        raise RequestError(ErrorCode.METHOD_NOT_ALLOWED, message, {"Allow": _METHODS})


def _wrong_operation_type(outcome: Outcome, method: str) -> RequestError:
    """The error for an operation that this method must not run."""
    message = outcome.errors[0].message
    if method == "POST":
        message = f"{message} It needs a streaming transport."
        return _OperationTypeError(ErrorCode.BAD_REQUEST, message)
    message = f"{message} Send it by POST."
    return _OperationTypeError(ErrorCode.METHOD_NOT_ALLOWED, message, {"Allow": "POST"})
