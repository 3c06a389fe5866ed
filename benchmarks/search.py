"""What searching and suggesting cost: `python -m benchmarks.search [ARTICLES]`.

Builds a synthetic corpus (100,000 articles, if nothing else is asked) whose titles and excerpts are
words drawn from a vocabulary by Zipf's law, as long as those of a real corpus, and asks for pairs
of words drawn by the same law, so that a few very common ones come up all the time. Prints what
building the index takes, and of the CPU time of answers the median, the 95th percentile and the
longest; each question is asked once, with nothing remembered.
"""

from __future__ import annotations

import argparse
import gc
import pickle
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import numpy as np

from benchmarks.synthetic import synthetic_corpus
from graphapi.corpus import Corpus
from graphapi.graph import ArticleGraph
from graphapi.store import (
    ArticleFilter,
    ArticleGroupKey,
    GroupOrder,
    IntFilter,
    PageRequest,
)
from graphapi.store.memory import MemoryStore

__all__ = ["main"]

TITLE, EXCERPT = 11, 29
"""The mean lengths, in words, in a corpus of 4,958 real articles."""
VOCABULARY = 100_000
ROUNDS = 500
PAGE_SIZE = 20
PAGE = PageRequest(first=PAGE_SIZE)
BY = [ArticleGroupKey.PROVIDER]
LATER = 5
"""The pages before the later one that is asked for."""
HALF = ArticleFilter(quality=IntFilter(gte=50))


def words(count: int) -> list[str]:
    """Made-up words, the most frequent ones the shortest; every third is the plural of another."""
    syllables = [first + second for first in "bcdfghklmnprstvwz" for second in "aeiou"]
    made: list[str] = []
    for number in range(count):
        if number % 3 == 2:
            made.append(f"{made[-2]}s")
            continue
        word, rest = "", number + 1
        while rest:
            rest, place = divmod(rest, len(syllables))
            word += syllables[place]
        made.append(f"{word}x")  # so that none is two others joined, or a stop word
    return made


def written(corpus: Corpus, rng: np.random.Generator, law: np.ndarray, known: np.ndarray) -> Corpus:
    """The corpus with other titles and excerpts."""
    drawn = rng.choice(len(known), (len(corpus.articles), TITLE + EXCERPT), p=law)
    documents = []
    for document, numbers in zip(corpus.articles, drawn, strict=True):
        text = known[numbers].tolist()
        mention = replace(
            document.mention,
            title=" ".join(text[:TITLE]).capitalize(),
            excerpt=" ".join(text[TITLE:]).capitalize(),
        )
        documents.append(replace(document, mention=mention))
    return replace(corpus, articles=tuple(documents))


def peak() -> float:
    """The most memory that this process has taken so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def milliseconds(asked: Sequence[Callable[[], object]]) -> str:
    """How much CPU some questions take, each asked once."""
    times = []
    for ask in asked:
        start = time.thread_time()
        ask()
        times.append((time.thread_time() - start) * 1e3)
    middle, high = np.percentile(times, (50, 95))
    return f"{middle:9.2f} {high:9.2f} {max(times):9.2f}"


def questions(store: MemoryStore, pairs: list[str], known: list[str]) -> None:
    """Ask, and print how long each kind of question takes."""

    def search(text: str, filter_: ArticleFilter | None = None, page: PageRequest = PAGE) -> object:
        found = store.search(text, filter_, page)
        return found.nodes(), found.total_count()

    def later(text: str) -> Callable[[], object]:
        before = store.search(text, None, PageRequest(first=LATER * PAGE_SIZE)).page_info()
        return partial(search, text, None, PageRequest(first=PAGE_SIZE, after=before.end_cursor))

    def facets(text: str, filter_: ArticleFilter | None = None) -> object:
        found = store.search(text, filter_, PAGE)
        return found.nodes(), found.groups(BY, GroupOrder.COUNT_DESC, 10)

    def show(text: str) -> object:
        return [
            (edge.title_highlight, edge.excerpt_highlight)
            for edge in store.search(text, None, PAGE).edges()
        ]

    def exact(text: str) -> object:
        found = store.search(text, None, PAGE, exact=True)
        return found.nodes(), found.total_count()

    def suggest(prefix: str) -> object:
        return store.suggest(prefix, 10)

    def slipped(text: str) -> str:
        return " ".join(f"{word[1]}{word[0]}{word[2:]}" for word in text.split())

    common = f"{known[0]} {known[1]}"
    titles = [article.title for article in store.graph.articles[:: len(store.graph.articles) // 50]]
    excerpts = [
        one.excerpt or "" for one in store.graph.articles[:: len(store.graph.articles) // 50]
    ]
    typed = [title[:length] for title in titles for length in range(1, 12)]
    inner = [pair[:-1] for pair in pairs]
    kinds: dict[str, list[Callable[[], object]]] = {
        "two words: page and total": [partial(search, pair) for pair in pairs],
        "two words, exact": [partial(exact, pair) for pair in pairs],
        "the two most common words": [partial(search, common)] * 20,
        "two words: page with highlights": [partial(show, pair) for pair in pairs],
        "two words as a phrase": [partial(search, f'"{pair}"') for pair in pairs],
        "a word and a beginning": [partial(search, f"{pair[:-2]}*") for pair in pairs],
        "two words, half filtered out": [partial(search, pair, HALF) for pair in pairs],
        "two words: the sixth page": [later(pair) for pair in pairs],
        "two words: facets": [partial(facets, pair) for pair in pairs],
        "two words: facets, half filtered out": [partial(facets, pair, HALF) for pair in pairs],
        "two words, each with a slip": [partial(search, slipped(pair)) for pair in pairs],
        "a title": [partial(search, title) for title in titles],
        "an excerpt": [partial(search, excerpt) for excerpt in excerpts],
        "suggest: a title being typed": [partial(suggest, prefix) for prefix in typed],
        "suggest: two words, the last cut": [partial(suggest, prefix) for prefix in inner],
        "suggest: two words with slips": [partial(suggest, slipped(pair)) for pair in pairs],
    }
    print(f"{'milliseconds':36} {'median':>9} {'95 %':>9} {'longest':>9}")
    for name, asked in kinds.items():
        print(f"{name:36} {milliseconds(asked)}", flush=True)


def main() -> None:
    """Build a corpus, index it and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    count = parser.parse_args().articles
    rng, known = np.random.default_rng(1), words(VOCABULARY)
    law = 1 / (np.arange(VOCABULARY) + 2.7)  # Zipf and Mandelbrot
    law /= law.sum()
    start = time.perf_counter()
    corpus = written(synthetic_corpus(count), rng, law, np.array(known, dtype=object))
    graph = ArticleGraph.build(corpus)
    del corpus
    gc.collect()
    gc.freeze()
    loaded, before = time.perf_counter() - start, peak()
    start, working = time.perf_counter(), time.process_time()
    found = graph.findings.get()
    built = time.perf_counter() - start
    print(f"{len(graph.articles):,} articles, made in {loaded:.1f} s, {before:,.0f} MiB at most")
    print(
        f"index: built in {built:.1f} s ({time.process_time() - working:.1f} s of CPU),"
        f" {len(pickle.dumps(found, protocol=5)) / 2**20:,.0f} MiB,"
        f" {peak() - before:,.0f} MiB more at most"
    )
    start = time.perf_counter()
    graph.finder  # noqa: B018  it is opened by asking for it
    print(f"index: opened in {(time.perf_counter() - start) * 1e3:.0f} ms")
    pairs = [
        " ".join(known[number] for number in rng.choice(VOCABULARY, 2, p=law))
        for _ in range(ROUNDS)
    ]
    questions(MemoryStore(graph, datetime.now(UTC), cache_bytes=0), pairs, known)


if __name__ == "__main__":
    main()
