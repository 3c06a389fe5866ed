"""Documents: parsed and validated once, with an estimate of the memory they take in a cache."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from strawberry.schema.schema import Schema

from graphapi.execution.documents.document_bounds import check_document, check_text
from graphapi.execution.documents.validation import validate_counting
from graphapi.execution.requests.operation_limits import UNLIMITED, Limits

__all__ = ["Document", "core_schema", "fields_and_directives", "load_document"]

BYTES_PER_TOKEN: Final = 570
BYTES_PER_DOCUMENT: Final = 6_000
"""A token can make two nodes with a location each (a field and its name); measured with tracemalloc
on documents of such tokens alone."""
BYTES_PER_OPERATION: Final = 2_000
BYTES_PER_ERROR: Final = 1_500
BYTES_PER_LOCATION: Final = 200
"""The size to which a rejected document is reduced, measured in the same way."""
MOST_NAMES: Final = 20
"""How many names of operations an error lists at most."""


@dataclass(frozen=True, eq=False)
class Document:
    """A document. If `errors` is not empty, it cannot be executed.

    `node` is None if it could not be parsed; the errors are then those of the parser. For a
    document that is rejected later, `node` contains only the operations without their selections:
    enough to know their names and types.
    """

    text: str
    node: DocumentNode | None
    errors: tuple[GraphQLError, ...]
    tokens: int = 0
    """How many tokens it has, as far as it was parsed."""
    is_beyond_limits: bool = False
    """Whether it exceeds a limit, so that no other code should process it either."""
    steps: int = 0
    """How many steps validation took in the rules whose work the length does not bound."""

    @property
    def weight(self) -> int:
        """About how many bytes this document takes in a cache."""
        if not self.errors:
            return BYTES_PER_DOCUMENT + BYTES_PER_TOKEN * self.tokens + len(self.text)
        return (
            BYTES_PER_DOCUMENT
            + len(self.text)
            + BYTES_PER_OPERATION * len(self.operations)
            + sum(
                BYTES_PER_ERROR
                + len(error.message)
                + BYTES_PER_LOCATION * len(error.positions or ())
                for error in self.errors
            )
        )

    @cached_property
    def operations(self) -> list[OperationDefinitionNode]:
        """The operations of the document, in its order."""
        definitions = self.node.definitions if self.node is not None else ()
        return [each for each in definitions if isinstance(each, OperationDefinitionNode)]

    @cached_property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        """The fragments of the document by name."""
        definitions = self.node.definitions if self.node is not None else ()
        return {
            each.name.value: each
            for each in definitions
            if isinstance(each, FragmentDefinitionNode)
        }

    @cached_property
    def _operations_by_name(self) -> dict[str, OperationDefinitionNode]:
        """The operations that have names; if names are equal, the first operation."""
        named: dict[str, OperationDefinitionNode] = {}
        for operation in self.operations:
            if operation.name is not None:
                named.setdefault(operation.name.value, operation)
        return named

    def operation(self, name: str | None) -> OperationDefinitionNode | GraphQLError:
        """Return the operation to execute, or the error if `name` does not identify one."""
        operations = self.operations
        if name is None and len(operations) == 1:
            return operations[0]
        found = None if name is None else self._operations_by_name.get(name)
        if found is not None:
            return found
        names = [repr(each) for each in islice(self._operations_by_name, MOST_NAMES)]
        if len(self._operations_by_name) > MOST_NAMES:
            names.append("…")
        known = ", ".join(names)
        if not operations:
            return GraphQLError("The document holds no operation: add a query.")
        if name is None:
            message = "The document holds several operations: name one in operationName"
            return GraphQLError(f"{message} ({known}).")
        held = known or "none with a name"
        return GraphQLError(f"Unknown operation named {name!r}; the document holds {held}.")


def core_schema(schema: Schema) -> GraphQLSchema:
    """graphql-core's schema, of which Strawberry's is made."""
    return schema._schema  # noqa: SLF001 - it has no public name


def load_document(schema: Schema, text: str, limits: Limits = UNLIMITED) -> Document:
    """Parse and validate, with the rules Strawberry uses for a schema without extensions.

    A document with too many tokens or comments is rejected while it is parsed; one that exceeds
    another limit, before it is validated.
    """
    refusal = check_text(text, limits)
    if refusal is not None:
        return Document(text, None, (refusal,), is_beyond_limits=True)
    most = limits.max_tokens
    try:
        node = parse(text, max_lexical_tokens=most, max_comments=most)
    except GraphQLSyntaxError as error:
        return Document(text, None, (error.with_traceback(None),))  # which holds the whole parser
    except Exception as error:  # noqa: BLE001 - as Strawberry does
        return Document(text, None, (GraphQLError(str(error), original_error=error),))
    tokens = _unlink_tokens(node)
    refusal = check_document(node, limits)
    if refusal is not None:
        return _refused(Document(text, node, (refusal,), tokens, is_beyond_limits=True))
    errors, steps = validate_counting(core_schema(schema), node)
    document = Document(text, node, tuple(errors), tokens, steps=steps)
    return _refused(document) if errors else document


def _refused(document: Document) -> Document:
    """Return what is cached of a rejected document: its errors, and the types of its operations.

    It takes a hundredth of the memory. Locations of errors stay; their nodes, which hold the whole
    document, do not.
    """
    for error in document.errors:
        error.nodes = None
    empty = SelectionSetNode(selections=())
    operations = tuple(
        OperationDefinitionNode(
            operation=each.operation,
            name=each.name,
            variable_definitions=(),
            directives=(),
            selection_set=empty,
            loc=each.loc,
        )
        for each in document.operations
    )
    return replace(document, node=DocumentNode(definitions=operations))


def _unlink_tokens(node: DocumentNode) -> int:
    """Remove the links between the tokens of a document, and count them.

    Locations need only the tokens at their ends. If tokens are linked in both directions, all of
    them stay in memory until the garbage collector finds them, which pauses the whole process.
    """
    number = 0
    token = node.loc.start_token if node.loc is not None else None
    while token is not None:
        following = token.next
        token.prev = token.next = None
        token = following
        number += 1
    return number


def fields_and_directives(
    definitions: Iterable[OperationDefinitionNode | FragmentDefinitionNode],
) -> tuple[list[FieldNode], list[DirectiveNode]]:
    """Return the fields and the directives in these definitions, without recursion."""
    fields: list[FieldNode] = []
    directives: list[DirectiveNode] = []
    pending: list[SelectionSetNode] = []
    for definition in definitions:
        directives += definition.directives or ()
        for variable in definition.variable_definitions or ():
            directives += variable.directives or ()
        pending.append(definition.selection_set)
    while pending:
        for selection in pending.pop().selections:
            directives += selection.directives or ()
            if isinstance(selection, FieldNode):
                fields.append(selection)
            below = getattr(selection, "selection_set", None)
            if below is not None:
                pending.append(below)
    return fields, directives
