"""Going on where a generated function stopped: after a failure, or to await something.

These functions continue `execute_fields` and `complete_iterable_value` of graphql-core's
`executor.py` from the middle, and create coroutines and tasks in the same order as those, so that
errors come in the same order too.
"""

from typing import Any

from graphql.execution.executor import collect_iterator_awaitables
from graphql.pyutils.gather_with_cancel import gather_with_cancel

from graphapi.execution.code.completion import Guarded, guard
from graphapi.execution.code.frames import FieldsFrame, Frame, ItemsFrame
from graphapi.execution.planning.response_paths import INDEX, Chain, path_at

__all__ = ["resume", "settle"]


def resume(frame: FieldsFrame, error: Exception, values: dict[str, Any], line: int) -> Any:
    """Go on after `error` at `line` of the generated function of `frame`.

    `values` are its local variables. Returns what the function would have returned, or raises the
    error located, if it reaches the nearest nullable field further out.
    """
    return _resume_fields(frame, error, values, line, values["p"])


def settle(frame: FieldsFrame, results: dict[str, Any], run: Any, chain: Chain) -> Any:
    """Return the dict, or a coroutine that returns it when something in it must be awaited."""
    awaitables = _pending_fields(frame, results, run, chain)
    return _all_fields(results, awaitables) if awaitables else results


def _resume_fields(
    frame: FieldsFrame, error: Exception, values: dict[str, Any], line: int, chain: Chain
) -> Any:
    source, run = values[frame.source], values["r"]
    executor = run.executor
    failed = frame.place_at(line)
    fields = frame.selection.fields
    results = {
        field.key: values[frame.values[place]] for place, field in enumerate(fields[:failed])
    }
    try:
        field = fields[failed]
        try:
            results[field.key] = _resume_inner(frame.inner.get(failed), error, values, line, chain)
        except Exception as further:  # noqa: BLE001 - the same error, or a later one
            path = path_at(field.template, chain)
            executor.handle_field_error(further, field.type, field.details, path)
            results[field.key] = None
        for field in fields[failed + 1 :]:
            completed = executor.execute_field(
                frame.selection.type, source, field.details, path_at(field.template, chain), None
            )
            if executor.is_awaitable(completed):
                run.pending += 1
                completed = Guarded(completed)
            results[field.key] = completed
    except Exception:
        awaitables = _pending_fields(frame, results, run, chain)
        if awaitables:
            executor.settle_in_background(list(awaitables.values()))
        raise
    return settle(frame, results, run, chain)


def _resume_inner(
    inner: Frame | None, error: Exception, values: dict[str, Any], line: int, chain: Chain
) -> Any:
    """Resume the frame inside, if the failure was in it; else the failure is raised again."""
    if inner is None or not inner.first <= line < inner.end:
        raise error
    if isinstance(inner, FieldsFrame):
        return _resume_fields(inner, error, values, line, chain)
    return _resume_items(inner, error, values, line, chain)


def _resume_items(
    frame: ItemsFrame, error: Exception, values: dict[str, Any], line: int, chain: Chain
) -> Any:
    run, results, rest = values["r"], values[frame.results], values[frame.rest]
    executor = run.executor
    field, depth = frame.field, frame.depth
    type_ = field.item_type(depth)
    template = field.template + (INDEX,) * depth
    at_item = (chain, results)
    try:
        try:
            results.append(_resume_inner(frame.inner, error, values, line, at_item))
        except Exception as further:  # noqa: BLE001 - the same error, or a later one
            executor.handle_field_error(further, type_, field.details, path_at(template, at_item))
            results.append(None)
        info = field.resolve_info(run, _outside(chain, depth - 1))
        for item in rest:
            arguments = (type_, field.details, info, path_at(template, at_item), None)
            if executor.is_awaitable(item):
                completed = executor.complete_awaitable_list_item_value(item, *arguments)
                results.append(Guarded(completed))
                run.pending += 1
            elif executor.complete_list_item_value(item, results, *arguments):
                results[-1] = Guarded(results[-1])
                run.pending += 1
    except Exception:
        awaitables = list(_pending_items(frame, results, run, chain).values())
        awaitables.extend(collect_iterator_awaitables(rest, executor.is_awaitable))
        if awaitables:
            executor.settle_in_background(awaitables)
        raise
    return _settle_items(frame, results, run, chain)


def _settle_items(frame: ItemsFrame, results: list[Any], run: Any, chain: Chain) -> Any:
    awaitables = _pending_items(frame, results, run, chain)
    return _all_items(results, awaitables) if awaitables else results


def _settle_inner(inner: Frame | None, value: Any, run: Any, chain: Chain) -> Any:
    """Settle what was made in an inner frame; other values are settled or no dict or list."""
    if isinstance(inner, FieldsFrame):
        return settle(inner, value, run, chain) if type(value) is dict else value
    if isinstance(inner, ItemsFrame):
        return _settle_items(inner, value, run, chain) if type(value) is list else value
    return value


def _pending_fields(
    frame: FieldsFrame, results: dict[str, Any], run: Any, chain: Chain
) -> dict[str, Any]:
    """Return the awaitables among the values, each with its guard."""
    awaitables: dict[str, Any] = {}
    for place, field in enumerate(frame.selection.fields):
        if field.key not in results:
            break
        value = _settle_inner(frame.inner.get(place), results[field.key], run, chain)
        if type(value) is Guarded:
            awaitables[field.key] = value.coroutine
        elif run.executor.is_awaitable(value):
            path = path_at(field.template, chain)
            awaitables[field.key] = guard(run.executor, value, field.type, field, path)
    return awaitables


def _pending_items(frame: ItemsFrame, results: list[Any], run: Any, chain: Chain) -> dict[int, Any]:
    """Return the awaitables among the items, each with its guard."""
    awaitables: dict[int, Any] = {}
    field = frame.field
    template = field.template + (INDEX,) * frame.depth
    type_ = field.item_type(frame.depth)
    for index, item in enumerate(results):
        value = _settle_inner(frame.inner, item, run, (chain, index))
        if type(value) is Guarded:
            awaitables[index] = value.coroutine
        elif run.executor.is_awaitable(value):
            path = path_at(template, (chain, index))
            awaitables[index] = guard(run.executor, value, type_, field, path)
    return awaitables


async def _all_fields(results: dict[str, Any], awaitables: dict[str, Any]) -> dict[str, Any]:
    if len(awaitables) == 1:
        ((key, awaitable),) = awaitables.items()
        results[key] = await awaitable
    else:
        values = await gather_with_cancel(*awaitables.values())
        results.update(zip(awaitables, values, strict=True))
    return results


async def _all_items(results: list[Any], awaitables: dict[int, Any]) -> list[Any]:
    if len(awaitables) == 1:
        ((index, awaitable),) = awaitables.items()
        results[index] = await awaitable
    else:
        values = await gather_with_cancel(*awaitables.values())
        for index, value in zip(awaitables, values, strict=True):
            results[index] = value
    return results


def _outside(chain: Chain, depth: int) -> Chain:
    """Return the chain of the field whose list this is, `depth` lists inside it."""
    for _ in range(depth):
        assert chain is not None
        chain = chain[0]
    return chain
