"""Explaining how an operation is executed."""

from graphapi.execution.operations.prepared import Prepared
from graphapi.execution.planning.field_calls import Attribute, Call, Direct, Typename
from graphapi.execution.planning.plans import Plan
from graphapi.execution.planning.selections import Selection

__all__ = ["explain"]


def explain(prepared: Prepared, plan: Plan | None) -> str:
    """Return the plan as an indented tree, then the generated source."""
    if prepared.errors:
        return "refused:\n" + "\n".join(f"  {error}" for error in prepared.errors)
    if plan is None:
        reason = f": {prepared.reason}" if prepared.reason else ""
        return f"runs on {'graphql-core' if prepared.reason else prepared.path}{reason}"
    lines = [f"compiled, about {plan.bytes:,} bytes"]
    if prepared.conditions:
        choice = ", ".join(f"${name} = {value}" for name, value in plan.conditions.coerced.items())
        lines.append(f"for {choice}")
    _tree(plan.root, 0, lines)
    lines += ["", *plan.sources]
    return "\n".join(lines)


def _tree(selection: Selection, depth: int, lines: list[str]) -> None:
    lines.append(f"{'  ' * depth}s{selection.number} {selection.type.name}")
    for field in selection.fields:
        lines.append(f"{'  ' * (depth + 1)}{field.key}: {field.type} from {_origin(field.call)}")
        if field.named_type.name not in field.selections and field.nodes[0].selection_set:
            lines.append(f"{'  ' * (depth + 2)}(planned when the first object of a type arrives)")
        for below in field.selections.values():
            _tree(below, depth + 2, lines)


def _origin(call: Call) -> str:
    if isinstance(call, Typename):
        return "the plan"
    if isinstance(call, Attribute):
        return f"attribute {call.name}"
    if isinstance(call, Direct):
        name = getattr(call.function, "__qualname__", repr(call.function))
        given = "constant" if call.arguments.constant is not None else "per request"
        return f"resolver {name}, arguments {given}{', with info' if call.info_name else ''}"
    return f"Strawberry's wrapper: {call.reason}"
