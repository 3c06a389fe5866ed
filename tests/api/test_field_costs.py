"""What operations on articles cost, and that no answer has more objects than its price."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLError,
    GraphQLObjectType,
    get_introspection_query,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    parse,
)
from graphql.language import FieldNode, Node, Visitor, visit
from hypothesis import HealthCheck, event, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from graphapi.answering.article_executor import create_executor
from graphapi.api import Context
from graphapi.api.global_ids import encode_id
from graphapi.corpus import load_corpus
from graphapi.execution import Answer, Engine
from graphapi.execution.pricing.cost_directives import Costs
from graphapi.graph import ArticleGraph
from graphapi.settings import Settings
from graphapi.store import Store
from tests.api.asking import load_store, schema
from tests.execution.sample_operations import SAMPLES, Request, requests

OPERATIONS = Path(__file__).parents[2] / "schema" / "operations"
SAMPLE_CORPUS = Path(__file__).parents[2] / "data"
CASES = int(os.environ.get("GRAPHAPI_FUZZ_CASES", "300"))
BUDGET = Settings.model_fields["max_cost"].default


@cache
def engine() -> Engine:
    """The engine as it serves, made once for all tests."""
    return create_executor(Settings()).engine


def price(query: str, **variables: Any) -> int | None:
    prepared = engine().prepare(query)
    assert not prepared.errors
    return engine().price(prepared, variables)


def refusal(query: str, **variables: Any) -> GraphQLError | None:
    return engine().refusal(engine().prepare(query), variables)


def nested(levels: int, first: str) -> str:
    below = "title"
    for _ in range(levels):
        below = f"title related(first: {first}) {{ nodes {{ {below} }} }}"
    return f'article(url: "https://news.example/a") {{ {below} }}'


@pytest.mark.parametrize("path", sorted(OPERATIONS.glob("*.graphql")), ids=lambda path: path.stem)
def test_every_example_costs_a_small_part_of_the_budget(path: Path):
    variables = json.loads(path.with_suffix(".variables.json").read_text(encoding="utf-8"))
    found = price(path.read_text(encoding="utf-8"), **variables)
    assert found is not None
    assert found < BUDGET // 20


def test_what_introspection_asks_is_within_all_limits():
    query = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True
    )
    found = price(query)
    assert found is not None
    assert found < BUDGET // 20


@pytest.mark.parametrize(
    ("levels", "first", "expected"),
    [(1, "10", 1 + 1 + 10), (3, "10", 1_222), (2, "100", 10_202), (3, "50", 130_102)],
)
def test_nested_pages_multiply_and_reasonable_ones_are_within_the_budget(
    levels: int, first: str, expected: int
):
    assert price(f"{{ {nested(levels, first)} }}") == expected
    assert expected <= BUDGET


@pytest.mark.parametrize(("head", "first"), [("", "100"), ("($n: Int = 100)", "$n")])
def test_four_levels_of_the_largest_pages_are_refused_with_a_way_out(head: str, first: str):
    error = refusal(f"query{head} {{ {nested(4, first)} }}")
    assert error is not None
    assert error.message == (
        "The operation costs 102,020,202; at most 200,000 is allowed. The most expensive part is"
        " `article.related.nodes.related.nodes.related.nodes.related`: reduce `first` or `last`,"
        " there or further up, or select less below it. Nested lists repeat articles:"
        " `reachable(maxHops:)` returns each article once, nearest first."
    )
    assert (error.extensions or {})["code"] == "LIMIT_EXCEEDED"


def test_four_levels_of_small_pages_are_not_refused():
    assert refusal(f"query($n: Int = 100) {{ {nested(4, '$n')} }}", n=10) is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('{ neighborhood(around: ["https://a.example/"], limit: 10) { links { source { url } } } }',
         1_000 + 1 + 10 * 32 * 2),
        ('{ paths(from: "https://a.example/", to: "https://b.example/") { articles { url } } }',
         1_000 + 1 + 11),
        ('{ article(url: "https://a.example/") { reachable(last: 5) { edges { path { url } } } } }',
         1 + 1_000 + 1 + 5 * (1 + 11)),
        ("{ articles(first: 0) { stats { quality { average } } } }", 1 + 100 + 2),
        ("{ articles { groups(by: [TYPE], first: 7) { stats { count } } } }", 1 + 200 + 7 * 2),
        ("{ articles { timeline(interval: MONTH) { count } } }", 1 + 100 + 2_000),
        ("{ articles { timeline(interval: HOUR, limit: 24) { count } } }", 1 + 100 + 24),
        ("{ articles(first: 3, filter: {stub: true}) { nodes { body } } }", 100 + 1 + 3 * 2),
        ('{ articles(filter: {or: [{stub: true}, {title: {eq: "a", ne: "b"}}]}) { totalCount } }',
         2 * 3 + 2 * 100 + 1),
        ('{ articles(filter: {title: {contains: "a", endsWith: "b"}}) { totalCount } }',
         100 + 2 * 100 + 1),
        ('{ articles(filter: {url: {notIn: ["a", "b", "c"]}}) { totalCount } }', 100 + 3 + 1),
        ("{ articles(filter: {not: {heat: {in: [1, 2]}}}) { totalCount } }", 3 + 100 + 2 + 1),
        ("{ providers(first: 2) { nodes { linksTo(first: 3) { count } stats { count } } } }",
         1 + 2 * (1 + 100 + 3 + 40 + 1)),
        ('{ suggest(prefix: "a", first: 3) { text } }', 150 + 3),
        ('{ search(text: "a", first: 3) { edges { titleHighlight excerptHighlight } } }',
         800 + 1 + 3 * (1 + 2 * 10)),
        ("{ articles(first: 3, orderBy: [{field: TITLE}, {field: RANK}]) { nodes { url } } }",
         2 * 100 + 1 + 3),
        ('{ nodes(ids: ["a", "b"]) { ... on Topic { children { name } } id } }', 2 * (1 + 20)),
    ],
)  # fmt: skip
def test_searches_and_figures_have_a_price_of_their_own(query: str, expected: int):
    assert price(query) == expected


@pytest.mark.parametrize(
    ("query", "small", "large"),
    [
        ("{ articles(filter: {heat: {gt: 1}}) { totalCount } }", 101, 1_001),
        ('{ articles(filter: {title: {contains: "a"}}) { totalCount } }', 201, 21_001),
        ("{ articles(orderBy: {field: TITLE}) { totalCount } }", 101, 10_001),
        ("{ articles(first: 20) { nodes { title topics { name } } } }", 221, 221),
    ],
)
def test_work_on_all_articles_costs_more_in_a_larger_corpus_and_a_page_does_not(
    query: str, small: int, large: int
):
    for articles, expected in ((0, small), (5_000, small), (1_000_000, large)):
        engine = create_executor(Settings(), articles=articles).engine
        assert engine.price(engine.prepare(query), {}) == expected


def test_the_schema_says_of_every_list_of_objects_how_long_it_can_be():
    graphql_schema = schema()._schema
    costs = Costs(graphql_schema)
    sized: set[tuple[str, str]] = set()
    lists: set[tuple[str, str]] = set()
    for type_ in graphql_schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
            continue
        for name, field in type_.fields.items():
            rule = costs.field(type_, name).rule
            if rule is not None:
                sized.add((type_.name, name))
                below = get_named_type(field.type)
                sized |= {(below.name, each) for each in rule.sized_fields}
            bare = field.type.of_type if is_non_null_type(field.type) else field.type
            if is_list_type(bare) and is_composite_type(get_named_type(bare)):
                lists.add((type_.name, name))
    assert lists - sized == set()


# ---------------------------------------------------------------- prices bound what is done


@cache
def store() -> Store:
    return load_store(SAMPLE_CORPUS)


@pytest.fixture(scope="module", autouse=True)
def _samples() -> Iterator[None]:
    """Values for generated operations with which they find something."""
    graph = ArticleGraph.build(load_corpus(SAMPLE_CORPUS))
    urls = [article.url for article in graph.articles[:4]]
    names = [graph.providers[0].domain, graph.topics[0].name]
    ids = [encode_id("Article", urls[0]), encode_id("Topic", names[1])]
    ours: dict[str, list[Any]] = {"URL": urls, "String": names, "ID": ids, "Int": [0, 1, 2, 5, 30]}
    before = {name: SAMPLES[name] for name in ours if name in SAMPLES}
    for name, values in ours.items():
        SAMPLES[name] = tuple(json.dumps(value) for value in values)
    yield
    del SAMPLES["URL"]
    SAMPLES.update(before)


def json_keys(query: str) -> set[str]:
    """The response keys of fields whose values are JSON: an object there is none of ours."""
    found: set[str] = set()

    class Finder(Visitor):
        def enter_field(self, node: FieldNode, *_: Node) -> None:
            if node.name.value in {"extra", "differences"}:
                found.add((node.alias or node.name).value)

    visit(parse(query), Finder())
    return found


def count_objects(value: Any, leaves: set[str]) -> int:
    """How many objects an answer has, itself included."""
    if isinstance(value, list):
        return sum(count_objects(each, leaves) for each in value)
    if isinstance(value, dict):
        return 1 + sum(
            count_objects(each, leaves) for key, each in value.items() if key not in leaves
        )
    return 0


def check(request: Request, context: Context) -> int:
    """How many objects an answer has, which are no more than its price; 0 where it has none."""
    prepared = engine().prepare(request.query, request.operation_name)
    price_of_it = engine().price(prepared, request.variables)
    answer = engine().run(prepared, request.variables, context)
    if price_of_it is None or not isinstance(answer, Answer) or answer.data is None:
        return 0
    found = count_objects(answer.data, json_keys(request.query)) - 1
    assert found <= price_of_it
    return found


@hypothesis_settings(max_examples=CASES, suppress_health_check=list(HealthCheck), database=None)
@given(st.data())
def test_no_answer_has_more_objects_than_its_price(data: st.DataObject):
    found = check(data.draw(requests(schema()._schema)), Context(store()))
    event("objects: " + ("none" if not found else "some" if found < 20 else "many"))


@pytest.mark.parametrize("path", sorted(OPERATIONS.glob("*.graphql")), ids=lambda path: path.stem)
def test_no_example_gives_more_objects_than_its_price(path: Path):
    variables = json.loads(path.with_suffix(".variables.json").read_text(encoding="utf-8"))
    request = Request(path.read_text(encoding="utf-8"), variables)
    assert check(request, Context(store())) > 0
