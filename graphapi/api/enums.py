"""The domain's enums, described for the schema.

Describing an enum here adds its GraphQL definition to the class itself: members then pass between
client and store without conversion.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

import strawberry

from graphapi.corpus import Severity
from graphapi.store import (
    ArticleOrderField,
    LinkDirection,
    OrderDirection,
    ProviderOrderField,
    SourceRole,
    StoryOrder,
    TopicOrderField,
)

__all__ = [
    "ArticleOrderField",
    "LinkDirection",
    "OrderDirection",
    "ProviderOrderField",
    "Severity",
    "SourceRole",
    "StoryOrder",
    "TopicOrderField",
]

EnumT = TypeVar("EnumT", bound=type[Enum])


def _describe(enum: EnumT, description: str, values: Mapping[str, str], name: str = "") -> None:
    """Give an enum a GraphQL definition, and each of its values a description."""
    strawberry.enum(enum, name=name or enum.__name__, description=description)
    definition: Any = enum.__strawberry_definition__  # type: ignore[attr-defined]  # Strawberry sets it
    for value in definition.values:
        value.description = values[value.name]


_describe(
    LinkDirection,
    "Which links to follow. A link goes from the article that lists to the one that is listed.",
    {
        "OUT": "Links to the articles that this one lists as related.",
        "IN": "Links from the articles that list this one as related.",
        "BOTH": "Links of either direction.",
    },
)
_describe(
    OrderDirection,
    "Which end of an order comes first. What lacks the property comes last in either direction.",
    {
        "ASC": "Smallest, earliest or alphabetically first at the head.",
        "DESC": "Largest, latest or alphabetically last at the head.",
    },
)
_describe(
    ArticleOrderField,
    "What articles can be sorted by.",
    {
        "PUBLISHED_DATE_TIME": "When the article was published.",
        "QUALITY": "The quality score.",
        "HEAT": "The heat score; articles without a measured one come last.",
        "TITLE": "The title, alphabetically and ignoring case.",
        "RANK": "The PageRank in the graph of links.",
        "IN_DEGREE": "How many articles list it as related.",
        "OUT_DEGREE": "How many articles it lists as related.",
        "URL": "The canonical URL, character by character.",
    },
)
_describe(
    ProviderOrderField,
    "What providers can be sorted by.",
    {
        "ARTICLE_COUNT": "How many articles the provider has, stubs included.",
        "AVERAGE_QUALITY": "The mean quality of its articles that have one.",
        "AVERAGE_HEAT": "The mean heat of its articles that have one.",
        "DOMAIN": "The domain, alphabetically.",
        "NAME": "The name printed most often, alphabetically and ignoring case.",
        "LAST_PUBLISHED": "When its newest article was published.",
    },
)
_describe(
    TopicOrderField,
    "What topics can be sorted by.",
    {
        "ARTICLE_COUNT": "How many articles the topic has, stubs included.",
        "NAME": "The name, alphabetically and ignoring case.",
        "LAST_PUBLISHED": "When its newest article was published.",
    },
)
_describe(
    StoryOrder,
    "The order of a list of stories. Equals come largest first, then the one that began last.",
    {
        "SIZE_DESC": "Most articles first.",
        "LATEST_DESC": "The one with the newest article first; those without any date come last.",
        "HEAT_DESC": "The highest mean heat of the articles that have one first.",
    },
)
_describe(
    SourceRole,
    "How a file mentions an article.",
    {
        "FULL": "The file is about the article.",
        "RELATED": "The file is about another article and lists this one as related.",
    },
)
_describe(
    Severity,
    "How much a problem cost.",
    {
        "ERROR": "The file was left out.",
        "WARNING": "The file was read, with the named field repaired or dropped.",
    },
    name="ProblemSeverity",
)
