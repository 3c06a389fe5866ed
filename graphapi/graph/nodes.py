"""The nodes of the graph: the domain's values, with all that belongs to them at hand, and each
with its place among those of its kind.

They are made once with the graph and never change. Lists that can be long (the links of an
article, the articles of a provider) are kept by `ArticleGraph`, under `index`.
"""

from __future__ import annotations

from dataclasses import dataclass

from graphapi.domain import Article, Extra, Image, Provider, Story, Topic
from graphapi.graph.cards import article_card

__all__ = ["ArticleNode", "ProviderNode", "StoryNode", "TopicNode"]


@dataclass(frozen=True, slots=True, eq=False)
class ProviderNode(Provider):
    """A provider. `index` is its place by article count, then domain."""

    images: tuple[Image, ...]
    extra: Extra
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class TopicNode(Topic):
    """A topic. `index` is its place by article count, then name, ignoring case.

    `parent_index` and `child_indexes`, these by name, are the places of the topics above and below.
    """

    images: tuple[Image, ...]
    extra: Extra
    index: int
    parent_index: int | None
    child_indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ArticleNode(Article):
    """An article. `index` is its place in the default order: newest first, then URL."""

    provider: ProviderNode | None
    topics: tuple[TopicNode, ...]
    images: tuple[Image, ...]
    featured_content: str | None
    body: str
    extra: Extra
    index: int

    def _repr_html_(self) -> str:
        return article_card(self, [topic.name for topic in self.topics])


@dataclass(frozen=True, slots=True, eq=False)
class StoryNode(Story):
    """A story. `index` is its place among all: see `Stories`. `founder` is its oldest article."""

    lead: ArticleNode
    founder: ArticleNode
    index: int
