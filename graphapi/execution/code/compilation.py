"""Compiling the functions of a plan when they are first needed."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from graphapi.execution.code.generation import LISTS, FunctionWriter
from graphapi.execution.planning.plans import Plan
from graphapi.execution.planning.response_paths import frozen
from graphapi.execution.planning.selections import Field, Selection
from graphapi.runtime.deadlines import INTERRUPTIONS

__all__ = ["compile_plan"]

BYTES_PER_LINE: Final = 340
"""What a line of generated source weighs compiled, with the objects it names; measured."""


def compile_plan(
    plan: Plan,
    info_class: Any,
    root_field_begins: Callable[[Any, str], None] | None = None,
    weighs: Callable[[str, str], bool] = lambda *_: False,
) -> None:
    """Arrange that functions of this plan are compiled when they are first needed.

    Before a field of which `weighs` (type, field) says that it takes long, the operation can pause.
    `root_field_begins` is called with the sender of the request and the key of each root field,
    before it.
    """
    names: dict[str, Any] = {"PLAIN": plan.learned.plain, "LISTS": LISTS, "frozen": frozen}
    names["INTERRUPTIONS"] = INTERRUPTIONS
    if root_field_begins is not None:
        names["begin"] = root_field_begins
    new_function = partial(FunctionWriter, names, info_class, weighs)

    def compile_all(first: FunctionWriter) -> None:
        """Compile a function that is written, and those it calls."""
        lines, wanted = first.lines, first.called
        written: list[Selection] = []
        while wanted:
            selection = wanted.pop()
            if selection.run is None and selection not in written:
                function = new_function(len(lines))
                function.write_selection(selection)
                lines += function.lines
                wanted += function.called
                written.append(selection)
        text = "\n".join(lines)
        plan.sources.append(text)
        exec(compile(text, "<plan>", "exec"), names)  # noqa: S102 - our own text; a document adds only names
        for selection in written:
            selection.run = names[f"s{selection.number}"]
        plan.note_growth(len(lines) * BYTES_PER_LINE)

    def compile_selection(selection: Selection) -> None:
        if selection.run is None:
            function = new_function(0)
            function.write_selection(selection)
            compile_all(function)
            selection.run = names[f"s{selection.number}"]

    def compile_completion(field: Field, depth: int) -> Any:
        function = new_function(0)
        name = function.write_completion(field, depth)
        compile_all(function)
        return names[name]

    plan.compile = compile_selection
    plan.compile_completion = compile_completion
