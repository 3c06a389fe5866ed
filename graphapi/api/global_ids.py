"""Global ids, after Relay: one opaque text names any article, provider, topic, story or the corpus.

An id is `Type:key` in URL-safe base64 without padding. The key is what the domain knows the thing
by, so ids survive a reload and are the same on every machine: canonical URL; domain; the name of a
topic rather than its slug, which gets a number where another topic takes the same one; the
canonical URL of a story's oldest article. Where another article becomes the oldest, the story's id
changes, and the old one finds the story that the former oldest belongs to. The corpus has the same
key on every server and in every version: a client that keeps what it gets by id keeps one corpus,
and the next version takes the place of the last.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeAlias

import strawberry

from graphapi import domain
from graphapi.api.resolvers import resolver
from graphapi.errors import BadUserInputError
from graphapi.store import CorpusSummary, MaybeAwaitable, Store

__all__ = ["MAX_NODES", "Node", "NodeValue", "decode_id", "encode_id", "load_node", "load_story"]

MAX_NODES = 100
"""How many ids `nodes` takes at once."""

NodeValue: TypeAlias = (
    domain.Article | domain.Provider | domain.Story | domain.Topic | CorpusSummary
)
"""What has a global id."""

_TYPES = frozenset({"Article", "Corpus", "Provider", "Story", "Topic"})
_CORPUS_KEY = "corpus"
_ALLOWED = "use an id that this API has handed out"


@strawberry.interface(description="Anything with a global id, by which `node` finds it.")
class Node:
    """Implemented by the types of articles, providers, topics, stories and the corpus."""

    @resolver(strawberry.ID)
    @staticmethod
    def id(root: strawberry.Parent[NodeValue]) -> strawberry.ID:
        """Its global id: opaque, and stable across reloads of the corpus."""
        match root:
            case domain.Article(url=key):
                return encode_id("Article", key)
            case domain.Provider(domain=key):
                return encode_id("Provider", key)
            case domain.Topic(name=key):
                return encode_id("Topic", key)
            case domain.Story(key=key):
                return encode_id("Story", key)
            case CorpusSummary():
                return encode_id("Corpus", _CORPUS_KEY)


def encode_id(type_name: str, key: str) -> strawberry.ID:
    """The global id of the thing of a type (such as `Article`) with a key."""
    return strawberry.ID(urlsafe_b64encode(f"{type_name}:{key}".encode()).rstrip(b"=").decode())


def decode_id(argument: str, text: str) -> tuple[str, str]:
    """The type and the key that an id stands for.

    Raises BadUserInputError, with `argument` as the place, for text that encode_id never gives.
    """
    try:
        decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError as error:  # bad base64, not ASCII, not UTF-8: all are subclasses
        raise BadUserInputError(argument, text, _ALLOWED) from error
    type_name, _, key = decoded.partition(":")
    if type_name not in _TYPES or not key or encode_id(type_name, key) != text:
        raise BadUserInputError(argument, text, _ALLOWED)
    return type_name, key


def load_node(store: Store, argument: str, text: str) -> MaybeAwaitable[NodeValue | None]:
    """What an id names; None if the corpus does not have it. Raises BadUserInputError."""
    type_name, key = decode_id(argument, text)
    if type_name == "Corpus" and key == _CORPUS_KEY:
        return store.corpus()
    if type_name == "Provider":
        return store.provider(key)
    if type_name == "Topic":
        return store.topic(key)
    try:
        if type_name == "Story":
            return store.story(key)
        if type_name == "Article":
            return store.article(key)
    except BadUserInputError as error:  # the key is no URL: not one of our ids
        raise BadUserInputError(argument, text, _ALLOWED) from error
    raise BadUserInputError(argument, text, _ALLOWED)


def load_story(store: Store, argument: str, text: str) -> MaybeAwaitable[domain.Story | None]:
    """The story that an id names; None if the corpus does not have it.

    Raises BadUserInputError, for the ids of other things too.
    """
    type_name, key = decode_id(argument, text)
    try:
        if type_name == "Story":
            return store.story(key)
    except BadUserInputError as error:  # the key is no URL: not one of our ids
        raise BadUserInputError(argument, text, _ALLOWED) from error
    raise BadUserInputError(argument, text, f"it is the id of a {type_name}; use that of a Story")
