"""Values count by key: a store takes those that another store of the same version has made."""

from dataclasses import fields
from typing import TypeVar

import pytest

from graphapi.domain import Article, LinkDirection, Provider, Story, Topic
from graphapi.store import PageRequest
from graphapi.store.memory import MemoryStore
from tests.corpora import article, found, names, store_of, topic

ValueT = TypeVar("ValueT", Article, Provider, Story, Topic)
DOCUMENTS = (
    article(
        "a",
        title="Skerrow ferry aground",
        related=["b", "c"],
        published="2024-01-03",
        provider="p.example",
        topics=("T",),
    ),
    article(
        "b",
        title="Skerrow ferry aground",
        related=["a"],
        published="2024-01-02",
        provider="p.example",
        topics=("T", "U"),
    ),
    article("c", published="2024-01-01", provider="q.example", topics=("U",)),
    topic("U", parent="T"),
)
PAGE = PageRequest()


def stripped(value: Article | Provider | Story | Topic, kind: type[ValueT]) -> ValueT:
    """The same value without the place that the memory store keeps in it."""
    return kind(**{field.name: getattr(value, field.name) for field in fields(kind)})


def some(store: MemoryStore) -> tuple[Article, Provider, Topic, Story]:
    graph = store.graph
    return found(graph, "a"), graph.providers[0], graph.topics[0], graph.story_nodes[0]


def answers(
    store: MemoryStore, one: Article, provider: Provider, about: Topic, story: Story
) -> list[object]:
    """What a store says of values, in every method that takes one."""
    return [
        names(store.related(one, LinkDirection.BOTH, None, (), PAGE).nodes()),
        names(store.reachable(one, 2, LinkDirection.OUT, None, None, PAGE).nodes()),
        names(store.similar(one, None, PAGE).nodes()),
        names(store.copies(one, 9)),
        store.copy_count(one),
        store.story_terms(story, 9),
        names(store.story_copies(story, 9)),
        [(each.node.domain, each.count) for each in store.provider_counts(story, 9)],
        store.sources(one, 9),
        store.problems_of(one, 9),
        store.rank(one),
        *(names(store.articles(None, (), PAGE, each).nodes()) for each in (provider, about, story)),
        *(store.stats(each) for each in (provider, about, story)),
        [(each.node.name, each.count) for each in store.topic_counts(provider, 9)],
        [(each.node.name, each.count) for each in store.topic_counts(about, 9)],
        [(each.node.domain, each.count) for each in store.provider_counts(about, 9)],
        [each.count for each in store.linked_providers(provider, LinkDirection.OUT, 9)],
        (parent := store.topic_parent(about)) and parent.name,
        [child.name for child in store.topic_children(about)],
    ]


def test_values_of_another_store_of_the_same_version_are_answered_like_its_own():
    store, other = store_of(*DOCUMENTS), store_of(*reversed(DOCUMENTS))
    assert store.version == other.version
    assert answers(store, *some(other)) == answers(store, *some(store))


def test_values_that_hold_no_place_in_the_graph_are_answered_like_its_own():
    store = store_of(*DOCUMENTS)
    kinds = (Article, Provider, Topic, Story)
    one, provider, about, story = some(store)
    bare = (
        stripped(one, Article),
        stripped(provider, Provider),
        stripped(about, Topic),
        stripped(story, Story),
    )
    assert tuple(map(type, bare)) == kinds
    assert answers(store, *bare) == answers(store, one, provider, about, story)


def test_a_value_of_another_version_is_looked_up_by_key_whatever_its_place_there():
    store = store_of(*DOCUMENTS)
    larger = store_of(article("new", published="2025-01-01"), *DOCUMENTS)
    there = found(larger.graph, "b")
    assert there.index != found(store.graph, "b").index
    near = store.related(there, LinkDirection.OUT, None, (), PAGE).nodes()
    assert names(near) == ["a"]


def test_a_value_that_this_version_has_not_is_refused_by_name():
    store, larger = store_of(*DOCUMENTS), store_of(article("new"), *DOCUMENTS)
    with pytest.raises(LookupError, match=r"no 'https://\S*new' in this version of the corpus"):
        store.related(found(larger.graph, "new"), LinkDirection.OUT, None, (), PAGE)
