"""How often a store that answers later is asked: once for each level of a query."""

import asyncio
import json
from functools import cache
from pathlib import Path

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    parse,
)

from graphapi.api import Context
from graphapi.execution import Engine
from graphapi.store.memory import MemoryStore
from tests.api.asking import load_store, schema
from tests.store.waiting import WaitingStore

ROOT = Path(__file__).parents[2]
OPERATIONS = sorted((ROOT / "schema" / "operations").glob("*.graphql"))

CONNECTION = {"nodes", "edges", "pageInfo", "totalCount", "stats", "groups", "timeline"}
ASKING = {
    "Query": {
        "node", "nodes", "article", "articlesByUrl", "provider", "topic", "story", "suggest",
        "paths", "neighborhood", "corpus",
    },
    "Article": {
        "provider", "topics", "images", "featuredContent", "body", "extra", "sources", "problems",
        "rank", "story", "copies", "copyCount",
    },
    "Provider": {"images", "extra", "stats", "topics", "linksTo", "linkedFrom"},
    "Topic": {"images", "extra", "stats", "parent", "children", "relatedTopics", "providers"},
    "Story": {"lead", "stats", "terms", "copies", "providers"},
    "ArticleGroup": {"stats"},
    "TimelinePoint": {"stats"},
    "Subgraph": {"links", "adjacency"},
    "Corpus": {"problems", "stories"},
}  # fmt: skip
"""The fields for which the waiting store is asked; beside them, those of connections."""


def levels(query: str) -> int:
    """How many fields that ask the store stand in one another, at most."""
    document = parse(query)
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    core = schema()._schema

    def depth(parent: GraphQLCompositeType, selected: SelectionSetNode | None) -> int:
        deepest = 0
        for node in selected.selections if selected is not None else ():
            if isinstance(node, FieldNode):
                definition = core.get_field(parent, node.name.value)
                asks = node.name.value in ASKING.get(parent.name, ()) or (
                    parent.name.endswith("Connection") and node.name.value in CONNECTION
                )
                inner = get_named_type(definition.type) if definition is not None else None
                below = depth(inner, node.selection_set) if is_composite_type(inner) else 0
                deepest = max(deepest, asks + below)
            elif isinstance(node, InlineFragmentNode):
                name = node.type_condition.name.value if node.type_condition else parent.name
                deepest = max(deepest, depth(core.type_map[name], node.selection_set))  # type: ignore[arg-type]  # fragments are on these
            elif isinstance(node, FragmentSpreadNode):
                fragment = fragments[node.name.value]
                name = fragment.type_condition.name.value
                deepest = max(deepest, depth(core.type_map[name], fragment.selection_set))  # type: ignore[arg-type]  # the same
        return deepest

    [operation] = [
        each for each in document.definitions if isinstance(each, OperationDefinitionNode)
    ]
    assert core.query_type is not None
    return depth(core.query_type, operation.selection_set)


@cache
def sample() -> MemoryStore:
    store = load_store(ROOT / "data")
    assert isinstance(store, MemoryStore)
    return store


def batches(query: str, **variables: object) -> int:
    """How often the store is asked for an answer by compiled code."""

    async def run() -> int:
        engine, store = Engine(schema(), compile_immediately=True), WaitingStore(sample())
        answer = await engine.execute(engine.prepare(query), variables, Context(store))
        assert answer.errors is None
        return store.batches.count

    return asyncio.run(run())


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_an_example_operation_asks_once_a_level(path: Path):
    query = path.read_text(encoding="utf-8")
    variables = json.loads(path.with_suffix(".variables.json").read_text("utf-8"))
    assert batches(query, **variables) == levels(query)


@pytest.mark.parametrize(
    "query",
    [
        "{ a: articles { nodes { url } } b: articles { totalCount } topics { edges { cursor } } }",
        "{ articles { nodes { provider { name } topics { name } images { url } body rank } } }",
        "{ articles { edges { node { a: provider { name } b: provider { domain } } } } }",
        """{ articles(first: 3) { nodes { provider { images { url } topics { topic { extra } } }
             topics { images { url } parent { name } } related { nodes { provider { name } } } } }
             providers(first: 2) { nodes { articles(first: 1) { nodes { provider { name } } } } }
        }""",
    ],
)
def test_siblings_and_aliases_of_a_level_are_one_batch(query: str):
    assert batches(query) == levels(query)
