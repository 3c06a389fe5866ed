"""Several requests in one JSON array: answered one after the other, as one request of one client.

The array has one status, one deadline and one budget of price; each entry has an answer of its own,
in the same order. Nothing of it is kept as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    """Answers batches of at most so many requests, in turn with all other requests.

    Each entry is run by `execute`, which ends in `engine`. The answers to all of them together have
    `max_answer_bytes` at most.
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
        self, batch: BatchError, context: Callable[[], object], admission: Admission
    ) -> tuple[bytes, tuple[str, ...]]:
        """The answers to a batch as JSON, and the codes of their errors, each once.

        Raises RequestError where the whole is refused, an Interruption where it takes too long.
        """
        requests = decode_batch(batch, self._documents, self._most)
        # Held to the end: what is too large to keep is forgotten with the last that holds it.
        operations = await self._prepare(requests)
        price = self._price(operations)
        admission.facts, admission.is_executed = OperationFacts(None, "query", price), True
        admission.charge(len(requests) - 1.0)  # the first unit of the others
        contents: list[bytes] = []
        codes: dict[str, None] = {}
        left = self._max_answer_bytes
        for request in requests:
            content, found = await self._answer(request, context(), left)
            left -= len(content)
            contents.append(content)
            codes.update(dict.fromkeys(found))
        return b"[%b]" % b",".join(contents), tuple(codes)

    async def _prepare(self, requests: Sequence[GraphQLRequest | RequestError]) -> list[_Operation]:
        """The operations that the entries ask for, of those that are requests."""
        return [
            _Operation(await prepare_in_turn(self._engine, request, self._turns), request)
            for request in requests
            if not isinstance(request, RequestError)
        ]

    def _price(self, operations: Sequence[_Operation]) -> int:
        """What all of them cost together. Raises RequestError where that is above the budget."""
        budget = self._engine.limits.max_cost
        total = sum(
            self._engine.price(prepared, request.variables) or 0 for prepared, request in operations
        )
        if budget is not None and total > budget:
            message = (
                f"The operations of the batch cost {total:,} together, and {budget:,} is the most "
                "that one request may; send them in several."
            )
            details = {"limit": "max_cost", "allowed": budget, "found": total}
            raise RequestError(ErrorCode.LIMIT_EXCEEDED, message, details=details)
        return total

    async def _answer(
        self, request: GraphQLRequest | RequestError, context: object, left: int
    ) -> tuple[bytes, tuple[str, ...]]:
        """The answer to one entry, where so many bytes are left for it; and its codes."""
        try:
            if isinstance(request, RequestError):
                raise request
            outcome = self._execute(request, context, _ALLOWED)
            if not isinstance(outcome, Outcome):
                outcome = await within_deadline(outcome)
        except RequestError as error:
            return encode_json({"errors": [error.shown]}), (error.code,)
        content, codes = encode_outcome(outcome)
        if len(content) > left:
            return encode_outcome(answer_too_long(len(content), self._max_answer_bytes))
        return content, codes
