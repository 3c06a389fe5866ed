"""The graph's own nodes for the values that a caller hands in.

As a rule a value is a node that this store returned. It may also come from another store of the
same version: what counts is its key, not the object. A node of another graph may have the same
index and say something else, so a node is taken as it is only where this graph has it at its place.
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from graphapi.domain import Article, Provider, Story, Topic
from graphapi.graph import ArticleGraph, ArticleNode, ProviderNode, StoryNode, TopicNode
from graphapi.store.interface import Within

__all__ = ["Owner", "own_article", "own_owner", "own_provider", "own_topic"]

Owner: TypeAlias = ProviderNode | TopicNode | StoryNode
"""A node that has articles of its own."""

NodeT = TypeVar("NodeT", ArticleNode, ProviderNode, StoryNode, TopicNode)


def own_article(graph: ArticleGraph, article: Article) -> ArticleNode:
    """The node of an article. Raises LookupError if the graph has none with its URL."""
    if isinstance(article, ArticleNode):
        # Written out, as in the others: a level of an answer asks it of each article.
        articles, index = graph.articles, article.index
        if index < len(articles) and articles[index] is article:
            return article
    return _found(graph.article(article.url), article.url)


def own_provider(graph: ArticleGraph, provider: Provider) -> ProviderNode:
    """The node of a provider. Raises LookupError if the graph has none with its domain."""
    if isinstance(provider, ProviderNode):
        providers, index = graph.providers, provider.index
        if index < len(providers) and providers[index] is provider:
            return provider
    return _found(graph.provider(provider.domain), provider.domain)


def own_topic(graph: ArticleGraph, topic: Topic) -> TopicNode:
    """The node of a topic. Raises LookupError if the graph has none with its name."""
    if isinstance(topic, TopicNode):
        topics, index = graph.topics, topic.index
        if index < len(topics) and topics[index] is topic:
            return topic
    return _found(graph.topic(topic.name), topic.name)


def own_owner(graph: ArticleGraph, owner: Within) -> Owner:
    """The node of a provider, topic or story. Raises LookupError and NotReadyError."""
    if isinstance(owner, (ProviderNode, Provider)):  # a node's own class is found faster
        return own_provider(graph, owner)
    if isinstance(owner, (TopicNode, Topic)):
        return own_topic(graph, owner)
    return _own_story(graph, owner)


def _own_story(graph: ArticleGraph, story: Story) -> StoryNode:
    if isinstance(story, StoryNode):
        stories, index = graph.story_nodes, story.index
        if index < len(stories) and stories[index] is story:
            return story
    founder = _found(graph.article(story.key), story.key)
    return _found(graph.story_of(founder), story.key)


def _found(node: NodeT | None, key: str) -> NodeT:
    if node is None:
        raise LookupError(f"no {key!r} in this version of the corpus; ask the store that has it")
    return node
