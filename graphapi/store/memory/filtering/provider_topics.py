"""Which providers have articles about what: a filter by topic, for all providers at once."""

from __future__ import annotations

import numpy as np

from graphapi.graph import ArticleGraph, Bools
from graphapi.store.memory.filtering.conditions import TextCondition, text_conditions
from graphapi.store.memory.filtering.predicates import topic_texts
from graphapi.store.questions.filters import StringFilter

__all__ = ["fits_topics", "topics_passing"]


def fits_topics(graph: ArticleGraph, filter_: StringFilter) -> Bools:
    """Whether each provider meets a filter on the names and slugs of its articles' topics."""
    fits = np.ones(len(graph.providers), dtype=np.bool_)
    if filter_.is_null is not None:
        fits &= _has_any(graph, list(range(len(graph.topics)))) ^ filter_.is_null
    for condition in text_conditions(filter_, str.casefold):
        fits &= _has_any(graph, topics_passing(graph, condition)) ^ condition.negated
    return fits


def topics_passing(graph: ArticleGraph, condition: TextCondition) -> list[int]:
    """The indexes of the topics whose name or slug passes the test of a condition, ascending."""
    if condition.wanted is not None:
        spellings = graph.topic_spellings
        return sorted({i for text in condition.wanted for i in spellings.get(text, ())})
    return [
        topic.index for topic in graph.topics if any(map(condition.test, topic_texts((topic,))))
    ]


def _has_any(graph: ArticleGraph, topics: list[int]) -> Bools:
    """Whether each provider has an article about one of these topics."""
    has_any = np.zeros(
        len(graph.providers) + 1, dtype=np.bool_
    )  # the last, at -1, is for no provider
    articles = graph.topic_articles.of_all(np.array(topics, dtype=np.int32))
    has_any[graph.article_providers[articles]] = True
    return has_any[:-1]
