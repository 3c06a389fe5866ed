"""Valid operations on any schema, as a hypothesis strategy.

Aliases, fragments within fragments, inline fragments, variables with and without defaults, `@skip`
and `@include`, arguments of every shape. A response key is made from the field and its arguments,
so that fields with the same key can be merged.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    is_composite_type,
    is_required_argument,
    is_required_input_field,
)
from hypothesis import strategies as st

__all__ = ["Request", "requests"]

SAMPLES: dict[str, tuple[str, ...]] = {
    "Int": ("0", "1", "2", "3"),
    "Float": ("0.5", "2", "1e3"),
    "String": ('"x"', '"Rex \\u00e9"', '""'),
    "ID": ('"7"', "8", '"VXNlcjox"'),
    "Boolean": ("true", "false"),
    "Hex": ('"ff"', '"0"', '"1a"'),
    "Tag": ('"cute"', "12"),
    "Date": ('"2020-02-03"',),
    "DateTime": ('"2020-02-03T01:02:03"',),
    "JSON": ('{a: [1, "b"]}', "null", "3"),
    "URL": ('"https://a.example/1"', '"file:///x"'),
}


@dataclass(frozen=True)
class Request:
    """A document with variables for it."""

    query: str
    variables: dict[str, Any]
    operation_name: str | None = None


@dataclass
class _Writer:
    schema: GraphQLSchema
    draw: Any
    budget: int = 30
    fragments: dict[str, tuple[str, str]] = field(default_factory=dict)
    variables: dict[str, tuple[str, str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)

    def number(self, most: int) -> int:
        """A number from 0 to `most`; small ones are simpler."""
        return self.draw(st.integers(0, most))

    def chance(self, percent: int) -> bool:
        return self.number(99) >= 100 - percent

    def pick(self, options: Any) -> Any:
        return options[self.number(len(options) - 1)]

    def selection(self, type_: Any, depth: int) -> str:
        parts = [self.part(type_, depth) for _ in range(1 + self.number(3))]
        return "{ " + " ".join(parts) + " }"

    def part(self, type_: Any, depth: int) -> str:
        self.budget -= 1
        way = self.number(19)
        if way >= 17 and depth > 0:
            return self.spread(type_, depth)
        if way >= 14 and depth > 0:
            condition = self.overlapping(type_)
            on = f"on {condition.name} " if condition is not type_ or self.chance(50) else ""
            return f"... {on}{self.directives()}{self.selection(condition, depth - 1)}"
        if way == 13 or isinstance(type_, GraphQLUnionType):
            return self.pick(("__typename", "kind: __typename"))
        return self.field(type_, depth)

    def field(self, type_: Any, depth: int) -> str:
        fields = type_.fields
        names = [
            name
            for name, each in fields.items()
            if (depth > 0 and self.budget > 0) or not is_composite_type(get_named_type(each.type))
        ]
        if not names:
            return "__typename"
        name = self.pick(names)
        definition = fields[name]
        arguments = self.arguments(definition.args)
        key = self.keys.setdefault((name, arguments), f"{name}_{len(self.keys)}")
        alias = f"{key}: " if arguments or self.chance(25) else ""
        if arguments == "" and alias:
            alias = f"also_{name}: "
        named = get_named_type(definition.type)
        below = f" {self.selection(named, depth - 1)}" if is_composite_type(named) else ""
        return f"{alias}{name}{arguments} {self.directives()}{below}"

    def spread(self, type_: Any, depth: int) -> str:
        usable = [
            name
            for name, (condition, _) in self.fragments.items()
            if self.overlap(type_, self.schema.type_map[condition])
        ]
        if usable and self.chance(40):
            return f"...{self.pick(usable)} {self.directives()}"
        condition = self.overlapping(type_)
        body = self.selection(condition, depth - 1)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = (condition.name, body)
        return f"...{name} {self.directives()}"

    def overlapping(self, type_: Any) -> Any:
        others = (each for each in self.schema.type_map.values() if is_composite_type(each))
        options = [
            type_,
            *(each for each in others if each is not type_ and self.overlap(type_, each)),
        ]
        return self.pick(options)

    def overlap(self, one: Any, other: Any) -> bool:
        return bool(set(self.possible(one)) & set(self.possible(other)))

    def possible(self, type_: Any) -> list[str]:
        if isinstance(type_, GraphQLObjectType):
            return [type_.name]
        if isinstance(type_, (GraphQLInterfaceType, GraphQLUnionType)):
            return [each.name for each in self.schema.get_possible_types(type_)]
        return []

    def directives(self) -> str:
        if not self.chance(12):
            return ""
        name = self.pick(("skip", "include"))
        boolean = GraphQLNonNull(self.schema.type_map["Boolean"])
        value = self.variable(boolean) if self.chance(70) else self.pick(("true", "false"))
        return f"@{name}(if: {value}) "

    def arguments(self, definitions: Any) -> str:
        given = []
        for name, definition in definitions.items():
            if is_required_argument(definition) or self.chance(50):
                has_default = definition.default_value is not Undefined
                given.append(f"{name}: {self.value(definition.type, 3, has_default)}")
        return f"({', '.join(given)})" if given else ""

    def value(
        self, type_: Any, depth: int, has_default: bool = False, variables: bool = True
    ) -> str:
        if variables and self.chance(35):
            return self.variable(type_, has_default)
        if isinstance(type_, GraphQLNonNull):
            return self.present(type_.of_type, depth, variables)
        if depth <= 0 or self.chance(15):
            return "null"
        return self.present(type_, depth, variables)

    def present(self, type_: Any, depth: int, variables: bool) -> str:
        if isinstance(type_, GraphQLList):
            if self.chance(15):  # a single item stands for a list of one
                return self.value(type_.of_type, depth - 1, variables=False)
            items = [
                self.value(type_.of_type, depth - 1, variables=variables)
                for _ in range(self.number(2))
            ]
            return f"[{', '.join(items)}]"
        if isinstance(type_, GraphQLEnumType):
            return self.pick(tuple(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            given = []
            for name, each in type_.fields.items():
                if is_one_of(type_) and given:
                    break
                if is_required_input_field(each) or self.chance(40):
                    has_default = each.default_value is not Undefined
                    given.append(
                        f"{name}: {self.value(each.type, depth - 1, has_default, variables)}"
                    )
            return "{" + ", ".join(given) + "}"
        return self.pick(SAMPLES[type_.name])

    def variable(self, type_: Any, has_default: bool = False) -> str:
        """Use a variable where a value of this type may stand: a new one, at times an old one."""
        wanted = str(type_)
        old = [name for name, (declared, _) in self.variables.items() if declared == wanted]
        if old and self.chance(40):
            return f"${self.pick(old)}"
        name = f"v{len(self.variables)}"
        declared: Any = type_
        default = ""
        if isinstance(type_, GraphQLNonNull):
            if self.chance(30):
                default = f" = {self.present(type_.of_type, 2, variables=False)}"
                declared = type_.of_type if self.chance(60) else type_
            elif has_default and self.chance(50):
                declared = type_.of_type
        else:
            if self.chance(30):
                default = f" = {self.value(type_, 2, variables=False)}"
            if self.chance(20):
                declared = GraphQLNonNull(type_)
        self.variables[name] = (str(declared), default)
        required = isinstance(declared, GraphQLNonNull) and not default
        if required or self.chance(70):
            value = self.json(declared, 3)
            if self.chance(2):
                value = self.pick(({"not": "this"}, "no hex", -1.5))
            self.values[name] = value
        return f"${name}"

    def json(self, type_: Any, depth: int) -> Any:
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        elif depth <= 0 or self.chance(15):
            return None
        if isinstance(type_, GraphQLList):
            return [self.json(type_.of_type, depth - 1) for _ in range(self.number(2))]
        if isinstance(type_, GraphQLEnumType):
            return self.pick(tuple(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            return {
                name: self.json(each.type, depth - 1)
                for name, each in type_.fields.items()
                if is_required_input_field(each) or self.chance(40)
            }
        sample = self.pick(SAMPLES[type_.name])
        return {"a": [1]} if sample.startswith("{") else json.loads(sample)


def is_one_of(type_: GraphQLInputObjectType) -> bool:
    """Whether exactly one field must be given, which only Strawberry knows."""
    definition = type_.extensions.get("strawberry-definition")
    return bool(getattr(definition, "is_one_of", False))


@st.composite
def requests(draw: Any, schema: GraphQLSchema) -> Request:
    """A request for a query, and now and then for a mutation. A few are not valid after all."""
    writer = _Writer(schema, draw)
    mutation = schema.mutation_type is not None and writer.chance(12)
    root = schema.mutation_type if mutation else schema.query_type
    body = writer.selection(root, 4)
    name = "Main" if writer.chance(20) else None
    variables = ", ".join(
        f"${each}: {type_}{default}" for each, (type_, default) in writer.variables.items()
    )
    head = (
        f"{'mutation' if mutation else 'query'} {name or ''}{f'({variables})' if variables else ''}"
    )
    query = f"{head} {body}" + "".join(
        f"\nfragment {each} on {condition} {text}"
        for each, (condition, text) in writer.fragments.items()
    )
    return Request(query, writer.values, name)
