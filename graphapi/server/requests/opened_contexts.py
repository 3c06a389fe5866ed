"""Context values of operations, open as long as these run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graphapi.errors import UnavailableError
from graphapi.execution import Opening
from graphapi.runtime.deadlines import within_deadline
from graphapi.server.requests.error_codes import ErrorCode, RequestError

__all__ = ["opened"]


@asynccontextmanager
async def opened(context: object) -> AsyncIterator[object]:
    """The context value itself, or what an `Opening` opens: closed at the end, however that comes.

    Opening takes part in the deadline of the moment. Raises RequestError if the place of the
    data does not answer.
    """
    if type(context) is not Opening:
        yield context
        return
    try:
        try:
            value = await within_deadline(context.enter())
        except UnavailableError as error:
            headers = {"Retry-After": str(error.retry_after)}
            raise RequestError(ErrorCode.UNAVAILABLE, str(error), headers) from error
        yield value
    finally:
        await context.leave()
