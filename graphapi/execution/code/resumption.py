"""Going on where a generated function failed.

These functions continue `execute_fields` and `complete_iterable_value` of graphql-core's
`executor.py` from the middle, and create coroutines and tasks in the same order as those, so that
errors come in the same order too.
"""

from typing import Any

from graphql.execution.executor import collect_iterator_awaitables

from graphapi.execution.code.awaiting import Pending, pending_fields, pending_items, suspend
from graphapi.execution.code.frames import FieldsFrame, Frame, ItemsFrame
from graphapi.execution.planning.response_paths import INDEX, Chain, path_at

__all__ = ["resume", "resume_value"]


def resume(frame: FieldsFrame, error: Exception, values: dict[str, Any], line: int) -> Any:
    """Go on after `error` at `line` of the generated function of `frame`.

    `values` are its local variables. Returns what the function would have returned, or raises the
    error located, if it reaches the nearest nullable field further out.
    """
    return _resume_fields(frame, error, values, line, values["p"])


def resume_value(frame: Frame | None, error: Exception, values: dict[str, Any], line: int) -> Any:
    """Go on after `error` in a function that completes one value; raise it if that has failed."""
    return _resume_inner(frame, error, values, line, values["p"])


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
                completed = Pending(completed)
            results[field.key] = completed
    except Exception:
        awaitables = pending_fields(frame, results, run, chain)
        if awaitables:
            executor.settle_in_background(list(awaitables.values()))
        raise
    return suspend(frame, results, run, chain)


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
                results.append(Pending(completed))
                run.pending += 1
            elif executor.complete_list_item_value(item, results, *arguments):
                results[-1] = Pending(results[-1])
                run.pending += 1
    except Exception:
        awaitables = list(pending_items(frame, results, run, chain).values())
        awaitables.extend(collect_iterator_awaitables(rest, executor.is_awaitable))
        if awaitables:
            executor.settle_in_background(awaitables)
        raise
    return suspend(frame, results, run, chain)


def _outside(chain: Chain, depth: int) -> Chain:
    """Return the chain of the field whose list this is, `depth` lists inside it."""
    for _ in range(depth):
        assert chain is not None
        chain = chain[0]
    return chain
