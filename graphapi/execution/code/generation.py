"""Python source for a plan: functions that do what a person would write by hand.

They read attributes into local variables, check each value's type, loop over lists, and build each
dict in one display. A value that is not as expected is completed by graphql-core (the fallback).
An exception needs no bookkeeping beforehand: the line it came from tells what failed.

Names in generated code: `o` object, `r` run, `p` chain (see `response_paths`), `v…` values, and for
lists `t…` completed items, `j…` iterator, `x…` item, `u…` the frozen chain of the list. Per field
number: `c` and `i` the fallback for a value and an item, `f` resolver, `a` arguments, `k` constant
argument, `n` info, `w` resolver called through its wrapper, `z` serialize. Per selection number:
`s` the function itself, `e` what goes on after an exception, `g` what is returned when something
must be awaited. `d` completes an awaited value, with `C`, `E` and `G` in the same roles.
`INTERRUPTIONS` says when to pause between two resolvers, `begin` is called before each root field.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from graphql import GraphQLOutputType, is_leaf_type, is_list_type, is_non_null_type, is_object_type

from graphapi.execution.code import awaiting, completion, resumption
from graphapi.execution.code.frames import FieldsFrame, Frame, ItemsFrame
from graphapi.execution.code.leaf_values import EnumLeaf, ExactLeaf, SerializedLeaf, leaf_of
from graphapi.execution.planning.field_calls import Attribute, Direct, Typename
from graphapi.execution.planning.response_paths import INDEX
from graphapi.execution.planning.selections import Field, Selection

__all__ = ["LISTS", "FunctionWriter"]

LISTS: Final = frozenset({list, tuple})
MOST_LOOPS: Final = 12
DEEPEST: Final = 60
"""How many loops, and how many blocks of any kind, are nested in one function. Python allows 20
loops and 100 levels of indentation."""
LONGEST: Final = 300
"""After so many lines, selections further in get functions of their own."""
PAUSE: Final = "if INTERRUPTIONS.pause_due: INTERRUPTIONS.pause()"
"""Stands before fields that weigh something, those at the root, and lists."""


class FunctionWriter:
    """Writes one function; `called` are the selections it left to others."""

    def __init__(
        self,
        names: dict[str, Any],
        info_class: Any,
        weighs: Callable[[str, str], bool],
        before: int,
    ) -> None:
        self.names = names
        self.info_class = info_class
        self.weighs = weighs
        self.before = before
        self.lines: list[str] = []
        self.called: list[Selection] = []
        self.variables = 0
        self.loops = 0
        self.hoisted: set[int | None] = set()

    def write_selection(self, selection: Selection) -> None:
        """Write the function that executes a selection on an object."""
        number = selection.number
        frame = FieldsFrame(selection, "o")
        self._write(0, f"def s{number}(o, r, p):")
        self._write(1, "try:")
        display = self._fields(
            frame, "p", "frozen(p)" if INDEX in selection.template else "None", 2
        )
        self._write(1, "except Exception as e:")
        self._write(2, f"return e{number}(e, locals(), e.__traceback__.tb_lineno)")
        self._write(1, "if r.pending:")
        self._write(2, f"return g{number}({display}, r, p)")
        self._write(1, f"return {display}")
        self.names[f"e{number}"] = partial(resumption.resume, frame)
        self.names[f"g{number}"] = partial(awaiting.suspend, frame)

    def write_completion(self, field: Field, depth: int) -> str:
        """Write the function that completes an awaited value; return its name.

        It is the value of the field, or of an item `depth` lists deep in it.
        """
        number = f"{field.number}_{depth}"
        fallback = f"C{number}(v, r, p)"
        self.names[f"C{number}"] = partial(completion.complete_awaited_unexpected, field, depth)
        self._write(0, f"def d{number}(v, r, p):")
        self._write(1, "try:")
        frozen_chain = (
            "p" if depth or INDEX in field.template else "None"
        )  # frozen by the caller that waits
        frame = self._complete(
            field, field.item_type(depth), "v", fallback, depth, "p", frozen_chain, 2
        )
        self._write(1, "except Exception as e:")
        self._write(2, f"return E{number}(e, locals(), e.__traceback__.tb_lineno)")
        self._write(1, "if r.pending:")
        self._write(2, f"return G{number}(v, r, p)")
        self._write(1, "return v")
        self.names[f"E{number}"] = partial(resumption.resume_value, frame)
        self.names[f"G{number}"] = partial(awaiting.suspend_value, frame)
        return f"d{number}"

    @property
    def line(self) -> int:
        """The number, in the whole text, of the line that is written next."""
        return self.before + len(self.lines) + 1

    def _write(self, indent: int, text: str) -> None:
        self.lines.append("    " * indent + text)

    def _variable(self) -> str:
        self.variables += 1
        return str(self.variables)

    def _fields(self, frame: FieldsFrame, chain: str, frozen_chain: str, indent: int) -> str:
        """Write the fields of a selection; return the display of the finished dict.

        `chain` and `frozen_chain` are expressions for the chain of the object.
        """
        frame.first = self.line
        selection = frame.selection
        is_root = selection is selection.plan.root
        is_traced = is_root and "begin" in self.names
        for place, field in enumerate(selection.fields):
            if is_traced:
                self._write(indent, f"begin(r.sender, {field.key!r})")
            frame.starts.append(self.line)
            value = f"v{self._variable()}"
            frame.values.append(value)
            called = is_root and not isinstance(field.call, (Typename, Attribute))
            if called or self.weighs(selection.type.name, field.nodes[0].name.value):
                self._write(indent, PAUSE)
            self._write(
                indent, f"{value} = {self._value(field, frame.source, chain, frozen_chain)}"
            )
            if not isinstance(field.call, Typename):
                self.names[f"c{field.number}"] = partial(completion.complete_unexpected, field, 0)
                fallback = f"c{field.number}({value}, r, {chain})"
                if field.is_async:  # always a coroutine: not worth code for anything else
                    self._write(indent, f"{value} = {fallback}")
                    continue
                inner = self._complete(
                    field, field.type, value, fallback, 0, chain, frozen_chain, indent
                )
                if inner is not None:
                    frame.inner[place] = inner
        if not frame.values:
            self._write(indent, "pass")
        frame.end = self.line
        pairs = zip(selection.fields, frame.values, strict=True)
        return "{" + ", ".join(f"{field.key!r}: {value}" for field, value in pairs) + "}"

    def _value(self, field: Field, source: str, chain: str, frozen_chain: str) -> str:
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
            return self._direct(field, call, source, chain, frozen_chain)
        self.names[f"w{number}"] = partial(completion.resolve_wrapped, field)
        return f"w{number}({source}, r, {chain})"

    def _direct(
        self, field: Field, call: Direct, source: str, chain: str, frozen_chain: str
    ) -> str:
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
                given.append(f"{call.info_name}=n{number}(r, {frozen_chain})")
        arguments = call.arguments
        if arguments.constant is not None:
            return f"f{number}({', '.join([*given, *self._constants(number, arguments.constant)])})"
        self.names[f"a{number}"] = field.arguments_of
        made = f"**(r.arguments.get({number}) or a{number}(r))"
        call_with_made = f"f{number}({', '.join([*given, made])})"
        if arguments.fixed is None:
            return call_with_made
        given += self._constants(number, arguments.fixed)
        given += [f"{name}=r.coerced[{variable!r}]" for name, variable, _ in arguments.plain]
        return f"f{number}({', '.join(given)}) if r.are_plain else {call_with_made}"

    def _constants(self, number: int, values: dict[str, Any]) -> list[str]:
        """Return the arguments of a call that are always the same."""
        for name, value in values.items():
            self.names[f"k{number}_{name}"] = value
        return [f"{name}=k{number}_{name}" for name in values]

    def _complete(
        self,
        field: Field,
        type_: GraphQLOutputType,
        v: str,
        fallback: str,
        depth: int,
        chain: str,
        frozen_chain: str,
        indent: int,
    ) -> Frame | None:
        """Write what completes the value in `v`; `fallback` leaves it to graphql-core."""
        inner = _nullable(type_)
        nullable = inner is type_
        if is_leaf_type(inner):
            self._leaf(field, inner, v, fallback, nullable, indent)
            return None
        if nullable:
            self._write(indent, f"if {v} is not None:")
            indent += 1
        if is_list_type(inner):
            return self._items(
                field, inner.of_type, v, fallback, depth + 1, chain, frozen_chain, indent
            )
        if is_object_type(inner):
            below = field.selections[inner.name]
            return self._object(field, below, v, fallback, chain, frozen_chain, indent)
        self._by_class(field, v, fallback, chain, indent)
        return None

    def _by_class(self, field: Field, v: str, fallback: str, chain: str, indent: int) -> None:
        """Write a call of the function that was found to be right for the value's class."""
        self.names[f"K{field.number}"] = field.known
        field.fallback = self.names[fallback.partition("(")[0]]
        self._write(indent, f"y = K{field.number}.get(type({v}))")
        self._write(indent, f"{v} = y({v}, r, {chain}) if y is not None else {fallback}")

    def _object(
        self,
        field: Field,
        below: Selection,
        v: str,
        fallback: str,
        chain: str,
        frozen_chain: str,
        indent: int,
    ) -> Frame | None:
        """Write the selection in place if there is room, else a call of its own function."""
        known = "PLAIN"
        if below.type.is_type_of is not None:
            known = f"H{field.number}"
            self.names[known] = field.plan.learned.of_type(below.type)
        test = "if"
        if below.is_cacheable:
            number = below.number
            self.names[f"S{number}"] = below
            find = f"(r.finds.get({number}) or r.find(S{number}))"
            if number in self.hoisted:
                find = f"F{number}"
            if below.key is None:
                self._write(indent, f"y = {find}(id({v}))")
                self._write(indent, f"if y is not None: {v} = y")
                test = "elif"
        frame = None
        self._write(indent, f"{test} type({v}) in {known}:")
        if below.is_cacheable and below.key is not None:
            # Only what a type's own check has let through is sure to have the key.
            is_sure = below.type.is_type_of is not None
            found = f"{v}.{below.key}" if is_sure else f"getattr({v}, {below.key!r}, None)"
            self._write(indent + 1, f"y = {find}({found})")
            made = f"r.cached(S{below.number}, {v}, {chain})"
            self._write(indent + 1, f"{v} = y if y is not None else {made}")
        elif below.is_cacheable:
            self._write(indent + 1, f"{v} = r.cached(S{below.number}, {v}, {chain})")
        elif self.loops >= MOST_LOOPS or indent >= DEEPEST or len(self.lines) >= LONGEST:
            self.called.append(below)
            self._write(indent + 1, f"{v} = s{below.number}({v}, r, {chain})")
        else:
            frame = FieldsFrame(below, v)
            display = self._fields(frame, chain, frozen_chain, indent + 1)
            self._write(indent + 1, f"{v} = {display}")
        if known == "PLAIN":
            self._write(indent, f"else: {v} = {fallback}")
        else:
            self._write(indent, "else:")
            self._by_class(field, v, fallback, chain, indent + 1)
        return frame

    def _items(
        self,
        field: Field,
        item_type: GraphQLOutputType,
        v: str,
        fallback: str,
        depth: int,
        chain: str,
        frozen_chain: str,
        indent: int,
    ) -> Frame | None:
        """Write the loop over a list, `depth` lists deep in the field's type."""
        leaf = leaf_of(_nullable(item_type)) if is_leaf_type(_nullable(item_type)) else None
        number = self._variable()
        item, results, rest = f"x{number}", f"t{number}", f"j{number}"
        self._write(indent, f"if type({v}) in LISTS:")
        if isinstance(leaf, ExactLeaf):
            unlike = leaf.unlike.format(v=item)
            if _nullable(item_type) is item_type:
                unlike += f" and {item} is not None"
            # Nothing was called yet, so the whole list may be left to the fallback.
            self._write(indent + 1, f"for {item} in {v}:")
            self._write(indent + 2, f"if {unlike}: {v} = {fallback}; break")
            self._write(indent + 1, f"else: {v} = [*{v}]")
            self._write(indent, f"else: {v} = {fallback}")
            return None
        frame = ItemsFrame(field, depth, results, rest)
        name = f"i{field.number}_{depth}"
        self.names[name] = partial(completion.complete_unexpected, field, depth)
        self._write(indent + 1, PAUSE)
        self._write(indent + 1, f"{results} = []; {rest} = iter({v})")
        if frozen_chain != "None" and field.asks_for_info_below:
            self._write(
                indent + 1, f"u{number} = {frozen_chain}"
            )  # the same for all items of this list
            frozen_chain = f"u{number}"
        chain, frozen_chain = f"({chain}, {results})", f"({frozen_chain}, len({results}))"
        found = self._find_once(field, item_type, indent + 1)
        item_fallback = f"{name}({item}, r, {chain})"
        frame.first = self.line
        self._write(indent + 1, f"for {item} in {rest}:")
        self.loops += 1
        frame.inner = self._complete(
            field, item_type, item, item_fallback, depth, chain, frozen_chain, indent + 2
        )
        self.loops -= 1
        self.hoisted.discard(found)
        self._write(indent + 2, f"{results}.append({item})")
        frame.end = self.line
        self._write(indent + 1, f"{v} = {results}")
        self._write(indent, f"else: {v} = {fallback}")
        return frame

    def _find_once(self, field: Field, item_type: GraphQLOutputType, indent: int) -> int | None:
        """Write, before a loop, how to find the fragments of its items, if they are kept."""
        inner = _nullable(item_type)
        if not is_object_type(inner) or not field.selections[inner.name].is_cacheable:
            return None
        number = field.selections[inner.name].number
        self.names[f"S{number}"] = field.selections[inner.name]
        self._write(indent, f"F{number} = r.finds.get({number}) or r.find(S{number})")
        self.hoisted.add(number)
        return number

    def _leaf(
        self, field: Field, type_: Any, v: str, fallback: str, nullable: bool, indent: int
    ) -> None:
        """Write the check of a scalar or enum."""
        number = field.number
        leaf = leaf_of(type_)
        if isinstance(leaf, ExactLeaf):
            unlike = leaf.unlike.format(v=v) + (f" and {v} is not None" if nullable else "")
            self._write(indent, f"if {unlike}: {v} = {fallback}")
            return
        condition = f"if {v} is not None: " if nullable else ""
        if isinstance(leaf, EnumLeaf):
            self.names[f"E{number}"] = leaf.cls
            self.names[f"m{number}"] = leaf.names
            known = f"type({v}) is E{number} and m{number}.get({v}._name_)"
            self._write(indent, f"{condition}{v} = {known} or {fallback}")
        elif isinstance(leaf, SerializedLeaf):
            self.names[f"z{number}"] = leaf.serialize
            self.names[f"q{number}"] = partial(completion.check_serialized, type_)
            unless = f" and {v} is not None" if nullable else ""
            self._write(indent, f"if type({v}) in PLAIN:")
            self._write(indent + 1, f"y = z{number}({v})")
            self._write(indent + 1, f"{v} = y if type(y) is str else q{number}(y, {v}, r)")
            self._write(indent, f"el{'if' if unless else 'se'}{unless[4:]}: {v} = {fallback}")
        else:
            self._write(indent, f"{condition}{v} = {fallback}")


def _nullable(type_: Any) -> Any:
    return type_.of_type if is_non_null_type(type_) else type_
