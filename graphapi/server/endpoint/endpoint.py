"""The GraphQL endpoint: GET and POST as the GraphQL-over-HTTP specification has them.

It speaks ASGI itself: an answer can take less time than Starlette's request and response objects.
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
    OperationFacts,
    Outcome,
    Phase,
)
from graphapi.runtime.deadlines import ClientGoneError, Interruption, within_deadline
from graphapi.server.answers.http_caching import CachePolicy, is_any_known, is_known
from graphapi.server.answers.presentation import encode_outcome, status_of, too_long
from graphapi.server.answers.replies import Reply, failure, refusal, send_reply, stopped
from graphapi.server.answers.response_formats import Answers, Form
from graphapi.server.door.metering import charge_decoding, charge_decompressing
from graphapi.server.endpoint.request_batches import Batches
from graphapi.server.pages import Page
from graphapi.server.requests.admission import Admission, current_request_id
from graphapi.server.requests.content_encodings import choose_encoding
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.known_documents import KnownDocuments
from graphapi.server.requests.negotiation import MediaType, accepts_stream, negotiate
from graphapi.server.requests.observation import GONE_STATUS
from graphapi.server.requests.request_parsing import (
    MOST_PARTS,
    BatchError,
    check_body,
    decode_body,
    decode_query_string,
    read_body,
)
from graphapi.server.streams.streams import Streams
from graphapi.server.turns.turns import Turns

__all__ = ["GraphQLEndpoint"]

_LOGGER = logging.getLogger(__name__)

_METHODS = "GET, HEAD, POST, OPTIONS"
# A GET must be safe to repeat and to prefetch; a subscription needs a transport that streams.
_ALLOWED = {
    "GET": frozenset({OperationType.QUERY}),
    "HEAD": frozenset({OperationType.QUERY}),
    "POST": frozenset({OperationType.QUERY, OperationType.MUTATION}),
}


# Looking a member up in its Enum takes longer than many a step here.
_JSON, _HTML, _STREAM = MediaType.JSON, MediaType.HTML, MediaType.STREAM
_PLAIN = Form(_JSON)
_EXECUTION, _OPERATION_TYPE = Phase.EXECUTION, Phase.OPERATION_TYPE

_QUERY_PARAMETERS = (b"query=", b"documentId=", b"doc_id=", b"id=", b"extensions=")
"""What the query of a URL holds that has something to run."""


class _Stream(NamedTuple):
    """The answer to this request is to come in parts."""

    request: GraphQLRequest


class _OperationTypeError(RequestError):
    """This method must not run an operation of this type, not for an answer in one piece."""


class GraphQLEndpoint:
    """An ASGI application that answers GraphQL requests.

    `context` makes the `info.context` of one request, `facts` tells which operation one is about;
    `page` is what browsers get, None for nothing; a body of more than `max_body_bytes` bytes is
    refused.

    `streams` takes the requests whose answer comes in parts, `batches` arrays of requests; None:
    they are refused. `documents` are those that a request may name instead of sending one. Long
    bodies are read in `turns`.

    Where `version` tells which version of the data a context holds, answers without errors are
    kept, in `cache_bytes` of memory: by that version and by the request to the letter, so that
    document, operation, variables and extensions are all the same. Other caches may keep those to
    GET as the `policy` says. Answers of `compress_min_bytes` bytes or more are compressed for
    clients that ask for it.
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
        turns: Turns,
        policy: CachePolicy,
        compress_min_bytes: int,
    ) -> None:
        self._execute, self._context, self._facts = execute, context, facts
        self._version, self._streams, self._batches = version, streams, batches
        self._documents, self._turns = documents, turns
        self._answers = Answers(cache_bytes, compress_min_bytes, policy)
        self._page = page
        self.max_body_bytes, self._max_answer_bytes = max_body_bytes, max_answer_bytes

    @property
    def kept_answers(self) -> CacheFigures:
        """What the cache of whole answers did so far."""
        return self._answers.figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request. A client that goes away gets nothing, and no log entry."""
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

    def answer_now(self, scope: Scope, body: bytes) -> Reply | Awaitable[Reply] | None:
        """The answer to a POST request whose body was read; None where it has to come in parts.

        An awaitable of it where something has to be waited for.
        """
        media_type = _JSON  # until the client's wish is known
        try:
            headers: Mapping[bytes, bytes] = scope["graphapi.headers"]  # as the guard has left them
            admission: Admission = scope["graphapi.admission"]
            media_type = negotiate(
                headers.get(b"accept"), html=False, stream=self._gives_streams(admission)
            )
            if media_type is _STREAM:
                return None
            if check_body(headers, len(body), self.max_body_bytes) is not None:
                return None  # nobody knows how long it will be
            reply = self._answer("POST", body, media_type, headers, admission)
            return reply if isinstance(reply, Reply) else self._settled(reply, media_type, scope)
        except _OperationTypeError:  # refused before anything ran
            return None
        except RequestError as error:
            return refusal(error, media_type)
        except Interruption as error:
            self._note_broken(scope)
            return _interrupted(error, media_type)
        except Exception:  # the last line of defence: nothing of ours reaches the client
            _LOGGER.exception("Request %s failed", current_request_id())
            self._note_broken(scope)
            return failure(media_type)

    async def _settled(self, reply: Awaitable[Reply], media_type: MediaType, scope: Scope) -> Reply:
        try:
            return await reply
        except RequestError as error:
            return refusal(error, media_type)
        except Interruption as error:
            self._note_broken(scope)
            return _interrupted(error, media_type)
        except Exception:  # as above
            _LOGGER.exception("Request %s failed", current_request_id())
            self._note_broken(scope)
            return failure(media_type)

    def _note_broken(self, scope: Scope) -> None:
        """Note what was asked by a request that has no outcome."""
        admission: Admission = scope["graphapi.admission"]
        if admission.request is not None:
            admission.facts, admission.is_executed = self._facts(admission.request), True

    async def _reply(self, scope: Scope, receive: Receive) -> Reply | _Stream:
        media_type = _JSON  # until the client's wish is known
        given = b""
        method = scope["method"]
        headers: Mapping[bytes, bytes] = scope["graphapi.headers"]
        admission: Admission = scope["graphapi.admission"]
        try:
            if method == "OPTIONS":
                return _options()
            _check_method(method)
            offers_page = method != "POST" and self._offers_page(scope, admission)
            gives_streams = self._gives_streams(admission)
            media_type = negotiate(headers.get(b"accept"), html=offers_page, stream=gives_streams)
            wants_stream = media_type is _STREAM
            if wants_stream:
                media_type = _JSON  # of what is refused
            if media_type is _HTML:
                assert self._page is not None
                page = self._page.at(scope["path"])
                return Reply(HTTPStatus.OK, page.body, _HTML, page.headers, ())
            if method == "POST":
                given = await read_body(headers, receive, self.max_body_bytes)
                if b"content-encoding" in headers:
                    charge_decompressing(admission, len(given))
                await within_deadline(self._turns.read(len(given)))
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
                and self._gives_streams(admission)
                and accepts_stream(headers.get(b"accept"))
            ):
                return _Stream(self._decode(method, given, admission))
            return refusal(error, media_type)
        except Interruption as error:
            self._note_broken(scope)
            return _interrupted(error, media_type)
        except Exception:  # as above
            _LOGGER.exception("Request %s failed", current_request_id())
            self._note_broken(scope)
            return failure(media_type)

    def _answer(
        self,
        method: str,
        given: bytes,
        media_type: MediaType,
        headers: Mapping[bytes, bytes],
        admission: Admission,
    ) -> Reply | Awaitable[Reply]:
        """Answer a request; at once, if nothing has to be waited for."""
        accepted = headers.get(b"accept-encoding")
        if accepted is not None:
            form = Form(media_type, choose_encoding(accepted))
        else:
            form = _PLAIN if media_type is _JSON else Form(media_type)
        context = self._context()
        key: Hashable = None
        if self._version is not None:
            version, sees_schema = self._version(context), admission.rights.introspection
            if method != "POST":
                tag = self._answers.policy.tag(
                    version, given, media_type, form.wish, sees_schema=sees_schema
                )
                given_tags = headers.get(b"if-none-match")
                has_any = is_any_known(given_tags)
                form = Form(media_type, form.wish, tag, admission.owner is not None, has_any)
                if is_known(tag, given_tags):
                    return self._answers.not_modified(form)
            key = (version, method == "POST", given, sees_schema)
            known = self._answers.find(key) if self._answers.keeps else None
            if known is not None:
                admission.facts, admission.is_executed = known.facts, True
                admission.is_kept = True
                return self._answers.again(known, key, form)
            admission.is_kept = False
        try:
            request = admission.request = self._decode(method, given, admission)
        except BatchError as batch:
            if self._batches is None:
                raise
            return self._batch(self._batches, batch, form, admission)
        outcome = self._execute(request, context, _ALLOWED[method])
        if isinstance(outcome, Outcome):
            return self._encoded(outcome, method, form, key, len(given), admission)
        return self._awaited(outcome, method, form, key, len(given), admission)

    def _decode(self, method: str, given: bytes, admission: Admission) -> GraphQLRequest:
        if admission.client is not None:
            charge_decoding(admission, len(given))
        if method == "POST":
            return decode_body(given, self._documents)
        return decode_query_string(given, self._documents)

    def _gives_streams(self, admission: Admission) -> bool:
        return self._streams is not None and admission.rights.streams

    async def _batch(
        self, batches: Batches, batch: BatchError, form: Form, admission: Admission
    ) -> Reply:
        content, codes = await batches.answer(batch, self._context, admission)
        return self._answers.unique(HTTPStatus.OK, content, codes, form)

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
        form: Form,
        key: Hashable,
        length: int,
        admission: Admission,
    ) -> Reply:
        return self._encoded(await within_deadline(outcome), method, form, key, length, admission)

    def _encoded(
        self,
        outcome: Outcome,
        method: str,
        form: Form,
        key: Hashable,
        length: int,
        admission: Admission,
    ) -> Reply:
        """Encode an outcome, and keep the answer to a request of so many bytes if it may be."""
        admission.facts, admission.is_executed = outcome.facts, outcome.phase is _EXECUTION
        if outcome.phase is _OPERATION_TYPE:
            raise _wrong_operation_type(outcome, method)
        content, codes = encode_outcome(outcome)
        if len(content) > self._max_answer_bytes:
            outcome = too_long(len(content), self._max_answer_bytes)
            content, codes = encode_outcome(outcome)
        if key is not None and outcome.is_repeatable:
            return self._answers.keep(content, outcome.facts, key, length, form)
        return self._answers.unique(status_of(outcome, form.media_type), content, codes, form)

    def _offers_page(self, scope: Scope, admission: Admission) -> bool:
        """A browser gets the page, unless its address holds a query to run."""
        if self._page is None or not admission.rights.graphiql:
            return False
        parameters = scope["query_string"].split(b"&", MOST_PARTS)
        return not any(parameter.startswith(_QUERY_PARAMETERS) for parameter in parameters)


def _interrupted(error: Interruption, media_type: MediaType) -> Reply:
    if isinstance(error, ClientGoneError):
        return Reply(GONE_STATUS)  # which nobody reads, but for those who watch
    return stopped(media_type)


def _options() -> Reply:
    headers = {"Allow": _METHODS, "Accept-Post": MediaType.JSON.value}
    return Reply(HTTPStatus.NO_CONTENT, headers=headers)


def _check_method(method: str) -> None:
    if method not in _ALLOWED:
        message = f"{method} cannot be used here."
        raise RequestError(ErrorCode.METHOD_NOT_ALLOWED, message, {"Allow": _METHODS})


def _wrong_operation_type(outcome: Outcome, method: str) -> RequestError:
    """The refusal of an operation that this method must not run."""
    message = outcome.errors[0].message
    if method == "POST":
        message = f"{message} It needs a transport that streams."
        return _OperationTypeError(ErrorCode.BAD_REQUEST, message)
    message = f"{message} Send it by POST."
    return _OperationTypeError(ErrorCode.METHOD_NOT_ALLOWED, message, {"Allow": "POST"})
