"""How often topics and providers go together: counted over posting lists, most frequent first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from graphapi.domain import LinkDirection
from graphapi.graph import ArticleGraph, Integers, Numbers, ProviderNode, TopicNode
from graphapi.store.answers.values import Counted
from graphapi.store.questions.bounds import MAX_LIST

__all__ = ["linked_providers", "provider_counts", "topic_counts"]

NodeT = TypeVar("NodeT")


def topic_counts(
    graph: ArticleGraph, articles: Integers, but: TopicNode | None
) -> list[Counted[TopicNode]]:
    """The topics of articles and how many have each, at most `MAX_LIST`; ties by name."""
    counts = np.bincount(graph.article_topics.of_all(articles), minlength=len(graph.topics))
    if but is not None:
        counts[but.index] = 0
    return _most(graph.topics, counts, lambda topic: topic.name.casefold())


def provider_counts(graph: ArticleGraph, articles: Integers) -> list[Counted[ProviderNode]]:
    """The providers of articles and how many each has, at most `MAX_LIST`; ties by domain."""
    return _count_providers(graph, graph.article_providers[articles])


def linked_providers(
    graph: ArticleGraph,
    articles: Integers,
    direction: LinkDirection,
    among: Sequence[ProviderNode] | None = None,
) -> list[Counted[ProviderNode]]:
    """The providers at the other end of the articles' links, and how many links lead there.

    At most `MAX_LIST`, and those `among` some providers alone unless that is None; ties by
    domain. BOTH counts the links of either direction.
    """
    ends = []
    if direction is not LinkDirection.IN:
        ends.append(graph.links.outward.of_all(articles))
    if direction is not LinkDirection.OUT:
        ends.append(graph.links.inward.of_all(articles))
    providers = graph.article_providers[np.concatenate(ends)]
    if among is not None:
        wanted = np.array([provider.index for provider in among], dtype=np.int64)
        providers = providers[np.isin(providers, wanted)]
    return _count_providers(graph, providers)


def _count_providers(graph: ArticleGraph, providers: Integers) -> list[Counted[ProviderNode]]:
    counts = np.bincount(providers[providers >= 0], minlength=len(graph.providers))
    return _most(graph.providers, counts, lambda provider: provider.domain)


def _most(
    nodes: Sequence[NodeT], counts: Numbers, name: Callable[[NodeT], str]
) -> list[Counted[NodeT]]:
    """The nodes counted most often, ties by name. Sorts only those that can be among them."""
    present = np.flatnonzero(counts)
    if len(present) > MAX_LIST:
        least = np.partition(counts[present], -MAX_LIST)[-MAX_LIST]
        present = present[counts[present] >= least]
    counted = [Counted(nodes[index], int(counts[index])) for index in present.tolist()]
    counted.sort(key=lambda entry: (-entry.count, name(entry.node)))
    return counted[:MAX_LIST]
