"""How good search is: with queries, questions, headlines and addresses, judged as readers would.

`searches.json` has what people might type, by corpus. Each query comes with what the title or
excerpt of a right article has, as a regular expression, written after reading what was found.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graphapi.domain import Article
from graphapi.graph import ArticleGraph
from graphapi.store import PageRequest
from graphapi.store.memory import MemoryStore
from tests.quality.graphs import name_of
from tests.quality.rows import Row

__all__ = ["rows"]

_JUDGED: Final = json.loads(Path(__file__).with_name("searches.json").read_text(encoding="utf-8"))
_FIRST_TEN: Final = PageRequest(first=10)
_SHOWN: Final = 3
_HEADLINES: Final = 400
_LEAST_WORDS: Final = 5
"""Of a headline; shorter ones are searches like others."""


def rows(graph: ArticleGraph) -> list[Row]:
    """The figures of search on a corpus."""
    store = MemoryStore(graph, datetime.now(UTC))
    judged = _JUDGED.get(name_of(graph), {"queries": {}, "questions": {}})
    queries, questions = judged["queries"], judged["questions"]
    found = []
    if queries:
        answers = {text: first_ten(store, text) for text in (*queries, *questions)}
        empty = sum(not shown for shown in answers.values()) / len(answers)
        found += [
            Row("search: queries and questions that find nothing", empty, 0, at_most=True),
            Row(
                "search: precision of the first ten",
                _mean(
                    _mean(fits(article, queries[text]) for article in answers[text])
                    for text in queries
                    if answers[text]
                ),
                0.9,
            ),
            Row(
                "search: questions with a right article in the first three",
                _mean(
                    any(fits(article, right) for article in answers[text][:_SHOWN])
                    for text, right in questions.items()
                ),
                0.9,
            ),
        ]
    headlines = sampled(graph.articles)
    firsts = [(article, first_ten(store, article.title)) for article in headlines]
    found += [
        Row(
            "search: headlines that find their article first",
            _mean(
                shown[0].title.casefold() == article.title.casefold() for article, shown in firsts
            ),
            0.97,
        ),
        Row(
            "search: headlines that find others", _mean(len(shown) > 1 for _, shown in firsts), 0.9
        ),
        Row(
            "search: addresses that find their article first",
            _mean(
                first_ten(store, spelled)[:1] == [article]
                for article in headlines[:100]
                for spelled in spellings(article.url)
            ),
            1,
        ),
    ]
    return found


def first_ten(store: MemoryStore, text: str) -> Sequence[Article]:
    """The first page of what a text finds."""
    return store.search(text, None, _FIRST_TEN).nodes()


def fits(article: Article, right: str) -> bool:
    """Whether an article is right."""
    return re.search(right, f"{article.title} {article.excerpt or ''}", re.IGNORECASE) is not None


def sampled(articles: Sequence[Article]) -> list[Article]:
    """Articles whose titles are headlines: the same every time."""
    known = [article for article in articles if len(article.title.split()) >= _LEAST_WORDS]
    return random.Random(15).sample(known, min(_HEADLINES, len(known)))


def spellings(url: str) -> list[str]:
    """Some ways to write an address."""
    bare = url.partition("://")[2]
    tracked = f"{url}{'&' if '?' in url else '?'}utm_source=feed"
    return [url, bare, f"http://{bare}", tracked]


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / max(1, len(known))
