"""What modules import: no circles, a domain that stands alone, an API that loads little.

Which package may import which is written down in pyproject.toml, for import-linter.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import networkx as nx

import graphapi

PACKAGE = Path(graphapi.__file__).parent
FILES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}
STANDING: tuple[set[str], ...] = ()
"""Circles that are known and are to go."""

HEAVY = ("graphapi.graph", "graphapi.store.memory", "networkx", "numpy", "scipy", "tantivy")


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that a module imports, at its top, inside functions or for types only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module
            assert not node.level
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in FILES else node.module


def lazily_referred(tree: ast.AST) -> set[str]:
    """The modules that `strawberry.lazy` names."""
    return {
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "strawberry.lazy"
        and isinstance(node.args[0], ast.Constant)
    }


def test_no_modules_import_each_other_in_a_circle_unless_their_graphql_types_do():
    imports = nx.DiGraph()
    for name, path in FILES.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        own = {other for other in imported(tree) if other in FILES} - lazily_referred(tree)
        imports.add_edges_from((name, other) for other in own)
    assert imports.number_of_edges() > 500
    assert list(nx.selfloop_edges(imports)) == []
    circles = [each for each in nx.strongly_connected_components(imports) if len(each) > 1]
    assert [each for each in circles if each not in STANDING] == []


def test_the_domain_stands_on_the_standard_library_and_on_regex_alone():
    allowed = {*sys.stdlib_module_names, "regex"}
    for name, path in FILES.items():
        if name.startswith("graphapi.domain"):
            for other in imported(ast.parse(path.read_text(encoding="utf-8"))):
                known = other.startswith("graphapi.domain") or other.partition(".")[0] in allowed
                assert known, (name, other)


def test_the_api_loads_no_graph_and_no_library_of_one():
    """A process that answers from another store pays for no graph in memory."""
    code = "import sys, graphapi.api; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert "graphapi.store.interface" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_the_package_offers_its_names_and_loads_them_when_they_are_used():
    code = (
        "import sys, graphapi\n"
        "assert 'networkx' not in sys.modules and 'read_corpus' in dir(graphapi)\n"
        "from graphapi import ArticleGraph, read_corpus\n"
        "print(ArticleGraph.__name__, read_corpus.__name__)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["ArticleGraph", "read_corpus"]
