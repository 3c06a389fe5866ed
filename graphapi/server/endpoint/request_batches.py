"""Batches: several requests in one JSON array, answered one after the other.

The whole array has one status, one deadline, one version of the data and one price limit. Each
entry has an answer of its own, in the same order. Batches are not cached as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from strawberry.types.graphql import OperationType

from graphapi.execution import Engine, Execute, GraphQLRequest, OperationFacts, Outcome, Prepared
from graphapi.runtime.deadlines import within_deadline
from graphapi.server.answers.presentation import answer_too_long, encode_json, encode_outcome
from graphapi.server.requests.admission import Admission
from graphapi.server.requests.error_codes import ErrorCode, RequestError
from graphapi.server.requests.known_documents import KnownDocuments
from graphapi.server.requests.request_parsing import BatchError, decode_batch
from graphapi.server.turns.turn_queue import TurnQueue, prepare_in_turn

__all__ = ["Batches"]

_ALLOWED: Final = frozenset({OperationType.QUERY, OperationType.MUTATION})


class _Operation(NamedTuple):
    prepared: Prepared
    request: GraphQLRequest


class Batches:
    """Answers batches of at most `most` requests, in turn with all other requests.

    `execute`, which ends in `engine`, runs each entry. All answers of a batch together have at most
    `max_answer_bytes`.
    """

    def __init__(
        self,
        execute: Execute,
        engine: Engine,
        documents: KnownDocuments,
        turns: TurnQueue,
        *,
        most: int,
        max_answer_bytes: int,
    ) -> None:
        self._execute, self._engine = execute, engine
        self._documents, self._turns = documents, turns
        self._most, self._max_answer_bytes = most, max_answer_bytes

    async def answer(
        self, batch: BatchError, context: object, admission: Admission
    ) -> tuple[bytes, tuple[str, ...]]:
        """The answers to a batch as JSON, and the codes of their errors, each once.

        Raises RequestError if the whole batch is rejected, an Interruption if it takes too long.
        """
        requests = decode_batch(batch, self._documents, self._most)
        # Kept alive to the end: a document that is too large for the cache has no other owner.
        operations = await self._prepare(requests, admission)
        price = self._price(operations)
        admission.facts, admission.is_executed = OperationFacts(None, "query", price), True
        admission.charge(len(requests) - 1.0)  # the first unit of the others
        contents: list[bytes] = []
        codes: dict[str, None] = {}
        left = self._max_answer_bytes
        for request in requests:
            content, found = await self._answer(request, context, left, admission)
            left -= len(content)
            contents.append(content)
            codes.update(dict.fromkeys(found))
        return b"[%b]" % b",".join(contents), tuple(codes)

    async def _prepare(
        self, requests: Sequence[GraphQLRequest | RequestError], admission: Admission
    ) -> list[_Operation]:
        """The operations of the entries that are valid requests."""
        return [
            _Operation(
                await prepare_in_turn(self._engine, request, self._turns, admission), request
            )
            for request in requests
            if not isinstance(request, RequestError)
        ]

    def _price(self, operations: Sequence[_Operation]) -> int:
        """The price of all operations. Raises RequestError if it is above the limit."""
        budget = self._engine.limits.max_cost
        total = sum(
            self._engine.price(prepared, request.variables) or 0 for prepared, request in operations
        )
        if budget is not None and total > budget:
            message = (
                f"The operations of the batch cost {total:,} together, but a request may cost at "
                f"most {budget:,}; split the batch."
            )
            details = {"limit": "max_cost", "allowed": budget, "found": total}
            raise RequestError(ErrorCode.LIMIT_EXCEEDED, message, details=details)
        return total

    async def _answer(
        self,
        request: GraphQLRequest | RequestError,
        context: object,
        left: int,
        admission: Admission,
    ) -> tuple[bytes, tuple[str, ...]]:
        """The answer to one entry, which may have `left` bytes, and the codes of its errors."""
        try:
            if isinstance(request, RequestError):
                raise request
            outcome = self._execute(request, context, _ALLOWED, admission)
            if not isinstance(outcome, Outcome):
                outcome = await within_deadline(outcome)
        except RequestError as error:
            return encode_json({"errors": [error.shown]}), (error.code,)
        content, codes = encode_outcome(outcome, admission)
        if len(content) > left:
            return encode_outcome(answer_too_long(len(content), self._max_answer_bytes), admission)
        return content, codes
