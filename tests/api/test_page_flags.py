"""Paging, by the words of the GraphQL Cursor Connections Specification, on every connection.

The oracle below is written from https://relay.dev/graphql/connections.htm: sections 4.4 (Pagination
algorithm) and 5.1 (Fields of PageInfo). Where the specification leaves a choice:

- "If the server can efficiently determine that elements exist prior to `after`" (and following
  `before`): it always can, and the element of the cursor itself counts, as it is none of the page.
- It knows no default size. Where neither `first` nor `last` is given, the page has at most 20
  nodes, and what that leaves out follows the page.
- `first` and `last` together are refused.
- Cursors that cross have nothing between them, as in the reference implementation (graphql-relay).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import pytest
from graphql import GraphQLObjectType, build_schema, get_named_type
from hypothesis import given
from hypothesis import strategies as st

from graphapi.api import schema_sdl
from graphapi.corpus import Corpus
from graphapi.domain import LinkDirection
from graphapi.graph import ArticleGraph, ArticleNode, BreadthFirst
from graphapi.store import ArticleFilter, ArticleOrder, PageInfo, PageRequest, Store
from graphapi.store.memory import MemoryStore
from graphapi.store.memory.lists.reachable_articles import ReachableList
from tests.api.asking import LOADED_AT, answer, refusal, store_of
from tests.corpora import article, found, graph_of
from tests.corpora import store_of as corpus_store
from tests.store.drawing import article_filters, article_orders, corpora


class Arguments(NamedTuple):
    first: int | None
    last: int | None
    after: str | None
    before: str | None


DEFAULT_SIZE = 20


def edges_to_return(all_edges: Sequence[str], asked: Arguments) -> Sequence[str]:
    """EdgesToReturn(allEdges, before, after, first, last), edges standing as their cursors."""
    edges = apply_cursors_to_edges(all_edges, asked)
    if asked.first is not None and len(edges) > asked.first:
        edges = edges[: asked.first]  # "by removing edges from the end of edges"
    if asked.last is not None and len(edges) > asked.last:
        edges = edges[len(edges) - asked.last :]  # "from the start of edges"
    return edges


def apply_cursors_to_edges(all_edges: Sequence[str], asked: Arguments) -> Sequence[str]:
    """ApplyCursorsToEdges(allEdges, before, after)."""
    removed: set[str] = set()
    if asked.after is not None:  # "Remove all elements of edges before and including afterEdge."
        removed.update(all_edges[: all_edges.index(asked.after) + 1])
    if asked.before is not None:  # "Remove all elements of edges after and including beforeEdge."
        removed.update(all_edges[all_edges.index(asked.before) :])
    return [edge for edge in all_edges if edge not in removed]


def has_previous_page(all_edges: Sequence[str], asked: Arguments) -> bool:
    """HasPreviousPage(allEdges, before, after, first, last)."""
    if asked.last is not None:
        return len(apply_cursors_to_edges(all_edges, asked)) > asked.last
    return asked.after is not None  # the edge of `after` itself


def has_next_page(all_edges: Sequence[str], asked: Arguments) -> bool:
    """HasNextPage(allEdges, before, after, first, last)."""
    if asked.first is not None:
        return len(apply_cursors_to_edges(all_edges, asked)) > asked.first
    return asked.before is not None  # the edge of `before` itself


def check(all_edges: Sequence[str], asked: Arguments, shown: Sequence[str], info: PageInfo) -> None:
    """Compare a page with what the specification says of it."""
    expected = edges_to_return(all_edges, asked)
    more = has_next_page(all_edges, asked)
    if asked.first is asked.last is None:
        more = more or len(expected) > DEFAULT_SIZE
        expected = expected[:DEFAULT_SIZE]
    assert list(shown) == list(expected), asked
    assert info == PageInfo(
        has_next_page=more,
        has_previous_page=has_previous_page(all_edges, asked),
        start_cursor=expected[0] if expected else None,
        end_cursor=expected[-1] if expected else None,
    ), asked


def all_arguments(cursors: Sequence[str], sizes: Sequence[int]) -> Iterator[Arguments]:
    """Every combination: no size or one of `sizes` from either end, no cursors, one or two."""
    ends = [None, *cursors]
    for after, before in product(ends, ends):
        yield Arguments(None, None, after, before)
        for size in sizes:
            yield Arguments(size, None, after, before)
            yield Arguments(None, size, after, before)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Four articles that all list each other, each with a provider and a topic of its own as well.

    Two others are a story of their own.
    """
    related = ", ".join(
        f"{{title: rain {name}, webUrl: 'https://x.example/{name}'}}" for name in "abcd"
    )
    files = {
        name: f"""
            title: rain {name}
            webUrl: https://x.example/{name}
            publishedDateTime: 2023-01-0{1 + place // 2}T00:00:00Z
            quality: {place // 3}
            provider: {{name: x, domain: x.example}}
            topics: [Rain, Topic {name}]
            related: [{related}]
        """
        for place, name in enumerate("abcd")
    }
    files |= {
        name: f"""
            title: Comet over Halvern {name}
            webUrl: https://{name}.example/one
            publishedDateTime: 2022-01-0{1 + place}T00:00:00Z
            provider: {{name: {name}, domain: {name}.example}}
            related: [{{title: pair {name} two, webUrl: 'https://{name}.example/two'}}]
        """
        for place, name in enumerate("pq")
    }
    return store_of(tmp_path_factory.mktemp("corpus"), **files)


CONNECTION = """
    query($first: Int, $last: Int, $after: String, $before: String) { %s }
    fragment Page on %s {
        edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
"""
PAGE = "first: $first, last: $last, after: $after, before: $before"
ONE = 'article(url: "https://x.example/a")'
QUALITY_FIRST = "orderBy: [{field: QUALITY}, {field: TITLE, direction: DESC}]"
LISTS = {
    "Query.articles": [
        "articles(PAGE)",
        'articles(filter: {topic: {eq: "Rain"}}, PAGE)',
        f"articles({QUALITY_FIRST}, PAGE)",
    ],
    "Query.providers": ["providers(PAGE)", "providers(filter: {articleCount: {gt: 0}}, PAGE)"],
    "Query.topics": ["topics(PAGE)"],
    "Query.stories": [
        "stories(PAGE)",
        "stories(orderBy: TRENDING, PAGE)",
        "stories(filter: {outDegree: {gt: 0}}, PAGE)",
    ],
    "Query.similarTo": ['similarTo(text: "rain over here", PAGE)'],
    "Query.search": [
        'search(text: "rain", PAGE)',
        'search(text: "rain", filter: {title: {ne: "rain b"}}, PAGE)',
    ],
    "Article.related": [
        f"{ONE} {{ related({arguments}PAGE) }}"
        for arguments in (
            "",
            "direction: IN, ",
            "direction: BOTH, ",
            'filter: {title: {ne: "rain c"}}, ',
            f"{QUALITY_FIRST}, ",
        )
    ],
    "Article.reachable": [
        f"{ONE} {{ reachable(maxHops: 3, PAGE) }}",
        f'{ONE} {{ reachable(maxHops: 3, filter: {{title: {{ne: "rain c"}}}}, PAGE) }}',
    ],
    "Article.similar": [
        f"{ONE} {{ similar(PAGE) }}",
        f'{ONE} {{ similar(filter: {{title: {{ne: "rain c"}}}}, PAGE) }}',
    ],
    "Provider.articles": ['provider(domain: "x.example") { articles(PAGE) }'],
    "Topic.articles": ['topic(name: "Rain") { articles(PAGE) }'],
    "Story.articles": ["stories(first: 1) { nodes { articles(PAGE) } }"],
    "ArticleGroup.articles": ["articles { groups(by: [PROVIDER], first: 1) { articles(PAGE) } }"],
}
"""Ways to ask for each connection of the schema, the arguments of the page last."""


def asking(way: str, page: str, selected: str) -> str:
    """A way to ask, with its arguments of the page and its selection."""
    return way.replace("PAGE)", f"{page}) {{ {selected} }}")


def fields_with_pages() -> dict[str, str]:
    """The fields of the schema that take `before`, with the names of their types."""
    return {
        f"{name}.{field}": get_named_type(definition.type).name
        for name, kind in build_schema(schema_sdl()).type_map.items()
        if isinstance(kind, GraphQLObjectType)
        for field, definition in kind.fields.items()
        if "before" in definition.args
    }


def test_every_connection_of_the_schema_is_tried():
    assert set(LISTS) == set(fields_with_pages())


def page_of(store: Store, query: str, asked: Arguments) -> tuple[list[str], PageInfo]:
    """The cursors of a page, and its info: of the only connection that a query asks for."""
    found = answer(store, query, **asked._asdict())
    while "pageInfo" not in found:
        [found] = found if isinstance(found, list) else found.values()
    info = found["pageInfo"]
    return [edge["cursor"] for edge in found["edges"]], PageInfo(
        has_next_page=info["hasNextPage"],
        has_previous_page=info["hasPreviousPage"],
        start_cursor=info["startCursor"],
        end_cursor=info["endCursor"],
    )


@pytest.mark.parametrize(
    ("field", "way"), [(field, way) for field, ways in LISTS.items() for way in ways]
)
def test_a_page_and_its_flags_are_as_the_specification_has_them(store: Store, field: str, way: str):
    query = CONNECTION % (asking(way, PAGE, "...Page"), fields_with_pages()[field])
    all_edges, _ = page_of(store, query, Arguments(100, None, None, None))
    assert 2 <= len(all_edges) <= 8
    for asked in all_arguments(all_edges, [0, 1, 3]):
        check(all_edges, asked, *page_of(store, query, asked))


@given(corpora(), article_filters(), article_orders(), st.data())
def test_the_same_holds_for_any_articles_filter_order_and_direction(
    drawn: Corpus, filter_: ArticleFilter, order: tuple[ArticleOrder, ...], data: st.DataObject
):
    store = MemoryStore(ArticleGraph.build(drawn), LOADED_AT)
    asks: list[Callable[[PageRequest], Any]] = [lambda page: store.articles(filter_, order, page)]
    for node in store.articles(None, (), PageRequest(first=100)).nodes():
        direction = data.draw(st.sampled_from(LinkDirection))
        asks += [
            partial(store.related, node, direction, filter_, ()),
            partial(store.related, node, direction, filter_, order),
            partial(store.reachable, node, 3, direction, None, filter_),
            partial(store.similar, node, filter_),
        ]
    ask = data.draw(st.sampled_from(asks))
    all_edges = [edge.cursor for edge in ask(PageRequest(first=100)).edges()]
    for asked in all_arguments(all_edges, [data.draw(st.integers(0, len(all_edges) + 1))]):
        page = ask(PageRequest(asked.first, asked.after, asked.last, asked.before))
        check(all_edges, asked, [edge.cursor for edge in page.edges()], page.page_info())


@pytest.mark.parametrize("count", [19, 20, 21, 22])
def test_what_the_default_size_leaves_out_follows_the_page(count: int):
    store = corpus_store(*(article(f"{number:02}") for number in range(count)))

    def ask(page: PageRequest) -> Any:
        return store.articles(None, (), page)

    all_edges = [edge.cursor for edge in ask(PageRequest(first=100)).edges()]
    for asked in all_arguments([all_edges[0], all_edges[-1]], []):
        page = ask(PageRequest(asked.first, asked.after, asked.last, asked.before))
        check(all_edges, asked, [edge.cursor for edge in page.edges()], page.page_info())


def test_the_flags_of_a_page_of_reachable_articles_need_no_search_beyond_it():
    chain = [article(f"{place:03}", related=[f"{place + 1:03}"]) for place in range(200)]
    graph = graph_of(*chain)
    walked: list[ArticleNode] = []

    def neighbours(one: ArticleNode) -> Sequence[ArticleNode]:
        walked.append(one)
        return graph.neighbours(one, LinkDirection.OUT)

    search = BreadthFirst([found(graph, "000")], neighbours, 200)
    page = ReachableList(graph, search, None, PageRequest(first=2))
    assert page.page_info().has_next_page
    assert len(walked) == 3


@pytest.mark.parametrize("argument", ["after", "before"])
def test_an_empty_cursor_is_an_error_that_says_to_send_null(store: Store, argument: str):
    for field, ways in LISTS.items():
        query = asking(ways[0], f'{argument}: ""', "totalCount")
        message, extensions = refusal(store, f"{{ {query} }}")
        assert message == (
            f'{argument}: "" cannot be used; send null, or leave the argument out, where there is'
            " no cursor"
        ), field
        assert extensions == {"code": "BAD_USER_INPUT", "argument": argument}
