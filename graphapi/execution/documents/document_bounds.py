"""The limits of a document, checked on its syntax tree before it is validated.

Some validation rules compare fields with each other, so a short document can take them a long time.
The checks here visit each node once.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from graphapi.execution.documents.stackless import solve
from graphapi.execution.requests.operation_limits import Limits, limit_error, list_error

__all__ = ["check_document", "check_text"]


def check_text(text: str, limits: Limits) -> GraphQLError | None:
    """Return the error for a text that is too long to be parsed, if it is."""
    allowed = limits.max_document_bytes
    if allowed is None or 4 * len(text) <= allowed:
        return None
    length = len(text.encode(errors="surrogatepass"))
    if length <= allowed:
        return None
    message = f"The document is {length:,} bytes long, and {allowed:,} is the most."
    return limit_error("max_document_bytes", length, allowed, message)


def check_document(document: DocumentNode, limits: Limits) -> GraphQLError | None:
    """Return the error for the first limit that a parsed document exceeds, if any."""
    counts = _Counts()
    for definition in document.definitions:
        if isinstance(definition, (OperationDefinitionNode, FragmentDefinitionNode)):
            counts.add(definition)
    for setting, nodes, things in (
        ("max_aliases", counts.aliases, "aliases"),
        ("max_directives", counts.directives, "directives"),
        ("max_fragment_spreads", counts.spreads, "fragment spreads"),
        ("max_repeated_fields", counts.repeated, "fields that its selections have already"),
    ):
        allowed = getattr(limits, setting)
        if allowed is not None and len(nodes) > allowed:
            message = f"The document has {len(nodes):,} {things}, and {allowed:,} is the most."
            return limit_error(setting, len(nodes), allowed, message, [nodes[allowed]])
    allowed = limits.max_list_items
    for found in counts.lists:
        if allowed is not None and len(found.values) > allowed:
            return list_error("the document", len(found.values), allowed, [found])
    return _check_shape(counts, limits)


@dataclass
class _Counts:
    """The counts of a document, in document order."""

    aliases: list[Node] = field(default_factory=list)
    directives: list[Node] = field(default_factory=list)
    spreads: list[Node] = field(default_factory=list)
    repeated: list[Node] = field(default_factory=list)
    lists: list[ListValueNode] = field(default_factory=list)
    operations: list[OperationDefinitionNode] = field(default_factory=list)
    fragments: dict[str, SelectionSetNode] = field(default_factory=dict)

    def add(self, definition: OperationDefinitionNode | FragmentDefinitionNode) -> None:
        """Count all that a definition has in it."""
        if isinstance(definition, OperationDefinitionNode):
            self.operations.append(definition)
        else:
            self.fragments.setdefault(definition.name.value, definition.selection_set)
        self._add_directives(definition)
        for variable in definition.variable_definitions or ():
            self._add_directives(variable)
            self._add_value(variable.default_value)
        pending = [definition.selection_set]
        while pending:
            keys: set[str] = set()
            for selection in pending.pop().selections:
                self._add_directives(selection)
                if isinstance(selection, FragmentSpreadNode):
                    self.spreads.append(selection)
                    continue
                if isinstance(selection, FieldNode):
                    self._add_field(selection, keys)
                below: SelectionSetNode | None = getattr(selection, "selection_set", None)
                if below is not None:
                    pending.append(below)

    def _add_field(self, node: FieldNode, keys: set[str]) -> None:
        if node.alias is not None:
            self.aliases.append(node)
        key = (node.alias or node.name).value
        if key in keys:
            self.repeated.append(node)
        keys.add(key)
        for argument in node.arguments or ():
            self._add_value(argument.value)

    def _add_directives(self, node: Node) -> None:
        for directive in getattr(node, "directives", None) or ():
            self.directives.append(directive)
            for argument in directive.arguments or ():
                self._add_value(argument.value)

    def _add_value(self, value: Node | None) -> None:
        pending = [value]
        while pending:
            each = pending.pop()
            if isinstance(each, ListValueNode):
                self.lists.append(each)
                pending += each.values
            elif isinstance(each, ObjectValueNode):
                pending += [entry.value for entry in each.fields]


def _check_shape(counts: _Counts, limits: Limits) -> GraphQLError | None:
    """Return the error for an operation that is too deep or has too many root fields."""
    shape = _Shape(counts.fragments)
    for operation in counts.operations:
        found, allowed = shape.depth(operation.selection_set), limits.max_depth
        if allowed is not None and found > allowed:
            message = f"The operation is {found:,} fields deep, and {allowed:,} is the most."
            return limit_error("max_depth", found, allowed, message, [operation])
        found, allowed = shape.breadth(operation.selection_set), limits.max_root_fields
        if allowed is not None and found > allowed:
            message = (
                f"The operation has {found:,} fields at its root, and {allowed:,} is the most; "
                "send several requests."
            )
            return limit_error("max_root_fields", found, allowed, message, [operation])
    return None


Place = str | int
"""A fragment by its name, or any other selection set by its identity."""


class _Shape:
    """How deep and how broad selections are with all fragments in place.

    A fragment that contains itself counts as empty there; validation will reject it.
    """

    def __init__(self, fragments: dict[str, SelectionSetNode]) -> None:
        self._fragments = fragments
        self._nodes: dict[int, SelectionSetNode] = {}
        self._depths: dict[Place, int] = {}
        self._breadths: dict[Place, int] = {}

    def depth(self, node: SelectionSetNode) -> int:
        return solve(self._place(node), self._find_depth, self._depths, 0)

    def breadth(self, node: SelectionSetNode) -> int:
        return solve(self._place(node), self._find_breadth, self._breadths, 0)

    def _find_depth(self, place: Place) -> Generator[Place, int, int]:
        deepest = 0
        for selection in self._selections(place):
            if isinstance(selection, FieldNode):
                below = selection.selection_set
                inside = 1 if below is None else 1 + (yield self._place(below))
            else:
                inside = yield self._place(selection)
            deepest = max(deepest, inside)
        return deepest

    def _find_breadth(self, place: Place) -> Generator[Place, int, int]:
        count = 0
        for selection in self._selections(place):
            count += 1 if isinstance(selection, FieldNode) else (yield self._place(selection))
        return count

    def _selections(self, place: Place) -> Sequence[SelectionNode]:
        found = self._fragments.get(place) if isinstance(place, str) else self._nodes[place]
        return () if found is None else found.selections

    def _place(self, node: SelectionSetNode | SelectionNode) -> Place:
        if isinstance(node, FragmentSpreadNode):
            return node.name.value
        if isinstance(node, InlineFragmentNode):
            node = node.selection_set
        assert isinstance(node, SelectionSetNode)
        self._nodes[id(node)] = node
        return id(node)
