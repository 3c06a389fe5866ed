"""What of the schema lasts as long as a version of the corpus, and what a request may share.

Every type here says the same of an object whenever it is asked, as long as the version is the
same: its fields depend on the object and their arguments alone. Answers may so be kept in parts.
`Corpus` and `Problem` are missing: when the corpus was loaded is no part of its version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphapi import domain, store

__all__ = ["DERIVED_TYPES", "INPUT_TYPES", "KEYS", "LASTING_TYPES", "NODE_CLASSES"]

NODE_CLASSES: Final[Mapping[str, type]] = {
    "Article": domain.Article,
    "Corpus": store.CorpusSummary,
    "Provider": domain.Provider,
    "Story": domain.Story,
    "Topic": domain.Topic,
}
"""The Python class behind each type of Node, whose `is_type_of` looks at nothing else."""

INPUT_TYPES = frozenset(
    {
        "ArticleFilter",
        "ArticleOrder",
        "DateTimeFilter",
        "IntFilter",
        "ProviderFilter",
        "ProviderOrder",
        "StringFilter",
        "TopicOrder",
    }
)
"""Types of input objects. Each becomes a frozen value of the store, whatever the request."""

KEYS: Final[Mapping[str, str]] = {
    "Article": "url",
    "Provider": "domain",
    "Story": "key",
    "Topic": "name",
}
"""The attribute of each lasting type that tells its objects apart within a version."""

LASTING_TYPES = frozenset(KEYS)
"""Types of which two objects with the same key say the same as long as the version is the same."""

DERIVED_TYPES = frozenset(
    {
        "ArticleConnection",
        "ArticleEdge",
        "ArticleGroup",
        "ArticleSource",
        "ArticleStats",
        "Image",
        "NumberStats",
        "PageInfo",
        "ProviderCount",
        "ProviderLink",
        "ProviderName",
        "ReachableConnection",
        "ReachableEdge",
        "RelatedConnection",
        "RelatedEdge",
        "SearchConnection",
        "SearchEdge",
        "SearchRelaxation",
        "SimilarConnection",
        "SimilarEdge",
        "Suggestion",
        "TimelinePoint",
        "TopicCount",
    }
)
"""Types without a key: what their objects say is kept with the lasting ones they come from."""
