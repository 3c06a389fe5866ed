"""The store in memory: looking up, walking along links, and what arguments may be."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from graphapi.domain import Link, LinkDirection, Problem, Severity
from graphapi.errors import BadUserInputError
from graphapi.graph import ArticleGraph
from graphapi.store import (
    ArticleFilter,
    ArticlePath,
    ArticleSource,
    IntFilter,
    PageRequest,
    SourceRole,
    Store,
    StringFilter,
)
from graphapi.store.memory import MemoryStore
from tests.corpora import address, article, corpus, entry, found, names, store_of

OUT, IN, BOTH = LinkDirection.OUT, LinkDirection.IN, LinkDirection.BOTH


def test_articles_are_found_in_the_order_asked_and_none_where_unknown():
    store: Store = store_of(article("a", amp="amp/a"), article("b"))
    assert isinstance(store, MemoryStore)
    asked = [address(name) for name in ("b", "x", "amp/a", "b")]
    got = store.articles_by_url(asked)
    assert [None if one is None else names([one])[0] for one in got] == ["b", None, "a", "b"]
    assert store.article(address("x")) is None


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda store: store.article("nonsense"), 'url: "nonsense" cannot be used; give an abs'),
        (lambda store: store.article("ftp://a.example"), 'url: "ftp://a.example" cannot'),
        (lambda store: store.articles_by_url(["https://a.example", ""]), r'urls\[1\]: "" cannot'),
        (lambda store: store.articles_by_url([""] * 1_001), 'urls: "a list of 1,001" .* 1,000 URL'),
        (lambda store: store.paths("x", address("a"), OUT, None, 1, 1), 'from: "x" cannot'),
        (lambda store: store.paths(address("a"), "x", OUT, None, 1, 1), 'to: "x" cannot'),
        (lambda store: path(store, hops=11), "maxHops: 11 cannot be used; .* from 1 to 10"),
        (lambda store: path(store, hops=0), "maxHops: 0 "),
        (lambda store: path(store, first=-1), "first: -1 .* from 0 to 100"),
        (lambda store: reach(store, 11), "maxHops: 11 .* from 1 to 10"),
        (lambda store: around(store, []), 'around: "a list of 0" .* from 1 to 100 URLs'),
        (lambda store: around(store, ["x"]), r'around\[0\]: "x" '),
        (lambda store: around(store, ["https://a.example"], hops=11), "hops: 11 .* from 0 to 10"),
        (
            lambda store: around(store, ["https://a.example"], limit=0),
            "limit: 0 .* from 1 to 1,000",
        ),
        (lambda store: store.sources(store.graph.articles[0], 1_001), "first: 1001 .* to 1,000"),
        (lambda store: store.problems(-1), "first: -1 .* from 0 to 1,000"),
        (lambda store: store.topic_counts(store.topic("t"), 101), "first: 101 .* from 0 to 100"),
        (lambda store: store.provider_counts(store.topic("t"), 101), "first: 101 "),
        (lambda store: store.linked_providers(store.graph.providers[0], OUT, 101), "first: 101 "),
    ],
)
def test_arguments_out_of_range_are_refused_by_name(
    ask: Callable[[MemoryStore], object], message: str
):
    store = store_of(article("a", topics=("t",), provider="p.example"))
    with pytest.raises(BadUserInputError, match=f"^{message}"):
        ask(store)


def path(store: MemoryStore, hops: int = 1, first: int = 1) -> object:
    return store.paths(address("a"), address("a"), OUT, None, hops, first)


def reach(store: MemoryStore, hops: int) -> object:
    return store.reachable(store.graph.articles[0], hops, OUT, None, None, PageRequest())


def around(store: MemoryStore, urls: list[str], hops: int = 1, limit: int = 1) -> object:
    return store.neighborhood(urls, hops, BOTH, None, limit)


def test_a_related_edge_tells_direction_place_and_whether_it_is_returned():
    store = store_of(
        article("a", related=["x", "b"]),
        article("b", related=["y", "a"]),
        article("c", related=["a"]),
    )
    a = found(store.graph, "a")

    def edges(direction: LinkDirection) -> list[tuple[str, LinkDirection, int, bool]]:
        connection = store.related(a, direction, None, (), PageRequest())
        return [
            (names([edge.node])[0], edge.direction, edge.position, edge.reciprocal)
            for edge in connection.edges()
        ]

    assert edges(OUT) == [("x", OUT, 0, False), ("b", OUT, 1, True)]
    assert edges(IN) == [("b", IN, 1, True), ("c", IN, 0, False)]
    assert edges(BOTH) == [("x", OUT, 0, False), ("b", OUT, 1, True), ("c", IN, 0, False)]


def test_through_prunes_the_search_and_filter_only_what_is_returned():
    store = store_of(
        article("a", related=["b", "c"]),
        article("b", related=["d"], quality=1),
        article("c", related=["e"], quality=9),
    )
    good = ArticleFilter(quality=IntFilter(gte=5))
    ends = ArticleFilter(title=StringFilter(eq=""))
    a = found(store.graph, "a")
    pruned = store.reachable(a, 2, OUT, good, None, PageRequest()).nodes()
    assert names(pruned) == ["b", "c", "e"]
    kept = store.reachable(a, 2, OUT, None, ends, PageRequest())
    assert names(kept.nodes()) == ["d", "e"]
    assert [names(edge.path) for edge in kept.edges()] == [["a", "b", "d"], ["a", "c", "e"]]


def test_a_path_tells_who_lists_whom_whichever_way_it_is_walked():
    store = store_of(article("a", related=["x", "b"]), article("c", related=["b"]))
    a, b, c = (found(store.graph, name) for name in "abc")
    (walked,) = store.paths(a.url, c.url, BOTH, None, 6, 9)
    assert walked == ArticlePath((a, b, c), (Link(a, b, 1), Link(c, b, 0)))
    assert walked.hops == 2
    assert store.paths(a.url, c.url, OUT, None, 6, 9) == []
    (against,) = store.paths(b.url, a.url, IN, None, 6, 9)
    assert against == ArticlePath((b, a), (Link(a, b, 1),))
    assert store.paths(a.url, address("unknown"), OUT, None, 6, 9) == []
    assert store.paths(a.url, a.url, OUT, None, 6, 9) == [ArticlePath((a,), ())]


def test_a_neighbourhood_holds_the_nearest_articles_and_every_link_among_them():
    store = store_of(
        article("a", related=["b", "c"]),
        article("b", related=["c", "d"]),
        article("x", related=["a"]),
    )
    a, b, c, x = (found(store.graph, name) for name in "abcx")
    whole = store.neighborhood([a.url], 1, BOTH, None, 200)
    assert whole.articles == (a, b, c, x)
    assert whole.links == [Link(a, b, 0), Link(a, c, 1), Link(b, c, 0), Link(x, a, 0)]
    assert whole.adjacency == [[1, 2], [2], [], [0]]
    assert not whole.truncated
    part = store.neighborhood([a.url], 1, BOTH, None, 3)
    assert (names(part.articles), part.truncated) == (["a", "b", "c"], True)
    several = store.neighborhood([x.url, address("unknown"), b.url], 0, BOTH, None, 200)
    assert (names(several.articles), several.truncated) == (["x", "b"], False)


def test_the_sources_of_an_article_tell_their_role_and_their_differences():
    store = store_of(
        article("a", title="Shown"), article("b", related=[entry("a", title="Listed")])
    )
    assert store.sources(found(store.graph, "a"), 20) == [
        ArticleSource("news/a.md", SourceRole.FULL, {}),
        ArticleSource("news/b.md", SourceRole.RELATED, {"title": "Listed"}),
    ]


def test_the_corpus_is_summed_up():
    problems = [Problem("z.md", None, None, "bad", Severity.ERROR)] * 2
    graph = ArticleGraph.build(corpus(article("a", related=["a", "b"]), problems=problems))
    loaded_at = datetime(2021, 1, 1, tzinfo=UTC)
    summary = MemoryStore(graph, loaded_at).corpus()
    assert (summary.articles, summary.stubs, summary.links) == (2, 1, 1)
    assert (summary.version, summary.loaded_at) == (graph.version, loaded_at)
    assert summary.problem_count == 2
    first, second = MemoryStore(graph, loaded_at).problems(10)
    assert (first.file, second.file) == ("news/a.md", "z.md")


def test_several_threads_may_ask_at_once():
    store = store_of(*(article(f"{number:03}", quality=number % 7) for number in range(100)))
    filter_ = ArticleFilter(quality=IntFilter(gt=3))
    answers: list[list[str]] = []

    def ask() -> None:
        answers.append(names(store.articles(filter_, (), PageRequest(first=100)).nodes()))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)
