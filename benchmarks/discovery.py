"""What ranks, copies, stories and kin cost: `python -m benchmarks.discovery [ARTICLES]`.

Builds a synthetic corpus (100,000 articles with five links each, if nothing else is asked), lets a
child processes work them out as a server does, and prints how long that takes, what it
costs those who ask other questions meanwhile, and what questions for its results cost then. With
`--hub`, a tenth of all articles also list one of them.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from benchmarks.synthetic import synthetic_corpus
from graphapi.corpus import Corpus, RelatedEntry
from graphapi.errors import NotReadyError
from graphapi.graph import ArticleGraph, ArticleNode
from graphapi.graph.discovery.ranking import page_ranks
from graphapi.runtime.background import compute_in_background
from graphapi.store import ArticleOrder, ArticleOrderField, PageRequest, Period, StoryOrder
from graphapi.store.memory import MemoryStore

__all__ = ["main"]

PAGE = PageRequest(first=20)
ROUNDS = 500


def with_hub(corpus: Corpus) -> Corpus:
    """The corpus in which every tenth article also lists the first one."""
    hub = corpus.articles[0].mention
    articles = [
        replace(one, related=(*one.related, RelatedEntry(len(one.related), 9, hub)))
        if number % 10 == 1
        else one
        for number, one in enumerate(corpus.articles)
    ]
    return replace(corpus, articles=tuple(articles))


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def newest_page(store: MemoryStore) -> None:
    """A question that needs none of them."""
    page = store.articles(None, (), PAGE)
    page.nodes(), page.edges(), page.page_info()


def line(name: str, value: str) -> None:
    """Print a figure."""
    print(f"  {name:<52} {value}")


def measure_child(graph: ArticleGraph, build_seconds: float) -> None:
    """Ranks and kin by child processes, while questions are asked of this one."""
    store = MemoryStore(graph, datetime.now(UTC))
    newest_page(store)
    alone = [seconds(lambda: newest_page(store)) for _ in range(ROUNDS)]
    beside: list[float] = []
    start = time.perf_counter()
    with compute_in_background(graph.discovery, graph.kin):
        started = time.perf_counter() - start
        while True:
            try:
                taken = seconds(lambda: (graph.discovery.get(), graph.kin.get()))
                break
            except NotReadyError:
                beside.append(seconds(lambda: newest_page(store)))
    finished = time.perf_counter() - start
    share = 100 * started / build_seconds
    line(
        "starting the child, all that it delays readiness",
        f"{1000 * started:.1f} ms, {share:.2f} %",
    )
    line("ranks, kin and stories there after", f"{finished:.2f} s")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    line("CPU of the children", f"{used.ru_utime + used.ru_stime:.2f} s")
    line("taking them over", f"{1000 * taken:.1f} ms")
    ratio = statistics.median(beside) / statistics.median(alone)
    line("a page meanwhile, against a page alone", f"{ratio:.2f} times")


def measure_parts(graph: ArticleGraph) -> None:
    """What the child has spent its time on."""
    line("PageRank", f"{seconds(lambda: page_ranks(graph.links)):.2f} s")
    stories = graph.stories
    largest = int(stories.articles.counts().max(initial=0))
    lone = int((stories.of_articles < 0).sum())
    line("stories", f"{len(stories):,}, the largest of {largest:,}; {lone:,} lone articles")


def measure_questions(graph: ArticleGraph) -> None:
    """Median and 95th percentile of questions, each the first of its kind about its article."""
    rng = random.Random(7)
    store = MemoryStore(graph, datetime.now(UTC), cache_bytes=0)
    linked = [one for one in graph.articles if one.in_degree + one.out_degree]
    some = rng.choices(linked, k=ROUNDS)
    busiest = sorted(linked, key=lambda one: -one.in_degree)[:5]
    stories = rng.choices(graph.story_nodes, k=ROUNDS)
    by_rank = (ArticleOrder(ArticleOrderField.RANK),)

    def similar(one: ArticleNode) -> Any:
        return [edge.shared_terms for edge in store.similar(one, None, PAGE).edges()]

    def similar_to(text: str) -> Any:
        edges = store.similar_to(text, None, None, PAGE).edges()
        return [edge.shared_terms for edge in edges]

    def spread(name: str, ask: Callable[[Any], object], things: Sequence[Any]) -> None:
        ask(things[0])
        times = sorted(1000 * seconds(partial(ask, thing)) for thing in things)
        high = times[min(len(times) - 1, len(times) * 95 // 100)]
        line(name, f"{statistics.median(times):.2f} ms, p95 {high:.2f} ms")

    spread("similar, 20 with reasons", similar, some)
    spread(f"the same of those listed {busiest[-1].in_degree:,} times or more", similar, busiest)
    headlines = [f"{one.title} {one.excerpt}" for one in some]
    spread(
        "similar to a text, 20 with reasons",
        similar_to,
        headlines,
    )
    spread("copies", lambda one: store.copies(one, 20), some)
    spread("articles of a story", lambda one: store.articles(None, (), PAGE, one).edges(), stories)
    kept = MemoryStore(graph, datetime.now(UTC))
    spread("articles by rank", lambda _: kept.articles(None, by_rank, PAGE).edges(), some)

    def ask_stories(order: StoryOrder) -> object:
        return kept.stories(3, None, Period(), order, PAGE).edges()

    spread("stories", ask_stories, [*StoryOrder] * 50)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--links", type=float, default=5, help="average length of a related list")
    parser.add_argument("--hub", action="store_true", help="let a tenth of all list one article")
    asked = parser.parse_args()
    corpus = synthetic_corpus(asked.articles, asked.links)
    if asked.hub:
        corpus = with_hub(corpus)
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    graph = ArticleGraph.build(corpus)
    build_seconds = time.perf_counter() - start
    del corpus
    gc.collect()
    gc.freeze()
    print(f"{len(graph.articles):,} articles with {len(graph.links):,} links")
    line("building the graph", f"{build_seconds:.2f} s")
    measure_child(graph, build_seconds)
    measure_parts(graph)
    measure_questions(graph)


if __name__ == "__main__":
    main()
