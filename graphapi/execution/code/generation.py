"""Python source for a plan: a function that does what a person would write by hand.

It reads attributes into local variables, asks each value's type, loops over lists, and builds each
dict in one display. Whatever is not as expected is handed, with all that is known, to the careful
path. An exception needs no bookkeeping beforehand: the line it came from tells what failed.

Names in generated code: `o` object, `r` run, `p` chain (see `paths`), `v…` values, and for lists
`t…` completed items, `j…` iterator, `x…` item, `u…` the frozen chain of the list. Per field number:
`c` and `i` the careful way for a value and an item, `f` resolver, `a` arguments, `k` constant
argument, `n` info, `w` resolver called the long way, `z` serialize. Per selection number: `s` the
function itself, `e` its way on after an exception, `g` its way on when something must be awaited.
`W` is the watch that says when to pause between two resolvers, `B` is told of each root field.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from graphql import GraphQLOutputType, is_leaf_type, is_list_type, is_non_null_type, is_object_type

from graphapi.execution.code import completion, resumption
from graphapi.execution.code.frames import FieldsFrame, Frame, ItemsFrame
from graphapi.execution.code.leaf_values import EnumLeaf, ExactLeaf, SerializedLeaf, leaf_of
from graphapi.execution.planning.field_calls import Attribute, Direct, Typename
from graphapi.execution.planning.plans import Plan
from graphapi.execution.planning.response_paths import INDEX, frozen
from graphapi.execution.planning.selections import Field, Selection
from graphapi.runtime.deadlines import INTERRUPTIONS

__all__ = ["compile_plan"]

LISTS: Final = frozenset({list, tuple})
MOST_LOOPS: Final = 12
DEEPEST: Final = 60
"""How many loops, and how many blocks of any kind, are nested in one function. Python allows 20
loops and 100 levels of indentation."""
LONGEST: Final = 300
"""After so many lines, selections further in get functions of their own."""
BYTES_PER_LINE: Final = 340
"""What a line of generated source weighs compiled, with the objects it names; measured."""
PAUSE: Final = "if W.pause_due: W.pause()"
"""Stands before fields that weigh something, those at the root, and lists."""


def compile_plan(
    plan: Plan,
    info_class: Any,
    root_field_begins: Callable[[str], None] | None = None,
    weighs: Callable[[str, str], bool] = lambda *_: False,
) -> None:
    """Arrange that selections of this plan are compiled when they are first needed.

    Before a field of which `weighs` (type, field) says that it takes long, the operation can pause.
    `root_field_begins` is called with the key of each field at the root, before it.
    """
    names: dict[str, Any] = {"PLAIN": plan.learned.plain, "LISTS": LISTS, "frozen": frozen}
    names["W"] = INTERRUPTIONS
    if root_field_begins is not None:
        names["B"] = root_field_begins

    def compile_from(selection: Selection) -> None:
        written: list[Selection] = []
        wanted = [selection]
        lines: list[str] = []
        while wanted:
            each = wanted.pop()
            if each.run is None and each not in written:
                writer = _Function(each, names, info_class, len(lines), weighs)
                lines += writer.lines
                wanted += writer.called
                written.append(each)
        if not written:
            return
        text = "\n".join(lines)
        plan.sources.append(text)
        exec(compile(text, "<plan>", "exec"), names)  # noqa: S102 - our own text; a document adds only names
        for each in written:
            each.run = names[f"s{each.number}"]
        plan.note_growth(len(lines) * BYTES_PER_LINE)

    plan.compile = compile_from


class _Function:
    """Writes the function of one selection; `called` are the selections it left to others."""

    def __init__(
        self,
        selection: Selection,
        names: dict[str, Any],
        info_class: Any,
        before: int,
        weighs: Callable[[str, str], bool],
    ) -> None:
        self.names = names
        self.info_class = info_class
        self.before = before
        self.weighs = weighs
        self.lines: list[str] = []
        self.called: list[Selection] = []
        self.variables = 0
        self.loops = 0
        self.hoisted: set[int | None] = set()
        self.frozen_chain = "frozen(p)" if INDEX in selection.template else "None"
        number = selection.number
        frame = FieldsFrame(selection, "o")
        self.write(0, f"def s{number}(o, r, p):")
        self.write(1, "try:")
        display = self.fields(frame, "p", self.frozen_chain, 2)
        self.write(1, "except Exception as e:")
        self.write(2, f"return e{number}(e, locals(), e.__traceback__.tb_lineno)")
        self.write(1, "if r.pending:")
        self.write(2, f"return g{number}({display}, r, p)")
        self.write(1, f"return {display}")
        names[f"e{number}"] = partial(resumption.resume, frame)
        names[f"g{number}"] = partial(resumption.settle, frame)

    @property
    def line(self) -> int:
        """The number, in the whole text, of the line that is written next."""
        return self.before + len(self.lines) + 1

    def write(self, indent: int, text: str) -> None:
        self.lines.append("    " * indent + text)

    def variable(self) -> str:
        self.variables += 1
        return str(self.variables)

    def fields(self, frame: FieldsFrame, chain: str, kept: str, indent: int) -> str:
        """Write the fields of a selection; return the display of the finished dict.

        `chain` is an expression for the chain of the object, `kept` one for its frozen chain.
        """
        frame.first = self.line
        selection = frame.selection
        is_root = selection is selection.plan.root
        is_told = is_root and "B" in self.names
        for place, field in enumerate(selection.fields):
            if is_told:
                self.write(indent, f"B({field.key!r})")
            frame.starts.append(self.line)
            value = f"v{self.variable()}"
            frame.values.append(value)
            called = is_root and not isinstance(field.call, (Typename, Attribute))
            if called or self.weighs(selection.type.name, field.nodes[0].name.value):
                self.write(indent, PAUSE)
            self.write(indent, f"{value} = {self.value(field, frame.source, chain, kept)}")
            if not isinstance(field.call, Typename):
                self.names[f"c{field.number}"] = partial(completion.finish_value, field)
                way = f"c{field.number}({value}, r, {chain})"
                inner = self.complete(field, field.type, value, way, 0, chain, kept, indent)
                if inner is not None:
                    frame.inner[place] = inner
        if not frame.values:
            self.write(indent, "pass")
        frame.end = self.line
        pairs = zip(selection.fields, frame.values, strict=True)
        return "{" + ", ".join(f"{field.key!r}: {value}" for field, value in pairs) + "}"

    def value(self, field: Field, source: str, chain: str, kept: str) -> str:
        """Return the expression that obtains the field's value."""
        number, call = field.number, field.call
        if isinstance(call, Typename):
            return repr(call.name)
        if isinstance(call, Attribute):
            if call.is_plain:
                return f"{source}.{call.name}"
            self.names[f"f{number}"] = call.read or getattr
            return f"f{number}({source}, {call.name!r})"
        if isinstance(call, Direct):
            return self.direct(field, call, source, chain, kept)
        self.names[f"w{number}"] = partial(completion.resolve_wrapped, field)
        return f"w{number}({source}, r, {chain})"

    def direct(self, field: Field, call: Direct, source: str, chain: str, kept: str) -> str:
        number = field.number
        self.names[f"f{number}"] = call.function
        given = [source] if call.takes_self else []
        given += [f"{name}={source}" for name in call.source_names]
        if call.info_name is not None:
            if self.info_class is None:
                self.names[f"n{number}"] = field.eager_info
                given.append(f"{call.info_name}=n{number}(r, {chain})")
            else:
                self.names[f"n{number}"] = partial(self.info_class, field)
                given.append(f"{call.info_name}=n{number}(r, {kept})")
        arguments = call.arguments
        if arguments.constant is not None:
            return f"f{number}({', '.join([*given, *self.constants(number, arguments.constant)])})"
        self.names[f"a{number}"] = field.arguments_of
        made = f"**(r.kept.get({number}) or a{number}(r))"
        call_with_made = f"f{number}({', '.join([*given, made])})"
        if arguments.fixed is None:
            return call_with_made
        given += self.constants(number, arguments.fixed)
        given += [f"{name}=r.coerced[{variable!r}]" for name, variable, _ in arguments.plain]
        return f"f{number}({', '.join(given)}) if r.are_plain else {call_with_made}"

    def constants(self, number: int, values: dict[str, Any]) -> list[str]:
        """Return the arguments of a call that are always the same."""
        for name, value in values.items():
            self.names[f"k{number}_{name}"] = value
        return [f"{name}=k{number}_{name}" for name in values]

    def complete(
        self,
        field: Field,
        type_: GraphQLOutputType,
        v: str,
        way: str,
        depth: int,
        chain: str,
        kept: str,
        indent: int,
    ) -> Frame | None:
        """Write what completes the value in `v`; `way` is the careful way to do it."""
        inner = _nullable(type_)
        nullable = inner is type_
        if is_leaf_type(inner):
            self.leaf(field, inner, v, way, nullable, indent)
            return None
        if field.is_async and depth == 0:  # always a coroutine: not worth code for anything else
            self.write(indent, f"{v} = {way}")
            return None
        if nullable:
            self.write(indent, f"if {v} is not None:")
            indent += 1
        if is_list_type(inner):
            return self.items(field, inner.of_type, v, way, depth + 1, chain, kept, indent)
        if is_object_type(inner):
            return self.object(field, field.selections[inner.name], v, way, chain, kept, indent)
        self.by_class(field, v, way, chain, indent)
        return None

    def by_class(self, field: Field, v: str, way: str, chain: str, indent: int) -> None:
        """Write a call of the function that was found to be right for the value's class."""
        self.names[f"K{field.number}"] = field.known
        field.careful = self.names[way.partition("(")[0]]
        self.write(indent, f"y = K{field.number}.get(type({v}))")
        self.write(indent, f"{v} = y({v}, r, {chain}) if y is not None else {way}")

    def object(
        self, field: Field, below: Selection, v: str, way: str, chain: str, kept: str, indent: int
    ) -> Frame | None:
        """Write the selection in place if there is room, else a call of its own function."""
        known = "PLAIN"
        if below.type.is_type_of is not None:
            known = f"H{field.number}"
            self.names[known] = field.plan.learned.of_type(below.type)
        test = "if"
        if below.is_keepable:
            number = below.number
            self.names[f"S{number}"] = below
            find = f"(r.finds.get({number}) or r.find(S{number}))"
            if number in self.hoisted:
                find = f"F{number}"
            self.write(indent, f"y = {find}(id({v}))")
            self.write(indent, f"if y is not None: {v} = y")
            test = "elif"
        frame = None
        self.write(indent, f"{test} type({v}) in {known}:")
        if below.is_keepable:
            self.write(indent + 1, f"{v} = r.keep(S{below.number}, {v}, {chain})")
        elif self.loops >= MOST_LOOPS or indent >= DEEPEST or len(self.lines) >= LONGEST:
            self.called.append(below)
            self.write(indent + 1, f"{v} = s{below.number}({v}, r, {chain})")
        else:
            frame = FieldsFrame(below, v)
            display = self.fields(frame, chain, kept, indent + 1)
            self.write(indent + 1, f"{v} = {display}")
        if known == "PLAIN":
            self.write(indent, f"else: {v} = {way}")
        else:
            self.write(indent, "else:")
            self.by_class(field, v, way, chain, indent + 1)
        return frame

    def items(
        self,
        field: Field,
        item_type: GraphQLOutputType,
        v: str,
        way: str,
        depth: int,
        chain: str,
        kept: str,
        indent: int,
    ) -> Frame | None:
        """Write the loop over a list, `depth` lists deep in the field's type."""
        leaf = leaf_of(_nullable(item_type)) if is_leaf_type(_nullable(item_type)) else None
        number = self.variable()
        item, results, rest = f"x{number}", f"t{number}", f"j{number}"
        self.write(indent, f"if type({v}) in LISTS:")
        if isinstance(leaf, ExactLeaf):
            unlike = leaf.unlike.format(v=item)
            if _nullable(item_type) is item_type:
                unlike += f" and {item} is not None"
            # Nothing was called yet, so the whole list may go the careful way.
            self.write(indent + 1, f"for {item} in {v}:")
            self.write(indent + 2, f"if {unlike}: {v} = {way}; break")
            self.write(indent + 1, f"else: {v} = [*{v}]")
            self.write(indent, f"else: {v} = {way}")
            return None
        frame = ItemsFrame(field, depth, results, rest)
        self.names[f"i{field.number}_{depth}"] = partial(completion.finish_item, field, depth)
        self.write(indent + 1, PAUSE)
        self.write(indent + 1, f"{results} = []; {rest} = iter({v})")
        if kept != "None" and field.asks_for_info_below:
            self.write(indent + 1, f"u{number} = {kept}")  # the same for all items of this list
            kept = f"u{number}"
        chain, kept = f"({chain}, {results})", f"({kept}, len({results}))"
        found = self.find_once(field, item_type, indent + 1)
        item_way = f"i{field.number}_{depth}({item}, r, {chain})"
        frame.first = self.line
        self.write(indent + 1, f"for {item} in {rest}:")
        self.loops += 1
        frame.inner = self.complete(
            field, item_type, item, item_way, depth, chain, kept, indent + 2
        )
        self.loops -= 1
        self.hoisted.discard(found)
        self.write(indent + 2, f"{results}.append({item})")
        frame.end = self.line
        self.write(indent + 1, f"{v} = {results}")
        self.write(indent, f"else: {v} = {way}")
        return frame

    def find_once(self, field: Field, item_type: GraphQLOutputType, indent: int) -> int | None:
        """Write, before a loop, how to find the fragments of its items, if they are kept."""
        inner = _nullable(item_type)
        if not is_object_type(inner) or not field.selections[inner.name].is_keepable:
            return None
        number = field.selections[inner.name].number
        self.names[f"S{number}"] = field.selections[inner.name]
        self.write(indent, f"F{number} = r.finds.get({number}) or r.find(S{number})")
        self.hoisted.add(number)
        return number

    def leaf(self, field: Field, type_: Any, v: str, way: str, nullable: bool, indent: int) -> None:
        """Write the check of a scalar or enum."""
        number = field.number
        leaf = leaf_of(type_)
        if isinstance(leaf, ExactLeaf):
            unlike = leaf.unlike.format(v=v) + (f" and {v} is not None" if nullable else "")
            self.write(indent, f"if {unlike}: {v} = {way}")
            return
        condition = f"if {v} is not None: " if nullable else ""
        if isinstance(leaf, EnumLeaf):
            self.names[f"E{number}"] = leaf.cls
            self.names[f"m{number}"] = leaf.names
            known = f"type({v}) is E{number} and m{number}.get({v}._name_)"
            self.write(indent, f"{condition}{v} = {known} or {way}")
        elif isinstance(leaf, SerializedLeaf):
            self.names[f"z{number}"] = leaf.serialize
            self.names[f"q{number}"] = partial(completion.finish_serialized, type_)
            unless = f" and {v} is not None" if nullable else ""
            self.write(indent, f"if type({v}) in PLAIN:")
            self.write(indent + 1, f"y = z{number}({v})")
            self.write(indent + 1, f"{v} = y if type(y) is str else q{number}(y, {v}, r)")
            self.write(indent, f"el{'if' if unless else 'se'}{unless[4:]}: {v} = {way}")
        else:
            self.write(indent, f"{condition}{v} = {way}")


def _nullable(type_: Any) -> Any:
    return type_.of_type if is_non_null_type(type_) else type_
