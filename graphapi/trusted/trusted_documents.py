"""Collects the documents of a folder and checks them against a schema, for a server to trust.

Each file is one document, byte for byte, so its identifier is what `sha256sum` prints. If it uses
fragments from other files, they are appended to it, ordered by name.
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

__all__ = ["collect_documents"]

_ENDINGS: Final = (".graphql", ".gql")


@dataclass(frozen=True)
class _File:
    """A parsed file; its nodes know their location."""

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


def collect_documents(folder: Path, schema: strawberry.Schema) -> list[str]:
    """The texts of all documents in a folder and its subfolders, ordered by file name.

    Files end in .graphql or .gql. A file without an operation only provides fragments to others.

    Raises ConfigurationError with one line for each problem: file, line, message.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix in _ENDINGS and path.is_file())
    problems: list[str] = []
    files: list[_File] = []
    for path in paths:
        try:
            source = Source(path.read_bytes().decode("utf-8"), str(path))
            files.append(_File(source, parse(source)))
        except GraphQLSyntaxError as error:
            problems.append(_located(error))
        except UnicodeDecodeError:
            problems.append(f"{path}: is not UTF-8 text")
        except OSError as error:
            problems.append(f"{path}: cannot be read: {error.strerror}")
        except RecursionError:
            problems.append(f"{path}: is nested too deeply")
    collector = _DocumentCollector(files, schema)
    texts = [collector.complete(file) for file in files if file.has_operation]
    problems += collector.problems
    if problems:
        raise ConfigurationError("\n".join(problems))
    if not texts:
        raise ConfigurationError(
            f"{folder}: contains no documents; their files end in {' or '.join(_ENDINGS)}"
        )
    return texts


class _DocumentCollector:
    """Completes documents with fragments from other files, and collects their problems."""

    def __init__(self, files: list[_File], schema: strawberry.Schema) -> None:
        self.problems: list[str] = []
        self._schema = core_schema(schema)
        self._shared: dict[str, list[FragmentDefinitionNode]] = defaultdict(list)
        for file in files:
            for name, fragment in file.fragments.items():
                self._shared[name].append(fragment)

    def complete(self, file: _File) -> str:
        """The text of a document with all fragments that it needs."""
        added = self._added(file)
        node = DocumentNode(definitions=(*file.node.definitions, *added))
        self.problems += [_located(error) for error in validate(self._schema, node)]
        return "\n".join([file.source.body, *(_text(fragment) for fragment in added)])

    def _added(self, file: _File) -> list[FragmentDefinitionNode]:
        own = file.fragments
        added: dict[str, FragmentDefinitionNode] = {}
        pending = _spreads(file.node)
        while pending:
            spread = pending.pop()
            name = spread.name.value
            found = self._shared.get(name, [])
            if name in own or name in added or not found:  # validation reports unknown fragments
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


def _located(error: GraphQLError) -> str:
    assert error.source is not None
    line = error.locations[0].line if error.locations else 1
    return f"{error.source.name}:{line}: {error.message}"
