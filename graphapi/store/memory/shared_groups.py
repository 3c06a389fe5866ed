"""What articles have in common, as groups over which paths may lead where no links do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from graphapi.domain import Bridge, Link, LinkDirection
from graphapi.graph import (
    ArticleGraph,
    ArticleNode,
    BridgedPath,
    Group,
    ProviderNode,
    StoryNode,
    TopicNode,
)
from graphapi.store.answers.values import ArticlePath, PathBridge

__all__ = ["SharedGroups", "bridged_path"]

_MAX_SIMILAR: Final = 20
_LEAST_SCORE: Final = 0.1
"""So many articles, at least so similar, are a bridge from either end of a path."""

_KINDS: Final = {
    StoryNode: Bridge.STORY,
    TopicNode: Bridge.TOPIC,
    ProviderNode: Bridge.PROVIDER,
}


class SharedGroups:
    """Finds the groups of articles, of the kinds asked for, each made once in one search.

    To find what is similar takes long, so that is done for both ends of the paths alone. Raises
    NotReadyError if stories or similar articles are asked for while these are being computed.
    """

    def __init__(
        self, graph: ArticleGraph, kinds: Collection[Bridge], ends: Sequence[ArticleNode]
    ) -> None:
        self._graph, self._kinds = graph, frozenset(kinds)
        self._groups: dict[ProviderNode | TopicNode | StoryNode, Group] = {}
        self._known: dict[ArticleNode, Sequence[Group]] = {}
        self._similar: dict[ArticleNode, list[Group]] = defaultdict(list)
        if Bridge.SIMILAR in self._kinds:
            for end in ends:
                self._add_similar(end)

    def of(self, article: ArticleNode) -> Sequence[Group]:
        """The groups that an article is in."""
        known = self._known.get(article)
        if known is None:
            known = self._known[article] = [*self._similar.get(article, ()), *self._shared(article)]
        return known

    def _shared(self, article: ArticleNode) -> list[Group]:
        shared: list[ProviderNode | TopicNode | StoryNode | None] = []
        if Bridge.STORY in self._kinds:
            shared.append(self._graph.story_of(article))
        if Bridge.TOPIC in self._kinds:
            shared += article.topics
        if Bridge.PROVIDER in self._kinds:
            shared.append(article.provider)
        return [self._group(node) for node in shared if node is not None]

    def _group(self, node: ProviderNode | TopicNode | StoryNode) -> Group:
        group = self._groups.get(node)
        if group is None:
            articles = self._graph.articles
            members = [articles[index] for index in self._graph.articles_of(node).tolist()]
            group = self._groups[node] = Group(_KINDS[type(node)], members, len(members), node)
        return group

    def _add_similar(self, end: ArticleNode) -> None:
        """Add a pair for each of the most similar articles: the more similar, the smaller."""
        found = self._graph.kinship.similar(end.index)
        enough = found.articles[:_MAX_SIMILAR][found.scores[:_MAX_SIMILAR] >= _LEAST_SCORE]
        for place, index in enumerate(enough.tolist(), 1):
            pair = (end, self._graph.articles[index])
            group = Group(Bridge.SIMILAR, pair, place)
            for article in pair:
                self._similar[article].append(group)


def bridged_path(graph: ArticleGraph, path: BridgedPath, direction: LinkDirection) -> ArticlePath:
    """A path as a store answers it: its links, and its bridges by the places of their steps."""
    links: list[Link] = []
    bridges: list[PathBridge] = []
    for step, group in enumerate(path.groups):
        before, after = path.articles[step : step + 2]
        if group is None:
            links += graph.links_along((before, after), direction)
        else:
            bridges.append(PathBridge(step, group.kind, before, after, group.node))
    return ArticlePath(path.articles, tuple(links), tuple(bridges))
