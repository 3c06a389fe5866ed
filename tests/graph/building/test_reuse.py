"""A build that reuses work of an earlier one makes the same graph as one that does not."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.corpus import Corpus
from graphapi.graph import ArticleGraph, Postings
from graphapi.graph.building.reuse import Reuse
from tests.corpora import article
from tests.corpora import corpus as corpus_of
from tests.store.drawing import corpora


def plain(value: Any) -> Any:
    """A value in which all is compared by content, not by identity."""
    if isinstance(value, np.ndarray):
        return value.dtype.name, value.tolist()
    if isinstance(value, Postings):
        return plain(value.starts), plain(value.members)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def facts(graph: ArticleGraph) -> dict[str, Any]:
    """All that a graph is made of, except neighbours, which would be told again and again."""
    made = {field.name for field in fields(graph)} - {"_outward", "_inward"}
    return {name: plain(getattr(graph, name)) for name in made}


@given(st.lists(corpora(), min_size=2, max_size=3))
@settings(max_examples=50)
def test_any_history_of_builds_ends_in_the_graph_of_its_last_corpus(history: list[Corpus]):
    reuse = Reuse()
    for corpus in history:
        again, afresh = ArticleGraph.build(corpus, reuse), ArticleGraph.build(corpus)
        assert facts(again) == facts(afresh)


def test_what_stays_is_shared_and_what_leaves_is_forgotten():
    documents = [article(f"https://a.example/{number}") for number in range(3)]
    reuse = Reuse()
    for build in range(8):
        gone = [article(f"https://b.example/{build}-{number}") for number in range(500)]
        ArticleGraph.build(corpus_of(*documents, *gone), reuse)
    assert len(reuse.mentions) <= 2_048 + 503
    assert len(reuse.digests) <= 503
