"""The documents of a folder, checked against a schema, to be trusted by a server.

A file is one document, to the letter: its identifier is what `sha256sum` prints. Where it uses
fragments of other files, they are added at its end, in the order of their names.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import strawberry
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSyntaxError,
    Node,
    OperationDefinitionNode,
    Source,
    Visitor,
    parse,
    visit,
)

from graphapi.errors import ConfigurationError
from graphapi.execution.documents.documents import core_schema
from graphapi.execution.documents.validation import validate

__all__ = ["gather_documents"]

_ENDINGS: Final = (".graphql", ".gql")


@dataclass(frozen=True)
class _File:
    """A file that was parsed: its nodes know their place in it."""

    source: Source
    node: DocumentNode

    @property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        return {
            each.name.value: each
            for each in self.node.definitions
            if isinstance(each, FragmentDefinitionNode)
        }

    @property
    def has_operation(self) -> bool:
        return any(isinstance(each, OperationDefinitionNode) for each in self.node.definitions)


def gather_documents(folder: Path, schema: strawberry.Schema) -> list[str]:
    """The texts of all documents in a folder and those below it, by the names of their files.

    Files end in .graphql or .gql; one that has no operation lends its fragments to the others.

    Raises ConfigurationError with a line for each thing that is wrong: file, line, what.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix in _ENDINGS and path.is_file())
    problems: list[str] = []
    files: list[_File] = []
    for path in paths:
        try:
            source = Source(path.read_bytes().decode("utf-8"), str(path))
            files.append(_File(source, parse(source)))
        except GraphQLSyntaxError as error:
            problems.append(_told(error))
        except UnicodeDecodeError:
            problems.append(f"{path}: is not a text in UTF-8")
        except OSError as error:
            problems.append(f"{path}: cannot be read: {error.strerror}")
        except RecursionError:
            problems.append(f"{path}: is nested too deeply")
    gathering = _Gathering(files, schema)
    texts = [gathering.complete(file) for file in files if file.has_operation]
    problems += gathering.problems
    if problems:
        raise ConfigurationError("\n".join(problems))
    if not texts:
        raise ConfigurationError(
            f"{folder}: holds no document; files that end in {' or '.join(_ENDINGS)} are looked at"
        )
    return texts


class _Gathering:
    """Documents completed with the fragments of other files, and what is wrong with them."""

    def __init__(self, files: list[_File], schema: strawberry.Schema) -> None:
        self.problems: list[str] = []
        self._schema = core_schema(schema)
        self._lent: dict[str, list[FragmentDefinitionNode]] = defaultdict(list)
        for file in files:
            for name, fragment in file.fragments.items():
                self._lent[name].append(fragment)

    def complete(self, file: _File) -> str:
        """The text of a document with all that it needs."""
        added = self._added(file)
        node = DocumentNode(definitions=(*file.node.definitions, *added))
        self.problems += [_told(error) for error in validate(self._schema, node)]
        return "\n".join([file.source.body, *(_text(fragment) for fragment in added)])

    def _added(self, file: _File) -> list[FragmentDefinitionNode]:
        own = file.fragments
        added: dict[str, FragmentDefinitionNode] = {}
        pending = _spreads(file.node)
        while pending:
            spread = pending.pop()
            name = spread.name.value
            found = self._lent.get(name, [])
            if name in own or name in added or not found:  # validation tells of what is nowhere
                continue
            if len(found) > 1:
                where = " and ".join(_place(fragment) for fragment in found)
                self.problems.append(
                    f"{_place(spread)}: the fragment {name} is in several files ({where}); "
                    "rename all but one"
                )
            added[name] = found[0]
            pending += _spreads(found[0])
        return [added[name] for name in sorted(added)]


class _Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[FragmentSpreadNode] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.found.append(node)


def _spreads(node: Node) -> list[FragmentSpreadNode]:
    visitor = _Spreads()
    visit(node, visitor)
    return visitor.found


def _text(fragment: FragmentDefinitionNode) -> str:
    assert fragment.loc is not None
    return fragment.loc.source.body[fragment.loc.start : fragment.loc.end] + "\n"


def _place(node: Node) -> str:
    assert node.loc is not None
    return f"{node.loc.source.name}:{node.loc.start_token.line}"


def _told(error: GraphQLError) -> str:
    assert error.source is not None
    line = error.locations[0].line if error.locations else 1
    return f"{error.source.name}:{line}: {error.message}"
