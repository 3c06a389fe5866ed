"""What of the schema lasts as long as a version of the corpus, and what a request may share.

Every type here says the same of an object whenever it is asked, as long as the version is the
same: its fields depend on the object and their arguments alone. Answers may so be kept in parts.
`Corpus` and `Problem` are missing: when the corpus was loaded is no part of its version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graphapi import domain, store

__all__ = ["DERIVED_TYPES", "INPUT_TYPES", "LASTING_TYPES", "NODE_CLASSES"]

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
"""Types of input objects. Each becomes a frozen value of the store, whoever asks and when."""

LASTING_TYPES = frozenset({"Article", "Image", "Provider", "ProviderName", "Story", "Topic"})
"""Types whose objects are there as long as the version is."""

DERIVED_TYPES = frozenset(
    {
        "ArticleConnection",
        "ArticleEdge",
        "ArticleGroup",
        "ArticleSource",
        "ArticleStats",
        "NumberStats",
        "PageInfo",
        "ProviderCount",
        "ProviderLink",
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
"""Types whose objects are made anew for each answer, from lasting ones."""
