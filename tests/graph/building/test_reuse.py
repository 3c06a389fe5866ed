"""A build that reuses work of an earlier one makes the same graph as one that does not."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graphapi.corpus import Corpus
from graphapi.graph import ArticleGraph, Postings
from graphapi.graph.building.packed_mentions import PackedMentions
from graphapi.graph.building.reuse import Reuse
from graphapi.graph.search.near_words import NearWords
from graphapi.graph.search.vocabulary import Vocabulary
from tests.corpora import article
from tests.corpora import corpus as corpus_of
from tests.store.drawing import corpora


def plain(value: Any) -> Any:
    """A value in which all is compared by content, not by identity."""
    if isinstance(value, np.ndarray):
        return value.dtype.name, value.tolist()
    if isinstance(value, Postings | Vocabulary | NearWords):
        return [plain(getattr(value, name)) for name in type(value).__slots__ if name[0] != "_"]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | PackedMentions):
        return [plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def facts(graph: ArticleGraph) -> dict[str, Any]:
    """All that a graph is made of."""
    made = {field.name for field in fields(graph)} - {"_reuse"}
    return {name: plain(getattr(graph, name)) for name in made}


def computed(graph: ArticleGraph) -> dict[str, Any]:
    """All that is computed of a graph."""
    return {name: plain(value.get()) for name, value in graph.background.items()}


@given(st.lists(corpora(), min_size=2, max_size=3))
@settings(max_examples=50)
def test_any_history_of_builds_ends_in_the_graph_of_its_last_corpus(history: list[Corpus]):
    reuse = Reuse()
    for corpus in history:
        again, afresh = ArticleGraph.build(corpus, reuse), ArticleGraph.build(corpus)
        assert facts(again) == facts(afresh)
        assert computed(again) == computed(afresh)


def test_what_stays_is_shared_and_what_leaves_is_forgotten():
    documents = [article(f"https://a.example/{number}") for number in range(3)]
    reuse = Reuse()
    for build in range(8):
        gone = [article(f"https://b.example/{build}-{number}") for number in range(500)]
        ArticleGraph.build(corpus_of(*documents, *gone), reuse)
    assert len(reuse.mentions) <= 2_048 + 503
    assert len(reuse.digests) <= 503


_SENTENCES = (
    "Northwind opens a data center in Oslo, the third one in the country this year.",
    "The new data center in Oslo will be cooled with sea water and heat two thousand homes.",
    "Fabrikam and Northwind settle their dispute over patents for wind turbines.",
    "Nobody was hurt when a wind turbine caught fire near Bergen on Monday evening.",
    "Contoso releases version 3 of its database, which reads files of any size.",
)


@st.composite
def reports(draw: st.DrawFn) -> Corpus:
    """Articles whose texts have so much in common that there are stories and copies."""
    sentences = st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=3)
    return corpus_of(
        *(
            article(
                f"https://a.example/{name}",
                title=draw(st.sampled_from(_SENTENCES)),
                excerpt=draw(st.none() | st.sampled_from(_SENTENCES)),
                published=f"2024-05-{draw(st.integers(1, 28)):02}T00:00:00+00:00",
                body=" ".join(draw(sentences)),
                related=[f"https://a.example/{other}" for other in draw(st.sets(_NAMES))],
            )
            for name in sorted(draw(st.sets(_NAMES, min_size=1)))
        )
    )


_NAMES = st.sampled_from("abcdefgh")


@given(st.lists(reports(), min_size=2, max_size=4))
@settings(max_examples=50)
def test_words_stories_and_copies_are_those_of_a_build_from_scratch(history: list[Corpus]):
    reuse = Reuse()
    for corpus in history:
        again, afresh = ArticleGraph.build(corpus, reuse), ArticleGraph.build(corpus)
        assert computed(again) == computed(afresh)
