"""How the graph and its pages grow: `python -m benchmarks.scale [ARTICLES ...]`.

Builds synthetic corpora (10,000, 100,000 and 1,000,000 articles with five links each, if nothing
else is asked), each in a process of its own, and prints what building takes and what a page costs,
with the ratio between the largest and the smallest. Each figure of a page is the median over 200
providers, topics, articles or cursors, each asked once before, as in a server that has run a while.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from benchmarks.synthetic import synthetic_corpus
from graphapi.domain import LinkDirection
from graphapi.graph import ArticleGraph, ArticleNode, ProviderNode, TopicNode
from graphapi.store import ArticleFilter, ArticleOrder, ArticleOrderField, PageRequest, StringFilter
from graphapi.store.memory import MemoryStore

__all__ = ["main", "measure"]

SIZES = (10_000, 100_000, 1_000_000)
PAGE = PageRequest(first=20)
ROUNDS = 200
UNITS = {"articles", "links"}

T = TypeVar("T")


def peak() -> float:
    """The most memory that this process has taken so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(articles: int, mean_links: float) -> dict[str, Any]:
    """Build one corpus and time its pages; times in seconds for building, else microseconds."""
    start = time.perf_counter()
    corpus = synthetic_corpus(articles, mean_links)
    generated, before = time.perf_counter() - start, peak()
    gc.collect()
    gc.freeze()
    start, working = time.perf_counter(), time.process_time()
    graph = ArticleGraph.build(corpus)
    figures: dict[str, Any] = {
        "articles": len(graph.articles),
        "links": len(graph.links),
        "generate s": generated,
        "corpus MiB": before,
        "build s": time.perf_counter() - start,
        "build CPU s": time.process_time() - working,
        "peak MiB": peak(),
    }
    del corpus
    gc.collect()
    gc.freeze()
    store = MemoryStore(graph, datetime.now(UTC))
    return figures | {name: microseconds(asked) for name, asked in questions(store)}


def microseconds(asked: Iterable[Callable[[], object]]) -> float:
    """The median time of some questions, each asked once before."""
    times = []
    for ask in asked:
        ask()
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1e6)
    return statistics.median(times)


def questions(store: MemoryStore) -> list[tuple[str, list[Callable[[], object]]]]:
    """What is timed, by name: the same question of many articles, providers or topics."""
    graph, rng = store.graph, random.Random(7)
    articles, ask = store.articles, LinkDirection.OUT
    some = rng.choices(graph.articles, k=ROUNDS)
    linked = [one for one in graph.articles if one.out_degree >= 5]
    providers, topics = graph.providers[1 : len(graph.providers) // 10], graph.topics[1:20]
    largest, main = graph.providers[0], graph.topics[0]
    by_quality = (ArticleOrder(ArticleOrderField.QUALITY),)

    def each(things: Sequence[T], ask: Callable[[T], object]) -> list[Callable[[], object]]:
        return [partial(ask, thing) for thing in rng.choices(things, k=ROUNDS)]

    def filtered(filter_: ArticleFilter) -> object:
        return page(articles(filter_, (), PAGE))

    def by_domain(provider: ProviderNode) -> object:
        return filtered(ArticleFilter(provider=StringFilter(eq=provider.domain)))

    def by_topic(topic: TopicNode) -> object:
        return filtered(ArticleFilter(topic=StringFilter(eq=topic.name)))

    def by_topic_anew(topic: TopicNode) -> object:
        named = ArticleFilter(topic=StringFilter(eq=topic.name))
        return page(forgetful.articles(named, (), PAGE))

    def reach(start: ArticleNode) -> Any:
        return store.reachable(start, 3, ask, None, None, PageRequest(first=100))

    def related(start: ArticleNode) -> Any:
        return store.related(start, ask, None, (), PageRequest(first=10))

    forgetful = MemoryStore(graph, store.loaded_at, cache_bytes=0)
    after = [PageRequest(first=20, after=cursor(store, one)) for one in some]
    return [
        ("newest first", each(some, lambda _: page(articles(None, (), PAGE)))),
        ("newest first, in the middle", each(after, lambda at: page(articles(None, (), at)))),
        ("of a provider", each(providers, lambda one: page(articles(None, (), PAGE, one)))),
        ("of the largest provider", each(some, lambda _: page(articles(None, (), PAGE, largest)))),
        ("the same, in the middle", each(after, lambda at: page(articles(None, (), at, largest)))),
        ("by a provider filter", each(providers, by_domain)),
        ("by the largest provider", each([largest], by_domain)),
        ("of a topic", each(topics, lambda one: page(articles(None, (), PAGE, one)))),
        ("of the main topic", each(some, lambda _: page(articles(None, (), PAGE, main)))),
        ("by a topic filter", each(topics, by_topic)),
        ("the same, nothing remembered", each(topics, by_topic_anew)),
        ("best quality first", each(some, lambda _: page(articles(None, by_quality, PAGE)))),
        (
            "largest provider, best first",
            each(some, lambda _: page(articles(None, by_quality, PAGE, largest))),
        ),
        ("reachable, 3 hops, 100", each(linked, lambda one: reach(one).nodes())),
        ("the same with paths", each(linked, lambda one: reach(one).edges())),
        ("related, 10", each(linked, lambda one: related(one).nodes())),
        ("an article by URL", each(some, lambda one: store.article(one.url))),
    ]


def page(connection: Any) -> object:
    """What a client asks of a page of a list."""
    return connection.nodes(), connection.page_info()


def cursor(store: MemoryStore, article: ArticleNode) -> str:
    """The cursor of an article in the default order."""
    itself = ArticleFilter(url=StringFilter(eq=article.url))
    found: str = store.articles(itself, (), PAGE).edges()[0].cursor
    return found


def table(measured: Sequence[dict[str, Any]]) -> str:
    """The figures as Markdown, a column for each size."""
    head = ["", *(f"{figures['articles']:,} articles" for figures in measured), "ratio"]
    rows = [head, ["---"] * len(head)]
    for name in measured[0]:
        values = [figures[name] for figures in measured]
        ratio = values[-1] / values[0] if values[0] else float("nan")
        unit = "" if name in UNITS or name.endswith((" s", " MiB")) else " µs"
        rows.append([name, *(f"{value:,.1f}{unit}" for value in values), f"{ratio:.2f}"])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> None:
    """Measure each size in a process of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="*", type=int, default=SIZES)
    parser.add_argument("--links", type=float, default=5, help="average length of a related list")
    parser.add_argument("--one", action="store_true", help="measure here; print JSON")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measure(asked.articles[0], asked.links)))
        return
    measured = []
    for articles in asked.articles:
        command = [sys.executable, "-m", "benchmarks.scale", str(articles), "--one"]
        command += ["--links", str(asked.links)]
        print(f"{articles:,} articles …", file=sys.stderr, flush=True)
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        measured.append(json.loads(done.stdout))
    print(table(measured))


if __name__ == "__main__":
    main()
