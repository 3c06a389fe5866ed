"""The example operations of schema/operations, run against real corpora."""

import asyncio
import gc
import json
import re
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from graphapi.api import Context
from graphapi.corpus import load_corpus
from graphapi.execution import Engine
from graphapi.graph import ArticleGraph
from graphapi.graph.graph_parts import graph_from_parts, parts_of_graph
from graphapi.store import Store
from graphapi.store.memory import MemoryStore
from tests.api.asking import LOADED_AT, answer, load_store, schema

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data"
AZURE = ROOT.parent / "shared" / "corpora" / "azure"
OPERATIONS = sorted((ROOT / "schema" / "operations").glob("*.graphql"))

each_operation = pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def sample() -> Store:
    return load_store(SAMPLE)


@pytest.fixture(scope="module")
def azure() -> Store:
    if not AZURE.is_dir():
        pytest.skip("the azure corpus is not beside the repository")
    return load_store(AZURE)


def variables_of(path: Path) -> dict[str, Any]:
    variables: dict[str, Any] = json.loads(path.with_suffix(".variables.json").read_text("utf-8"))
    return variables


def is_empty(value: Any) -> bool:
    """Whether a field shows nothing: null, no items, or a list without nodes."""
    return not value or (isinstance(value, dict) and value.get("nodes") == [])


@each_operation
def test_an_operation_says_what_it_shows_and_is_named_like_its_file(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    [operation] = [
        node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode)
    ]
    assert operation.name is not None
    assert operation.name.value == path.stem.title().replace("-", "")
    declared = {node.variable.name.value for node in operation.variable_definitions or ()}
    assert set(variables_of(path)) <= declared


def test_there_is_an_operation_for_every_field_of_the_root():
    asked = "".join(path.read_text(encoding="utf-8") for path in OPERATIONS)
    fields = schema().introspect()["__schema"]["types"]
    [query] = [kind for kind in fields if kind["name"] == "Query"]
    names = [field["name"] for field in query["fields"]]
    missing = [name for name in names if not re.search(rf"^  {name}\b", asked, re.MULTILINE)]
    assert missing == ["node"]  # `nodes` shows the same


@each_operation
def test_an_operation_has_something_to_show_in_the_sample_corpus(path: Path, sample: Store):
    data = answer(sample, path.read_text(encoding="utf-8"), **variables_of(path))
    assert [name for name, value in data.items() if is_empty(value)] == []


@each_operation
def test_an_operation_runs_on_a_large_real_corpus(path: Path, azure: Store):
    variables = variables_of(path)
    for name in variables.keys() & CHOICES.keys():
        variables[name] = CHOICES[name](azure)
    data = answer(azure, path.read_text(encoding="utf-8"), **variables)
    assert None not in data.values()


def test_a_version_that_answered_everything_is_gone_without_the_garbage_collector():
    """What is frozen for the collector has to go by itself, when another version is served."""
    graph = ArticleGraph.build(load_corpus(SAMPLE))
    store = MemoryStore(graph_from_parts(parts_of_graph(graph)), LOADED_AT)
    store.prepare()
    engine = Engine(schema(), compile_immediately=True, reports_errors=False)
    gc.collect()
    gc.disable()
    try:
        for path in OPERATIONS:
            operation = engine.prepare(path.read_text(encoding="utf-8"))
            answered = asyncio.run(engine.execute(operation, variables_of(path), Context(store)))
            assert not answered.errors
        engine.forget_fragments()
        left: list[weakref.ref[Any]] = [weakref.ref(store.graph), weakref.ref(store)]
        del store, answered
        assert [one() for one in left] == [None, None]
    finally:
        gc.enable()


def busiest(store: Store, fields: str) -> Any:
    """The article that lists most others."""
    query = f"{{ articles(orderBy: [{{field: OUT_DEGREE}}], first: 1) {{ nodes {{ {fields} }} }} }}"
    return answer(store, query)["articles"]["nodes"][0]


def largest(store: Store, field: str, key: str) -> Any:
    """A property of the provider, topic or story with most articles."""
    return answer(store, f"{{ {field}(first: 1) {{ nodes {{ {key} }} }} }}")[field]["nodes"][0][key]


CHOICES: dict[str, Callable[[Store], Any]] = {
    "url": lambda store: busiest(store, "urls")["urls"][-1],
    "urls": lambda store: busiest(store, "urls")["urls"],
    "around": lambda store: [busiest(store, "url")["url"]],
    "from": lambda store: busiest(store, "url")["url"],
    "to": lambda store: busiest(store, "related { nodes { url } }")["related"]["nodes"][-1]["url"],
    "domain": lambda store: largest(store, "providers", "domain"),
    "name": lambda store: largest(store, "topics", "name"),
    "id": lambda store: largest(store, "stories", "id"),
    "ids": lambda store: [
        busiest(store, "id")["id"],
        largest(store, "providers", "id"),
        largest(store, "topics", "id"),
        largest(store, "stories", "id"),
    ],
}
"""How to choose variables that a corpus knows."""
