"""Waiting for values: from an awaitable of a resolver to the finished part of an answer.

A generated function leaves a `Pending` in the place of every value it has to wait for, and goes on.
When it is done, `suspend` collects them. The awaited value is completed by generated code again
(`Field.completion`), which may leave further pending values.

What waits depends on the awaitable. The value of a *future* (or task) is completed in a task that
starts in the next turn of the event loop, however deep in lists and objects the future was found.
So all resolvers of the next level are called in the turn in which the futures of this one are
resolved. One coroutine waits for all of them together (`Suspended`); nothing has to be gathered
for each object and list. Other awaitables, such as coroutines, start to run when they are first
awaited. Objects and lists that contain them become coroutines that gather their parts, in the same
structure as in graphql-core's executor. So every coroutine runs, and every error is found, in the
same turn of the event loop and in the same order as there.
"""

from asyncio import CancelledError, Future, Task, gather, get_running_loop
from collections.abc import Awaitable, Callable, Generator, Iterable
from types import CoroutineType
from typing import Any

from graphapi.execution.code.frames import FieldsFrame, Frame, ItemsFrame
from graphapi.execution.planning.response_paths import INDEX, Chain, frozen, path_at
from graphapi.execution.planning.selections import Field

__all__ = [
    "Pending",
    "Suspended",
    "await_value",
    "pending_fields",
    "pending_items",
    "suspend",
    "suspend_value",
]


class Pending:
    """Stands in a dict or list for a value that is awaited.

    `awaitable` returns the completed value and deals with its own errors: it records them, or
    raises those that make the dict or list null. It is a task for a value that came as a future.
    """

    __slots__ = ("awaitable", "container", "is_task", "key", "wait")

    def __init__(self, awaitable: Any = None, *, is_task: bool = False) -> None:
        self.awaitable = awaitable
        self.is_task = is_task
        self.container: Any = None
        self.key: Any = None
        self.wait: _Wait | None = None


class _Wait:
    """What one coroutine waits for: all of `count` tasks, or the first failure."""

    __slots__ = ("count", "future", "has_failed")

    def __init__(self, future: Future[None]) -> None:
        self.future = future
        self.count = 0
        self.has_failed = False

    def wake(self) -> None:
        """Let the coroutine go on."""
        if not self.future.done():
            self.future.set_result(None)


class Suspended:
    """A part of an answer that contains pending values.

    Unlike `Pending`, it raises the errors of its parts; recording them is left to the dict or list
    it stands in. `frame` tells where pending values may be in `results`. It is None for an
    awaitable that was made elsewhere, which is `results` then.
    """

    __slots__ = ("chain", "frame", "inner", "only_tasks", "pending", "results", "run")

    def __init__(self, frame: Frame | None, results: Any, run: Any, chain: Chain) -> None:
        self.frame, self.results, self.run, self.chain = frame, results, run, chain
        self.pending: list[Pending] = []
        self.inner: list[tuple[Any, Any, Suspended]] = []
        """Suspended parts with their containers and keys."""
        self.only_tasks = frame is not None
        """Whether tasks are all that has to be awaited, here and in the suspended parts."""

    def __await__(self) -> Generator[Any, Any, Any]:
        return self.finished().__await__()

    def finished(self) -> Awaitable[Any]:
        """Return an awaitable of the finished results."""
        if self.frame is None:
            awaitable: Awaitable[Any] = self.results
            return awaitable
        if self.only_tasks:
            return self._all_tasks()
        return _all_parts(self.frame, self.results, self.run, self.chain)

    async def _all_tasks(self) -> Any:
        """Wait for all tasks at once. The first failure gives each dict and list its own wait."""
        wait = _Wait(get_running_loop().create_future())
        for pending in self.pending:
            task: Task[Any] = pending.awaitable
            if not task.done():
                pending.wait = wait
                wait.count += 1
            elif task.cancelled() or task.exception() is not None:
                wait.has_failed = True
            else:
                pending.container[pending.key] = task.result()
        if wait.count and not wait.has_failed:
            try:
                await wait.future
            except CancelledError:
                await _cancel([pending.awaitable for pending in self.pending])
                raise
        if wait.has_failed:
            assert self.frame is not None
            return await _all_parts(self.frame, self.results, self.run, self.chain)
        for container, key, part in self.inner:
            container[key] = part.results
        return self.results


async def _cancel(tasks: list[Task[Any]]) -> None:
    """Cancel tasks and wait for the end of all."""
    for task in tasks:
        if not task.done():
            task.cancel()
    await gather(*tasks, return_exceptions=True)


def await_value(field: Field, depth: int, awaitable: Any, run: Any, chain: Chain) -> Pending:
    """Return the pending value of a field, or of an item `depth` lists deep in it."""
    run.pending += 1
    chain = frozen(chain)
    if isinstance(awaitable, Future):
        try:
            loop = get_running_loop()
        except RuntimeError:  # it starts when somebody awaits the operation
            pass
        else:
            pending = Pending(is_task=True)
            pending.awaitable = loop.create_task(
                _complete_future(pending, field, depth, awaitable, run, chain)
            )
            return pending
    return Pending(_complete_awaited(field, depth, awaitable, run, chain))


async def _complete_awaited(
    field: Field, depth: int, awaitable: Any, run: Any, chain: Chain
) -> Any:
    """Await a value and complete it; errors are recorded, or raised where it can't be null."""
    try:
        value = _complete(field, depth, await awaitable, run, chain)
        if type(value) is Suspended:
            value = await value.finished()
    except Exception as error:  # noqa: BLE001 - whatever a resolver raised
        _handle(error, field, depth, run, chain)
        return None
    return value


async def _complete_future(
    pending: Pending, field: Field, depth: int, future: Any, run: Any, chain: Chain
) -> Any:
    """Do the same for a future, and put the value in its place as soon as it is there."""
    try:
        try:
            value = _complete(field, depth, await future, run, chain)
            if type(value) is Suspended:
                value = await value.finished()
        except Exception as error:  # noqa: BLE001 - whatever a resolver raised
            _handle(error, field, depth, run, chain)
            value = None
    except BaseException:
        wait = pending.wait
        if wait is not None:
            wait.has_failed = True
            wait.wake()
        raise
    wait = pending.wait
    if wait is not None:
        pending.container[pending.key] = value
        wait.count -= 1
        if not wait.count:
            wait.wake()
    return value


def _complete(field: Field, depth: int, value: Any, run: Any, chain: Chain) -> Any:
    # Not only 0 before: a long query may be pausing in the middle of a generated function.
    before, run.pending = run.pending, 0
    try:
        return field.completion(depth)(value, run, chain)
    finally:
        run.pending = before


def _handle(error: Exception, field: Field, depth: int, run: Any, chain: Chain) -> None:
    path = path_at(field.template + (INDEX,) * depth, chain)
    run.executor.handle_field_error(error, field.item_type(depth), field.details, path)


def suspend(frame: Frame, results: Any, run: Any, chain: Chain) -> Any:
    """Return a finished dict or list, or the suspended part if something in it is pending."""
    found = Suspended(frame, results, run, None)
    _collect(frame, results, found)
    if not found.pending and not found.inner:
        return results
    found.chain = frozen(chain)
    return found


def suspend_value(frame: Frame | None, value: Any, run: Any, chain: Chain) -> Any:
    """Do the same for any value: it is a part of an answer only if generated code made it."""
    if frame is None or type(value) is not (dict if isinstance(frame, FieldsFrame) else list):
        return value
    return suspend(frame, value, run, chain)


def _collect(frame: Frame, results: Any, found: Suspended) -> None:
    """Add the pending values and suspended parts in `results` to `found`."""
    if isinstance(frame, FieldsFrame):
        places: Any = results.items()
        frame_at: Callable[[Any], Frame | None] = frame.inner_by_key.get
    else:
        places, inner = enumerate(results), frame.inner
        frame_at = lambda _: inner  # noqa: E731 - the same for all items
    for key, value in places:
        kind = type(value)
        if kind is Pending:
            value.container, value.key = results, key
            found.pending.append(value)
            if not value.is_task:
                found.only_tasks = False
        elif kind is Suspended:
            found.inner.append((results, key, value))
            found.inner += value.inner
            found.pending += value.pending
            if not value.only_tasks:
                found.only_tasks = False
        elif kind is dict or kind is list:
            below = frame_at(key)
            if below is not None:
                _collect(below, value, found)


async def _all_parts(frame: Frame, results: Any, run: Any, chain: Chain) -> Any:
    """Wait for each part on its own, as graphql-core does; a failure cancels its siblings."""
    if isinstance(frame, FieldsFrame):
        awaitables: dict[Any, Any] = pending_fields(frame, results, run, chain)
    else:
        awaitables = pending_items(frame, results, run, chain)
    if len(awaitables) == 1:
        ((key, awaitable),) = awaitables.items()
        results[key] = await awaitable
    elif awaitables:
        values = await _gather(awaitables.values())
        for key, value in zip(awaitables, values, strict=True):
            results[key] = value
    return results


async def _gather(awaitables: Iterable[Any]) -> list[Any]:
    """Wait for coroutines and tasks together; the first failure cancels the others.

    It does what `gather_with_cancel` of graphql-core does, in fewer calls.
    """
    create_task = get_running_loop().create_task
    tasks: list[Task[Any]] = [
        create_task(each) if type(each) is CoroutineType else each for each in awaitables
    ]
    try:
        return await gather(*tasks)
    except Exception:
        await _cancel(tasks)
        raise


def pending_fields(
    frame: FieldsFrame, results: dict[str, Any], run: Any, chain: Chain
) -> dict[str, Any]:
    """Return an awaitable for each field that is not finished, by key.

    `results` may lack the last fields of the selection.
    """
    awaitables: dict[str, Any] = {}
    for place, field in enumerate(frame.selection.fields):
        if field.key not in results:
            break
        value = results[field.key]
        if type(value) is Pending:
            awaitables[field.key] = value.awaitable
            continue
        part = _part(frame.inner.get(place), value, run, chain)
        if part is not None:
            awaitables[field.key] = _guard(part, field, 0, run, chain)
    return awaitables


def pending_items(frame: ItemsFrame, results: list[Any], run: Any, chain: Chain) -> dict[int, Any]:
    """Return an awaitable for each item that is not finished, by index."""
    awaitables: dict[int, Any] = {}
    field, depth = frame.field, frame.depth
    for index, item in enumerate(results):
        if type(item) is Pending:
            awaitables[index] = item.awaitable
            continue
        at_item = (chain, index)
        part = _part(frame.inner, item, run, at_item)
        if part is not None:
            awaitables[index] = _guard(part, field, depth, run, at_item)
    return awaitables


def _part(inner: Frame | None, value: Any, run: Any, chain: Chain) -> Suspended | None:
    """Return the suspended part that stands here, or that begins here; None for what is done."""
    if type(value) is not Suspended:
        value = suspend_value(inner, value, run, chain)
    return value if type(value) is Suspended else None


async def _guard(part: Suspended, field: Field, depth: int, run: Any, chain: Chain) -> Any:
    """Wait for a part of an answer; its failure is the failure of this field or item."""
    try:
        return await part.finished()
    except Exception as error:  # noqa: BLE001 - whatever a resolver raised
        _handle(error, field, depth, run, chain)
        return None
